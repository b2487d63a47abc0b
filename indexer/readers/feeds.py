"""Feeds: RSS 2.0 and its elders, RSS 1.0, Atom; single ones and archives without end.

The stream is cut into entries, and feedparser reads them one by one under the
head of the feed: a whole archive is never in memory, an entry that is no XML
costs itself alone, and entities that the feed declares are never expanded,
because the declaration is left out.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from .encoding import decode
from .feed_entry import page_from_entry
from .page import BrokenOff, Page, Unreadable
from .records import LONGEST_RECORD, Item

LONGEST_HEAD = 1 << 20
LONGEST_MARK = 256  # of a tag that begins or ends an entry, with its blanks
ROOT = re.compile(rb"<((?:[\w.-]+:)?)(rss|feed|RDF)(?=[\s>])[^>]*>", re.IGNORECASE)
RSS_1 = re.compile(rb"purl\.org/rss/|my\.netscape\.com/rdf", re.IGNORECASE)
ATOM = re.compile(rb"w3\.org/2005/atom|purl\.org/atom", re.IGNORECASE)
BEFORE_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf|\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE
)
DECLARATIONS = re.compile(rb"<\?xml.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)


def feed_root(head: bytes) -> tuple[bytes, bytes] | None:
    """The name of the root element and that of an entry, when the content is a feed; else None."""
    root = ROOT.match(head, BEFORE_ROOT.match(head).end())  # type: ignore[union-attr]  # it matches nothing too
    if not root:
        return None
    prefix, name = root[1], root[2].lower()
    if name == b"rss":
        return root[1] + root[2], b"item"
    if name == b"rdf":
        return (root[1] + root[2], b"item") if RSS_1.search(root[0]) else None
    return (root[1] + root[2], prefix + b"entry") if ATOM.search(root[0]) else None


def read_feed(chunks: Iterator[bytes], head: bytes = b"") -> Iterator[Item]:
    """The entries of a feed that begins with `head`."""
    root, entry_name = feed_root(head) or (b"rss", b"item")
    encoding = decode(head, declares=True).encoding
    frame = _Frame(b"", root)
    number = 0
    for place, piece in entries(chunks, root, entry_name, LONGEST_RECORD):
        if place < 0:
            if piece is None:
                raise Unreadable(f"is a feed whose first {LONGEST_HEAD >> 20} MiB have no entry")
            frame = _Frame(_recoded(piece, encoding), root)
            continue
        number += 1
        found: Page | Unreadable
        try:
            if piece is None:
                raise Unreadable(f"is an entry longer than {LONGEST_RECORD >> 20} MiB and was skipped")
            found = page_from_entry(frame.parsed(_recoded(piece, encoding)))
        except Unreadable as unreadable:
            found = unreadable
        yield Item(found, at=f":{place}", id=f"#{number}")
    if not number:
        raise Unreadable("is a feed without entries")


def entries(chunks: Iterable[bytes], root: bytes, name: bytes, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """What is before the first entry, with the place -1; then each entry with the line that it begins at.

    `root` and `name` are the elements of the feed and of an entry. None stands
    for an entry longer than `longest`. Raises `BrokenOff` when the last entry or
    the feed itself does not end.
    """
    cutter = _Cutter(root, name, longest)
    for chunk in chunks:
        yield from cutter.cut(chunk)
    yield from cutter.finish()


class _Cutter:
    """Cuts entries out of chunks, wherever these end; marks within CDATA and comments are none."""

    def __init__(self, root: bytes, name: bytes, longest: int) -> None:
        root, name = re.escape(root), re.escape(name)
        self.marks = re.compile(rb"<!\[CDATA\[|<!--|<%s(?=[\s>])|</%s\s{0,64}>|</%s\s{0,64}>" % (name, name, root))
        self.end_of_feed = re.compile(rb"</%s\s*>" % root)
        self.ended = False
        self.longest = longest
        self.data = b""
        self.closing = b""  # what ends the CDATA or the comment that the place is in
        self.before = True
        self.within = False
        self.line = self.began = 1
        self.held: bytearray | None = bytearray()

    def cut(self, chunk: bytes) -> Iterator[tuple[int, bytes | None]]:
        self.data += chunk
        while True:
            if self.closing:
                end = self.data.find(self.closing)
                if end < 0:
                    self._take(len(self.data) - len(self.closing))
                    return
                self._take(end + len(self.closing))
                self.closing = b""
                continue
            mark = self.marks.search(self.data)
            # Only what ends a tag shows that a mark is whole: the rest may be in the next chunk.
            if not mark:
                self._take(len(self.data) - LONGEST_MARK)
                return
            found = mark[0]
            if found in (b"<![CDATA[", b"<!--"):
                self._take(mark.end())
                self.closing = b"]]>" if found == b"<![CDATA[" else b"-->"
            elif self.end_of_feed.fullmatch(found):
                self._take(mark.end())
                self.ended = not self.within
            elif found.startswith(b"</"):
                self._take(mark.end())
                if self.within:
                    yield self.began, self._taken()
                self.within = False
            else:
                self._take(mark.start())
                if self.before:
                    yield -1, self._taken()
                    self.before = False
                elif not self.within:
                    self._taken()
                # An entry within an entry is an entry whose end is missing: the reader makes what it can of both.
                if not self.within:
                    self.began, self.within = self.line, True
                self._take(mark.end() - mark.start())

    def finish(self) -> Iterator[tuple[int, bytes | None]]:
        self._take(len(self.data))
        if self.before:
            yield -1, self._taken()
        if self.within:
            raise BrokenOff(f"breaks off in the middle: the entry that begins at line {self.began} does not end")
        if not self.ended:
            raise BrokenOff("breaks off in the middle: the feed does not end")

    def _take(self, size: int) -> None:
        """Move so many bytes to what is held; of what is between entries nothing is."""
        if size <= 0:
            return
        part, self.data = self.data[:size], self.data[size:]
        self.line += part.count(b"\n")
        if self.held is None or not (self.within or self.before):
            return
        if len(self.held) + len(part) > (self.longest if self.within else LONGEST_HEAD):
            self.held = None
        else:
            self.held += part

    def _taken(self) -> bytes | None:
        held, self.held = self.held, bytearray()
        return None if held is None else bytes(held)


class _Frame:
    """The head of a feed, under which its entries are read one by one."""

    def __init__(self, head: bytes, root: bytes) -> None:
        self.before = DECLARATIONS.sub(b"", head) or b"<%s>" % root
        inside = re.search(rb"<channel(?=[\s>])", self.before) and b"</channel>" not in self.before
        self.after = (b"</channel>" if inside else b"") + b"</%s>" % root

    def parsed(self, entry: bytes) -> Any:
        """feedparser's entry, with the title of the feed."""
        import feedparser

        document = b'<?xml version="1.0" encoding="utf-8"?>' + self.before + entry + self.after
        try:
            feed = feedparser.parse(
                BytesIO(document),
                response_headers={"content-type": "application/xml; charset=utf-8"},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except Exception as error:  # its parser for broken XML fails in ways of its own
            raise Unreadable(f"is an entry that cannot be taken apart: {type(error).__name__}") from error
        if not feed.entries:
            raise Unreadable("is an entry that cannot be taken apart")
        entry_found = feed.entries[0]
        entry_found["feed_title"] = feed.feed.get("title", "")
        entry_found["is_atom"] = str(feed.version).startswith("atom")
        return entry_found


def _recoded(piece: bytes, encoding: str) -> bytes:
    """In UTF-8; most pieces are, whatever the head declares."""
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        # UTF-16 was recoded when the stream was opened.
        return piece.decode("utf-8" if encoding == "utf-16" else encoding, errors="replace").encode()
    return piece
