"""Named blocks beside the segments: a file for each, named after the generation that wrote it.

A later generation that does not touch a block lists the same file in its
manifest, so a block costs something only when it changes.
"""

import os
import re
import threading
import weakref
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from indexer.engine import BLOCK_NAME, check_block_name
from indexer.errors import IndexDamaged
from indexer.files import sync_file
from indexer.manifest import Manifest

FILE = re.compile(rf"kept-\d+-({BLOCK_NAME})")


def block_files(files: Iterable[str]) -> dict[str, str]:
    """From the names of blocks to those of their files, among the files of a generation."""
    return {match[1]: name for name in files if (match := FILE.fullmatch(name))}


def remove_other_blocks(folder: Path, files: Iterable[str]) -> None:
    """Drop what other generations kept, and what was kept for one that was never committed."""
    wanted = set(files)
    for path in folder.glob("kept-*"):
        if FILE.fullmatch(path.name) and path.name not in wanted:
            with suppress(OSError):  # Windows keeps files that a reader has open; they go the next time
                path.unlink()


class KeptBlocks:
    """The blocks of one committed generation, whose files stay open until `close`."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._reading = threading.Lock()
        self._sums = manifest.files
        self._files = block_files(manifest.files)
        self._open: dict[str, int] = {}
        # Whoever forgets to close an index is not told of each of its files by Python.
        self._closing = weakref.finalize(self, _close, self._open)
        try:
            for file in self._files.values():
                self._open[file] = os.open(folder / file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except BaseException:
            self.close()
            raise

    def read(self, name: str) -> bytes | None:
        """The block, or None where there is none of this name; raises `IndexDamaged` when it is not what was kept."""
        if name not in self._files:
            return None
        file_name = self._files[name]
        with self._reading, open(self._open[file_name], "rb", closefd=False) as file:
            file.seek(0)
            data = file.read()
        expected = self._sums[file_name]
        if (len(data), crc32(data)) != (expected.bytes, expected.crc32):
            raise IndexDamaged(
                f"The index's file {file_name} is damaged: build the index anew with `gubernia index SOURCE...`."
            )
        return data

    def close(self) -> None:
        """Close the files."""
        self._closing()


def _close(files: dict[str, int]) -> None:
    while files:
        os.close(files.popitem()[1])


class BlockWriter:
    """The blocks that the generation about to be committed will have."""

    def __init__(self, folder: Path, generation: int, committed: Iterable[str]) -> None:
        self._folder = folder
        self._generation = generation
        self._files = block_files(committed)
        self._written: list[str] = []

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self._written)

    @property
    def files(self) -> list[str]:
        """The names of the files of all blocks."""
        return list(self._files.values())

    def keep(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """Write the block to the disk, where nothing speaks of it before the commit."""
        check_block_name(name)
        file = self._folder / f"kept-{self._generation}-{name}"
        self._written.append(file.name)
        with file.open("wb") as opened:
            opened.writelines((data,) if isinstance(data, bytes) else data)
        sync_file(file)
        self._files[name] = file.name

    def discard(self) -> None:
        """Remove what was written."""
        for name in self._written:
            (self._folder / name).unlink(missing_ok=True)
