"""Python's collector of cyclic garbage: called less often by a build, kept from what a server never gives up."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 20_000
"""Objects that are made before the collector looks for cycles among them."""

SELDOM = 300
"""Times that the collector goes through younger objects of a server before it does through all: by its usual thresholds
some two million objects more than there were, which is so the most that garbage it has overlooked can come to."""


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
    """Keep the collector from all that a server holds, for the whole process.

    A server has half a million objects that it never gives up, dictionaries and
    tables, and comes to hold as many again: answers, articles, postings. The
    collector goes through all of them whenever their number has grown by a
    quarter, which stops every thread for as long as it takes: 0.1 to 0.4 s after
    some hundred pages each time. What a page leaves behind in cycles, some ten
    objects, is found while these are young, so the older ones are looked at seldom.
    Now, too, only the young ones are: of 270,000 objects of a server none was garbage,
    and to find that out took the first readers a quarter to a whole second.
    """
    gc.collect(1)
    gc.freeze()
    young, older, oldest = gc.get_threshold()
    gc.set_threshold(young, older, max(oldest, SELDOM))
