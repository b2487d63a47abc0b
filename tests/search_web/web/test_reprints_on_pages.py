"""Reprints as a reader sees them: one line a story, all of them on demand, all of them by links alone."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer import Article
from search_web import NewsSearch
from tests.indexer.reprints.examples import BRIDGE, SCHOOL, article

from .conftest import Library, Read, client_of, reader_of
from .page import Element, Page

NUMBERS = ("первый", "второй", "третий", "пятый", "шестой", "седьмой", "восьмой", "девятый")
PAPERS = ("Вести", "Заря", "Огни")


@pytest.fixture(scope="module")
def papers(library: Library) -> NewsSearch:
    """A bridge in three papers, ice in two eight times over, a school in fourteen."""
    bridge = [
        article(f"мост-{n}", BRIDGE, day=f"2024-05-0{n}", source=source, title=f"Мост: {source}")
        for n, source in enumerate(PAPERS, 1)
    ]
    pairs = [
        Article(
            id=f"лёд-{n}-{paper}",
            title=f"Лёд {number}",
            text=" ".join(f"лёд {number} тронулся у причала {number}{word} утром" for word in BRIDGE.split()[:40]),
            source=paper,
        )
        for n, number in enumerate(NUMBERS)
        for paper in PAPERS[:2]
    ]
    school = [article(f"школа-{n:02}", SCHOOL, day="2024-06-01", source=f"Газета {n}") for n in range(14)]
    return library(*bridge, *pairs, *school, article("без", "Мост ещё строят.", day="2023"))


@pytest.fixture(scope="module")
def client(papers: NewsSearch) -> FlaskClient:
    return client_of(papers)


@pytest.fixture(scope="module")
def read(client: FlaskClient) -> Read:
    return reader_of(client)


def titles(page: Page) -> list[str]:
    return [hit.one("h2").text for hit in page.root.all("article", class_="hit")]


def reprints(page: Page) -> list[str]:
    return [line.text for line in page.root.all("p", class_="reprints")]


def link(page: Page, text: str) -> Element:
    return next(link for link in page.root.all("a") if link.text == text)


def test_a_story_is_one_line_that_says_what_else_there_is(read: Read) -> None:
    page = read("/search", q="мост", sort="newest")
    assert titles(page) == ["Мост: Огни", "без"]
    assert reprints(page) == ["ещё 2 перепечатки · раньше всех: Вести, 1 мая 2024"]
    assert page.root.one(role="status").text == "Найдено 4 (2 перепечатки свёрнуты), показаны 1–2"


def test_the_switch_shows_them_all_and_leads_back(read: Read) -> None:
    folded = read("/search", q="мост", sort="newest")
    shown = read(link(folded, "показывать перепечатки").href)
    assert titles(shown) == ["Мост: Огни", "Мост: Заря", "Мост: Вести", "без"]
    assert reprints(shown)[-1] == "ещё 2 перепечатки · здесь раньше всех"
    assert shown.root.one(role="status").text == "Найдено 4, показаны 1–4"
    assert link(shown, "показывать перепечатки").attributes["aria-current"] == "true"
    assert titles(read(link(shown, "показывать перепечатки").href)) == titles(folded)


def test_where_there_is_nothing_to_fold_there_is_no_switch(read: Read) -> None:
    page = read("/search", q="мост", until="2023")
    assert titles(page) == ["без"]
    assert not [link for link in page.root.all("a") if link.text == "показывать перепечатки"]


def test_pages_are_cut_from_lines(read: Read) -> None:
    first = read("/search", q="лёд OR мост OR школа")
    assert len(titles(first)) == 10
    assert first.root.one(role="status").text == "Найдено 34 (23 перепечатки свёрнуты), показаны 1–10"
    second = read(link(first, "Вперёд").href)
    assert second.root.one(role="status").text == "Найдено 34 (23 перепечатки свёрнуты), показана 11"
    assert len({*titles(first), *titles(second)}) == 11
    assert not [link for link in second.root.all("a") if link.text == "Вперёд"]


def test_filters_count_articles(read: Read) -> None:
    page = read("/search", q="мост")
    counts = {
        value.one(class_="name").text: value.one(class_="count").text for value in page.root.all("a", class_="value")
    }
    assert {paper: counts[paper] for paper in PAPERS} == dict.fromkeys(PAPERS, "1")


def test_the_line_leads_to_the_list_on_the_page_of_the_article(read: Read) -> None:
    results = read("/search", q="мост", sort="newest")
    leading = results.root.one("p", class_="reprints").all("a")[0]
    assert leading.href.endswith("#reprints")
    story = read(leading.href.removesuffix("#reprints")).root.one(id="reprints")
    assert story.one("h2").text == "Та же новость: 3 статьи"
    assert [item.text for item in story.all("li")] == [
        "Мост: Вести Вести1 мая 2024раньше всех",
        "Мост: Заря Заря2 мая 2024",
        "Мост: Огни Огни3 мая 2024эта статья",
    ]
    assert story.one(aria_current="page").text == "Мост: Огни"
    assert [read(other.href).root.one("h1").text for other in story.all("a")] == ["Мост: Вести", "Мост: Заря"]


def test_a_long_list_is_folded_away_but_whole(read: Read) -> None:
    """Nobody is named as the first of fourteen papers of one day."""
    page = read("/search", q="школа")
    assert reprints(page) == ["ещё 13 перепечаток"]
    story = read(page.root.one("p", class_="reprints").one("a").href.removesuffix("#reprints")).root.one(id="reprints")
    assert len(story.all("li")) == 14
    assert story.one("details").one("summary").text == "ещё 4"
    assert "раньше всех" not in story.text


def test_an_article_without_reprints_has_no_list(read: Read) -> None:
    page = read("/article/без")
    assert "reprints" not in {element.attributes.get("id") for element in page.root.walk()}


def test_an_unknown_value_is_told_and_ignored(read: Read) -> None:
    page = read("/search", q="мост", reprints="1")
    assert "Значение reprints=«1» не понято и не учтено." in page.root.text
    assert len(titles(page)) == 2


def test_sources_that_the_text_refers_to(library: Library) -> None:
    paper = Article(id="1", title="Паром", text="Паром отошёл, сообщает ТАСС. «Заря» пишет, что вовремя.")
    page = reader_of(client_of(library(paper, Article(id="2", title="Мост", text="Мост."))))("/article/1")
    assert page.root.one(class_="named").text == "Со ссылкой на: ТАСС, Заря"


def get(client: FlaskClient, address: str, **parameters: str) -> Any:
    return client.get(address, query_string=parameters or None).get_json()


def test_the_api_folds_where_asked(client: FlaskClient) -> None:
    shown = get(client, "/api/v1/search", q="мост", sort="newest")
    assert [hit["id"] for hit in shown["hits"]] == ["мост-3", "мост-2", "мост-1", "без"]
    folded = get(client, "/api/v1/search", q="мост", sort="newest", reprints="folded")
    assert [(hit["id"], hit["reprints"]) for hit in folded["hits"]] == [("мост-3", 2), ("без", 0)]
    assert (folded["total"], folded["folded"], folded["pages"], shown["folded"]) == (4, 2, 1, 0)
    assert folded["hits"][0]["first_published"]["id"] == "мост-1"
    assert folded["hits"][0]["first_published"]["links"]["page"] == "/article/%D0%BC%D0%BE%D1%81%D1%82-1"
    assert "reprints=folded" in folded["links"]["self"]
    whole = get(client, folded["hits"][0]["links"]["self"])
    assert [one["id"] for one in whole["reprints"]] == ["мост-1", "мост-2"]
    assert client.get("/api/v1/search", query_string={"q": "мост", "reprints": "1"}).status_code == 400
