"""Gubernia's engine through its seam: `Engine.search`, the query tree made beforehand."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import indexer
from indexer import Article, PublishedOn, build_index
from indexer.article import UNDATED
from indexer.engine import Engine, Request, Sort
from indexer.engines.whoosh import WhooshEngine
from indexer.index_folder import IndexFolder
from indexer.query import And as All
from indexer.query import AtLeast, Everything, Keyword, Query, join
from indexer.scoring import RERANKED
from search_web.filters import filters_of
from search_web.query_language import parse

from .peer import PAGE, Ask, Found, Question, Row

FACETS = (Keyword.SOURCE, Keyword.YEAR)


class Gubernia:
    """Building, which does not depend on how the index is searched."""

    counts = (True,)  # the seam knows no answer without its exact total

    def version(self) -> str:
        """Ours, and that of Whoosh below."""
        with suppress(PackageNotFoundError):
            return f"{version('gubernia')} on {version('Whoosh')}"
        return "here"

    def stamp(self) -> str:
        """Every line that has a part in an index."""
        sources = sorted(path for path in Path(indexer.__file__).parent.rglob("*") if path.suffix in (".py", ".tsv"))
        total = hashlib.blake2b(digest_size=8)
        for path in sources:
            total.update(path.read_bytes())
        return f"{self.version()} {total.hexdigest()}"

    def ready(self, row: Row) -> Article:
        """An article as a reader would give it."""
        return Article(
            id=row.id,
            title=row.title,
            text=row.text,
            source=row.source,
            regions=(row.region,) if row.region else (),
            published=PublishedOn.from_iso(row.day) if row.day else UNDATED,
        )

    def build(self, articles: Iterable[Article], folder: Path) -> None:
        """One process."""
        build_index(articles, folder)


class Peer(Gubernia):
    """The engine alone."""

    reranked = RERANKED

    def open(self, folder: Path) -> None:
        """The build that serves."""
        self.engine: Engine = WhooshEngine(IndexFolder(folder).serving())

    def session(self) -> "Peer":
        """Threads share the engine."""
        return self

    def prepare(self, question: Question, *, count: bool) -> Ask:
        """One tier, filters as `NewsSearch` makes them."""
        named = {Keyword.SOURCE: question.source, Keyword.REGION: question.region}
        filters = filters_of(
            {keyword: (value,) for keyword, value in named.items() if value},
            question.since or None,
            question.until or None,
        )
        request = Request(
            tiers=(tree(question),),
            filters=filters,
            sort=Sort.NEWEST if question.newest else Sort.RELEVANCE,
            offset=question.offset,
            limit=PAGE,
            facets=FACETS if question.facets else (),
            reranked=self.reranked,
        )
        return partial(self._ask, request)

    def _ask(self, request: Request) -> Found:
        hits = self.engine.search(request)
        return Found(hits.total, sum(1 for hit in hits.page if hit.article.text))


def tree(question: Question) -> Query:
    """The query tree. Any of the words add up, as in the other engines: `Or` would take the best one."""
    match question.how:
        case "prefix":
            return part(question.words[0] + "*")
        case "phrase":
            return part(f'"{" ".join(question.words)}"')
    parts = tuple(part(word) for word in question.words)
    return join(All, parts) if question.how == "all" or len(parts) == 1 else AtLeast(1, parts)


def part(typed: str) -> Query:
    """What a person gets who types this."""
    return parse(typed).query or Everything()
