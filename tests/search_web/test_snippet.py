"""Snippets: one or two sentences of 160 to 260 code points, whole words marked."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.language import Token, analyze
from indexer.query import Zone
from search_web import Marked, NewsSearch
from search_web.answers import Span
from search_web.marks import Marking
from search_web.query_language import parse
from search_web.snippet import CUT, GAP, LONGEST, SHORTEST, Source, make_snippet, sentence_of


def snippet(query: str, *texts: str) -> Marked:
    tree = parse(query).query
    tokens = [analyze(text) for text in texts]
    return make_snippet(
        [
            Source(text, Marking(tree).found(of, Zone.BODY) if tree else [], [t.stop for t in of if t.start == t.stop])
            for text, of in zip(texts, tokens, strict=True)
        ]
    )


def shown(query: str, *texts: str) -> str:
    return "".join(f"[{piece}]" if on else piece for piece, on in snippet(query, *texts).pieces())


LEAD = "В областном центре обсудили планы развития на будущий год и подвели итоги прошедшего сезона навигации."
BRIDGE = "Новый мост через Зею откроют осенью, сообщил вчера на встрече с жителями глава Благовещенска."
ROADS = "Дороги у моста отремонтируют позже: деньги на это есть, осталось выбрать подрядчика."
OTHER = "Погода в выходные будет тёплой, местами пройдут кратковременные дожди с грозами."


def test_the_best_sentence_and_the_next() -> None:
    assert shown("мост Зея", LEAD, f"{OTHER} {BRIDGE} {ROADS}") == (
        "Новый [мост] через [Зею] откроют осенью, сообщил вчера на встрече с жителями глава Благовещенска. "
        "Дороги у [моста] отремонтируют позже: деньги на это есть, осталось выбрать подрядчика."
    )


def test_two_sentences_apart_that_together_have_all_words() -> None:
    assert shown("Зея подрядчик", f"{BRIDGE} {OTHER} {OTHER} {ROADS}") == (
        "Новый мост через [Зею] откроют осенью, сообщил вчера на встрече с жителями глава Благовещенска."
        " … Дороги у моста отремонтируют позже: деньги на это есть, осталось выбрать [подрядчика]."
    )


def test_a_long_sentence_makes_room_for_a_word_that_it_lacks() -> None:
    long = "Мост " + "и многое другое в этом году " * 7 + "ждёт жителей."
    made = shown("мост паром", f"{long} {OTHER} Паром пока ходит.")
    assert made.startswith("[Мост] и многое другое")
    assert made.endswith(f"{GAP}[Паром] пока ходит.")


def test_a_sentence_repeated_in_the_body_is_not_shown_twice() -> None:
    text = shown("мост", BRIDGE, f"{BRIDGE} {OTHER}")
    assert text.count("глава Благовещенска") == 1
    assert len(text) > SHORTEST


def test_short_sentences_say_more_beside_another_one() -> None:
    short = "Мост открыт. Река спокойна. Город доволен. Осень началась. Планы приняты. " * 2
    made = snippet("паром", short, f"{short}Паром пока ходит, и паром полон.")
    assert made.text.endswith("Паром пока ходит, и паром полон.")
    assert SHORTEST <= len(made.text) <= LONGEST


def test_without_words_of_the_query_the_beginning_is_shown() -> None:
    assert shown("date:2023", "11:36", f"{LEAD} {OTHER}").startswith(LEAD)


def test_a_short_text_is_shown_whole_and_no_text_not_at_all() -> None:
    assert shown("мост", "Мост открыт.") == "[Мост] открыт."
    assert shown("мост", "Мост", "Река.\nГород.").startswith("[Мост]")
    assert shown("мост", "", "  \n") == ""


def test_a_long_sentence_is_cut_between_words_around_its_marks() -> None:
    long = "Начало " + "очень длинного предложения " * 20 + "про мост через реку " + "и ещё много слов " * 20
    text = snippet("мост", long)
    assert text.text.startswith(CUT)
    assert text.text.endswith(CUT)
    assert "про мост через реку" in text.text
    assert SHORTEST <= len(text.text) <= LONGEST


def test_lines_of_a_page_do_not_run_together() -> None:
    text = snippet("мост", "Мост открыт\nРека широка\nГород рад").text
    assert "\n" not in text


WORDS = st.sampled_from(
    [
        "мост",
        "река",
        "город",
        "дорога",
        "осень",
        "планы",
        "губернатор",
        "встреча",
        "открыли",
        "новый,",
        "через",
        "и",
        "год:",
        "2023-2025",
    ]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=60).map(lambda words: " ".join(words).capitalize() + ".")
TEXTS = st.lists(st.lists(SENTENCE, max_size=8).map(" ".join), min_size=1, max_size=3)


FEW_WORDS = "Мост мост мост мост мост мост мост мост мост "
LAST_IN_A_SHORT_TEXT = [
    f"{FEW_WORDS}губернатор. Мост мост мост мост дорога планы. Город мост новый, губернатор мост дорога дорога. "
    "Мост мост мост мост губернатор. 2023-2025. Мост мост мост. Губернатор мост мост мост мост. "
    "Мост мост новый, 2023-2025 2023-2025.",
    f"{FEW_WORDS}дорога встреча встреча встреча встреча открыли 2023-2025 и через город. "
    "Река мост 2023-2025 мост мост мост мост город открыли 2023-2025. "
    "2023-2025 мост новый, мост мост дорога 2023-2025. Осень мост мост встреча 2023-2025. "
    "2023-2025 мост река мост новый,. И мост осень 2023-2025 2023-2025. "
    "Мост мост мост мост дорога город мост река мост губернатор губернатор. Дорога мост мост дорога город город.",
    "Мост. Мост мост мост мост мост мост мост мост река. Планы губернатор губернатор губернатор.",
]


@given(TEXTS, st.sampled_from(["мост", "мост река", '"новый мост"', "губернатор* -год", "date:2023"]))
@example(LAST_IN_A_SHORT_TEXT, "губернатор* -год")
def test_the_bounds_hold_for_any_text(texts: list[str], query: str) -> None:
    made = snippet(query, *texts)
    assert len(made.text) <= LONGEST
    sentences = [s for text in texts for s in re.findall(r"[^.]+\.", text)]
    if sum(map(len, set(sentences))) > 3 * LONGEST and max(map(len, sentences)) > 60:
        assert len(made.text) >= SHORTEST
    # No word is cut, and every mark is on whole words of the text.
    known = {word for text in texts for word in re.findall(r"[\w-]+", text)}
    assert set(re.findall(r"[\w-]+", made.text)) <= known
    for start, stop in made.spans:
        assert not re.search(r"\w\Z", made.text[:start])
        assert not re.match(r"\w", made.text[stop:])
    joined = " ".join(texts)
    for piece in re.split(f"{GAP}|{CUT}", made.text):
        assert all(word in joined for word in piece.split())


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("мэр Хабаровска", "004"),
        ("Пекин", "002"),
        ("форум", "003"),
        ("космодром", "001"),
        ("Макао", "000"),
        ("2023", "004"),
    ],
)
def test_snippets_of_real_pages(seeds: NewsSearch, query: str, page: str) -> None:
    hit = next(hit for hit in seeds.search(query).hits if hit.id.startswith(page))
    assert SHORTEST <= len(hit.snippet.text) <= LONGEST
    assert hit.snippet.spans or hit.title_spans


@pytest.mark.parametrize("length", range(1, 12))
def test_a_word_at_the_end_of_a_long_sentence_is_shown(length: int) -> None:
    made = snippet("КНР", f"О погоде {'а' * length} " + "и о том, какие были гости " * 13 + "(КНР).")
    assert [made.text[a:b] for a, b in made.spans] == ["КНР"]


def sentences_in(text: str) -> list[str]:
    return [text[start:stop] for start, stop in sentences_of(text, analyze(text))]


def sentences_of(text: str, tokens: Sequence[Token]) -> list[Span]:
    ends = [token.stop for token in tokens if token.start == token.stop]
    found = [sentence_of(text, ends, number) for number in range(len(ends) + 1)]
    assert None not in found[:-1]
    return [span for span in found if span is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Мост открыт. «Амур» у моста.", ["Мост открыт.", "«Амур» у моста."]),
        ("«Мост открыт!» — сказал мэр. Паром ушёл…", ["«Мост открыт!» — сказал мэр.", "Паром ушёл…"]),
        ("Мост (новый). Паром", ["Мост (новый).", "Паром"]),
        ("  Мост\n\n* * *\n — Паром \n***\n", ["Мост", "— Паром"]),
        ("***", []),
        ("", []),
    ],
)
def test_sentences_keep_their_marks(text: str, expected: list[str]) -> None:
    assert sentences_in(text) == expected


@given(st.text("Мост авг. 5!?»«—()\n\u2028 ё", max_size=60))
def test_every_word_is_in_one_sentence_and_no_sentence_has_two_lines(text: str) -> None:
    tokens = analyze(text)
    found = sentences_of(text, tokens)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(edges)
    for token in tokens:
        if token.start < token.stop:
            assert sum(start <= token.start and token.stop <= stop for start, stop in found) == 1
    assert not any(set(text[start:stop]) & set("\n\u2028") or not text[start:stop].strip() for start, stop in found)
