"""Addresses inside the application, and which foreign ones may become links."""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for

BLUEPRINT = "gubernia"

# What browsers and proxies rewrite in a path: an empty segment, «.» and «..», a backslash, control characters.
REWRITTEN = re.compile(r"^/|/$|//|(?:^|/)\.{1,2}(?:/|$)|[\\\x00-\x1f\x7f]")


def to(endpoint: str, **values: Any) -> str:
    """The address of a page of the blueprint that answers this request, wherever it is mounted.

    Pages of the stand-alone application that no route leads to (404, 405) have
    no blueprint: there it is the one that `create_app` mounts.
    """
    whole = {name: _whole(value) for name, value in values.items()}
    return url_for(f"{'' if request.blueprint else BLUEPRINT}.{endpoint}", **whole)


def to_article(endpoint: str, article_id: str, **values: Any) -> str:
    """The address of an article: its id in the path, or as a parameter where a path would not keep it as it is.

    "" for an id that no address can hold (half of a surrogate pair).
    """
    try:
        article_id.encode()
    except UnicodeEncodeError:
        return ""
    if REWRITTEN.search(article_id):
        return to(f"{endpoint}_by_id", id=article_id, **values)
    return to(endpoint, article_id=article_id, **values)


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


def _whole(value: Any) -> Any:
    """Texts without halves of surrogate pairs, which no URL can hold."""
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
