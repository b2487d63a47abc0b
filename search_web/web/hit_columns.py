"""The hits of a page as its template draws them: column by column, see `repeated.py`."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from search_web import Hit, Marked

from . import dates, marks, plural
from .choices import UNNAMED

UNTITLED = "Без заголовка"

Labelled = list[tuple[str]]


class Story(NamedTuple):
    """How many reprints a hit has, and which was the first: this one (`is_first`), or one with its address and day."""

    address: str
    text: str
    is_first: bool
    first: str
    first_address: str
    machine: str
    day: str


class HitColumns(NamedTuple):
    """Each list has a value for each hit: where it leads, what stands there."""

    addresses: list[str]
    titles: list[Markup]
    sources: list[str]
    machines: list[str]
    """The day of publication for programs, "" where it is not known."""
    days: list[str]
    regions: list[list[tuple[str, str]]]
    """The names of regions, and where each leads."""
    in_side_text: list[bool]
    snippets: list[Markup]
    via: list[Labelled]
    stories: list[list[Story]]
    """One story, or none."""

    @classmethod
    def of(cls, hits: Sequence[Hit], article: Callable[[str], str], region: Callable[[str], str]) -> "HitColumns":
        """The hits; `article` and `region` say where an id, a name leads."""
        addresses = [article(hit.id) for hit in hits]
        return cls(
            addresses,
            marks.all_drawn([Marked(hit.title, hit.title_spans) if hit.title else Marked(UNTITLED) for hit in hits]),
            [hit.source for hit in hits],
            [dates.machine(hit.published) for hit in hits],
            [dates.display(hit.published) for hit in hits],
            [[(name, region(name)) for name in hit.regions] for hit in hits],
            [hit.in_side_text for hit in hits],
            marks.all_drawn([hit.snippet for hit in hits]),
            [[(label,) for label in hit.via] for hit in hits],
            [
                [_story(hit, address, article)] if hit.reprints else []
                for hit, address in zip(hits, addresses, strict=True)
            ],
        )


def _story(hit: Hit, address: str, article: Callable[[str], str]) -> Story:
    """«ещё 3 перепечатки · раньше всех: Вести, 1 мая 2024»."""
    first = hit.first_published
    text, there = f"ещё {plural.reprints(hit.reprints)}", f"{address}#reprints" if address else ""
    if first is None or first.id == hit.id:
        return Story(there, text, first is not None, "", "", "", "")
    day = first.published
    return Story(
        there, text, False, first.source or UNNAMED["source"], article(first.id), dates.machine(day), dates.display(day)
    )
