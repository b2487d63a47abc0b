"""The articles themselves: JSON, each packed by itself, so that reading one unpacks no other.

What articles have in common, the names of fields and the phrases of news, is kept
once, in a dictionary of the segment that zstd is trained with. A packed article is
so a fifth smaller than in a zlib stream of four, and unpacked in a quarter of the time.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from indexer.zstd import zstd

from .blocks import Blocks, BlocksWriter
from .columns import narrow
from .postings import Mask
from .varints import offsets

LEVEL = 6
"""Higher ones make the whole smaller by some hundredths and take twice the time."""

SAMPLED_BYTES = 4 << 20
"""So much of the articles is looked at for what they have in common; twice as much takes a second and finds no more."""
SAMPLED_ARTICLES = 256
"""Fewer have too little in common to be worth a dictionary."""
DICTIONARY_BYTES = 256 << 10
PART = 16
"""The dictionary is at most one part in so many of what it was trained with."""
GOOD_BYTES = DICTIONARY_BYTES // 2
"""A dictionary from so many bytes on was trained with enough to be used for other articles too."""

RELEASED_AFTER = 1 << 14
"""Articles, some 20 MB, after which a merge gives back what it has read."""

CP1251, UTF8 = b"\1", b"\2"
"""Begin an article's bytes. Windows-1251 holds Russian news in half of the bytes, which is faster all the way."""
AFTER_JSON = b"\0"
"""Stands between an article's JSON, which has no such byte, and its layout (`layout.py`)."""


def to_bytes(row: dict[str, Any], layout: bytes) -> bytes:
    """A row as JSON, and its layout."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    try:
        return b"".join((CP1251, text.encode("cp1251"), AFTER_JSON, layout))
    except UnicodeEncodeError:
        return b"".join((UTF8, text.encode(errors="surrogatepass"), AFTER_JSON, layout))


def from_bytes(data: bytes) -> tuple[str, bytes]:
    """The JSON and the layout. Raises `ValueError` for what is not written so."""
    text, _, layout = data.partition(AFTER_JSON)
    if text.startswith(CP1251):
        return text[1:].decode("cp1251"), layout
    if text.startswith(UTF8):
        return text[1:].decode(errors="surrogatepass"), layout
    raise ValueError("the article is in no known encoding")


def trained(rows: Sequence[bytes]) -> bytes:
    """What the rows have in common, as a dictionary; nothing where they are too few to tell."""
    size = min(DICTIONARY_BYTES, sum(map(len, rows)) // PART)
    if len(rows) < SAMPLED_ARTICLES:
        return b""
    try:
        return bytes(zstd.train_dict(rows, size).dict_content)
    except (zstd.ZstdError, ValueError):  # hundreds of rows of which none has anything to say
        return b""


class Packing:
    """Packs rows with a dictionary, which may be empty."""

    def __init__(self, dictionary: bytes) -> None:
        self.dictionary = dictionary
        named = zstd.CompressionParameter
        # Blocks have sums of their own, and a segment has one dictionary.
        options: dict[int, int] = {named.compression_level: LEVEL, named.dict_id_flag: 0, named.checksum_flag: 0}
        self._compressor = zstd.ZstdCompressor(options=options, zstd_dict=_dictionary(dictionary).known)

    def pack(self, row: bytes) -> bytes:
        """A row as it is written."""
        return self._compressor.compress(row, mode=zstd.ZstdCompressor.FLUSH_FRAME)


class _Dictionary(NamedTuple):
    """What articles are packed with: its bytes, and as zstd has it."""

    content: bytes
    known: zstd.ZstdDict | None


@lru_cache(4)
def _dictionary(content: bytes) -> _Dictionary:
    """One for all segments that have the same: made ready for unpacking, it takes a megabyte."""
    return _Dictionary(content, zstd.ZstdDict(content) if content else None)


class StoredBuilder:
    """Packs rows as they come; the first are held until they tell what rows have in common.

    Where `dictionary` is one that other segments have, a merge with them copies
    what is packed here as it is.
    """

    def __init__(self, dictionary: bytes = b"") -> None:
        self.bytes = 0
        self._held: list[bytes] = []
        self._packed: list[bytes] = []
        self._packing = Packing(dictionary) if dictionary else None

    def add(self, row: bytes) -> None:
        """One more article."""
        if self._packing is None:
            self._held.append(row)
            self.bytes += len(row)
            if self.bytes >= SAMPLED_BYTES:
                self._begin()
        else:
            self._pack(row)

    def _begin(self) -> Packing:
        """Train the dictionary and pack what was held."""
        self._packing = Packing(trained(self._held))
        held, self._held, self.bytes = self._held, [], 0
        for row in held:
            self._pack(row)
        return self._packing

    def _pack(self, row: bytes) -> None:
        assert self._packing is not None
        packed = self._packing.pack(row)
        self._packed.append(packed)
        self.bytes += len(packed)

    def write(self, blocks: BlocksWriter) -> bytes:
        """Write them as blocks; the dictionary that they were packed with."""
        packing = self._packing or self._begin()
        _write(blocks, packing.dictionary, self._packed)
        return packing.dictionary


def _write(blocks: BlocksWriter, dictionary: bytes, packed: Iterable[bytes]) -> None:
    sizes = array("Q")
    with blocks.stream("stored") as stream:
        for one in packed:
            stream.write(one)
            sizes.append(len(one))
    blocks.add("stored.at", narrow(offsets(np.frombuffer(sizes, dtype=np.uint64))))
    blocks.add("stored.dictionary", np.frombuffer(dictionary, dtype=np.uint8))


class StoredReader:
    """Reads articles; safe for any number of threads."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._data = blocks.block("stored")
        self._at = blocks.block("stored.at")
        self.dictionary, known = _dictionary(blocks["stored.dictionary"].tobytes())
        # The form that is ready for unpacking; made here once, and shared by all threads.
        self._known = known.as_digested_dict if known else None

    def release(self) -> None:
        """Give back the pages that were read."""
        self._blocks.release()

    def packed(self, number: int) -> bytes:
        """An article as it was written."""
        start, stop = self._at.part(number, number + 2).tolist()
        return self._data.part(start, stop).tobytes()

    def unpacked(self, number: int) -> bytes:
        """What `to_bytes` made of an article."""
        try:
            return zstd.decompress(self.packed(number), zstd_dict=self._known)
        except zstd.ZstdError:
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

    def _read(self, number: int) -> tuple[str, bytes]:
        try:
            return from_bytes(self.unpacked(number))
        except ValueError:
            raise self._blocks.damaged() from None


class Part(NamedTuple):
    """Articles of a segment, and which of them are live."""

    stored: StoredReader
    live: Mask

    def numbers(self) -> Iterator[int]:
        """The live ones."""
        return iter(np.flatnonzero(self.live).tolist())


def merge(parts: Sequence[Part], blocks: BlocksWriter) -> None:
    """Write the live articles of all parts, one part after the other.

    Those that were packed with the commonest dictionary are copied as they are,
    and the others packed with it; where it is that of less than half of the
    articles, a dictionary is made anew for all.
    """
    articles: Counter[bytes] = Counter()
    for part in parts:
        articles[part.stored.dictionary] += int(np.count_nonzero(part.live))
    (commonest, most), total = articles.most_common(1)[0], articles.total()
    kept = commonest if 2 * most >= total else None
    packing = Packing(trained(_sample(parts, total)) if kept is None else kept)
    _write(blocks, packing.dictionary, _packed(parts, packing, copied=kept))


def _packed(parts: Sequence[Part], packing: Packing, *, copied: bytes | None) -> Iterator[bytes]:
    """The live articles of all parts; those that were packed with the dictionary `copied` as they are."""
    for part in parts:
        stored = part.stored
        for count, number in enumerate(part.numbers(), 1):
            yield stored.packed(number) if stored.dictionary == copied else packing.pack(stored.unpacked(number))
            if count % RELEASED_AFTER == 0:
                stored.release()
        stored.release()


def _sample(parts: Sequence[Part], count: int) -> list[bytes]:
    """Articles from all over the parts, of SAMPLED_BYTES together."""
    sample: list[bytes] = []
    size = 0
    every = ((part.stored, number) for part in parts for number in part.numbers())
    # Of the usual length, a few thousand reach the bound: more would be unpacked for nothing.
    for stored, number in islice(every, 0, None, max(1, count // 4096)):
        if size < SAMPLED_BYTES:
            sample.append(stored.unpacked(number))
            size += len(sample[-1])
    return sample
