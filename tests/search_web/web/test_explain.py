"""How a query was read: lines as a nested list, what its words bring to an article as a table."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search_web import NewsSearch
from search_web.web.explained import Item, nested

from .conftest import Read
from .page import Element, Page

KRAVCHUK = "004_b899ac0921a9f52f.txt"


# Lines


def outline(items: tuple[Item, ...]) -> str:
    """«все [мэр [мэр] Хабаровск]»: what belongs to a line, in brackets behind it."""
    return " ".join(item.text + (f" [{outline(item.items)}]" if item.items else "") for item in items)


@pytest.mark.parametrize(
    ("lines", "drawn"),
    [
        ([], ""),
        (["мэр"], "мэр"),
        (["все", "  мэр", "    =мэра", "  Хабаровск", "без"], "все [мэр [=мэра] Хабаровск] без"),
        (["все", "      мэр", "  Хабаровск"], "все [мэр Хабаровск]"),
        (["  мэр", "Хабаровск"], "мэр Хабаровск"),
    ],
)
def test_lines_belong_to_the_line_that_is_indented_less(lines: list[str], drawn: str) -> None:
    assert outline(nested(lines)) == drawn


def flat(items: tuple[Item, ...], depth: int = 0) -> list[str]:
    return [line for item in items for line in ("  " * depth + item.text, *flat(item.items, depth + 1))]


@given(st.lists(st.integers(0, 3), max_size=8))
def test_nesting_loses_no_line_and_keeps_their_order(steps: list[int]) -> None:
    depth, lines = -1, []
    for n, step in enumerate(steps):  # a line is at most one level below the last one
        depth = min(step, depth + 1)
        lines.append("  " * depth + f"слово {n}")
    assert flat(nested(lines)) == lines


# The page


def lines_of(page: Page) -> list[str]:
    """The reading, indented again by the depth of its lists."""

    def of(element: Element, depth: int) -> list[str]:
        found = []
        for item in element.children:
            if isinstance(item, Element):
                own = " ".join(" ".join(piece for piece in item.children if isinstance(piece, str)).split())
                found.append("  " * depth + own)
                for inner in item.children:
                    if isinstance(inner, Element):
                        found += of(inner, depth + 1)
        return found

    section = page.root.one("section", aria_labelledby="reading")
    return of(next(child for child in section.children if isinstance(child, Element) and child.tag == "ul"), 0)


def link_named(page: Page, text: str) -> Element:
    return next(link for link in page.root.all("a") if link.text == text)


@pytest.mark.parametrize("query", ["мэр", 'мэр "дорожная карта" -Казахстан', "(Москва | КНР) date:2023", "хабаров*"])
def test_the_results_lead_to_how_the_query_was_read(read: Read, news: NewsSearch, query: str) -> None:
    results = read("/search", q=query, sort="newest")
    page = read(link_named(results, "Как понят запрос").href)
    explanation = news.explain(query)
    assert explanation.reading
    assert lines_of(page) == [
        " " * (len(line) - len(line.lstrip())) + " ".join(line.split()) for line in explanation.reading
    ]
    assert page.root.one(class_="understood").text == explanation.understood
    assert page.root.one("input", type="search").attributes["value"] == query
    assert not page.root.all("table")
    assert read(link_named(page, "К результатам").href).html == results.html


def test_a_repaired_query_is_explained_as_it_was_answered(read: Read) -> None:
    page = read("/explain", q="gtrby")
    assert page.root.one(class_="notes").text == "Показано по запросу пекин. Искать вместо этого gtrby"
    assert page.root.one(class_="understood").text == "пекин"
    assert any("пекин" in line for line in lines_of(page))
    strict = read("/explain", q="gtrby", strict=1)
    assert strict.root.one(class_="notes").text.endswith("Объяснён исправленный запрос: пекин")


def test_other_words_for_a_query_are_named(read: Read, news: NewsSearch) -> None:
    page = read("/explain", q="КНР")
    named = "\n".join(lines_of(page))
    assert "Китай" in named
    assert [words for words in news.search("КНР").expansions if words not in named] == []


def test_an_article_leads_to_what_the_words_bring_to_it(read: Read, news: NewsSearch) -> None:
    article = read(f"/article/{KRAVCHUK}", q="мэр Хабаровска Париж")
    page = read(link_named(article, "Почему найдена").href)
    table = page.root.one("table")
    explanation = news.explain("мэр Хабаровска Париж", KRAVCHUK)
    rows = [[cell.text for cell in row.children if isinstance(cell, Element)] for row in table.one("tbody").all("tr")]
    assert [row[0].split()[0] for row in rows] == [word.word for word in explanation.words]
    assert [row[-1] for row in rows] == [f"{word.score:.2f}".replace(".", ",") for word in explanation.words]
    assert rows[-1][0] == "Париж нигде"
    assert rows[-1][-1] == "0,00"
    assert table.one("tfoot").one("td").text == f"{explanation.total:.2f}".replace(".", ",")
    assert "Нет слов: Париж." in page.root.text
    assert page.root.one("section", aria_labelledby="scores").all("a")[0].href.startswith(f"/article/{KRAVCHUK}?")


def test_an_article_that_is_not_there_cannot_be_explained(read: Read) -> None:
    assert "Такой статьи в архиве нет" in read("/explain", status=404, q="мэр", id="нет").root.text


@pytest.mark.parametrize("query", ["", "   ", "date:99.99.9999", "<b>", "(" * 600, "мэр\x00", "🐻", "сталь"])
def test_whatever_is_typed_is_explained(read: Read, client: FlaskClient, query: str) -> None:
    for parameters in ({"q": query}, {"q": query, "id": KRAVCHUK}):
        page = read("/explain", **parameters)
        assert page.root.one("h1").text == "Как понят запрос"
        response = client.get("/api/v1/explain", query_string=parameters)
        assert response.status_code == 200
        assert response.get_json()["query"] == query


def test_nothing_to_explain_has_no_link(read: Read) -> None:
    assert not read("/search", since="2020").root.all("a", class_="how")
    assert not read(f"/article/{KRAVCHUK}").root.all("a", class_="how")


# For programs


def get(client: FlaskClient, **parameters: object) -> Any:
    response = client.get("/api/v1/explain", query_string=parameters)
    assert response.status_code == 200, response.text
    return response.get_json()


def test_for_programs(client: FlaskClient, news: NewsSearch) -> None:
    body = get(client, q="мэр Париж", id=KRAVCHUK)
    explanation = news.explain("мэр Париж", KRAVCHUK)
    assert set(body) == {
        "query",
        "understood",
        "repaired",
        "reading",
        "tree",
        "matches",
        "missing",
        "words",
        "total",
        "regions",
    }
    assert body["query"] == "мэр Париж"
    assert body["reading"] == list(explanation.reading)
    assert body["missing"] == ["Париж"]
    assert [word["word"] for word in body["words"]] == ["мэр", "Париж"]
    assert body["words"][0]["score"] > body["words"][1]["score"] == 0
    assert body["words"][0]["occurrences"]["body"] > 0
    assert get(client, q="gtrby")["repaired"] == "пекин"
    without = get(client, q="мэр Париж")
    assert without["reading"] == body["reading"]
    assert without["matches"] is False
    assert without["total"] == 0


@pytest.mark.parametrize(("query", "status"), [("q=мэр&id=нет", 404), ("q=мэр&page=2", 400), ("q=а&q=б", 400)])
def test_faults(client: FlaskClient, query: str, status: int) -> None:
    response = client.get(f"/api/v1/explain?{query}")
    assert response.status_code == status
    assert response.content_type == "application/problem+json; charset=utf-8"
