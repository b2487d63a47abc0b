"""Error pages: the right status, one Russian sentence, nothing of the inside."""

from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask

import indexer
from indexer.article import Article
from indexer.errors import EngineUnavailable, IndexDamaged, IndexMissing, IndexOutdated
from search_web import NewsSearch
from search_web.web import create_app

from .conftest import Read, client_of, reader_of

PATH = "/srv/secret/index"


class Broken:
    """A NewsSearch of which every method fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, name: str) -> Any:
        def fail(*args: object, **keywords: object) -> None:
            raise self.error

        return fail


def broken(error: Exception) -> Flask:
    return create_app(cast(NewsSearch, Broken(error)))


@pytest.mark.parametrize("kind", [IndexMissing, IndexOutdated, IndexDamaged, EngineUnavailable])
def test_an_index_that_cannot_serve(kind: type[Exception]) -> None:
    client = broken(kind(f"{PATH} is not there")).test_client()
    for address in ("/", "/search?q=мост", "/article/1"):
        page = reader_of(client)(address, status=503)
        assert page.root.one("h1").text == "Поиск временно недоступен"
        assert PATH not in page.html
    for address in ("/api/v1/search?q=мост", "/api/v1/articles/1", "/api/v1/suggest?q=м"):
        response = client.get(address)
        assert response.status_code == 503
        assert response.content_type == "application/problem+json; charset=utf-8"
        assert response.headers["Retry-After"]
        assert PATH not in response.text
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/help").status_code == 200


def test_what_nobody_foresaw(caplog: pytest.LogCaptureFixture) -> None:
    client = broken(RuntimeError(PATH)).test_client()
    page = reader_of(client)("/search?q=мост", status=500)
    assert page.root.one("h1").text == "Ошибка на сервере"
    response = client.get("/api/v1/search?q=мост")
    assert response.status_code == 500
    assert response.get_json()["status"] == 500
    for text in (page.html, response.text):
        assert PATH not in text
        assert "Traceback" not in text
    assert "Traceback" in caplog.text  # the keeper of the server sees it


def test_a_value_that_the_search_refuses() -> None:
    client = broken(ValueError("no such region: Край")).test_client()
    assert reader_of(client)("/search?q=мост", status=400).root.one("h1").text == "Запрос составлен неверно"
    assert client.get("/api/v1/search?q=мост").get_json()["detail"] == "no such region: Край"


def test_a_server_may_start_before_the_first_build(tmp_path: Path) -> None:
    place = tmp_path / "index"
    client = client_of(place)
    assert client.get("/readyz").status_code == 503
    assert client.get("/").status_code == 503
    indexer.build_index([Article(id="1", title="Мост", text="Мост открыт.")], place)
    assert client.get("/readyz").text == "ready\n"
    assert "В архиве 1 статья" in client.get("/").text


def test_addresses_that_lead_nowhere(read: Read) -> None:
    page = read("/нет/такой", status=404)
    assert page.root.one("h1").text == "Ничего нет по этому адресу"
    assert page.root.one("main").one("a").href == "/"


@pytest.mark.parametrize(("status", "title"), [(414, "Адрес слишком длинный"), (418, "Запрос составлен неверно")])
def test_other_failures_have_words_too(news: NewsSearch, status: int, title: str) -> None:
    app = create_app(news)
    app.before_request(lambda: app.aborter(status))
    page = reader_of(app.test_client())("/", status=status)
    assert page.root.one("h1").text == title


def test_changing_requests_are_refused(client: Any) -> None:
    response = client.post("/search", data={"q": "мост"})
    assert response.status_code == 405
    assert "Так обратиться нельзя" in response.text
    assert "GET" in response.headers["Allow"]
