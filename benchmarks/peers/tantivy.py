"""Tantivy through its Python binding, with the Snowball stemmer for Russian."""

from collections.abc import Iterable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from .peer import PAGE, Ask, Found, Question, Row

VERSION = 1
HEAP = 128_000_000
FACETS = {name: {"terms": {"field": name, "size": 1000}} for name in ("source", "year")}


class Peer:
    """One field with title and text, both stored, with positions."""

    counts = (True, False)

    def __init__(self) -> None:
        chain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        self.analyzer = chain.filter(tantivy.Filter.stemmer("russian")).build()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", stored=True, tokenizer_name="russian", index_option="position")
        for name in ("source", "region", "year"):
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("day", indexed=True, fast=True)
        self.schema = builder.build()

    def version(self) -> str:
        """Of the binding."""
        return version("tantivy")

    def stamp(self) -> str:
        """The engine and this schema."""
        return f"{self.version()} {VERSION}"

    def ready(self, row: Row) -> Row:
        """Rows as they are."""
        return row

    def build(self, articles: Iterable[Row], folder: Path) -> None:
        """One thread that indexes; this one hands over documents meanwhile."""
        index = tantivy.Index(self.schema, path=str(folder))
        index.register_tokenizer("russian", self.analyzer)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for row in articles:
            document = tantivy.Document()
            document.add_text("id", row.id)
            document.add_text("text", row.title)
            document.add_text("text", row.text)
            document.add_text("source", row.source)
            document.add_text("region", row.region)
            document.add_text("year", row.day[:4])
            document.add_integer("day", row.day_number)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """A searcher over the last commit."""
        self.index = tantivy.Index.open(str(folder))
        self.index.register_tokenizer("russian", self.analyzer)
        self.searcher = self.index.searcher()

    def session(self) -> "Peer":
        """Threads share the searcher."""
        return self

    def prepare(self, question: Question, *, count: bool) -> Ask:
        """A query object, its words stemmed."""
        asked = self._query(question)
        conditions = []
        if question.since or question.until:
            conditions.append(tantivy.Query.range_query(self.schema, "day", tantivy.FieldType.Integer, *question.days))
        for name, value in (("source", question.source), ("region", question.region)):
            if value:
                conditions.append(tantivy.Query.term_query(self.schema, name, value))
        if conditions:
            must = tantivy.Occur.Must
            unscored = [(must, tantivy.Query.const_score_query(condition, 0.0)) for condition in conditions]
            asked = tantivy.Query.boolean_query([(must, asked), *unscored])
        more: dict[str, Any] = {"order_by_field": "day"} if question.newest else {}
        return partial(
            self._ask, asked, {"limit": PAGE, "offset": question.offset, "count": count} | more, question.facets
        )

    def _query(self, question: Question) -> tantivy.Query:
        if question.how == "prefix":
            return tantivy.Query.regex_query(self.schema, "text", question.words[0] + ".*")
        words: list[Any] = self.analyzer.analyze(" ".join(question.words))
        if question.how == "phrase":
            return tantivy.Query.phrase_query(self.schema, "text", words)
        terms = [tantivy.Query.term_query(self.schema, "text", word) for word in words]
        occur = tantivy.Occur.Should if question.how == "any" else tantivy.Occur.Must
        return terms[0] if len(terms) == 1 else tantivy.Query.boolean_query([(occur, term) for term in terms])

    def _ask(self, asked: tantivy.Query, how: dict[str, Any], facets: bool) -> Found:
        result: Any = self.searcher.search(asked, **how)
        if facets:
            self.searcher.aggregate(asked, FACETS)
        came = sum(1 for _, address in result.hits if self.searcher.doc(address)["text"])
        return Found(result.count if how["count"] else -1, came)
