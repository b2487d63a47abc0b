"""From sources to articles: the one loop, and what it has to tell afterwards."""

import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from ..article import Article
from ..cleaning import Furniture
from .chunks import in_utf8, lines, looked_ahead, taken, unpacked
from .encoding import decode, printable
from .formats import Format, enough_to_tell, format_of, refuse_binary
from .html import page_from_html
from .json_lines import LONGEST_LINE, page_from_line
from .page import BrokenOff, Page, Unreadable
from .plain_text import lines_to_count, page_from_text
from .sources import STDIN, File, Obstacle, checked, files_of, known_size, opened, reason_of, shown

LARGEST_PAGE = 32 << 20
# A file of another shape under the name of JSON Lines has a problem on every line.
MOST_WARNINGS_PER_FILE = 1000

PAGE_READERS: dict[Format, Callable[[str], Page]] = {Format.PLAIN_TEXT: page_from_text, Format.HTML: page_from_html}


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something that could not be read, or not as it was meant: where, and why in plain English."""

    location: str
    reason: str

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}"


def read_articles(*sources: str | os.PathLike[str]) -> "Articles":
    """Read articles from files, from folders with all that is in them, and from standard input ("-").

    HTML, plain text and JSON Lines are told apart by their content, gzip is
    unpacked, and the encodings of Russian pages are recognized. In folders,
    names that begin with a dot are passed over, and links to folders are not
    followed into loops. The order is that of the names, the same on every machine.

    An article's id is that of its record, else its url, else the path relative
    to the given source ("<path>#<line>" for JSON Lines): it stays the same when
    the archive is moved. Two articles may have one id; that is for the index to settle.

    Nothing is read until the result is iterated. `SourceMissing` is raised at
    once when there is nothing at one of the places; whatever cannot be read
    later becomes a warning, and the reading goes on.
    """
    return Articles([checked(source) for source in sources])


class Articles:
    """The articles of some sources, read while they are iterated over, never all in memory.

    Each iteration reads from the start and has its own `warnings`, `complete`,
    `unread` and `bytes_read`; the attributes tell of the latest. Standard input
    can be read once.

    `furniture`, where it is set, tells which lines of text pages come back on
    other pages of their source and are no part of an article; `build_index` and
    `update_index` set it. Without it each page is read by itself.
    """

    def __init__(self, sources: list[str]) -> None:
        self.furniture: Furniture | None = None
        self._sources = sources
        self._reading = _Reading()
        self._stdin_is_read = False
        self._bytes_total: int | None = None

    def __iter__(self) -> Iterator[Article]:
        self._reading = _Reading(furniture=self.furniture)
        self._bytes_total = None
        return self._articles(self._reading)

    def repeated_lines(self) -> Furniture:
        """Count, in a pass of its own, which lines come back on the text pages of each folder.

        Only pages saved as plain text are read, standard input is not; what
        cannot be read is left for the pass over the articles to tell.
        """
        found = Furniture()
        for source in self._sources:
            for file in files_of(source) if source != STDIN else ():
                if isinstance(file, File) and (text := _plain_text(file)):
                    found.learn(folder_of(file), lines_to_count(text))
        return found

    @property
    def warnings(self) -> list[ReadWarning]:
        """What could not be read so far, in the order in which it was met."""
        return self._reading.warnings

    @property
    def complete(self) -> bool:
        """Whether an iteration came to the end of every source: none broke off, and every folder could be listed."""
        return self._reading.complete

    @property
    def unread(self) -> set[str]:
        """Absolute locations of files that could not be read, wholly or in part: their articles are not gone."""
        return self._reading.unread

    @property
    def roots(self) -> tuple[str, ...]:
        """The absolute paths of the sources; standard input has none."""
        return tuple(shown(source) for source in self._sources if source != STDIN)

    @property
    def bytes_read(self) -> int:
        """How far the reading is, in bytes on the disk; what is skipped counts as well."""
        return self._reading.bytes_read

    @property
    def bytes_total(self) -> int:
        """The bytes on the disk of all files, by a walk when first asked; 0 when unknown, as for standard input."""
        if self._bytes_total is None:
            sizes = [known_size(source) for source in self._sources]
            self._bytes_total = 0 if None in sizes else sum(size for size in sizes if size)
        return self._bytes_total

    def _articles(self, reading: "_Reading") -> Iterator[Article]:
        for source in self._sources:
            if source == STDIN:
                if self._stdin_is_read:
                    reading.miss(STDIN, "standard input can be read only once")
                    reading.whole = False
                    continue
                self._stdin_is_read = True
            for found in files_of(source):
                if isinstance(found, Obstacle):
                    reading.miss(found.location, found.reason)
                    reading.whole = reading.whole and not found.folder
                else:
                    yield from reading.articles_of(found)
        reading.complete = reading.whole


@dataclass(slots=True)
class _Reading:
    """One pass over the sources."""

    furniture: Furniture | None = None
    warnings: list[ReadWarning] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    bytes_read: int = 0
    warned: int = 0
    whole: bool = True
    complete: bool = False

    def warn(self, location: str, reason: str) -> None:
        self.warned += 1
        if self.warned <= MOST_WARNINGS_PER_FILE:
            self.warnings.append(ReadWarning(location, reason))

    def miss(self, location: str, reason: str) -> None:
        """Warn of a file or folder of which nothing, or not all, is delivered."""
        self.warn(location, reason)
        self.unread.add(location)

    def count(self, size: int) -> None:
        self.bytes_read += size

    def articles_of(self, file: File) -> Iterator[Article]:
        """The articles of one file; whatever goes wrong becomes a warning."""
        before, self.warned = self.bytes_read, 0
        try:
            with opened(file, self.count) as raw:
                head, chunks = looked_ahead(unpacked(raw), lambda seen: enough_to_tell(seen, LONGEST_LINE))
                format_ = format_of(head, file.path)
                if format_ is Format.JSON_LINES:
                    yield from self._records(file, in_utf8(head, chunks))
                else:
                    yield self._page(file, chunks, format_)
        except BrokenOff as broken:
            self.whole = False
            self.miss(file.location, str(broken))
        except Unreadable as unreadable:
            self.miss(file.location, str(unreadable))
        except OSError as error:
            self.miss(file.location, reason_of(error))
        if (unlisted := self.warned - MOST_WARNINGS_PER_FILE) > 0:
            self.warnings.append(ReadWarning(file.location, f"has {unlisted} more problems, which are not listed"))
        self.bytes_read = max(self.bytes_read, before + file.size)

    def _page(self, file: File, chunks: Iterator[bytes], format_: Format) -> Article:
        data = taken(chunks, LARGEST_PAGE)
        if data is None:
            raise Unreadable(f"is larger than {LARGEST_PAGE >> 20} MiB, which no page is: make it JSON Lines")
        refuse_binary(data)
        decoded = decode(data, declares=format_ is Format.HTML)
        text = printable(decoded.text)
        if format_ is Format.PLAIN_TEXT and self.furniture is not None:
            page = page_from_text(text, partial(self.furniture.share, folder_of(file)))
        else:
            page = PAGE_READERS[format_](text)
        for problem in filter(None, (decoded.problem, *page.problems)):
            self.warn(file.location, problem)
        return _article(page, file, file.id)

    def _records(self, file: File, chunks: Iterator[bytes]) -> Iterator[Article]:
        empty = True
        for number, line in lines(chunks, LONGEST_LINE):
            if line is not None and not line.strip():
                continue
            empty = False
            place = f"{file.location}:{number}"
            try:
                if line is None:
                    raise Unreadable(f"is longer than {LONGEST_LINE >> 20} MiB and was skipped")
                page = page_from_line(line)
            except Unreadable as unreadable:
                self.warn(place, str(unreadable))
                self.unread.add(file.location)
                continue
            for problem in page.problems:
                self.warn(place, problem)
            yield _article(page, file, f"{file.id}#{number}")
        if empty:
            raise Unreadable("is empty")


def _article(page: Page, file: File, id_in_source: str) -> Article:
    """The article of a page at its place."""
    return Article(
        id=unicodedata.normalize("NFC", page.id or page.url or id_in_source),
        title=page.title,
        text=page.text,
        lead=page.lead,
        side_text=page.side_text,
        url=page.url,
        location=file.location,
        source=page.source or _host(page.url) or folder_of(file),
        published=page.published,
        regions=page.regions,
        tags=page.tags,
    )


def folder_of(file: File) -> str:
    """The first folder below the source in which the file lies; "" for a file in the source itself."""
    folder, below, _ = file.id.partition("/")
    return folder if below else ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _plain_text(file: File) -> str:
    """The text of a page saved as plain text; "" for any other file, and for what cannot be read."""
    try:
        with opened(file, lambda _: None) as raw:
            head, chunks = looked_ahead(unpacked(raw), lambda seen: enough_to_tell(seen, LONGEST_LINE))
            if format_of(head, file.path) is not Format.PLAIN_TEXT:
                return ""
            data = taken(chunks, LARGEST_PAGE)
            return printable(decode(data).text) if data else ""
    except (Unreadable, OSError):
        return ""
