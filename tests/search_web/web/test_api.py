"""What a program gets: JSON with spans in code points, problems with the name of the parameter."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from indexer.article import Article, Origin, Precision, PublishedOn
from search_web import NewsSearch

from .conftest import Library, client_of

MAYOR = "мэр Хабаровска"


def get(client: FlaskClient, address: str, **parameters: object) -> Any:
    response = client.get(address, query_string=parameters or None)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json; charset=utf-8"
    return response.get_json()


def marked(part: dict[str, Any]) -> list[str]:
    return [part["text"][start:stop] for start, stop in part["spans"]]


def test_search(client: FlaskClient, news: NewsSearch) -> None:
    body = get(client, "/api/v1/search", q=MAYOR)
    answers = news.search(MAYOR)
    assert set(body) == {
        "query",
        "understood",
        "repaired",
        "offered",
        "expansions",
        "total",
        "folded",
        "as_written",
        "page",
        "pages",
        "per_page",
        "notes",
        "hits",
        "facets",
        "generation",
        "links",
    }
    assert body["query"] == MAYOR
    assert body["understood"] == answers.understood
    assert (body["total"], body["page"], body["pages"], body["per_page"]) == (answers.total, 1, 1, 10)
    assert body["generation"] == answers.generation
    assert [note["kind"] for note in body["notes"]] == [note.kind for note in answers.notes]
    hit = body["hits"][0]
    assert set(hit) == {
        "id",
        "title",
        "title_spans",
        "url",
        "source",
        "published",
        "regions",
        "score",
        "snippet",
        "via",
        "in_side_text",
        "reprints",
        "first_published",
        "links",
    }
    assert hit["id"] == answers.hits[0].id
    assert {"мэр", "Хабаровска"} <= set(marked(hit["snippet"]))
    assert hit["via"] == []
    assert hit["in_side_text"] is False
    assert sum(value["count"] for value in body["facets"]["year"]) == body["total"]
    assert client.get(hit["links"]["self"]).get_json()["id"] == hit["id"]
    assert client.get(hit["links"]["page"]).status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/search?q=мост", "/api/v1/suggest?q=хаб", "/api/v1/explain?q=мост"])
def test_what_one_has_already_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["ETag"]
    for response in (client.get(address, headers={"If-None-Match": tag}), client.head(address)):
        assert (response.headers["ETag"], response.text) == (tag, "")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    other = client.get(f"{address}ы", headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["ETag"] != tag


def test_a_changed_index_is_sent_again(library: Library) -> None:
    article = Article(id="1", title="Мост", text="Мост открыт.")
    one, two = client_of(library(article)), client_of(library(article, Article(id="2", title="Мост", text="Мост.")))
    tag = one.get("/api/v1/search?q=мост").headers["ETag"]
    assert two.get("/api/v1/search?q=мост", headers={"If-None-Match": tag}).status_code == 200


def test_faults_and_pages_have_no_tag(client: FlaskClient) -> None:
    for address in ("/api/v1/search?page=x", "/api/v1/articles/nothing", "/search?q=мост"):
        assert "ETag" not in client.get(address).headers


def test_letters_are_letters(client: FlaskClient) -> None:
    assert "Хабаровска".encode() in client.get("/api/v1/search", query_string={"q": MAYOR}).data


def test_where_articles_were_read_from_is_not_told(client: FlaskClient) -> None:
    body = client.get("/api/v1/search", query_string={"q": MAYOR}).text
    assert "location" not in body
    assert "seeds" not in body


def test_repair_and_offers(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search", q="gtrby")
    assert (body["query"], body["repaired"], body["understood"], body["offered"]) == ("gtrby", "пекин", "пекин", [])
    assert [note["kind"] for note in body["notes"]] == ["repaired"]
    assert {tuple(hit["via"]) for hit in body["hits"]} == {("исправлено: пекин",)}
    strict = get(client, "/api/v1/search", q="gtrby", strict=1)
    assert (strict["total"], strict["repaired"], strict["understood"]) == (0, "", "gtrby")
    offered = get(client, "/api/v1/search", q="мера")
    assert (offered["total"], offered["repaired"]) == (0, "")
    assert get(client, "/api/v1/search", q=offered["offered"][0])["total"] > 0


def test_other_words_when_asked_for(client: FlaskClient) -> None:
    never, few, always = (
        get(client, "/api/v1/search", q="КНР", expand=expand) for expand in ("never", "auto", "always")
    )
    assert "Китай" in never["expansions"]
    assert never["expansions"] == few["expansions"] == always["expansions"]
    assert never["total"] < few["total"] == always["total"]
    assert [hit["via"] for hit in never["hits"]] == [[]] * never["total"]
    assert "expanded" in [note["kind"] for note in always["notes"]]
    assert parse_qs(urlsplit(always["links"]["self"]).query)["expand"] == ["always"]


def test_recent_articles_first(library: Library) -> None:
    today = date.today()
    client = client_of(
        library(
            Article(id="old", title="Мост", text="Мост.", published=PublishedOn.on(today - timedelta(days=4000))),
            Article(id="new", title="Итоги", text="Старый мост ждёт ремонта.", published=PublishedOn.on(today)),
        )
    )
    plain = get(client, "/api/v1/search", q="мост")
    fresh = get(client, "/api/v1/search", q="мост", freshness=30)
    assert [hit["id"] for hit in plain["hits"]] == ["old", "new"]
    assert [hit["id"] for hit in fresh["hits"]] == ["new", "old"]


def test_pages_are_linked(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search", q="сотрудничество", per_page=2, sort="newest")
    assert body["pages"] == 3
    assert body["links"]["prev"] is None
    seen = [hit["id"] for hit in body["hits"]]
    while following := body["links"]["next"]:
        body = get(client, following)
        seen += [hit["id"] for hit in body["hits"]]
    assert len(seen) == len(set(seen)) == body["total"] == 5
    assert parse_qs(urlsplit(body["links"]["prev"]).query)["page"] == ["2"]
    assert get(client, "/api/v1/search", q="сотрудничество", page=1_000_000)["hits"] == []


def test_wanted_facets(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search?q=сотрудничество&facet=region&facet=year")
    assert set(body["facets"]) == {"region", "year"}


def test_nothing_asked_is_no_error(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search")
    assert body["total"] == 0
    assert [note["kind"] for note in body["notes"]] == ["empty"]


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("page=abc", "page", "целое число от 1"),
        ("per_page=1001", "per_page", "от 1 до 1000"),
        ("sort=date", "sort", "relevance | newest | oldest"),
        ("scope=all", "scope", "article | page"),
        ("strict=perhaps", "strict", "1 | 0"),
        ("expand=perhaps", "expand", "auto | always | never"),
        ("freshness=0", "freshness", "целое число от 1 до 36500"),
        ("freshness=36501", "freshness", "целое число от 1 до 36500"),
        ("since=5.11.2023", "since", "2023-11-05"),
        ("since=2024&until=2023", "until", "не раньше since"),
        ("facet=colour", "facet", "region"),
        ("sources=Вести", "sources", "source"),
        ("q=a&q=b", "q", "одно значение"),
    ],
)
def test_bad_parameters(client: FlaskClient, query: str, parameter: str, allowed: str) -> None:
    response = client.get(f"/api/v1/search?{query}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json; charset=utf-8"
    problem = response.get_json()
    assert problem["status"] == 400
    assert problem["title"]
    assert problem["parameter"] == parameter
    assert parameter in problem["detail"]
    assert allowed in problem["detail"]
    assert problem["errors"][0]["parameter"] == parameter


def test_all_bad_parameters_at_once(client: FlaskClient) -> None:
    problem = client.get("/api/v1/search?page=0&sort=x&bad=1").get_json()
    assert {error["parameter"] for error in problem["errors"]} == {"page", "sort", "bad"}


def test_an_article(client: FlaskClient, news: NewsSearch) -> None:
    hit = news.search(MAYOR).hits[0]
    body = get(client, f"/api/v1/articles/{hit.id}", q=MAYOR)
    view = news.article(hit.id, MAYOR)
    for part in ("title", "lead", "body", "side"):
        marks = getattr(view, part)
        assert body[part] == {"text": marks.text, "spans": [list(span) for span in marks.spans]}
    assert {"мэр", "Хабаровска"} <= set(marked(body["body"]) + marked(body["lead"]))
    assert "location" not in body


def test_days_are_as_precise_as_they_are_known(library: Library) -> None:
    moment = PublishedOn.from_iso("2020-12-07T11:36+03:00", origin=Origin.METADATA)
    yearless = PublishedOn(precision=Precision.DAY_MONTH, as_written="27 марта", origin=Origin.DATELINE)
    news = library(
        Article(id="1", title="Мост", text="", published=moment),
        Article(id="2", title="Мост", text="", published=yearless, url="https://example.ru/2"),
    )
    hits = get(client_of(news), "/api/v1/search", q="мост", sort="newest")["hits"]
    assert [hit["published"] for hit in hits] == [
        {
            "precision": "day",
            "first": "2020-12-07",
            "last": "2020-12-07",
            "moment": "2020-12-07T11:36:00+03:00",
            "as_written": "2020-12-07T11:36+03:00",
            "origin": "metadata",
        },
        {
            "precision": "day-month",
            "first": None,
            "last": None,
            "moment": None,
            "as_written": "27 марта",
            "origin": "dateline",
        },
    ]
    assert [hit["url"] for hit in hits] == [None, "https://example.ru/2"]


@pytest.mark.parametrize(
    "address", ["/api/v1/articles/нет", "/api/v1/articles?id=нет", "/api/v1/nothing", "/api/v2/search"]
)
def test_what_is_not_there(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert response.content_type == "application/problem+json; charset=utf-8"
    assert response.get_json()["detail"].endswith(".")


def test_an_article_without_an_id(client: FlaskClient) -> None:
    response = client.get("/api/v1/articles")
    assert response.status_code == 400
    assert response.get_json()["parameter"] == "id"


def test_suggestions(client: FlaskClient, news: NewsSearch) -> None:
    assert get(client, "/api/v1/suggest", q="сотр") == {"query": "сотр", "suggestions": news.suggest("сотр")}
    assert len(get(client, "/api/v1/suggest", q="с", limit=1)["suggestions"]) <= 1
    assert client.get("/api/v1/suggest?q=с&limit=21").status_code == 400


def test_the_api_is_read_only(client: FlaskClient) -> None:
    response = client.post("/api/v1/search", data={"q": MAYOR})
    assert response.status_code == 405
    assert response.content_type == "application/problem+json; charset=utf-8"
    assert "GET" in response.headers["Allow"]
