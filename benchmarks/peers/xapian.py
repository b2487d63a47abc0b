"""Xapian through its Python binding, with the Snowball stemmer for Russian."""

import json
import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import xapian

from .peer import PAGE, WORD, Ask, Found, Question, Row

VERSION = 1
DAY, SOURCE, REGION, YEAR = range(4)
PREFIX = {"source": "XS", "region": "XR"}


class Peer:
    """Stems with positions; title and text as the document's data."""

    counts = (True, False)

    def version(self) -> str:
        """Of the library."""
        return str(xapian.version_string())

    def stamp(self) -> str:
        """The engine and this way of using it."""
        return f"{self.version()} {VERSION}"

    def ready(self, row: Row) -> Row:
        """Rows as they are."""
        return row

    def build(self, articles: Iterable[Row], folder: Path) -> None:
        """One thread; Xapian writes out every 10,000 documents."""
        base = xapian.WritableDatabase(str(folder / "base"), xapian.DB_CREATE)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("russian"))
        generator.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
        for row in articles:
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(row.title)
            generator.increase_termpos()
            generator.index_text(row.text)
            document.set_data(json.dumps([row.id, row.title, row.text], ensure_ascii=False))
            document.add_value(DAY, str(row.day_number).zfill(8))
            document.add_value(YEAR, row.day[:4])
            for slot, name, value in ((SOURCE, "source", row.source), (REGION, "region", row.region)):
                document.add_value(slot, value)
                document.add_boolean_term(term(name, value))
            base.add_document(document)
        base.commit()
        base.close()

    def open(self, folder: Path) -> None:
        """Databases are opened for each thread; the first one shows that it is there."""
        self.path = str(folder / "base")
        self.opening = threading.Lock()
        self.session()

    def session(self) -> "Session":
        """A database of its own."""
        with self.opening:
            return Session(xapian.Database(self.path))


class Session:
    """One thread."""

    def __init__(self, base: Any) -> None:
        self.base = base
        self.articles = base.get_doccount()
        self.stem = xapian.Stem("russian")

    def prepare(self, question: Question, *, count: bool) -> Ask:
        """A query of Xapian's own operators."""
        asked = self._query(question)
        if question.since or question.until:
            first, last = (str(day).zfill(8) for day in question.days)
            asked = xapian.Query(
                xapian.Query.OP_FILTER, asked, xapian.Query(xapian.Query.OP_VALUE_RANGE, DAY, first, last)
            )
        for name, value in (("source", question.source), ("region", question.region)):
            if value:
                asked = xapian.Query(xapian.Query.OP_FILTER, asked, xapian.Query(term(name, value)))
        return partial(self._ask, asked, question, count)

    def _query(self, question: Question) -> Any:
        words = [self.stem(word.encode()).decode() for text in question.words for word in WORD.findall(text.lower())]
        match question.how:
            case "prefix":
                return xapian.Query(xapian.Query.OP_WILDCARD, question.words[0], 0, xapian.Query.WILDCARD_LIMIT_ERROR)
            case "phrase":
                return xapian.Query(xapian.Query.OP_PHRASE, words)
            case "any":
                return xapian.Query(xapian.Query.OP_OR, words)
        return xapian.Query(xapian.Query.OP_AND, words)

    def _ask(self, asked: Any, question: Question, count: bool) -> Found:
        enquire = xapian.Enquire(self.base)
        enquire.set_query(asked)
        if question.newest:
            enquire.set_sort_by_value_then_relevance(DAY, True)
        spies = [xapian.ValueCountMatchSpy(slot) for slot in (SOURCE, YEAR)] if question.facets else []
        for spy in spies:
            enquire.add_matchspy(spy)
        all_of_them = self.articles if count or question.facets else 0
        found = enquire.get_mset(question.offset, PAGE, all_of_them)
        for spy in spies:
            list(spy.values())
        came = sum(1 for match in found if json.loads(match.document.get_data())[2])
        return Found(found.get_matches_estimated() if count else -1, came)


def term(name: str, value: str) -> str:
    """A term for a keyword's value; terms are at most 245 bytes."""
    return PREFIX[name] + value.encode()[:200].decode(errors="ignore")
