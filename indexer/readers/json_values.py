"""JSON that is no JSON Lines: a list of objects, one object over many lines, several of them, a list within an object.

Values are cut out of the stream by brackets and quotes and parsed one by one:
a broken record costs itself alone, and neither a list of a million records nor
one record without an end is held in memory. Parsers of streams hand out single
tokens, hold a string of any length, and end at the first fault.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .json_lines import page_from_json
from .page import BrokenOff, Page, Unreadable
from .records import LONGEST_RECORD, NAMES, Fields, Item

# Under these names answers of APIs and exports keep their list of records; JSON Feed says "items".
LISTS = ("items", "articles", "news", "posts", "entries", "records", "documents", "docs", "results", "data", "rows")
OUTSIDE_STRING = re.compile(rb'["\[\]{},]')
IN_STRING = re.compile(rb'["\\]')
WHITE = b" \t\r\n"


def read_json_values(chunks: Iterator[bytes], fields: Fields, head: bytes = b"") -> Iterator[Item]:
    """The records of a stream that begins with `head`."""
    start = list_within(head)
    for number, value in enumerate(values(chunks, LONGEST_RECORD, start=start), start=1):
        found: Page | Unreadable
        try:
            if value.written is None:
                raise Unreadable(f"is longer than {LONGEST_RECORD >> 20} MiB and was skipped")
            found = page_from_json(value.written, fields)
        except Unreadable as unreadable:
            found = unreadable
        # One object is a file's own article; the ones after it are numbered.
        yield Item(found, at=f":{value.line}", id="" if not value.in_list and number == 1 else f"#{number}")


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is written, None when it is too long; the line that it begins at, and whether a list holds it."""

    written: bytes | None
    line: int
    in_list: bool


def values(chunks: Iterable[bytes], longest: int, start: int = 0) -> Iterator[Value]:
    """The elements of a list, or the values that follow each other when there is no list around them.

    `start` is the place of the bracket of a list within an object; what follows
    that list is not looked at. Raises `BrokenOff` when a list or a value does not end.
    """
    cutter = _Cutter(longest, start)
    for chunk in chunks:
        yield from cutter.cut(chunk)
        if cutter.done:
            return
    yield from cutter.finish()


class _Cutter:
    """Cuts values out of chunks, wherever these end."""

    def __init__(self, longest: int, skipped: int) -> None:
        self.longest = longest
        self.skipped = skipped
        self.within = skipped > 0
        self.done = False
        self.depth = 0
        self.outer = -1  # the depth at which a value ends: 1 in a list, 0 without one, unknown before the first bracket
        self.in_string = False
        self.escaped = False
        self.line = 1
        self.began = 1
        self.held: bytearray | None = bytearray()

    def cut(self, chunk: bytes) -> Iterator[Value]:
        if self.skipped:
            self.line += chunk.count(b"\n", 0, self.skipped)
            before, self.skipped = self.skipped, max(0, self.skipped - len(chunk))
            chunk = chunk[before:]
        at = kept = 0
        while at < len(chunk):
            if self.escaped:
                self.escaped, at = False, at + 1
                continue
            found = (IN_STRING if self.in_string else OUTSIDE_STRING).search(chunk, at)
            if not found:
                break
            at = found.end()
            mark = found[0]
            if mark == b'"':
                self.in_string = not self.in_string
            elif mark == b"\\":
                self.escaped = True
            elif mark in b"[{":
                if self.outer < 0:
                    self.outer = 1 if mark == b"[" else 0
                    if self.outer:
                        self._hold(chunk[kept : at - 1])
                        self._forget()
                        kept = at
                self.depth += 1
            elif mark in b"]}":
                self.depth -= 1
                if self.outer == 1 and self.depth == 0:
                    yield from self._ended(chunk[kept : at - 1])
                    if self.within:
                        self.done = True
                        return
                    self.outer, kept = -1, at  # another list, or other values, may follow
                if self.outer == 0 and self.depth <= 0:
                    yield from self._ended(chunk[kept:at])
                    kept, self.depth = at, 0
            elif self.depth == self.outer == 1:
                yield from self._ended(chunk[kept : at - 1])
                kept = at
        self._hold(chunk[kept:])

    def finish(self) -> Iterator[Value]:
        """What is left at the end of the stream."""
        if self.depth > 0 or self.in_string:
            raise BrokenOff(f"breaks off in the middle: the JSON value that begins at line {self.began} does not end")
        yield from self._ended(b"")

    def _hold(self, part: bytes) -> None:
        if self.held is None:
            self.line += part.count(b"\n")
            return
        if not self.held:
            stripped = part.lstrip(WHITE)
            self.line += part[: len(part) - len(stripped)].count(b"\n")
            self.began, part = self.line, stripped
        self.line += part.count(b"\n")
        if len(self.held) + len(part) > self.longest:
            self.held = None
        else:
            self.held += part

    def _ended(self, part: bytes) -> Iterator[Value]:
        self._hold(part)
        written = None if self.held is None else bytes(self.held).strip(WHITE)
        if written is None or written:
            yield Value(written, self.began, self.outer == 1)
        self._forget()

    def _forget(self) -> None:
        self.held = bytearray()


def list_within(head: bytes) -> int:
    """Where the list of records begins in an object that has one; 0 when the records are not within an object.

    An article may have a list of objects too, of its pictures say: so the list
    must have a name of a list of records, and no text may stand before it.
    """
    start = len(head) - len(head.removeprefix(b"\xef\xbb\xbf").lstrip(WHITE))
    if head[start : start + 1] != b"{":
        return 0
    at, depth, key = start, 0, b""
    while found := OUTSIDE_STRING.search(head, at):
        mark, at = found[0], found.end()
        if mark == b'"':
            end = _end_of_string(head, at)
            if end < 0:
                return 0
            if depth == 1 and head[end + 1 :].lstrip(WHITE).startswith(b":"):
                key = head[at:end]
                if key.decode("utf-8", "replace") in NAMES["text"]:
                    return 0
            at = end + 1
        elif mark in b"[{":
            listed = mark == b"[" and depth == 1 and key.decode("utf-8", "replace") in LISTS
            if listed and head[at:].lstrip(WHITE).startswith(b"{"):
                return at - 1
            depth += 1
        elif mark in b"]}":
            depth -= 1
            if depth == 0:
                return 0
    return 0


def _end_of_string(data: bytes, at: int) -> int:
    """The place of the quote that ends a string; -1 when it is not there."""
    while found := IN_STRING.search(data, at):
        if found[0] == b'"':
            return found.start()
        at = found.end() + 1
    return -1
