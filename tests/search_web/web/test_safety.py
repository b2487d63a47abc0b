"""Hostile queries, hostile articles, strange ids: nothing runs, nothing breaks, nothing leaks."""

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from search_web import NewsSearch
from search_web.web.headers import SECURITY
from search_web.web.params import PARAMETERS

from .conftest import Library, Read, client_of, reader_of

SCRIPT = "<script>alert(1)</script>"
IDS = [
    "plain",
    "2023/11/новость.txt",
    "с пробелом и «кавычками».html",
    "q?x=1&y=2#top",
    "100%",
    "%2F%41%",
    "a+b",
    "a;b,c=d",
    "https://example.ru//2023/?id=1&lang=ru",
    "/abs/path",
    "ends/",
    "../../etc/passwd",
    "a/./b/../c",
    "back\\slash",
    "quote\"'<b>",
    "search",
    " лишние пробелы ",
    "line\nbreak",
    "эмодзи 🐻",
    "e\u0301",
]


@pytest.fixture(scope="module")
def shelf(library: Library) -> NewsSearch:
    """A hostile article, and articles with strange ids."""
    hostile = Article(
        id=SCRIPT,
        title=f"Мост {SCRIPT} открыт",
        lead=f"Лид {SCRIPT} о мосте.",
        text=f"Текст & \"кавычки\" <b onclick='x'>мост</b> {SCRIPT} и мост <img src=x onerror=alert(1)>.",
        side_text=f"Меню {SCRIPT}",
        source=f"Газета {SCRIPT}",
        url="javascript:alert(1)",
        location="/srv/secret/page.html",
        regions=(f"Край {SCRIPT}",),
        tags=(SCRIPT,),
    )
    strange = (Article(id=name, title=f"Странный номер {n}", text="Странный текст.") for n, name in enumerate(IDS))
    return library(hostile, *strange)


@pytest.fixture(scope="module")
def hostile(shelf: NewsSearch) -> FlaskClient:
    return client_of(shelf)


def test_hostile_results(hostile: FlaskClient) -> None:
    page = reader_of(hostile)("/search", q=f"мост {SCRIPT}")
    hit = page.root.one("article", class_="hit")
    assert f"Мост {SCRIPT} открыт" in hit.one("h2").text
    assert hit.one(class_="source").text == f"Газета {SCRIPT}"
    assert hit.one("a", class_="chip").text == f"Край {SCRIPT}"
    assert page.root.one("input", type="search").attributes["value"] == f"мост {SCRIPT}"
    assert "secret" not in page.html


@pytest.mark.parametrize("name", [SCRIPT, "\"><b onclick='x'>", "' onmouseover='x", "&lt;b&gt;", "{0} %s {{7*7}}"])
def test_hostile_names_of_sources_and_regions_in_the_filters(library: Library, name: str) -> None:
    articles = [
        Article(id=f"{n}", title="Мост", text=f"Мост {n} открыт.", source=source, regions=(source,))
        for n, source in enumerate(("Вести", name))
    ]
    page = reader_of(client_of(library(*articles)))("/search", q="мост")
    values = [link for link in page.root.all("a", class_="value") if link.one(class_="name").text == name]
    assert len(values) == 2
    assert {attribute for link in values for attribute in link.attributes} == {"class", "href"}
    assert not page.root.all("b")


def test_hostile_article(hostile: FlaskClient) -> None:
    read = reader_of(hostile)
    results = read("/search", q="мост")
    page = read(results.root.one("article", class_="hit").one("h2").one("a").href)
    article = page.root.one("article", class_="whole")
    assert SCRIPT in article.one("h1").text
    assert "<b onclick='x'>мост</b>" in article.text
    assert {mark.text.lower() for mark in article.all("mark")} == {"мост", "мосте"}
    assert "javascript:" not in page.html
    assert "secret" not in page.html


def test_hostile_article_for_programs(hostile: FlaskClient) -> None:
    response = hostile.get("/api/v1/search", query_string={"q": "мост"})
    assert response.get_json()["hits"][0]["url"] is None
    assert "secret" not in response.text
    body = hostile.get(response.get_json()["hits"][0]["links"]["self"])
    assert body.get_json()["url"] is None
    assert "secret" not in body.text


@pytest.mark.parametrize("parameter", sorted(PARAMETERS))
def test_script_in_any_parameter(hostile: FlaskClient, parameter: str) -> None:
    for address in ("/search", "/explain"):
        page = reader_of(hostile)(address, **{"q": "мост", parameter: f"\"'>{SCRIPT}"})
        assert "<script" not in page.html
    response = hostile.get("/api/v1/search", query_string={parameter: SCRIPT})
    assert response.mimetype in {"application/json", "application/problem+json"}


@pytest.mark.parametrize("article_id", IDS)
def test_every_id_leads_to_its_article(shelf: NewsSearch, hostile: FlaskClient, article_id: str) -> None:
    read = reader_of(hostile)
    title = shelf.article(article_id).article.title
    results = read("/search", q="странный", per_page=50)
    link = next(link for link in results.root.one("ol", class_="hits").all("a") if link.text == title)
    page = read(link.href)
    assert page.root.one("article", class_="whole").one("h1").text == title
    found = hostile.get("/api/v1/search", query_string={"q": "странный", "per_page": 50}).get_json()["hits"]
    links = next(hit["links"] for hit in found if hit["id"] == article_id)
    assert hostile.get(links["self"]).get_json()["id"] == article_id
    assert title in hostile.get(links["page"]).text


QUERIES = [
    "\x00",
    "мост\x00река",
    "�",
    "%",
    "%%%",
    "\\",
    "'; DROP TABLE--",
    "{{7*7}}",
    "{% raw %}",
    "мост\r\nSet-Cookie: a=b",
    "(" * 600,
    '"' * 601,
    "*" * 50,
    "-",
    "!",
    "date:99.99.9999",
    "title:",
    "\u202e",
    "\ufeff",
    "🐻" * 100,
]


@pytest.mark.parametrize("text", QUERIES)
def test_strange_queries(client: FlaskClient, read: Read, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    page = read("/search", q=text)
    if text.strip():
        assert page.root.one("input", type="search").attributes["value"] == text
    assert "49" not in page.root.one("h1").text
    assert client.get("/api/v1/search", query_string={"q": text}).status_code == 200


@pytest.mark.parametrize(
    "raw", ["%ED%A0%80", "%FF%FE", "%", "%zz", "%u0430", "%00", "\u00e9", "a%0d%0ab", "%F4%90%80%80", "%C0%AF"]
)
def test_broken_percent_encoding(client: FlaskClient, raw: str) -> None:
    for address in ("/search?q=", "/api/v1/search?q=", "/api/v1/suggest?q="):
        assert client.get(f"{address}{raw}").status_code == 200
    for address in ("/article/", "/article?id=", "/api/v1/articles/", "/api/v1/articles?id=", "/nothing/"):
        assert client.get(f"{address}{raw}").status_code == 404
    for name in ("page", "since", "source", "sort"):
        assert client.get(f"/search?q=мост&{name}={raw}").status_code == 200


@pytest.mark.parametrize("length", [512, 513, 4096, 100_000])
def test_long_queries_are_answered(client: FlaskClient, read: Read, length: int) -> None:
    page = read("/search", q=("мэр Хабаровска " * length)[:length])
    assert len(page.root.one("h1").text) < 200
    assert len(page.root.one("title").text) < 200
    if length > 512:
        assert page.root.all(class_="notes")


def test_many_filters_are_answered(client: FlaskClient) -> None:
    many = "&".join(f"source={n}" for n in range(5000))
    assert client.get(f"/search?q=мост&{many}").status_code == 200
    assert client.get(f"/api/v1/search?q=мост&{many}").status_code == 400


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=60))
@example('мэр -(Хабаровска | !"')
def test_any_text_is_answered(client: FlaskClient, read: Read, text: str) -> None:
    read("/search", q=text)
    response = client.get("/api/v1/search", query_string={"q": text})
    assert response.status_code == 200
    assert response.get_json()["query"] == text
    for hit in response.get_json()["hits"]:
        stop = 0
        for span in hit["snippet"]["spans"]:
            assert stop <= span[0] < span[1] <= len(hit["snippet"]["text"])
            stop = span[1]


def test_halves_of_surrogate_pairs_in_an_article(library: Library) -> None:
    half = "\udcff"  # what Python reads from a file name that is not UTF-8
    client = client_of(
        library(Article(id=half, title=f"Мост {half}", text=f"Мост {half} открыт", source=half, regions=(half,)))
    )
    page = reader_of(client)("/search", q="мост")
    assert page.root.one("article", class_="hit").one("h2").text == "Мост ?"
    body = client.get("/api/v1/search", query_string={"q": "открыт"}).get_json()
    snippet = body["hits"][0]["snippet"]
    assert [snippet["text"][start:stop] for start, stop in snippet["spans"]] == ["открыт"]


# Headers

ADDRESSES = [
    "/",
    "/search?q=мэр",
    "/article/nothing",
    "/explain?q=мэр",
    "/help",
    "/nothing",
    "/healthz",
    "/readyz",
    "/api/v1/search?q=мэр",
    "/api/v1/search?page=x",
    "/api/v1/articles/nothing",
    "/api/v1/explain?q=мэр",
    "/api/v1/nothing",
    "/static/gubernia/gubernia.css",
    "/static/gubernia/emblem.svg",
    "/static/gubernia/../../views.py",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_has_the_security_headers_and_no_cookie(client: FlaskClient, address: str) -> None:
    for response in (client.get(address), client.post(address), client.head(address)):
        assert SECURITY.items() <= dict(response.headers).items()
        assert "Set-Cookie" not in response.headers
    assert client.post(address).status_code in {404, 405}


def test_nothing_is_loaded_from_elsewhere(client: FlaskClient) -> None:
    sheet = client.get("/static/gubernia/gubernia.css").text
    assert "url(" not in sheet
    assert "@import" not in sheet
    policy = SECURITY["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
