"""What a word of the query adds to the score of each article that has it.

An impact is the word's idf times its saturated weight (see `indexer/scoring.py`).
It goes stale with every commit, since idf and average lengths change, so nothing
of the kind is on the disk. What is kept of a word are its counts, from which the
impacts of a few articles are worked out exactly, and bounds: the impacts of all
articles rounded up, so small that those of all words a query has can be added up.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.query import Prefix, Word
from indexer.scoring import EARLY, K1, WEIGHT, idf

from . import packed_counts
from .article_set import SMALL, ArticleSet, contains, distinct
from .committed import Generation
from .packed_counts import FINE, UNIT, Floats, Norms
from .postings import Counts, Int32, Mask, PackedCounts, UInt16, UInt32
from .pseudo_term import counts_of
from .schema import WORDS
from .selecting import kth_largest, reaching

Bounds = npt.NDArray[np.uint8] | UInt16
Sums = UInt16 | UInt32
Kept = npt.NDArray[Any]
"""Impacts, or counts of 16 or 32 bits."""

NO_COUNTS: Kept = np.empty(0, dtype=np.uint16)

CHAMPIONS = 1024
"""So many of the articles with the largest impacts are known."""

DENSE = 10
"""A word that one in so many articles has keeps its bounds for all articles, 0 where it is not."""

SMALL_DENSE = 128
"""In a small index a word that one in so many has keeps its impacts like that, too."""

RARE = 1 << 12
"""Of a word in so few articles, or in a small index, impacts themselves are kept instead of counts."""

COARSEST = 15
"""Bounds that are rounded up by so many bits are 1, or 0 where the word is not."""

MOST_EQUAL = 4 * CHAMPIONS
"""Where more articles than that are at least as good as the last champion, they are not kept."""


def share(bounds: Bounds | Sums, worth: float) -> Bounds | Sums:
    """A share of bounds, rounded up, in whole numbers throughout; too large by SHARE_SLACK at most; 0 stays 0."""
    if worth == 1:
        return bounds
    of: Sums
    if bounds.dtype == np.uint32:
        of = np.ceil(bounds * worth).astype(np.uint32)
        return of
    if bounds.dtype == np.uint8:
        of, bits = bounds.astype(np.uint16), 8
    else:
        of, bits = bounds.astype(np.uint32), 16
    of *= of.dtype.type(ceil(worth * (1 << bits)))
    of += of.dtype.type((1 << bits) - 1)
    of >>= of.dtype.type(bits)
    return of.astype(np.uint16, copy=False)


SHARE_SLACK = 2
"""One for rounding the share itself, one for rounding up."""


class Impacts:
    """The articles that have a word, and what it adds to the score of each; threads may share it."""

    __slots__ = (
        "_bounds",
        "_champions",
        "_counts",
        "_everywhere",
        "_finer",
        "_most",
        "_norms",
        "_source",
        "idf",
        "set",
    )

    def __init__(self, generation: Generation, found: PackedCounts | list[Counts], norms: Norms) -> None:
        articles = found.articles if isinstance(found, PackedCounts) else distinct([one.articles for one in found])
        self.idf = idf(generation.articles, articles.size)
        self.set = ArticleSet.of(generation.size, articles)
        self._norms = norms
        self._bounds: Bounds | None = None
        self._most, self._finer = 0, 0
        self._champions: tuple[Int32, Floats] | None = None
        self._source: list[Counts] | None = None
        self._counts: Kept = NO_COUNTS
        are_kept = articles.size <= RARE or generation.size <= SMALL
        if isinstance(found, PackedCounts):
            self._counts = found.packed
            if are_kept:
                (self._counts,) = packed_counts.impacts(self._counts[None], np.array([[self.idf]]), norms, articles)
        elif are_kept:
            self._counts = self._worked_out(found, articles)
        else:
            self._source = found
        self._everywhere: Floats | None = None
        if generation.size <= SMALL:
            self.set.bits()
            if self._is_dense:
                self._everywhere = np.zeros(generation.size)
                self._everywhere[articles.astype(np.intp)] = self._counts
        elif self._is_dense:  # their numbers take more room than all else that is kept of them
            self.set = ArticleSet.of_bits(generation.size, self.set.bits())
        elif self.set.keeps_bits:  # once made, others are looked up there, not among the numbers
            self.set.bits()

    @property
    def count(self) -> int:
        """How many articles have the word."""
        return self.set.count

    @property
    def _is_dense(self) -> bool:
        size = self.set.size
        return self.count * (SMALL_DENSE if size <= SMALL else DENSE) >= size

    @property
    def bytes(self) -> int:
        """How much memory it takes, with what may be added when it is used."""
        size, count = self.set.size, self.count
        total = (12 * CHAMPIONS if count > CHAMPIONS else 0) + (size // 8 if self.set.keeps_bits else 0)
        total += 0 if self._is_dense and size > SMALL else 4 * count
        total += size // 16 if self.set.goes_by_bits else 0
        likely = 0.8 * self.idf * (1 + EARLY) / UNIT  # the largest bound
        total += (1 if FINE < likely < 200 else 2) * size if self._is_dense else 2 * count
        total += sum(array.nbytes for array in (self._counts, self._everywhere) if array is not None)
        return total + sum(one.counts.nbytes + one.early.nbytes for one in self._source or ())

    # Exactly, in some articles

    def has(self, numbers: Int32) -> Mask:
        """Which of the articles, which ascend, have the word."""
        if self._everywhere is not None:
            here: Mask = self._everywhere.take(numbers) != 0
            return here
        return self.set.has(numbers) if self.set.goes_by_bits else contains(self.set.numbers(), numbers)

    def _kept_at(self, numbers: Int32) -> Kept:
        """What is kept of the articles, which ascend, 0 where the word is not: impacts or counts."""
        if self._everywhere is not None:
            return self._everywhere.take(numbers)
        return _at(self.set, self._counts, numbers)

    def at(self, numbers: Int32) -> Floats:
        """The impact in each of the articles, which ascend; 0 where the word is not."""
        scores: Floats = scores_at([self], numbers)[0]
        return scores

    def _worked_out(self, found: list[Counts], articles: Int32) -> Floats:
        """The impact in each of the articles, which ascend, from counts that do not fit into 16 bits."""
        weight, early = np.zeros(articles.size), np.zeros(articles.size, dtype=np.bool_)
        for one in found:
            if one.articles.size:
                where = one.articles.searchsorted(articles)
                here = one.articles.take(where, mode="clip") == articles
                where = where.compress(here)
                among = articles.compress(here)
                for zone, row in zip(WORDS[one.field], one.counts, strict=False):
                    weight[here] += WEIGHT[zone] * row.take(where) / self._norms.of(zone).take(among)
                early[here] |= one.early.take(where)
        weight /= K1 + weight
        weight += EARLY * early
        weight *= self.idf
        return weight

    # Bounds, in all of them

    def _bounded(self) -> Bounds:
        """For all articles of the index where the word is in many, else for its own."""
        if self._bounds is None:
            articles = self.set.numbers()
            if self._source is not None:
                bounds, self._finer = packed_counts.rounded_up(self._worked_out(self._source, articles))
            elif self._counts.dtype == np.float64:
                bounds, self._finer = packed_counts.rounded_up(self._counts.copy())
            else:
                bounds, self._finer = packed_counts.bounds(self._counts, self.idf, self._norms, articles)
            self._most = int(bounds.max(initial=0))
            if self._is_dense:
                everywhere = np.zeros(self.set.size, dtype=np.uint16)
                everywhere[articles.astype(np.intp)] = bounds
                bounds = everywhere
            self._bounds = bounds.astype(np.uint8) if self._is_dense and self._most < 256 else bounds
        return self._bounds

    @property
    def finer(self) -> int:
        """The word's own bounds are in UNITs / 2**finer."""
        self._bounded()
        return self._finer

    def most(self, finer: int) -> int:
        """No bound is larger, in UNITs / 2**finer; that is not finer than the word's own."""
        self._bounded()
        return (self._most >> (self._finer - finer)) + 1

    def add_bounds(self, total: Sums, finer: int) -> None:
        """Add the bounds to those of all articles."""
        bounds = self._in(finer, self._bounded())
        if self._is_dense:
            np.add(total, bounds, out=total)
        else:
            np.add.at(total, self.set.numbers(), bounds)

    def raise_to_bounds(self, total: Sums, finer: int, worth: float) -> None:
        """Raise what is below the bounds of all articles, of which a share `worth` counts."""
        bounds = share(self._in(finer, self._bounded()), worth)
        if self._is_dense:
            np.maximum(total, bounds, out=total)
        else:
            np.maximum.at(total, self.set.numbers(), bounds.astype(total.dtype, copy=False))

    def bounds_at(self, numbers: Int32, finer: int) -> Bounds:
        """The bounds of the articles, which ascend; 0 where the word is not."""
        bounds = self._bounded()
        here = bounds.take(numbers) if self._is_dense else _at(self.set, bounds.astype(np.uint16, copy=False), numbers)
        return self._in(finer, here)

    def _in(self, finer: int, bounds: Bounds) -> Bounds:
        """Rounded up to UNITs / 2**finer."""
        # A word that all of a thousand articles have is counted 2**18 times as finely as a rare one. Only bounds of
        # FINELY and less are finer: to round them up any further makes no difference, and would not fit.
        coarser = min(self._finer - finer, COARSEST)
        if not coarser:
            return bounds
        found = bounds + bounds.dtype.type((1 << coarser) - 1)
        found >>= found.dtype.type(coarser)
        return found

    def champions(self, k: int) -> tuple[Int32, Floats] | None:
        """The k articles with the largest impacts and all that equal the last, ascending, and their impacts.

        None where the word is in too few articles for that, or too many are equal.
        """
        if self.count <= CHAMPIONS or k > CHAMPIONS:
            return None
        known = self._champions
        if known is None:
            known = self._champions = self._ordered()
        numbers, scores = known
        if not scores.size:
            return None
        stop = int((-scores).searchsorted(-scores[k - 1], side="right"))
        order = numbers[:stop].argsort()
        return numbers.take(order), scores.take(order)

    def _ordered(self) -> tuple[Int32, Floats]:
        """CHAMPIONS articles, best first, and all that equal the last; none where these are many."""
        bounds = self._bounded()
        (last,) = kth_largest(bounds, CHAMPIONS)
        places = reaching(bounds, max(last - 1, 0))
        numbers = places.astype(np.int32) if self._is_dense else self.set.numbers().take(places)
        scores = self.at(numbers)
        order = (-scores).argsort()
        scores = scores.take(order)
        stop = int((-scores).searchsorted(-scores[CHAMPIONS - 1], side="right"))
        if stop > MOST_EQUAL:
            stop = 0
        return numbers.take(order[:stop]), scores[:stop].copy()


def _at(having: ArticleSet, values: Kept, numbers: Int32) -> Kept:
    """The values of those of the articles `numbers` that are in the set, else 0; both ascend."""
    if not having.count or not numbers.size:
        return np.zeros(numbers.size, dtype=values.dtype)
    if having.count * 2 < numbers.size:
        own = having.numbers()
        found = np.zeros(numbers.size, dtype=values.dtype)
        at = numbers.searchsorted(own)
        here = numbers.take(at, mode="clip") == own
        found[at.compress(here)] = values.compress(here)
        return found
    at, there = having.places(numbers)
    found = values.take(at, mode="clip")
    found *= there
    return found


def scores_at(words: Sequence[Impacts], numbers: Int32) -> Floats:
    """The impacts of the words, a row each, in the articles, which ascend; 0 where a word is not."""
    scores = np.empty((len(words), numbers.size))
    counted: dict[np.dtype[Any], tuple[list[int], list[Kept]]] = {}
    for place, word in enumerate(words):
        if word._source is not None:
            scores[place] = word._worked_out(word._source, numbers)
            continue
        kept = word._kept_at(numbers)
        if kept.dtype == np.float64:
            scores[place] = kept
        else:
            places, rows = counted.setdefault(kept.dtype, ([], []))
            places.append(place)
            rows.append(kept)
    for places, rows in counted.values():
        idfs = np.array([[words[place].idf] for place in places])
        scores[places] = packed_counts.impacts(np.array(rows), idfs, words[0]._norms, numbers)
    return scores


def impacts_of(generation: Generation, leaf: Word | Prefix, norms: Norms) -> Impacts:
    """The impacts of a word."""
    return Impacts(generation, counts_of(generation, leaf), norms)
