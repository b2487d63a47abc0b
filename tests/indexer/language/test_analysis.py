"""What a text is read as: one line is one case, «text → terms; terms ...»."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.language import EXACT, SENTENCE_END, analyze, is_function_word
from indexer.language.form import Form, Manner
from indexer.language.lookup import look_up
from indexer.language.normalize import DASHES, normalize
from indexer.language.sentences import sentences

STRESS, SOFT, ZERO, NBSP = "\u0301", "\u00ad", "\u200b", "\u00a0"
SHORT_I, YO = "и\u0306", "е\u0308"  # decomposed й and ё


def read(text: str) -> str:
    """Each token's terms, joined; tokens at one position joined by « + »."""
    by_position: dict[int, list[str]] = {}
    for token in analyze(text):
        by_position.setdefault(token.position, []).append(", ".join(token.terms))
    return "; ".join(" + ".join(words) for words in by_position.values())


@pytest.mark.parametrize(
    "case",
    [
        # Readings: every sufficiently probable one, and the form as written.
        "стали → стать, =стали",
        "Новый мост → новый, =новый; мост, =мост",
        "подписанный → подписать, =подписанный",
        "белки → белок, белка, =белки",
        # The superlative is a word of its own, and so is a noun that looks like a verb.
        "крупнейшего → крупнейший, =крупнейшего",
        "статью → статья, стать.сущ, =статью",
        # ё: the dictionary's lemma keeps it; a form is folded, and kept as well where it was typed.
        "партнер → партнёр, =партнер",
        "партнёр → партнёр, =партнер, =партнёр",
        "темы → тема, =темы",
        # Latin words are stemmed, words of digits and letters are kept.
        "Running → run, =running",
        "B2B → b2b, =b2b",
        # A number is one word.
        "1,2 тыс → 1,2, =1,2; тыс, =тыс",
        "1.2 → 1,2, =1.2",
        "1,7 и 18:35 → 1,7, =1,7; и, =и; 18:35, =18:35",
        "на 10% → на, =на; 10, =10",
        "2020. → 2020, =2020",
        # A compound: the whole at the position of its first part, then the other parts; also written as one word.
        "онлайн-форума → онлайн-форум, онлайнфорум, =онлайн-форума + онлайн, =онлайн; форум, =форума",
        "2023-2025 → 2023-2025, =2023-2025 + 2023, =2023; 2025, =2025",
        "Пекин-25 → пекин-25, =пекин-25 + пекин, =пекин; 25, =25",
        "Green-VLA → green-vla, =green-vla + green, =green; vla, =vla",
        # What separates words.
        "Сибирь/Урал → сибирь, =сибирь; урал, =урал",
        "Урал – Казахстан → урал, =урал; казахстан, =казахстан",
        "#сотрудничество → сотрудничество, =сотрудничество",
        " → ",
        "—!.. → ",
        # Many ways of writing, one word.
        f"Кита{SHORT_I}ский → китайский, =китайский",
        f"партн{YO}р → партнёр, =партнер, =партнёр",
        f"прише{STRESS}л → прийти, =пришел",
        f"при{SOFT}вет → привет, =привет",
        f"при{ZERO}вет → привет, =привет",
        f"три{NBSP}года → три, =три; год, =года",
        "ХАБАРОВСК → хабаровск, =хабаровск",
    ],
)
def test_text_is_read_as(case: str) -> None:
    text, _, terms = case.partition(" → ")
    assert read(text) == terms


def test_a_token_is_a_part_of_the_text_as_written() -> None:
    text = f"В{NBSP}Прише{STRESS}стве кита{SHORT_I}ский при{SOFT}вет, Транс{ZERO}-порт!"
    assert [text[t.start : t.stop] for t in analyze(text)] == [
        "В",
        f"Прише{STRESS}стве",
        f"кита{SHORT_I}ский",
        f"при{SOFT}вет",
        f"Транс{ZERO}-порт",
        "Транс",
        "порт",
    ]


@pytest.mark.parametrize(
    "case",
    [
        # The end of a sentence, or of a line, takes one position of its own.
        "Мост открыт. Дорога свободна → 0 1 (2) 3 4",
        "Мост\nДорога → 0 (1) 2",
        "завод им. Октябрьской революции → 0 1 2 3",
        "мэр С. Собянин и другие → 0 1 2 3 4",
        "Вырос на 1,5 млн руб. к 2020 г. и упал → 0 1 2 3 4 5 6 7 8 9",
        "онлайн-форум в транспортно-логистической сфере → 0 0 1 2 3 3 4 5",
        "один пояс, один путь → 0 1 2 3",
    ],
)
def test_positions(case: str) -> None:
    text, _, positions = case.replace("\\n", "\n").partition(" → ")
    ends = (SENTENCE_END,)
    assert " ".join(f"({t.position})" if t.terms == ends else str(t.position) for t in analyze(text)) == positions


@pytest.mark.parametrize("word", ["и", "в", "на", "не", "или", "бы", "для"])
def test_function_words(word: str) -> None:
    assert is_function_word(word)


@pytest.mark.parametrize("word", ["мост", "быть", "три", "мэр", "он", "быстро", "the", "3", "𗀀ф"])
def test_words_with_content(word: str) -> None:
    assert not is_function_word(word)


RUSSIAN = st.text("абвеёийнор АБВЁЙ.,!?-–—«»/0123456789\n\t" + STRESS + SOFT + ZERO + NBSP + "\u0306\u0308aZé")


@example("0-aн")  # the second letter is Latin
@example("ф-𗀀 0𗀀ф 𗀀ф")  # a letter without a name in Unicode
@given(st.one_of(RUSSIAN, st.text()))
def test_any_text_is_read_and_offsets_are_sacred(text: str) -> None:
    tokens = analyze(text)
    for token in tokens:
        if token.terms == (SENTENCE_END,):
            assert 0 < token.start == token.stop <= len(text)
            continue
        assert 0 <= token.start < token.stop <= len(text)
        assert token.readings
        again = analyze(text[token.start : token.stop])
        assert again[0].exact == token.exact  # readings depend on the neighbours, the form as written does not
    assert [t.start for t in tokens] == sorted(t.start for t in tokens)
    positions = [token.position for token in tokens]
    assert positions == sorted(positions)


@given(RUSSIAN)
def test_composed_or_not_stressed_or_not_the_terms_are_the_same(text: str) -> None:
    plain = normalize(text).text
    assert normalize(plain).text == plain
    assert [t.terms for t in analyze(plain)] == [t.terms for t in analyze(text)]


@given(RUSSIAN)
def test_sentences_are_in_order_and_hold_all_words(text: str) -> None:
    found = list(sentences(text))
    assert all(a < b for a, b in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    inside = {i for start, stop in found for i in range(start, stop)}
    assert all(i in inside for i, c in enumerate(text) if c.isalnum())


def test_dashes_within_a_word_are_hyphens() -> None:
    for dash in DASHES:
        assert [t.terms for t in analyze(f"онлайн{dash}форум")] == [t.terms for t in analyze("онлайн-форум")]


def test_a_run_of_letters_that_is_no_word_has_a_bounded_term() -> None:
    (token,) = analyze("ы" * 10_000)
    assert (token.start, token.stop) == (0, 10_000)
    assert max(map(len, token.terms)) <= 64 + len(EXACT)


def said(form: Form) -> list[object]:
    """All that a form says."""
    flags = [form.capitals, form.initial, form.month, form.number, form.particle, form.plain]
    choice = form.choice and [form.choice.terms(0, 0), form.choice.fixed]
    parts = [(start, stop, said(part)) for start, stop, part in form.parts]
    return [form.terms, form.signature, form.given, form.as_person, flags, choice, parts]


@given(st.one_of(st.text("абвеёийнопрстуьыъaoecx019-'.,ⅻß", min_size=1, max_size=14), st.text(min_size=1, max_size=8)))
@example("стали")
@example("онлайн-форума")
@example("аль-ислам")
def test_a_word_in_small_letters_is_the_same_at_the_beginning_of_a_sentence(word: str) -> None:
    if word.islower():
        assert said(look_up(word, Manner.FIRST)) == said(look_up(word, Manner.PLAIN))
