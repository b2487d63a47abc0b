"""A generation in memory, made from analyzed articles: the executor's tests need no files."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

import numpy as np

from indexer.analyzed import AnalyzedArticle, zone_texts
from indexer.article import Article
from indexer.engine import Hits, Request
from indexer.engines.memory import MemoryEngine, _Draft
from indexer.engines.whoosh import layout
from indexer.engines.whoosh.committed import Part
from indexer.engines.whoosh.known import Known
from indexer.engines.whoosh.postings import Int32, Int64, Positions, Postings, Standing, Stored
from indexer.engines.whoosh.schema import WORDS, ZONE_NUMBER, ZONE_SHIFT
from indexer.engines.whoosh.search import search
from indexer.language import SENTENCE_END
from indexer.query import Keyword, Zone
from indexer.reprints import STORIES, Stories
from indexer.reprints.stories import NO_STORIES
from indexer.scoring import is_early

DELETED = None


class WordsInMemory:
    """The words of articles, without those that are deleted."""

    def __init__(self, articles: Sequence[AnalyzedArticle | None]) -> None:
        self.size = len(articles)
        self._where: dict[str, dict[str, dict[int, list[int]]]] = {field: {} for field in WORDS}
        self.lengths = np.zeros((len(Zone), self.size), dtype=np.int32)
        for number, one in enumerate(articles):
            if one is not DELETED:
                for zone in Zone:
                    self.lengths[ZONE_NUMBER[zone], number] = self._add(number, one, zone)

    def _add(self, number: int, one: AnalyzedArticle, zone: Zone) -> int:
        field = next(field for field, zones in WORDS.items() if zone in zones)
        words = set()
        for token in one.tokens.get(zone, ()):
            for term in token.terms:
                keys = self._where[field].setdefault(term, {}).setdefault(number, [])
                key = ZONE_NUMBER[zone] << ZONE_SHIFT | token.position
                if key not in keys:
                    keys.append(key)
            if SENTENCE_END not in token.terms:
                words.add(token.position)
        return len(words)

    def postings(self, field: str, term: str) -> Postings:
        where = self._where[field].get(term, {})
        zones = WORDS[field]
        counts = np.zeros((len(zones), len(where)), dtype=np.uint16)
        early = np.zeros(len(where), dtype=np.bool_)
        for i, keys in enumerate(where.values()):
            for key in keys:
                zone = list(Zone)[key >> ZONE_SHIFT]
                counts[zones.index(zone), i] += 1
                early[i] |= is_early(zone, key & ((1 << ZONE_SHIFT) - 1))
        return Postings(np.array(list(where), dtype=np.int32), counts, early)

    def positions(self, field: str, term: str, among: Int32 | None = None) -> Positions:
        where = self._where[field].get(term, {})
        keys = list(where.values()) if among is None else [where[number] for number in among.tolist()]
        starts = np.cumsum([0, *map(len, keys)], dtype=np.int64)
        return Positions(starts, np.array([key for some in keys for key in sorted(some)], dtype=np.uint32))

    def standing(self, field: str, terms: Sequence[str], which: Int64, articles: Int32) -> Standing:
        where = [self._where[field].get(term, {}) for term in terms]
        asked = zip(which.tolist(), articles.tolist(), strict=True)
        found = {pair: sorted(where[i][number]) for pair, (i, number) in enumerate(asked) if number in where[i]}
        return Standing(
            np.array(list(found), dtype=np.int64),
            np.cumsum([0, *map(len, found.values())], dtype=np.int64),
            np.array([key for keys in found.values() for key in keys], dtype=np.uint32),
        )

    def occurrences(self, field: str, start: str) -> Int64:
        found = {
            number << 32 | key
            for term, where in self._where[field].items()
            if term.startswith(start) and term != SENTENCE_END
            for number, keys in where.items()
            for key in keys
        }
        return np.array(sorted(found), dtype=np.int64)

    def beginning(self, field: str, start: str, among: Int32) -> dict[str, Int64]:
        found: dict[str, Int64] = {}
        for term, where in self._where[field].items():
            keys = sorted(number << 32 | key for number in among.tolist() for key in where.get(number, ()))
            if keys and term.startswith(start) and term != SENTENCE_END:
                found[term] = np.array(keys, dtype=np.int64)
        return found

    def dictionary(self, field: str, start: str) -> list[tuple[str, int]]:
        terms = self._where[field].items()
        return sorted((term, len(where)) for term, where in terms if term.startswith(start) and term != SENTENCE_END)


class ArticlesInMemory:
    """The generation of these articles, in two segments; at the place of a deleted one stands DELETED."""

    def __init__(self, generation: int, articles: list[AnalyzedArticle | None], stories: Stories = NO_STORIES) -> None:
        self._articles = articles
        self.stories = stories
        self.generation = generation
        self.size = len(articles)
        self.live = np.array([one is not DELETED for one in articles], dtype=np.bool_)
        self.articles = int(np.count_nonzero(self.live))
        self._second = self.size * 2 // 3
        words = WordsInMemory(articles[: self._second]), WordsInMemory(articles[self._second :])
        known = Known()
        self.parts = [Part("first", words[0], 0, None, known), Part("second", words[1], self._second, None, known)]
        self.lengths = list(np.concatenate([words[0].lengths, words[1].lengths], axis=1))
        self.average = [float(row.sum()) / self.articles if self.articles else 0.0 for row in self.lengths]
        published = [one.article.published if one else None for one in articles]
        self.first = np.array([p.first.toordinal() if p and p.first else 0 for p in published], dtype=np.int32)
        self.last = np.array([p.last.toordinal() if p and p.last else 0 for p in published], dtype=np.int32)
        self.order = np.array([p.order() if p else -1 for p in published], dtype=np.int64)

    def place_of(self, number: int) -> tuple[int, int]:
        return (0, number) if number < self._second else (1, number - self._second)

    def dictionary(self, field: str, start: str) -> list[tuple[str, int]]:
        counts = Counter(dict(self.parts[0].words.dictionary(field, start)))
        counts.update(dict(self.parts[1].words.dictionary(field, start)))
        return sorted(counts.items())

    def id_ranks(self, numbers: Int32) -> Int64:
        ids = [one.article.id if one else "" for one in self._articles]
        in_order = sorted(numbers.tolist(), key=ids.__getitem__)
        return np.array([in_order.index(number) for number in numbers.tolist()], dtype=np.int64)

    def terms_with(self, field: str, start: str) -> int:
        return len(self.dictionary(field, start))

    def keyword(self, keyword: Keyword) -> tuple[list[str], Int32, Int32]:
        values: dict[str, int] = {}
        codes: list[int] = []
        starts = [0]
        for one in self._articles:
            named = one.keywords.get(keyword, ()) if one else ()
            codes += [values.setdefault(value, len(values)) for value in named]
            starts.append(len(codes))
        return list(values), np.array(starts, dtype=np.int32), np.array(codes, dtype=np.int32)

    def number_of(self, article_id: str) -> int | None:
        return next((number for number, one in enumerate(self._articles) if one and one.article.id == article_id), None)

    def article(self, number: int) -> Article:
        return self.stored(number).article

    def stored(self, number: int) -> Stored:
        one = self._articles[number]
        assert one is not DELETED
        return Stored(one.article, one.about, layout.write([one.tokens], [zone_texts(one.article)])[0])

    @cached_property
    def story(self) -> Int64:
        number = self.stories.number
        numbers = [number.get(one.article.id, -1 - i) if one else -1 - i for i, one in enumerate(self._articles)]
        return np.array(numbers, dtype=np.int64)

    @cached_property
    def with_reprints(self) -> Int32:
        return np.flatnonzero(self.story >= 0).astype(np.int32)


class ArraysEngine(MemoryEngine):
    """The memory engine, but for its answers, which the executor works out."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[AnalyzedArticle | None] = []
        self._open = ArticlesInMemory(0, [])

    @contextmanager
    def writer(self) -> Iterator["_Rows"]:
        with super().writer() as inner:
            draft = _Rows(inner, list(self._rows))
            yield draft
        self._rows = draft.rows
        self._open = ArticlesInMemory(self._generation, self._rows, Stories.from_bytes(self.kept(STORIES)))

    def search(self, request: Request) -> Hits:
        return search(self._open, request)


class _Rows(_Draft):
    def __init__(self, inner: _Draft, rows: list[AnalyzedArticle | None]) -> None:
        super().__init__(inner.indexed, inner.blocks)
        self.rows = rows

    def put(self, article: AnalyzedArticle) -> None:
        self.delete(article.article.id)
        super().put(article)
        self.rows.append(article)

    def delete(self, article_id: str) -> None:
        super().delete(article_id)
        self.rows = [one if one and one.article.id != article_id else DELETED for one in self.rows]
