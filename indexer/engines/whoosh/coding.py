"""Postings as bytes: three streams for each term, of which the length says where the next term's begins.

shapes
    Half a byte for each posting: how often and where the term stands there, as
    a number of a list of the fifteen commonest cases; 15 for all others.
articles
    How far each article's number is beyond the one before, less one; the first
    one's number itself. Then, for each posting of shape 15, its counts in the
    zones of the field, and 1 or 0 for early. All as varints.
positions
    For each posting, zone after zone: the first position, then how far each is
    beyond the one before, less one. As varints.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from . import varints
from .inverted import ZONE_NUMBERS, Inverted
from .postings import Int32, Int64, Mask, Rows, UInt32
from .schema import ARTICLE, LAST_POSITION, SIDE, ZONE_SHIFT
from .varints import Bytes, offsets, ranges

OTHER = 15
SHAPES: dict[str, npt.NDArray[np.uint32]] = {
    # title, lead, body, early: what news is like, the commonest first
    ARTICLE: np.array(
        [
            (0, 0, 1, 0),
            (0, 0, 1, 1),
            (0, 1, 0, 1),
            (0, 0, 2, 0),
            (0, 0, 2, 1),
            (0, 1, 1, 1),
            (1, 0, 0, 1),
            (0, 0, 3, 1),
            (0, 0, 3, 0),
            (1, 0, 1, 1),
            (0, 1, 2, 1),
            (1, 1, 0, 1),
            (0, 0, 4, 1),
            (1, 1, 1, 1),
            (0, 0, 4, 0),
        ],
        dtype=np.uint32,
    ),
    SIDE: np.array([(count, 0) for count in range(1, 16)], dtype=np.uint32),
}
TIMES = {field: np.append(table[:, :-1].sum(axis=1, dtype=np.int64), 0) for field, table in SHAPES.items()}
"""How often the term stands in an article, by shape; 0 for OTHER."""
BITS = 4  # in which a count of a listed shape fits


class Packed(NamedTuple):
    """The postings of some terms as in `Inverted`, but positions as they are written, and how many bytes a term has.

    They say nothing of the number of an article, so a merge moves them as they are.
    """

    terms: list[bytes]
    frequency: Int64
    articles: Int32
    counts: UInt32
    early: Mask
    positions: Bytes
    position_bytes: Int64

    def numbered(self, new: Int32) -> "Packed":
        """With other numbers for articles, and without the postings of those whose number is negative."""
        articles = new[self.articles]
        there = articles >= 0
        if there.all():
            return self._replace(articles=articles)
        after = np.append(0, varints.ends(self.positions) + 1)
        at = after[offsets(self.counts.sum(axis=0, dtype=np.int64))]
        term = np.repeat(np.arange(len(self.terms)), self.frequency)[there]
        sizes = np.diff(at)[there]
        return self._replace(
            frequency=np.bincount(term, minlength=len(self.terms)),
            articles=articles[there],
            counts=self.counts[:, there],
            early=self.early[there],
            positions=self.positions[ranges(at[:-1][there], at[1:][there])],
            position_bytes=summed(term, sizes, len(self.terms)),
        )


class Coded(NamedTuple):
    """Some terms with their streams, and how many bytes of each belong to each term; a shape takes half a byte."""

    terms: list[bytes]
    frequency: Int64
    shapes: Bytes
    articles: Bytes
    positions: Bytes
    shape_bytes: Int64
    article_bytes: Int64
    position_bytes: Int64

    @property
    def streams(self) -> list[tuple[Bytes, Int64]]:
        """Each stream, and where those of each term begin in it (one more: the end)."""
        streams, sizes = self[2:5], self[5:]
        return list(zip(streams, map(offsets, sizes), strict=True))

    def part(self, start: int, stop: int) -> "Coded":
        """The terms from number `start` to `stop`, in arrays of their own."""
        where = slice(start, stop)
        shapes, articles, positions = (stream[at[start] : at[stop]].copy() for stream, at in self.streams)
        shape_bytes, article_bytes, position_bytes = (sizes[where].copy() for sizes in self[5:])
        frequency = self.frequency[where].copy()
        return Coded(
            self.terms[where], frequency, shapes, articles, positions, shape_bytes, article_bytes, position_bytes
        )


def summed(of: Int64, sizes: Int64, count: int) -> Int64:
    """The sum of the sizes of each number below `count`."""
    return np.bincount(of, weights=sizes, minlength=count).astype(np.int64)  # exact up to 2**53


def pack(inverted: Inverted) -> Packed:
    """The postings with their positions written."""
    terms, frequency, articles, counts, early, keys = inverted
    at = offsets(counts.sum(axis=0, dtype=np.int64))
    positions, starts = varints.encode(_steps(counts, keys), at[offsets(frequency)])
    return Packed(terms, frequency, articles, counts, early, positions, np.diff(starts))


def unpack(field: str, packed: Packed) -> Inverted:
    """The postings with their positions read."""
    keys = decode_positions(field, packed.counts, varints.decode(packed.positions))
    return Inverted(packed.terms, packed.frequency, packed.articles, packed.counts, packed.early, keys)


def encode(field: str, packed: Packed) -> Coded:
    """The postings as streams."""
    frequency, counts = packed.frequency, packed.counts
    ends = np.cumsum(frequency)
    firsts = (ends - frequency)[frequency > 0]

    shape = _shapes(field, counts, packed.early)
    shape_bytes = (frequency + 1) // 2
    halves = np.zeros(2 * int(shape_bytes.sum()), dtype=np.uint8)
    shape_starts = 2 * offsets(shape_bytes)[:-1]
    halves[ranges(shape_starts, shape_starts + frequency)] = shape

    steps = packed.articles.astype(np.int64)
    steps[1:] -= packed.articles[:-1].astype(np.int64) + 1
    steps[firsts] = packed.articles[firsts]
    others = np.flatnonzero(shape == OTHER)
    width = counts.shape[0] + 1
    values = np.empty(steps.size + width * others.size, dtype=np.uint32)
    others_of = np.bincount(np.searchsorted(ends, others, side="right"), minlength=frequency.size)
    others_before = np.cumsum(others_of) - others_of
    at = ends - frequency + width * others_before
    values[ranges(at, at + frequency)] = steps
    if others.size:
        place = np.repeat(ends, others_of) + width * np.arange(others.size)
        for zone, row in enumerate(counts):
            values[place + zone] = row[others]
        values[place + width - 1] = packed.early[others]
    articles, starts = varints.encode(values, offsets(frequency + width * others_of))
    return Coded(
        packed.terms,
        frequency,
        halves[0::2] | (halves[1::2] << np.uint8(4)),
        articles,
        packed.positions,
        shape_bytes,
        np.diff(starts),
        packed.position_bytes,
    )


def decode_term(field: str, frequency: int, shapes: Bytes, articles: Bytes) -> tuple[Int32, Rows, Mask]:
    """The same as `decode_articles` for one term, in fewer steps; counts in two bytes each where none is larger."""
    pairs = _PAIRS[field]
    zones = len(pairs) - 1
    codes = shapes.astype(np.intp)
    rows = [pair.take(codes).view(np.uint16)[:frequency] for pair in pairs]
    others = (rows[zones] == OTHER).nonzero()[0]
    values: npt.NDArray[np.integer] = articles
    if articles.size != frequency + (zones + 1) * others.size:  # else every number takes one byte
        values = varints.decode(articles)
    numbers = values[:frequency].cumsum(dtype=np.int32)
    numbers += np.arange(frequency, dtype=np.int32)
    counts: Rows = np.empty((zones, frequency), dtype=np.uint16)  # np.stack would take as long as all above
    for zone in range(zones):
        counts[zone] = rows[zone]
    early = rows[zones] == 1
    if others.size:
        rest = values[frequency:].reshape(others.size, zones + 1)
        if int(rest.max()) > np.iinfo(np.uint16).max:
            counts = counts.astype(np.uint32)
        counts[:, others] = rest[:, :zones].T
        early[others] = rest[:, zones]
    return numbers, counts, early


def _pairs(table: npt.NDArray[np.uint32]) -> list[npt.NDArray[np.uint32]]:
    """For each byte of shapes, column by column, the values of both; OTHER where a shape is not in the table."""
    whole = np.concatenate([table, np.full((1, table.shape[1]), OTHER, np.uint32)]).astype(np.uint16)
    byte = np.arange(256)
    both = np.stack([whole[byte & 0xF], whole[byte >> 4]], axis=2)  # byte, column, first or second
    return [np.ascontiguousarray(both[:, column]).view(np.uint32).ravel() for column in range(table.shape[1])]


_PAIRS = {field: _pairs(table) for field, table in SHAPES.items()}


def nibbles(shapes: Bytes) -> Bytes:
    """Both halves of each byte, the lower one first: the number of each posting's shape."""
    halves = np.empty(2 * shapes.size, dtype=np.uint8)
    halves[0::2] = shapes & 0xF
    halves[1::2] = shapes >> 4
    return halves


def described(field: str, shape: Bytes) -> UInt32:
    """Of postings with shapes of these numbers the counts, a row for each zone, and whether they are early.

    Zeros where the number is OTHER.
    """
    table = SHAPES[field]
    rows: UInt32 = np.concatenate([table.T, np.zeros((table.shape[1], 1), np.uint32)], axis=1)[:, shape]
    return rows


def decode_articles(field: str, frequency: Int64, shapes: Bytes, articles: Bytes) -> tuple[Int32, UInt32, Mask]:
    """The articles, counts and early bits of the terms with these frequencies, one after the other."""
    total = int(frequency.sum())
    halves = nibbles(shapes)
    if frequency.size == 1:
        shape = halves[:total]
    else:
        starts = 2 * offsets((frequency + 1) // 2)[:-1]
        shape = halves[ranges(starts, starts + frequency)]
    values = varints.decode(articles)
    counts = described(field, shape)
    others = np.flatnonzero(shape == OTHER)
    if others.size:
        width = counts.shape[0]
        ends = np.cumsum(frequency)
        others_of = np.bincount(np.searchsorted(ends, others, side="right"), minlength=frequency.size)
        place = np.repeat(ends, others_of) + width * np.arange(others.size)
        for row in range(width):
            counts[row, others] = values[place + row]
        at = ends - frequency + width * (np.cumsum(others_of) - others_of)
        values = values[ranges(at, at + frequency)]
    # Unsigned sums may run over while many terms are added up; what is taken away again runs over with them.
    numbers = np.cumsum(values + np.uint32(1), dtype=np.uint32) - np.uint32(1)
    if frequency.size > 1:
        first = (np.cumsum(frequency) - frequency)[frequency > 0]
        before = np.where(first > 0, numbers[first - 1] + np.uint32(1), np.uint32(0))
        numbers -= np.repeat(before, frequency[frequency > 0])
    return numbers.astype(np.int32), counts[:-1], counts[-1].astype(np.bool_)


def decode_positions(field: str, counts: Rows, values: UInt32) -> UInt32:
    """The keys of postings with these counts, from the numbers of their stream."""
    zones = np.array(ZONE_NUMBERS[field], dtype=np.uint32) << np.uint32(ZONE_SHIFT)
    by_article = np.empty((counts.shape[1], zones.size), dtype=counts.dtype)
    for zone, row in enumerate(counts):
        by_article[:, zone] = row
    runs = by_article.ravel()
    there = (runs != 0).nonzero()[0]  # of truth values a fourth of the time that it takes of numbers
    sizes = runs.take(there)
    ends = sizes.cumsum(dtype=np.int64)
    sums = (values + np.uint32(1)).cumsum(dtype=np.uint32)
    base = zones.take(there - there // zones.size * zones.size)
    base -= np.uint32(1)
    base[1:] -= sums.take(ends[:-1] - 1)
    keys: UInt32 = base.repeat(sizes)
    keys += sums
    return keys


def _shapes(field: str, counts: UInt32, early: Mask) -> Bytes:
    """The number of each posting's shape."""
    table = SHAPES[field]
    known = np.full(1 << (BITS * counts.shape[0] + 1), OTHER, dtype=np.uint8)
    known[_packed(table[:, :-1].T, table[:, -1])] = np.arange(len(table))
    small = (counts < 1 << BITS).all(axis=0)
    shape = known[np.where(small, _packed(counts, early), 0)]
    shape[~small] = OTHER
    return shape


def _packed(counts: UInt32, early: npt.NDArray[np.generic]) -> Int64:
    packed = early.astype(np.int64)
    for row in counts:
        packed = packed << BITS | row
    return packed


def _steps(counts: UInt32, keys: UInt32) -> UInt32:
    """How far each key is beyond the one before in its zone, less one; the first in a zone its position."""
    runs = counts.T.ravel()
    sizes = runs[runs > 0].astype(np.int64)
    first = np.cumsum(sizes) - sizes
    steps = keys.copy()
    steps[1:] -= keys[:-1] + np.uint32(1)
    steps[first] = keys[first] & np.uint32(LAST_POSITION)
    return steps
