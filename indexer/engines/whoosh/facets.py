"""How many of the articles found have which value of a keyword."""

import numpy as np

from indexer.query import Keyword

from .article_set import ArticleSet
from .derived import Derived, Values
from .postings import Generation, Int32

FEW = 16
"""Below one article in so many the values of each are taken, above it those of all are gone through."""


def count(generation: Generation, derived: Derived, keyword: Keyword, found: ArticleSet) -> dict[str, int]:
    """The counts, commonest first, then by value; articles without a value under ""."""
    values = derived.values(generation, keyword)
    if found.count * FEW < found.size:
        codes, valued = _of_few(values, found.numbers())
    else:
        mask = found.mask()
        here = mask.take(values.articles)
        codes = values.codes.compress(here)
        valued = codes.size if values.single else int(np.count_nonzero(mask & (np.diff(values.starts) > 0)))
    counts = np.bincount(codes, minlength=len(values.names))
    some = np.flatnonzero(counts).tolist()
    named = {values.names[code]: int(counts[code]) for code in some}
    if without := found.count - valued:
        named[""] = without
    return dict(sorted(named.items(), key=lambda item: (-item[1], item[0])))


def _of_few(values: Values, numbers: Int32) -> tuple[Int32, int]:
    """All values of the articles, and how many have any."""
    first = values.starts.take(numbers)
    times = values.starts.take(numbers + 1) - first
    valued = int(np.count_nonzero(times))
    if values.single:
        return values.codes.take(first.compress(times > 0)), valued
    entries = np.arange(times.sum()) + (first - np.cumsum(times) + times).repeat(times)
    return values.codes.take(entries), valued
