"""The application over the five pages of seeds/, and a way to read its pages."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import indexer
from indexer.article import UNDATED, Article, PublishedOn
from search_web import NewsSearch
from search_web.web import create_app

from .page import Page

SEEDS = Path(__file__).parents[3] / "seeds"

Read = Callable[..., Page]
Library = Callable[..., NewsSearch]


class Client(FlaskClient):
    """Reads every response to its end, so that no file stays open."""

    def open(self, *args: Any, **keywords: Any) -> TestResponse:
        return super().open(*args, **({"buffered": True} | keywords))


def client_of(news: NewsSearch | str | Path) -> FlaskClient:
    """A client that lets unforeseen exceptions through to the test."""
    app = create_app(news)
    app.testing = True
    app.test_client_class = Client
    return app.test_client()


def reader_of(client: FlaskClient) -> Read:
    """A function that gets a page, checks what holds for all pages, and returns it."""

    def read(address: str, status: int = 200, **parameters: object) -> Page:
        response = client.get(address, query_string=parameters or None)
        assert response.status_code == status, response.text[:2000]
        assert response.content_type == "text/html; charset=utf-8"
        page = Page(response.text)
        page.check()
        return page

    return read


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewsSearch]:
    place = tmp_path_factory.mktemp("seeds") / "index"
    indexer.build_index(indexer.read_articles(SEEDS), place)
    with NewsSearch.open(place) as news:
        yield news


@pytest.fixture(scope="session")
def client(news: NewsSearch) -> FlaskClient:
    return client_of(news)


@pytest.fixture(scope="session")
def read(client: FlaskClient) -> Read:
    return reader_of(client)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Makes a NewsSearch over given articles."""
    opened: list[NewsSearch] = []

    def make(*articles: Article) -> NewsSearch:
        place = tmp_path_factory.mktemp("library") / "index"
        indexer.build_index(articles, place)
        opened.append(NewsSearch.open(place))
        return opened[-1]

    yield make
    for news in opened:
        news.close()


@pytest.fixture(scope="session")
def bridges(library: Library) -> Read:
    """Reads pages over 45 articles about a bridge: three sources, four years, five of them undated."""
    made = []
    for n in range(45):
        year = 2020 + n % 4
        made.append(
            Article(
                id=f"bridge-{n}",
                title=f"Мост номер {n}",
                text=f"Новый мост открыли в районе {n}.",
                source=("Вести", "Губернские ведомости", "")[n % 3],
                published=PublishedOn.from_iso(f"{year}-05-{n % 28 + 1:02}") if n >= 5 else UNDATED,
                regions=("Амурская область",) if n % 2 else ("Хабаровский край",),
            )
        )
    return reader_of(client_of(library(*made)))
