"""Where phrases stand, and in which sentences, in some articles: over sorted arrays of occurrences.

A stretch of text, a zone or a sentence, goes by the number of the first
occurrence that it could hold: that of position 0, or of the position after the
end of the sentence before. So stretches sort as occurrences do, and the article
of either is its high half.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

import numpy as np

from indexer.matching import ALL_ENDS, has_window
from indexer.query import And, Field, Or, Phrase, Prefix, Query, Together, Word

from .article_set import distinct
from .committed import Generation
from .occurrences import NONE, occurrences
from .postings import ARTICLE_SHIFT, Int32, Int64, Mask
from .schema import LAST_POSITION, ZONE_SHIFT

MUCH_LONGER = 8
"""An array that is so many times as long is searched; two of like length are merged."""


class Places:
    """The occurrences of words in the articles `numbers`, which ascend; each word is read once."""

    def __init__(self, generation: Generation, numbers: Int32) -> None:
        self._generation = generation
        self._numbers = numbers
        self._keys: dict[Word | Prefix, Int64] = {}

    def keys(self, leaf: Word | Prefix) -> Int64:
        """The occurrences of a word, sorted, none twice."""
        if leaf not in self._keys:
            self._keys[leaf] = occurrences(self._generation, leaf, self._numbers)
        return self._keys[leaf]

    def articles(self, query: Phrase | Together) -> Mask:
        """In which of the articles the words stand as the query wants."""
        stretches = self.zones(query) if isinstance(query, Phrase) else self.sentences(query)
        having = np.zeros(self._numbers.size, dtype=np.bool_)
        having[self._numbers.searchsorted((stretches >> ARTICLE_SHIFT).astype(np.int32))] = True
        return having

    def zones(self, phrase: Phrase) -> Int64:
        """The zones in which the phrase stands."""
        return self._phrase(phrase, zone_of)

    def sentences(self, query: Query) -> Int64:
        """The sentences in which the query stands, as `Together` says; sorted, none twice."""
        match query:
            case Word() | Prefix():
                return _unique(self._sentence(self.keys(query)))
            case Phrase():
                return _unique(self._phrase(query, self._sentence))
            case Together(parts) | And(parts) if parts:
                rarest, *others = sorted(parts, key=self._size)
                found = self.sentences(rarest)
                for part in others:
                    found = found[self._stands(part, found)]
                return found
            case Or(parts):
                return distinct([NONE, *map(self.sentences, parts)])
            case _:
                return NONE

    def _stands(self, query: Query, sentences: Int64) -> Mask:
        """In which of the sentences the query stands: for a common word far less work than all of its sentences."""
        match query:
            case Word() | Prefix():
                keys = self.keys(query)
                stands: Mask = np.searchsorted(keys, sentences) < np.searchsorted(keys, self._last(sentences), "right")
                return stands
            case Together(parts) | And(parts) if parts:
                return reduce(np.logical_and, [self._stands(part, sentences) for part in parts])
            case Or(parts) if parts:
                return reduce(np.logical_or, [self._stands(part, sentences) for part in parts])
            case _:
                return np.isin(sentences, self.sentences(query), assume_unique=True)

    def _size(self, query: Query) -> int:
        """How many sentences the query can stand in at most."""
        match query:
            case Word() | Prefix():
                return self.keys(query).size
            case Phrase(words):
                return min((self.keys(in_field(w, query.field)).size for w in words if not is_open(w)), default=0)
            case Together(parts) | And(parts):
                return min(map(self._size, parts), default=0)
            case Or(parts):
                return sum(map(self._size, parts))
            case _:
                return 0

    def _sentence(self, keys: Int64) -> Int64:
        """The sentence of each occurrence: it begins with the zone, or after the last sentence's end before."""
        ends = self.keys(ALL_ENDS)
        before = np.searchsorted(ends, keys)
        begins: Int64 = np.maximum(zone_of(keys), np.concatenate([NO_END, ends + 1])[before])
        return begins

    def _last(self, sentences: Int64) -> Int64:
        """The last occurrence that each sentence could hold: its end's, or the zone's last."""
        ends = self.keys(ALL_ENDS)
        following = np.searchsorted(ends, sentences)
        last: Int64 = np.minimum(zone_of(sentences) + LAST_POSITION, np.concatenate([ends, AFTER_ALL])[following])
        return last

    def _phrase(self, phrase: Phrase, stretch: Callable[[Int64], Int64]) -> Int64:
        """The stretches of text in which the phrase stands; `stretch` tells that of each occurrence."""
        words = [(i, in_field(word, phrase.field)) for i, word in enumerate(phrase.words) if not is_open(word)]
        slots = [(i, self.keys(word)) for i, word in words]
        if not slots or not all(keys.size for _, keys in slots):
            return NONE
        if phrase.slop == 0:
            return _in_order(slots, stretch)
        return _near([keys for _, keys in slots], len(phrase.words) + phrase.slop, stretch)


NO_END: Int64 = np.zeros(1, dtype=np.int64)
AFTER_ALL: Int64 = np.full(1, np.iinfo(np.int64).max)


def _in_order(slots: list[tuple[int, Int64]], stretch: Callable[[Int64], Int64]) -> Int64:
    """The stretches with occurrences of each slot, each as far from the first as its number says."""
    first, last = slots[0][0], slots[-1][0]
    slots = sorted(slots, key=lambda slot: slot[1].size)
    rarest, keys = slots[0]
    starts = keys - rarest  # may lie before the zone's first position, where an open slot begins the phrase
    for i, others in slots[1:]:
        starts = common(starts, others - i)
    if not starts.size:
        return NONE
    begin, end = stretch(starts + first), stretch(starts + last)
    return begin.compress(begin == end)


def _near(slots: list[Int64], width: int, stretch: Callable[[Int64], Int64]) -> Int64:
    """The stretches in which each slot can take an occurrence of its own so that all lie within `width` positions."""
    starts = distinct(slots)
    sharing = starts.size < sum(keys.size for keys in slots)  # two slots may want the same occurrence
    of = stretch(starts)
    for keys in slots:
        at = keys.searchsorted(starts)
        following = keys.take(at, mode="clip")
        inside = (at < keys.size) & (following - starts < width)
        starts, of, following = starts.compress(inside), of.compress(inside), following.compress(inside)
        same = stretch(following) == of
        starts, of = starts.compress(same), of.compress(same)
    found = _unique(of)
    if not sharing:
        return found
    where = [stretch(keys) for keys in slots]
    certain = []
    for number in found.tolist():
        inside_slots = [
            keys[np.searchsorted(whose, number) : np.searchsorted(whose, number, side="right")].tolist()
            for keys, whose in zip(slots, where, strict=True)
        ]
        if has_window(inside_slots, width):
            certain.append(number)
    return np.array(certain, dtype=np.int64)


def common(few: Int64, many: Int64) -> Int64:
    """What both arrays hold; both ascend, and hold nothing twice."""
    if few.size * MUCH_LONGER < many.size:
        return few.compress(many.take(many.searchsorted(few), mode="clip") == few)
    both = np.sort(np.concatenate([few, many]), kind="stable")  # which merges runs that are sorted already
    return both[1:].compress(both[1:] == both[:-1])


def zone_of(keys: Int64) -> Int64:
    """The zone in which each occurrence stands."""
    zones: Int64 = keys >> ZONE_SHIFT << ZONE_SHIFT
    return zones


def _unique(numbers: Int64) -> Int64:
    """The numbers, which are sorted, each once."""
    once: Int64 = numbers[np.flatnonzero(np.diff(numbers, prepend=-1))]
    return once


def in_field(word: Word | Prefix, where: Field) -> Word | Prefix:
    """The word, looked for there."""
    return word if word.field is where else replace(word, field=where)


def is_open(slot: Word | Prefix) -> bool:
    """Whether anything may stand there."""
    return isinstance(slot, Word) and not slot.terms
