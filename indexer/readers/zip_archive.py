"""Members of zip archives, by the table at the end of the archive; by what stands before them when that is lost.

A zip archive is read from its end, so one that comes in a stream is put aside in
a temporary file first; of members nothing ever is.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from .chunks import CHUNK, pieces_of
from .members import Member, is_passed_over, member_name
from .page import BrokenOff, Unreadable

BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Documents that are zip archives inside, by the names that they begin with.
DOCUMENTS = (b"[Content_Types].xml", b"mimetype", b"_rels/", b"META-INF/", b"docProps/", b"word/", b"xl/", b"ppt/")
ENCRYPTED, NAME_IN_UTF8, SIZES_FOLLOW = 0x1, 0x800, 0x8
STORED, DEFLATED = 0, 8
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
DAMAGED = "cannot be unpacked: the archive is damaged there"
NO_TABLE = "has no table of contents: it is truncated or damaged, and only its beginning was read"
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, MemoryError, NotImplementedError)


def is_zip(head: bytes) -> bool:
    """Whether the content is a zip archive; `Unreadable` for documents of office programs, which are zip inside."""
    if not head.startswith(BEGINNINGS):
        return False
    if head.startswith(BEGINNINGS[0]) and head[30:].startswith(DOCUMENTS):
        raise Unreadable("is an office document, an e-book or a program, not a text")
    return True


def zip_members(archive: BinaryIO) -> Iterator[Member]:
    """The files of the archive, in its order. Raises `BrokenOff` when the archive is not whole."""
    try:
        opened = zipfile.ZipFile(archive)
    except FAULTS:
        yield from salvaged(archive)
        raise BrokenOff(NO_TABLE) from None
    with opened:
        for info in opened.infolist():
            if not info.filename:  # where the table is damaged; Python 3.11 stumbles over it
                yield Member("", Unreadable("is a member without a name and was skipped: the archive is damaged"))
                continue
            name = member_name(_name(info))
            if info.is_dir() or not name or is_passed_over(name):
                continue
            if info.flag_bits & ENCRYPTED:
                yield Member(name, Unreadable("is encrypted and was skipped: unpack the archive with its password"))
            else:
                yield Member(name, _content(opened, info))


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name: in archives made on Russian Windows it is in cp866, which the library takes for cp437."""
    if info.flag_bits & NAME_IN_UTF8:
        return info.filename
    try:
        return _decoded_name(info.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename


def _decoded_name(written: bytes) -> str:
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return written.decode("cp866", errors="replace")


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    read = 0
    try:
        with archive.open(info) as content:
            while chunk := content.read(CHUNK):
                read += len(chunk)
                yield chunk
    except (*FAULTS, RuntimeError) as error:
        if isinstance(error, NotImplementedError):
            raise Unreadable("is compressed in a way that is not known here") from error
        raise (BrokenOff(f"breaks off in the middle: it {DAMAGED}") if read else Unreadable(DAMAGED)) from error


def salvaged(archive: BinaryIO) -> Iterator[Member]:
    """The members of an archive without its table, one after the other by the headers before them."""
    archive.seek(0)
    while len(header := archive.read(LOCAL_HEADER.size)) == LOCAL_HEADER.size:
        magic, _, flags, method, _, _, _, size, _, name_size, extra_size = LOCAL_HEADER.unpack(header)
        if magic != BEGINNINGS[0]:
            return
        written = archive.read(name_size)
        archive.seek(extra_size, 1)
        start = archive.tell()
        name = member_name(_decoded_name(written))
        size_known = not flags & SIZES_FOLLOW and size != 0xFFFFFFFF
        wanted = bool(name) and not written.endswith(b"/") and not is_passed_over(name) and not flags & ENCRYPTED
        if method == DEFLATED:
            inflated = _Inflated(archive)
            yield from [Member(name, inflated.chunks())] if wanted else []
            if not size_known:
                if not inflated.skip():
                    return
                _skip_sizes(archive)
        elif method == STORED and size_known:
            yield from [Member(name, _stored(archive, size))] if wanted else []
        elif not size_known:
            return
        if size_known:
            archive.seek(start + size)


def _stored(archive: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0:
        chunk = archive.read(min(size, CHUNK))
        if not chunk:
            raise BrokenOff("breaks off in the middle: the archive is truncated")
        size -= len(chunk)
        yield chunk


class _Inflated:
    """A deflated member, which knows by itself where it ends."""

    def __init__(self, archive: BinaryIO) -> None:
        self._archive = archive
        self._inflating = zlib.decompressobj(wbits=-15)

    def chunks(self) -> Iterator[bytes]:
        """Its content; the archive then stands behind it."""
        for packed in pieces_of(self._archive):
            data = packed
            while data and not self._inflating.eof:
                try:
                    found = self._inflating.decompress(data, CHUNK)
                except zlib.error as error:
                    raise BrokenOff(f"breaks off in the middle: it {DAMAGED}") from error
                data = self._inflating.unconsumed_tail
                if found:
                    yield found
            if self._inflating.eof:
                self._archive.seek(-len(self._inflating.unused_data), 1)
                return
        raise BrokenOff("breaks off in the middle: the archive is truncated")

    def skip(self) -> bool:
        """Go on to its end; whether it has one."""
        if self._inflating.eof:
            return True
        try:
            for _ in self.chunks():
                pass
        except BrokenOff:
            return False
        return True


def _skip_sizes(archive: BinaryIO) -> None:
    """Pass what follows a member whose sizes were not known before: a mark, a checksum, two sizes of 4 or 8 bytes."""
    start = archive.tell()
    following = archive.read(28)
    for length in (12, 16, 20, 24):
        if following[length : length + 2] == b"PK":
            archive.seek(start + length)
            return
    archive.seek(start + len(following))
