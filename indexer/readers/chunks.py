"""Streams as iterators of byte chunks: unpacking, looking ahead, splitting into lines.

Pure: what a chunk is read from is the business of `sources`. Each function
delivers all that arrived before a break, then raises `BrokenOff`.
"""

import codecs
import zlib
from collections.abc import Callable, Iterable, Iterator

from .encoding import is_utf16
from .page import BrokenOff

CHUNK = 1 << 16
GZIP_MAGIC = b"\x1f\x8b"
TRUNCATED = "breaks off in the middle: the compressed file is truncated"
DAMAGED = "breaks off in the middle: the compressed data is damaged"


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content: decompressed when it is gzip by its magic bytes, else as it is."""
    head, content = looked_ahead(chunks, lambda seen: len(seen) >= len(GZIP_MAGIC))
    return _inflated(content) if head.startswith(GZIP_MAGIC) else content


def looked_ahead(chunks: Iterable[bytes], enough: Callable[[bytearray], bool]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, as many as are `enough` or as there are, and the whole stream with them."""
    stream = iter(chunks)
    head = bytearray()
    broken: BrokenOff | None = None
    try:
        while not enough(head):
            head += next(stream)
    except StopIteration:
        pass
    except BrokenOff as error:
        broken = error
    return bytes(head), _resumed(bytes(head), broken, stream)


def _resumed(head: bytes, broken: BrokenOff | None, stream: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    if broken:
        raise broken
    yield from stream


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress gzip of any number of members, never more than a chunk at a time."""
    member = zlib.decompressobj(wbits=31)
    between = True  # before a member, where the file may end
    for chunk in chunks:
        data = chunk
        while data:
            if member.eof:
                data = data.lstrip(b"\0")  # padding, as tapes and `tar` leave it
                if not data:
                    break
                member, between = zlib.decompressobj(wbits=31), True
            try:
                inflated = member.decompress(data, CHUNK)
            except zlib.error as error:
                raise BrokenOff(DAMAGED) from error
            between = member.eof
            data = member.unused_data if member.eof else member.unconsumed_tail
            if inflated:
                yield inflated
    while not member.eof and (rest := _rest(member)):
        yield rest
    if not (member.eof or between):
        raise BrokenOff(TRUNCATED)


def _rest(member: "zlib._Decompress") -> bytes:
    """What a decompressor holds back after its last input."""
    try:
        return member.decompress(member.unconsumed_tail, CHUNK)
    except zlib.error as error:
        raise BrokenOff(DAMAGED) from error


def in_utf8(head: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The stream, recoded when its head shows UTF-16; other encodings are left to whoever reads the lines."""
    if not is_utf16(head):
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", errors="replace")
    yield decoder.decode(b"", final=True).encode("utf-8", errors="replace")


def taken(chunks: Iterable[bytes], most: int) -> bytes | None:
    """All bytes of the stream; None when they are more than `most`."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > most:
            return None
    return bytes(data)


def lines(chunks: Iterable[bytes], longest: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers from 1; None for a line longer than `longest`, which is never held in memory."""
    number = 1
    held: bytearray | None = bytearray()
    for chunk in chunks:
        *ends, tail = chunk.split(b"\n")
        for end in ends:
            yield number, _joined(held, end, longest)
            number, held = number + 1, bytearray()
        if held is not None:
            held = held + tail if len(held) + len(tail) <= longest else None
    if held is None or held:
        yield number, None if held is None else bytes(held)


def _joined(held: bytearray | None, end: bytes, longest: int) -> bytes | None:
    return None if held is None or len(held) + len(end) > longest else bytes(held) + end
