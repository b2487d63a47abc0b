"""Reprints in answers: one line a story where asked for, and all of them named."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer import Article, build_index, update_index
from indexer.errors import ArticleMissing
from search_web import NewsSearch
from search_web.cli import main
from tests.indexer.reprints.examples import BRIDGE, SCHOOL, article, first_sentences

from .conftest import Over

CUT = first_sentences(BRIDGE, 5)
NEWS = (
    article("заря", BRIDGE, day="2024-05-02", source="Заря", title="Мост открыт"),
    article("вести", BRIDGE, day="2024-05-01", source="Вести", title="Новый мост через Светлую"),
    article("огни", CUT, source="Огни", title="Переправа"),
    article("школа", SCHOOL, day="2024-05-03", source="Заря", title="Школа в Кедровом"),
)


@pytest.fixture
def news(over: Over) -> NewsSearch:
    return over(*NEWS)


def lines(news: NewsSearch, text: str, **how: object) -> list[str]:
    """The ids of the hits, each with the number of its reprints."""
    return [f"{hit.id}+{hit.reprints}" for hit in news.search(text, **how).hits]  # type: ignore[arg-type]


def test_folded_or_not_every_hit_tells_of_its_reprints(news: NewsSearch) -> None:
    assert sorted(lines(news, "река OR сентябрь")) == ["вести+2", "заря+2", "огни+2", "школа+0"]
    assert lines(news, "река OR сентябрь", fold_reprints=True, sort="newest") == ["школа+0", "заря+2"]
    assert lines(news, "", sources=["Вести"], fold_reprints=True) == ["вести+2"]


def test_pages_are_cut_from_what_is_left(news: NewsSearch) -> None:
    answers = news.search("река OR сентябрь", fold_reprints=True, per_page=1, facets=["source"])
    assert (answers.total, answers.folded, answers.pages) == (4, 2, 2)
    assert sum(answers.facets["source"].values()) == 4
    assert news.search("река OR сентябрь", per_page=1).pages == 4
    found = [
        hit.id for page in (1, 2, 3) for hit in news.search("река", fold_reprints=True, per_page=1, page=page).hits
    ]
    assert len(found) == 1


def test_the_first_published_is_named_where_it_is_known(over: Over, news: NewsSearch) -> None:
    first = news.search("река").hits[0].first_published
    assert first
    assert (first.id, first.source, first.title) == ("вести", "Вести", "Новый мост через Светлую")
    assert news.search("школа").hits[0].first_published is None


@pytest.mark.parametrize("days", [("", ""), ("2024-05-01", "2024-05-01"), ("2024", "2024-12-31")])
def test_nobody_is_called_the_first_where_days_do_not_tell(over: Over, days: tuple[str, str]) -> None:
    one, other = (article(name, BRIDGE, day=day) for name, day in zip("аб", days, strict=True))
    hit = over(one, other).search("мост").hits[0]
    assert (hit.reprints, hit.first_published) == (1, None)


def test_a_story_is_listed_from_any_of_its_articles(news: NewsSearch) -> None:
    for name in ("заря", "вести", "огни"):
        assert [one.id for one in news.reprints(name)] == ["вести", "заря", "огни"]
    assert news.reprints("школа") == ()
    with pytest.raises(ArticleMissing):
        news.reprints("нет")


def test_similar_articles_are_not_reprints(over: Over) -> None:
    others = [
        Article(id=f"мост {n}", title="Мост открыт", text=f"Мост открыт. {' '.join(BRIDGE.split()[:70])}{n}")
        for n in "12"
    ]
    news = over(*NEWS, *others)
    assert {hit.id for hit in news.similar("школа")}.isdisjoint({"школа"})
    assert not {"заря", "вести", "огни"} & {hit.id for hit in news.similar("заря")}


def test_an_update_is_seen(tmp_path: Path) -> None:
    place = tmp_path / "updated"
    build_index(NEWS[:1], place)
    with NewsSearch.open(place) as news:
        assert lines(news, "мост") == ["заря+0"]
        update_index(NEWS[1:3], place)
        assert lines(news, "мост", fold_reprints=True) in (["заря+2"], ["вести+2"])
        update_index([article("вести", SCHOOL, day="2024-05-01", source="Вести")], place)
        assert sorted(lines(news, "мост")) == ["заря+1", "огни+1"]


def test_sources_that_a_text_refers_to(over: Over) -> None:
    news = over(Article(id="1", title="Мост", lead="Мост открыт, сообщает ТАСС.", text="Об этом пишет «Заря».\nИ всё."))
    assert news.article("1").named_sources == ("ТАСС", "Заря")


def test_the_command_line_folds_where_asked(tmp_path: Path) -> None:
    build_index(NEWS, tmp_path / "index")

    def search(*options: str) -> list[str]:
        done = CliRunner().invoke(main, ["search", "река", "--index", str(tmp_path / "index"), *options])
        assert done.exit_code == 0
        return done.stdout.splitlines()

    assert search()[0] == "Найдено: 3, показаны 1–3"
    first, _, title, about, *_ = search("--fold-reprints", "--sort", "newest")
    assert first == "Найдено: 3, перепечаток свёрнуто: 2, показана 1"
    assert (title, about) == ("1. Мост открыт", "   Заря · 2024-05-02 · перепечаток: 2")
