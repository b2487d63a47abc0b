"""Where phrases stand, and in which sentences: over sorted arrays of occurrences.

A stretch of text, a zone or a sentence, goes by the number of the first
occurrence that it could hold: that of position 0, or of the position after the
end of the sentence before. So stretches sort as occurrences do, and the article
of either is its high half.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from indexer.language import SENTENCE_END
from indexer.matching import has_window
from indexer.query import And, Field, Or, Phrase, Prefix, Query, Together, Word

from .occurrences import NONE, Ints, Mask
from .schema import ZONE_SHIFT

ALL_ENDS = Word((SENTENCE_END,), Field.PAGE)
LAST_POSITION = (1 << ZONE_SHIFT) - 1


@dataclass(frozen=True, slots=True)
class Places:
    """`keys` gives the occurrences of a word, sorted, none twice."""

    keys: Callable[[Word | Prefix], Ints]

    def zones(self, phrase: Phrase) -> Ints:
        """The zones in which the phrase stands."""
        return self._phrase(phrase, zone_of)

    def sentences(self, query: Query) -> Ints:
        """The sentences in which the query stands, as `Together` says; sorted, none twice."""
        match query:
            case Word() | Prefix():
                return _unique(self._sentence(self.keys(query)))
            case Phrase():
                return np.unique(self._phrase(query, self._sentence))
            case Together(parts) | And(parts) if parts:
                rarest, *others = sorted(parts, key=self._size)
                found = self.sentences(rarest)
                for part in others:
                    found = found[self._stands(part, found)]
                return found
            case Or(parts):
                return np.unique(np.concatenate([NONE, *map(self.sentences, parts)]))
            case _:
                return NONE

    def _stands(self, query: Query, sentences: Ints) -> Mask:
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
                return contains(self.sentences(query), sentences)

    def _size(self, query: Query) -> int:
        """How many sentences the query can stand in at most."""
        match query:
            case Word() | Prefix():
                return self.keys(query).size
            case Phrase(words):
                return min((self.keys(_in_field(w, query.field)).size for w in words if not _is_open(w)), default=0)
            case Together(parts) | And(parts):
                return min(map(self._size, parts), default=0)
            case Or(parts):
                return sum(map(self._size, parts))
            case _:
                return 0

    def _sentence(self, keys: Ints) -> Ints:
        """The sentence of each occurrence: it begins with the zone, or after the last sentence's end before."""
        ends = self.keys(ALL_ENDS)
        before = np.searchsorted(ends, keys)
        begins: Ints = np.maximum(zone_of(keys), np.concatenate([NO_END, ends + 1])[before])
        return begins

    def _last(self, sentences: Ints) -> Ints:
        """The last occurrence that each sentence could hold: its end's, or the zone's last."""
        ends = self.keys(ALL_ENDS)
        following = np.searchsorted(ends, sentences)
        last: Ints = np.minimum(zone_of(sentences) + LAST_POSITION, np.concatenate([ends, AFTER_ALL])[following])
        return last

    def _phrase(self, phrase: Phrase, stretch: Callable[[Ints], Ints]) -> Ints:
        """The stretches of text in which the phrase stands; `stretch` tells that of each occurrence."""
        words = [(i, _in_field(word, phrase.field)) for i, word in enumerate(phrase.words) if not _is_open(word)]
        slots = [(i, self.keys(word)) for i, word in words]
        if not slots or not all(keys.size for _, keys in slots):
            return NONE
        if phrase.slop == 0:
            first, last = slots[0][0], slots[-1][0]
            slots.sort(key=lambda slot: slot[1].size)
            rarest, keys = slots[0]
            starts = keys - rarest  # may lie before the zone's first position, where an open slot begins the phrase
            for i, others in slots[1:]:
                starts = starts[contains(others, starts + i)]
            begin, end = stretch(starts + first), stretch(starts + last)
            whole: Ints = begin[begin == end]
            return whole
        width = len(phrase.words) + phrase.slop
        of = [stretch(keys) for _, keys in slots]
        found = []
        for number in reduce(np.intersect1d, map(_unique, of)).tolist():
            inside = [
                keys[np.searchsorted(where, number) : np.searchsorted(where, number, side="right")].tolist()
                for (_, keys), where in zip(slots, of, strict=True)
            ]
            if has_window(inside, width):
                found.append(number)
        return np.array(found, dtype=np.int64)


NO_END: Ints = np.zeros(1, dtype=np.int64)
AFTER_ALL: Ints = np.full(1, np.iinfo(np.int64).max)


def zone_of(keys: Ints) -> Ints:
    """The zone in which each occurrence stands."""
    zones: Ints = keys >> ZONE_SHIFT << ZONE_SHIFT
    return zones


def contains(keys: Ints, wanted: Ints) -> Mask:
    """Which of `wanted` are among the sorted `keys`."""
    if not keys.size:
        return np.zeros(wanted.shape, dtype=np.bool_)
    at = np.searchsorted(keys, wanted)
    found: Mask = keys[np.minimum(at, keys.size - 1)] == wanted
    return found


def _unique(numbers: Ints) -> Ints:
    """The numbers, which are sorted, each once."""
    once: Ints = numbers[np.flatnonzero(np.diff(numbers, prepend=-1))]
    return once


def _in_field(word: Word | Prefix, where: Field) -> Word | Prefix:
    return replace(word, field=where)


def _is_open(slot: Word | Prefix) -> bool:
    return isinstance(slot, Word) and not slot.terms
