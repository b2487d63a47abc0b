"""Addresses inside the application, and which foreign ones may become links."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from flask import current_app, g, request, url_for

BLUEPRINT = "gubernia"

# What browsers and proxies rewrite in a path: an empty segment, «.» and «..», a backslash, control characters.
REWRITTEN = re.compile(r"^/|/$|//|(?:^|/)\.{1,2}(?:/|$)|[\\\x00-\x1f\x7f]")


SAFE = "!$'()*,/:;?@"
"""What stays as it is in a parameter besides letters, digits and `_.-~`, as with `url_for` (WHATWG URL)."""
SAFE_IN_PATH = "!$&'()*+,/:;=@"

SHORT = 128
"""Texts up to so many code points are kept quoted."""

ANY = "any value"
"""This very object stands for whatever comes: see `to_any`."""
_PLACE = "\0"  # which never stands in an address

MOST_MOUNTS = 64
"""Of so many places the paths are kept."""

Value = str | list[str]
Paths = dict[tuple[Value, ...], str]


def to(endpoint: str, **values: Value) -> str:
    """The address of a page of the blueprint that answers this request, wherever it is mounted.

    Pages of the stand-alone application that no route leads to (404, 405) have
    no blueprint: there it is the one that `create_app` mounts.
    """
    if endpoint == "static":  # whose file is a part of the path
        return _path(endpoint, **values)
    return _path(endpoint) + _query(values)


def to_any(endpoint: str, **values: Value) -> Callable[[str], str]:
    """Addresses that differ only in what stands for ANY: of a hundred values each takes a microsecond."""
    pattern = to(endpoint, **values)
    return lambda value: pattern.replace(_PLACE, _quoted(value))


def to_articles(endpoint: str, **values: Value) -> Callable[[str], str]:
    """Addresses of articles that differ only in the article, see `to_article`."""
    before, after = _path(endpoint, article_id="0")[:-1], _query(values)

    def address(article_id: str) -> str:
        if REWRITTEN.search(article_id):
            return to_article(endpoint, article_id, **values)
        try:
            return before + quote(article_id, SAFE_IN_PATH) + after
        except UnicodeEncodeError:
            return ""

    return address


def to_article(endpoint: str, article_id: str, **values: Value) -> str:
    """The address of an article: its id in the path, or as a parameter where a path would not keep it as it is.

    "" for an id that no address can hold (half of a surrogate pair).
    """
    try:
        article_id.encode()
    except UnicodeEncodeError:
        return ""
    if REWRITTEN.search(article_id):
        return to(f"{endpoint}_by_id", **({"id": article_id} | values))
    return to_articles(endpoint, **values)(article_id)


def web_address(url: str) -> str:
    """The URL if it is an http or https one with a host, else "": nothing else may become a link."""
    try:
        parts = urlsplit(url.strip())
        return url.strip() if parts.scheme in {"http", "https"} and parts.hostname else ""
    except ValueError:
        return ""


def host(url: str) -> str:
    """The site of a web address as people write it: «amurmedia.ru», «губерния.рф»; "" where there is none."""
    name = (urlsplit(web_address(url)).hostname or "").removeprefix("www.")
    if name.rpartition(".")[2].startswith("xn--"):  # elsewhere Cyrillic letters could pass for Latin ones
        with suppress(UnicodeError):
            return name.encode("ascii").decode("idna")
    return name


def file_name(location: str) -> str:
    """The name of the file that an article was read from; never its folder, which is nobody's business outside."""
    return re.split(r"[\\/]", location.partition("!")[0])[-1]


def _path(endpoint: str, **values: Value) -> str:
    """Where the page is: Flask is asked once, since it takes its time and a page has a hundred links."""
    known: Paths | None = g.get("gubernia_paths")
    if known is None:
        known = g.gubernia_paths = _known_paths()
    key = endpoint, *values.values()
    if key not in known:
        known[key] = _url_for(f"{'' if request.blueprint else BLUEPRINT}.{endpoint}", values)
    return known[key]


def _url_for(endpoint: str, values: Mapping[str, Any]) -> str:
    return url_for(endpoint, **values)


def _known_paths() -> Paths:
    """Those of the requests before that were made to the same blueprint where the application is mounted now.

    An application may put more into its addresses than that, of each request anew:
    a language, a host.
    """
    app = current_app
    if any(app.url_default_functions.values()) or app.url_map.host_matching or app.subdomain_matching:
        return {}
    mounts: dict[tuple[str | None, str], Paths] = app.extensions.setdefault("gubernia_paths", {})
    mount = request.blueprint, request.script_root
    if mount not in mounts and len(mounts) >= MOST_MOUNTS:  # a proxy says where, and may be told so by anybody
        mounts.clear()
    return mounts.setdefault(mount, {})


def _query(values: Mapping[str, Value]) -> str:
    pairs = [
        f"{name}={_quoted(one)}"
        for name, value in values.items()
        for one in ([value] if isinstance(value, str) else value)
    ]
    return "?" + "&".join(pairs) if pairs else ""


def _quoted(value: str) -> str:
    """As `url_for` does it; half of a surrogate pair, which no URL can hold, becomes a question mark."""
    if value is ANY:
        return _PLACE
    return _quoted_before(value) if len(value) <= SHORT else quote_plus(value, SAFE, errors="replace")


@lru_cache(4096)
def _quoted_before(value: str) -> str:
    # The query stands in every link of a page, the commonest sources and regions on every page.
    return quote_plus(value, SAFE, errors="replace")
