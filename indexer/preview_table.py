"""Previews as a table for a terminal: what would be read from each page, and what would not."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tabulate import tabulate

from .article import Precision, PublishedOn
from .preview import Preview

NARROWEST = 80
COLUMNS = {"Day": 11, "Source": 14, "Title, beginning, place": 27, "Set aside": 15}
"""Letters in each column of the narrowest table; what a wider terminal has besides goes to the last two."""


def preview_table(previews: Sequence[Preview], width: int) -> str:
    """The rows as a table at most `width` columns wide, 80 at least."""
    if not previews:
        return "No page was found."
    more = max(width, NARROWEST) - NARROWEST
    day, source, title, aside = COLUMNS.values()
    cells = [(_day(one.published), _named(one), _article(one), _aside(one)) for one in previews]
    return tabulate(
        [["\n".join(lines) for lines in row] for row in cells],
        headers=list(COLUMNS),
        tablefmt="grid",
        maxcolwidths=[day, source, title + more * 2 // 3, aside + more - more * 2 // 3],
        disable_numparse=True,
    )


def _day(published: PublishedOn) -> Iterator[str]:
    first = published.first
    match published.precision:
        case Precision.DAY | Precision.MONTH | Precision.YEAR if first:
            yield first.isoformat()[: {Precision.MONTH: 7, Precision.YEAR: 4}.get(published.precision, 10)]
        case Precision.DAY_MONTH:
            yield f"{published.as_written}, year unknown"
        case _:
            yield "unknown"
            return
    moment = published.moment
    if moment:
        yield f"{moment:%H:%M %z}"
    elif ":" in published.as_written:  # a time without its zone
        yield f"«{published.as_written}»"
    if published.origin:
        yield f"({published.origin})"


def _named(one: Preview) -> Iterator[str]:
    yield one.source or "-"
    yield from one.regions


def _article(one: Preview) -> Iterator[str]:
    if one.id:
        yield one.title or "(no title)"
        yield f"{one.lead or '(no text)'} [{one.words} words]"
    yield Path(one.location).name or one.location
    for warning in one.warnings:
        yield f"Warning: {warning}"


def _aside(one: Preview) -> Iterator[str]:
    yield f"{one.words_set_aside} words: {one.set_aside}" if one.words_set_aside else "-"
