"""The reference engine: obvious rather than fast. What it answers is the definition; tests hold the others to it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock

from rapidfuzz.distance import OSA

from ..analyzed import AnalyzedArticle
from ..article import Article
from ..engine import Filter, Hit, Hits, Request, Sort, Stats
from ..errors import IndexLocked
from ..language import fold
from ..query import (
    ZONES,
    And,
    AtLeast,
    Everything,
    Field,
    Is,
    Keyword,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Word,
    Zone,
)
from ..scoring import K1, NEAR, PROXIMITY, RERANKED, WEIGHT, B, idf


class Indexed:
    """An article as the engine sees it: where each term stands."""

    def __init__(self, analyzed: AnalyzedArticle) -> None:
        self.article = analyzed.article
        self.keywords = analyzed.keywords
        self.positions: dict[Zone, dict[str, set[int]]] = {}
        self.length: dict[Zone, int] = {}
        for zone in Zone:
            tokens = analyzed.tokens.get(zone, ())
            where: dict[str, set[int]] = {}
            self.positions[zone] = where
            for token in tokens:
                for term in token.terms:
                    where.setdefault(term, set()).add(token.position)
            self.length[zone] = len({token.position for token in tokens})

    def occurrences(self, leaf: Word | Prefix, zone: Zone) -> set[int]:
        """The positions in the zone at which the word stands, in any of its readings."""
        where = self.positions[zone]
        match leaf:
            case Word(terms):
                found = [where[term] for term in terms if term in where]
            case Prefix(start):
                found = [at for term, at in where.items() if term.startswith(start)]
        return set().union(*found)

    def matches(self, query: Query) -> bool:
        """Whether the article answers the query: the meaning of each node, spelled out."""
        match query:
            case Everything():
                return True
            case Word() | Prefix():
                return any(self.occurrences(query, zone) for zone in ZONES[query.field])
            case Phrase(words, slop, where):
                return any(self.has_phrase(words, slop, zone) for zone in ZONES[where])
            case And(parts):
                return all(self.matches(part) for part in parts)
            case Or(parts):
                return any(self.matches(part) for part in parts)
            case AtLeast(n, parts):
                return sum(self.matches(part) for part in parts) >= n
            case Not(part):
                return not self.matches(part)
            case Is(keyword, value):
                return is_among(keyword, value, self.keywords.get(keyword, ()))
            case Published(since, until):
                first, last = self.article.published.first, self.article.published.last
                if first is None or last is None:
                    return since is None and until is None
                return (since is None or since <= first) and (until is None or last <= until)

    def has_phrase(self, words: tuple[Word, ...], slop: int, zone: Zone) -> bool:
        """Whether the words stand near each other in the zone, as `Phrase` says."""
        slots = [(i, self.occurrences(word, zone)) for i, word in enumerate(words) if word.terms]
        if not slots or not all(at for _, at in slots):
            return False
        if slop == 0:
            first, at = slots[0]
            return any(all(start - first + i in others for i, others in slots) for start in at)
        return has_window([sorted(at) for _, at in slots], len(words) + slop)


def is_among(keyword: Keyword, value: str, values: tuple[str, ...]) -> bool:
    """Whether the article has the keyword value: an id to the letter, any other whatever its capitals and ё."""
    if keyword is Keyword.ID:
        return value in values
    return fold_keyword(value) in map(fold_keyword, values)


def fold_keyword(value: str) -> str:
    """A keyword value for comparing: capitals, ё and repeated blanks do not matter."""
    return fold(" ".join(value.split()))


def has_window(slots: list[list[int]], width: int) -> bool:
    """Whether each slot can take a position of its own so that all lie within `width` consecutive positions."""
    for start in sorted({position for slot in slots for position in slot}):
        inside = [[p for p in slot if start <= p < start + width] for slot in slots]
        if all(inside) and _assign(sorted(inside, key=len), set()):
            return True
    return False


def _assign(slots: list[list[int]], taken: set[int]) -> bool:
    if not slots:
        return True
    return any(_assign(slots[1:], taken | {p}) for p in slots[0] if p not in taken)


def leaves(query: Query) -> Iterator[Word | Prefix]:
    """The words that a query looks for, in its order; not those it excludes."""
    match query:
        case Word(terms):
            if terms:
                yield query
        case Prefix():
            yield query
        case Phrase(words, _, where):
            for word in words:
                yield from leaves(Word(word.terms, where, word.typed))
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)


@dataclass
class Scorer:
    """BM25F over the live articles of one committed state.

    A word counts once at each position where any of its readings stands. An
    occurrence in a zone weighs WEIGHT[zone], less in a zone that is longer than
    the average; the sum saturates by K1 and is multiplied by the word's idf,
    taken from the number of articles that have the word in the query's field.
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
                weight = 0.0
                for zone in ZONES[query.field]:
                    count = len(article.occurrences(query, zone))
                    if count:
                        weight += (
                            WEIGHT[zone] * count / (1 - B[zone] + B[zone] * article.length[zone] / self.average[zone])
                        )
                return self.idf(query) * weight / (K1 + weight)
            case Phrase():
                return sum(self.score(article, word) for word in leaves(query)) if article.matches(query) else 0.0
            case And(parts) | Or(parts) | AtLeast(_, parts):
                return sum(self.score(article, part) for part in parts if article.matches(part))
            case _:
                return 0.0

    def nearness(self, article: Indexed, query: Query) -> float:
        """What the article gains because words that follow each other in the query stand near each other in it."""
        return sum(
            PROXIMITY * min(self.idf(a), self.idf(b)) / distance
            for a, b in pairwise(leaves(query))
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
        self._generation = 0
        self._writing = Lock()

    @contextmanager
    def writer(self) -> Iterator["_Draft"]:
        """See `Engine.writer`."""
        if not self._writing.acquire(blocking=False):
            raise IndexLocked("Another writer is open on this index: wait until it has finished.")
        try:
            draft = _Draft(dict(self._committed))
            yield draft
            self._committed, self._generation = draft.indexed, self._generation + 1
        finally:
            self._writing.release()

    def search(self, request: Request) -> Hits:
        """See `Engine.search`."""
        articles = list(self._committed.values())
        scorer = Scorer(articles)
        tier_of, tier_totals = self._tiers(articles, request)
        found = [(articles[i], tier) for i, tier in tier_of.items()]
        if request.sort is Sort.RELEVANCE:
            ranked = self._ranked(found, scorer, request)
        else:
            scores = {id(a): self._score(a, t, scorer, request) for a, t in found}
            ranked = sorted(((a, t, scores[id(a)]) for a, t in found), key=_by_day(request.sort))
        page = ranked[request.offset : request.offset + request.limit]
        return Hits(
            total=len(found),
            page=tuple(Hit(a.article, score, tier) for a, tier, score in page),
            tier_totals=tier_totals,
            facets={keyword: self._facet(articles, request, keyword, len(tier_totals)) for keyword in request.facets},
            generation=self._generation,
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
        """By tier and score; the first RERANKED once more, with nearness."""
        by_score = sorted(((a, t, self._score(a, t, scorer, request)) for a, t in found), key=_by_relevance)
        best = []
        for article, tier, score in by_score[:RERANKED]:
            factor = request.freshness.factor(article.article.published.last) if request.freshness else 1.0
            best.append((article, tier, score + factor * scorer.nearness(article, request.tiers[tier])))
        return sorted(best, key=_by_relevance) + by_score[RERANKED:]

    def _facet(self, articles: list[Indexed], request: Request, keyword: Keyword, tiers: int) -> dict[str, int]:
        """Counts over all matches, as if the keyword's own filter were not there."""
        filters = [f for f in request.filters if f.keyword is not keyword]
        counts: Counter[str] = Counter()
        for article in articles:
            if _passes(article, filters) and any(article.matches(query) for query in request.tiers[:tiers]):
                counts.update(article.keywords.get(keyword, ()) or ("",))
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def articles(self, ids: Iterable[str] | None = None) -> Iterator[Article]:
        """See `Engine.articles`."""
        committed = self._committed
        for article_id in committed if ids is None else dict.fromkeys(ids):
            if article_id in committed:
                yield committed[article_id].article

    def terms(self, start: str, limit: int) -> list[tuple[str, int]]:
        """See `Engine.terms`."""
        counts = self._term_counts(lambda term: term.startswith(start))
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def similar_terms(self, word: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """See `Engine.similar_terms`."""
        counts = self._term_counts(lambda term: bool(OSA.distance(word, term) <= distance))
        return sorted(counts.items(), key=lambda item: (OSA.distance(word, item[0]), -item[1], item[0]))[:limit]

    def _term_counts(self, wanted: Callable[[str], bool]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for article in self._committed.values():
            counts.update({t for zone in ZONES[Field.ARTICLE] for t in article.positions[zone] if wanted(t)})
        return counts

    def stats(self) -> Stats:
        """See `Engine.stats`."""
        committed = self._committed.values()
        distinct = {term for a in committed for zone in Zone for term in a.positions[zone]}
        return Stats(articles=len(committed), terms=len(distinct), generation=self._generation)

    def close(self) -> None:
        """Nothing to release."""


class _Draft:
    def __init__(self, indexed: dict[str, Indexed]) -> None:
        self.indexed = indexed

    def put(self, article: AnalyzedArticle) -> None:
        self.indexed[article.article.id] = Indexed(article)

    def delete(self, article_id: str) -> None:
        self.indexed.pop(article_id, None)


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
