"""What an HTML page says of itself: Open Graph, JSON-LD, schema.org attributes, `<time>`.

Only statements are read here. Libraries for the purpose complete a missing day
by a search through text and address, and on pages of news that finds the day
of the neighbouring headline; ours stays unknown instead.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..article import UNDATED, PublishedOn
from .page import one_line, stated_day, web_address

PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "mediator_published_time",
)
WRITTEN_IN_BROKEN_JSON = re.compile(r'"(headline|datePublished)"\s*:\s*"((?:[^"\\]|\\.)*)"')
MOST_TAGS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The page's own statements; empty where it makes none.

    `published` is what the page says of its article, `timed` the day of the
    `<time>` elements that are nearest to the headline.
    """

    title: str = ""
    url: str = ""
    source: str = ""
    published: PublishedOn = UNDATED
    timed: PublishedOn = UNDATED
    tags: tuple[str, ...] = ()


def read_metadata(tree: Any) -> Metadata:
    """Read the statements of a parsed page (an lxml tree)."""
    meta = _meta_elements(tree)
    linked = _linked_data(tree)
    url = _address(tree, meta)
    site = _first(meta, "og:site_name", "application-name")
    return Metadata(
        title=_first(meta, "og:title", "twitter:title") or linked.get("headline", "") or _headline(tree),
        url=url,
        source=site or (urlsplit(url).hostname or "").removeprefix("www."),
        published=next(_days(tree, meta, linked), UNDATED),
        timed=_timed(tree),
        tags=_tags(meta, linked),
    )


def _meta_elements(tree: Any) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = one_line(element.get("content") or "")
        for name in {element.get(key, "").strip().lower() for key in ("property", "name", "itemprop")} - {""}:
            if content:
                values.setdefault(name, []).append(content)
    return values


def _first(meta: dict[str, list[str]], *names: str) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _address(tree: Any, meta: dict[str, list[str]]) -> str:
    canonical = [link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower()]
    for candidate in [*canonical, *meta.get("og:url", [])]:
        parts = _split(web_address(candidate))
        # Many a site gives its front page as the address of every article: such an address names none of them.
        if parts and (parts.path.strip("/") or parts.query):
            return candidate.strip()
    return ""


def _split(address: str) -> Any:
    try:
        return urlsplit(address) if address else None
    except ValueError:  # «http://[» and the like
        return None


def _headline(tree: Any) -> str:
    """The `<title>`, or the first `<h1>` where the title is that heading with the name of the site around it."""
    title = next((said for element in tree.iter("title") if (said := one_line(element.text_content()))), "")
    heading = next((said for element in tree.iter("h1") if (said := one_line(element.text_content()))), "")
    return heading if heading and (not title or heading.casefold() in title.casefold()) else title


def _tags(meta: dict[str, list[str]], linked: dict[str, str]) -> tuple[str, ...]:
    """The page's tags, and the section of the site last."""
    # Not "keywords": those were written for search engines, the words of the headline one by one.
    listed = meta.get("article:tag") or meta.get("news_keywords") or []
    section = _first(meta, "article:section", "articlesection") or linked.get("articleSection", "")
    tags = [one_line(tag).strip("# ") for value in listed for tag in re.split("[,;]", value)] + [section]
    return tuple(dict.fromkeys(filter(None, tags)))[:MOST_TAGS]


def _days(tree: Any, meta: dict[str, list[str]], linked: dict[str, str]) -> Iterator[PublishedOn]:
    """The days stated, the most trustworthy first."""
    for written in _dates_written(tree, meta, linked):
        if published := stated_day(written):
            yield published


def _timed(tree: Any) -> PublishedOn:
    near = {published for written in _times_by_headline(tree) if (published := stated_day(written))}
    # Several days by one headline belong to other headlines, or to changes.
    if len({published.first for published in near}) == 1:
        return max(near, key=lambda published: (published.moment is not None, published.as_written))
    return UNDATED


def _dates_written(tree: Any, meta: dict[str, list[str]], linked: dict[str, str]) -> Iterator[str]:
    for name in PUBLISHED_NAMES[:3]:
        yield from meta.get(name, [])
    if "datePublished" in linked:
        yield linked["datePublished"]
    for element in tree.xpath('//*[contains(@itemprop, "datePublished")]'):
        yield from filter(None, (element.get("content"), element.get("datetime")))
    for name in PUBLISHED_NAMES[3:]:
        yield from meta.get(name, [])


def _times_by_headline(tree: Any) -> list[str]:
    """The `<time>` elements in the smallest part of the page that holds both the headline and any of them."""
    heading = next(tree.iter("h1"), None)
    around = [*heading.iterancestors()] if heading is not None else [tree]
    for part in around:
        if written := [element.get("datetime") or element.get("pubdate") or "" for element in part.iter("time")]:
            return [value for value in written if value]
    return []


def _linked_data(tree: Any) -> dict[str, str]:
    """Headline and publication day from JSON-LD, of the first thing that has a publication day."""
    for script in tree.xpath('//script[contains(@type, "ld+json")]'):
        written = script.text or ""
        try:
            things = list(_things(json.loads(written, strict=False)))
        except (ValueError, RecursionError):
            # Templates put unescaped quotes into descriptions: the fields are there all the same.
            things = [dict(reversed(WRITTEN_IN_BROKEN_JSON.findall(written)))]
        for thing in things:
            if isinstance(thing.get("datePublished"), str):
                values = {name: thing.get(name) for name in ("headline", "datePublished", "articleSection")}
                return {name: one_line(value) for name, value in values.items() if isinstance(value, str)}
    return {}


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """The page's own things; what they mention (comments, lists of other news) is left alone."""
    if isinstance(data, list):
        for item in data:
            yield from _things(item)
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _things(data.get(name))
