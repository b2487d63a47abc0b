"""The k best of many matching articles, without working out the scores of all.

A score is a sum over parts of the query, or the best of them, and no part adds
more than its bound: the largest impact of a word. So, with `least` a score that
k articles are known to reach, an article reaches it only if

- of a sum: in some part, the article has what is left of `least` when the parts
  with lower bounds add their most;
- of the best of some: in one of them it has `least`.

The words' impacts are arrays, so the articles above such a threshold are found in
one pass, or are the first of an order that is kept. (MaxScore, Turtle and Flood
1995, a whole list at a time; the first candidates are the words' champions,
Brown 1995.) The candidates are then scored part by part, and dropped as soon as
the parts still to come cannot lift them to `least`, which grows meanwhile.

Bounds and thresholds are compared with a margin of SLACK, because sums in another
order differ in the last bits; what passes is scored once more in the order of the tree.
"""

from collections.abc import Callable

import numpy as np

from indexer.engine import Sort
from indexer.matching import leaves
from indexer.query import And, AtLeast, Or, Phrase, Prefix, Query, Together, Word

from .article_set import ArticleSet, distinct, union
from .impacts import Floats
from .matches import Matches
from .order import first_by_day
from .postings import Int32
from .scores import most, score, score_where_matching

FEW = 1024
"""So many articles are scored one and all sooner than pruned."""

SLACK = 1 - 1e-9

Factor = Callable[[Int32], Floats]
"""What the scores of articles are multiplied with, at most 1."""


class Pruning:
    """The best articles of one query."""

    def __init__(self, matches: Matches, query: Query, factor: Factor | None) -> None:
        self._matches = matches
        self._query = query
        self._factor = factor

    def best(self, found: ArticleSet, k: int) -> tuple[Int32, Floats]:
        """Articles of `found`, all of which match, ascending, and their scores: the k best are among them."""
        if found.count <= max(FEW, k):
            numbers = found.numbers()
            return numbers, self._score(numbers)
        least = self._reached(found, k)
        candidates = self._above(self._query, least) if least > 0 else None
        if candidates is None:
            numbers = found.numbers()
        else:
            numbers = candidates.numbers()
            numbers = numbers.compress(found.has(numbers))
        parts = self._summands()
        if len(parts) > 1 and numbers.size > FEW:
            numbers = self._dropped(numbers, parts, least, k)
        scores = self._score(numbers)
        if scores.size > k:
            numbers, scores = self._first(numbers, scores, k)
        return numbers, scores

    def _first(self, numbers: Int32, scores: Floats, k: int) -> tuple[Int32, Floats]:
        """The k best; of those that equal the last all, or where they are many the newest."""
        last = np.partition(scores, scores.size - k)[scores.size - k]
        keep = scores >= last
        if np.count_nonzero(keep) > k + FEW:
            keep = scores > last
            equal = ArticleSet.of(self._matches.size, numbers.compress(scores == last))
            newest = first_by_day(
                self._matches.generation, self._matches.derived, equal, Sort.NEWEST, k - np.count_nonzero(keep)
            )
            keep[numbers.searchsorted(newest)] = True
        return numbers.compress(keep), scores.compress(keep)

    def _score(self, numbers: Int32) -> Floats:
        scores = score(self._matches, self._query, numbers)
        return scores if self._factor is None else self._factor(numbers) * scores

    def _reached(self, found: ArticleSet, k: int) -> float:
        """A score that at least k articles reach: that of the k-th best of the words' champions."""
        words = sorted(set(leaves(self._query)), key=lambda word: -self._matches.impacts(word).best)
        seeds = distinct([np.sort(self._matches.impacts(word).champions(k)) for word in words]) if words else None
        if seeds is None:
            return 0.0
        seeds = seeds.compress(found.has(seeds))
        if seeds.size < k:
            return 0.0
        scores = self._score(seeds)
        return float(np.partition(scores, scores.size - k)[scores.size - k]) * SLACK

    def _above(self, query: Query, least: float) -> ArticleSet | None:
        """Articles among which are all with a score of `least` or more; None where that is any article."""
        if least <= 0:
            return self._matches.impacts(query).set if isinstance(query, (Word, Prefix)) else None
        match query:
            case Word() | Prefix():
                return ArticleSet.of(self._matches.size, self._matches.impacts(query).above(least))
            case Or((first, *others), worth):
                parts = [(first, least), *((part, least / worth if worth > 0 else np.inf) for part in others)]
            case Phrase() | Together() | And():
                # All parts are there: it is enough to look at one.
                parts = self._thresholds(self._parts(query), least)[:1]
            case AtLeast(_, of):
                parts = self._thresholds(of, least)
            case _:
                parts = []
        found = []
        for part, needed in parts:
            above = self._above(part, needed)
            if above is None:
                return None
            found.append(above)
        return union(self._matches.size, found)

    def _thresholds(self, parts: tuple[Query, ...], least: float) -> list[tuple[Query, float]]:
        """The parts by falling bound, and what an article must have in each if it has nothing in those before."""
        bounds = sorted(((most(self._matches, part), part) for part in parts), key=lambda item: -item[0])
        thresholds, rest = [], sum(bound for bound, _ in bounds)
        for bound, part in bounds:
            rest -= bound
            thresholds.append((part, least - rest))
        return thresholds

    def _parts(self, query: Query) -> tuple[Query, ...]:
        match query:
            case Phrase():
                return tuple(leaves(query))
            case Together(parts) | And(parts) | AtLeast(_, parts):
                return parts
            case _:
                return ()

    def _summands(self) -> list[tuple[float, Query]]:
        """What the score is the sum of, by falling bound."""
        parts = ((most(self._matches, part), part) for part in self._parts(self._query))
        return sorted(((bound, part) for bound, part in parts if bound > 0), key=lambda item: -item[0])

    def _dropped(self, numbers: Int32, parts: list[tuple[float, Query]], least: float, k: int) -> Int32:
        """The articles that the sum of all parts may still lift to `least`."""
        partial = np.zeros(numbers.size)
        rest = sum(bound for bound, _ in parts)
        # Of a sum with some parts missing, a part counts only where it matches.
        score_part = score_where_matching if isinstance(self._query, AtLeast) else score
        for bound, part in parts:
            partial += score_part(self._matches, part, numbers)
            rest -= bound
            if self._factor is None and numbers.size > max(FEW, 2 * k):
                least = max(least, float(np.partition(partial, numbers.size - k)[numbers.size - k]) * SLACK)
            keep = partial + rest >= least
            numbers, partial = numbers.compress(keep), partial.compress(keep)
        return numbers
