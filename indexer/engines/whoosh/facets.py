"""How many of the articles found have which value of a keyword."""

from bisect import bisect_left
from operator import neg

import numpy as np

from indexer.query import Keyword

from .article_set import ArticleSet
from .committed import Generation
from .derived import Derived, UInt8, Values
from .postings import Int32, Int64, Mask

FEW = 16
"""Below one article in so many the values of each are taken, above it those of all are gone through."""

MANY = 1 << 18
"""From so many articles on there are enough of them to fill the table of all pairs of octets."""


def count(generation: Generation, derived: Derived, keyword: Keyword, found: ArticleSet) -> dict[str, int]:
    """The counts, commonest first, then by value; articles without a value under ""."""
    values = derived.values(generation, keyword)
    few = found.count * FEW < found.size
    if values.octets is not None:
        octets = values.octets
        counts = np.bincount(octets.take(found.numbers()), minlength=256) if few else _octets(octets, found.mask())
        counts = counts[2:]
        valued = int(counts.sum())
    elif few:
        codes, valued = _of_few(values, found.numbers())
        counts = np.bincount(codes, minlength=len(values.names))
    else:
        mask = found.mask()
        counts = np.bincount(values.codes.compress(mask.take(values.articles)), minlength=len(values.names))
        valued = int(counts.sum() if values.single else np.count_nonzero(mask & (np.diff(values.starts) > 0)))
    some = np.flatnonzero(counts)
    some = some.take(np.lexsort((values.rank.take(some), -counts.take(some))))
    times = counts.take(some).tolist()
    named = list(zip(values.names.take(some).tolist(), times, strict=True))
    if without := found.count - valued:
        named.insert(bisect_left(times, -without, key=neg), ("", without))
    return dict(named)


def _octets(octets: UInt8, mask: Mask) -> Int64:
    """How many articles of the mask have each octet; 0 also counts those outside of it."""
    wanted = np.zeros_like(octets)
    np.multiply(octets[: mask.size], mask, out=wanted[: mask.size])
    if wanted.size < MANY:
        return np.bincount(wanted, minlength=256)
    # To count pairs of octets takes half as long as to count them one by one.
    pairs = np.bincount(wanted.view(np.uint16), minlength=1 << 16).reshape(256, 256)
    counts: Int64 = pairs.sum(axis=0) + pairs.sum(axis=1)
    return counts


def _of_few(values: Values, numbers: Int32) -> tuple[Int32, int]:
    """All values of the articles, and how many have any."""
    first = values.starts.take(numbers)
    times = values.starts.take(numbers + 1) - first
    valued = int(np.count_nonzero(times))
    if values.single:
        return values.codes.take(first.compress(times > 0)), valued
    entries = np.arange(times.sum()) + (first - np.cumsum(times) + times).repeat(times)
    return values.codes.take(entries), valued
