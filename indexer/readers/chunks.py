"""Streams as iterators of byte chunks: looking ahead, recoding, splitting into lines, reading as a file.

Pure: what a chunk is read from is the business of `sources`. Each function
delivers all that arrived before a break, then raises `BrokenOff`.
"""

import codecs
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from .encoding import is_utf16
from .page import BrokenOff

CHUNK = 1 << 16


class Readable(Protocol):
    """A binary file, as far as it is read from the start to the end."""

    def read(self, size: int, /) -> bytes: ...  # noqa: D102


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


class Stream:
    """Chunks in the manner of a binary file that can only be read on, for libraries that ask for one.

    What broke the chunks off is raised again at each further reading, so that a
    library which tries once more cannot take the break for the end.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""
        self._broken: BrokenOff | None = None
        self._read = 0

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; all that is left when it is negative; b"" at the end."""
        parts: list[bytes] = []
        wanted = size
        while wanted:
            if not self._held and not self._more(bool(parts)):
                break
            part = self._held if wanted < 0 else self._held[:wanted]
            self._held = self._held[len(part) :]
            parts.append(part)
            wanted = wanted if wanted < 0 else wanted - len(part)
        data = b"".join(parts)
        self._read += len(data)
        return data

    def tell(self) -> int:
        """How many bytes were read."""
        return self._read

    def _more(self, some_read: bool) -> bool:
        if self._broken is None:
            try:
                self._held = next(filter(None, self._chunks), b"")
            except BrokenOff as error:
                self._broken = error
        if self._broken and not some_read:
            raise self._broken
        return bool(self._held)


def pieces_of(stream: Readable) -> Iterator[bytes]:
    """The bytes of a file in chunks."""
    while chunk := stream.read(CHUNK):
        yield chunk
