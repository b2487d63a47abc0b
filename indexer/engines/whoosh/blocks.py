"""A file of named arrays, memory-mapped, in which no flipped bit goes unnoticed.

    magic | block | block | ... | sums | directory | tail

Blocks begin at multiples of 8 bytes. The `sums` are CRC-32s of the pages of
PAGE bytes of everything before them; a page is checked when it is first touched,
so that opening reads next to nothing and nothing is trusted unchecked. The
directory is JSON: for each block where it begins, its bytes and its element
type. The tail says where sums and directory are, with CRCs of both. All numbers
are little-endian.
"""

import json
import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

import numpy as np
import numpy.typing as npt

from indexer.errors import IndexDamaged

from .varints import Int64

MAGIC = b"gubernia columns 2\n".ljust(24, b"\0")
PAGE = 1 << 15
TAIL = struct.Struct("<QIQIII8s")  # sums: at, CRC; directory: at, bytes, CRC; CRC of this much of the tail; magic
TAIL_MAGIC = b"guberEND"


class BlocksWriter:
    """Writes the blocks of one file, in the order in which they come."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._page = 0  # CRC of the page under way
        self._sums: list[int] = []
        self._directory: dict[str, tuple[int, int, str]] = {}
        self._put(MAGIC)

    def _put(self, data: bytes | memoryview) -> None:
        view = memoryview(data).cast("B")
        self._file.write(view)
        while view:
            room = PAGE - self._at % PAGE
            part = view[:room]
            self._page = crc32(part, self._page)
            self._at += len(part)
            if self._at % PAGE == 0:
                self._sums.append(self._page)
                self._page = 0
            view = view[room:]

    def add(self, name: str, values: npt.NDArray[Any]) -> None:
        """Write an array as a block."""
        values = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
        with self.stream(name, values.dtype) as stream:
            stream.write(values)

    def stream(self, name: str, kind: npt.DTypeLike = np.uint8) -> "_Stream":
        """A block that is written piece by piece; no other may be begun before it ends."""
        self._put(b"\0" * (-self._at % 8))
        return _Stream(self, name, np.dtype(kind))

    def finish(self) -> None:
        """Write what tells where the blocks are."""
        if self._at % PAGE:
            self._sums.append(self._page)
        sums = np.array(self._sums, dtype="<u4").tobytes()
        directory = json.dumps(self._directory).encode()
        at = self._at
        body = (at, crc32(sums), at + len(sums), len(directory), crc32(directory))
        head = TAIL.pack(*body, 0, TAIL_MAGIC)[:28]
        self._file.write(sums + directory + TAIL.pack(*body, crc32(head), TAIL_MAGIC))


class _Stream:
    """One block under way."""

    def __init__(self, writer: BlocksWriter, name: str, kind: np.dtype[Any]) -> None:
        self._writer = writer
        self._name = name
        self._kind = kind
        self._begin = writer._at

    def __enter__(self) -> "_Stream":
        return self

    def write(self, values: npt.NDArray[Any] | bytes) -> None:
        """Append to the block."""
        if len(values):
            self._writer._put(values if isinstance(values, bytes) else np.ascontiguousarray(values).view(np.uint8).data)

    def __exit__(self, *error: object) -> None:
        size = self._writer._at - self._begin
        self._writer._directory[self._name] = (self._begin, size, self._kind.newbyteorder("<").str)


class Blocks:
    """An open file of blocks; safe for any number of threads. Raises `IndexDamaged` for what is not as written.

    The file stays mapped for as long as any array of it is in use.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            try:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:  # an empty file
                raise self.damaged() from None
        self._bytes: npt.NDArray[np.uint8] = np.frombuffer(self._map, dtype=np.uint8)
        tail = bytes(self._bytes[-TAIL.size :])
        if len(tail) != TAIL.size or self._bytes[: len(MAGIC)].tobytes() != MAGIC:
            raise self.damaged()
        sums_at, sums_crc, directory_at, directory_bytes, directory_crc, tail_crc, magic = TAIL.unpack(tail)
        if crc32(tail[:28]) != tail_crc or magic != TAIL_MAGIC:
            raise self.damaged()
        sums = bytes(self._bytes[sums_at:directory_at])
        directory = bytes(self._bytes[directory_at : directory_at + directory_bytes])
        if crc32(sums) != sums_crc or crc32(directory) != directory_crc:
            raise self.damaged()
        self.end: int = sums_at  # of what the sums are of
        self._sums: list[int] = np.frombuffer(sums, dtype="<u4").tolist()
        self._checked = bytearray(len(self._sums))
        self.directory: Mapping[str, tuple[int, int, str]] = json.loads(directory)

    def damaged(self) -> IndexDamaged:
        """What to raise when something in here makes no sense."""
        return IndexDamaged(
            f"The index at {self._path.parent} is damaged: build it anew with `gubernia index SOURCE...`."
        )

    def check(self, start: int, stop: int) -> None:
        """Make sure that the bytes from `start` to `stop` are as they were written."""
        checked = self._checked
        for page in range(start // PAGE, -(-stop // PAGE)):
            if not checked[page]:
                if crc32(self._bytes[page * PAGE : min((page + 1) * PAGE, self.end)].data) != self._sums[page]:
                    raise self.damaged()
                checked[page] = 1

    def block(self, name: str) -> "Block":
        """The block of that name."""
        # Not kept here: it would hold what holds it, and the file would stay mapped until a collection of garbage.
        begin, size, kind = self.directory[name]
        values = np.frombuffer(self._map, dtype=kind, count=size // np.dtype(kind).itemsize, offset=begin)
        return Block(self, begin, values)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """All of a block."""
        return self.block(name).all()

    def release(self) -> None:
        """Give the memory back that what was read takes in this process; what is asked for again is read again."""
        if hasattr(mmap, "MADV_DONTNEED"):  # Windows has none, and lets go of pages by itself
            self._map.madvise(mmap.MADV_DONTNEED)

    def sizes(self) -> dict[str, int]:
        """The bytes of each block."""
        return {name: size for name, (_, size, _) in self.directory.items()}


class Block:
    """One array in a file; each part is checked when it is first touched."""

    def __init__(self, blocks: Blocks, begin: int, values: npt.NDArray[Any]) -> None:
        self._blocks = blocks
        self._begin = begin
        self._values = values
        self.size = values.size

    def all(self) -> npt.NDArray[Any]:
        """The whole array, read-only."""
        return self.part(0, self.size)

    def part(self, start: int, stop: int) -> npt.NDArray[Any]:
        """A part of the array, read-only."""
        if not 0 <= start <= stop <= self.size:
            raise self._blocks.damaged()
        width = self._values.itemsize
        self._blocks.check(self._begin + start * width, self._begin + stop * width)
        return self._values[start:stop]

    def taken(self, places: Int64) -> npt.NDArray[Any]:
        """Some values of parts that were touched before."""
        return self._values.take(places)
