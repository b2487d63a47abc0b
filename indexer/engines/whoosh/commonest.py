"""The terms that most articles have, of those that begin alike: what a word may become while it is typed.

In a large archive tens of thousands of terms begin with the same two letters, and
to read them all takes a third of a second for each letter typed. So the largest
article frequency in each block of terms is known, and blocks are read by that, the
most promising first, until none can have a term that is one of the commonest.
"""

from bisect import insort
from collections.abc import Callable, Sequence
from operator import itemgetter

from .dictionary import FieldReader, after_prefix
from .postings import Int64
from .segment_words import END_OF_SENTENCE

FEW = 64
"""So many terms are sought in this manner; for thousands, nearly all blocks have to be read."""


class _Blocks:
    """The blocks of a segment that may have terms which begin so, the one with the most frequent term first."""

    def __init__(self, field: FieldReader, most: Int64, start: bytes) -> None:
        self._field = field
        self._start = start
        first, stop = field.blocks_of(start, after_prefix(start))
        most = most[first:stop]
        order = most.argsort(kind="stable")[::-1]
        self._blocks = (first + order).tolist()
        self._most = most.take(order).tolist()
        self._read = 0
        self.largest = self.next

    @property
    def next(self) -> int:
        """The most articles that a term can have which was not read yet."""
        return self._most[self._read] if self._read < len(self._most) else 0

    def read(self) -> list[tuple[bytes, int]]:
        """The terms of the next block that begin so, with their article frequencies, the most frequent first."""
        head, _ = self._field.head(self._blocks[self._read])
        self._read += 1
        terms = zip(head.terms, head.frequency.tolist(), strict=True)
        return sorted([one for one in terms if one[0].startswith(self._start)], key=_frequency, reverse=True)


_frequency = itemgetter(1)


def commonest(
    fields: Sequence[tuple[FieldReader, Int64]], start: bytes, limit: int, articles: Callable[[bytes], int]
) -> list[tuple[bytes, int]]:
    """Of the terms of all segments that begin so, those that most live articles have, with their number; ties by term.

    With the field of each segment comes the largest article frequency in each of
    its blocks. `articles` tells how many live articles have a term, which is no
    more than its frequencies in all segments together. It is asked of terms alone
    that may be among the commonest.
    """
    if limit < 1:
        return []
    segments = [_Blocks(field, most, start) for field, most in fields]
    best: list[tuple[int, bytes]] = []
    least = 1  # articles of a term that is wanted
    seen = {END_OF_SENTENCE}
    while sum(segment.next for segment in segments) >= least:
        segment = max(segments, key=lambda one: one.next)
        elsewhere = sum(one.largest for one in segments if one is not segment)
        for term, count in segment.read():
            if count + elsewhere < least:
                break
            if term in seen:
                continue
            seen.add(term)
            if (total := articles(term)) >= least:
                insort(best, (-total, term))
                if len(best) >= limit:
                    del best[limit:]
                    least = -best[-1][0]
    return [(term, -count) for count, term in best]
