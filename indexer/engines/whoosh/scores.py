"""The score of given articles, exactly and in the order of the tree; `engines/memory.py` is its definition."""

import numpy as np

from indexer.query import And, AtLeast, Or, Phrase, Prefix, Query, Together, Word

from .impacts import Impacts, scores_at
from .matches import Matches
from .packed_counts import Floats
from .postings import Int32, Mask

AT_ONCE = 1 << 14
"""So many articles are scored together: their numbers stay in the processor's cache."""


def score(matches: Matches, query: Query, numbers: Int32) -> Floats:
    """The scores of articles, ascending, all of which match the query."""
    words = matches.words(query)
    if not words or not numbers.size:
        return np.zeros(numbers.size)
    if numbers.size > AT_ONCE:
        starts = range(0, numbers.size, AT_ONCE)
        return np.concatenate([score(matches, query, numbers[start : start + AT_ONCE]) for start in starts])
    distinct = list(dict.fromkeys(words))
    rows = scores_at(distinct, numbers)
    if len(distinct) == len(words) and _is_plain(query):
        return _sum(list(rows), numbers)
    return _Scoring(matches, numbers, dict(zip(distinct, rows, strict=True))).score(query)


def _is_plain(query: Query) -> bool:
    """A word, or a sum of words."""
    match query:
        case AtLeast(_, parts) | And(parts):
            return all(isinstance(part, (Word, Prefix)) for part in parts)
        case _:
            return isinstance(query, (Word, Prefix, Phrase))


class _Scoring:
    """Of some articles, of which it is known what each word adds."""

    def __init__(self, matches: Matches, numbers: Int32, rows: dict[Impacts, Floats]) -> None:
        self._matches = matches
        self._numbers = numbers
        self._rows = rows

    def score(self, query: Query) -> Floats:
        """Where all articles match."""
        match query:
            case Word() | Prefix() | Phrase():
                return _sum([self._rows[word] for word in self._matches.words(query)], self._numbers)
            case Together(parts) | And(parts):
                return _sum([self.score(part) for part in parts], self._numbers)
            case AtLeast(_, parts):
                return _sum([self._matching(part)[1] for part in parts], self._numbers)
            case Or(parts, worth) if parts:
                return _best([self._matching(part)[1] for part in parts], worth)
            case _:
                return np.zeros(self._numbers.size)

    def _matching(self, query: Query) -> tuple[Mask, Floats]:
        """Which of the articles match, and their scores, 0 where they do not."""
        numbers = self._numbers
        match query:
            case Word() | Prefix():
                scores = self.score(query)
                return scores > 0, scores
            case Phrase() | Together():
                found = self._matches.matching(query, numbers)
                scores = self.score(query)
            case And(parts):
                parts_of = [self._matching(part) for part in parts]
                found = np.logical_and.reduce([mask for mask, _ in parts_of]) if parts else np.ones(numbers.size, bool)
                scores = _sum([scores for _, scores in parts_of], numbers)
            case Or(parts, worth) if parts:
                parts_of = [self._matching(part) for part in parts]
                found = np.logical_or.reduce([mask for mask, _ in parts_of])
                scores = _best([scores for _, scores in parts_of], worth)
            case AtLeast(n, parts):
                parts_of = [self._matching(part) for part in parts]
                found = sum((mask.astype(np.int64) for mask, _ in parts_of), np.zeros(numbers.size, np.int64)) >= n
                scores = _sum([scores for _, scores in parts_of], numbers)
            case _:
                return self._matches.of(query).has(numbers), np.zeros(numbers.size)
        return found, scores * found


def _sum(parts: list[Floats], numbers: Int32) -> Floats:
    if not parts:
        return np.zeros(numbers.size)
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _best(parts: list[Floats], worth: float) -> Floats:
    first, *others = parts
    if not others:
        return first
    rest = others[0]
    for other in others[1:]:
        rest = np.maximum(rest, other)
    return np.maximum(first, worth * rest)
