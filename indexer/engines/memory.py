"""The reference engine: obvious rather than fast. What it answers is the definition; tests hold the others to it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock
from typing import Self

from rapidfuzz.distance import OSA

from ..analyzed import AnalyzedArticle
from ..article import Article
from ..engine import Filter, Hit, Hits, Request, Sort, Stats, check_block_name
from ..errors import IndexLocked
from ..language import SENTENCE_END, Token
from ..matching import Indexed, leaves, typed
from ..query import (
    ZONES,
    And,
    AtLeast,
    Field,
    Keyword,
    Or,
    Phrase,
    Prefix,
    Query,
    Together,
    Word,
    Zone,
)
from ..reprints import STORIES, Stories
from ..scoring import EARLY, EXACT_FORM, K1, NEAR, PROXIMITY, WEIGHT, B, idf, is_early


@dataclass
class Scorer:
    """BM25F over the live articles of one committed state.

    A word counts once at each position where any of its readings stands. An
    occurrence in a zone weighs WEIGHT[zone], less in a zone that is longer than
    the average; the sum saturates by K1, EARLY is added for a word that stands
    among the first, and that is multiplied by the word's idf, taken from the
    number of articles that have the word in the query's field.
    """

    articles: list[Indexed]
    average: dict[Zone, float] = field(init=False)
    _idf: dict[Word | Prefix, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        count = len(self.articles)
        self.average = {z: sum(a.length[z] for a in self.articles) / count if count else 0.0 for z in Zone}

    def idf(self, leaf: Word | Prefix) -> float:
        """The weight of a word."""
        if leaf not in self._idf:
            self._idf[leaf] = idf(len(self.articles), sum(article.matches(leaf) for article in self.articles))
        return self._idf[leaf]

    def score(self, article: Indexed, query: Query) -> float:
        """The score of an article that matches: the sum over the parts of the query that match."""
        match query:
            case Word() | Prefix():
                weight, early = 0.0, False
                for zone in ZONES[query.field]:
                    positions = article.occurrences(query, zone)
                    count = len(positions)
                    early = early or any(is_early(zone, position) for position in positions)
                    if count:
                        weight += (
                            WEIGHT[zone] * count / (1 - B[zone] + B[zone] * article.length[zone] / self.average[zone])
                        )
                return self.idf(query) * (weight / (K1 + weight) + EARLY * early)
            case Phrase():
                return sum(self.score(article, word) for word in leaves(query)) if article.matches(query) else 0.0
            case Or((first, *others), worth):
                rest = max((self.score(article, part) for part in others if article.matches(part)), default=0.0)
                return max(self.score(article, first) if article.matches(first) else 0.0, worth * rest)
            case Together(parts) | And(parts) | AtLeast(_, parts):
                return sum(self.score(article, part) for part in parts if article.matches(part))
            case _:
                return 0.0

    def closeness(self, article: Indexed, query: Query) -> float:
        """What the article gains because it is close to the very words that were typed."""
        return self._nearness(article, query) + self._exactness(article, query)

    def _exactness(self, article: Indexed, query: Query) -> float:
        """For each word of the query that the article has in the form that was typed."""
        words = dict.fromkeys(leaf for leaf in typed(query) if isinstance(leaf, Word) and leaf.form)
        return sum(EXACT_FORM * self.idf(word) for word in words if article.matches(Word((word.form,), word.field)))

    def _nearness(self, article: Indexed, query: Query) -> float:
        """For words that follow each other in the query and stand near each other in the article."""
        return sum(
            PROXIMITY * min(self.idf(a), self.idf(b)) / distance**2
            for a, b in pairwise(typed(query))
            if (distance := self._distance(article, a, b)) is not None
        )

    def _distance(self, article: Indexed, a: Word | Prefix, b: Word | Prefix) -> int | None:
        """Positions from `a` to the nearest `b` in one zone, one more when `b` stands before; None beyond NEAR."""
        distances = [
            q - p if q > p else p - q + 1
            for zone in ZONES[a.field]
            if zone in ZONES[b.field]
            for p in article.occurrences(a, zone)
            for q in article.occurrences(b, zone)
            if p != q
        ]
        nearest = min(distances, default=None)
        return nearest if nearest is not None and nearest <= NEAR else None


class MemoryEngine:
    """Keeps every article in a dict and looks at each one for each request."""

    def __init__(self) -> None:
        self._committed: dict[str, Indexed] = {}
        self._blocks: dict[str, bytes] = {}
        self._generation = 0
        self._writing = Lock()
        self._switching = Lock()

    @contextmanager
    def writer(self) -> Iterator["_Draft"]:
        """See `Engine.writer`."""
        if not self._writing.acquire(blocking=False):
            raise IndexLocked("Another writer is open on this index: wait until it has finished.")
        try:
            draft = _Draft(dict(self._committed), dict(self._blocks))
            yield draft
            with self._switching:
                self._committed, self._blocks = draft.indexed, draft.blocks
                self._generation += 1
        finally:
            self._writing.release()

    @contextmanager
    def reader(self) -> Iterator[Self]:
        """See `Engine.reader`."""
        with self._switching:  # a commit puts others in the place of the dicts and changes none
            state = copy(self)
        yield state

    @property
    def generation(self) -> int:
        """See `Reader.generation`."""
        return self._generation

    def search(self, request: Request) -> Hits:
        """See `Reader.search`."""
        articles = list(self._committed.values())
        scorer = Scorer(articles)
        tier_of, tier_totals = self._tiers(articles, request)
        found = [(articles[i], tier) for i, tier in tier_of.items()]
        if request.sort is Sort.RELEVANCE:
            ranked = self._ranked(found, scorer, request)
        else:
            scores = {id(a): self._score(a, t, scorer, request) for a, t in found}
            ranked = sorted(((a, t, scores[id(a)]) for a, t in found), key=_by_day(request.sort))
        stories = Stories.from_bytes(self.kept(STORIES))
        lines = _folded(ranked, stories) if request.fold else [(*line, 0) for line in ranked]
        page = lines[request.offset : request.offset + request.limit]
        return Hits(
            total=len(found),
            page=tuple(
                Hit(
                    found.article,
                    score,
                    tier,
                    found.about,
                    stories.of(found.article.id),
                    folded,
                    _tokens(found, request, tier),
                )
                for found, tier, score, folded in page
            ),
            tier_totals=tier_totals,
            facets={keyword: self._facet(articles, request, keyword, len(tier_totals)) for keyword in request.facets},
            generation=self._generation,
            folded=len(ranked) - len(lines),
        )

    def _tiers(self, articles: list[Indexed], request: Request) -> tuple[dict[int, int], tuple[int, ...]]:
        """The tier of each article found, and how many each tier added."""
        passing = [i for i, a in enumerate(articles) if all(a.matches(f.query) for f in request.filters)]
        tier_of: dict[int, int] = {}
        totals: list[int] = []
        for tier, query in enumerate(request.tiers):
            if tier and request.enough is not None and len(tier_of) >= request.enough:
                break
            added = [i for i in passing if i not in tier_of and articles[i].matches(query)]
            tier_of |= dict.fromkeys(added, tier)
            totals.append(len(added))
        return tier_of, tuple(totals)

    def _score(self, article: Indexed, tier: int, scorer: Scorer, request: Request) -> float:
        factor = request.freshness.factor(article.article.published.last) if request.freshness else 1.0
        return factor * scorer.score(article, request.tiers[tier])

    def _ranked(
        self, found: list[tuple[Indexed, int]], scorer: Scorer, request: Request
    ) -> list[tuple[Indexed, int, float]]:
        """By tier and score; the first `reranked` once more, with closeness."""
        by_score = sorted(((a, t, self._score(a, t, scorer, request)) for a, t in found), key=_by_relevance)
        best = []
        for article, tier, score in by_score[: request.reranked]:
            factor = request.freshness.factor(article.article.published.last) if request.freshness else 1.0
            best.append((article, tier, score + factor * scorer.closeness(article, request.tiers[tier])))
        return sorted(best, key=_by_relevance) + by_score[request.reranked :]

    def _facet(self, articles: list[Indexed], request: Request, keyword: Keyword, tiers: int) -> dict[str, int]:
        """Counts over all matches, as if the keyword's own filter were not there."""
        filters = [f for f in request.filters if f.keyword is not keyword]
        counts: Counter[str] = Counter()
        for article in articles:
            if _passes(article, filters) and any(article.matches(query) for query in request.tiers[:tiers]):
                counts.update(article.keywords.get(keyword, ()) or ("",))
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def articles(self, ids: Iterable[str] | None = None) -> Iterator[Article]:
        """See `Reader.articles`."""
        committed = self._committed
        for article_id in committed if ids is None else dict.fromkeys(ids):
            if article_id in committed:
                yield committed[article_id].article

    def kept(self, name: str) -> bytes | None:
        """See `Reader.kept`."""
        return self._blocks.get(name)

    def terms(self, start: str, limit: int) -> list[tuple[str, int]]:
        """See `Reader.terms`."""
        counts = self._term_counts(lambda term: term.startswith(start))
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def terms_beginning(self, start: str) -> int:
        """See `Reader.terms_beginning`."""
        return len(self._term_counts(lambda term: term.startswith(start)))

    def similar_terms(self, word: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """See `Reader.similar_terms`."""
        counts = self._term_counts(lambda term: bool(OSA.distance(word, term) <= distance))
        return sorted(counts.items(), key=lambda item: (OSA.distance(word, item[0]), -item[1], item[0]))[:limit]

    def _term_counts(self, wanted: Callable[[str], bool]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for article in self._committed.values():
            counts.update({t for zone in ZONES[Field.ARTICLE] for t in article.positions[zone] if wanted(t)})
        del counts[SENTENCE_END]
        return counts

    def stats(self) -> Stats:
        """See `Reader.stats`."""
        committed = self._committed.values()
        distinct = {term for a in committed for zone in Zone for term in a.positions[zone]}
        return Stats(articles=len(committed), terms=len(distinct), generation=self._generation)

    def close(self) -> None:
        """Nothing to release."""


class _Draft:
    def __init__(self, indexed: dict[str, Indexed], blocks: dict[str, bytes]) -> None:
        self.indexed = indexed
        self.blocks = blocks

    def put(self, article: AnalyzedArticle) -> None:
        self.indexed[article.article.id] = Indexed(article)

    def delete(self, article_id: str) -> None:
        self.indexed.pop(article_id, None)

    def keep(self, name: str, data: bytes | Iterable[bytes]) -> None:
        check_block_name(name)
        self.blocks[name] = data if isinstance(data, bytes) else b"".join(data)


def _folded(ranked: list[tuple[Indexed, int, float]], stories: Stories) -> list[tuple[Indexed, int, float, int]]:
    """Of each story only what comes first, with the number of the others."""
    story = [stories.of(article.article.id) or (article.article.id,) for article, _, _ in ranked]
    size = Counter(story)
    first = {ids: place for place, ids in reversed(list(enumerate(story)))}
    return [(*line, size[story[at]] - 1) for at, line in enumerate(ranked) if first[story[at]] == at]


def _tokens(article: Indexed, request: Request, tier: int) -> dict[Zone, list[Token]] | None:
    """See `Hit.tokens`."""
    if tier >= len(request.words):
        return None
    words = request.words[tier]
    terms = {SENTENCE_END}.union(*(word.terms for word in words if isinstance(word, Word)))
    starts = tuple(word.start for word in words if isinstance(word, Prefix))
    found: dict[Zone, list[Token]] = {}
    zones = ZONES[Field.PAGE if any(word.field is Field.PAGE for word in words) else Field.ARTICLE]
    for zone, tokens in ((zone, article.tokens.get(zone, ())) for zone in zones):
        with_terms = (
            token._replace(terms=tuple(sorted(t for t in token.terms if t in terms or t.startswith(starts))))
            for token in tokens
        )
        found[zone] = [token for token in with_terms if token.terms]
    return found


def _passes(article: Indexed, filters: list[Filter]) -> bool:
    return all(article.matches(f.query) for f in filters)


def _by_relevance(item: tuple[Indexed, int, float]) -> tuple[int, float, int, str]:
    article, tier, score = item
    return tier, -score, -article.article.published.order(), article.article.id


def _by_day(sort: Sort) -> Callable[[tuple[Indexed, int, float]], tuple[bool, int, str]]:
    def key(item: tuple[Indexed, int, float]) -> tuple[bool, int, str]:
        order = item[0].article.published.order()
        return order < 0, -order if sort is Sort.NEWEST else order, item[0].article.id

    return key
