"""The search as a web page and a JSON API: an application of its own, or a blueprint in yours.

    create_app("var/index").run()

    app.register_blueprint(create_blueprint("var/index"), url_prefix="/archive")

Neither needs a secret key, sets cookies or keeps state outside of itself. The
blueprint adds its security headers and error pages to its own responses only;
`brand` is the name in its header, a template of yours at `gubernia/base.html`
replaces the frame around its pages.
"""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, Flask

from search_web import NewsSearch

from .addresses import BLUEPRINT
from .api import Api
from .errors import Failures
from .headers import protect
from .kept_pages import KeptPages
from .shelf import Shelf
from .turns import Turns
from .views import Pages

__all__ = ["create_app", "create_blueprint"]

BRAND = "Губерния"
AT_ONCE = frozenset({"help", "healthz", "readyz"})
"""What is answered without waiting for a turn."""
EXAMPLES = ("мэр Хабаровска", "«дорожная карта»", "форум -Казахстан")


def create_blueprint(
    news: NewsSearch | str | Path,
    *,
    name: str = BLUEPRINT,
    brand: str = BRAND,
    examples: Sequence[str] = EXAMPLES,
) -> Blueprint:
    """The pages and the API over `news`, or over the index at that place, which may also be built later.

    `examples` are the queries that the start page offers.
    """
    return _blueprint(news, name, brand, examples)


def _blueprint(
    news: NewsSearch | str | Path,
    name: str,
    brand: str,
    examples: Sequence[str],
    page_cache: int = 0,
    turns: bool = True,
) -> Blueprint:
    # Below /static, so that it is found also where an application with a static folder mounts it at its root.
    blueprint = Blueprint(
        name, __name__, template_folder="templates", static_folder="static", static_url_path="/static/gubernia"
    )
    shelf = Shelf(news)
    pages = Pages(shelf, brand, examples)
    api = Api(shelf)
    whose = Turns(taken=turns)
    for rule, endpoint, view in (
        ("/", "start", pages.start),
        ("/article/<path:article_id>", "article", pages.article),
        ("/article", "article_by_id", pages.article_by_id),
        ("/explain", "explain", pages.explain),
        ("/help", "help", pages.help),
        ("/api/v1/search", "api_search", api.search),
        ("/api/v1/articles/<path:article_id>", "api_article", api.article),
        ("/api/v1/articles", "api_article_by_id", api.article_by_id),
        ("/api/v1/suggest", "api_suggest", api.suggest),
        ("/api/v1/explain", "api_explain", api.explain),
        ("/healthz", "healthz", pages.alive),
        ("/readyz", "readyz", pages.ready),
    ):
        blueprint.add_url_rule(rule, endpoint, view if endpoint in AT_ONCE else whose.taking(view))
    # What is kept needs no turn.
    search = KeptPages(shelf, page_cache).before(pages.search, whose) if page_cache else whose.taking(pages.search)
    blueprint.add_url_rule("/search", "search", search)
    Failures(brand).register(blueprint)
    blueprint.after_request(protect)
    return blueprint


def create_app(
    news: NewsSearch | str | Path,
    *,
    brand: str = BRAND,
    examples: Sequence[str] = EXAMPLES,
    page_cache: int = 0,
    turns: bool = True,
) -> Flask:
    """The blueprint as an application of its own, a WSGI callable for any server.

    `page_cache` is about how many bytes may be taken by pages of results that are
    kept for when they are asked again: only where the frame around them says the
    same to everybody. With `turns` False, requests do not wait for each other: only
    for a server that answers one at a time by itself.
    """
    if page_cache < 0:
        raise ValueError(f"page_cache is {page_cache}: give a number of bytes, 0 to keep no pages")
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(_blueprint(news, BLUEPRINT, brand, examples, page_cache, turns))
    Failures(brand).register(app)
    app.after_request(protect)
    return app
