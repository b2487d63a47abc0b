"""Databases: the rows of one query as records, through SQLAlchemy.

Nothing is ever written: SQLite is opened for reading only, PostgreSQL and MySQL
are told that the transaction only reads, and it is rolled back in any case.
"""

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from ..article import Article
from ..errors import DatabaseUnusable
from .contents import article_of
from .encoding import decode
from .extras import brought_by
from .page import BrokenOff, Unreadable, one_line
from .records import Fields, page_from_record

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

ROWS_AT_ONCE = 500
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""Addresses are written without a driver; psycopg is the one that `gubernia[sql]` brings."""


class Told(Protocol):
    """Whoever hears of rows that make no article."""

    def warn(self, location: str, reason: str) -> None: ...  # noqa: D102

    def lost(self, location: str) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Database:
    """A query and where it is asked. `root` begins the location of each article: it has no password."""

    url: "URL"
    query: str
    root: str

    @classmethod
    def at(cls, address: str, query: str) -> "Database":
        """Check the address; nothing is opened yet."""
        with brought_by("sql"):
            from sqlalchemy import make_url
            from sqlalchemy.exc import ArgumentError
        if not query.strip():
            raise DatabaseUnusable('The query is empty: give one, such as "SELECT id, title, text FROM news".')
        try:
            url = make_url(address)
        except (ArgumentError, ValueError):
            raise DatabaseUnusable(
                "The address of the database is none that SQLAlchemy knows: "
                "write it as sqlite:///news.db or postgresql://user:password@host/name."
            ) from None
        url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
        if url.get_backend_name() == "sqlite" and url.database:
            url = url.set(database=os.path.abspath(url.database).replace(os.sep, "/"))  # noqa: PTH100
        return cls(url, query, _root(url, query))

    def articles(self, told: Told, fields: Fields) -> Iterator[Article]:
        """The articles, read while they are taken. `DatabaseUnusable` before the first, `BrokenOff` after it."""
        from sqlalchemy.exc import DBAPIError, SQLAlchemyError

        engine = self._engine()
        some = False
        try:
            for article in self._rows(engine, told, fields):
                some = True
                yield article
        except (SQLAlchemyError, sqlite3.Error) as error:
            said = self._said(error.orig if isinstance(error, DBAPIError) and error.orig else error)
            if some:
                raise BrokenOff(f"breaks off in the middle: {said}") from None
            raise DatabaseUnusable(f"The database {self._shown} does not answer the query: {said}.") from None
        finally:
            engine.dispose()

    def _rows(self, engine: "Engine", told: Told, fields: Fields) -> Iterator[Article]:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(postgresql_readonly=True)
            elif connection.dialect.name in ("mysql", "mariadb"):
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            # Without parameters a percent sign of LIKE '%…%' is left alone.
            result = connection.execution_options(
                stream_results=True, yield_per=ROWS_AT_ONCE, no_parameters=True
            ).exec_driver_sql(self.query)
            with closing(result):
                if not result.returns_rows:
                    raise DatabaseUnusable("The query gives no rows: it must be a SELECT.")
                names = list(result.keys())
                self._check(names, fields)
                names = fields.usual(names)
                for number, row in enumerate(result, start=1):
                    if article := self._article(dict(zip(names, row, strict=True)), number, told, fields):
                        yield article

    def _check(self, names: list[str], fields: Fields) -> None:
        known = fields.known(names)
        listed = ", ".join(repr(name) for name in names)
        if "title" not in known and "text" not in known:
            raise DatabaseUnusable(
                f"The query gives no title and no text, its columns are {listed}: "
                "name them in the query, such as SELECT headline AS title, or map them (--map title=headline)."
            )
        if "id" not in known and "url" not in known:
            raise DatabaseUnusable(
                f"The query gives neither an id nor a url, its columns are {listed}: "
                "add one, else an article cannot be known again at the next update."
            )

    def _article(self, row: dict[str, Any], number: int, told: Told, fields: Fields) -> Article | None:
        place = f"{self.root} row {number}"
        try:
            page = page_from_record({name: plain(value) for name, value in row.items()}, fields=fields)
            key = page.id or page.url
            if not key:
                raise Unreadable("has neither an id nor a url and was skipped")
        except Unreadable as unreadable:
            told.warn(place, str(unreadable))
            told.lost(self.root)
            return None
        for problem in page.problems:
            told.warn(place, problem)
        return article_of(page, f"{self.root}#{key}", key)

    def _engine(self) -> "Engine":
        from sqlalchemy import create_engine
        from sqlalchemy.exc import SQLAlchemyError
        from sqlalchemy.pool import NullPool

        try:
            if self.url.get_backend_name() == "sqlite":
                return create_engine("sqlite://", creator=self._sqlite, poolclass=NullPool)
            return create_engine(self.url, hide_parameters=True)
        except ImportError as error:
            raise DatabaseUnusable(
                f"The database {self._shown} needs the driver {error.name!r}: install it with pip."
            ) from None
        except SQLAlchemyError:
            raise DatabaseUnusable(
                f"The database {self._shown} is of a kind that SQLAlchemy does not know: check how the address begins."
            ) from None

    def _sqlite(self) -> sqlite3.Connection:
        path = self.url.database or ""
        if not Path(path).is_file():
            raise DatabaseUnusable(f"There is no database at {path!r}: check the path.")
        return sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)

    @property
    def _shown(self) -> str:
        """The address as it may be shown."""
        return self.root.partition("?query=")[0]

    def _said(self, error: BaseException) -> str:
        """What the database said, in one line and without the password, which some drivers repeat."""
        said = one_line(str(error).split("\n(Background on this error")[0])
        for secret in filter(None, [str(self.url.password or ""), *_values(self.url)]):
            said = said.replace(secret, "***")
        return said.rstrip(" .?!") or type(error).__name__


def plain(value: Any) -> Any:
    """A value of a database as JSON would have it."""
    match value:
        case None | str() | bool() | int() | float() | dict():
            return value
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case bytes() | bytearray() | memoryview():
            return decode(bytes(value)).text
        case list() | tuple():
            return [plain(part) for part in value]
    return str(value)


def _values(url: "URL") -> list[str]:
    """The values of the address's options: among them may be a password or the path of a key."""
    return [value for values in url.normalized_query.values() for value in values if len(value) > 3]


def _root(url: "URL", query: str) -> str:
    """Database and query as they are stored with articles: without user, password and options.

    The query is there as a hash: what another query over the same database
    found is not gone because this one does not find it.
    """
    backend = url.get_backend_name()
    mark = hashlib.blake2b(one_line(query).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    if backend == "sqlite":
        path = re.sub("[#?%]", lambda found: quote(found[0]), url.database or "")
        return f"sqlite:///{path}?query={mark}"
    host = url.host or next(iter(url.normalized_query.get("host", ())), "")
    port = f":{url.port}" if url.port else ""
    return f"{backend}://{quote(host, safe='.-')}{port}/{quote(url.database or '')}?query={mark}"
