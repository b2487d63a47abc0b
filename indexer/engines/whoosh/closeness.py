"""What articles gain because they are close to the very words that were typed; for the first RERANKED alone."""

from itertools import pairwise

import numpy as np

from indexer.matching import typed
from indexer.query import Query, Word
from indexer.scoring import EXACT_FORM, NEAR, PROXIMITY

from .matches import Matches
from .occurrences import ARTICLE_SHIFT, NONE, occurrences_by_place
from .packed_counts import Floats
from .postings import Int32, Int64, Mask

PAIR_SHIFT = 48
"""Where the number of a pair of words stands above the place of an article among the first, its zone and position."""

BEFORE_ALL: Int64 = np.array([-1 << 62], dtype=np.int64)
AFTER_ALL: Int64 = np.array([1 << 62], dtype=np.int64)


class Closeness:
    """Of one query; its words go by their places in `_words`."""

    def __init__(self, matches: Matches, query: Query) -> None:
        self._generation = matches.generation
        words = list(typed(query))
        places = {word: place for place, word in enumerate(dict.fromkeys(words))}
        self._words = [(word, matches.impacts(word)) for word in places]
        weights = [impacts.idf for _, impacts in self._words]
        pairs = pairwise([places[word] for word in words])
        self._pairs = [(a, b, PROXIMITY * min(weights[a], weights[b])) for a, b in pairs]
        self._forms = [
            (matches.impacts(Word((word.form,), word.field)).set, EXACT_FORM * impacts.idf)
            for word, impacts in self._words
            if isinstance(word, Word) and word.form
        ]
        self.most: float = sum(weight for _, _, weight in self._pairs) + sum(weight for _, weight in self._forms)
        """A bound of what any article gains; 0 where none can gain anything."""

    def exactness(self, numbers: Int32) -> Floats:
        """For each word of the query that an article has in the form that was typed."""
        gain = np.zeros(numbers.size)
        for form, weight in self._forms:
            gain += weight * form.has(numbers)
        return gain

    def presence(self, numbers: Int32) -> list[Mask]:
        """Which of the articles, which ascend, have each word."""
        return [impacts.set.has(numbers) for _, impacts in self._words] if self._pairs else []

    def nearest(self, present: list[Mask], articles: int) -> Floats:
        """A bound of the nearness of each article: its words may be neighbours."""
        gain = np.zeros(articles)
        for a, b, weight in self._pairs:
            gain += weight * (present[a] & present[b])
        return gain

    def nearness(self, numbers: Int32, present: list[Mask]) -> Floats:
        """For words that follow each other in the query and stand near each other in an article; these ascend."""
        gain = np.zeros(numbers.size)
        both = [present[a] & present[b] for a, b, _ in self._pairs]
        needed: dict[int, Mask] = {}
        for (a, b, _), here in zip(self._pairs, both, strict=True):
            for word in (a, b):
                needed[word] = needed[word] | here if word in needed else here
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

    def _occurrences(self, word: int, numbers: Int32, here: Mask) -> Int64:
        places = here.nonzero()[0]
        return occurrences_by_place(self._generation, self._words[word][0], numbers, places) if places.size else NONE


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
