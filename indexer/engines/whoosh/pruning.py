"""The k best of many matching articles, without working out the scores of all.

A score is a sum over parts of the query, or the best of them, and no part adds
more than its bound: the largest impact of a word. So, with `least` a score that
k articles are known to reach, an article reaches it only if

- of a sum: in some part, the article has what is left of `least` when the parts
  with lower bounds add their most;
- of the best of some: in one of them it has `least`.

Two ways use this (MaxScore: Turtle and Flood 1995, here a whole list at a time).
Where the words with high bounds are rare, their impacts are added up in an array
over all articles, until the rest cannot lift an article to `least` by themselves.
Where they are frequent, the articles above each threshold are taken from the
words' impacts in one pass. Either way the candidates are then looked up in the
other words, and dropped as soon as what is still to come cannot lift them;
`least` grows meanwhile.

Bounds and thresholds are compared with a margin of SLACK, because sums in another
order differ in the last bits; what passes is scored once more in the order of the tree.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from indexer.engine import Sort
from indexer.matching import leaves
from indexer.query import And, AtLeast, Or, Phrase, Prefix, Query, Together, Word

from .article_set import NO_NUMBERS, ArticleSet, distinct, union
from .impacts import Floats, Impacts
from .matches import Matches
from .order import first_by_day
from .postings import Int32
from .scores import most, score, score_where_matching
from .scratch import sums

FEW = 512
"""So many articles are scored one and all sooner than pruned."""

ADDED_UP = 1500
"""So many impacts, times the square of the number of words, are added up over all articles sooner than looked up:
more words mean more candidates and more words to look each of them up in."""

TOLD = 2000
"""After so many more have been added up, it is worth looking what score is reached."""

SLACK = 1 - 1e-9

Factor = Callable[[Int32], Floats]
"""What the scores of articles are multiplied with, at most 1."""


class Goal(NamedTuple):
    """Which articles are wanted: those of the `k` best that can be among the first `wanted` after each gained `gain`.

    Once an article is ranked again with closeness, it is at most `gain` better.
    """

    k: int
    wanted: int
    gain: float

    def least(self, scores: Floats) -> float:
        """What an article must score to be wanted, as far as some articles' scores tell."""
        least = 0.0
        if scores.size >= self.k:
            least = float(np.partition(scores, scores.size - self.k)[scores.size - self.k])
        if scores.size >= self.wanted and self.wanted < self.k:
            last = float(np.partition(scores, scores.size - self.wanted)[scores.size - self.wanted])
            least = max(least, last - self.gain)
        return least * SLACK


class Pruning:
    """The best articles of one query."""

    def __init__(self, matches: Matches, query: Query, factor: Factor | None, goal: Goal) -> None:
        self._matches = matches
        self._query = query
        self._factor = factor
        self._goal = goal

    def best(self, found: ArticleSet) -> tuple[Int32, Floats]:
        """Articles of `found`, all of which match, ascending, and their scores; all wanted ones are among them."""
        if found.count <= max(FEW, self._goal.k):
            numbers = found.numbers()
            return numbers, self._score(numbers)
        numbers = self._candidates(found)
        scores = self._score(numbers)
        if scores.size > self._goal.k:
            numbers, scores = self._first(numbers, scores, self._goal.k)
        return numbers, scores

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
        return scores if self._factor is None else self._factor(numbers) * scores

    # Which articles are worth scoring

    def _candidates(self, found: ArticleSet) -> Int32:
        parts = sorted(
            ((most(self._matches, part), part) for part in _summands(self._query)), key=lambda item: -item[0]
        )
        parts = [(bound, part) for bound, part in parts if bound > 0]
        words = [self._matches.impacts(part) for _, part in parts if isinstance(part, (Word, Prefix))]
        if isinstance(self._query, AtLeast) and self._factor is None and len(words) == len(parts):
            numbers, partial, least, added = self._added_up(found, words)
            if added:
                return self._dropped(found, numbers, partial, parts[added:], least)
        least = self._reached(found)
        above = self._above(self._query, least) if least > 0 else None
        numbers = found.numbers() if above is None else above.numbers()
        if len(parts) < 2:
            return numbers if above is None else numbers.compress(found.has(numbers))
        return self._dropped(found, numbers, np.zeros(numbers.size), parts, least)

    def _added_up(self, found: ArticleSet, words: list[Impacts]) -> tuple[Int32, Floats, float, int]:
        """Add words up until the rest cannot lift an article to `least`.

        The articles that the rest may lift to it; what was added; `least`; and how
        many words that took, 0 where it would have been too much work.
        """
        rest = sum(word.best for word in words)
        room = ADDED_UP * len(words) ** 2
        added: list[Int32] = []
        least, new = 0.0, 0
        with sums(self._matches.size, added) as total:
            for word in words:
                if rest < least:
                    break
                articles = word.articles
                room -= articles.size
                if room < 0:
                    return NO_NUMBERS, np.zeros(0), 0.0, 0
                added.append(articles)
                total[articles] += word.scores
                rest -= word.best
                new += articles.size
                if new > TOLD:
                    new = 0
                    partial = total.take(articles)
                    high = (partial > least).nonzero()[0]
                    high = high.compress(found.has(articles.take(high)))
                    least = max(least, self._goal.least(partial.take(high)))
            numbers = distinct([some.compress(total.take(some) >= least - rest) for some in added])
            return numbers, total.take(numbers), least, len(added)

    def _dropped(
        self, found: ArticleSet, numbers: Int32, partial: Floats, parts: list[tuple[float, Query]], least: float
    ) -> Int32:
        """The articles of `numbers` that the parts still to come may lift to `least`, and that match."""
        rest = sum(bound for bound, _ in parts)
        # Of a sum with some parts missing, a part counts only where it matches.
        score_part = score_where_matching if isinstance(self._query, AtLeast) else score
        here = found.has(numbers)
        numbers, partial = numbers.compress(here), partial.compress(here)
        for place in range(len(parts) + 1):
            if self._factor is None and numbers.size > FEW:
                least = max(least, self._goal.least(partial.compress(partial > least)))
            keep = partial + rest >= least
            numbers, partial = numbers.compress(keep), partial.compress(keep)
            if place == len(parts) or numbers.size <= self._goal.k:
                break
            bound, part = parts[place]
            partial += score_part(self._matches, part, numbers)
            rest -= bound
        return numbers

    def _reached(self, found: ArticleSet) -> float:
        """What a score must be at least, as far as the words' champions tell."""
        words = sorted(set(leaves(self._query)), key=lambda word: -self._matches.impacts(word).best)
        if not words:
            return 0.0
        k, wanted, gain = self._goal
        each = k if gain == 0 else max(-(-k // len(words)), 4 * wanted)
        seeds = distinct([np.sort(self._matches.impacts(word).champions(each)) for word in words])
        seeds = seeds.compress(found.has(seeds))
        return self._goal.least(self._score(seeds))

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
                parts = self._thresholds(_summands(query), least)[:1]
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


def _summands(query: Query) -> tuple[Query, ...]:
    """What the score is the sum of."""
    match query:
        case Phrase():
            return tuple(leaves(query))
        case Together(parts) | And(parts) | AtLeast(_, parts):
            return parts
        case _:
            return ()
