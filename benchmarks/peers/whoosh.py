"""Whoosh 2.7.4 as it comes, with its own Russian analyzer."""

import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import whoosh
from whoosh import index, query, sorting
from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema

from .peer import PAGE, Ask, Found, Question, Row

VERSION = 1


class Peer:
    """One field with title and text; articles stored."""

    counts = (True, False)

    def version(self) -> str:
        """Of the distribution that is installed."""
        return str(whoosh.versionstring())

    def stamp(self) -> str:
        """The engine and this schema."""
        return f"{self.version()} {VERSION}"

    def ready(self, row: Row) -> Row:
        """Rows as they are."""
        return row

    def build(self, articles: Iterable[Row], folder: Path) -> None:
        """One process, 128 MB for postings."""
        schema = Schema(
            id=ID(unique=True, stored=True),
            text=TEXT(analyzer=LanguageAnalyzer("ru"), phrase=True),
            source=ID(sortable=True),
            region=ID(sortable=True),
            year=ID(sortable=True),
            day=NUMERIC(int, sortable=True),
            title=STORED,
            body=STORED,
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=128)
        for row in articles:
            writer.add_document(
                id=row.id,
                text=f"{row.title}\n{row.text}",
                source=row.source,
                region=row.region,
                year=row.day[:4],
                day=row.day_number,
                title=row.title,
                body=row.text,
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open the index; searchers are made for each thread, since sharing one gives wrong answers."""
        self.index = index.open_dir(str(folder))
        self.opening = threading.Lock()

    def session(self) -> "Session":
        """A searcher of its own."""
        with self.opening:
            return Session(self.index.searcher())


class Session:
    """One thread."""

    def __init__(self, searcher: Any) -> None:
        self.searcher = searcher
        self.analyzer = searcher.schema["text"].analyzer

    def prepare(self, question: Question, *, count: bool) -> Ask:
        """A query of Whoosh's own nodes."""
        more: dict[str, Any] = {"limit": question.offset + PAGE}
        conditions = []
        if question.since or question.until:
            conditions.append(query.NumericRange("day", *question.days))
        for name, value in (("source", question.source), ("region", question.region)):
            if value:
                conditions.append(query.Term(name, value))
        if conditions:
            more["filter"] = query.And(conditions)
        if question.newest:
            more["sortedby"] = sorting.FieldFacet("day", reverse=True)
        if question.facets:
            more["groupedby"] = ["source", "year"]
        return partial(self._ask, self._query(question), more, question.offset, count)

    def _query(self, question: Question) -> Any:
        if question.how == "prefix":
            return query.Prefix("text", question.words[0])
        words = [token.text for token in self.analyzer(" ".join(question.words), mode="query")]
        if question.how == "phrase":
            return query.Phrase("text", words)
        terms = [query.Term("text", word) for word in words]
        if not terms:  # its analyzer drops function words, and some others
            return query.NullQuery
        return terms[0] if len(terms) == 1 else (query.Or if question.how == "any" else query.And)(terms)

    def _ask(self, asked: Any, more: dict[str, Any], offset: int, count: bool) -> Found:
        results = self.searcher.search(asked, **more)
        for name in more.get("groupedby", ()):
            results.groups(name)
        page = range(offset, min(offset + PAGE, results.scored_length()))
        came = sum(1 for number in page if results[number].fields()["body"])
        return Found(len(results) if count else -1, came)
