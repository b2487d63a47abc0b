"""Python's collector of cyclic garbage: called less often by a build, kept from what a server never gives up."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 20_000
"""Objects that are made before the collector looks for cycles among them."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let the collector run once where it would run thirty times, for the whole process.

    A build remembers hundreds of thousands of words. The collector goes through
    them again and again and finds nothing: it took a twelfth of the time. Cycles
    that readers of pages leave behind are still found, a little later.
    """
    before = gc.get_threshold()
    if 0 < before[0] < OBJECTS:  # 0: somebody has switched it off
        gc.set_threshold(OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def pass_over_all() -> None:
    """Keep the collector from everything that there is now, for the whole process.

    A server has half a million objects that it never gives up: dictionaries,
    tables. The collector goes through all of them whenever their number has grown
    by a quarter, which stops every thread for as long as it takes.
    """
    gc.collect()
    gc.freeze()
