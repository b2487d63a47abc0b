"""Where an index lives: builds side by side, and a small file that says which one serves.

    var/index/
      serving.json     {"build": "build-20231105T113600000000"}, replaced in one step
      build-20231105T113600000000/    the files of one engine, with a manifest for each generation
      writing.lock     held by the one process that may change anything here

A build is named after the moment it was begun, so no name ever comes back: a
reader that follows the folder notices even an index that was removed and made anew.

A rebuild fills a new folder beside the serving one and then replaces the small
file, so a build that dies half-way changes nothing for readers; what it left
behind is removed when the next one begins.
"""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from .errors import IndexDamaged, IndexLocked, IndexMissing
from .files import write_json

BUILD = re.compile(r"build-\d{8}T\d{12}")
MOMENT = "build-%Y%m%dT%H%M%S%f"
BELIEVED = 1.0
"""For so many seconds a small file that looks the same is not read again: to read it takes longer than many an answer
that is kept. Where clocks of files are coarse, two builds within one of their ticks could look the same."""


class _Said(NamedTuple):
    """Which build the small file named, how it looked then, and when it was read."""

    stamp: tuple[int, int, int]
    read: float
    build: Path


class IndexFolder:
    """The folder that `--index` names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._serving_file = path / "serving.json"
        self._last: _Said | None = None
        """What the small file said when it was read last: every search asks."""

    def serving(self) -> Path:
        """The folder of the build that serves; raises `IndexMissing` or `IndexDamaged`."""
        now, last = time.monotonic(), self._last
        try:
            at = self._serving_file.stat()
            stamp = at.st_ino, at.st_mtime_ns, at.st_size
            if last and last.stamp == stamp and now < last.read + BELIEVED:
                return last.build
            name = json.loads(self._serving_file.read_bytes())["build"]
        except (FileNotFoundError, NotADirectoryError):
            raise IndexMissing(
                f"There is no index at {self.path}: build one with `gubernia index SOURCE...`."
            ) from None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise IndexDamaged(
                f"The file {self._serving_file} cannot be read: build the index anew with `gubernia index SOURCE...`."
            ) from error
        if not isinstance(name, str) or not BUILD.fullmatch(name):  # a name from outside must not lead elsewhere
            raise IndexDamaged(
                f"The file {self._serving_file} names no build: build the index anew with `gubernia index SOURCE...`."
            )
        self._last = _Said(stamp, now, self.path / name)
        return self._last.build

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only one that changes the folder; raises `IndexLocked` when somebody else does already."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / "writing.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise IndexLocked(
                f"Another process is changing the index at {self.path}: wait until it has finished."
            ) from None
        try:
            yield
        finally:
            lock.release()

    def new_build(self) -> Path:
        """A new empty folder for a build."""
        begun = datetime.now(UTC)
        while (build := self.path / begun.strftime(MOMENT)).exists():
            begun += timedelta(microseconds=1)
        build.mkdir()
        return build

    def serve(self, build: Path) -> None:
        """From now on this build serves."""
        write_json(self._serving_file, {"build": build.name})

    def remove_others(self) -> None:
        """Remove every build but the serving one: leftovers of builds that died, and replaced ones.

        Windows keeps files that a reader has open; they go the next time.
        """
        try:
            serving = self.serving()
        except IndexMissing:
            serving = None
        except IndexDamaged:
            return  # which one served cannot be told: all may be needed to save what is there
        for build in self._builds():
            if build != serving:
                shutil.rmtree(build, ignore_errors=True)

    def _builds(self) -> list[Path]:
        return [path for path in self.path.iterdir() if path.is_dir() and BUILD.fullmatch(path.name)]
