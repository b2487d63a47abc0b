"""From one content to its articles, whatever it is packed in: a page, a file of records, an archive of these.

Layers of compression are peeled off, the format is told by what comes out, and
its reader gives pages or items; for an archive, the same begins anew for each
of its members.
"""

import unicodedata
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from ..article import Article
from ..cleaning import Furniture
from ..errors import ExtraMissing
from .chunks import in_utf8, looked_ahead, taken
from .compression import Allowance, TooMuch, peeled, unpacked, unpacked_name
from .encoding import decode, printable
from .feeds import read_feed
from .formats import Format, enough_to_tell, format_of, refuse_binary
from .html import page_from_html
from .json_lines import read_json_lines
from .json_values import read_json_values
from .locations import WITHIN
from .members import Member
from .page import BrokenOff, Page, Unreadable
from .plain_text import lines_to_count, page_from_text
from .records import LONGEST_RECORD, Fields, Item
from .sources import File, opened_anywhere, put_aside
from .tables import read_table
from .tar_archive import tar_members
from .warc import read_warc
from .zip_archive import zip_members

LARGEST_PAGE = 32 << 20
LARGEST_ASIDE = 4 << 30
DEEPEST = 5

PAGE_READERS: dict[Format, Callable[[str], Page]] = {Format.PLAIN_TEXT: page_from_text, Format.HTML: page_from_html}


class Told(Protocol):
    """Whoever hears of what could not be read."""

    def warn(self, location: str, reason: str) -> None: ...  # noqa: D102

    def miss(self, location: str, reason: str, *, broken: bool = False) -> None: ...  # noqa: D102

    def lost(self, location: str) -> None: ...  # noqa: D102

    def count(self, size: int) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Content:
    """Something to read: its name, what ids and locations within it begin with, and how deep it is packed.

    `file` is the file on the disk while nothing is packed around the content.
    """

    name: str
    id: str
    location: str
    file: File | None = None
    depth: int = 0

    def member(self, name: str) -> "Content":
        """A member of this archive."""
        return Content(name, f"{self.id}{WITHIN}{name}", f"{self.location}{WITHIN}{name}", depth=self.depth + 1)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads contents; `told` hears of what goes wrong, `allowance` bounds what comes out of one file on the disk.

    `furniture` knows the lines that come back on text pages; with `learning`, such
    lines are only counted, and no articles come.
    """

    told: Told
    fields: Fields
    allowance: Allowance
    furniture: Furniture | None = None
    learning: Furniture | None = None

    def articles(self, content: Content, chunks: Iterator[bytes]) -> Iterator[Article]:
        """The articles of a content. Raises `Unreadable` when there are none, `BrokenOff` after what came before."""
        content, chunks = self._peeled(content, chunks)
        head, chunks = looked_ahead(chunks, lambda seen: enough_to_tell(seen, LONGEST_RECORD))
        format_ = format_of(head, content.name, self.fields)
        if format_ is Format.ZIP:
            yield from self._zip(content, chunks)
        elif format_ is Format.TAR:
            yield from self._members(content, tar_members(chunks))
        elif self.learning is not None:
            if format_ is Format.PLAIN_TEXT:
                self.learning.learn(folder_of(content.id), lines_to_count(self._text(content, chunks, format_)))
        elif format_ in PAGE_READERS:
            yield self._page(content, chunks, format_)
        else:
            yield from self._items(content, self._item_reader(format_, head, chunks))

    def _peeled(self, content: Content, chunks: Iterator[bytes]) -> tuple[Content, Iterator[bytes]]:
        """The content without its layers of compression."""
        while True:
            codec, chunks = peeled(chunks)
            if codec is None:
                return content, chunks
            content = replace(content, name=unpacked_name(content.name), file=None, depth=content.depth + 1)
            if content.depth > DEEPEST:
                raise Unreadable(f"is packed more than {DEEPEST} times over and was not unpacked further")
            chunks = self.allowance.metered(unpacked(chunks, codec))

    def _text(self, content: Content, chunks: Iterator[bytes], format_: Format) -> str:
        data = taken(chunks, LARGEST_PAGE)
        if data is None:
            raise Unreadable(f"is larger than {LARGEST_PAGE >> 20} MiB, which no page is: make it JSON Lines")
        refuse_binary(data)
        decoded = decode(data, declares=format_ is Format.HTML)
        if decoded.problem:
            self.told.warn(content.location, decoded.problem)
        return printable(decoded.text)

    def _page(self, content: Content, chunks: Iterator[bytes], format_: Format) -> Article:
        text = self._text(content, chunks, format_)
        if format_ is Format.PLAIN_TEXT and self.furniture is not None:
            page = page_from_text(text, partial(self.furniture.share, folder_of(content.id)))
        else:
            page = PAGE_READERS[format_](text)
        for problem in page.problems:
            self.told.warn(content.location, problem)
        return article_of(page, content.location, content.id)

    def _item_reader(self, format_: Format, head: bytes, chunks: Iterator[bytes]) -> Iterator[Item]:
        if format_ is Format.WARC:
            return read_warc(chunks, self.allowance, LARGEST_PAGE)
        chunks = in_utf8(head, chunks)
        head = b"".join(in_utf8(head, iter([head])))
        match format_:
            case Format.FEED:
                return read_feed(chunks, head)
            case Format.JSON:
                return read_json_values(chunks, self.fields, head)
            case Format.TABLE:
                return read_table(chunks, self.fields, head)
        return read_json_lines(chunks, self.fields)

    def _items(self, content: Content, items: Iterator[Item]) -> Iterator[Article]:
        empty = True
        for item in items:
            empty = False
            place = content.location + item.at
            if isinstance(item.found, Unreadable):
                self.told.warn(place, str(item.found))
                self.told.lost(content.location)
                continue
            for problem in item.found.problems:
                self.told.warn(place, problem)
            yield article_of(item.found, content.location, content.id + item.id)
        if empty:
            raise Unreadable("is empty")

    def _zip(self, content: Content, chunks: Iterator[bytes]) -> Iterator[Article]:
        if content.file:
            with opened_anywhere(content.file, self.told.count) as stream:
                if stream:
                    yield from self._members(content, zip_members(stream))
                    return
        with put_aside(chunks, LARGEST_ASIDE) as stream:
            yield from self._members(content, zip_members(stream))

    def _members(self, archive: Content, members: Iterator[Member]) -> Iterator[Article]:
        empty = True
        for member in members:
            empty = False
            content = archive.member(member.name)
            try:
                if isinstance(member.content, Unreadable):
                    raise member.content
                if content.depth > DEEPEST:
                    raise Unreadable(f"is packed more than {DEEPEST} times over and was not unpacked further")
                yield from self.articles(content, self.allowance.metered(member.content))
            except TooMuch:
                raise
            except BrokenOff as broken:
                self.told.miss(content.location, str(broken), broken=True)
            except (Unreadable, ExtraMissing) as unreadable:
                self.told.miss(content.location, in_a_sentence(unreadable))
            finally:
                if isinstance(member.content, Generator):
                    member.content.close()  # it may not have been read to its end
        if empty:
            raise Unreadable("is an archive without files")


def in_a_sentence(error: Exception) -> str:
    """The reason as it follows a location."""
    return f"was not read. {error}" if isinstance(error, ExtraMissing) else str(error)


def article_of(page: Page, location: str, id_in_source: str) -> Article:
    """The article of a page at its place."""
    return Article(
        id=unicodedata.normalize("NFC", page.id or page.url or id_in_source),
        title=page.title,
        text=page.text,
        lead=page.lead,
        side_text=page.side_text,
        url=page.url,
        location=location,
        source=page.source or _host(page.url) or folder_of(id_in_source),
        published=page.published,
        regions=page.regions,
        tags=page.tags,
    )


def folder_of(id_in_source: str) -> str:
    """The first folder that something lies in, below the source or within an archive; "" where there is none."""
    for path in id_in_source.split(WITHIN):
        folder, below, _ = path.partition("/")
        if below:
            return folder
    return ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
