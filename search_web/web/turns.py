"""Requests take turns: Python runs one thread at a time, and threads that wait for each other do less.

Two searches at once hand over to each other at every operation on an array, and
each finds the processor's caches full of the other's: four threads gave 73 pages
a second where one gave 105. Whoever has waited long goes on beside a slow one.
"""

import sys
import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

PATIENCE = 0.25
"""Seconds that a request waits for its turn: a search that takes longer holds nobody up longer than that."""

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class Turns:
    """Whose turn it is; nobody waits where turns are not taken, as a server of one thread sees to that itself."""

    def __init__(self, *, taken: bool = True) -> None:
        self._turn = threading.Lock()
        self._taken = taken

    def taking(self, view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
        """The view, which waits for its turn."""
        if not self._taken:
            return view

        @wraps(view)
        def waiting(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
            mine = one_at_a_time() and self._turn.acquire(timeout=PATIENCE)
            try:
                return view(*args, **kwargs)
            finally:
                if mine:
                    self._turn.release()

        return waiting


def one_at_a_time() -> bool:
    """Whether this Python runs one thread at a time; builds without a global lock do not (PEP 703)."""
    asked = getattr(sys, "_is_gil_enabled", None)
    return asked is None or bool(asked())
