"""What was worked out of segments when a query first needed it: kept for the next one, and through all commits.

Segments never change, so what is known of one holds in every generation that has
it. A commit that adds a hundred articles to a million would else make each word
of each query be read anew. What depends on all of the segments, like idf, is not
here: see `derived.py`.
"""

from collections.abc import Collection, Hashable

from .bounded_cache import BoundedCache
from .fetched import Fetched
from .locating import Located
from .postings import Counts, PackedCounts, Positions, Postings

MIB = 1 << 20
POSTINGS_BYTES = 64 * MIB
LOCATED_BYTES, LOCATED_BYTES_AN_ARTICLE = 32 * MIB, 64
"""The larger of the two: a byte for each article of a term, so all that is asked for of frequent terms."""
COUNTS_BYTES, COUNTS_BYTES_AN_ARTICLE = 64 * MIB, 256
"""The larger of the two: six bytes for each article of a word."""
POSITIONS_BYTES = 64 * MIB
ARTICLES_BYTES = 32 * MIB
"""Some 3,500 articles."""


class Known:
    """Handed on from generation to generation; safe for any number of threads.

    The first part of each key is the name of a segment. Each cache has a bound in bytes.
    """

    def __init__(self) -> None:
        self._names: set[str] = set()
        self.postings: BoundedCache[Postings] = BoundedCache(POSTINGS_BYTES, _size)
        self.located: BoundedCache[Located] = BoundedCache(LOCATED_BYTES, lambda located: located.nbytes)
        self.counts: BoundedCache[Counts | PackedCounts] = BoundedCache(COUNTS_BYTES, _room)
        self.positions: BoundedCache[Positions] = BoundedCache(POSITIONS_BYTES, _size)
        self.articles: BoundedCache[Fetched] = BoundedCache(ARTICLES_BYTES, lambda fetched: fetched.bytes)

    def keep(self, names: Collection[str], articles: int) -> None:
        """Let go of other segments than these, which have so many articles together."""
        gone = self._names.difference(names)
        self._names = set(names)

        def is_gone(key: Hashable) -> bool:
            return isinstance(key, tuple) and key[0] in gone

        if gone:
            for cache in (self.postings, self.located, self.counts, self.positions, self.articles):
                cache.drop(is_gone)
        self.counts.bound = max(COUNTS_BYTES, COUNTS_BYTES_AN_ARTICLE * articles)
        self.located.bound = max(LOCATED_BYTES, LOCATED_BYTES_AN_ARTICLE * articles)


def _size(arrays: Postings | Positions) -> int:
    return sum(array.nbytes for array in arrays)


def _room(counts: Counts | PackedCounts) -> int:
    if isinstance(counts, PackedCounts):
        return counts.articles.nbytes + counts.packed.nbytes
    return counts.articles.nbytes + counts.counts.nbytes + counts.early.nbytes
