"""What we measure ourselves against: SQLite FTS5, which every Python has, without lemmas."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from indexer import Article


def build_fts5(articles: Iterable[Article], path: Path) -> None:
    """Write title and text into a full-text table."""
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE VIRTUAL TABLE news USING fts5(title, body, tokenize='unicode61')")
        rows = ((a.title, f"{a.lead}\n{a.text}") for a in articles)
        base.executemany("INSERT INTO news VALUES (?, ?)", rows)


def search_fts5(base: sqlite3.Connection, words: list[str], any_of_them: bool) -> int:
    """Ask for ten articles by BM25 with their titles; how many came."""
    joined = (" OR " if any_of_them else " ").join(f'"{word}"' for word in words)
    asked = "SELECT title, snippet(news, 1, '', '', '…', 30) FROM news WHERE news MATCH ? ORDER BY bm25(news) LIMIT 10"
    return len(base.execute(asked, (joined,)).fetchall())
