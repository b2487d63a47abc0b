"""Widening queries: one line is one case, «query → tree» or «query | text → labels»."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analyzed import analyze_article
from indexer.engines.memory import MemoryEngine
from indexer.language import analyze
from indexer.language.expansions import Kind
from indexer.matching import Indexed
from indexer.query import And, Field, Not, Or, Phrase, Prefix, Query, Word
from search_web.expand import ALL_KINDS, MOST_PER_PHRASE, Expanded, expanded, labels
from search_web.query_language import parse
from tests.engines.examples import article, found, phrase, put, w


def asked(text: str, where: Field = Field.ARTICLE) -> Query:
    query = parse(text, where).query
    assert query is not None
    return query


def options(text: str, kinds: frozenset[Kind] = ALL_KINDS) -> list[str]:
    """The alternatives for a query that is one word or phrase, the query first."""
    query = expanded(asked(text), kinds).query
    return [str(part) for part in query.parts] if isinstance(query, Or) else [str(query)]


def why(text: str, written: str, title: str = "") -> str:
    """The labels of an article with this text, as a hit of the query would have them."""
    return "; ".join(labels(expanded(asked(text)), Indexed(analyze_article(article("a", title, written), analyze))))


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("подписание", "подписание, подписать, подписывать"),
        ("title:подписание", "title:подписание, title:подписать"),
        ("ВОЗ", 'ВОЗ, "всемирный организация здравоохранение"'),
        ("воз", 'воз, ВОЗ, "всемирный организация здравоохранение"'),
        ("мэр", 'мэр, градоначальник, "глава город"'),
        ("пекинский", "пекинский, пекин"),
        ("караганда", "караганда, карагандинский"),
        ("Китайская Народная Республика", "КНР, китай, китайский"),
        ("title:(Китайская Народная Республика)", 'title:КНР, title:китай'),
        ("глава города", "(глава & город), мэр, градоначальник"),
        ("искусственный интеллект", "(искусственный & интеллект), ИИ"),
        # The compound keeps its own alternative.
        ("Фельдшерско-акушерский пункт", "ФАП"),
        ("Екатеринбург", "екатеринбург, екатеринбургский, свердловск"),
        ("Сибирский федеральный округ", "СФО"),
    ],
)  # fmt: skip
def test_what_a_query_may_also_be(text: str, has: str) -> None:
    assert set(has.split(", ")) <= set(options(text))


@pytest.mark.parametrize(
    "text",
    [
        "-подписание бюджет",
        "!подписание",
        "подпис*",
        "date:2020 бюджет",
        'source:"Вести" бюджет',
        "бюджет",
        '"подписание соглашения"',  # only names have other names within quotes
        '"подписание"',
        "титул:мэрия",
        "region:Алтай",
    ],
)
def test_what_stays_as_it_is(text: str) -> None:
    query = asked(text)
    assert expanded(query, frozenset(ALL_KINDS - {Kind.ROLE})) == Expanded(query)


@pytest.mark.parametrize(
    "case",
    [
        "подписание бюджета → ((подписание | подписать | подписывать | подписывание) & бюджет)",
        "-мэр подписание → (-мэр & (подписание | подписать | подписывать | подписывание))",
        "!мэр подписание → (=мэр & (подписание | подписать | подписывать | подписывание))",
        "бюджет | подписание → (бюджет | (подписание | подписать | подписывать | подписывание))",
        "бюджет (КНР | округ) → (бюджет & ((КНР | KITAI) | округ))",
        "построить в городе искусственный интеллект → "
        "((построить | STROIT) & город & ((искусственный & интеллект) | ИИ))",
    ],
)
def test_the_shape_of_the_tree(case: str) -> None:
    query, _, expected = case.partition(" → ")
    tree = str(expanded(asked(query)).query)
    # What the tables know of some words may grow: their places in the tree are what counts here.
    china, build = " | ".join(options("КНР")), " | ".join(options("построить"))
    expected = expected.replace("КНР | KITAI", china).replace("построить | STROIT", build)
    assert tree == expected


def test_an_expression_across_fields_is_none() -> None:
    assert "ИИ" not in str(expanded(asked("искусственный title:интеллект")).query)
    assert "title:ИИ" in str(expanded(asked("title:искусственный title:интеллект")).query)


def test_a_phrase_with_other_names_in_it() -> None:
    assert options('"форум КНР"')[:2] == ['"форум КНР"', '"форум китай"']
    assert any(option.endswith(' республика"') for option in options('"форум КНР"'))
    assert str(phrase("житель Приамурье")) in options('"жители Амурской области"')
    assert '"форум КНР"~2' in options('"форум Китай"~2')
    assert options('"мэр города"') == ['"мэр город"']
    assert options('title:"форум КНР"')[1] == 'title:"форум китай"'


def test_open_places_and_prefixes_of_a_phrase_stay() -> None:
    words = (Word(("мэр",)), Word(()), Word(("КНР",)), Prefix("=хабар"))
    query = expanded(Phrase(words)).query
    assert str(query).startswith('("мэр _ КНР =хабар*" | "мэр _ китай =хабар*"')


def test_the_bounds_are_told() -> None:
    many = expanded(asked('"РФ КНР США ЕС"'))
    assert isinstance(many.query, Or)
    assert many.cut
    assert len(many.query.parts) == MOST_PER_PHRASE + 1
    assert not expanded(asked('"форум КНР"')).cut


def test_only_wanted_kinds() -> None:
    assert options("КНР", frozenset({Kind.FAMILY})) == ["КНР"]
    assert not any("область" in option for option in options("СФО", ALL_KINDS - {Kind.OKRUG}))
    assert any("область" in option for option in options("СФО"))


@pytest.mark.parametrize(
    "case",
    [
        "подписание | Стороны подписали договор → по родственному слову: подписать",
        "подписание | Подписание договора → ",
        "подписание | Погода на завтра → ",
        "Китайская Народная Республика | Форум в КНР → по сокращению: КНР",
        "КНР | Форум в Китайской Народной Республике → по названию места: Китайская Народная Республика; "
        "по названию места: китайский",
        "искусственный интеллект | Сервис на базе ИИ работает → по сокращению: ИИ",
        "ВОЗ | Во Всемирной организации здравоохранения → по полному названию: Всемирная организация здравоохранения",
        "Екатеринбург | Он родился в Свердловске → по прежнему названию: Свердловск",
        "Свердловск | Он живёт в Екатеринбурге → по нынешнему названию: Екатеринбург",
        "мэр подписание | Градоначальник подписал указ → по синониму: градоначальник; по родственному слову: подписать",
        "Сибирский федеральный округ | Новости Новосибирской области → по региону округа: Новосибирская область",
        '"форум КНР" | Открылся форум Китая → по названию места: Китай',
        "title:подписание | Стороны подписали договор → ",
    ],
)
def test_why_an_article_was_found(case: str) -> None:
    question, _, expected = case.partition(" → ")
    query, _, text = question.partition(" | ")
    assert why(query, text) == expected.strip()


def test_labels_are_few_and_different() -> None:
    text = "Стороны строили, построили, подписали и открыли"
    told = why("строительство подписание открытие погибнуть", text + ". Гибель").split("; ")
    assert len(told) == len(set(told)) == 3


def test_what_an_engine_finds() -> None:
    engine = MemoryEngine()
    put(
        engine,
        article("a", "", "Стороны подписали соглашение"),
        article("b", "", "Подписание соглашения"),
        article("c", "", "Сотрудничество Приамурья и Китая"),
        article("d", "", "Амурская область и КНР"),
    )
    for text, expected in [("подписание соглашения", "a b"), ("Приамурье КНР", "c d"), ('"Приамурья и КНР"', "c d")]:
        assert found(engine, expanded(asked(text)).query) == expected


LEAVES = [w("мэр"), w("подписать"), w("глава"), w("город"), w("=мэр"), w("КНР", Field.TITLE), phrase("мэр КНР")]
trees = st.recursive(
    st.sampled_from(LEAVES),
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda found: And(tuple(found))),
        st.lists(parts, min_size=2, max_size=3).map(lambda found: Or(tuple(found))),
        parts.map(Not),
    ),
    max_leaves=6,
)
texts = st.lists(
    st.sampled_from(["мэр", "глава", "города", "подписал", "подписание", "градоначальник", "КНР", "Китай"]), max_size=6
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(query=trees, text=texts, title=texts)
def test_a_wider_query_finds_no_less(query: Query, text: str, title: str) -> None:
    here = Indexed(analyze_article(article("a", title, text), analyze))
    wider = expanded(query)
    if here.matches(query):
        assert here.matches(wider.query)
    elif here.matches(wider.query):
        assert labels(wider, here), "what is found by expansions alone says so"


def test_other_words_come_in_the_order_of_the_readings_in_every_process() -> None:
    """«пришли» is of «прислать» or of «прийти»; the order of a set would differ between two servers."""
    query = parse("пришли").query
    assert isinstance(query, Word)
    assert query.terms == ("прислать", "прийти")
    assert [used.expansion.words for used in expanded(query).used] == ["присылать", "приходить", "приход"]
