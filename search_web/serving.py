"""The index that answers right now: it changes when it is rebuilt, and stays open for whoever still uses it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.engine import Engine, Reader
from indexer.engines.whoosh import CommittedState, WhooshEngine
from indexer.errors import IndexMissing, IndexUnusable
from indexer.index_folder import IndexFolder

from .answers import IndexStats

log = logging.getLogger("gubernia.search")
TRIES = 5


class _Open:
    """An open engine and how many use it; the last one out closes it."""

    def __init__(self, engine: Engine, build: str) -> None:
        self.engine = engine
        self.build = build
        self.users = 1


class Serving:
    """Hands out the engine of the build that serves."""

    def __init__(self, folder: IndexFolder | None, first: _Open) -> None:
        self._folder = folder
        self._open: _Open | None = first
        self._lock = threading.Lock()

    @classmethod
    def folder(cls, path: Path) -> "Serving":
        """Follow the index folder: whichever build it names serves."""
        folder = IndexFolder(path)
        return cls(folder, _open(folder))

    @classmethod
    def engine(cls, engine: Engine) -> "Serving":
        """Serve from this engine for ever."""
        return cls(None, _Open(engine, "0"))

    @contextmanager
    def held(self) -> Iterator[tuple[Reader, str]]:
        """The state of the index that answers now, as it is for as long as the block runs, and its name.

        The name is that of the build and the number of the generation, as in `Answers.generation`.
        """
        current = self._current()
        try:
            with current.engine.reader() as reader:
                yield reader, f"{current.build}.{reader.generation}"
        finally:
            self._let_go(current)

    def stats(self) -> IndexStats:
        """How many articles there are, and how the index was made."""
        with self.held() as (reader, name):
            if isinstance(reader, CommittedState):
                made = reader.manifest
                return IndexStats(
                    articles=made.articles, generation=name, built_at=made.built_at, current=made.same_analysis
                )
            return IndexStats(articles=reader.stats().articles, generation=name)

    def close(self) -> None:
        """Serve no more."""
        with self._lock:
            current, self._open = self._open, None
        if current is not None:
            self._let_go(current)

    def _current(self) -> _Open:
        with self._lock:
            if self._open is None:
                raise IndexMissing("This search was closed: open it again with NewsSearch.open(...).")
            if self._folder is not None:
                self._follow(self._folder)
            self._open.users += 1
            return self._open

    def _follow(self, folder: IndexFolder) -> None:
        """Change over to another build, if another one serves now; what cannot be opened leaves the old one serving."""
        assert self._open is not None
        try:
            if _short(folder.serving()) == self._open.build:
                return
            following = _open(folder)
        except IndexUnusable as error:
            log.warning("the rebuilt index cannot be opened, the one before it goes on serving: %s", error)
            return
        retired, self._open = self._open, following
        retired.users -= 1
        if retired.users == 0:
            retired.engine.close()

    def _let_go(self, current: _Open) -> None:
        with self._lock:
            current.users -= 1
            last = current.users == 0
        if last:
            current.engine.close()


def _open(folder: IndexFolder) -> _Open:
    """Open the build that serves; if it is replaced and removed meanwhile, the next one."""
    for attempt in range(TRIES):
        build = folder.serving()
        try:
            engine = WhooshEngine(build)
        except IndexUnusable:
            if attempt == TRIES - 1 or folder.serving() == build:
                raise
            continue
        if not engine.manifest.same_analysis:
            log.warning(
                "the index at %s was made with another version of the analysis or the dictionaries: "
                "it serves, but `gubernia index SOURCE...` would make its answers better",
                folder.path,
            )
        return _Open(engine, _short(build))
    raise AssertionError("unreachable")


def _short(build: Path) -> str:
    return build.name.removeprefix("build-")
