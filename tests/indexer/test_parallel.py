"""Analysis in several processes gives what one gives, whatever the writer can have done beforehand."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from indexer import parallel
from indexer.article import Article
from indexer.collecting import OBJECTS, collecting_seldom
from indexer.engine import Engine, Preparing, PreparingWriter, Request, Sort
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import WhooshEngine
from indexer.parallel import BATCH, MOST, processes_at_hand, put_all
from indexer.query import Everything
from indexer.reprints.noting import noting_reprints
from tests.engines.examples import article

NEWS = [article(f"{n}", f"Мост {n}", f"Река {n % 5}. Сквер номер {n}.", side="Погода", day="2024") for n in range(80)]
ALL = Request(tiers=(Everything(),), sort=Sort.NEWEST, limit=200)


def filled(engine: Engine, articles: Iterable[Article], jobs: int | None) -> Engine:
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


def test_where_nobody_says_how_many_few_articles_are_analyzed_here_and_many_by_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "FEW", BATCH)
    monkeypatch.setattr(parallel, "processes_at_hand", lambda: 2)
    begun: list[int] = []
    by_workers = parallel._by_workers

    def noted(articles: Iterable[Article], jobs: int, preparing: Preparing | None) -> Iterator[Any]:
        begun.append(jobs)
        return by_workers(articles, jobs, preparing)

    monkeypatch.setattr(parallel, "_by_workers", noted)
    with (
        closing(WhooshEngine(tmp_path / "few", create=True)) as few,
        closing(WhooshEngine(tmp_path / "1", create=True)) as one,
        closing(WhooshEngine(tmp_path / "2", create=True)) as two,
    ):
        filled(few, NEWS[:BATCH], None)
        assert begun == []
        filled(one, NEWS, 1)
        filled(two, NEWS, None)
        assert begun == [2]
        assert few.manifest.articles == BATCH
        assert two.search(ALL) == one.search(ALL)
        assert two.terms("", 999) == one.terms("", 999)
        assert two.kept("sketches") == one.kept("sketches")


@pytest.mark.parametrize(
    ("cores", "gigabytes", "processes"), [(1, 64, 1), (2, 24, 2), (8, 4, 2), (8, 1, 1), (64, 256, MOST), (2, None, 2)]
)
def test_no_more_processes_than_cores_and_room(
    cores: int, gigabytes: int | None, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.machine.cores", lambda: cores)
    monkeypatch.setattr("indexer.machine.memory", lambda: gigabytes and gigabytes << 30)
    assert processes_at_hand() == processes


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
