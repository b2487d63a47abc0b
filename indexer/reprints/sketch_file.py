"""Many sketches one after the other, of which only what is looked at is in memory."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import SEEK_END
from tempfile import SpooledTemporaryFile, gettempdir

import numpy as np
import numpy.typing as npt

from .sketch import SKETCH, Sketches

HELD_BYTES = 32 << 20
"""More than this lies in a file without a name: the sketches of a million articles are a third of a gigabyte."""

AT_ONCE = 1 << 20
"""Bytes that are written at a time."""

PART = 1 << 14
"""Sketches that are read at a time."""

MUCH_SLOWER = 10
"""Reading one sketch at a time takes so many times as long as reading all of them does for each."""


class SketchFile:
    """Sketches by their places, from 0 on. For one thread; `close` gives the file back."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=HELD_BYTES)  # noqa: SIM115
        self._count = 0
        self._at_end = True

    def __len__(self) -> int:
        return self._count

    def append(self, data: bytes | memoryview) -> None:
        """Put one more sketch at the end, or several."""
        with _folder_told():
            if not self._at_end:
                self._file.seek(0, SEEK_END)
                self._at_end = True
            for at in range(0, len(data), AT_ONCE):  # it is held until it is written: not all of what an index kept
                self._file.write(data[at : at + AT_ONCE])
        self._count += len(data) // SKETCH.itemsize

    def replace(self, place: int, data: bytes) -> bool:
        """Put another sketch at the place; whether it differs from the one that was there."""
        if self.part(place, place + 1).tobytes() == data:
            return False
        with _folder_told():
            self._file.seek(place * SKETCH.itemsize)
            self._file.write(data)
        return True

    def part(self, start: int, stop: int) -> Sketches:
        """The sketches from place `start` to `stop`."""
        self._at_end = False
        with _folder_told():  # what was appended may be written only now
            self._file.seek(start * SKETCH.itemsize)
        return np.frombuffer(self._file.read((stop - start) * SKETCH.itemsize), dtype=SKETCH)

    def parts(self) -> Iterator[tuple[int, Sketches]]:
        """All of them, PART at a time, each time with the place of the first."""
        for start in range(0, self._count, PART):
            yield start, self.part(start, min(start + PART, self._count))

    def column(self, name: str) -> npt.NDArray[np.int64]:
        """One of their numbers, for all of them."""
        column = np.empty(self._count, dtype=np.int64)
        for start, part in self.parts():
            column[start : start + len(part)] = part[name]
        return column

    def take(self, places: npt.NDArray[np.integer]) -> Sketches:
        """The sketches at these places, in their order."""
        if places.size * MUCH_SLOWER < self._count:
            return self._one_by_one(places.tolist())
        found = np.empty(places.size, dtype=SKETCH)
        order = places.argsort()
        ascending = places[order]
        for start, part in self.parts():
            first, last = np.searchsorted(ascending, (start, start + len(part)))
            found[order[first:last]] = part[ascending[first:last] - start]
        return found

    def _one_by_one(self, places: list[int]) -> Sketches:
        found = bytearray()
        self._at_end = False
        seek, read, size = self._file.seek, self._file.read, SKETCH.itemsize
        with _folder_told():
            for place in places:
                seek(place * size)
                found += read(size)
        return np.frombuffer(found, dtype=SKETCH)

    def chosen(self, places: npt.NDArray[np.int64]) -> "SketchFile":
        """The sketches at these places, which ascend, as a file of their own."""
        chosen = SketchFile()
        for start, part in self.parts():
            inside = places[np.searchsorted(places, start) : np.searchsorted(places, start + len(part))] - start
            chosen.append(part[inside].tobytes())
        return chosen

    def close(self) -> None:
        """Give the file back."""
        with suppress(OSError):  # what it could not write before, and nobody needs any more
            self._file.close()


@contextmanager
def _folder_told() -> Iterator[None]:
    """Let an error of the disk name the folder that is full: the file has no name."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, gettempdir()) from error
