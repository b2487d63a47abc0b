"""A cache that counts bytes, for threads to share."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")

ENTRY_BYTES = 400
"""What an entry costs besides its arrays."""


class BoundedCache(Generic[Value]):
    """Keeps what was used last, up to `bound` bytes by `size_of`.

    Values are worked out without holding the lock: two threads may then work out
    the same one, which is only time lost.
    """

    def __init__(self, bound: int, size_of: Callable[[Value], int]) -> None:
        self._bound = bound
        self._size_of = size_of
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """What is kept under the key, else what `work_out` returns."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept[0]
        value = work_out()
        size = self._size_of(value) + ENTRY_BYTES
        with self._lock:
            if key not in self._kept:
                self._kept[key] = value, size
                self._bytes += size
                while self._bytes > self._bound and len(self._kept) > 1:
                    _, (_, dropped) = self._kept.popitem(last=False)
                    self._bytes -= dropped
        return value

    def peek(self, key: Hashable) -> Value | None:
        """What is kept under the key, if anything."""
        kept = self._kept.get(key)
        return kept[0] if kept else None

    @property
    def bytes(self) -> int:
        """What it holds."""
        return self._bytes
