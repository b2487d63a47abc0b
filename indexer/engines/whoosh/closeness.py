"""What articles gain because they are close to the very words that were typed; for the first RERANKED alone."""

from itertools import pairwise

import numpy as np

from indexer.matching import typed
from indexer.query import Prefix, Query, Word
from indexer.scoring import EXACT_FORM, NEAR, PROXIMITY

from .impacts import Floats
from .matches import Matches
from .occurrences import ARTICLE_SHIFT, NONE, occurrences_by_place
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

    def most(self) -> float:
        """A bound of what any article gains; 0 where none can gain anything."""
        nearness = sum(weight for _, _, weight in self._pairs)
        return nearness + sum(EXACT_FORM * self._matches.impacts(word).idf for word in self._forms)

    def exactness(self, numbers: Int32) -> Floats:
        """For each word of the query that an article has in the form that was typed."""
        gain = np.zeros(numbers.size)
        for word in self._forms:
            form = self._matches.impacts(Word((word.form,), word.field))
            gain += EXACT_FORM * self._matches.impacts(word).idf * form.set.has(numbers)
        return gain

    def presence(self, numbers: Int32) -> dict[Word | Prefix, Mask]:
        """Which of the articles, which ascend, have each of the words that may be near another one."""
        words = dict.fromkeys(word for a, b, _ in self._pairs for word in (a, b))
        return {word: self._matches.impacts(word).set.has(numbers) for word in words}

    def nearest(self, present: dict[Word | Prefix, Mask], articles: int) -> Floats:
        """A bound of the nearness of each article: its words may be neighbours."""
        gain = np.zeros(articles)
        for a, b, weight in self._pairs:
            gain += weight * (present[a] & present[b])
        return gain

    def nearness(self, numbers: Int32, present: dict[Word | Prefix, Mask]) -> Floats:
        """For words that follow each other in the query and stand near each other in an article; these ascend."""
        gain = np.zeros(numbers.size)
        needed: dict[Word | Prefix, Mask] = {}
        for a, b, _ in self._pairs:
            both = present[a] & present[b]
            for word in (a, b):
                needed[word] = needed[word] | both if word in needed else both
        where = {word: self._occurrences(word, numbers, here) for word, here in needed.items()}
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

    def _occurrences(self, word: Word | Prefix, numbers: Int32, here: Mask) -> Int64:
        places = here.nonzero()[0]
        return occurrences_by_place(self._matches.generation, word, numbers, places) if places.size else NONE


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
