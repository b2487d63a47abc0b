"""The terms of one field in a segment: sorted, BLOCK of them together, found by binary search over the first of each.

A block is a head and the streams of its terms (see `coding.py`), one after the
other: shapes, articles, positions. The head is its length in four bytes and, as
a zlib stream, varints (for each term the bytes it shares with the one before,
its other bytes, its article frequency, the bytes of its articles and of its
positions: all terms' first, then all terms' second, and so on) and the other
bytes of all terms. Streams of less than PACKED_BELOW bytes are packed, where that
makes them smaller; the highest bit of the head's length says so. Only blocks with
frequent terms are longer, and of these any posting can be read where it lies.
"""

import struct
import threading
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np

from indexer.zstd import zstd

from . import varints
from .blocks import Blocks, BlocksWriter
from .coding import Coded
from .inverted import joined
from .postings import Int64
from .varints import Bytes, offsets, ranges

BLOCK = 64
HEAD = struct.Struct("<I")
KEPT_HEADS = 4096
"""Some 35 MB: to read one takes as long as a small query."""
LEVEL = 6
PACKED = 1 << 31
"""Added to the length of a head whose streams are packed with zstd."""
PACKED_BELOW = 1 << 16
"""Bytes, which take less than a tenth of a millisecond to unpack. Nine tenths of the streams of 13,000 articles of news
are in such blocks, and become an eighth smaller."""
PACKING = 3
"""The level of zstd: 9 takes twice the time and spares a fortieth more."""
COMPARED = 255
"""So many bytes of two terms are compared; no word of a text has more."""


class Streams(NamedTuple):
    """Where the streams of a run of terms are, and how they are shared out among them."""

    shapes: Bytes
    articles: Bytes
    positions: Bytes


class Head(NamedTuple):
    """The terms of a block, and where the streams of each begin (one more: where they end)."""

    terms: list[bytes]
    frequency: Int64
    shapes: Int64
    articles: Int64
    positions: Int64

    @property
    def size(self) -> int:
        """The bytes of all streams."""
        return int(self.shapes[-1] + self.articles[-1] + self.positions[-1])


class Place(NamedTuple):
    """Where the streams of a block lie in those of the field, and whether they are packed there."""

    start: int
    stop: int
    packed: bool


class FieldWriter:
    """Writes the terms of one field, which come sorted, in as many pieces as one likes."""

    def __init__(self, blocks: BlocksWriter, field: str) -> None:
        self._field = field
        self._blocks = blocks
        self._stream = blocks.stream(f"{field}.postings")
        self._written = 0
        self._at: list[int] = [0]
        self._first: list[bytes] = []
        self._most: list[int] = []
        self._held: list[Coded] = []
        self._terms = self._occurrences = self._postings = 0

    def add(self, coded: Coded) -> None:
        """Write the terms; up to BLOCK - 1 of the last ones are held until more come."""
        self._held.append(coded)
        if sum(len(part.terms) for part in self._held) >= BLOCK:
            whole = joined(self._held)
            full = len(whole.terms) // BLOCK * BLOCK
            self._held = [whole.part(full, len(whole.terms))]
            self._write(whole, full)

    def finish(self) -> None:
        """Write what is held, and the tables that lead to the blocks."""
        if self._held:
            whole = joined(self._held)
            self._write(whole, len(whole.terms))
        with self._stream:
            pass
        name = self._field
        self._blocks.add(f"{name}.at", np.array(self._at, dtype=np.uint64))
        self._blocks.add(f"{name}.first", np.frombuffer(b"".join(self._first), dtype=np.uint8))
        self._blocks.add(f"{name}.first.at", offsets(np.array([len(t) for t in self._first], np.int64)).astype("u4"))
        self._blocks.add(f"{name}.most", np.array(self._most, dtype=np.uint32))
        sizes = (self._terms, self._postings, self._occurrences)
        self._blocks.add(f"{name}.sizes", np.array(sizes, dtype=np.uint64))

    def _write(self, coded: Coded, count: int) -> None:
        """The first terms, so many."""
        if not count:
            return
        self._terms += count
        self._postings += int(coded.frequency[:count].sum())
        streams = coded.streams
        positions, ends = streams[-1]
        self._occurrences += varints.count(positions[: ends[count]])
        for start, head in zip(range(0, count, BLOCK), _heads(coded, count), strict=True):
            stop = min(start + BLOCK, count)
            body = b"".join([stream[int(at[start]) : int(at[stop])].tobytes() for stream, at in streams])
            packed = _packed(body)
            length = len(head) if packed is None else len(head) | PACKED
            block = b"".join((HEAD.pack(length), head, body if packed is None else packed))
            self._stream.write(block)
            self._written += len(block)
            self._at.append(self._written)
            self._first.append(coded.terms[start])
            self._most.append(int(coded.frequency[start:stop].max()))


def _packed(streams: bytes) -> bytes | None:
    """The streams of a block, packed; None where they are to be found without unpacking, or would not be smaller."""
    packed = zstd.compress(streams, PACKING) if len(streams) < PACKED_BELOW else streams
    return packed if len(packed) < len(streams) else None


def _heads(coded: Coded, count: int) -> Iterator[bytes]:
    """The head of each block of the first terms.

    Their numbers are coded at once: for 64 terms that would be mostly calls of NumPy's.
    """
    terms = coded.terms[:count]
    shared = _shared(terms)
    shared[::BLOCK] = 0  # a block is read without the one before
    others = [term[same:] for term, same in zip(terms, shared.tolist(), strict=True)]
    sizes = np.fromiter(map(len, others), np.int64, len(others))
    columns = coded.frequency, coded.article_bytes, coded.position_bytes
    numbers = np.stack([shared, sizes, *(column[:count] for column in columns)])
    kinds = len(numbers)
    full, left = divmod(count, BLOCK)
    blocks = numbers[:, : count - left].reshape(kinds, full, BLOCK).swapaxes(0, 1)
    starts = kinds * np.append(np.arange(0, count, BLOCK), count)
    data, at = varints.encode(np.concatenate([blocks.ravel(), numbers[:, count - left :].ravel()]), starts)
    for start, (begin, end) in zip(range(0, count, BLOCK), pairwise(at.tolist()), strict=True):
        stop = min(start + BLOCK, count)
        coded_numbers = data[begin:end].tobytes()
        yield zlib.compress(b"".join((coded_numbers, *others[start:stop])), LEVEL)


def _shared(terms: list[bytes]) -> Int64:
    """With how many bytes of the term before it each begins, at most COMPARED."""
    letters = np.array([term[:COMPARED] for term in terms], dtype=np.bytes_)  # zeros fill what is shorter
    columns = letters.view(np.uint8).reshape(letters.size, letters.itemsize)
    shared = np.zeros(len(terms), dtype=np.int64)
    same = (columns[1:] != columns[:-1]).argmax(axis=1)
    np.minimum(same, np.fromiter(map(len, terms[:-1]), np.int64), out=shared[1:])
    return shared


EMPTY: Bytes = np.empty(0, dtype=np.uint8)


class FieldReader:
    """Finds the terms of one field; safe for any number of threads."""

    def __init__(self, blocks: Blocks, field: str) -> None:
        self._blocks = blocks
        self.field = field
        self._data = blocks.block(f"{field}.postings")
        self._at = blocks.block(f"{field}.at")
        self._first = blocks.block(f"{field}.first")
        self._first_at = blocks.block(f"{field}.first.at")
        self._heads: dict[int, tuple[Head, Place]] = {}
        self._unpacked: tuple[int, Bytes] = (-1, EMPTY)
        """The block that was unpacked last: who asks for a term's articles asks for its positions next."""
        self._lock = threading.Lock()
        self.blocks = self._at.size - 1
        self.terms, self.postings, self.occurrences = (int(size) for size in blocks[f"{field}.sizes"])

    @cached_property
    def first(self) -> list[bytes]:
        """The first term of each block: 50 bytes for 64 terms, which every look-up goes by."""
        data, at = self._first.all().tobytes(), self._first_at.all().tolist()
        return [data[start:stop] for start, stop in pairwise(at)]

    @cached_property
    def most(self) -> Int64 | None:
        """The largest article frequency in each block; None in an index of before these were written."""
        name = f"{self.field}.most"
        return self._blocks[name].astype(np.int64) if name in self._blocks.directory else None

    def block_of(self, term: bytes) -> int:
        """The only block in which the term can be; -1 when it comes before all."""
        return bisect_right(self.first, term) - 1

    def blocks_of(self, start: bytes, stop: bytes | None) -> tuple[int, int]:
        """The first block that may have terms from `start` up to, not including, `stop`, and the first after all."""
        first = max(self.block_of(start), 0)
        return first, self.blocks if stop is None else max(first, bisect_left(self.first, stop))

    def head(self, block: int) -> tuple[Head, Place]:
        """The terms of a block, and where its streams are."""
        found = self._heads.get(block)
        if found is None:
            begin, end = (int(at) for at in self._at.part(block, block + 2))
            (size,) = HEAD.unpack(self._data.part(begin, begin + HEAD.size).tobytes())
            packed, size = bool(size & PACKED), size & ~PACKED
            begin += HEAD.size
            count = min(BLOCK, self.terms - block * BLOCK)
            try:
                head = _read_head(zlib.decompress(self._data.part(begin, begin + size).tobytes()), count)
            except (zlib.error, ValueError, IndexError):
                raise self._blocks.damaged() from None
            found = head, Place(begin + size, end, packed)
            if not packed and head.size != end - begin - size:
                raise self._blocks.damaged()
            with self._lock:
                if len(self._heads) >= KEPT_HEADS:
                    for oldest in list(islice(self._heads, KEPT_HEADS // 4)):
                        del self._heads[oldest]
                self._heads[block] = found
        return found

    def release(self) -> None:
        """Forget the heads that were read: whoever goes through all terms once meets none of them again."""
        with self._lock:
            self._heads = {}
        self._unpacked = (-1, EMPTY)

    def streams(self, block: int, start: int, stop: int, *, articles: bool = True, positions: bool = True) -> Streams:
        """The streams of some terms of a block; those that are not asked for are empty."""
        head, place = self.head(block)
        first, last = _begins(head, start), _begins(head, stop)
        wanted = articles, articles, positions
        pieces = zip(first, last, wanted, strict=True)
        if place.packed:
            whole = self._unpack(block)
            return Streams(*[whole[begin:end] if want else EMPTY for begin, end, want in pieces])
        at = place.start
        return Streams(*[self._data.part(at + begin, at + end) if want else EMPTY for begin, end, want in pieces])

    def _unpack(self, block: int) -> Bytes:
        """All streams of a block that is packed."""
        known, whole = self._unpacked
        if known == block:
            return whole
        head, place = self.head(block)
        try:
            whole = np.frombuffer(zstd.decompress(self._data.part(place.start, place.stop).tobytes()), dtype=np.uint8)
        except zstd.ZstdError:
            raise self._blocks.damaged() from None
        if whole.size != head.size:
            raise self._blocks.damaged()
        self._unpacked = block, whole
        return whole

    def begins(self, block: int, place: int) -> tuple[int, int, int] | None:
        """Where the streams of a term of a block begin in those of the field: shapes, articles, positions.

        None where they are packed.
        """
        head, where = self.head(block)
        if where.packed:
            return None
        shapes, articles, positions = _begins(head, place)
        return where.start + shapes, where.start + articles, where.start + positions

    @property
    def size(self) -> int:
        """The bytes of all blocks."""
        return self._data.size

    def joined(self, starts: Int64, stops: Int64, beyond: Bytes) -> Bytes:
        """Pieces of streams that were read before, one after the other; places from `size` on are those in `beyond`."""
        at = ranges(starts, stops)
        if not beyond.size:
            return self._data.taken(at)
        found = np.empty(at.size, dtype=np.uint8)
        is_beyond = at >= self.size
        found[is_beyond] = beyond.take(at.compress(is_beyond) - self.size)
        is_here = ~is_beyond
        found[is_here] = self._data.taken(at.compress(is_here))
        return found

    def find(self, term: bytes) -> tuple[int, int] | None:
        """The block of the term and its place there; None where it is unknown."""
        block = self.block_of(term)
        if block < 0:
            return None
        terms = self.head(block)[0].terms
        place = bisect_left(terms, term)
        return (block, place) if place < len(terms) and terms[place] == term else None

    def count(self, start: bytes, stop: bytes | None) -> int:
        """How many terms there are from `start` up to, not including, `stop`: all blocks but the last are full."""
        first, after = self.blocks_of(start, stop)
        if first == after:
            return 0
        before = bisect_left(self.head(first)[0].terms, start)
        last = self.head(after - 1)[0].terms
        return (after - 1 - first) * BLOCK + (len(last) if stop is None else bisect_left(last, stop)) - before

    def frequency(self, term: bytes) -> int:
        """How many articles have the term, deleted ones included."""
        found = self.find(term)
        return int(self.head(found[0])[0].frequency[found[1]]) if found else 0

    def marks(self) -> Iterator[tuple[bytes, int]]:
        """The first term of each block, with the bytes that the block takes."""
        sizes = np.diff(self._at.all().astype(np.int64)).tolist()
        return zip(self.first, sizes, strict=True)

    def runs(self, start: bytes, stop: bytes | None) -> Iterator[tuple[int, int, int]]:
        """Blocks with the places in them of the terms from `start` up to, not including, `stop`."""
        for block in range(*self.blocks_of(start, stop)):
            terms = self.head(block)[0].terms
            low = bisect_left(terms, start)
            high = len(terms) if stop is None else bisect_left(terms, stop)
            if low < high:
                yield block, low, high

    def range(self, start: bytes, stop: bytes | None = None) -> Iterator[tuple[bytes, int]]:
        """The terms from `start` up to, not including, `stop`, with their article frequencies."""
        for block, low, high in self.runs(start, stop):
            head = self.head(block)[0]
            yield from zip(head.terms[low:high], head.frequency[low:high].tolist(), strict=True)


def _begins(head: Head, place: int) -> tuple[int, int, int]:
    """Where the streams of a term begin in those of its block."""
    after = int(head.shapes[-1])
    last = after + int(head.articles[-1])
    return int(head.shapes[place]), after + int(head.articles[place]), last + int(head.positions[place])


def _read_head(data: bytes, count: int) -> Head:
    numbers_end = int(varints.ends(np.frombuffer(data, dtype=np.uint8))[5 * count - 1]) + 1
    numbers = varints.decode(np.frombuffer(data[:numbers_end], dtype=np.uint8)).astype(np.int64).reshape(5, count)
    shared, others = numbers[0].tolist(), numbers[1].tolist()
    terms: list[bytes] = []
    at, before = numbers_end, b""
    for same, more in zip(shared, others, strict=True):
        before = before[:same] + data[at : at + more]
        at += more
        terms.append(before)
    if at != len(data):
        raise ValueError("the terms do not fill their block")
    frequency = numbers[2]
    return Head(terms, frequency, offsets((frequency + 1) // 2), offsets(numbers[3]), offsets(numbers[4]))


def after_prefix(prefix: bytes) -> bytes | None:
    """The first bytes that come after all that begin with the prefix; None when there are none."""
    stem = prefix.rstrip(b"\xff")
    return stem[:-1] + bytes([stem[-1] + 1]) if stem else None
