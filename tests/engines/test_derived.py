"""What is kept for the next query is kept as long as its generation, and within its bound."""

import gc
import weakref
from contextlib import closing
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


def test_a_cache_drops_what_was_used_longest_ago() -> None:
    cache: BoundedCache[bytes] = BoundedCache(3 * (ENTRY_BYTES + 100), len)
    made = []

    def value(key: str) -> bytes:
        def work_out() -> bytes:
            made.append(key)
            return b"x" * 100

        return cache.get(key, work_out)

    for key in "abcada":
        value(key)
    assert "".join(made) == "abcd"
    value("b")
    assert "".join(made) == "abcdb"
    assert cache.bytes <= 3 * (ENTRY_BYTES + 100)
