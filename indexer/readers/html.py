"""A page saved as HTML: trafilatura finds the article, the page's own metadata describe it."""

import logging
from typing import Any

from ..article import UNDATED, PublishedOn
from ..cleaning import day_in_address, surroundings
from .html_lines import shown_lines
from .html_metadata import Metadata, read_metadata
from .page import LONGEST_TITLE, Page, Unreadable, cut, one_line, tidy

MOST_SIDE_TEXT = 100_000  # characters
NOTHING_THERE = "is an HTML page without any text"


def page_from_html(text: str) -> Page:
    """The article of an HTML page: headline, paragraphs as lines, and what the page says of itself.

    The publication day is that of the metadata (`html_metadata`), else of the
    page's address, else of a dateline; a page that states none stays undated.
    What the page shows besides is side text. Raises `Unreadable` when there is
    no text.
    """
    try:
        tree = _parse(text)
        if tree is None:
            raise Unreadable(NOTHING_THERE)
        metadata = read_metadata(tree)
        shown = shown_lines(tree)
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
        # As in a plain text that is all article: the first line for want of a title.
        title, body = _first_line(body)
    around = surroundings(shown, metadata.title or title, body)
    published = _published(metadata, around.published)
    lead, text = "", tidy(around.body)
    if around.own and text:
        # The dateline belongs to the article, and the first paragraph stays the lead.
        lead, _, rest = text.partition("\n")
        text = "\n".join(filter(None, (around.own, rest)))
    problems = [] if text.strip() else ["has a title, and no text was found under it"]
    side_text = around.side_text
    if len(side_text) > MOST_SIDE_TEXT:
        side_text = cut(side_text, MOST_SIDE_TEXT)
        problems.append(
            f"has more text around the article than is kept: of that, the first {MOST_SIDE_TEXT} characters"
        )
    return Page(
        title=title,
        text=text,
        lead=lead,
        side_text=side_text,
        url=metadata.url,
        source=metadata.source,
        published=published,
        tags=metadata.tags,
        problems=tuple(problems),
    )


def _published(metadata: Metadata, dateline: PublishedOn) -> PublishedOn:
    """The day from metadata, else from the address, else from what stands by the headline."""
    if metadata.published != UNDATED:
        return metadata.published
    if stated := day_in_address(metadata.url):
        return stated
    # The nearest <time> may be that of another headline: a day beside our own is nearer.
    agree = metadata.timed.day == dateline.day or dateline.day is None
    return metadata.timed if metadata.timed != UNDATED and agree else dateline


def _first_line(text: str) -> tuple[str, str]:
    """The first line as a title, and the rest; a line too long for one stays in the text."""
    first, _, rest = text.partition("\n")
    title = one_line(first)
    return (title, tidy(rest)) if len(title) <= LONGEST_TITLE else (cut(title, LONGEST_TITLE), text)


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
