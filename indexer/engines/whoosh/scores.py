"""The score of given articles, exactly and in the order of the tree; `engines/memory.py` is its definition."""

import numpy as np

from indexer.matching import leaves
from indexer.query import And, AtLeast, Or, Phrase, Prefix, Query, Together, Word

from .impacts import Floats
from .matches import Matches
from .postings import Int32, Mask


def score(matches: Matches, query: Query, numbers: Int32) -> Floats:
    """The scores of articles, ascending, all of which match the query."""
    match query:
        case Word() | Prefix():
            return matches.impacts(query).at(numbers)
        case Phrase():
            return _sum([matches.impacts(leaf).at(numbers) for leaf in leaves(query)], numbers)
        case Together(parts) | And(parts):
            return _sum([score(matches, part, numbers) for part in parts], numbers)
        case AtLeast(_, parts):
            return _sum([score_where_matching(matches, part, numbers) for part in parts], numbers)
        case Or(parts, worth):
            return _best([score_where_matching(matches, part, numbers) for part in parts], worth)
        case _:
            return np.zeros(numbers.size)


def score_where_matching(matches: Matches, query: Query, numbers: Int32) -> Floats:
    """The scores of articles, ascending; 0 for those that do not match."""
    return _matching(matches, query, numbers)[1]


def _matching(matches: Matches, query: Query, numbers: Int32) -> tuple[Mask, Floats]:
    """Which of the articles match, and their scores, 0 where they do not."""
    match query:
        case Word() | Prefix():
            scores = matches.impacts(query).at(numbers)
            return scores > 0, scores
        case Phrase() | Together():
            found = matches.standing(query, numbers)
            scores = score(matches, query, numbers)
        case And(parts):
            parts_of = [_matching(matches, part, numbers) for part in parts]
            found = np.logical_and.reduce([mask for mask, _ in parts_of]) if parts else np.ones(numbers.size, bool)
            scores = _sum([scores for _, scores in parts_of], numbers)
        case Or(parts, worth) if parts:
            parts_of = [_matching(matches, part, numbers) for part in parts]
            found = np.logical_or.reduce([mask for mask, _ in parts_of])
            scores = _best([scores for _, scores in parts_of], worth)
        case AtLeast(n, parts):
            parts_of = [_matching(matches, part, numbers) for part in parts]
            found = sum((mask.astype(np.int64) for mask, _ in parts_of), np.zeros(numbers.size, np.int64)) >= n
            scores = _sum([scores for _, scores in parts_of], numbers)
        case _:
            return matches.of(query).has(numbers), np.zeros(numbers.size)
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


def most(matches: Matches, query: Query) -> float:
    """A bound of the score of any article."""
    match query:
        case Word() | Prefix():
            return matches.impacts(query).best
        case Phrase():
            return sum(matches.impacts(leaf).best for leaf in leaves(query))
        case Together(parts) | And(parts) | AtLeast(_, parts):
            return sum(most(matches, part) for part in parts)
        case Or((first, *others), worth):
            return max([most(matches, first), *(worth * most(matches, part) for part in others)])
        case _:
            return 0.0
