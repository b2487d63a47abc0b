"""Where articles are read from: finding the files of a source, and opening them.

The only file of this folder that touches the disk or standard input.
"""

import io
import os
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from ..errors import SourceMissing
from .chunks import CHUNK, Readable
from .compression import TooMuch
from .page import BrokenOff, Unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Paths come from the listing of folders as strings and stay strings: one object less for each of a million files.
# ruff: noqa: PTH100, PTH110, PTH112, PTH113, PTH116, PTH118, PTH119, PTH120, PTH123, PTH206

STDIN = "-"
IN_MEMORY = 16 << 20

Wanted = dict[str, "Wanted | None"]
"""Names to look at in a folder, each with those to look at below it; None stands for all."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: where it lies, how articles without an id of their own are named after it, its size in bytes."""

    path: str
    id: str
    size: int

    @property
    def location(self) -> str:
        """The absolute path as it is stored and shown."""
        return shown(self.path)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something in a source that is no file to read; a whole folder of unknown content if `folder`."""

    location: str
    reason: str
    folder: bool = False


def checked(source: str | os.PathLike[str]) -> str:
    """The absolute path of a source, or "-"; `SourceMissing` when nothing is there."""
    path = os.fsdecode(source)
    if path == STDIN:
        return STDIN
    if not os.path.exists(path):
        raise SourceMissing(
            f"There is nothing to read at {shown(path)!r}: check the path, or save the pages there first."
        )
    return os.path.abspath(path)


def shown(path: str) -> str:
    """The path in characters that every encoding can carry: what is no text in a name becomes «\\udcff»."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def files_of(source: str, only: Iterable[str] | None = None) -> Iterator[File | Obstacle]:
    """The files of a source, in the order of their names; of a folder all that do not begin with a dot, recursively.

    With `only`, absolute paths of files and folders, those alone, as the walk over all would come to them.
    """
    if source == STDIN:
        if only is None:
            yield File(STDIN, "stdin", 0)
    elif os.path.isdir(source):
        yield from _files_in(source, None if only is None else _wanted(source, only))
    elif only is not None and source not in only:
        return
    else:
        try:
            status = os.stat(source)
        except OSError as error:
            yield Obstacle(shown(source), reason_of(error))
        else:
            # A pipe is welcome here: it was named.
            yield File(source, _id_of([os.path.basename(source)]), status.st_size)


def known_size(source: str, only: Iterable[str] | None = None) -> int | None:
    """The bytes to read in a source; None when that cannot be known beforehand."""
    if source == STDIN or not (os.path.isdir(source) or os.path.isfile(source)):
        return None
    return sum(found.size for found in files_of(source, only) if isinstance(found, File))


def is_bare(source: str) -> bool:
    """Whether a source is gone, or a folder with no file in it: so looks a disk that is not mounted."""
    return not os.path.exists(source) or next(files_of(source), None) is None


def lies_in(path: str, folder: str) -> bool:
    """Whether the absolute path is the folder's own or one below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def upwards(path: str) -> Iterator[str]:
    """The path, its folder, the folder of that, and so on."""
    yield path
    while (folder := os.path.dirname(path)) != path:
        yield (path := folder)


@contextmanager
def opened(file: File, count: Callable[[int], None]) -> Iterator[Iterator[bytes]]:
    """The bytes of a file in chunks; `count` hears of each chunk's length."""
    if file.path == STDIN:
        stream = getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise OSError("there is no standard input")
        yield _chunks(stream, count)
    else:
        with open(file.path, "rb") as stream:
            yield _chunks(stream, count)


@contextmanager
def opened_anywhere(file: File, count: Callable[[int], None]) -> Iterator[BinaryIO | None]:
    """The file for reading at any place in it; None where that is impossible, as in pipes."""
    if file.path == STDIN or not os.path.isfile(file.path):
        yield None
    else:
        with io.BufferedReader(_Counted(file.path, count), CHUNK) as stream:
            yield stream


@contextmanager
def put_aside(chunks: Iterator[bytes], most: int) -> Iterator[BinaryIO]:
    """A stream as a file that can be read at any place: in memory while it is small, else in a temporary file.

    Raises `Unreadable` when it is longer than `most`. What breaks off is kept as
    far as it came, for those who can make something of it.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        size = 0
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise Unreadable(f"is an archive larger than {most >> 30} GiB within another: unpack the outer one")
                spool.write(chunk)
        except BrokenOff as broken:
            if not size or isinstance(broken, TooMuch):
                raise
        spool.seek(0)
        yield cast(BinaryIO, spool)


def reason_of(error: OSError) -> str:
    """Why something could not be read, in plain English."""
    match error:
        case PermissionError():
            return "cannot be read: permission denied"
        case FileNotFoundError():
            return "vanished before it could be read"
    return f"cannot be read: {(error.strerror or str(error)).lower()}"


def _chunks(stream: Readable, count: Callable[[int], None]) -> Iterator[bytes]:
    read = 0
    while True:
        try:
            chunk = stream.read(CHUNK)
        except OSError as error:
            if read:
                raise BrokenOff(f"breaks off in the middle: {reason_of(error)}") from error
            raise
        if not chunk:
            return
        read += len(chunk)
        count(len(chunk))
        yield chunk


class _Counted(io.FileIO):
    """A file that tells of each reading."""

    def __init__(self, path: str, count: Callable[[int], None]) -> None:
        super().__init__(path)
        self._count = count

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        size = super().readinto(buffer) or 0
        self._count(size)
        return size


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file or folder found in a source: its path, its names below the source, the real path of a folder."""

    path: str
    parts: tuple[str, ...]
    real: str
    is_link: bool
    status: os.stat_result
    wanted: Wanted | None


def _wanted(root: str, paths: Iterable[str]) -> Wanted | None:
    """What to look at in the root folder, so that the walk comes to these paths and to all that is below them."""
    wanted: Wanted = {}
    for path in paths:
        if path == root:
            return None
        if not lies_in(path, root):
            continue
        *folders, name = path[len(root) :].strip(os.sep).split(os.sep)
        names = wanted
        for folder in folders:
            below = names.setdefault(folder, {})
            if below is None:  # all of that folder is wanted anyway
                break
            names = below
        else:
            names[name] = None
    return wanted


def _files_in(root: str, wanted: Wanted | None = None) -> Iterator[File | Obstacle]:
    """Walk the folder without recursion: paths may be deeper than Python's stack.

    A link to a folder is followed only when it leads out of the source, and each
    folder is entered once: what a link inside the source leads to is read at its
    own place, and no loop is possible.
    """
    real_root = os.path.realpath(root)
    entered = {real_root}
    waiting = [_entries(root, real_root, (), wanted)]
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
        elif isinstance(found, Obstacle):
            yield found
        elif stat.S_ISREG(found.status.st_mode):
            yield File(found.path, _id_of(found.parts), found.status.st_size)
        elif not stat.S_ISDIR(found.status.st_mode):
            yield Obstacle(shown(found.path), "is not a file to read but a pipe, a socket or a device")
        elif found.is_link and found.real != real_root and lies_in(real_root, found.real):
            yield Obstacle(shown(found.path), "is a link to a folder around the source and was not followed")
        elif found.real not in entered and not (found.is_link and _is_walked(found.real, real_root)):
            entered.add(found.real)
            waiting.append(_entries(found.path, found.real, found.parts, found.wanted))


def _entries(folder: str, real: str, parts: tuple[str, ...], wanted: Wanted | None) -> Iterator[_Entry | Obstacle]:
    """What lies in a folder, in the order of code points of the names: the same on every machine."""
    try:
        with os.scandir(folder) as listing:
            found = [entry for entry in listing if wanted is None or entry.name in wanted]
    except OSError as error:
        yield Obstacle(shown(folder), reason_of(error), folder=True)
        return
    for entry in sorted(found, key=lambda entry: (unicodedata.normalize("NFC", entry.name), entry.name)):
        if entry.name.startswith("."):
            continue
        is_link = entry.is_symlink()
        try:
            status = entry.stat()
        except OSError as error:
            dangling = is_link and isinstance(error, FileNotFoundError)
            yield Obstacle(shown(entry.path), "is a link that leads to nothing" if dangling else reason_of(error))
            continue
        there = os.path.realpath(entry.path) if is_link else os.path.join(real, entry.name)
        below = None if wanted is None else wanted[entry.name]
        yield _Entry(entry.path, (*parts, entry.name), there, is_link, status, below)


def _is_walked(path: str, root: str) -> bool:
    """Whether the walk comes to that real path by itself: it lies in the root, not below a name with a dot."""
    return lies_in(path, root) and not any(part.startswith(".") for part in path[len(root) :].split(os.sep))


def _id_of(parts: Sequence[str]) -> str:
    return unicodedata.normalize("NFC", shown("/".join(parts)))
