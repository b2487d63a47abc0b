"""What is kept of one state of the index for when it is asked for again.

A reader goes back, a headline is asked by many.

The first question after a commit finds nothing. Their number is bounded and,
roughly, their bytes; what was not asked for longest goes first.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

MOST = 10_000
"""How many at most, however small they are."""
LARGEST = 16
"""What would take more than one part in so many of all bytes is not kept."""

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values by all that they depend on besides the state of the index; safe to share between threads."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._state = ""
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, state: str, key: Hashable) -> Value | None:
        """What was worked out in this state of the index, if it is kept; what is of other states is dropped."""
        with self._lock:
            if state != self._state:
                self._state = state
                self._kept.clear()
                self._bytes = 0
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
        return found[0]

    def put(self, state: str, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of so many bytes, unless another state was asked for meanwhile."""
        if size * LARGEST > self._bound:
            return
        with self._lock:
            if state != self._state or key in self._kept:
                return
            self._kept[key] = value, size
            self._bytes += size
            while self._bytes > self._bound or len(self._kept) > MOST:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._bytes -= dropped

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """What they take, roughly."""
        return self._bytes
