"""Arrays as long as the index that a thread uses again and again, so that no query pays for making them."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from .postings import Int32, Mask

_of_thread = threading.local()


@contextmanager
def marks(size: int) -> Iterator[Mask]:
    """A mask of at least `size` articles, all False, and False again afterwards whatever happens.

    It is cleared where the block ends, also when that is by an exception (a
    time-out, Ctrl+C): the next query of this thread must not find marks of this one.
    Whoever takes it inside the block gets another one.
    """
    mask: Mask | None = getattr(_of_thread, "marks", None)
    _of_thread.marks = None  # ours alone until it is clean again
    if mask is None or mask.size < size:
        mask = np.zeros(size, dtype=np.bool_)
    try:
        yield mask
    finally:
        mask[:size] = False
        _of_thread.marks = mask


@contextmanager
def sums(size: int, touched: Sequence[Int32]) -> Iterator[npt.NDArray[np.float64]]:
    """An array of numbers for at least `size` articles, all 0; whatever happens, those `touched` are 0 afterwards."""
    total: npt.NDArray[np.float64] | None = getattr(_of_thread, "sums", None)
    _of_thread.sums = None
    if total is None or total.size < size:
        total = np.zeros(size)
    try:
        yield total
    finally:
        for numbers in touched:
            total[numbers] = 0
        _of_thread.sums = total
