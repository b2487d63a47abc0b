"""A page of results that is given again is the one that would be drawn, and only where its frame is everybody's."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from jinja2 import DictLoader

import search_web.search
import search_web.web
from indexer import Article, PublishedOn, build_index, update_index
from search_web import NewsSearch
from search_web.web import create_app, create_blueprint, kept_pages
from search_web.web.turns import Answer, Arguments, Turns

from ..changing import Counting, Day

CACHE = 1 << 20


def article(number: int, text: str) -> Article:
    return Article(id=f"{number}", title=text, text=f"Новый {text}.", published=PublishedOn.from_iso("2023"))


@pytest.fixture
def engine() -> Counting:
    return Counting(article(0, "мост через реку"), article(1, "мост и паром"))


@pytest.fixture
def keeping(engine: Counting) -> FlaskClient:
    """Of an application that keeps pages and, to tell the two apart, no answers."""
    return create_app(NewsSearch.over(engine, answer_cache=0), page_cache=CACHE).test_client()


@pytest.fixture
def drawing(engine: Counting) -> FlaskClient:
    return create_app(NewsSearch.over(engine, answer_cache=0)).test_client()


@pytest.mark.parametrize(
    "address",
    ["/search?q=мост", "/search?q=мост&page=2", "/search?q=vjcn&sort=newest", "/search?q=нигдеслово", "/search", "/"],
)
def test_a_page_that_is_given_again_is_the_one_that_was_drawn(
    keeping: FlaskClient, drawing: FlaskClient, address: str
) -> None:
    right = drawing.get(address)
    for _ in range(3):
        given = keeping.get(address)
        assert (given.status_code, given.data) == (200, right.data)
        assert sorted(given.headers.items()) == sorted(right.headers.items())


def test_nothing_is_asked_for_it(keeping: FlaskClient, engine: Counting) -> None:
    keeping.get("/search?q=мост")
    before = engine.searches
    keeping.get("/search?q=мост")
    assert engine.searches == before
    keeping.get("/search?q=паром")
    assert engine.searches > before


def test_a_page_takes_its_turn_once_and_one_that_is_kept_takes_none(
    engine: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    class Told(Turns):
        def taking(self, view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
            def telling(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
                taken.append(view.__name__)
                return view(*args, **kwargs)

            return super().taking(telling)

    monkeypatch.setattr(search_web.web, "Turns", Told)
    client = create_app(NewsSearch.over(engine), page_cache=CACHE).test_client()
    for _ in range(3):
        client.get("/search?q=мост")
    assert taken == ["search"]


def test_its_address_may_be_asked_for_without_the_page(keeping: FlaskClient, drawing: FlaskClient) -> None:
    keeping.get("/search?q=мост")
    given, right = keeping.head("/search?q=мост"), drawing.head("/search?q=мост")
    assert (given.data, given.content_length) == (b"", right.content_length)


def test_a_commit_is_seen_by_the_next_reader(tmp_path: Path) -> None:
    place = tmp_path / "index"
    build_index([article(0, "мост")], place)
    with NewsSearch.open(place) as news:
        client = create_app(news, page_cache=CACHE).test_client()
        assert ["1 статья" in client.get("/search?q=мост").text for _ in range(2)] == [True, True]
        update_index([article(1, "мост")], place)
        assert ["2 статьи" in client.get("/search?q=мост").text for _ in range(2)] == [True, True]
        build_index([article(0, "паром")], place)
        assert ["Ничего не найдено" in client.get("/search?q=мост").text for _ in range(2)] == [True, True]


def test_a_page_into_which_commits_came_is_drawn_anew(
    keeping: FlaskClient, drawing: FlaskClient, engine: Counting
) -> None:
    engine.meanwhile = [article(number, "мост") for number in range(10, 90)]
    stale = keeping.get("/search?q=мост").text
    assert engine.meanwhile
    engine.meanwhile = []
    assert keeping.get("/search?q=мост").text == drawing.get("/search?q=мост").text != stale


def test_a_page_with_what_is_fresh_holds_for_its_day(
    keeping: FlaskClient, engine: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_web.search, "date", Day)
    monkeypatch.setattr(kept_pages, "date", Day)
    asked = []
    for day in (date(2023, 1, 1), date(2023, 1, 1), date(2023, 1, 2)):
        monkeypatch.setattr(Day, "now", day)
        before = engine.searches
        keeping.get("/search?q=мост&freshness=30")
        asked.append(engine.searches > before)
    assert asked == [True, False, True]


def test_the_links_of_a_page_go_where_the_application_is_mounted(keeping: FlaskClient) -> None:
    for mounted in ("", "/archive", "/новости", ""):
        page = keeping.get("/search?q=мост", base_url=f"http://localhost{mounted}").text
        assert ('href="/archive/search?' in page) == (mounted == "/archive")


def test_an_error_is_not_kept(keeping: FlaskClient, engine: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(engine, "search", lambda _: 1 / 0)
        assert keeping.get("/search?q=мост").status_code == 500
    assert keeping.get("/search?q=мост").status_code == 200


def test_a_frame_that_says_something_else_to_everybody_is_drawn_each_time(engine: Counting) -> None:
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"gubernia/base.html": "{{ who() }}: {% block main %}{% endblock %}"})
    app.add_template_global(lambda: request.headers["X-Reader"], "who")
    app.register_blueprint(create_blueprint(NewsSearch.over(engine)))
    for reader in ("Anna", "Ivan", "Anna"):
        page = app.test_client().get("/search?q=мост", headers={"X-Reader": reader}).text
        assert page.startswith(f"{reader}: ")
        assert "2 статьи" in page


def test_a_bad_bound_is_refused(engine: Counting) -> None:
    with pytest.raises(ValueError, match="page_cache is -1: give a number of bytes"):
        create_app(NewsSearch.over(engine), page_cache=-1)
