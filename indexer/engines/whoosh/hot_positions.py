"""Positions of words that queries ask for again and again, decoded once.

On the disk the positions of a term are one stream of numbers of different width:
to find those of a few articles it is gone through from its beginning. So a term
that is not too frequent is decoded whole and kept, up to a bound in bytes.
"""

import threading
from collections.abc import Callable, Hashable
from weakref import WeakKeyDictionary

import numpy as np

from .bounded_cache import BoundedCache
from .postings import Generation, Int32, Positions

KEPT_BYTES = 64 << 20
MOST_ARTICLES = 50_000
"""The positions of a term in more articles are read for the wanted ones alone, each time."""

Kept = BoundedCache[Positions]

_of: WeakKeyDictionary[Generation, Kept] = WeakKeyDictionary()
_making = threading.Lock()


def kept_positions(generation: Generation, key: Hashable, decode: Callable[[], Positions]) -> Positions:
    """What is kept under the key, else what `decode` returns."""
    return _kept(generation).get(key, decode)


def positions_of(
    generation: Generation, field: str, term: str, among: Int32, articles: Int32 | None = None
) -> Positions:
    """As `Generation.positions`; `among` are some of the articles that have the term, and `articles` all of them."""
    if articles is None:
        articles = generation.postings(field, term).articles
    if articles.size > MOST_ARTICLES:
        return generation.positions(field, term, among)
    whole = _kept(generation).get((field, term), lambda: generation.positions(field, term))
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


def _kept(generation: Generation) -> Kept:
    kept = _of.get(generation)
    if kept is None:
        with _making:
            kept = _of.setdefault(
                generation, BoundedCache(KEPT_BYTES, lambda whole: whole.starts.nbytes + whole.keys.nbytes)
            )
    return kept


def forget(generation: Generation) -> None:
    """Let go of what was kept."""
    _of.pop(generation, None)
