"""What articles gain because they are close to the very words that were typed; for the first of a request alone."""

from bisect import bisect_left
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from indexer.matching import typed
from indexer.query import And, Phrase, Query, Together, Word
from indexer.scoring import EXACT_FORM, NEAR, PROXIMITY

from .matches import Matches
from .occurrences import occurrences_by_place
from .packed_counts import Floats
from .places import is_open
from .postings import ARTICLE_SHIFT, Int32, Int64, Mask, Positions, UInt32

WORD_SHIFT = 48
"""Where the number of a word stands above the place of an article among the first, its zone and position."""

BEFORE_ALL: Int64 = np.array([-1 << 62], dtype=np.int64)
AFTER_ALL: Int64 = np.array([1 << 62], dtype=np.int64)

FEW, MANY = 48, 200
"""Up to so many words in articles, going through the places of each one by one costs less than steps of NumPy, unless
one of them stands in a great many."""

SLACK = 1 + 1e-9
"""Sums in another order differ in the last bits."""


class Closeness:
    """Of one query; its words go by their places in `_words`."""

    def __init__(self, matches: Matches, query: Query) -> None:
        self._generation = matches.generation
        self._derived = matches.derived
        words = list(typed(query))
        places = {word: place for place, word in enumerate(dict.fromkeys(words))}
        self._words = [(word, matches.impacts(word)) for word in places]
        pairs = list(pairwise([places[word] for word in words]))
        self._before = np.array([a for a, _ in pairs], dtype=np.intp)
        self._after = np.array([b for _, b in pairs], dtype=np.intp)
        self._beside = _has_next_beside(query)[:-1]
        """Of which pairs the words are neighbours in every article that matches: no position is read for these."""
        self._some_beside = any(self._beside)
        idf = [impacts.idf for _, impacts in self._words]
        self._weights = np.array([PROXIMITY * min(idf[a], idf[b]) for a, b in pairs])
        self._forms = [
            (matches.form(word), EXACT_FORM * impacts.idf)
            for word, impacts in self._words
            if isinstance(word, Word) and word.form
        ]
        self.most: float = float(self._weights.sum()) * SLACK + sum(weight for _, weight in self._forms)
        """A bound of what any article gains; 0 where none can gain anything."""

    def exactness(self, numbers: Int32) -> Floats:
        """For each word of the query that an article has in the form that was typed."""
        gain = np.zeros(numbers.size)
        for form, weight in self._forms:
            gain += weight * form.has(numbers)
        return gain

    def pairs(self, numbers: Int32) -> Mask:
        """Which pairs of words that follow each other, a row each, the articles have; these ascend."""
        if not self._before.size:
            return np.zeros((0, numbers.size), dtype=np.bool_)
        if all(self._beside):
            return np.ones((self._before.size, numbers.size), dtype=np.bool_)
        present = np.array([impacts.has(numbers) for _, impacts in self._words])
        both: Mask = present.take(self._before, axis=0)
        both &= present.take(self._after, axis=0)
        return both

    def nearest(self, both: Mask) -> Floats:
        """A bound of the nearness of each article: its words may be neighbours."""
        bound: Floats = self._weights @ both
        bound *= SLACK
        return bound

    def nearness(self, numbers: Int32, both: Mask) -> Floats:
        """For words that follow each other in the query and stand near each other in an article; these ascend."""
        asked = both
        if self._some_beside:
            asked = both & ~np.array(self._beside)[:, None]
            if not asked.any():
                return self._of_neighbours(numbers.size)
        if 2 * np.count_nonzero(asked) <= FEW and (found := self._nearness_of_few(numbers, asked)):
            return np.array(found)
        needed = np.zeros((len(self._words), numbers.size), dtype=np.bool_)
        for row, a, b in zip(asked, self._before.tolist(), self._after.tolist(), strict=True):
            needed[a] |= row
            needed[b] |= row
        where, bounds = self._occurrences(numbers, needed)
        pairs = self._before.size
        gain = np.zeros(numbers.size)
        nearest = np.full((pairs, numbers.size), NEAR + 1, dtype=np.int64)
        if pairs == len(self._words) - 1:
            # No word is there twice, so each pair goes by its first word.
            from_, to = where[: bounds[-2]], where[bounds[1] :] - (1 << WORD_SHIFT)
        else:
            sides = [
                [where[bounds[w] : bounds[w + 1]] + (i - w << WORD_SHIFT) for i, w in enumerate(side.tolist())]
                for side in (self._before, self._after)
            ]
            from_, to = np.concatenate(sides[0]), np.concatenate(sides[1])
        _note_distances(nearest.reshape(-1), from_, np.concatenate([BEFORE_ALL, to, AFTER_ALL]), numbers.size)
        if self._some_beside:
            nearest[self._beside] = 1
        gains = self._weights[:, None] / nearest**2
        gains *= nearest <= NEAR
        for (
            row
        ) in gains:  # one after the other: the sum of a few numbers must not depend on how many articles there are
            gain += row
        return gain

    def _of_neighbours(self, articles: int) -> Floats:
        """The nearness of so many articles of which nothing else is near."""
        gain = np.zeros(articles)
        for weight in self._weights.compress(self._beside):
            gain += weight
        return gain

    def _nearness_of_few(self, numbers: Int32, both: Mask) -> list[float]:
        """The same, pair by pair; [] where the positions of a word are not at hand, or are many."""
        gain = [0.0] * numbers.size
        places: dict[int, tuple[Positions, list[int]]] = {}
        columns = [column.tolist() for column in (self._before, self._after, self._weights, both)]
        for beside, before, after, weight, has_both in zip(self._beside, *columns, strict=True):
            if beside:
                gain = [one + weight for one in gain]
            if not any(has_both):
                continue
            for word in (before, after):
                if word not in places:
                    leaf, impacts = self._words[word]
                    whole = self._derived.positions(self._generation, leaf, impacts.count)
                    if whole is None:
                        return []
                    places[word] = whole, impacts.set.places(numbers)[0].tolist()
            (one, at_one), (other, at_other) = places[before], places[after]
            for i, has in enumerate(has_both):
                if has:
                    from_ = _stands(one, at_one[i])
                    if len(from_) > MANY:
                        return []
                    distance = _distance(from_, _stands(other, at_other[i]))
                    if distance <= NEAR:
                        gain[i] += weight / distance**2
        return gain

    def _occurrences(self, numbers: Int32, needed: Mask) -> tuple[Int64, list[int]]:
        """Where each word stands in the articles that it is needed in, word by word; and where each word begins."""
        words, places = needed.nonzero()
        labels = (words << WORD_SHIFT) | (places << ARTICLE_SHIFT)
        ends = words.searchsorted(np.arange(len(self._words)), side="right").tolist()
        firsts, stops = np.zeros(words.size, np.int64), np.zeros(words.size, np.int64)
        keys: list[UInt32 | None] = []
        frequent: dict[int, Int64] = {}
        begin = 0
        for word, ((leaf, impacts), end) in enumerate(zip(self._words, ends, strict=True)):
            here = slice(begin, end)
            begin = end
            whole = self._derived.positions(self._generation, leaf, impacts.count)
            if whole is None:
                if here.start < end:
                    frequent[word] = places[here]
                keys.append(None)
                continue
            at = impacts.set.places(numbers.take(places[here]))[0]
            firsts[here] = whole.starts.take(at)
            at += 1
            stops[here] = whole.starts.take(at)
            keys.append(whole.keys)
        stops -= firsts  # how many each article has of the word
        sums = stops.cumsum()
        firsts -= sums
        firsts += stops
        entries = firsts.repeat(stops)
        entries += np.arange(entries.size)
        flat = labels.repeat(stops)
        bounds = [0]
        for own, end in zip(keys, ends, strict=True):
            begin, stop = bounds[-1], int(sums[end - 1]) if end else 0
            bounds.append(stop)
            if own is not None and stop > begin:
                flat[begin:stop] |= own.take(entries[begin:stop])
        if frequent:
            leaves, some = [self._words[word][0] for word in frequent], list(frequent.values())
            where = occurrences_by_place(self._generation, leaves, numbers, some)
            others = {word: one | (word << WORD_SHIFT) for word, one in zip(frequent, where, strict=True)}
            parts = [others.get(word, flat[a:b]) for word, (a, b) in enumerate(pairwise(bounds))]
            flat = np.concatenate(parts)
            bounds = [0, *np.cumsum([part.size for part in parts]).tolist()]
        return flat, bounds


def _has_next_beside(query: Query) -> list[bool]:
    """Of each word in `typed(query)`, whether the next one stands right behind it in every article that matches."""
    match query:
        case Phrase(words, 0) if not any(map(is_open, words)):
            return [True] * (len(words) - 1) + [False] * bool(words)
        case Together(parts) | And(parts):
            return [beside for part in parts for beside in _has_next_beside(part)]
        case _:
            return [False] * sum(1 for _ in typed(query))


def _stands(positions: Positions, at: int) -> list[int]:
    found: list[int] = positions.keys[positions.starts[at] : positions.starts[at + 1]].tolist()
    return found


def _distance(from_: list[int], to: list[int]) -> int:
    """The smallest distance of two words in an article, see `_note_distances`; more than NEAR where none counts."""
    nearest = NEAR + 1
    for place in from_:
        at = bisect_left(to, place)
        if at:
            nearest = min(nearest, place - to[at - 1] + 1)
        if at < len(to) and to[at] == place:
            at += 1
        if at < len(to):
            nearest = min(nearest, to[at] - place)
    return nearest


def _note_distances(nearest: npt.NDArray[np.int64], from_: Int64, to: Int64, articles: int) -> None:
    """The distance from each occurrence to the nearest of the other word, one more when that stands before.

    Occurrences at the same position do not count. Zones lie further apart than any distance that counts.
    """
    after = to.searchsorted(from_, side="left")
    before = to.take(after - 1)
    after += to.take(after) == from_
    for distance in (to.take(after) - from_, from_ - before + 1):
        near = (distance <= NEAR).nonzero()[0]
        if near.size:
            of = from_.take(near) >> ARTICLE_SHIFT
            cell = (of >> (WORD_SHIFT - ARTICLE_SHIFT)) * articles + (of & ((1 << (WORD_SHIFT - ARTICLE_SHIFT)) - 1))
            np.minimum.at(nearest, cell, distance.take(near))
