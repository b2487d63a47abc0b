"""Analysis in several processes gives what one gives, whatever the writer can have done beforehand."""

import gc
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from indexer.article import Article
from indexer.collecting import OBJECTS, collecting_seldom
from indexer.engine import Engine, PreparingWriter, Request, Sort
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import WhooshEngine
from indexer.parallel import put_all
from indexer.query import Everything
from indexer.reprints.noting import noting_reprints
from tests.engines.examples import article

NEWS = [article(f"{n}", f"Мост {n}", f"Река {n % 5}. Сквер номер {n}.", side="Погода", day="2024") for n in range(80)]
ALL = Request(tiers=(Everything(),), sort=Sort.NEWEST, limit=200)


def filled(engine: Engine, articles: Iterable[Article], jobs: int) -> Engine:
    with noting_reprints(engine) as writer:
        put_all(writer, articles, jobs)
    return engine


def test_a_writer_that_prepares_nothing_gets_plain_articles() -> None:
    one, two = (filled(MemoryEngine(), NEWS, jobs) for jobs in (1, 2))
    assert two.search(ALL) == one.search(ALL)
    assert two.terms("", 999) == one.terms("", 999)
    with one.writer() as writer:
        assert not isinstance(writer, PreparingWriter)
    with noting_reprints(one) as noting:
        assert noting.preparing() is None


def test_what_several_processes_prepare_makes_the_same_index(tmp_path: Path) -> None:
    again = [*NEWS, *(article(f"{n}", "Иной мост", "Иной сквер") for n in range(5))]  # replaces the first five
    with (
        closing(WhooshEngine(tmp_path / "1", create=True)) as one,
        closing(WhooshEngine(tmp_path / "2", create=True)) as two,
    ):
        filled(one, again, 1)
        filled(two, again, 2)
        assert two.search(ALL) == one.search(ALL)
        assert two.terms("", 999) == one.terms("", 999)
        assert two.kept("sketches") == one.kept("sketches")
        assert two.kept("stories") == one.kept("stories")


def test_the_collector_of_garbage_is_left_as_it_was() -> None:
    before = gc.get_threshold()
    with suppress(KeyError), collecting_seldom():
        assert gc.get_threshold()[0] >= OBJECTS
        raise KeyError
    assert gc.get_threshold() == before


def test_a_collector_that_is_switched_off_stays_off() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with collecting_seldom():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
