"""The blueprint in somebody else's application: under a prefix, beside their templates, errors and static files."""

from pathlib import Path

import pytest
from flask import Blueprint, Flask, Response, g, render_template_string, session, url_for
from flask.testing import FlaskClient
from jinja2 import DictLoader

from indexer.article import Article
from search_web import NewsSearch
from search_web.web import create_blueprint
from search_web.web.addresses import MOST_MOUNTS
from search_web.web.headers import SECURITY

from .conftest import Client, Library, reader_of
from .page import Page

THEIRS = {
    "base.html": "<p>their base</p>",
    "results.html": "their results",
    "error.html": "their error",
    "_parts.html": "their parts",
}


def theirs() -> Flask:
    """Another application, with templates and error pages of its own."""
    app = Flask("theirs", static_folder=None)
    app.test_client_class = Client
    app.secret_key = "theirs"
    app.jinja_loader = DictLoader(THEIRS)
    app.config["TESTING"] = True

    @app.route("/")
    def home() -> str:
        session["visits"] = 1
        return render_template_string("{% include 'results.html' %}")

    @app.route("/search")
    def search() -> str:
        return "their search"

    @app.errorhandler(404)
    def missing(error: Exception) -> tuple[str, int]:
        return "their 404", 404

    @app.context_processor
    def names() -> dict[str, str]:
        return {"brand": "theirs", "to": "theirs", "answers": "theirs"}

    return app


@pytest.fixture(scope="module")
def app(news: NewsSearch) -> Flask:
    app = theirs()
    app.register_blueprint(create_blueprint(news, brand="Архив «Зари»"), url_prefix="/archive")
    return app


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_pages_work_under_a_prefix(client: FlaskClient) -> None:
    read = reader_of(client)
    page = read("/archive/search", q="мэр Хабаровска")
    assert page.root.one("title").text == "мэр Хабаровска — Архив «Зари»"
    own = [element.href for element in page.root.walk() if element.attributes.get("href", "").startswith("/")]
    assert own
    assert all(href.startswith("/archive/") for href in own), own
    assert all(form.attributes["action"] == "/archive/search" for form in page.root.all("form"))
    for href in own:
        assert client.get(href).status_code == 200, href
    read("/archive/article/нет", status=404)
    read("/archive/help")


def test_the_api_works_under_a_prefix(client: FlaskClient) -> None:
    body = client.get("/archive/api/v1/search?q=сотрудничество&per_page=1").get_json()
    assert body["links"]["next"].startswith("/archive/api/v1/search?")
    assert body["hits"][0]["links"]["self"].startswith("/archive/api/v1/articles")
    assert client.get("/archive/api/v1/search?page=x").mimetype == "application/problem+json"
    assert client.get("/archive/api/v1/articles/нет").mimetype == "application/problem+json"


def test_the_other_application_stays_as_it_was(client: FlaskClient) -> None:
    assert client.get("/").text == "their results"
    assert client.get("/search").text == "their search"
    for address in ("/nothing", "/archive/nothing", "/api/v1/search"):
        response = client.get(address)
        assert (response.status_code, response.text) == (404, "their 404")
    for address in ("/", "/search", "/nothing"):
        assert not SECURITY.keys() & dict(client.get(address).headers).keys()


def test_no_cookies_on_our_pages(app: Flask) -> None:
    response = app.test_client().get("/archive/search?q=мэр")
    assert "Set-Cookie" not in response.headers
    assert SECURITY.items() <= dict(response.headers).items()


def test_two_archives_in_one_application(news: NewsSearch, library: Library) -> None:
    app = theirs()
    app.register_blueprint(create_blueprint(news), url_prefix="/one")
    other = library(Article(id="1", title="Мост", text="Мост открыт."))
    app.register_blueprint(create_blueprint(other, name="other", brand="Другой"), url_prefix="/two")
    client = app.test_client()
    assert "В архиве 5 статей" in client.get("/one/").text
    page = Page(client.get("/two/search?q=мост").text)
    assert page.root.one("article", class_="hit").one("h2").one("a").href.startswith("/two/article/1")
    assert page.root.one(class_="logo").href == "/two/"


def test_inside_another_blueprint(news: NewsSearch) -> None:
    app = Flask("theirs", static_folder=None)
    outer = Blueprint("outer", "theirs", url_prefix="/outer")
    outer.register_blueprint(create_blueprint(news), url_prefix="/archive")
    app.register_blueprint(outer)
    client = app.test_client()
    page = reader_of(client)("/outer/archive/search", q="мэр Хабаровска")
    assert client.get(page.root.one(class_="hits").all("a")[0].href).status_code == 200
    assert client.get("/outer/archive/api/v1/articles/нет").mimetype == "application/problem+json"


def test_links_have_what_the_other_application_puts_into_addresses(news: NewsSearch) -> None:
    app = theirs()
    archive = create_blueprint(news)
    archive.url_value_preprocessor(lambda endpoint, values: setattr(g, "language", (values or {}).pop("language")))
    archive.url_defaults(lambda endpoint, values: values.setdefault("language", g.language))
    app.register_blueprint(archive, url_prefix="/<language>/archive")
    client = app.test_client()
    for language in ("ru", "en", "ru"):
        page = Page(client.get(f"/{language}/archive/search?q=мэр").text)
        assert page.root.one(class_="hits").all("a")[0].href.startswith(f"/{language}/archive/article/")


def test_links_stay_where_the_page_was_asked_for(news: NewsSearch) -> None:
    app = theirs()
    app.register_blueprint(create_blueprint(news), url_prefix="/archive")
    client = app.test_client()
    for n in range(2 * MOST_MOUNTS):
        page = Page(client.get("/archive/search?q=мэр", base_url=f"http://localhost/at-{n}").text)
        assert page.root.one(class_="logo").href == f"/at-{n}/archive/"
    assert len(app.extensions["gubernia_paths"]) <= MOST_MOUNTS


def test_at_the_root_beside_a_static_folder(news: NewsSearch, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "own.css").write_text("theirs")
    app = Flask("theirs", root_path=str(tmp_path))
    app.test_client_class = Client
    app.register_blueprint(create_blueprint(news))
    client = app.test_client()
    assert client.get("/static/own.css").text == "theirs"
    with app.test_request_context():
        assert "--paper" in client.get(url_for("gubernia.static", filename="gubernia.css")).text


def test_templates_may_be_replaced(news: NewsSearch) -> None:
    app = theirs()
    frame = "<title>{% block title %}{% endblock %}</title>their frame {% block main %}{% endblock %}"
    app.jinja_loader = DictLoader(THEIRS | {"gubernia/base.html": frame})
    app.register_blueprint(create_blueprint(news), url_prefix="/archive")
    text = app.test_client().get("/archive/search?q=мэр+Хабаровска").text
    assert "their frame" in text
    assert "<mark>" in text


def test_their_headers_win_where_they_insist(news: NewsSearch) -> None:
    app = theirs()

    @app.after_request
    def loosen(response: Response) -> Response:
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    app.register_blueprint(create_blueprint(news), url_prefix="/archive")
    assert app.test_client().get("/archive/").headers["Referrer-Policy"] == "no-referrer"
