"""From sources to articles: the one loop, and what it has to tell afterwards."""

import os
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..article import Article
from ..cleaning import Furniture
from ..errors import ExtraMissing
from .compression import Allowance
from .contents import Content, Reader, in_a_sentence
from .page import BrokenOff, Unreadable
from .records import Fields
from .sources import (
    STDIN,
    File,
    Obstacle,
    checked,
    files_of,
    is_bare,
    known_size,
    lies_in,
    opened,
    reason_of,
    shown,
)

if TYPE_CHECKING:
    from .sql import Database

# A file of another shape under the name of JSON Lines has a problem on every line.
MOST_WARNINGS_PER_FILE = 1000


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something that could not be read, or not as it was meant: where, and why in plain English."""

    location: str
    reason: str

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}"


def read_articles(*sources: str | os.PathLike[str], fields: Mapping[str, str] | None = None) -> "Articles":
    """Read articles from files, from folders with all that is in them, and from standard input ("-").

    HTML, plain text, JSON Lines, JSON, CSV, RSS and Atom, WARC, and zip and tar
    archives of these are told apart by their content; gzip, bzip2, xz and zstd
    are unpacked; the encodings of Russian pages are recognized. In folders,
    names that begin with a dot are passed over, and links to folders are not
    followed into loops. The order is that of the names, the same on every machine.

    `fields` says under which names records (JSON, CSV) have the fields of an
    article where these names are not the usual ones: {"title": "headline"}.

    An article's id is that of its record, else its url, else the path relative
    to the given source ("<path>#<line>" for records, "<path>!<member>" in
    archives): it stays the same when the archive is moved. Two articles may have
    one id; that is for the index to settle.

    Nothing is read until the result is iterated. `SourceMissing` is raised at
    once when there is nothing at one of the places, `ValueError` for a field that
    articles do not have; whatever cannot be read later becomes a warning, and the
    reading goes on.
    """
    return opened_sources(sources, fields=fields)


def read_sql(query: str, database: str, *, fields: Mapping[str, str] | None = None) -> "Articles":
    """Read the articles that a query finds in a database, one a row, with the columns as fields.

    `database` is an address as SQLAlchemy has them: `sqlite:///news.db`,
    `postgresql://user:password@host/news`. Nothing is written to it. The columns
    are named as the fields of records are (`SELECT headline AS title`), or `fields`
    names them; there must be an id or a url, by which an article is known again.

    Nothing is read until the result is iterated; then `DatabaseUnusable` is
    raised when the database or the query is of no use. Needs `gubernia[sql]`:
    `ExtraMissing` is raised at once without it.
    """
    return opened_sources((), [(query, database)], fields)


def opened_sources(
    sources: Sequence[str | os.PathLike[str]],
    queries: Sequence[tuple[str, str]] = (),
    fields: Mapping[str, str] | None = None,
) -> "Articles":
    """The articles of files, and of queries with the addresses of their databases: one index may have both."""
    databases = []
    for query, address in queries:
        from .sql import Database

        databases.append(Database.at(address, query))
    return Articles([checked(source) for source in sources], databases=databases, fields=fields)


class Articles:
    """The articles of some sources, read while they are iterated over, never all in memory.

    Each iteration reads from the start and has its own `warnings`, `complete`,
    `unread` and `bytes_read`; the attributes tell of the latest. Standard input
    can be read once.

    `furniture`, where it is set, tells which lines of text pages come back on
    other pages of their source and are no part of an article; `build_index` and
    `update_index` set it. Without it each page is read by itself.
    """

    def __init__(
        self,
        sources: list[str],
        *,
        databases: Sequence["Database"] = (),
        fields: Mapping[str, str] | None = None,
    ) -> None:
        self.furniture: Furniture | None = None
        self._sources = sources
        self._only: frozenset[str] | None = None
        self._databases = databases
        self._fields = Fields(dict(fields or {}))
        self._reading = _Reading()
        self._stdin_is_read = False
        self._bytes_total: int | None = None

    def __iter__(self) -> Iterator[Article]:
        self._reading = _Reading(Fields(self._fields.mapped), self.furniture)
        self._bytes_total = None
        return self._articles(self._reading)

    def repeated_lines(self) -> Furniture:
        """Count, in a pass of its own, which lines come back on the text pages of each folder.

        Only pages saved as plain text are read, standard input is not; what
        cannot be read is left for the pass over the articles to tell.
        """
        found = Furniture()
        counting = _Reading(Fields(self._fields.mapped), learning=found)
        for source in self._sources:
            for file in files_of(source, self._only) if source != STDIN else ():
                if isinstance(file, File):
                    for _ in counting.articles_of(file):
                        pass
        return found

    def within(self, *paths: str | os.PathLike[str]) -> "Articles":
        """Of the same sources, what is in these files and folders alone: each article with the id it has among all.

        A path where nothing is any more is welcome: articles that were read there
        are gone. Raises `ValueError` for a path outside of the sources.
        """
        only = frozenset(os.path.abspath(os.fsdecode(path)) for path in paths)  # noqa: PTH100 - a link stays as it is
        for path in only:
            if not any(lies_in(path, source) for source in self._sources):
                raise ValueError(f"{shown(path)!r} is not in the sources: give paths below them")
        narrowed = copy(self)
        narrowed._only, narrowed._reading, narrowed._bytes_total = only, _Reading(), None
        narrowed._databases = ()
        return narrowed

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
        """Locations of files and members of archives that could not be read, wholly or in part.

        Articles from there, and from archives in them, are not gone.
        """
        return self._reading.unread

    @property
    def roots(self) -> tuple[str, ...]:
        """The absolute paths below which all was to be read: the sources, or those `within`; queries as locations begin
        with them. Standard input has none."""
        paths = self._sources if self._only is None else sorted(self._only)
        files = [shown(path) for path in paths if path != STDIN]
        return (*files, *(database.root for database in self._databases))

    def bare(self) -> tuple[str, ...]:
        """Sources that are gone or have no file in them: so looks a disk that is not mounted."""
        return tuple(shown(source) for source in self._sources if source != STDIN and is_bare(source))

    @property
    def bytes_read(self) -> int:
        """How far the reading is, in bytes on the disk; what is skipped counts as well."""
        return self._reading.bytes_read

    @property
    def bytes_total(self) -> int:
        """The bytes on the disk of all files, by a walk when first asked; 0 when unknown, as for standard input."""
        if self._bytes_total is None:
            sizes = [known_size(source, self._only) for source in self._sources]
            self._bytes_total = 0 if None in sizes or self._databases else sum(size for size in sizes if size)
        return self._bytes_total

    def _articles(self, reading: "_Reading") -> Iterator[Article]:
        for source in self._sources:
            if source == STDIN:
                if self._stdin_is_read:
                    reading.miss(STDIN, "standard input can be read only once")
                    reading.whole = False
                    continue
                self._stdin_is_read = True
            for found in files_of(source, self._only):
                if isinstance(found, Obstacle):
                    reading.miss(found.location, found.reason)
                    reading.whole = reading.whole and not found.folder
                else:
                    yield from reading.articles_of(found)
        for database in self._databases:
            yield from reading.articles_in(database)
        reading.tell_of_fields()
        reading.complete = reading.whole


@dataclass(slots=True)
class _Reading:
    """One pass over the sources."""

    fields: Fields = field(default_factory=Fields)
    furniture: Furniture | None = None
    learning: Furniture | None = None
    warnings: list[ReadWarning] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    bytes_read: int = 0
    warned: int = 0
    whole: bool = True
    complete: bool = False
    allowance: Allowance = field(default_factory=Allowance)

    def warn(self, location: str, reason: str) -> None:
        self.warned += 1
        if self.warned <= MOST_WARNINGS_PER_FILE:
            self.warnings.append(ReadWarning(location, reason))

    def miss(self, location: str, reason: str, *, broken: bool = False) -> None:
        """Warn of a file or folder of which nothing, or not all, is delivered; `broken` when nobody knows how much."""
        self.warn(location, reason)
        self.lost(location)
        self.whole = self.whole and not broken

    def lost(self, location: str) -> None:
        """Something of what is there is not delivered."""
        self.unread.add(location)

    def count(self, size: int) -> None:
        self.bytes_read += size
        self.allowance.more_read(size)

    def articles_of(self, file: File) -> Iterator[Article]:
        """The articles of one file; whatever goes wrong becomes a warning."""
        before, self.warned = self.bytes_read, 0
        self.allowance = Allowance(file.size)
        content = Content(file.path, file.id, file.location, file)
        try:
            with opened(file, self.count) as raw:
                yield from Reader(self, self.fields, self.allowance, self.furniture, self.learning).articles(
                    content, raw
                )
        except BrokenOff as broken:
            self.miss(file.location, str(broken), broken=True)
        except (Unreadable, ExtraMissing) as unreadable:
            self.miss(file.location, in_a_sentence(unreadable))
        except OSError as error:
            self.miss(file.location, reason_of(error))
        self._tell_of_more(file.location)
        self.bytes_read = before + file.size if file.size else self.bytes_read

    def articles_in(self, database: "Database") -> Iterator[Article]:
        """The articles of a query; what is wrong with a row becomes a warning."""
        self.warned = 0
        try:
            yield from database.articles(self, self.fields)
        except BrokenOff as broken:
            self.miss(database.root, str(broken), broken=True)
        self._tell_of_more(database.root)

    def tell_of_fields(self) -> None:
        """Warn of names that were given for fields and that no record had."""
        for ours, theirs in self.fields.missing.items() if self.fields.any_record else ():
            self.warnings.append(ReadWarning(f"{ours}={theirs}", f"no record has a field {theirs!r}: check its name"))

    def _tell_of_more(self, location: str) -> None:
        if (unlisted := self.warned - MOST_WARNINGS_PER_FILE) > 0:
            self.warnings.append(ReadWarning(location, f"has {unlisted} more problems, which are not listed"))
