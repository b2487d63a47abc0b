"""Every engine, made the same way; small articles to ask it about."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from indexer.engine import Engine
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import WhooshEngine

from .generations import ArraysEngine

MakeEngine = Callable[[], Engine]


def make_memory(folder: Path) -> Engine:
    return MemoryEngine()


def make_whoosh(folder: Path) -> Engine:
    return WhooshEngine(folder, create=True)


def make_arrays(folder: Path) -> Engine:
    return ArraysEngine()


ENGINES = {"memory": make_memory, "arrays": make_arrays, "whoosh": make_whoosh}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with closing(ENGINES[request.param](tmp_path / "index")) as made:
        yield made
