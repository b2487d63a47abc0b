"""SQLite FTS5, which every Python has: unicode61, no stems."""

import sqlite3
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from .peer import PAGE, Ask, Found, Question, Row

VERSION = 1
COLUMNS = {"source": "source", "region": "region"}


class Peer:
    """Title and text in a full-text table over an ordinary one."""

    counts = (True, False)

    def version(self) -> str:
        """Of the library below the module."""
        return sqlite3.sqlite_version

    def stamp(self) -> str:
        """The engine and this schema."""
        return f"{self.version()} {VERSION}"

    def ready(self, row: Row) -> Row:
        """Rows as they are."""
        return row

    def build(self, articles: Iterable[Row], folder: Path) -> None:
        """One transaction."""
        base = sqlite3.connect(folder / "news.db")
        with base:
            base.execute("CREATE TABLE news (id TEXT, title TEXT, body TEXT, source TEXT, region TEXT, day INTEGER)")
            base.execute(
                "CREATE VIRTUAL TABLE words USING fts5(title, body, content='news', content_rowid='rowid', "
                "tokenize='unicode61')"
            )
            for number, row in enumerate(articles, 1):
                values = (number, row.id, row.title, row.text, row.source, row.region, row.day_number)
                base.execute(
                    "INSERT INTO news (rowid, id, title, body, source, region, day) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    values,
                )
                base.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (number, row.title, row.text))
            base.execute("CREATE INDEX by_day ON news (day)")
            base.execute("CREATE INDEX by_source ON news (source)")
            base.execute("CREATE INDEX by_region ON news (region)")
        base.close()

    def open(self, folder: Path) -> None:
        """Connections are made for each thread; the first one shows that the file is there."""
        self.path = folder / "news.db"
        self.session()

    def session(self) -> "Session":
        """A connection of its own."""
        return Session(sqlite3.connect(f"file:{self.path.as_posix()}?mode=ro", uri=True, check_same_thread=False))


class Session:
    """One thread."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self.base = base
        self.base.execute("SELECT count(*) FROM words WHERE words MATCH 'нет'")

    def prepare(self, question: Question, *, count: bool) -> Ask:
        """The statements and what they are given."""
        where, given = ["words MATCH :match"], {"match": match(question), "offset": question.offset, "limit": PAGE}
        if question.since or question.until:
            where.append("day BETWEEN :since AND :until")
            given["since"], given["until"] = question.days
        for name, value in (("source", question.source), ("region", question.region)):
            if value:
                where.append(f"{name} = :{name}")
                given[name] = value
        table = "words" if len(where) == 1 else "words JOIN news ON news.rowid = words.rowid"
        condition = " AND ".join(where)
        joined = "words JOIN news ON news.rowid = words.rowid"
        order = "day DESC" if question.newest else "words.rank"
        page = f"SELECT words.rowid FROM {joined if question.newest else table} WHERE {condition} "
        page += f"ORDER BY {order} LIMIT :limit OFFSET :offset"
        statements = [f"SELECT count(*) FROM {table} WHERE {condition}"] if count else []
        if question.facets:
            statements += [
                f"SELECT {value}, count(*) FROM {joined} WHERE {condition} GROUP BY 1"
                for value in ("source", "day / 10000")
            ]
        return partial(self._ask, page, statements, given, count)

    def _ask(self, page: str, statements: list[str], given: dict[str, object], count: bool) -> Found:
        numbers = self.base.execute(page, given).fetchall()
        came = sum(
            1
            for number in numbers
            if self.base.execute("SELECT title, body FROM news WHERE rowid = ?", number).fetchone()
        )
        answers = [self.base.execute(statement, given).fetchall() for statement in statements]
        return Found(answers[0][0][0] if count else -1, came)


def match(question: Question) -> str:
    """The query in FTS5's language."""
    match question.how:
        case "prefix":
            return f'"{question.words[0]}"*'
        case "phrase":
            return f'"{" ".join(question.words)}"'
    return (" OR " if question.how == "any" else " ").join(f'"{word}"' for word in question.words)
