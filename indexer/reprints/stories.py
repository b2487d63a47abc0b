"""Which articles are one story, as the index keeps it and engines read it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..article import PublishedOn
from ..errors import IndexDamaged

STORIES = "stories"
"""The name of the block that keeps them."""

VERSION = 1

UNDATED = 2**63 - 1
"""Later than any moment."""


@dataclass(frozen=True, slots=True)
class Stories:
    """Groups of two articles and more with the same text, each as ids, the first published first."""

    groups: tuple[tuple[str, ...], ...] = ()
    number: Mapping[str, int] = field(init=False)
    """From the id of an article that has reprints to the place of its story in `groups`."""

    def __post_init__(self) -> None:
        number = {article_id: place for place, group in enumerate(self.groups) for article_id in group}
        object.__setattr__(self, "number", number)

    def of(self, article_id: str) -> tuple[str, ...]:
        """The ids of the article's story, the first published first; () where it has no reprints."""
        place = self.number.get(article_id)
        return () if place is None else self.groups[place]

    def to_bytes(self) -> bytes:
        """As JSON: {"version": 1, "stories": [[id, ...], ...]}."""
        # Not every id is a text that UTF-8 knows: escapes are.
        return json.dumps({"version": VERSION, "stories": self.groups}, separators=(",", ":")).encode("ascii")

    @classmethod
    def from_bytes(cls, block: bytes | None) -> "Stories":
        """What `to_bytes` wrote; none where there is no block, or one of another version."""
        if block is None:
            return NO_STORIES
        try:
            row = json.loads(block)
            if row["version"] != VERSION:
                return NO_STORIES
            return cls(_checked(row["stories"]))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise IndexDamaged(
                "The index's list of reprints cannot be read: build the index anew with `gubernia index SOURCE...`."
            ) from error


def _checked(groups: Iterable[Iterable[object]]) -> tuple[tuple[str, ...], ...]:
    checked = tuple(tuple(str(article_id) for article_id in group) for group in groups)
    if any(len(group) < 2 for group in checked):
        raise ValueError("a story of one article")
    return checked


NO_STORIES = Stories()


def known_by(published: PublishedOn) -> int:
    """The moment by which an article was certainly published, as seconds of UTC; `UNDATED` where no year is known.

    Of «2024» and 5 May 2024 the second is called the first published: of the
    other it is not known.
    """
    if published.moment:
        return int(published.moment.timestamp())
    if published.last is None:
        return UNDATED
    midnight = datetime(published.last.year, published.last.month, published.last.day, tzinfo=UTC)
    return int(midnight.timestamp()) + 86_399
