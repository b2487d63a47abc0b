"""The order of hits: by score or by day, then newer first, then by id."""

import numpy as np
import numpy.typing as npt

from indexer.engine import Sort

from .article_set import ArticleSet
from .committed import Generation
from .derived import Derived
from .packed_counts import Floats
from .postings import Int32, Int64

LEAST = 256
"""So many articles are looked at together at least."""

WALK = 4


def by_score(generation: Generation, numbers: Int32, scores: Floats, k: int) -> Int64:
    """The places of the first k articles in order. Ids are asked for only where scores and days are equal."""
    if k * 2 < scores.size:
        high = (scores >= np.partition(scores, scores.size - k)[scores.size - k]).nonzero()[0]
        order: Int64 = high.take(_in_order(generation, numbers.take(high), scores.take(high))[:k])
        return order
    return _in_order(generation, numbers, scores)[:k]


def _in_order(generation: Generation, numbers: Int32, scores: Floats) -> Int64:
    if scores.size < 2:
        return np.zeros(scores.size, dtype=np.int64)
    order = (-scores).argsort(kind="stable")
    ranked = scores.take(order)
    if not (ranked[1:] == ranked[:-1]).any():
        return order
    days = generation.order[numbers]
    order = np.lexsort((-days, -scores))
    ranked, days_so = scores.take(order), days.take(order)
    if ((ranked[1:] == ranked[:-1]) & (days_so[1:] == days_so[:-1])).any():
        order = np.lexsort((generation.id_ranks(numbers), -days, -scores))
    return order


def first_by_day(generation: Generation, derived: Derived, found: ArticleSet, sort: Sort, k: int) -> Int32:
    """The first k articles of the set by day (fewer where it is smaller), undated last."""
    days = derived.days(generation, sort)
    k = min(k, found.count)
    if k == 0:
        return found.numbers()[:0]
    # Either look at the day of each article found, or go through all by day until enough were found.
    few = found.count * found.count < WALK * k * found.size
    numbers = found.numbers() if few else _walk(days.articles, days.keys, found, k)
    keys = days.of[numbers]
    if numbers.size > k:
        last = np.partition(keys, k - 1)[k - 1]
        keep = keys <= last
        numbers, keys = numbers.compress(keep), keys.compress(keep)
    order = np.argsort(keys, kind="stable")
    so = keys.take(order)
    if (so[1:] == so[:-1]).any():
        order = np.lexsort((generation.id_ranks(numbers), keys))
    return numbers.take(order[:k])


def _walk(articles: Int32, keys: npt.NDArray[np.int64], found: ArticleSet, k: int) -> Int32:
    """The members of the set among the first articles by day, until k and all of the k-th one's day were found."""
    met: list[Int32] = []
    start, stop, count = 0, max(LEAST, 2 * k * found.size // found.count), 0
    while start < articles.size:
        chunk = articles[start:stop]
        members = chunk.compress(found.has(chunk))
        met.append(members)
        count += members.size
        if count >= k:
            # Everything up to the end of the day at which the chunk ends, unless the k-th stands before that day.
            end = int(np.searchsorted(keys, keys[min(stop, articles.size) - 1], side="right"))
            rest = articles[stop:end]
            met.append(rest.compress(found.has(rest)))
            break
        start, stop = stop, stop * 2
    return np.concatenate(met)
