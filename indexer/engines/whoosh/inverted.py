"""The postings of a field as arrays in memory, term by term."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Self, TypeVar

import numpy as np

from indexer.query import Zone
from indexer.scoring import EARLY_IN_BODY

from .postings import Int32, Int64, Mask, UInt32
from .schema import LAST_POSITION, WORDS, ZONE_NUMBER, ZONE_SHIFT
from .varints import offsets

BODY = ZONE_NUMBER[Zone.BODY]
ZONE_NUMBERS: dict[str, tuple[int, ...]] = {
    name: tuple(ZONE_NUMBER[zone] for zone in zones) for name, zones in WORDS.items()
}
"""The zones of each field, by number."""


class Inverted(NamedTuple):
    """The postings of some terms of one field.

    `terms` are sorted; `frequency` says how many articles each has. Their
    postings follow each other: `articles`, ascending within a term; `counts`, a
    row for each zone of the field; `early`. `keys` are the occurrences of each
    posting, `zone << 28 | position`, ascending.
    """

    terms: list[bytes]
    frequency: Int64
    articles: Int32
    counts: UInt32
    early: Mask
    keys: UInt32

    @classmethod
    def of(cls, zones: tuple[int, ...], terms: list[bytes], term: Int64, articles: Int32, keys: UInt32) -> Self:
        """From occurrences sorted by term (its place in `terms`), article and key, none twice."""
        new = np.empty(term.size, dtype=np.bool_)
        new[:1] = True
        np.not_equal(term[1:], term[:-1], out=new[1:])
        new[1:] |= articles[1:] != articles[:-1]
        starts = np.flatnonzero(new)
        zone = keys >> np.uint32(ZONE_SHIFT)
        if starts.size:
            counts = np.stack([np.add.reduceat(zone == z, starts, dtype=np.uint32) for z in zones])
            is_early = (zone < BODY) | ((zone == BODY) & ((keys & np.uint32(LAST_POSITION)) < EARLY_IN_BODY))
            early = np.logical_or.reduceat(is_early, starts)
        else:
            counts, early = np.zeros((len(zones), 0), dtype=np.uint32), np.zeros(0, dtype=np.bool_)
        frequency = np.bincount(term[starts], minlength=len(terms)).astype(np.int64)
        return cls(terms, frequency, articles[starts], counts, early, keys)

    def part(self, start: int, stop: int) -> "Inverted":
        """The postings of the terms from number `start` to `stop`."""
        at = offsets(self.frequency)
        where = slice(int(at[start]), int(at[stop]))
        occurrences = self.counts.sum(axis=0, dtype=np.int64)
        begin = int(occurrences[: where.start].sum())
        end = begin + int(occurrences[where].sum())
        return Inverted(
            self.terms[start:stop],
            self.frequency[start:stop],
            self.articles[where],
            self.counts[:, where],
            self.early[where],
            self.keys[begin:end],
        )

    def without(self, term: bytes) -> "Inverted":
        """The same without a term that there may be."""
        if term not in self.terms:
            return self
        at = self.terms.index(term)
        return joined([self.part(0, at), self.part(at + 1, len(self.terms))])


Table = TypeVar("Table", bound=NamedTuple)
"""Terms and columns of arrays, whose last axis goes along the terms."""


def joined(parts: Sequence[Table]) -> Table:
    """Tables whose terms follow each other as one."""
    if len(parts) == 1:
        return parts[0]
    terms, *columns = zip(*parts, strict=True)
    arrays = [np.concatenate(column, axis=-1) for column in columns]
    return parts[0]._make([list(chain.from_iterable(terms)), *arrays])
