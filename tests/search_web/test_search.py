"""What NewsSearch answers: tiers, labels, notes, filters, facets, pages, suggestions, explanations."""

import gc
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Article, ArticleMissing, IndexMissing, PublishedOn
from indexer.analyzed import analyze_article
from indexer.article import UNDATED
from indexer.engines.memory import MemoryEngine
from indexer.language import analyze
from indexer.scoring import idf
from search_web import Answers, NewsSearch, NoteKind, bounds

from .conftest import Over


def article(name: str, title: str = "", text: str = "", day: str = "", **more: Any) -> Article:
    return Article(id=name, title=title, text=text, published=PublishedOn.from_iso(day) if day else UNDATED, **more)


def ids(answers: Answers) -> str:
    return " ".join(hit.id for hit in answers.hits)


def notes(answers: Answers) -> list[str]:
    return [note.text for note in answers.notes]


BRIDGE = article("мост", "Новый мост", "Мэр открыл мост через реку.", "2023-11-05", source="Вести", regions=("Урал",))
RIVER = article("река", "Река", "Разлив реки, сообщил мэр города.", "2023", source="Заря")
CITY = article("город", "Город", "В городе новый сквер.", source="Вести", side_text="Погода: дождь. Мост закрыт")


@pytest.fixture
def news(over: Over) -> NewsSearch:
    return over(BRIDGE, RIVER, CITY)


def test_the_mayor_of_khabarovsk(seeds: NewsSearch) -> None:
    answers = seeds.search("мэр Хабаровска")
    first = answers.hits[0]
    assert first.id.startswith("004")
    assert first.via == ()
    assert {first.snippet.text[a:b] for a, b in first.snippet.spans} >= {"мэр", "Хабаровска"}


def test_articles_with_all_words_come_first_and_those_with_fewer_are_labelled(news: NewsSearch) -> None:
    answers = news.search("мэр мост")
    assert [(hit.id, hit.via) for hit in answers.hits] == [("мост", ()), ("река", ("без слова: мост",))]
    assert answers.total == 2
    assert notes(answers) == ["Статей, где есть все слова, мало: ниже показаны и те, где есть не все."]


def test_when_no_article_has_all_words_the_answer_says_so_and_which_words_are_nowhere(news: NewsSearch) -> None:
    answers = news.search("мэр сквер паром")
    assert [(hit.id, hit.via) for hit in answers.hits] == [
        ("город", ("без слов: мэр, паром",)),
        ("мост", ("без слов: сквер, паром",)),
        ("река", ("без слов: сквер, паром",)),
    ]
    assert notes(answers) == [
        "Слова «паром» нет ни в одной статье.",
        "Нет статей, где есть все слова: показаны те, где есть не все.",
    ]


def test_strict_shows_only_what_matches_as_written(news: NewsSearch) -> None:
    assert ids(news.search("мэр мост", strict=True)) == "мост"
    nothing = news.search("мэр паром", strict=True)
    assert (nothing.total, nothing.hits) == (0, ())
    assert [note.kind for note in nothing.notes] == [NoteKind.UNKNOWN_WORD]


@pytest.mark.parametrize(
    "text", ["мост", "мэр мост", "мэр паром", "vjcn", "мэр OR паром", "", "мэр открыл мост через реку вчера"]
)
@pytest.mark.parametrize("expand", ["auto", "always", "never"])
def test_as_written_counts_what_strict_would_find(news: NewsSearch, text: str, expand: str) -> None:
    answers = news.search(text, expand=expand)
    strict = news.search(answers.repaired or text, strict=True)
    assert answers.as_written == strict.total == strict.as_written


def test_quotes_exact_forms_negations_and_fields_are_never_relaxed(news: NewsSearch) -> None:
    assert ids(news.search('мэр "открыл мост"')) == "мост"
    assert ids(news.search('паром "открыл мост"')) == ""
    assert ids(news.search("мэр !мосту")) == ""
    assert ids(news.search("мэр паром -город")) == "мост"
    assert ids(news.search("мэр title:мост")) == "мост"
    assert ids(news.search("мэр сквер source:Заря")) == "река"


def test_enough_articles_with_all_words_keep_the_others_out(over: Over) -> None:
    news = over(*(article(f"{i:02}", "Мост", "Мэр рад.") for i in range(10)), article("река", "Река", "Мэр рад."))
    answers = news.search("мэр мост")
    assert (answers.total, [note.kind for note in answers.notes]) == (10, [NoteKind.EXPANDABLE])


def test_the_order_by_day_is_strictly_chronological_and_labels_stay(news: NewsSearch) -> None:
    newest = news.search("мэр город мост", sort="newest")
    assert [(hit.id, bool(hit.via)) for hit in newest.hits] == [("мост", True), ("река", True), ("город", True)]
    assert ids(news.search("мэр город мост", sort="oldest")) == "река мост город"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"sources": ["Вести"]}, "мост город"),
        ({"sources": ["вести", "Заря"]}, "мост река город"),
        ({"regions": ["Урал"]}, "мост"),
        ({"regions": ["Урал", "Сибирь"], "sources": ["Заря"]}, ""),
        ({"okrugs": ["Уральский"]}, ""),
        ({"places": ["Зея"]}, ""),
        ({"since": "2023"}, "мост река"),
        ({"since": "2023-11"}, "мост"),
        ({"since": date(2023, 11, 5), "until": date(2023, 11, 5)}, "мост"),
        ({"until": "2023-11-04"}, ""),
        ({"until": "2023"}, "мост река"),
        ({}, ""),
    ],
)
def test_filters_without_words_list_all_that_passes(news: NewsSearch, filters: dict[str, Any], expected: str) -> None:
    assert ids(news.search("", sort="newest", **filters)) == expected


def test_days_and_sources_can_be_typed_as_well(news: NewsSearch) -> None:
    assert ids(news.search("date:2023-11 мэр")) == "мост"
    assert ids(news.search("date:2023", sort="newest")) == "мост река"
    assert ids(news.search("source:заря")) == "река"
    assert ids(news.search("-мэр")) == "город"


def test_facets_are_counted_when_asked_for_and_ignore_their_own_filter(news: NewsSearch) -> None:
    assert news.search("мэр").facets == {}
    answers = news.search("мэр", facets=("source", "year"), sources=["Заря"])
    assert answers.total == 1
    assert answers.facets == {"source": {"Вести": 1, "Заря": 1}, "year": {"2023": 1}}
    narrowed = news.search("мэр", facets=("year",), since="2023-11")
    assert narrowed.facets == {"year": {"2023": 2}}
    assert news.search("новый", facets=("year", "region")).facets == {
        "year": {"": 1, "2023": 1},
        "region": {"": 1, "Урал": 1},
    }


def test_pages(over: Over) -> None:
    news = over(*(article(f"{i:02}", "Мост", "мост " * (i % 5)) for i in range(25)))
    pages = [news.search("мост", page=page, per_page=10) for page in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
    assert {page.total for page in pages} == {25}
    assert {page.pages for page in pages} == {3}
    assert len({hit.id for page in pages for hit in page.hits}) == 25
    assert news.search("паром").pages == 1


def test_side_text_is_found_only_when_the_whole_page_is_searched_and_then_marked(news: NewsSearch) -> None:
    assert ids(news.search("дождь")) == ""
    (hit,) = news.search("дождь", scope="page").hits
    assert (hit.id, hit.in_side_text) == ("город", True)
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.spans] == ["дождь"]
    assert [(h.id, h.in_side_text) for h in news.search("мост", scope="page").hits] == [
        ("мост", False),
        ("город", True),
    ]


@pytest.mark.parametrize("text", ["", "   ", "-", "title:", "date:99.99.9999", '""'])
def test_nothing_to_ask_gives_no_hits_and_says_so(news: NewsSearch, text: str) -> None:
    answers = news.search(text)
    assert (answers.total, answers.hits, answers.understood) == (0, (), "")
    assert answers.notes[-1].kind is NoteKind.EMPTY
    assert news.search(text, sources=["Вести"]).total == 2


def test_a_bad_part_is_left_out_with_its_place(news: NewsSearch) -> None:
    (note,) = news.search("мост date:завтра").notes
    assert (note.kind, note.span) == (NoteKind.IGNORED, (5, 16))
    assert "завтра" in note.text


def test_a_prefix_that_begins_too_many_words_is_cut_and_says_so(over: Over, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_PREFIX_TERMS", 600)
    words = [f"мост{i:04}" for i in range(700)]
    news = over(*(article(word, text=word) for word in words), article("частое", text="мост0001"))
    answers = news.search("мост*")
    assert answers.total == 501
    assert [(note.kind, note.text) for note in answers.notes] == [
        (NoteKind.BOUND, "С «мост» начинается слишком много слов: искали 500 самых частых.")
    ]
    assert news.search("мост00*").notes == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sort": "best"}, "relevance, newest, oldest"),
        ({"scope": "all"}, "article, page"),
        ({"page": 0}, "counted from 1"),
        ({"per_page": 0}, "1 to 1000"),
        ({"per_page": 1001}, "1 to 1000"),
        ({"facets": ["id"]}, "source"),
        ({"since": "вчера"}, "2023-11-05"),
        ({"until": "2023-13"}, "until"),
        ({"since": "2022..2023"}, "since"),
        ({"since": "2024", "until": "2023"}, "after"),
        ({"sources": "Вести"}, "sequence"),
    ],
)
def test_a_bad_argument_is_a_value_error_that_says_what_to_give(
    news: NewsSearch, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        news.search("мост", **arguments)


@given(text=st.one_of(st.text(max_size=80), st.text('мост река -|()"!*~:title date.,23«»', max_size=40)))
def test_no_text_raises_and_marks_lie_within_the_texts(seeds: NewsSearch, text: str) -> None:
    answers = seeds.search(text, per_page=5, scope="page")
    for hit in answers.hits:
        for marked, spans in ((hit.snippet.text, hit.snippet.spans), (hit.title, hit.title_spans)):
            assert all(0 <= a < b <= len(marked) for a, b in spans)
    order = [bool(hit.via) for hit in answers.hits]
    assert order == sorted(order)


def test_the_query_as_understood(news: NewsSearch) -> None:
    assert news.search("  в мэр,  (мост|река").understood == "мэр (мост | река)"
    assert news.search("date:99.99.9999 мост").understood == "мост"


def test_an_article_with_the_words_of_a_query_marked(news: NewsSearch) -> None:
    view = news.article("город", "мост сквер город")
    assert view.article == CITY
    assert [view.title.text[a:b] for a, b in view.title.spans] == ["Город"]
    assert [view.body.text[a:b] for a, b in view.body.spans] == ["городе", "сквер"]
    assert [view.side.text[a:b] for a, b in view.side.spans] == ["Мост"]
    assert news.article("город").body.spans == ()
    with pytest.raises(ArticleMissing, match="нет такой"):
        news.article("нет такой")


def test_the_first_of_several_paragraphs_is_the_lead(over: Over) -> None:
    news = over(article("а", "Мост", "Первый абзац.\n\nВторой абзац.\nТретий."))
    view = news.article("а")
    assert (view.lead.text, view.body.text) == ("Первый абзац.", "\nВторой абзац.\nТретий.")


def test_suggestions_complete_the_last_word(news: NewsSearch) -> None:
    assert news.suggest("мос") == ["мост"]
    assert news.suggest("мэр гор") == ["мэр город", "мэр города", "мэр городе"]
    assert news.suggest("РЕ") == ["река", "реки", "реку"]
    assert news.suggest("р") == []
    assert news.suggest("") == []
    assert news.suggest("гор", limit=1) == ["город"]


def test_similar_articles(news: NewsSearch, seeds: NewsSearch) -> None:
    assert "мост" not in [hit.id for hit in news.similar("мост")]
    (about_a_forum,) = seeds.search("Оренбург").hits
    assert seeds.similar(about_a_forum.id)[0].id.startswith("000")
    with pytest.raises(ArticleMissing):
        news.similar("нет такой")


def test_explain_says_how_the_query_was_read_and_what_each_word_brings(news: NewsSearch) -> None:
    told = news.explain("мэр мост космодром", "мост")
    assert (told.understood, told.tree) == ("мэр мост космодром", "(мэр & мост & космодром)")
    assert told.reading[:4] == (
        "всё вместе:",
        "  слово «мэр»: мэр",
        "  слово «мост»: мост",
        "  слово «космодром»: космодром",
    )
    assert (told.matches, told.missing) == (False, ("космодром",))
    assert [(word.word, word.occurrences["title"], word.occurrences["body"]) for word in told.words] == [
        ("мэр", 0, 1),
        ("мост", 1, 1),
        ("космодром", 0, 0),
    ]
    assert told.words[2].score == 0
    hit = next(hit for hit in news.search("мост").hits if hit.id == "мост")
    assert told.words[1].score == pytest.approx(hit.score)


def test_stats(news: NewsSearch) -> None:
    stats = news.stats()
    assert (stats.articles, stats.current) == (3, True)
    assert stats.generation == news.search("мост").generation


def test_a_search_over_an_engine_in_memory() -> None:
    engine = MemoryEngine()
    with engine.writer() as writer:
        for one in (BRIDGE, RIVER, CITY):
            writer.put(analyze_article(one, analyze))
    with NewsSearch.over(engine) as news:
        assert ids(news.search("мэр мост")) == "мост река"
        assert news.stats().articles == 3


def test_a_closed_search_says_so(news: NewsSearch) -> None:
    news.close()
    news.close()
    with pytest.raises(IndexMissing, match="closed"):
        news.search("мост")


def test_a_source_that_no_article_has_is_named(news: NewsSearch) -> None:
    assert notes(news.search("мост", sources=["Труд", "Вести"])) == []
    assert notes(news.search("мост", sources=["Труд"])) == ["Источника «Труд» нет ни у одной статьи."]
    assert notes(news.search("source:Труд")) == ["Источника «Труд» нет ни у одной статьи."]
    assert notes(news.search("", okrugs=["Уральский"])) == [
        "Округа «Уральский федеральный округ» нет ни у одной статьи."
    ]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("region:Приамурье", {}),
        ('region:"Амурской области"', {}),
        ("регион:амурская", {}),
        ("okrug:ДФО -Хабаровск", {}),
        ("place:Благовещенске", {}),
        ("", {"regions": ["Приамурье"]}),
        ("делегация", {"okrugs": ["Дальневосточный"], "places": ["благовещенска"]}),
    ],
)
def test_places_are_named_in_any_case_and_spelling(query: str, named: dict[str, list[str]]) -> None:
    engine = MemoryEngine()
    with engine.writer() as writer:
        for name, title in [("амур", "Делегация Благовещенска"), ("хабаровск", "Делегация Хабаровска"), ("", "Форум")]:
            writer.put(analyze_article(Article(id=name or "форум", title=title, text="Все вернулись."), analyze))
    with NewsSearch.over(engine) as news:
        answers = news.search(query, strict=True, **named)  # type: ignore[arg-type]
        assert [hit.id for hit in answers.hits] == ["амур"]
        assert answers.hits[0].regions == ("Амурская область",)
        assert news.article("амур").about.regions == news.explain("делегация", "амур").regions


def test_words_that_are_nowhere_are_named_together(news: NewsSearch) -> None:
    assert notes(news.search("космодром шахматы", strict=True)) == [
        "Слов «космодром», «шахматы» нет ни в одной статье."
    ]


def test_nothing_that_is_asked_of_an_article_measures_the_whole_index(
    over: Over, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To count the terms of several segments takes seconds."""
    monkeypatch.setattr(MemoryEngine, "stats", lambda _: 1 / 0)
    news = over(BRIDGE, RIVER)
    (word,) = news.explain("паром | мост", "мост").words[1:]
    assert (word.word, word.idf) == ("мост", idf(2, 1))
    assert news.article("мост", "мост").title.spans == ((6, 10),)
    assert [hit.id for hit in news.similar("мост")] == []


def test_searches_leave_nothing_for_the_collector_of_garbage(over: Over) -> None:
    news = over(BRIDGE, RIVER, CITY)
    asked = ("мэр города", '"новый мост"', "го*", '"новый го*"', "мост OR (река -сквер)", "мосст", "мэр ~3 реку")

    def ask(page: int) -> None:  # another page, as an answer that is kept would leave nothing for certain
        for query in asked:
            news.search(query, page=page)
            news.suggest(query)

    ask(1)  # tables that are loaded once leave some
    gc.collect()
    gc.disable()
    try:
        ask(2)
        assert gc.collect() == 0
    finally:
        gc.enable()
