"""What is kept for the next query is kept as long as its generation, and within its bound."""

import gc
import weakref
from contextlib import closing
from functools import partial
from pathlib import Path

from indexer.engine import Request
from indexer.engines.whoosh import WhooshEngine
from indexer.engines.whoosh.bounded_cache import ENTRY_BYTES, BoundedCache
from indexer.engines.whoosh.search import search
from indexer.query import Keyword, Or, Published, Word

from .examples import article, ask, phrase, put, w
from .generations import ArticlesInMemory
from .made_up import made_up


def test_nothing_holds_a_generation_that_is_no_longer_asked() -> None:
    generation = ArticlesInMemory(1, list(made_up(30, seed=1)))
    query = Or((Word(("с1",)), Word(("с2", "с1")), Published()))
    assert search(generation, Request(tiers=(query,), facets=(Keyword.SOURCE,))).total == 30
    gone = weakref.ref(generation)
    del generation
    assert gone() is None


def test_a_commit_lets_go_of_the_generation_before(tmp_path: Path) -> None:
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        put(engine, article("а", "Новый мост", "Мост через реку."))
        assert ask(engine, phrase("новый мост"), w("река")).total == 1
        before = weakref.ref(engine._snapshot)
        put(engine, article("б", "Старый мост"))
        assert ask(engine, w("мост")).total == 2
        gc.collect()  # the writer that made the commit stands in a circle
        assert before() is None


def made_for(asked: str, seconds: dict[str, float]) -> str:
    """Which values a cache with room for three works out, where each takes so many seconds, else one."""
    now = 0.0
    made = []
    cache: BoundedCache[bytes] = BoundedCache(3 * (ENTRY_BYTES + 100), len, lambda: now)

    def work_out(key: str) -> bytes:
        nonlocal now
        made.append(key)
        now += seconds.get(key, 1)
        return b"x" * 100

    for key in asked:
        assert cache.get(key, partial(work_out, key)) == b"x" * 100
        assert cache.bytes <= 3 * (ENTRY_BYTES + 100)
    return "".join(made)


def test_a_cache_drops_what_was_used_longest_ago() -> None:
    assert made_for("abcadab", {}) == "abcdb"
    assert made_for("abcadab", dict.fromkeys("abcd", 0)) == "abcdb"


def test_a_cache_keeps_longer_what_took_long_to_work_out() -> None:
    assert made_for("abcdea", {"a": 3}) == "abcde"
    assert made_for("abcdefghijklma", {"a": 3}) == "abcdefghijklma"  # not for ever
    assert made_for("abcdaefagha", {"a": 3}) == "abcdefgh"


def test_what_was_dropped_leaves_nothing_behind() -> None:
    cache: BoundedCache[bytes] = BoundedCache(1 << 20, len)
    for turn in range(100):  # a segment that comes with a commit and goes with a later one
        for number in range(10):
            cache.get((turn, number), lambda: b"x" * 100)
        cache.drop(lambda key, turn=turn: key[0] == turn)  # type: ignore[misc]
    assert cache.bytes == 0
    assert len(cache._queue) < 20
