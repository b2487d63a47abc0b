"""Which format a content is in: told by what it begins with, then by its name."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .compression import unpacked_name
from .encoding import decode, is_utf16
from .feeds import feed_root
from .json_values import list_within
from .page import Unreadable
from .records import Fields
from .tables import looks_like_table
from .tar_archive import is_tar
from .zip_archive import is_zip

HEAD = 1 << 16
MOST_CONTROLS = 0.05


class Format(StrEnum):
    """The formats that have a reader."""

    ZIP = "ZIP"
    TAR = "tar"
    WARC = "WARC"
    HTML = "HTML"
    FEED = "RSS and Atom"
    JSON_LINES = "JSON Lines"
    JSON = "JSON"
    TABLE = "CSV"
    PLAIN_TEXT = "plain text"


HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml")
JSON_LINES_NAMES = (".jsonl", ".ndjson")
TABLE_NAMES = (".csv", ".tsv", ".tab")
WARC_START = b"WARC/"
XML_START = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
JSON_START = re.compile(r"\s*(?:\[\s*\{\s*[\"}]|\{\s*\"(?:[^\"\\]|\\.)*\"\s*:)")
BEFORE_MARKUP = re.compile(r"\A(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
HTML_WITHIN = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
ELEMENT = re.compile(r"</?[a-z][a-z0-9]*[\s/>]", re.IGNORECASE)
CONTROL_BYTES = bytes({*range(0x20), 0x7F} - set(b"\t\n\r\f\x1a\x1b"))
KNOWN_BINARIES = {
    b"%PDF-": "is a PDF document",
    b"{\\rtf": "is an RTF document",
    b"\xd0\xcf\x11\xe0": "is an old office document",
    b"\x89PNG": "is an image",
    b"\xff\xd8\xff": "is an image",
    b"GIF8": "is an image",
    b"Rar!\x1a": "is a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "is a 7z archive",
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a format is told by: the first bytes, the same as text, the name, and how fields are named.

    Markup and JSON are told by their ASCII, which is the same in every encoding
    but UTF-16; `start` is the text without what may come before markup.
    """

    head: bytes
    text: str
    start: str
    name: str
    fields: Fields


def format_of(head: bytes, name: str = "", fields: Fields | None = None) -> Format:
    """The format of a content by its first bytes and its name; `Unreadable` when it is none that is read here."""
    if is_zip(head):
        return Format.ZIP
    if is_tar(head):
        return Format.TAR
    if head.startswith(WARC_START):
        return Format.WARC
    refuse_binary(head)
    text = head.decode("utf-16", errors="ignore") if is_utf16(head) else head.removeprefix(BOM_UTF8).decode("latin-1")
    start = BEFORE_MARKUP.sub("", text.lstrip("\ufeff"), count=1)
    beginning = Beginning(head, text, start, unpacked_name(name).lower(), fields or Fields())
    return next((format_ for format_, tells in TELLING.items() if tells(beginning)), Format.PLAIN_TEXT)


def _is_html(of: Beginning) -> bool:
    return bool(HTML_START.match(of.start) or (of.start.startswith("<") and HTML_WITHIN.search(of.start)))


def _is_feed(of: Beginning) -> bool:
    if feed_root(of.text.encode("utf-8", "replace")):
        return True
    if XML_START.match(of.text) and not of.name.endswith(HTML_NAMES):
        raise Unreadable("is XML, but neither a page nor a feed (RSS or Atom)")
    return False


def _is_list_in_json(of: Beginning) -> bool:
    return not of.name.endswith(JSON_LINES_NAMES) and list_within(of.text.encode("utf-8", "replace")) > 0


def _is_json_lines(of: Beginning) -> bool:
    return of.name.endswith(JSON_LINES_NAMES) or _begins_with_record(of.text)


def _is_json(of: Beginning) -> bool:
    return bool(JSON_START.match(of.text)) or (of.name.endswith(".json") and of.start[:1] in ("{", "["))


def _is_fragment(of: Beginning) -> bool:
    return of.name.endswith(HTML_NAMES) and ELEMENT.search(of.start) is not None


def _is_table(of: Beginning) -> bool:
    # The names of columns may be Russian: here the letters matter.
    text = of.text if is_utf16(of.head) else decode(of.head[: of.head.find(b"\n") + 1] or of.head).text
    return of.name.endswith(TABLE_NAMES) or looks_like_table(text.lstrip("\ufeff"), of.fields)


# In this order: a page of HTML may begin as XML does, and a list of records as one record does.
TELLING: dict[Format, Callable[[Beginning], bool]] = {
    Format.HTML: lambda of: _is_html(of) or _is_fragment(of),
    Format.FEED: _is_feed,
    Format.JSON: lambda of: _is_list_in_json(of) or (_is_json(of) and not _is_json_lines(of)),
    Format.JSON_LINES: _is_json_lines,
    Format.TABLE: _is_table,
}


def refuse_binary(data: bytes) -> None:
    """Raise `Unreadable` for what is no text: with zero bytes, or with many control characters."""
    for magic, what in KNOWN_BINARIES.items():
        if data.startswith(magic):
            hint = ": unpack it, or make it zip or tar" if what.endswith("archive") else ", not a text"
            raise Unreadable(what + hint)
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
