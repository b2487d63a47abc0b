"""Arrays as long as the index that a thread uses again and again, so that no query pays for making them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from .postings import Mask

_of_thread = threading.local()


@contextmanager
def marks(size: int) -> Iterator[Mask]:
    """A mask of `size` articles, all False, and False again afterwards whatever happens.

    It is cleared where the block ends, also when that is by an exception (a
    time-out, Ctrl+C): the next query of this thread must not find marks of this one.
    Whoever takes it inside the block gets another one.
    """
    mask: Mask | None = getattr(_of_thread, "marks", None)
    _of_thread.marks = None  # ours alone until it is clean again
    if mask is None or mask.size < size:
        mask = np.zeros(size, dtype=np.bool_)
    try:
        yield mask[:size]  # no more than is cleared
    finally:
        mask[:size] = False
        _of_thread.marks = mask


@contextmanager
def totals(size: int, kind: npt.DTypeLike) -> Iterator[npt.NDArray[Any]]:
    """An array of `size` integers of a kind, all 0; the next to ask gets it cleared, however the block ends.

    Whoever takes one inside the block gets another one.
    """
    free: list[npt.NDArray[np.uint8]] = _of_thread.__dict__.setdefault("totals", [])
    room = size * np.dtype(kind).itemsize
    kept = free.pop() if free else None
    if kept is None or kept.size < room:
        kept = np.empty(room, dtype=np.uint8)
    total = kept[:room].view(kind)
    total.fill(0)
    try:
        yield total
    finally:
        free.append(kept)
