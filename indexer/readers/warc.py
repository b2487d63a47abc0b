"""WARC, the archives of crawlers: pages as servers sent them, with their addresses.

FastWARC takes the records apart. The bodies of answers are decoded here: within
bounds, and so that a body in an unknown coding costs its own page alone.
`WARC-Date` is the day of the crawl, not of publication, and is not used.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from .chunks import CHUNK, Stream
from .compression import Allowance, TooMuch
from .encoding import decode, printable
from .extras import brought_by
from .formats import refuse_binary
from .html import page_from_html
from .page import BrokenOff, Page, Unreadable, web_address
from .plain_text import page_from_text
from .records import Item

MAGIC = b"WARC/"
HTML_TYPES = ("text/html", "application/xhtml+xml")
PLAIN_TYPE = "text/plain"
OK = 200
END_OF_RECORD = b"\r\n\r\n"
CHUNK_LENGTH = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,8})[^\r\n]{0,256}\r?\n")


def read_warc(chunks: Iterator[bytes], allowance: Allowance, largest: int) -> Iterator[Item]:
    """The HTML pages of the archive, and the texts of the WET archives that Common Crawl makes of them.

    Requests, repeated visits, pictures and answers other than 200 are no
    articles and are passed over. Pages of more than `largest` bytes are skipped.
    """
    with brought_by("warc"):
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    last = _Last()
    stream: Any = Stream(last.of(chunks))  # which has all that is asked of it for reading on
    records = ArchiveIterator(stream, record_types=wanted, parse_http=True, auto_decode="none", stream_detect=False)
    any_page = False
    for place, record in _until_broken(records):
        kind = _kind(record, record.record_type == WarcRecordType.response)
        body = record.reader.read(largest + 1) if kind else b""
        left = record.content_length - len(body)
        if left > 0 and len(body) <= largest and record.reader.consume(left) < left:
            raise BrokenOff(f"breaks off in the middle: the record at byte {place} is truncated")
        if not kind:
            continue
        any_page = True
        found: Page | Unreadable
        try:
            if len(body) > largest:
                raise Unreadable(f"is larger than {largest >> 20} MiB, which no page is")
            found = _page(record, kind, body, allowance, largest)
        except TooMuch:
            raise
        except Unreadable as unreadable:
            found = unreadable
        yield Item(found, at=f" at byte {place}", id=f"#{place}")
    if last.bytes != END_OF_RECORD:
        raise BrokenOff("breaks off in the middle: its last record does not end")
    if not any_page:
        raise Unreadable("has no HTML page that a server sent with status 200")


class _Last:
    """Keeps the last bytes of a stream: FastWARC takes half a header for the end of the archive."""

    def __init__(self) -> None:
        self.bytes = b""

    def of(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.bytes = (self.bytes + chunk[-len(END_OF_RECORD) :])[-len(END_OF_RECORD) :]
            yield chunk


def _until_broken(records: Any) -> Iterator[tuple[int, Any]]:
    """The records, each with its place in the unpacked archive; `BrokenOff` where something else comes."""
    place = 0
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except OSError as error:
            raise BrokenOff(f"breaks off in the middle: after the record at byte {place} comes no other") from error
        place = record.stream_pos
        yield place, record


def _kind(record: Any, is_response: bool) -> str:
    """The type of a page; "" for what is no page."""
    if is_response:
        if not record.http_headers or record.http_headers.status_code != OK:
            return ""
        stated = record.http_content_type or record.headers.get("WARC-Identified-Payload-Type")
    else:
        stated = record.headers.get("Content-Type")
    kind = (stated or "").partition(";")[0].strip().lower()
    return kind if kind in HTML_TYPES or (kind == PLAIN_TYPE and not is_response) else ""


def _page(record: Any, kind: str, body: bytes, allowance: Allowance, largest: int) -> Page:
    headers = record.http_headers
    charset = (record.http_charset or "") if headers else ""
    if headers:
        body = decoded_body(
            body, headers.get("Transfer-Encoding") or "", headers.get("Content-Encoding") or "", allowance, largest
        )
    refuse_binary(body)
    decoded = decode(body, declares=True, declared=charset)
    text = printable(decoded.text)
    page = page_from_text(text) if kind == PLAIN_TYPE else page_from_html(text)
    address = web_address((record.headers.get("WARC-Target-URI") or "").strip().strip("<>"))
    return replace(
        page,
        url=address or page.url,
        source=page.source or (urlsplit(address).hostname or "").removeprefix("www."),
        problems=(*filter(None, [decoded.problem]), *page.problems),
    )


def decoded_body(body: bytes, transfer: str, content: str, allowance: Allowance, largest: int) -> bytes:
    """The body of an answer without the codings that it was sent in; `Unreadable` when one is not known.

    Crawlers often store a body decoded and its headers as they were: what is not
    in the coding that the headers name is taken as it is.
    """
    if "chunked" in transfer.lower():
        body = _without_chunks(body)
    for coding in reversed([name.strip().lower() for name in content.split(",")]):
        if coding in ("", "identity", "none"):
            continue
        if coding not in ("gzip", "x-gzip", "deflate", "br"):
            raise Unreadable(f"is in the coding {coding[:40]!r}, which is not known here")
        decoded = bytearray()
        for part in _brotli(body) if coding == "br" else _inflated(body, coding):
            allowance.spend(len(part))
            decoded += part
            if len(decoded) > largest:
                raise Unreadable(f"unpacks to more than {largest >> 20} MiB, which no page is")
        body = bytes(decoded) or body
    return body


def _without_chunks(body: bytes) -> bytes:
    """The body without the lengths that the server sent between its parts; as it is where there are none."""
    parts: list[bytes] = []
    at = 0
    while match := CHUNK_LENGTH.match(body, at):
        size = int(match[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(body[match.end() : match.end() + size])
        at = match.end() + size
    return b"".join(parts) or body


def _inflated(body: bytes, coding: str) -> Iterator[bytes]:
    """Nothing when the body is in no such coding; what came before where it is damaged."""
    ways = (31,) if coding != "deflate" else (15, -15)  # servers send «deflate» with its frame or without
    for wbits in ways:
        inflating = zlib.decompressobj(wbits=wbits)
        data, some = body, False
        try:
            while data and not inflating.eof:
                if part := inflating.decompress(data, CHUNK):
                    some = True
                    yield part
                data = inflating.unconsumed_tail
        except zlib.error:
            pass
        if some:
            return


def _brotli(body: bytes) -> Iterator[bytes]:
    with brought_by("warc"):
        import brotli
    decompressor = brotli.Decompressor()
    data = body
    try:
        while True:
            part = decompressor.process(data, output_buffer_limit=CHUNK)
            data = b""
            if part:
                yield part
            if decompressor.is_finished() or (not part and decompressor.can_accept_more_data()):
                return
    except brotli.error:
        return
