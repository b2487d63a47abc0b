"""A page saved as HTML: trafilatura finds the article, the page's own metadata describe it."""

import logging
from typing import Any

from .html_metadata import read_metadata
from .page import LONGEST_TITLE, Page, Unreadable, cut, one_line, tidy
from .plain_text import page_from_text

NOTHING_THERE = "is an HTML page without any text"


def page_from_html(text: str) -> Page:
    """The article of an HTML page: headline, paragraphs as lines, and what the page says of itself.

    The publication day is read from metadata alone (`html_metadata`); a page
    that states none stays undated. Raises `Unreadable` when there is no text.
    """
    try:
        tree = _parse(text)
        if tree is None:
            raise Unreadable(NOTHING_THERE)
        metadata = read_metadata(tree)
        body = _article_text(tree)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # parsers of HTML fail in ways of their own on what the web holds, deep nesting first
        raise Unreadable(f"is an HTML page that cannot be taken apart: {type(error).__name__}") from error
    title = cut(metadata.title, LONGEST_TITLE)
    body = _without_title(body, metadata.title)
    if not title:
        if not body:
            raise Unreadable(NOTHING_THERE)
        # As in a plain text: the first line for want of a title.
        page = page_from_text(body)
        title, body = page.title, page.text
    return Page(
        title=title,
        text=tidy(body),
        url=metadata.url,
        source=metadata.source,
        published=metadata.published,
        tags=metadata.tags,
        problems=() if body.strip() else ("has a title, and no text was found under it",),
    )


def _parse(text: str) -> Any:
    trafilatura = _trafilatura()
    # Its parser takes a page for something else when no "html" is among the first fifty characters.
    beginning = text[:50].lower()
    return trafilatura.load_html(text if "html" in beginning else f"<html>\n{text}")


def _article_text(tree: Any) -> str:
    trafilatura = _trafilatura()
    found = trafilatura.bare_extraction(tree, favor_recall=True, include_comments=False, with_metadata=False)
    text = tidy((found.text if found else "") or "")
    # A page of few words has no article by its rules: then all that the page shows is the text.
    return text or tidy(trafilatura.html2txt(tree))


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return tidy(rest) if title and _said(first) == _said(title) else text


def _said(line: str) -> str:
    return one_line(line).casefold().strip(" .…!?#*«»\"'")


def _trafilatura() -> Any:
    """The library, imported when the first HTML page comes: archives of text and JSON Lines do without its start-up."""
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan"):
        logger = logging.getLogger(name)
        # It reports every page that it discards; here that becomes a warning with its place.
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.ERROR)
    return trafilatura
