"""How often a word stands in each zone of an article, and whether early, in 16 bits; and what that is worth.

    body << 8 | lead << 4 | title << 1 | early

So the exact score of an article in a query of ten words is ten numbers to look up,
and then one calculation for all of them. Where some count does not fit, those of
the word take 32 bits: leads of a page without paragraphs are the whole text.
"""

from collections.abc import Sequence
from functools import cached_property
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.query import Zone
from indexer.scoring import EARLY, K1, WEIGHT, B

from .committed import Generation
from .postings import Counts, Int32, Int64, PackedCounts, Rows, UInt16, UInt32
from .schema import ARTICLE, WORDS, ZONE_NUMBER

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

FIELDS = {
    2: ((Zone.TITLE, 1, 0x7), (Zone.LEAD, 4, 0xF), (Zone.BODY, 8, 0xFF)),
    4: ((Zone.TITLE, 1, 0x7F), (Zone.LEAD, 8, 0xFFF), (Zone.BODY, 20, 0xFFF)),
}
"""By how many bytes they take: the place of each zone's count, and the largest that it can hold."""

SHIFTS = {
    size: tuple(np.array([[[field[i]]] for field in fields], dtype=f"u{size}") for i in (1, 2))
    for size, fields in FIELDS.items()
}
WEIGHTS = np.array([[[WEIGHT[zone]]] for zone, _, _ in FIELDS[2]])

Packed = UInt16 | UInt32

UNIT = 1 / 64
"""Bounds are counted in this: fine enough for few articles to be scored in vain, coarse enough for the bounds of a
frequent word, whose idf is small, to take 8 bits, and for those of fifty rare words to add up in 16."""

FINE, FINELY = 64, 8192
"""The bounds of a word that half of all articles have would all be FINE or less, and most of them about the same: they
are counted in UNIT / 2**n, so that the largest is about FINELY."""


class Norms:
    """What the occurrences in a zone are divided by, for each article: the longer the zone is, the more."""

    def __init__(self, generation: Generation) -> None:
        self._lengths, self._average = generation.lengths, generation.average
        self._worth: dict[Zone, Singles] = {}

    def of(self, zone: Zone) -> Floats:
        """Of all articles."""
        norms: Floats = self._of_side if zone is Zone.SIDE else self.of_article[ZONE_NUMBER[zone]]
        return norms

    @cached_property
    def of_article(self) -> Floats:
        """Those of title, lead and body."""
        return np.array([self._worked_out(zone) for zone in WORDS[ARTICLE]])

    @cached_property
    def _of_side(self) -> Floats:
        return self._worked_out(Zone.SIDE)

    def _worked_out(self, zone: Zone) -> Floats:
        number = ZONE_NUMBER[zone]
        lengths = self._lengths[number].astype(np.float64)
        norms: Floats = 1 - B[zone] + B[zone] * lengths / (self._average[number] or 1.0)
        return norms

    def worth(self, zone: Zone) -> Singles:
        """What one occurrence is worth, for bounds."""
        if zone not in self._worth:
            self._worth[zone] = (WEIGHT[zone] / self.of(zone)).astype(np.float32)
        return self._worth[zone]


def pack(counts: Counts) -> Counts | PackedCounts:
    """The counts of a word, article by article; as they are where they do not fit, or are not of the article itself."""
    if counts.field != ARTICLE:
        return counts
    largest = [int(row.max(initial=0)) for row in counts.counts]
    for size, fields in FIELDS.items():
        if all(count <= most for count, (_, _, most) in zip(largest, fields, strict=True)):
            packed: Packed = counts.early.astype(f"u{size}")
            for row, (_, shift, _) in zip(counts.counts, fields, strict=True):
                packed |= row.astype(packed.dtype) << shift
            return PackedCounts(counts.articles, packed)
    return counts


def unpacked(counts: Counts | PackedCounts) -> Counts:
    """What was packed."""
    if isinstance(counts, Counts):
        return counts
    articles, packed = counts
    return Counts(ARTICLE, articles, rows(packed), (packed & 1).astype(np.bool_))


def rows(packed: Packed) -> Rows:
    """The counts in title, lead and body, a row each."""
    counts = [(packed >> shift) & most for _, shift, most in FIELDS[packed.itemsize]]
    return np.array(counts, dtype=packed.dtype)


def occurrences(packed: Packed) -> Int64:
    """How often the word stands in each of the articles."""
    total: Int64 = rows(packed).sum(axis=0, dtype=np.int64)
    return total


def joined(pieces: Sequence[Counts | PackedCounts]) -> PackedCounts | None:
    """The counts of all pieces, one after the other; None where some are not packed."""
    packed = [piece for piece in pieces if isinstance(piece, PackedCounts)]
    if len(packed) < len(pieces) or not pieces:
        return None
    if len(packed) == 1:
        return packed[0]
    articles = np.concatenate([piece.articles for piece in packed])
    return PackedCounts(articles, together([piece.packed for piece in packed]))


def together(pieces: Sequence[Packed]) -> Packed:
    """All pieces, one after the other, in as many bytes for each number as the widest of them has."""
    size = max(piece.itemsize for piece in pieces)
    whole: Packed = np.concatenate([_in_bytes(piece, size) for piece in pieces])
    return whole


def _in_bytes(packed: Packed, size: int) -> Packed:
    """The same, each in so many bytes, which are no fewer."""
    if packed.itemsize == size:
        return packed
    counts: npt.NDArray[Any] = packed.astype(f"u{size}")
    wider: npt.NDArray[Any] = counts & 1
    for (_, old, most), (_, new, _) in zip(FIELDS[packed.itemsize], FIELDS[size], strict=True):
        wider |= ((counts >> old) & most) << new
    return wider


def impacts(packed: Packed, idf: Floats, norms: Norms, articles: Int32) -> Floats:
    """What the words, a row each, add to the scores of the articles; 0 where they are not."""
    shifts, most = SHIFTS[packed.itemsize]
    counts = packed >> shifts
    counts &= most
    title, lead, body = counts * WEIGHTS / norms.of_article.take(articles, axis=1)[:, None]
    title += lead
    title += body
    weight: Floats = title
    weight /= weight + K1
    weight += (packed & 1) * EARLY
    weight *= idf
    return weight


def bounds(packed: Packed, idf: float, norms: Norms, articles: Int32) -> tuple[UInt16, int]:
    """The impacts of one word, see `rounded_up`."""
    *early, (_, body, _) = FIELDS[packed.itemsize]
    weight = norms.worth(Zone.BODY).take(articles)
    weight *= (packed >> body).astype(np.uint16, copy=False)
    for zone, shift, most in early:
        counts = packed & (most << shift)
        here = (counts != 0).nonzero()[0]  # few: hardly any of a word's articles have it there
        if here.size:
            of = (counts.take(here) >> shift).astype(np.uint16, copy=False)
            weight[here] += of * norms.worth(zone).take(articles.take(here))
    weight /= weight + np.float32(K1)
    weight += (packed & 1).astype(np.uint16, copy=False) * np.float32(EARLY)
    weight *= idf
    return rounded_up(weight)


def rounded_up(impacts: Singles | Floats) -> tuple[UInt16, int]:
    """The impacts in UNITs / 2**n, each too large by at most 1; and n, which is 0 where they are not all small."""
    most = float(impacts.max(initial=0)) / UNIT
    finer = int(log2(FINELY / most)) if 0 < most < FINE else 0
    impacts *= 2.0**finer / UNIT * (1 + 2e-6)  # a margin for the last bits of 32
    impacts += 1
    return impacts.astype(np.uint16), finer
