"""The articles themselves, as JSON, a few together in a zlib stream: small on the disk, and soon unpacked.

A chunk is a head, the length of each article's bytes doubled, plus 1 where they
are in Windows-1251 and not in UTF-8, as numbers of four bytes; and the bytes.
Windows-1251 holds Russian news in half of the bytes that UTF-8 takes, which
makes packing and unpacking twice as fast and the packed text a tenth smaller.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from .blocks import Blocks, BlocksWriter
from .postings import Mask
from .varints import offsets

TOGETHER = 4
"""Articles in a chunk: more would be smaller by a little and slower to read one of."""
LEVEL = 6

AFTER_JSON = b"\0"
"""Stands between an article's JSON, which has no such byte, and its layout (`layout.py`)."""


def to_bytes(row: dict[str, Any], layout: bytes) -> tuple[bytes, bool]:
    """A row as JSON and its layout, and whether the JSON is in Windows-1251."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode("cp1251") + AFTER_JSON + layout, True
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass") + AFTER_JSON + layout, False


def pack(rows: list[tuple[bytes, bool]]) -> bytes:
    """A chunk of rows."""
    head = np.array([len(data) << 1 | narrow for data, narrow in rows], dtype="<u4")
    return zlib.compress(head.tobytes() + b"".join(data for data, _ in rows), LEVEL)


def unpack(chunk: bytes, count: int) -> list[tuple[bytes, bool]]:
    """The rows of a chunk."""
    data = zlib.decompress(chunk)
    head = np.frombuffer(data, dtype="<u4", count=count).tolist()
    at = offsets(np.array(head) >> 1) + 4 * count
    if int(at[-1]) != len(data):
        raise ValueError("the articles do not fill their chunk")
    return [(data[a:b], bool(n & 1)) for a, b, n in zip(at.tolist(), at[1:].tolist(), head, strict=False)]


class StoredBuilder:
    """Packs rows as they come."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.counts: list[int] = []
        self.bytes = 0
        self._open: list[tuple[bytes, bool]] = []

    def add(self, row: tuple[bytes, bool]) -> None:
        """One more article."""
        self._open.append(row)
        if len(self._open) == TOGETHER:
            self._close()

    def _close(self) -> None:
        if self._open:
            self.chunks.append(pack(self._open))
            self.counts.append(len(self._open))
            self.bytes += len(self.chunks[-1])
            self._open = []

    def write(self, blocks: BlocksWriter) -> None:
        """Write them as blocks."""
        self._close()
        write_chunks(blocks, zip(self.chunks, self.counts, strict=True))


def write_chunks(blocks: BlocksWriter, chunks: Iterable[tuple[bytes, int]]) -> None:
    """Write chunks, each with its number of articles, as blocks."""
    sizes, counts = [], []
    with blocks.stream("stored") as stream:
        for packed, count in chunks:
            stream.write(packed)
            sizes.append(len(packed))
            counts.append(count)
    blocks.add("stored.at", offsets(np.array(sizes, dtype=np.int64)).astype(np.uint64))
    blocks.add("stored.first", offsets(np.array(counts, dtype=np.int64)).astype(np.uint32))


class StoredReader:
    """Reads articles; safe for any number of threads."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._data = blocks.block("stored")
        self._at = blocks.block("stored.at")
        self._first = blocks.block("stored.first")

    def _chunk(self, chunk: int) -> tuple[bytes, int]:
        start, stop = (int(at) for at in self._at.part(chunk, chunk + 2))
        first, last = self._first.part(chunk, chunk + 2).tolist()
        return self._data.part(start, stop).tobytes(), last - first

    def _read(self, number: int) -> tuple[str, bytes]:
        """The JSON of one article, and its layout."""
        chunk = int(np.searchsorted(self._first.all(), number, side="right")) - 1
        rows = self._unpack(*self._chunk(chunk))
        data, narrow = rows[number - int(self._first.part(chunk, chunk + 1)[0])]
        text, _, layout = data.partition(AFTER_JSON)
        try:
            return text.decode("cp1251") if narrow else text.decode(errors="surrogatepass"), layout
        except ValueError:
            raise self._blocks.damaged() from None

    def text(self, number: int) -> str:
        """The JSON of one article."""
        return self._read(number)[0]

    def row(self, number: int) -> dict[str, Any]:
        """The row of one article."""
        return self.row_and_layout(number)[0]

    def row_and_layout(self, number: int) -> tuple[dict[str, Any], bytes]:
        """The row of one article, and where its tokens stand."""
        text, layout = self._read(number)
        row: dict[str, Any] = json.loads(text)
        return row, layout

    def _unpack(self, packed: bytes, count: int) -> list[tuple[bytes, bool]]:
        try:
            return unpack(packed, count)
        except (zlib.error, ValueError):
            raise self._blocks.damaged() from None

    def live(self, live: Mask) -> Iterator[tuple[bytes, int]]:
        """The chunks of the live articles; only those that are not full any more are packed anew."""
        few: list[tuple[bytes, bool]] = []
        for chunk in range(self._at.size - 1):
            packed, count = self._chunk(chunk)
            first = int(self._first.part(chunk, chunk + 1)[0])
            here = live[first : first + count]
            whole = count == TOGETHER and bool(here.all())
            if not whole:
                rows = self._unpack(packed, count)
                few += [row for row, alive in zip(rows, here.tolist(), strict=True) if alive]
            while few and (whole or len(few) >= TOGETHER):
                yield pack(few[:TOGETHER]), len(few[:TOGETHER])
                few = few[TOGETHER:]
            if whole:
                yield packed, count
        if few:
            yield pack(few), len(few)
