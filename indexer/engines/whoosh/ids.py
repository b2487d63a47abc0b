"""The ids of a segment's articles: which article has an id, and in which order they are."""

from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from .blocks import Blocks
from .postings import Int32, Int64, Mask
from .varints import Bytes, ranges

FEW_EACH = 256
"""Where more than one id in so many is looked for, all are gone through: that takes no longer than to find these."""

IDS_AT_ONCE = 256
"""Ids that are read in one go by who wants them in order."""


class IdsReader:
    """The blocks `id`, `id.at` and `id.sorted`; safe for any number of threads."""

    def __init__(self, blocks: Blocks, articles: int) -> None:
        self._articles = articles
        self._texts = blocks.block("id")
        self._at = blocks.block("id.at")
        self._sorted = blocks.block("id.sorted")
        self._places: dict[bytes, tuple[int, ...]] = {}

    def id(self, number: int) -> bytes:
        """The id of an article."""
        start, stop = self._at.part(number, number + 2).tolist()
        return self._texts.part(start, stop).tobytes()

    def all(self) -> list[bytes]:
        """All ids, article by article."""
        data, at = self._texts.all().tobytes(), self._at.all().tolist()
        return [data[a:b] for a, b in pairwise(at)]

    def texts(self, live: Mask) -> tuple[Bytes, Int64]:
        """The bytes of the ids of live articles, one after the other, and how many each has."""
        at = self._at.all().astype(np.int64)
        begin, end = at[:-1][live], at[1:][live]
        return self._texts.all()[ranges(begin, end)], end - begin

    def live_in_order(self, live: Mask, first: int) -> Iterator[tuple[bytes, int]]:
        """The ids of the live articles in order, each with its article's number among these, counted from `first`."""
        data, at, in_order = self._texts.all().data, self._at.all(), self._sorted.all().astype(np.int64)
        number = np.cumsum(live) - 1 + first
        for start in range(0, in_order.size, IDS_AT_ONCE):
            some = in_order[start : start + IDS_AT_ONCE]
            some = some[live[some]]
            for begin, end, one in zip(at[some].tolist(), at[some + 1].tolist(), number[some].tolist(), strict=True):
                yield bytes(data[begin:end]), one

    def in_order(self) -> npt.NDArray[Any]:
        """The articles in the order of their ids."""
        return self._sorted.all()

    @cached_property
    def rank(self) -> Int32:
        """The place of each article in the order of ids."""
        rank = np.empty(self._articles, dtype=np.int32)
        rank[self.in_order()] = np.arange(self._articles, dtype=np.int32)
        return rank

    def find(self, article_id: bytes) -> tuple[int, ...]:
        """The articles with this id: of one that was put again in the same commit, all but the last are deleted."""
        low, high = 0, self._articles
        while low < high:
            middle = (low + high) // 2
            if self._at_place(middle)[1] < article_id:
                low = middle + 1
            else:
                high = middle
        found: list[int] = []
        while low < self._articles and (one := self._at_place(low))[1] == article_id:
            found.append(one[0])
            low += 1
        return tuple(found)

    def _at_place(self, place: int) -> tuple[int, bytes]:
        """The article at a place in the order of ids, and its id."""
        number = int(self._sorted.part(place, place + 1)[0])
        return number, self.id(number)

    def find_all(self, wanted: Collection[bytes]) -> Iterator[tuple[bytes, int]]:
        """The articles that have one of these ids, each with its id.

        Those that were found are remembered: after each commit the same ids are asked for.
        """
        known = self._places
        unknown = {one for one in wanted if one not in known}
        if len(unknown) * FEW_EACH > self._articles:
            found: dict[bytes, tuple[int, ...]] = {}
            for number, one in enumerate(self.all()):
                if one in unknown:
                    found[one] = (*found.get(one, ()), number)
        else:
            found = {one: places for one in unknown if (places := self.find(one))}
        known |= found  # at once: other threads do the same
        for one in wanted:
            for number in known.get(one, ()):
                yield one, number
