"""A cache that counts bytes, for threads to share."""

import threading
import time
from collections.abc import Callable, Hashable
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Generic, TypeVar

Value = TypeVar("Value")

ENTRY_BYTES = 400
"""What an entry costs besides its arrays."""


class _Entry(Generic[Value]):
    """A value, its bytes, and how long each of them took to work out.

    `worth` and `turn` were written when it was asked for last; the least worth goes first, of equals the first turn.
    """

    __slots__ = ("rate", "size", "turn", "value", "worth")

    def __init__(self, value: Value, size: int, rate: float) -> None:
        self.value = value
        self.size = size
        self.rate = rate
        self.worth, self.turn = 0.0, 0


class BoundedCache(Generic[Value]):
    """Keeps what is worth it, up to `bound` bytes by `size_of`.

    When there is no more room, that goes first which took the least time a byte
    to work out; but all values age, so what is no longer asked for goes as well
    (GreedyDual-Size, P. Cao and S. Irani, 1997). A frequent word of two readings,
    like «это», takes fifty times as long as another of its size.

    Values are worked out without holding the lock: two threads may then work out
    the same one, which is only time lost.
    """

    def __init__(
        self, bound: int, size_of: Callable[[Value], int], clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.bound = bound
        self._size_of = size_of
        self._clock = clock
        self._kept: dict[Hashable, _Entry[Value]] = {}
        self._bytes = 0
        self._age = 0.0
        # What each was worth when it was looked at last: to ask for it changes only its entry.
        self._queue: list[tuple[float, int, Hashable]] = []
        self._turns = count()
        self._lock = threading.Lock()

    def get(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """What is kept under the key, else what `work_out` returns."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                kept.worth, kept.turn = self._age + kept.rate, next(self._turns)
                return kept.value
        begun = self._clock()
        value = work_out()
        seconds = self._clock() - begun
        size = self._size_of(value) + ENTRY_BYTES
        with self._lock:
            if key not in self._kept:
                entry = self._kept[key] = _Entry(value, size, seconds / size)
                entry.worth, entry.turn = self._age + entry.rate, next(self._turns)
                self._bytes += size
                heappush(self._queue, (entry.worth, entry.turn, key))
                self._make_room()
        return value

    def _make_room(self) -> None:
        while self._bytes > self.bound and len(self._kept) > 1:
            worth, turn, key = heappop(self._queue)
            entry = self._kept.get(key)
            if entry is None:  # it was dropped
                continue
            if entry.turn != turn:  # it was asked for since
                heappush(self._queue, (entry.worth, entry.turn, key))
                continue
            self._age = worth
            self._bytes -= entry.size
            del self._kept[key]

    def peek(self, key: Hashable) -> Value | None:
        """What is kept under the key, if anything."""
        kept = self._kept.get(key)
        return kept.value if kept else None

    def drop(self, is_of_no_use: Callable[[Hashable], bool]) -> None:
        """Let go of what is kept under keys like that."""
        with self._lock:
            for key in list(filter(is_of_no_use, self._kept)):
                self._bytes -= self._kept.pop(key).size
            # What the queue says of them is passed over, but where there is room for all nobody would come by.
            if len(self._queue) > 2 * len(self._kept):
                self._queue = [(entry.worth, entry.turn, key) for key, entry in self._kept.items()]
                heapify(self._queue)

    @property
    def bytes(self) -> int:
        """What it holds."""
        return self._bytes
