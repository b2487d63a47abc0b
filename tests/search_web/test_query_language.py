"""What people type, and the tree it becomes: «text → tree»."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import And, Field, Not, Or, Prefix, Query, Word
from search_web.query_language import DEEPEST, LONGEST_TEXT, MOST_WORDS, Parsed, parse
from search_web.syntax import OPERATORS
from search_web.written import written


@pytest.mark.parametrize(
    "case",
    [
        # Words: all of them, each in all of its readings.
        "дорогами → дорога",
        "стали → стать",
        "белки → белка/белок",
        "новый мост → (новый & мост)",
        "мэр Хабаровска → (мэр & хабаровск)",
        # Prepositions, conjunctions and particles ask nothing beside other words, and everything alone.
        "в Благовещенске → благовещенск",
        "и → и",
        "не без → (не & без)",
        "быть или не быть → (быть & быть)",
        "в source:Вести → (в & source:Вести)",
        # Phrases, with any quotes.
        '"новый мост" → "новый мост"',
        '«один пояс, один путь» → "один пояс один путь"',
        '„новый мост“ → "новый мост"',
        '“новый мост” → "новый мост"',
        '«форум «Один пояс» идёт» → "форум один пояс идти"',
        '"на 3 года" → "на 3 год"',
        '"мэр Пекина"~3 → "мэр пекин"~3',
        '"Кто виноват? Что делать" → "кто виноватый _ что делать"',
        '"онлайн-форум Москва" → "онлайн форум москва"',
        # One word in «» is a name, in straight quotes it is insisted on.
        "«Спартак» → спартак",
        '"Спартак" → "спартак"',
        # Exact forms: е also stands for ё, ё for itself alone.
        "!Пекина → =пекина",
        "!партнер → =партнер",
        "!партнёр → =партнёр",
        # Without.
        "форум -Казахстан → (форум & -казахстан)",
        "-форум → -форум",
        "- форум → форум",
        "---форум → -форум",
        'Санкт-Петербург → (санкт-петербург | "санкт петербург")',
        'мост -"дорожная карта" → (мост & -"дорожный карта")',
        "мост -(река | город) → (мост & -(река | город))",
        "-date:2023 мост → (-date:2023-01-01..2023-12-31 & мост)",
        # Alternatives bind looser than words side by side.
        "Москва | Хабаровск → (москва | хабаровск)",
        "Москва ИЛИ Хабаровск → (москва | хабаровск)",
        "Москва OR Хабаровск → (москва | хабаровск)",
        "Москва или Хабаровск → (москва & хабаровск)",
        "мост | река -город → (мост | (река & -город))",
        "мост | | река → (мост | река)",
        "| мост ИЛИ → мост",
        "мэр (Москва | Хабаровск) → (мэр & (москва | хабаровск))",
        "((мост)) → мост",
        # Compounds are the word or its parts side by side.
        'онлайн-форум → (онлайн-форум | "онлайн форум")',
        # Beginnings of words.
        "хабаров* → =хабаров*",
        "партнё* → =партне*",
        "онлайн-фор* → =онлайн-фор*",
        "Сибирь/Ура* → (сибирь & =ура*)",
        # Fields.
        "title:Кравчук → title:кравчук",
        "заголовок:Кравчук → title:кравчук",
        "TITLE:Кравчук → title:кравчук",
        'title:"Алтайский край" → title:"алтайский край"',
        "title:(мэры Москвы) → (title:мэр & title:москва)",
        "title:!Пекина → title:=пекина",
        "title:хабаров* → title:=хабаров*",
        "-title:мост → -title:мост",
        "source:Вести → source:Вести",
        'source:"Вечерний Хабаровск" → source:"Вечерний Хабаровск"',
        "источник:Вести мост → (source:Вести & мост)",
        # Days.
        "date:2023 → date:2023-01-01..2023-12-31",
        "date:2023-11 → date:2023-11-01..2023-11-30",
        "date:2023-11-05 → date:2023-11-05..2023-11-05",
        "date:05.11.2023 → date:2023-11-05..2023-11-05",
        "date:2023-01..2023-06 → date:2023-01-01..2023-06-30",
        "date:2023-06.. → date:2023-06-01..",
        "date:..2023 → date:..2023-12-31",
        # Other characters separate words.
        "18:35 → 18:35",
        "С.Кравчук → кравчук",
        "Сергей Кравчук: Мы → (сергей & кравчук & мы)",
        "https://example.ru/мост → (https & exampl & ru & мост)",
        "<script>alert(1)</script> → (script & alert & 1 & script)",
        "мост, река; (город). → (мост & река & город)",
    ],
)
def test_text_is_read_as(case: str) -> None:
    text, _, tree = case.partition(" → ")
    assert (str(parse(text).query), parse(text).problems) == (tree, ())


@pytest.mark.parametrize("text", ["", "   ", "-", "—", "|", "!!", "()", "...", "\x00", "ИЛИ"])
def test_nothing_is_asked(text: str) -> None:
    assert parse(text).query is None


def faults(parsed: Parsed, text: str) -> str:
    return " / ".join(f"[{text[p.start : p.stop]}] {p.message}" for p in parsed.problems)


@pytest.mark.parametrize(
    "case",
    [
        '"мост → мост → ["] Кавычка не закрыта: слова после неё ищутся как обычные.',
        'мост "" → мост → [""] В кавычках нет слов.',
        "мост) → мост → [)] Лишняя закрывающая скобка.",
        "(мост → мост → [(] Скобка не закрыта.",
        "title: мост → мост → [title:] После «title:» нужно слово без пробела: это условие не учтено.",
        'source:"" мост → мост → [source:] После «source:» нужно значение: слово или слова в кавычках.',
        "цвет:мост → (цвет & мост) → [цвет:мост] Поля «цвет» нет: искали как обычные слова.",
        "мо* → мо → [мо*] Перед звёздочкой нужно не меньше 3 букв: «мо» искали как слово.",
        "мост*река → (мост & река) → [мост*река] Звёздочка понимается только в конце слова: «хабаров*».",
        "! мост → мост → [!] После «!» нужно слово.",
        "!мост* → =мост → [!мост*] «!» и звёздочка вместе не понимаются: искали эту форму слова.",
        '"а б"~500 → "а б"~100 → [~500] Слова дальше 100 друг от друга не ищутся: искали «~100».',
        "date:99.99.9999 мост → мост → [date:99.99.9999] Дата «99.99.9999» не понята, условие не учтено. "
        "Пишите date:2023, date:2023-11, date:2023-11-05 или date:2023-01..2023-06.",
        "date:2023..2022 мост → мост → [date:2023..2022] Дата «2023..2022» не понята, условие не учтено. "
        "Пишите date:2023, date:2023-11, date:2023-11-05 или date:2023-01..2023-06.",
    ],
)
def test_a_problem_has_a_place_and_a_russian_sentence(case: str) -> None:
    text, tree, message = case.split(" → ")
    parsed = parse(text)
    assert str(parsed.query) == tree
    assert faults(parsed, text) == message


def test_a_bound_that_cuts_says_so() -> None:
    long = "ы" * (LONGEST_TEXT + 50)
    (cut,) = parse(long).problems
    assert (cut.start, cut.stop, cut.cut) == (LONGEST_TEXT, len(long), True)
    words = " ".join(f"м{i}" for i in range(MOST_WORDS + 5))
    parsed = parse(words)
    assert isinstance(parsed.query, And)
    assert len(parsed.query.parts) == MOST_WORDS
    assert [problem.cut for problem in parsed.problems] == [True]


def test_brackets_deeper_than_the_bound_are_left_out_and_that_is_said() -> None:
    parsed = parse("мост " + "(" * (DEEPEST + 30) + "река" + ")" * (DEEPEST + 30))
    (problem,) = parsed.problems
    assert problem.cut
    assert str(DEEPEST) in problem.message
    assert parse("(" * DEEPEST + "река" + ")" * DEEPEST).problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "-" * 500 + "мост",
        "-title:" * 70 + "мост",
        "title:" * 80 + "мост",
        "(-" * 200 + "а",
        "(а " * 15 + "-" * 400 + "б",
    ],
)
def test_no_text_leads_deeper_than_the_stack(text: str) -> None:
    assert len(str(parse(text).query)) < 4 * LONGEST_TEXT


def test_the_same_problem_is_told_once() -> None:
    assert faults(parse("мост((((((("), "мост(((((((") == "[(] Скобка не закрыта."


def test_words_are_looked_for_where_the_scope_says_and_titles_stay_titles() -> None:
    assert str(parse('мост "а б" title:река хабаров*', Field.PAGE).query) == (
        '(page:мост & page:"а б" & title:река & page:=хабаров*)'
    )


def test_every_example_of_the_help_is_understood() -> None:
    for operator in OPERATORS:
        for example in operator.examples:
            parsed = parse(example)
            assert parsed.query is not None, example
            assert parsed.problems == (), example


QUERY_TEXT = st.text(
    st.sampled_from('мост река дорога -|()"*!~:«»„“”.,3 ИЛИ title:date:2023-11..source:ё\n'), max_size=60
)


@given(st.one_of(QUERY_TEXT, st.text(max_size=200)))
def test_any_text_is_a_query(text: str) -> None:
    parsed = parse(text)
    for problem in parsed.problems:
        assert 0 <= problem.start <= problem.stop <= len(text)
        assert problem.message
    assert depth(parsed.query) <= 4 * DEEPEST


def depth(query: Query | None) -> int:
    match query:
        case And(parts) | Or(parts):
            return 1 + max(map(depth, parts))
        case Not(part):
            return 1 + depth(part)
        case _:
            return 1


words = st.sampled_from(
    ["мост", "реки", "!Пекина", "онлайн-форум", "хабаров*", '"один пояс"', '"а б"~3', "date:2023-11"]
)
fielded = st.sampled_from(
    ["title:мост", "source:Вести", 'source:"А б"', "title:!река", 'title:"а б"', "date:2020..2021"]
)


def _within(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        some.map(lambda parts: f"({' '.join(parts)})"),
        some.map(lambda parts: f"({' | '.join(parts)})"),
        inner.map(lambda part: f"-{part}" if not part.startswith("-") else part),
    )


@given(st.recursive(st.one_of(words, fielded), _within, max_leaves=6))
def test_a_query_as_it_was_understood_is_understood_in_the_same_way(text: str) -> None:
    tree = parse(text).query
    assert parse(written(tree)).query == tree


def test_typed_words_are_kept_for_messages() -> None:
    query = parse("мэром хабаров*").query
    assert isinstance(query, And)
    assert [part.typed for part in query.parts if isinstance(part, Word | Prefix)] == ["мэром", "хабаров"]
