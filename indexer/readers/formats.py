"""Which format a content is in: told by what it begins with, then by its name."""

import json
import re
from codecs import BOM_UTF8
from enum import StrEnum

from .encoding import is_utf16
from .page import Unreadable

HEAD = 1 << 16
MOST_CONTROLS = 0.05


class Format(StrEnum):
    """The formats that have a reader."""

    HTML = "HTML"
    JSON_LINES = "JSON Lines"
    PLAIN_TEXT = "plain text"


HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml")
JSON_LINES_NAMES = (".jsonl", ".ndjson")
BEFORE_MARKUP = re.compile(r"\A(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
HTML_WITHIN = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
ELEMENT = re.compile(r"</?[a-z][a-z0-9]*[\s/>]", re.IGNORECASE)
CONTROL_BYTES = bytes({*range(0x20), 0x7F} - set(b"\t\n\r\f\x1a\x1b"))
KNOWN_BINARIES = {
    b"%PDF-": "is a PDF document",
    b"PK\x03\x04": "is a ZIP archive or an office document",
    b"{\\rtf": "is an RTF document",
    b"\xd0\xcf\x11\xe0": "is an old office document",
    b"\x89PNG": "is an image",
    b"\xff\xd8\xff": "is an image",
    b"GIF8": "is an image",
    b"BZh9": "is compressed with bzip2",
    b"\xfd7zXZ": "is compressed with xz",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd",
}


def format_of(head: bytes, name: str = "") -> Format:
    """The format of a content by its first bytes and its name; `Unreadable` when it is no text."""
    refuse_binary(head)
    name = name.lower().removesuffix(".gz")
    # Markup and JSON are told by their ASCII, which is the same in every other encoding.
    text = head.decode("utf-16", errors="ignore") if is_utf16(head) else head.removeprefix(BOM_UTF8).decode("latin-1")
    start = BEFORE_MARKUP.sub("", text.lstrip("\ufeff"), count=1)
    if HTML_START.match(start) or (start.startswith("<") and HTML_WITHIN.search(start)):
        return Format.HTML
    if name.endswith(JSON_LINES_NAMES) or _begins_with_record(text):
        return Format.JSON_LINES
    if name.endswith(".json") and start[:1] in ("{", "["):
        raise Unreadable("is JSON but not JSON Lines: write one object a line")
    if name.endswith(HTML_NAMES) and ELEMENT.search(start):
        return Format.HTML
    return Format.PLAIN_TEXT


def refuse_binary(data: bytes) -> None:
    """Raise `Unreadable` for what is no text: with zero bytes, or with many control characters."""
    for magic, what in KNOWN_BINARIES.items():
        if data.startswith(magic):
            raise Unreadable(f"{what}, not a text")
    if is_utf16(data):
        return
    if b"\0" in data:
        raise Unreadable("is binary: it has zero bytes")
    if len(data) - len(data.translate(None, CONTROL_BYTES)) > MOST_CONTROLS * len(data):
        raise Unreadable("is binary: it has many control characters")


def enough_to_tell(head: bytes | bytearray, longest_line: int) -> bool:
    """Whether the format can be told: a record of JSON Lines is told by its whole first line, however long."""
    if len(head) < HEAD:
        return False
    beginning = head[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        not beginning.startswith(b"{") or b"\n" in beginning or head.find(b"\n", HEAD) >= 0 or len(head) > longest_line
    )


def _begins_with_record(text: str) -> bool:
    first = text.lstrip().partition("\n")[0].strip()
    if not first.startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
