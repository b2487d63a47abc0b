"""The seam: what a search engine must do for this project, and nothing more.

Analysis, the query language, repair and highlighting live outside the seam, so
two engines that were given the same articles give the same answers. What a
query matches is spelled out in `matching.py`, how it is scored and ordered by
the memory engine (`engines/memory.py`); every other engine agrees with it,
scores within 1e-5.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from .about import NOWHERE, About
from .analyzed import AnalyzedArticle
from .article import Article
from .language.token import Token
from .query import Keyword, Prefix, Query, Word, Zone
from .scoring import RERANKED


class Sort(StrEnum):
    """The order of hits. By day it is strictly chronological, undated articles last."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition besides the query. The facet of `keyword` is counted as if it were not there."""

    keyword: Keyword
    query: Query


@dataclass(frozen=True, slots=True)
class Freshness:
    """Prefer recent articles: a factor in (0, 1] that halves its way down to `floor`, every `half_life` days."""

    today: date
    half_life: float = 365.0
    floor: float = 0.5

    def factor(self, last_day: date | None) -> float:
        """The factor of an article published on `last_day` at the latest; `floor` for the undated."""
        if last_day is None:
            return self.floor
        age = max(0, (self.today - last_day).days)
        return float(self.floor + (1 - self.floor) * 2 ** (-age / self.half_life))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One page of answers.

    A hit belongs to the first of `tiers` that it matches, and by relevance every
    hit of a tier stands above those of the later ones. With `enough`, a tier is
    asked only while the tiers before it found fewer than that many articles
    together, whichever page is wanted. With `fold`, of the hits of one story (see
    `indexer.reprints`) only the first in the order stands among those that
    `offset` and `limit` count. `words` has for each tier those whose
    tokens its hits shall bring along, see `Hit.tokens`. By relevance the best
    `reranked` are ranked again with nearness and exact forms; 0 for BM25F alone.
    Pages that shall not overlap are asked with the same number.
    """

    tiers: tuple[Query, ...]
    enough: int | None = None
    filters: tuple[Filter, ...] = ()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 10
    facets: tuple[Keyword, ...] = ()
    freshness: Freshness | None = None
    fold: bool = False
    words: tuple[Sequence[Word | Prefix], ...] = ()
    reranked: int = RERANKED


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matched: how well (higher is better), in which tier (0 is the first), and where it happens.

    `story` are the ids of the article and its reprints, the first published first,
    () where it has none; `folded` is how many of them matched and are not shown,
    because of `Request.fold`.

    `tokens` are those of the article that are one of the words asked for, each
    with just the terms that make it so, and the ends of its sentences: enough to
    mark the words, to cut snippets and to tell which of the words the article has.
    None where they were not asked for, or where analyzing the article is the
    faster way.
    """

    article: Article
    score: float
    tier: int = 0
    about: About = NOWHERE
    story: tuple[str, ...] = ()
    folded: int = 0
    tokens: Mapping[Zone, Sequence[Token]] | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits.

    `total` counts every match, not the page; `tier_totals` says how many each
    asked tier added. `facets` maps each wanted keyword to its values with
    article counts, commonest first, then by value; articles without a value are
    counted under "". `generation` is the committed state that answered. `folded`
    is how many matches are not on any page because of `Request.fold`; they count
    in `total`, `tier_totals` and `facets` all the same.
    """

    total: int
    page: tuple[Hit, ...]
    tier_totals: tuple[int, ...] = ()
    facets: Mapping[Keyword, Mapping[str, int]] = field(default_factory=dict)
    generation: int = 0
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    """The size of the last committed state. `terms` counts distinct terms of all zones."""

    articles: int
    terms: int
    generation: int


BLOCK_NAME = "[a-z0-9][a-z0-9-]*"
"""What the name of a block is made of: it can be the name of a file anywhere."""


def check_block_name(name: str) -> None:
    """Raise `ValueError` for a name that a block cannot have."""
    if not re.fullmatch(BLOCK_NAME, name, re.ASCII):
        raise ValueError(f"{name!r} cannot name a block: use a-z, 0-9 and hyphens")


class Writer(Protocol):
    """Changes to an index. Nothing is visible to searches before the commit."""

    def put(self, article: AnalyzedArticle) -> None:
        """Add the article, replacing the one with the same id."""

    def delete(self, article_id: str) -> None:
        """Remove the article, if it is there."""

    def keep(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """Keep a named block with the articles, replacing the one of that name; a large one may come in parts.

        For what was worked out over all articles, such as which of them are
        reprints. The name is of a-z, 0-9 and hyphens, else `ValueError`.
        """


class Preparing(Protocol):
    """What can be done of a writer's work where articles are analyzed. Other processes get it pickled, each its own."""

    def prepare(self, articles: Sequence[AnalyzedArticle]) -> Any:
        """The articles in a form that is soon pickled and soon written, for `PreparingWriter.put_prepared`."""


@runtime_checkable
class PreparingWriter(Writer, Protocol):
    """A writer that has some of its work done where articles are analyzed. No writer has to be one."""

    def preparing(self) -> Preparing | None:
        """What whoever analyzes is to use or to be sent; None to have plain articles put."""

    def put_prepared(self, prepared: Any) -> None:
        """Put articles as `prepare` gave them; those of one process in its order, none left out."""


class Reader(Protocol):
    """One committed state of an index. Safe for any number of threads."""

    def search(self, request: Request) -> Hits:
        """Answer from this state; `total` is exact."""

    def articles(self, ids: Iterable[str] | None = None) -> Iterator[Article]:
        """The articles, once each: all, or those of the given ids that are there."""

    def kept(self, name: str) -> bytes | None:
        """The block that was kept last by that name; None where there is none."""

    def terms(self, start: str, limit: int) -> list[tuple[str, int]]:
        """The commonest terms of title, lead and body that begin with `start`, with article counts; ties by term."""

    def terms_beginning(self, start: str) -> int:
        """No fewer than how many terms of title, lead and body begin with `start`; told without going through them.

        It may count a term that deleted articles alone have, or one more than once.
        """

    def similar_terms(self, word: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """Terms of title, lead and body within `distance` edits of `word`, with article counts.

        Edits are insertions, deletions, substitutions and swaps of neighbours
        (optimal string alignment). Nearest first, then commonest, then by term.
        """

    def stats(self) -> Stats:
        """Measure this state."""

    @property
    def generation(self) -> int:
        """The number of this state, as hits and stats tell it; cheaper than these."""


class Engine(Reader, Protocol):
    """A search engine that holds one index. Safe for any number of threads.

    What it is asked itself, it answers from the last committed state, each time
    from the one that is the last then.
    """

    def reader(self) -> AbstractContextManager[Reader]:
        """The last committed state, which stays as it is while the block runs, whatever is committed meanwhile.

        For what is worked out by several searches, and has to be true of one state.
        """

    def writer(self) -> AbstractContextManager[Writer]:
        """Open the index for changes: commit on a clean exit, discard on an error.

        One writer at a time; raises `IndexLocked` when another one is open.
        """

    def close(self) -> None:
        """Release files and connections."""
