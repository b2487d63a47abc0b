"""Requests take turns: Python runs one thread at a time, and threads that wait for each other do less.

Two searches at once hand over to each other at every operation on an array, and
each finds the processor's caches full of the other's: four threads gave 73 pages
a second where one gave 105. Whoever has waited long goes on beside a slow one.
"""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar

PATIENCE = 0.25
"""Seconds that a request waits for its turn: a search that takes longer holds nobody up longer than that."""

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class Turns(Protocol):
    """Whose turn it is."""

    def taking(self, view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
        """The view, which waits for its turn."""


class InTheirThreads:
    """Each request is answered by its own thread: what an application keeps by thread is there."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def taking(self, view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
        """See `Turns.taking`."""

        @wraps(view)
        def waiting(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
            mine = _one_at_a_time() and self._turn.acquire(timeout=PATIENCE)
            try:
                return view(*args, **kwargs)
            finally:
                if mine:
                    self._turn.release()

        return waiting


class InOneThread:
    """All requests are answered by one thread, but those that have waited long.

    It stays on its processor with all that it needs at hand: 184 new pages a second
    where their own threads gave 169, the slowest of them in 71 ms and not in 100.
    """

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._thread = ThreadPoolExecutor(1, "gubernia-pages")
        self._process = os.getpid()

    def taking(self, view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
        """See `Turns.taking`."""

        @wraps(view)
        def handing_over(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
            if not _one_at_a_time():
                return view(*args, **kwargs)
            if self._process != os.getpid():  # the thread stayed with the parent
                self._start()
            request = copy_context()  # where Flask looks it up
            try:
                answer = self._thread.submit(lambda: request.run(view, *args, **kwargs))
            except RuntimeError:  # Python is about to end, and starts nothing any more
                return view(*args, **kwargs)
            try:
                return answer.result(PATIENCE)
            except TimeoutError:
                # It has not begun, or goes on, or is what the view itself says.
                return view(*args, **kwargs) if answer.cancel() else answer.result()

        return handing_over


def _one_at_a_time() -> bool:
    """Whether this Python runs one thread at a time; builds without a global lock do not (PEP 703)."""
    asked = getattr(sys, "_is_gil_enabled", None)
    return asked is None or bool(asked())
