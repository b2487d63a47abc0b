"""What articles can score at most: the bounds of the words added up as their scores would be.

A bound is an integer, and too large by at most 1 for each rounding: so it also
tells what an article scores at least. Bounds are worked
out for all articles at once, an addition of whole arrays for each word, or where
few articles match for these alone.
"""

import numpy as np
import numpy.typing as npt

from indexer.query import And, AtLeast, Or, Phrase, Prefix, Query, Together, Word

from .article_set import ArticleSet
from .impacts import SHARE_SLACK, Impacts, Sums, share
from .matches import Matches
from .packed_counts import UNIT
from .postings import Int32
from .scratch import totals

LARGEST = 60_000
"""Bounds that may exceed this together are added up in 32 bits."""


class Bounds:
    """Adds up the bounds of a query, in `unit`s, over all articles of the index or over some, which ascend."""

    def __init__(self, matches: Matches, query: Query, numbers: Int32 | None) -> None:
        self._matches = matches
        self._numbers = numbers
        words = matches.words(query)
        self._finer = min([word.finer for word in words], default=0)
        self.unit = UNIT / 2**self._finer
        most = sum([word.most(self._finer) for word in words])
        self.kind: npt.DTypeLike = np.uint16 if most <= LARGEST else np.uint32

    def add(self, query: Query, total: Sums, found: ArticleSet, *, matching: bool = True) -> int:
        """Add the bounds of the articles `found` to `total`; those of others may be anything.

        `matching` says that all of `found` match; else the bounds of those that do not are 0.
        Returns by how much a bound may be too large.
        """
        match query:
            case Word() | Prefix():
                return self._add_word(self._matches.impacts(query), total)
            case Phrase() | Together() | And() | AtLeast() if not (matching or _counts_each(query)):
                found = self._matches.inside(query, found)
                own = np.zeros_like(total)
                slack = self.add(query, own, found)
                self.keep(own, found)
                np.add(total, own, out=total)
                return slack
            case Phrase():
                return sum([self._add_word(word, total) for word in self._matches.words(query)])
            case Together(parts) | And(parts):
                return sum([self.add(part, total, found) for part in parts])
            case AtLeast(_, parts):
                return sum([self.add(part, total, found, matching=False) for part in parts])
            case Or(parts, worth) if parts:
                return self._add_best(parts, worth, total, found)
            case _:
                return 0

    def _add_best(self, parts: tuple[Query, ...], worth: float, total: Sums, found: ArticleSet) -> int:
        with totals(total.size, total.dtype) as best:
            slacks = [self._raise(part, best, found, worth if i else 1.0) for i, part in enumerate(parts)]
            np.add(total, best, out=total)
        return max(slacks)

    def _raise(self, query: Query, best: Sums, found: ArticleSet, worth: float) -> int:
        """Raise what is below what the part counts for."""
        more = 0 if worth == 1 else SHARE_SLACK
        if isinstance(query, (Word, Prefix)):
            word = self._matches.impacts(query)
            if self._numbers is None:
                word.raise_to_bounds(best, self._finer, worth)
            else:
                np.maximum(best, share(word.bounds_at(self._numbers, self._finer), worth), out=best)
            return self._slack(word) + more
        with totals(best.size, best.dtype) as own:
            slack = self.add(query, own, found, matching=False)
            np.maximum(best, share(own, worth), out=best)
        return slack + more

    def _add_word(self, word: Impacts, total: Sums) -> int:
        if self._numbers is None:
            word.add_bounds(total, self._finer)
        else:
            np.add(total, word.bounds_at(self._numbers, self._finer), out=total)
        return self._slack(word)

    def _slack(self, word: Impacts) -> int:
        """By how much its bounds may be too large."""
        return 1 if word.finer == self._finer else 2

    def keep(self, total: Sums, found: ArticleSet) -> None:
        """Make the bounds of the articles that are not in the set 0."""
        mask = found.mask() if self._numbers is None else found.has(self._numbers)
        np.multiply(total, mask.view(np.uint8), out=total)


def tell_matches(query: Query) -> bool:
    """Whether just those articles match that have a bound above 0."""
    match query:
        case Word() | Prefix():
            return True
        case AtLeast(n, parts):
            return n == 1 and all(map(tell_matches, parts))
        case Or((_, *others) as parts, worth):
            return (worth > 0 or not others) and all(map(tell_matches, parts))
        case _:
            return False


def _counts_each(query: Query) -> bool:
    """Whether each part counts wherever it matches, as that alone makes the whole match."""
    return isinstance(query, AtLeast) and query.n <= 1
