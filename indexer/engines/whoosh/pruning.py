"""The k best of many matching articles, without working out the scores of all.

The bounds of all articles that match are added up (`bounds.py`). The k-th largest
of them, less what roundings may have added, is a score that k articles reach. So
the articles that can be among the k best are those whose bounds are not below
that, little more than k; only these are scored.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.engine import Sort
from indexer.query import Prefix, Query, Word

from .article_set import ArticleSet
from .bounds import Bounds, tell_matches
from .impacts import Sums
from .matches import Matches
from .order import first_by_day
from .packed_counts import Floats
from .postings import Int32, Int64
from .scores import score
from .scratch import totals
from .selecting import kth_largest, reaching

FEW = 400
"""So many articles are scored one and all sooner than pruned."""

FEW_OF = 16
"""Where less than one in so many articles match, the bounds of these alone are added up."""


class Goal(NamedTuple):
    """Which articles are wanted: those of the `k` best that can be among the first `wanted` after each gained `gain`.

    Once an article is ranked again with closeness, it is at most `gain` better.
    """

    k: int
    wanted: int
    gain: float


class Pruning:
    """The best articles of one query.

    `factors` are what the score of each article of the index is multiplied with, at most 1.
    """

    def __init__(self, matches: Matches, query: Query, factors: Floats | None, goal: Goal) -> None:
        self._matches = matches
        self._query = query
        self._factors = factors
        self._goal = goal

    def best(self, found: ArticleSet, *, alone: bool = False) -> tuple[Int32, Floats]:
        """Articles of `found`, all of which match, ascending, and their scores; all wanted ones are among them.

        `alone` says that no other article matches.
        """
        k = self._goal.k
        if found.count <= max(FEW, k):
            numbers = found.numbers()
            return numbers, self._score(numbers)
        champions = None
        if alone and self._factors is None and isinstance(self._query, (Word, Prefix)):
            champions = self._matches.impacts(self._query).champions(k)
        if champions is None:
            numbers = self._candidates(found, alone)
            scores = self._score(numbers)
        else:
            numbers, scores = champions
        return self._first(numbers, scores, k) if scores.size > k else (numbers, scores)

    def _first(self, numbers: Int32, scores: Floats, k: int) -> tuple[Int32, Floats]:
        """The k best; of those that equal the last all, or where they are many the newest."""
        last = np.partition(scores, scores.size - k)[scores.size - k]
        keep = scores >= last
        if np.count_nonzero(keep) > k + FEW:
            keep = scores > last
            equal = ArticleSet.of(self._matches.size, numbers.compress(scores == last))
            newest = first_by_day(
                self._matches.generation, self._matches.derived, equal, Sort.NEWEST, k - int(np.count_nonzero(keep))
            )
            keep[numbers.searchsorted(newest)] = True
        return numbers.compress(keep), scores.compress(keep)

    def _score(self, numbers: Int32) -> Floats:
        scores = score(self._matches, self._query, numbers)
        return scores if self._factors is None else self._factors.take(numbers) * scores

    # Which articles are worth scoring

    def _candidates(self, found: ArticleSet, alone: bool) -> Int32:
        """The articles of `found` that can be wanted, ascending."""
        numbers = found.numbers() if found.count * FEW_OF < found.size else None
        bounds = Bounds(self._matches, self._query, numbers)
        if numbers is not None:
            total = np.zeros(numbers.size, dtype=bounds.kind)
            slack = bounds.add(self._query, total, found)
            places = self._high(total, slack, bounds.unit, numbers)
            return numbers if places is None else numbers.take(places)
        with totals(found.size, bounds.kind) as total:
            slack = bounds.add(self._query, total, found)
            if not (alone and tell_matches(self._query)):
                bounds.keep(total, found)
            places = self._high(total, slack, bounds.unit, None)
        return found.numbers() if places is None else places.astype(np.int32)

    def _high(self, bounds: Sums, slack: int, unit: float, numbers: Int32 | None) -> Int64 | None:
        """The places of the bounds that a wanted article can have; None where it can have any."""
        k, wanted, gain = self._goal
        values: Sums | npt.NDArray[np.float32] = bounds
        if self._factors is not None:
            factors = self._factors if numbers is None else self._factors.take(numbers)
            values = bounds * factors.astype(np.float32)
            slack += 1
        if wanted < k:
            last, better = kth_largest(values, k, wanted)
            least = max(last, better - gain / unit) - slack
        else:
            least = kth_largest(values, k)[0] - slack
        if least < 1:
            return None  # articles whose bound is 0 match as well, or do not: bounds do not tell
        return reaching(values, least)
