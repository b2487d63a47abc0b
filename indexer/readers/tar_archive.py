"""Members of tar archives, read from start to end as they stand there."""

import tarfile
from collections.abc import Iterator
from typing import Any

from .chunks import CHUNK, Stream
from .members import Member, is_passed_over, member_name
from .page import BrokenOff, Unreadable

BLOCK = 512
LONGEST_EXTRA = 1 << 20  # of a header that holds a long name; the library reads it whole
EXTRA_HEADERS = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, b"K")
TRUNCATED = "breaks off in the middle: the archive is truncated or damaged"


def is_tar(head: bytes) -> bool:
    """Whether the content begins with a header of tar: its checksum tells."""
    try:
        tarfile.TarInfo.frombuf(head[:BLOCK], "utf-8", "surrogateescape")
    except tarfile.TarError:
        return False
    return True


def tar_members(chunks: Iterator[bytes]) -> Iterator[Member]:
    """The files of the archive; the content of each must be taken before the next comes.

    Raises `BrokenOff` when the archive has no proper end.
    """
    ended = False
    stream: Any = Stream(chunks)  # which has all that is asked of it for reading on

    class Header(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "Header":
            nonlocal ended
            ended = len(buf) == BLOCK and not any(buf)
            header = super().frombuf(buf, encoding, errors)
            if header.type in EXTRA_HEADERS and header.size > LONGEST_EXTRA:
                raise BrokenOff(f"has a name longer than {LONGEST_EXTRA >> 20} MiB and was not read further")
            return header

    try:
        # Without links of any kind nothing leads to other files, and nothing is extracted.
        with tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK, tarinfo=Header, errorlevel=0) as archive:
            kept: list[Any] = getattr(archive, "members", [])  # of all headers, which nobody asks for here
            while (found := archive.next()) is not None:
                kept.clear()
                name = member_name(found.name)
                if found.isdir() or not name or is_passed_over(name):
                    continue
                if found.isreg():
                    yield Member(name, _content(archive, found))
                else:
                    what = "link" if found.issym() or found.islnk() else "device or a pipe"
                    yield Member(name, Unreadable(f"is a {what} within an archive and was not followed"))
    except (tarfile.TarError, EOFError, OverflowError, ValueError) as error:
        raise BrokenOff(TRUNCATED) from error
    if not ended:
        raise BrokenOff(TRUNCATED)


def _content(archive: tarfile.TarFile, found: tarfile.TarInfo) -> Iterator[bytes]:
    try:
        content = archive.extractfile(found)
        while content and (chunk := content.read(CHUNK)):
            yield chunk
    except (tarfile.TarError, EOFError) as error:
        raise BrokenOff("breaks off in the middle: the archive is truncated") from error
