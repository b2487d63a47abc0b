"""The embedded engine: an index in a folder, in Whoosh's files, answered with NumPy."""

import logging
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path

from whoosh import index

from indexer.article import Article
from indexer.engine import Hits, Request, Stats, Writer
from indexer.errors import IndexDamaged, IndexLocked, IndexMissing, IndexOutdated, IndexUnusable
from indexer.manifest import FileSum, Manifest, remove_old_manifests

from .generation import OpenGeneration
from .kept import BlockWriter, remove_other_blocks
from .schema import SCHEMA_VERSION, schema
from .state import CommittedState
from .storage import DurableStorage
from .writer import MEMORY, ColumnarWriter

log = logging.getLogger("gubernia.engine")

TOC = re.compile(r"_MAIN_(\d+)\.toc")
TRIES = 10
LISTED = 1.0
"""For so many seconds a listing of the folder is believed where nothing speaks against it."""


class WhooshEngine:
    """Keeps the index in a folder; needs no server.

    Many threads and processes may search while one writes. Each search answers
    from the generation that is the latest when it begins.
    """

    def __init__(self, folder: Path, *, create: bool = False, memory: int = MEMORY) -> None:
        """Open the index in the folder, or make an empty one; a writer takes about `memory` bytes."""
        self.folder = folder
        self._memory = memory
        self._switching = threading.Lock()
        self._unusable: int | None = None
        self._snapshot: OpenGeneration | None = None
        self._listed = -LISTED
        if create:
            folder.mkdir(parents=True, exist_ok=True)
            if _generation(folder) is None:
                storage = DurableStorage(folder, before_commit=lambda toc: self._manifest(0, 0, [], toc).write(folder))
                index.FileIndex.create(storage, schema(), "MAIN")
        self._snapshot = self._open()

    @property
    def manifest(self) -> Manifest:
        """How the last committed generation was made."""
        with self._held() as snapshot:
            return snapshot.manifest

    # Reading

    def _hold(self) -> OpenGeneration:
        """The latest generation, kept open until it is released."""
        while True:
            snapshot = self._latest()
            if snapshot.hold():
                return snapshot

    @contextmanager
    def _held(self) -> Iterator[OpenGeneration]:
        """The same for as long as the block runs."""
        snapshot = self._hold()
        try:
            yield snapshot
        finally:
            snapshot.release()

    def _latest(self) -> OpenGeneration:
        latest = self._latest_number()
        with self._switching:
            snapshot = self._snapshot
            if snapshot is None:
                raise IndexMissing("The index was closed: open it again.")
            # Without a table of contents the folder is being removed: a newer build serves elsewhere.
            if latest is None or latest in (snapshot.generation, self._unusable):
                return snapshot
            try:
                self._snapshot = self._open()
            except IndexUnusable as error:
                log.warning("a new generation cannot be opened, the one before it goes on serving: %s", error)
                self._unusable = latest
                return snapshot
            snapshot.release()
            return self._snapshot

    def _latest_number(self) -> int | None:
        """The number of the latest generation.

        To list the folder takes longer than many a search. While the table of contents of the generation that is open
        is there and that of the next is not, it is the latest: numbers follow each other, and a commit removes the
        tables before its own. Where a table cannot be removed (Windows, while a scanner of viruses reads it) this could
        hide two commits, so the folder is listed at least once a second.
        """
        snapshot, now = self._snapshot, time.monotonic()
        if snapshot is not None and now < self._listed + LISTED:
            own, following = snapshot.tables
            # In half of the time of Path.exists, which was a tenth of a short search.
            if os.access(own, os.F_OK) and not os.access(following, os.F_OK):
                return snapshot.generation
        latest = _generation(self.folder)
        self._listed = now
        return latest

    def _open(self) -> OpenGeneration:
        """Open the latest generation; a commit that deletes its files meanwhile makes us try the next."""
        for attempt in range(TRIES):
            generation = _generation(self.folder)
            if generation is None:
                break
            try:
                manifest = Manifest.read(self.folder, generation, schema=SCHEMA_VERSION)
                # The table of contents is a pickle: a flipped bit in it could lead anywhere.
                if not manifest.is_sound(self.folder, f"_MAIN_{generation}.toc"):
                    raise _damaged(self.folder)
                toc = index.TOC.read(DurableStorage(self.folder), "MAIN", gen=generation)
                return OpenGeneration(toc.segments, manifest, self.folder, self._snapshot)
            except IndexDamaged:
                if _generation(self.folder) == generation:
                    raise
            except (IndexMissing, FileNotFoundError, index.EmptyIndexError) as error:
                if attempt == TRIES - 1 and _generation(self.folder) == generation:
                    raise _damaged(self.folder) from error
            except IndexOutdated:
                raise
            except Exception as error:  # Whoosh reports a broken file by whatever its decoding happens to raise
                raise _damaged(self.folder) from error
        raise IndexMissing(f"There is no index at {self.folder}: build one with `gubernia index SOURCE...`.")

    @contextmanager
    def reader(self) -> Iterator[CommittedState]:
        """See `Engine.reader`."""
        with self._held() as snapshot:
            yield CommittedState(snapshot)

    @property
    def generation(self) -> int:
        """See `Reader.generation`."""
        with self.reader() as state:
            return state.generation

    def search(self, request: Request) -> Hits:
        """See `Reader.search`."""
        snapshot = self._hold()  # two blocks around it would take a twentieth of a short search
        try:
            return CommittedState(snapshot).search(request)
        finally:
            snapshot.release()

    def articles(self, ids: Iterable[str] | None = None) -> Iterator[Article]:
        """See `Reader.articles`."""
        with self.reader() as state:
            yield from state.articles(ids)

    def kept(self, name: str) -> bytes | None:
        """See `Reader.kept`."""
        with self.reader() as state:
            return state.kept(name)

    def terms(self, start: str, limit: int) -> list[tuple[str, int]]:
        """See `Reader.terms`."""
        with self.reader() as state:
            return state.terms(start, limit)

    def terms_beginning(self, start: str) -> int:
        """See `Reader.terms_beginning`."""
        with self.reader() as state:
            return state.terms_beginning(start)

    def similar_terms(self, word: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """See `Reader.similar_terms`."""
        with self.reader() as state:
            return state.similar_terms(word, distance, limit)

    def stats(self) -> Stats:
        """See `Reader.stats`. Terms of deleted articles count until they are merged away."""
        with self.reader() as state:
            return state.stats()

    def close(self) -> None:
        """See `Engine.close`. Searches that run finish first."""
        with self._switching:
            snapshot, self._snapshot = self._snapshot, None
        if snapshot is not None:
            snapshot.release()

    # Writing

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """See `Engine.writer`."""
        storage = DurableStorage(self.folder)
        lock = storage.lock("MAIN_WRITELOCK")
        if not lock.acquire(blocking=False):
            raise IndexLocked("Another process is changing the index: wait until it has finished.")
        try:
            with self._held() as snapshot:
                toc = index.TOC.read(storage, "MAIN")
                if snapshot.generation != toc.generation:  # the latest cannot be opened, see _latest
                    raise _damaged(self.folder)
                self._tidy(storage, toc, snapshot.manifest.files)
                blocks = BlockWriter(self.folder, int(toc.generation) + 1, snapshot.manifest.files)
                writer = ColumnarWriter(storage, toc, snapshot, blocks, self._memory)
                try:
                    yield writer
                    if writer.changed:
                        writer.commit(lambda *made: self._manifest(*made).write(self.folder))
                finally:
                    # An interrupt can come when the commit has happened and only its end is missing.
                    if _generation(self.folder) != writer.generation:
                        writer.cancel()
            self._tidy(storage, index.TOC.read(storage, "MAIN"), blocks.files)
        finally:
            lock.release()

    def _tidy(self, storage: DurableStorage, toc: index.TOC, files: Iterable[str]) -> None:
        """Remove what other generations left, and what a crash kept from its name.

        Windows keeps files that a reader has open; they go the next time.
        """
        index.clean_files(storage, "MAIN", toc.generation, toc.segments)
        remove_old_manifests(self.folder, toc.generation)
        remove_other_blocks(self.folder, files)
        for leftover in self.folder.glob("_MAIN_*.toc.*"):
            leftover.unlink(missing_ok=True)

    def _manifest(self, generation: int, articles: int, names: list[str], toc: Path) -> Manifest:
        # Segments never change: those of the generation before were summed up then.
        known = self._snapshot.manifest.files if self._snapshot else {}
        files = {name: known.get(name) or FileSum.of(self.folder / name) for name in sorted(names)}
        files[f"_MAIN_{generation}.toc"] = FileSum.of(toc)
        return Manifest.now(
            engine="whoosh", schema=SCHEMA_VERSION, generation=generation, articles=articles, files=files
        )


def committed(folder: Path) -> Manifest:
    """How the last generation in the folder was made; nothing but this note of it is read."""
    generation = _generation(folder)
    if generation is None:
        raise IndexMissing(f"There is no index at {folder}: build one with `gubernia index SOURCE...`.")
    return Manifest.read(folder, generation, schema=SCHEMA_VERSION)


def _generation(folder: Path) -> int | None:
    """The number of the latest committed generation in the folder; None where there is none."""
    try:
        names = [match for path in folder.iterdir() if (match := TOC.fullmatch(path.name))]
    except (FileNotFoundError, NotADirectoryError):
        return None
    return reduce(max, (int(match[1]) for match in names)) if names else None


def _damaged(folder: Path) -> IndexDamaged:
    return IndexDamaged(f"The index at {folder} is damaged: build it anew with `gubernia index SOURCE...`.")
