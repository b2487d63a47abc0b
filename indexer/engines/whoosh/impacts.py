"""What a word of the query adds to the score of each article that has it.

An impact is the word's idf times its saturated weight (see `indexer/scoring.py`).
It goes stale with every commit, since idf and average lengths change, so impacts
are worked out for a generation from the counts that the index stores, when a
query first needs them.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.query import Prefix, Word, Zone
from indexer.scoring import EARLY, K1, WEIGHT, B, idf

from .article_set import BIT, ArticleSet, Bits, distinct
from .postings import Generation, Int32, Int64
from .pseudo_term import Counts, counts_of
from .schema import WORDS, ZONE_NUMBER

Floats = npt.NDArray[np.float64]

CHAMPIONS = 1024
"""So many of the articles with the largest impacts are known in their order."""

SAMPLED = 8192
"""So many impacts tell how large the champions must be."""

SCANNED = 8 * CHAMPIONS
"""Up to so many impacts are gone through one by one faster than an order of them is kept."""

FEW = 256
"""So few articles are searched for sooner than counted up to."""

DIRECT = 16
"""Impacts of less than one in so many articles are worked out for these alone."""

COUNTED = 128
"""Words in less than one of so many articles are searched in as well."""

BELOW: Bits = BIT - np.uint64(1)


class Impacts:
    """The articles that have a word, ascending, and what it adds to the score of each; read-only.

    All scores are worked out when more than a few are needed, those of a few articles directly.
    """

    __slots__ = ("_best", "_champions", "_ranks", "_scores", "_source", "articles", "idf", "set")

    def __init__(self, generation: Generation, found: list[Counts], norms: "Norms") -> None:
        self._source: tuple[list[Counts], Norms] | None = found, norms
        self.articles = distinct([one.articles for one in found if one.articles.size] or [found[0].articles])
        self.idf = idf(generation.articles, self.articles.size)
        self.set = ArticleSet.of(generation.size, self.articles)
        self._scores: Floats | None = None
        self._best: float | None = None
        self._ranks: Int64 | None = None
        self._champions: Int64 | None = None

    @property
    def scores(self) -> Floats:
        """The impact in each of the articles."""
        source = self._source
        if self._scores is None and source is not None:
            self._scores = self._worked_out(*source, None)
            self._source = None
        assert self._scores is not None
        return self._scores

    @property
    def best(self) -> float:
        """The word's bound: the largest impact."""
        if self._best is None:
            self._best = float(self.scores.max()) if self.articles.size else 0.0
        return self._best

    def _worked_out(self, found: list[Counts], norms: "Norms", at: Int64 | None) -> Floats:
        """The impacts, or those at some places."""
        articles = self.articles if at is None else self.articles.take(at)
        weight, early = np.zeros(articles.size), np.zeros(articles.size, dtype=np.bool_)
        for one in found:
            if len(found) == 1:
                counts, is_early = (one.counts, one.early) if at is None else (one.counts[:, at], one.early.take(at))
                weight += _weights(one.field, articles, counts, norms)
                early |= is_early
            elif one.articles.size:
                where = articles.searchsorted(one.articles) if at is None else one.articles.searchsorted(articles)
                if at is None:
                    weight[where] += _weights(one.field, one.articles, one.counts, norms)
                    early[where] |= one.early
                else:
                    here = one.articles.take(where, mode="clip") == articles
                    where = where.compress(here)
                    weight[here] += _weights(one.field, articles.compress(here), one.counts[:, where], norms)
                    early[here] |= one.early.take(where)
        weight /= K1 + weight
        np.add(weight, EARLY, out=weight, where=early)
        weight *= self.idf
        return weight

    @property
    def bytes(self) -> int:
        """How much memory it takes, with what may be added when it is used."""
        return 12 * self.articles.size + (self.set.size // 4 if self._is_counted else 0) + 8 * CHAMPIONS

    @property
    def _is_counted(self) -> bool:
        return self.articles.size * COUNTED >= self.set.size

    def at(self, numbers: Int32) -> Floats:
        """The impact in each of the articles, which ascend; 0 where the word is not."""
        own = self.articles
        if not own.size or not numbers.size:
            return np.zeros(numbers.size)
        if own.size * 2 < numbers.size:
            scores = np.zeros(numbers.size)
            at = numbers.searchsorted(own)
            here = numbers.take(at, mode="clip") == own
            scores[at.compress(here)] = self.scores.compress(here)
            return scores
        source = self._source
        if source is not None and self._scores is None and numbers.size * DIRECT < own.size:
            at = own.searchsorted(numbers)
            here = own.take(at, mode="clip") == numbers
            scores = np.zeros(numbers.size)
            scores[here] = self._worked_out(*source, at.compress(here))
            return scores
        if numbers.size < FEW or not self._is_counted:
            at = own.searchsorted(numbers)
            found: Floats = self.scores.take(at, mode="clip")
            found *= own.take(at, mode="clip") == numbers
            return found
        # The place of an article is how many bits stand before its own.
        bits, word, place = self.set.bits(), numbers >> 6, numbers & 63
        if self._ranks is None:
            counts = np.bitwise_count(bits)
            self._ranks = np.cumsum(counts, dtype=np.int64) - counts
        words = bits.take(word)
        at = self._ranks.take(word)
        at += np.bitwise_count(words & BELOW.take(place))
        found = self.scores.take(at, mode="clip")
        found *= (words & BIT.take(place)) != 0
        return found

    def champions(self, k: int) -> Int32:
        """The articles with the k largest impacts (of equal ones any), best first."""
        best = self._ordered()
        return self.articles.take(best[:k])

    def _ordered(self) -> Int64:
        if self._champions is None:
            likely = self._likely_champions()
            scores = self.scores if likely is None else self.scores.take(likely)
            best = np.argsort(-scores, kind="stable")[:CHAMPIONS]
            self._champions = best if likely is None else likely.take(best)
        return self._champions

    def _likely_champions(self) -> Int64 | None:
        """The places of somewhat more than CHAMPIONS impacts, the largest; None where all are few enough.

        A sample tells from where on about twice as many are left: to partition all of them takes twenty times as long.
        """
        scores = self.scores
        if scores.size <= 2 * CHAMPIONS:
            return None
        sample = np.sort(scores[:: max(scores.size // SAMPLED, 1)])
        places = (scores >= sample[-(sample.size * 2 * CHAMPIONS // scores.size) - 1]).nonzero()[0]
        return places if CHAMPIONS <= places.size <= 8 * CHAMPIONS else np.argpartition(-scores, CHAMPIONS)[:CHAMPIONS]

    def above(self, least: float) -> Int32:
        """The articles with an impact of `least` or more, ascending."""
        if least > self.best:
            return self.articles[:0]
        if self.scores.size > SCANNED:
            best = self._ordered()
            known = self.scores.take(best)
            if least > known[-1]:
                return np.sort(self.articles.take(best[: np.searchsorted(-known, -least, side="right")]))
        return self.articles.compress(self.scores >= least)


Norms = Callable[[Zone], Floats]
"""For each article of the index, what the occurrences in its zone are divided by: the longer it is, the more."""


def impacts_of(generation: Generation, leaf: Word | Prefix, norms: Norms) -> Impacts:
    """The impacts of a word."""
    return Impacts(generation, counts_of(generation, leaf), norms)


def norm(generation: Generation, zone: Zone) -> Floats:
    """See `Norms`."""
    number = ZONE_NUMBER[zone]
    lengths = generation.lengths[number].astype(np.float64)
    return 1 - B[zone] + B[zone] * lengths / (generation.average[number] or 1.0)


def _weights(field: str, articles: Int32, counts: npt.NDArray[np.integer[Any]], norms: Norms) -> Floats:
    """The occurrences in all zones of the field, each zone's by its length and worth."""
    weight = np.zeros(articles.size)
    for zone, row in zip(WORDS[field], counts, strict=False):  # a word of titles has one row
        here = row.nonzero()[0]
        if here.size * 2 < row.size:
            weight[here] += WEIGHT[zone] * row.take(here) / norms(zone).take(articles.take(here))
        else:
            weight += WEIGHT[zone] * row / norms(zone).take(articles)
    return weight
