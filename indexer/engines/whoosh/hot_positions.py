"""Positions of terms that queries ask for again and again, decoded once.

On the disk the positions of a term are one stream of numbers of different width:
to find those of a few articles it is gone through from its beginning. So a term
that is not too frequent is decoded whole and kept.
"""

import numpy as np

from .committed import Part
from .postings import Int32, Positions

MOST_ARTICLES = 50_000
"""The positions of a term in more articles are read for the wanted ones alone, each time."""


def whole_positions_of(part: Part, field: str, term: str) -> Positions:
    """Where a term stands in all articles of the segment that have it."""
    return part.known.positions.get((part.name, field, term), lambda: part.words.positions(field, term))


def positions_of(part: Part, field: str, term: str, among: Int32, articles: Int32) -> Positions:
    """As `Words.positions`; `among` are some of the articles that have the term, and `articles` all of them."""
    if articles.size > MOST_ARTICLES:
        return part.words.positions(field, term, among)
    whole = whole_positions_of(part, field, term)
    if among.size == articles.size:
        return whole
    at = articles.searchsorted(among)
    first = whole.starts.take(at)
    at += 1
    times = whole.starts.take(at) - first
    starts = np.zeros(among.size + 1, dtype=np.int64)
    times.cumsum(out=starts[1:])
    first -= starts[:-1]
    entries = first.repeat(times)
    entries += np.arange(entries.size)
    return Positions(starts, whole.keys.take(entries))
