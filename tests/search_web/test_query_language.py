"""What people type, and the tree it becomes: «text → tree»."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import And, Field, Not, Or, Phrase, Prefix, Query, Together, Word
from search_web.chunks import MOST_WORDS
from search_web.query_language import DEEPEST, LONGEST_TEXT, Parsed, parse
from search_web.relax import words_of
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
        # Words that ask, too, ask nothing beside other words.
        "Кто губернатор Хабаровского края → (губернатор & хабаровский & край)",
        "скольких не хватает → хватать",
        "снежный ком → (снежный & ком)",
        "Где чьи дороги → дорога",
        "что где когда → (что & где & когда)",
        # Phrases, with any quotes.
        '"новый мост" → "новый мост"',
        '«один пояс, один путь» → "один пояс один путь"',
        '„новый мост“ → "новый мост"',
        '“новый мост” → "новый мост"',
        '«форум «Один пояс» идёт» → "форум один пояс идти"',
        '"на 3 года" → "на 3 год"',
        '"мэр Хабаровска"~3 → "мэр хабаровск"~3',
        '"Кто виноват? Что делать" → "кто виноватый _ что делать"',
        '"онлайн-форум Москва" → "онлайн форум москва"',
        # Within quotes: any one word, beginnings of words, exact forms.
        '"мэр * Кравчук" → "мэр _ кравчук"',
        '"мэр * * Кравчук" → "мэр _ _ кравчук"',
        '"* мэр *" → "мэр"',
        '"мэр хабаров*" → "мэр =хабаров*"',
        '«мэр хабаров*» → "мэр =хабаров*"',
        '"хабаров* мэр"~2 → "=хабаров* мэр"~2',
        '"онлайн-фор* Москва" → "онлайн =фор* москва"',
        '"!мэра Хабаровска" → "=мэра хабаровск"',
        '"Ура! мэр" → "ура мэр"',
        # Near the next word.
        'мэр~3 Хабаровск → "мэр хабаровск"~3',
        '!мэра~3 хабаров* → "=мэра =хабаров*"~3',
        'форум мэр~1 Пекин Москва → (форум & "мэр пекин"~1 & москва)',
        'мэр~3 Пекин~2 Москва → ("мэр пекин"~3 & "пекин москва"~2)',
        'мэр~3 - Хабаровск → "мэр хабаровск"~3',
        'мэр~0 Хабаровск → "мэр хабаровск"',
        'title:мэр~3 Пекин → title:"мэр пекин"~3',
        '-мэр~3 Пекин → -"мэр пекин"~3',
        "мэр ~ Пекин → (мэр & пекин)",
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
        'Санкт-Петербург → (санкт-петербург/санктпетербург | "санкт/~санкт петербург")',
        'мост -"дорожная карта" → (мост & -"дорожный карта")',
        "мост -(река | город) → (мост & -(река | город))",
        "-date:2023 мост → (-date:2023-01-01..2023-12-31 & мост)",
        "сотрудничество НЕ Пекин → (сотрудничество & -пекин)",
        "сотрудничество NOT Пекин → (сотрудничество & -пекин)",
        "сотрудничество не Пекин → (сотрудничество & пекин)",
        "НЕ Пекин мост → (-пекин & мост)",
        'мост НЕ "дорожная карта" → (мост & -"дорожный карта")',
        "мост НЕ (река | город) → (мост & -(река | город))",
        "мост НЕ title:река → (мост & -title:река)",
        "мост И НЕ река → (мост & -река)",
        "мост НЕ -река → (мост & -река)",
        "мост НЕ НЕ река → (мост & -река)",
        "-(-мост) → мост",
        # Insisted on: as a phrase of one word, a preposition too.
        '+мост → "мост"',
        'мост +без реки → (мост & "без" & река)',
        '+"новый мост" река → ("новый мост" & река)',
        '+(мост | река) город → (("мост" | "река") & город)',
        '+хабаров* → "=хабаров*"',
        '+!Пекина → "=пекина"',
        'title:+мост → title:"мост"',
        "+source:Вести +-мост → (source:Вести & -мост)",
        "мост + река → (мост & река)",
        # All of them, as side by side.
        "мост И река → (мост & река)",
        "мост AND река && город → (мост & река & город)",
        "мост И река ИЛИ город → ((мост & река) | город)",
        "МОСКВА И ПЕКИН → (москва & пекин)",
        "мост и река → (мост & река)",
        # An operator that has nothing to join is a word.
        "И → и",
        "НЕ → не",
        "ИЛИ → или",
        "мост И → мост",
        "НЕ | мост → (не | мост)",
        "(НЕ) мост → мост",
        "мост ИЛИ ИЛИ река → (мост | река)",
        "мост НЕ ИЛИ река → (мост | река)",
        # In one sentence.
        "мэр & Хабаровск → {мэр хабаровск}",
        "мэр &Хабаровск → {мэр хабаровск}",
        "а & б & в → {а б в}",
        "(а & б) & в → {а б в}",
        "(мэр Москвы) & Пекин → {мэр москва пекин}",
        "(Москва | Пекин) & мэр → {(москва | пекин) мэр}",
        '"новый мост"&река → {"новый мост" река}',
        "форум мэр & Пекин Москва → (форум & {мэр пекин} & москва)",
        "мэр & Москва | мэр & Пекин → ({мэр москва} | {мэр пекин})",
        'мэр~3 Москва & Пекин → {"мэр москва"~3 пекин}',
        "title:(мэр & Пекин) → {title:мэр title:пекин}",
        "-(мэр & Пекин) → -{мэр пекин}",
        "R&D центр → (r & d & центр)",
        "& мост & → мост",
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
        'онлайн-форум → (онлайн-форум/онлайнфорум | "онлайн форум")',
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
        'region:"Амурская область" → region:"Амурская область"',
        'регион:«Амурская область» форум → (region:"Амурская область" & форум)',
        "place:Хабаровск → place:Хабаровск",
        "-место:Хабаровск → -place:Хабаровск",
        'округ:Дальневосточный → okrug:"Дальневосточный федеральный округ"',
        'okrug:ДФО → okrug:"Дальневосточный федеральный округ"',
        "тег:спорт | tag:#спорт → (tag:спорт | tag:#спорт)",
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
        'С.Кравчук → "с. кравчук"~1',
        "Сергей Кравчук: Мы → (сергей & кравчук & мы)",
        "https://example.ru/мост → (https & exampl & ru & мост)",
        "<script>alert(1)</script> → (script & alert & 1 & script)",
        "мост, река; (город). → (мост & река & город)",
    ],
)
def test_text_is_read_as(case: str) -> None:
    text, _, tree = case.partition(" → ")
    assert (str(parse(text).query), parse(text).problems) == (tree, ())


@pytest.mark.parametrize(
    "text", ["", "   ", "-", "—", "|", "!!", "()", "...", "\x00", "+", "&", "&&", "~", "+ -", '"*"']
)
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
        "в) мост | река → (мост | река) → [)] Лишняя закрывающая скобка.",
        "(мост → мост → [(] Скобка не закрыта.",
        "title: мост → мост → [title:] После «title:» нужно слово без пробела: это условие не учтено.",
        'source:"" мост → мост → [source:] После «source:» нужно значение: слово или слова в кавычках.',
        "цвет:мост → (цвет & мост) → [цвет:мост] Поля «цвет» нет: искали как обычные слова.",
        "да* → да → [да*] Перед звёздочкой нужно не меньше 3 букв: «да» искали как слово.",
        "мост*река → (мост & река) → [мост*река] Звёздочка понимается только в конце слова: «хабаров*».",
        "! мост → мост → [!] После «!» нужно слово.",
        "!мост* → =мост → [!мост*] «!» и звёздочка вместе не понимаются: искали эту форму слова.",
        '"мост*река" → "мост река" → ["мост*река"] В кавычках звёздочка понимается в конце слова или вместо слова.',
        '"мэр рек*мост" → "мэр река мост" → '
        '["мэр рек*мост"] В кавычках звёздочка понимается в конце слова или вместо слова.',
        '"да* река" → "да река" → ["да* река"] Перед звёздочкой нужно не меньше 3 букв: «да» искали как слово.',
        "мост~2 → мост → [мост~2] После «мост~2» нужно ещё слово: «~» значит, насколько близко оно стоит.",
        "река мост~2 -город → (река & мост & -город) → "
        "[мост~2] После «мост~2» нужно ещё слово: «~» значит, насколько близко оно стоит.",
        'мост~500 река → "мост река"~100 → [~500] Слова дальше 100 друг от друга не ищутся: искали «~100».',
        "мэр & -Пекин → (мэр & -пекин) → "
        "[&] «&» ищет в одном предложении только слова и фразы: здесь это просто два условия.",
        "мэр & date:2023-11-05 → (мэр & date:2023-11-05..2023-11-05) → "
        "[&] «&» ищет в одном предложении только слова и фразы: здесь это просто два условия.",
        "МОСТ НЕ ОТКРЫТЬ → (мост & -открыть) → [НЕ] «НЕ» заглавными значит «без»: если это просто слово, пишите «не».",
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
        "+-" * 250 + "мост",
        "НЕ " * 160 + "мост",
        "НЕ -title:" * 50 + "мост",
        "а~1 " * 120 + "б",
        "а & " * 120 + "б",
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


def test_a_compound_is_one_part_of_what_is_around_it() -> None:
    forum, bridge = parse("онлайн-форум").query, parse("мост").query
    assert isinstance(forum, Or)
    assert isinstance(bridge, Word)
    assert parse("онлайн-форум & мост").query == Together((forum, bridge))
    assert parse("мост | -онлайн-форум").query == Or((bridge, Not(forum)))
    whole, *apart = forum.parts
    assert isinstance(whole, Word)
    assert parse("+онлайн-форум").query == Or((Phrase((whole,)), *apart))


def test_words_side_by_side_are_read_together() -> None:
    """«7 декабря 2020» is a day, wherever the words around it are operators."""
    day, bridge = parse("7 декабря 2020").query, parse("мост").query
    assert isinstance(day, Or)
    assert bridge is not None
    assert parse("7 декабря 2020 & мост").query == Together((day, bridge))
    assert parse("мост & 7 декабря 2020").query == Together((bridge, day))
    assert parse("мост ! 7 декабря 2020").query == And((bridge, day))


def test_every_example_of_the_help_is_understood() -> None:
    for operator in OPERATORS:
        for example in operator.examples:
            parsed = parse(example)
            assert parsed.query is not None, example
            assert parsed.problems == (), example


# Compounds and Latin letters stand apart: glued to others they would be compounds within compounds.
QUERY_TEXT = st.lists(
    st.sampled_from(
        [
            *(
                "мост",
                "реки",
                " онлайн-форум ",
                "ё",
                "в",
                "не",
                "ИЛИ",
                "И",
                "НЕ",
                " OR ",
                " AND ",
                " NOT ",
                " R&D ",
                "я.",
            ),
            *(" title:", " date:2023-11", " date:", " source:", "регион:", "цвет:", "Вести", "2023"),
            *('"', "«", "»", "„", "“", "(", ")", "|", "&", "&&", "-", "+", "!", "*", "~", "~2", ".."),
            *(" ", " ", " ", " ", "\n"),
        ]
    ),
    max_size=25,
).map("".join)


@given(st.one_of(QUERY_TEXT, st.text(max_size=200)))
def test_any_text_is_a_query(text: str) -> None:
    parsed = parse(text)
    for problem in parsed.problems:
        assert 0 <= problem.start < problem.stop <= len(text)
        assert problem.message
    assert depth(parsed.query) <= 4 * DEEPEST


def depth(query: Query | None) -> int:
    match query:
        case And(parts) | Or(parts) | Together(parts):
            return 1 + max(map(depth, parts))
        case Not(part):
            return 1 + depth(part)
        case _:
            return 1


words = st.sampled_from(
    [
        *(
            "мост",
            "реки",
            "!Пекина",
            "+мост",
            "онлайн-форум",
            "+онлайн-форум",
            "онлайн-фор*",
            "хабаров*",
            "мост~2 реки",
        ),
        *('"один пояс"', '"а б"~3', '"мост * реки"', '"!Пекина хабаров*"', "7 декабря 2020", "С. Кравчук"),
        *("date:2023-11", "date:2020..2021", "source:Вести", 'region:"А б"'),
        *("title:мост", "title:!река", 'title:"а б"', "title:+мост", "title:(мост & река)", "title:7"),
    ]
)


def _within(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=2, max_size=3)
    operator = st.sampled_from([" ", " | ", " & ", " И ", " НЕ ", " ИЛИ "])
    return st.one_of(
        st.builds(lambda operator, parts: f"({operator.join(parts)})", operator, some),
        inner.map(lambda part: f"-({part})"),
        inner.map(lambda part: f"+({part})"),
    )


@given(st.recursive(words, _within, max_leaves=6))
def test_a_query_as_it_was_understood_is_understood_in_the_same_way(text: str) -> None:
    tree = parse(text).query
    again = parse(written(tree))
    assert again.query == tree
    assert again.problems == ()


@given(QUERY_TEXT)
def test_whatever_was_typed_is_understood_in_the_same_way_again(text: str) -> None:
    """The same words in the same places; their readings may be others, where their neighbours had chosen them."""
    tree = parse(text).query
    again = parse(written(tree))
    assert shape(again.query) == shape(tree)
    assert again.problems == ()


def shape(query: Query | None) -> object:
    """The tree with words as they were typed, in place of their readings."""
    match query:
        case Word(terms, where, typed):
            return where, typed.lower(), str(query).startswith("="), bool(terms)
        case Phrase(words, slop, where):
            return tuple(map(shape, words)), slop, where
        case Together(parts) | And(parts) | Or(parts):
            return type(query), tuple(map(shape, parts))
        case Not(part):
            return Not, shape(part)
        case _:
            return query


@pytest.mark.parametrize(
    "text",
    [
        "мэр Хабаровска",
        "мост | река",
        "мост (река | город)",
        "форум -Казахстан",
        '-"дорожная карта"',
        "мэр & Хабаровск",
        "форум (мэр & Пекин)",
        "(Москва | Пекин) & мэр",
        '"мэр Пекина"~3',
        '"мэр * Кравчук"',
        '"мэр хабаров*"',
        '"!мэра Хабаровска"',
        '"без" Пекина',
        "+онлайн-форум",
        'title:"Кравчук"',
        '-"Спартак"',
        "-(+онлайн-форум)",
        "онлайн-форум | мост",
        "+онлайн-фор*",
        "(7 декабря 2020) & мост",
        "+(7 декабря 2020)",
        "(С. Кравчук) -мост",
        "title:(С. Кравчук)",
        'region:"Амурская область"',
        "date:2023-11",
        "date:2023-01-01..2023-06-30",
    ],
)
def test_a_query_in_its_shortest_writing_is_understood_as_it_is_written(text: str) -> None:
    assert written(parse(text).query) == text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("сотрудничество НЕ Пекин", "сотрудничество -Пекин"),
        ("мост И река", "мост река"),
        ("мэр~3 Хабаровск", '"мэр Хабаровск"~3'),
        ("+Спартак", '"Спартак"'),
        ("«Спартак»", "Спартак"),
        ("(НЕ) (ИЛИ)", "не или"),
        ('"Кто виноват? Что делать"', '"Кто виноват * Что делать"'),
        ("источник:«Вечерний Хабаровск»", 'source:"Вечерний Хабаровск"'),
        ('source:«Газета "Звезда"»', 'source:«Газета "Звезда"»'),
    ],
)
def test_a_query_is_shown_as_it_was_understood(typed: str, shown: str) -> None:
    assert written(parse(typed).query) == shown


@pytest.mark.parametrize(
    "case",
    [
        "мост река → мост, река",
        "+мост река → река",
        "+(мост | река) город сад → город, сад",
        "+онлайн-форум город → город",
        "мэр~3 Пекин форум → форум",
        "мэр & Пекин форум → форум",
        "форум region:Амур → форум",
    ],
)
def test_only_what_is_not_insisted_on_may_be_left_out(case: str) -> None:
    text, _, left_out = case.partition(" → ")
    query = parse(text).query
    assert query is not None
    assert ", ".join(map(str, words_of(query))) == left_out


def test_typed_words_are_kept_for_messages() -> None:
    query = parse("мэром хабаров*").query
    assert isinstance(query, And)
    assert [part.typed for part in query.parts if isinstance(part, Word | Prefix)] == ["мэром", "хабаров"]
