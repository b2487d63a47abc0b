"""A set of articles: their numbers in order where they are few, a bit for each article of the index where many.

A million articles are 125 kB of bits, which AND, OR and counting go through in
some microseconds; a thousand numbers are quicker still. The two forms are made
from each other when first asked for, and never change, so threads share them.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from .postings import Int32, Int64, Mask
from .scratch import marks

Bits = npt.NDArray[np.uint64]
Number = TypeVar("Number", bound=np.integer[Any])

DENSE = 32
"""From one in so many articles on, bits take less room than numbers."""

SMALL = 1 << 15
"""The size of a small index: bits for all of its articles are 4 kB."""

KEPT = 64
"""Bits of sets that hold one in so many articles, or are of a small index, are kept for the next query."""

MANY = 1 << 15
"""From so many numbers on, it takes longer to search among them than to count bits: they are not in the cache."""

SEVERAL = 2
"""From so many other sets on, all bits of a small index are gone through sooner than a few numbers are looked up."""

FEW_OCTETS = 2
"""Where less than one in so many octets of the bits is not zero, only those are unpacked, in half of the time."""

BIT: Bits = np.left_shift(np.uint64(1), np.arange(64, dtype=np.uint64))
NO_NUMBERS: Int32 = np.empty(0, dtype=np.int32)
NO_NUMBERS.flags.writeable = False


class ArticleSet:
    """Immutable; `size` is how many articles the index has numbers for."""

    __slots__ = ("_before", "_bits", "_numbers", "count", "size")

    def __init__(self, size: int, count: int, numbers: Int32 | None, bits: Bits | None) -> None:
        self.size = size
        self.count = count
        self._numbers = numbers
        self._bits = bits
        self._before: Int32 | None = None
        """How many articles of the set stand before each word of the bits."""

    @classmethod
    def of(cls, size: int, numbers: Int32) -> "ArticleSet":
        """The set of these numbers, which ascend."""
        return cls(size, numbers.size, numbers, None)

    @classmethod
    def of_bits(cls, size: int, bits: Bits) -> "ArticleSet":
        """The set of these bits; those beyond `size` are 0."""
        return cls(size, int(np.bitwise_count(bits).sum(dtype=np.int64)), None, bits)

    @classmethod
    def of_mask(cls, mask: Mask) -> "ArticleSet":
        """The set of the articles whose place in the mask is True."""
        return cls.of_bits(mask.size, packed(mask, mask.size))

    @property
    def is_dense(self) -> bool:
        """Whether bits are the better form."""
        return self.count * DENSE >= self.size

    @property
    def bytes(self) -> int:
        """How much memory it takes."""
        return sum(form.nbytes for form in (self._numbers, self._bits, self._before) if form is not None)

    def numbers(self) -> Int32:
        """The articles, ascending."""
        if self._numbers is not None:
            return self._numbers
        assert self._bits is not None
        numbers = _unpacked(self._bits)
        if self.keeps_numbers:
            self._numbers = numbers
        return numbers

    @property
    def keeps_numbers(self) -> bool:
        """Whether numbers are kept once they are made; else they are rarely asked for, and take too much room."""
        return not self.is_dense or self.size <= SMALL

    def bits(self) -> Bits:
        """A bit for each article, in words of 64."""
        if self._bits is not None:
            return self._bits
        assert self._numbers is not None
        with marks(self.size) as mask:
            mask[self._numbers.astype(np.intp)] = True  # NumPy looks int32 up three times as slowly
            bits = packed(mask, self.size)
        if self.keeps_bits:
            self._bits = bits
        return bits

    @property
    def keeps_bits(self) -> bool:
        """Whether bits take so little room that they are kept once they are made."""
        return self.count * KEPT >= self.size or self.size <= SMALL

    @property
    def goes_by_bits(self) -> bool:
        """Whether a few articles are looked up in bits, and not among the numbers."""
        return self._numbers is None or (self.count >= MANY and self.is_dense)

    def mask(self) -> Mask:
        """A truth value for each article."""
        return np.unpackbits(self.bits().view(np.uint8), count=self.size, bitorder="little").view(np.bool_)

    def has(self, numbers: Int32) -> Mask:
        """Which of the articles, which ascend, are in the set."""
        if self._bits is None and not self.is_dense:
            return contains(self.numbers(), numbers)
        return has_bit(self.bits(), numbers)

    def places(self, numbers: Int32) -> tuple[Int64, Mask]:
        """Where each of the articles, which ascend, stands in `numbers()`, and whether it does: else the place of the
        next one that does, which may be after the last."""
        if not self.goes_by_bits:
            own = self.numbers()
            at = own.searchsorted(numbers)
            return at, own.take(at, mode="clip") == numbers if own.size else np.zeros(numbers.size, dtype=np.bool_)
        bits = self.bits()
        before = self._before
        if before is None:
            before = np.zeros(bits.size, dtype=np.int32)
            np.bitwise_count(bits[:-1]).cumsum(out=before[1:])
            self._before = before
        words = numbers >> 6
        bit = BIT.take(numbers & 63)
        word = bits.take(words)
        there: Mask = (word & bit) != 0
        bit -= np.uint64(1)
        word &= bit
        return before.take(words).astype(np.int64) + np.bitwise_count(word), there

    def among(self, other: "ArticleSet") -> "ArticleSet":
        """The articles that are in both."""
        if self.count > other.count:
            return other.among(self)
        if not self.count:
            return self
        if self.is_dense:
            return ArticleSet.of_bits(self.size, self.bits() & other.bits())
        numbers = self.numbers()
        return ArticleSet.of(self.size, numbers.compress(other.has(numbers)))

    def without(self, other: "ArticleSet") -> "ArticleSet":
        """The articles that are in this one only."""
        if not self.count or not other.count:
            return self
        if self.is_dense:
            return ArticleSet.of_bits(self.size, self.bits() & ~other.bits())
        numbers = self.numbers()
        return ArticleSet.of(self.size, numbers.compress(~other.has(numbers)))


def union(size: int, sets: Iterable[ArticleSet]) -> ArticleSet:
    """The articles that are in any of the sets."""
    some = [one for one in sets if one.count]
    if len(some) < 2:
        return some[0] if some else ArticleSet.of(size, NO_NUMBERS)
    few = [one for one in some if not one.is_dense and one._bits is None]
    together = sum(one.count for one in few)
    if len(few) == len(some) and together * DENSE < size:
        return ArticleSet.of(size, distinct([one.numbers() for one in few]))
    bits = np.zeros((size + 63) >> 6, dtype=np.uint64)
    if few:
        with marks(size) as mask:
            for one in few:
                mask[one.numbers().astype(np.intp)] = True
            bits = packed(mask, size)
    for one in some:
        if one.is_dense or one._bits is not None:
            bits |= one.bits()
    return ArticleSet.of_bits(size, bits)


def intersection(sets: Iterable[ArticleSet]) -> ArticleSet:
    """The articles that are in all of the sets, of which there is one at least."""
    found, *others = sorted(sets, key=lambda one: one.count)
    if found.size <= SMALL and len(others) >= SEVERAL:
        bits = found.bits()
        for one in others:
            bits = bits & one.bits()
        if found.is_dense:
            return ArticleSet.of_bits(found.size, bits)
        numbers = _unpacked(bits)  # few: to count the bits first would take as long as all of the above
        return ArticleSet(found.size, numbers.size, numbers, bits)
    for one in others:
        found = found.among(one)
    return found


def at_least(size: int, n: int, sets: Sequence[ArticleSet]) -> ArticleSet:
    """The articles that are in `n` of the sets or more, where n > 0."""
    some = [one for one in sets if one.count]
    if n == 1:
        return union(size, some)
    if n > len(some):
        return ArticleSet.of(size, NO_NUMBERS)
    if sum(one.count for one in some) * DENSE < size:
        numbers, times = np.unique(np.concatenate([one.numbers() for one in some]), return_counts=True)
        return ArticleSet.of(size, numbers[times >= n])
    # reached[j] are the articles that are in more than j of the sets so far.
    reached = [np.zeros((size + 63) >> 6, dtype=np.uint64) for _ in range(n)]
    for one in some:
        bits = one.bits()
        for j in range(n - 1, 0, -1):
            reached[j] |= reached[j - 1] & bits
        reached[0] |= bits
    return ArticleSet.of_bits(size, reached[-1])


def distinct(parts: Sequence[npt.NDArray[Number]]) -> npt.NDArray[Number]:
    """The numbers of all parts, each of which ascends and has none twice, ascending, each once."""
    if len(parts) == 1:
        return parts[0]
    # Of runs that are sorted already, a stable sort merges them. `np.unique` makes a table of all numbers first: of the
    # seven million occurrences of «в», «на» and «по» in 400,000 articles that took ten seconds and more.
    numbers = np.sort(np.concatenate(parts), kind="stable")
    first = np.empty(numbers.size, dtype=np.bool_)
    first[:1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return numbers.compress(first)


def contains(numbers: Int32, wanted: Int32) -> Mask:
    """Which of `wanted` are among `numbers`; both ascend."""
    if not numbers.size:
        return np.zeros(wanted.size, dtype=np.bool_)
    found: Mask = numbers.take(numbers.searchsorted(wanted), mode="clip") == wanted
    return found


def has_bit(bits: Bits, numbers: Int32) -> Mask:
    """Which of the articles have their bit set."""
    found: Mask = (bits.take(numbers >> 6) & BIT.take(numbers & 63)) != 0
    return found


def packed(mask: Mask, size: int) -> Bits:
    """The first `size` places of a mask as bits."""
    bits = np.zeros((size + 63) >> 6, dtype=np.uint64)
    octets = np.packbits(mask[:size], bitorder="little")
    bits.view(np.uint8)[: octets.size] = octets
    return bits


def _unpacked(bits: Bits) -> Int32:
    octets = bits.view(np.uint8)
    if octets.size * 8 > SMALL:
        some = (octets != 0).nonzero()[0]
        if some.size * FEW_OCTETS < octets.size:
            places = np.unpackbits(octets.take(some), bitorder="little").view(np.bool_).nonzero()[0]
            first = some.astype(np.int32)
            first <<= 3
            numbers: Int32 = first.take(places >> 3)
            numbers |= (places & 7).astype(np.int32)
            return numbers
    return np.unpackbits(octets, bitorder="little").view(np.bool_).nonzero()[0].astype(np.int32)
