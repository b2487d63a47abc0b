"""What articles gain because they are close to the very words that were typed; for the first RERANKED alone."""

from itertools import pairwise

import numpy as np

from indexer.matching import typed
from indexer.query import Prefix, Query, Word
from indexer.scoring import EXACT_FORM, NEAR, PROXIMITY

from .impacts import Floats
from .matches import Matches
from .occurrences import ARTICLE_SHIFT, occurrences
from .postings import Int32, Int64, Mask

PAIR_SHIFT = 48
"""Where the number of a pair of words stands above the place of an article among the first, its zone and position."""

BEFORE_ALL: Int64 = np.array([-1 << 62], dtype=np.int64)
AFTER_ALL: Int64 = np.array([1 << 62], dtype=np.int64)


class Closeness:
    """Of one query."""

    def __init__(self, matches: Matches, query: Query) -> None:
        self._matches = matches
        words = list(typed(query))
        weigh = matches.impacts
        self._pairs = [(a, b, PROXIMITY * min(weigh(a).idf, weigh(b).idf)) for a, b in pairwise(words)]
        self._forms = list(dict.fromkeys(word for word in words if isinstance(word, Word) and word.form))

    def nearest(self) -> float:
        """A bound of the nearness of any article."""
        return sum(weight for _, _, weight in self._pairs)

    def most(self) -> float:
        """A bound of what any article gains."""
        return self.nearest() + sum(EXACT_FORM * self._matches.impacts(word).idf for word in self._forms)

    def exactness(self, numbers: Int32) -> Floats:
        """For each word of the query that an article has in the form that was typed."""
        gain = np.zeros(numbers.size)
        for word in self._forms:
            gain += EXACT_FORM * self._matches.impacts(word).idf * self._having(word, numbers)
        return gain

    def _having(self, word: Word, numbers: Int32) -> Mask:
        form = Word((word.form,), word.field)
        return self._matches.of(form).has(numbers)

    def nearness(self, numbers: Int32) -> Floats:
        """For words that follow each other in the query and stand near each other in an article; these ascend."""
        gain = np.zeros(numbers.size)
        if not self._pairs or not numbers.size:
            return gain
        words = dict.fromkeys(word for a, b, _ in self._pairs for word in (a, b))
        where = {word: self._occurrences(word, numbers) for word in words}
        from_, to = [], [BEFORE_ALL]
        for i, (a, b, _) in enumerate(self._pairs):
            if where[a].size and where[b].size:
                from_.append(where[a] + (i << PAIR_SHIFT))
                to.append(where[b] + (i << PAIR_SHIFT))
        if not from_:
            return gain
        nearest = np.full((len(self._pairs), numbers.size), NEAR + 1, dtype=np.int64)
        _note_distances(nearest.reshape(-1), np.concatenate(from_), np.concatenate([*to, AFTER_ALL]), numbers.size)
        for (_, _, weight), distance in zip(self._pairs, nearest, strict=True):
            gain += np.where(distance <= NEAR, weight / distance**2, 0.0)
        return gain

    def _occurrences(self, word: Word | Prefix, numbers: Int32) -> Int64:
        """The occurrences of a word, an article by its place in `numbers`."""
        having = numbers.compress(self._matches.impacts(word).at(numbers) > 0)
        keys = occurrences(self._matches.generation, word, having)
        articles = (keys >> ARTICLE_SHIFT).astype(np.int32)
        within = keys & ((1 << ARTICLE_SHIFT) - 1)
        place: Int64 = numbers.searchsorted(articles)
        return (place << ARTICLE_SHIFT) | within


def _note_distances(nearest: Int64, from_: Int64, to: Int64, articles: int) -> None:
    """The distance from each occurrence to the nearest of the other word, one more when that stands before.

    Occurrences at the same position do not count. Zones lie further apart than any distance that counts.
    """
    after = to.searchsorted(from_, side="left")
    before = to.take(after - 1)
    after += to.take(after) == from_
    for distance in (to.take(after) - from_, from_ - before + 1):
        near = np.flatnonzero(distance <= NEAR)
        if near.size:
            of = from_.take(near) >> ARTICLE_SHIFT
            cell = (of >> (PAIR_SHIFT - ARTICLE_SHIFT)) * articles + (of & ((1 << (PAIR_SHIFT - ARTICLE_SHIFT)) - 1))
            np.minimum.at(nearest, cell, distance.take(near))

