"""Compressed streams: told by their first bytes, unpacked piece by piece, never a whole one in memory.

Gzip, bzip2 and xz come with Python; zstd does from Python 3.14 on, before that
a package brings the same module (`indexer/zstd.py`).
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ..zstd import zstd
from .chunks import CHUNK, looked_ahead
from .page import BrokenOff

TRUNCATED = "breaks off in the middle: the compressed file is truncated"
DAMAGED = "breaks off in the middle: the compressed data is damaged"
LZMA_MEMORY = 256 << 20  # `xz -9` needs 65 MiB to unpack, and its format allows 4 GiB to be asked for
ZSTD_WINDOW = 27  # 128 MiB, the most that the `zstd` command takes unasked

MOST_UNPACKED = 256 << 20
MOST_TIMES_LARGER = 300


class TooMuch(BrokenOff):
    """The content grows beyond what its file can honestly hold: nothing more of that file is read."""


@dataclass(slots=True)
class Allowance:
    """How many bytes may come out of one file, all layers and members together.

    A page within a page within a page is charged for each time it is unpacked,
    so no nesting and no overlapping of members leads around the bound.
    """

    size: int = 0
    read: int = 0
    spent: int = 0

    def more_read(self, size: int) -> None:
        """So many more bytes were read from the disk, or from a stream whose size is not known."""
        self.read += size

    def spend(self, size: int) -> None:
        """Take that much; `TooMuch` when no archive of news unpacks to so many bytes."""
        self.spent += size
        if self.spent > max(MOST_UNPACKED, MOST_TIMES_LARGER * max(self.size, self.read)):
            raise TooMuch(
                f"unpacks to more than {MOST_TIMES_LARGER} times its size, as no archive of news does: "
                "what came before that was read, the rest was not"
            )

    def metered(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks, each charged for."""
        for chunk in chunks:
            self.spend(len(chunk))
            yield chunk


class Decompressor(Protocol):
    """What Python's own decompressors have in common."""

    @property
    def eof(self) -> bool: ...  # noqa: D102

    @property
    def needs_input(self) -> bool: ...  # noqa: D102

    @property
    def unused_data(self) -> bytes: ...  # noqa: D102

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...  # noqa: D102


class _Gzip:
    """zlib's decompressor in the manner of the other ones."""

    def __init__(self, wbits: int = 31) -> None:
        self._inflating = zlib.decompressobj(wbits=wbits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inflating.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflating.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        found = self._inflating.decompress(self._inflating.unconsumed_tail + data, max(max_length, 0))
        # A full answer may have left more of it inside of the decompressor.
        self.needs_input = not self._inflating.unconsumed_tail and len(found) < max_length
        return found


def _zstd() -> Decompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW})


CODECS: dict[bytes, Callable[[], Decompressor]] = {
    b"\x1f\x8b": _Gzip,
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=LZMA_MEMORY),
    b"\x28\xb5\x2f\xfd": _zstd,
}
LONGEST_MAGIC = max(map(len, CODECS))
NAMES = (".gz", ".bz2", ".xz", ".zst")
SHORT_NAMES = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}


def codec_of(head: bytes) -> Callable[[], Decompressor] | None:
    """What unpacks a content that begins so; None when it is not compressed."""
    for magic, codec in CODECS.items():
        # "BZh" are three letters that a text may begin with: bzip2 goes on with a digit and the number pi.
        if head.startswith(magic) and (magic != b"BZh" or head[4:6] in (b"1A", b"\x17\x72", b"")):
            return codec
    return None


def peeled(chunks: Iterable[bytes]) -> tuple[Callable[[], Decompressor] | None, Iterator[bytes]]:
    """What unpacks the stream, if anything, and the stream itself."""
    head, content = looked_ahead(chunks, lambda seen: len(seen) >= LONGEST_MAGIC)
    return codec_of(head), content


def unpacked(chunks: Iterable[bytes], codec: Callable[[], Decompressor]) -> Iterator[bytes]:
    """The content of a compressed stream of any number of members, never more than a chunk at a time.

    Delivers what came before a break, then raises `BrokenOff`.
    """
    member, between = codec(), True  # between members the file may end
    for chunk in chunks:
        data = chunk
        while data or not (member.eof or member.needs_input):
            if member.eof:
                data = data.lstrip(b"\0")  # padding, as tapes and `tar` leave it
                if not data:
                    break
                member, between = codec(), True
            found = _decompressed(member, data)
            between = member.eof
            data = member.unused_data if member.eof else b""
            if found:
                yield found
    if not (member.eof or between):
        raise BrokenOff(TRUNCATED)


def _decompressed(member: Decompressor, data: bytes) -> bytes:
    try:
        return member.decompress(data, CHUNK)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, MemoryError) as error:
        raise BrokenOff(DAMAGED) from error
    except Exception as error:
        if type(error).__name__ == "ZstdError":
            raise BrokenOff(DAMAGED) from error
        raise


def unpacked_name(name: str) -> str:
    """The name of what is in a compressed file: «news.csv» for «news.csv.gz»."""
    lower = name.lower()
    for ending, meant in SHORT_NAMES.items():
        if lower.endswith(ending):
            return name[: -len(ending)] + meant
    for ending in NAMES:
        if lower.endswith(ending):
            return name[: -len(ending)]
    return name
