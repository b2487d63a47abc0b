"""What is worked out of a generation when a query first needs it, and kept for the next one."""

import threading
from collections.abc import Callable
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from indexer.engine import Freshness, Sort
from indexer.matching import fold_keyword
from indexer.query import Field, Is, Keyword, Phrase, Prefix, Published, Together, Word

from .article_set import ArticleSet
from .bounded_cache import BoundedCache
from .committed import Generation
from .hot_positions import MOST_ARTICLES
from .impacts import Impacts, impacts_of
from .packed_counts import Floats, Norms
from .postings import Int32, Int64, Mask, Positions
from .pseudo_term import articles_with, key_of
from .whole_positions import whole_positions

IMPACT_BYTES, IMPACT_BYTES_AN_ARTICLE = 128 << 20, 640
"""What the impacts of words may take: the larger of the two. With a million articles, a word that a third of them have
takes 3 MB; when those of the words that everybody asks for do not fit, they are worked out anew for each query."""
FILTER_BYTES, FILTER_BYTES_AN_ARTICLE = 16 << 20, 32
"""What the sets of filters may take, those of words that only matter for counting, and those of phrases."""
POSITIONS_BYTES = 64 << 20
"""What positions of words may take that were joined over several segments."""

MOST_NAMES = 254
"""So many values of a keyword, besides none, go into 8 bits."""

UInt8 = npt.NDArray[np.uint8]


class Days(NamedTuple):
    """The articles by day: `keys` ascend in the wanted order, undated last; `of` gives the key of each article."""

    articles: Int32
    keys: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]


class Values(NamedTuple):
    """A keyword: its values, those that are the same but for capitals, and which articles have which."""

    names: npt.NDArray[np.object_]
    rank: Int64
    """The place of each name in their order."""
    folded: dict[str, list[int]]
    starts: Int32
    codes: Int32
    articles: Int32
    """The article of each of `codes`."""
    single: bool
    """Whether no article has two."""
    octets: UInt8 | None
    """Where that is so and the values are few: that of each article plus 2, 1 for none; an even number of places."""


class Derived:
    """Holds no reference to its generation, which is passed in: so it goes when the generation goes."""

    def __init__(self, size: int) -> None:
        bound = max(IMPACT_BYTES, IMPACT_BYTES_AN_ARTICLE * size)
        self._impacts: BoundedCache[Impacts] = BoundedCache(bound, lambda impacts: impacts.bytes)
        bound = max(FILTER_BYTES, FILTER_BYTES_AN_ARTICLE * size)
        self._filters: BoundedCache[ArticleSet] = BoundedCache(bound, _room)
        self._having: BoundedCache[ArticleSet] = BoundedCache(bound, _room)
        self._standing: BoundedCache[ArticleSet] = BoundedCache(bound, _room)
        self._positions: BoundedCache[Positions] = BoundedCache(
            POSITIONS_BYTES, lambda positions: positions.starts.nbytes + positions.keys.nbytes
        )
        self._norms: Norms | None = None
        self._factors: tuple[Freshness, Floats] | None = None
        self._days: dict[Sort, Days] = {}
        self._values: dict[Keyword, Values] = {}
        self._live: ArticleSet | None = None

    def impacts(self, generation: Generation, leaf: Word | Prefix) -> Impacts:
        """The impacts of a word."""
        return self._impacts.get(key_of(leaf), lambda: impacts_of(generation, leaf, self._norms_of(generation)))

    def _norms_of(self, generation: Generation) -> Norms:
        if self._norms is None:
            self._norms = Norms(generation)
        return self._norms

    def factors(self, generation: Generation, freshness: Freshness) -> Floats:
        """See `Freshness.factor`: of all articles, for the freshness that was asked for last."""
        known = self._factors
        if known is None or known[0] != freshness:
            known = self._factors = freshness, _factors(generation, freshness)
        return known[1]

    def having(self, generation: Generation, leaf: Word | Prefix) -> ArticleSet:
        """The articles that have a word, without working out what it adds to their scores."""
        key = key_of(leaf)
        known = self._impacts.peek(key)
        return known.set if known else self._having.get(key, lambda: articles_with(generation, leaf))

    def having_term(self, generation: Generation, field: Field, term: str) -> ArticleSet:
        """The articles that have a word that is one term."""
        key = field, term  # `key_of`, without the word
        if impacts := self._impacts.peek(key):
            return impacts.set
        return self._having.peek(key) or self._having.get(key, lambda: articles_with(generation, Word((term,), field)))

    def positions(self, generation: Generation, leaf: Word | Prefix, articles: int) -> Positions | None:
        """Where the word stands in all articles that have it, so many; None where these are too many."""
        if articles > MOST_ARTICLES:
            return None
        if len(generation.parts) == 1 and generation.parts[0].live is None:  # known as they are
            return whole_positions(generation, leaf)
        return self._positions.get(key_of(leaf), lambda: whole_positions(generation, leaf))

    def live(self, generation: Generation) -> ArticleSet:
        """The articles that were not deleted."""
        if self._live is None:
            self._live = ArticleSet.of_mask(generation.live)
        return self._live

    def filtered(self, generation: Generation, query: Is | Published) -> ArticleSet:
        """The live articles with the keyword's value, or published then."""
        return self._filters.get(query, lambda: self._filter(generation, query))

    def standing(self, query: Phrase | Together, work_out: Callable[[], ArticleSet]) -> ArticleSet:
        """The articles in which words stand as a query wants."""
        return self._standing.get(query, work_out)

    def known_standing(self, query: Phrase | Together) -> ArticleSet | None:
        """The same, if it is known."""
        return self._standing.peek(query)

    def _filter(self, generation: Generation, query: Is | Published) -> ArticleSet:
        if isinstance(query, Published):
            return ArticleSet.of_mask(_published(generation, query))
        if query.keyword is Keyword.ID:
            number = generation.number_of(query.value)
            return ArticleSet.of(generation.size, np.array([] if number is None else [number], dtype=np.int32))
        values = self.values(generation, query.keyword)
        codes = values.folded.get(fold_keyword(query.value), [])
        having = np.isin(values.codes, codes) if len(codes) > 1 else values.codes == (codes[0] if codes else -1)
        mask = np.zeros(generation.size, dtype=np.bool_)
        mask[values.articles[having]] = True
        return ArticleSet.of_mask(mask & generation.live)

    def values(self, generation: Generation, keyword: Keyword) -> Values:
        """What is known of a keyword."""
        if keyword not in self._values:
            names, starts, codes = generation.keyword(keyword)
            folded: dict[str, list[int]] = {}
            for code, name in enumerate(names):
                folded.setdefault(fold_keyword(name), []).append(code)
            rank = np.empty(len(names), dtype=np.int64)
            rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
            times = np.diff(starts)
            articles = np.arange(generation.size, dtype=np.int32).repeat(times)
            single = bool((times <= 1).all())
            octets = None
            if single and len(names) <= MOST_NAMES:
                octets = np.ones(generation.size + (generation.size & 1), dtype=np.uint8)
                octets[articles.astype(np.intp)] = codes + 2
            self._values[keyword] = Values(
                np.array(names, dtype=object), rank, folded, starts, codes, articles, single, octets
            )
        return self._values[keyword]

    def days(self, generation: Generation, sort: Sort) -> Days:
        """The articles by day."""
        if sort not in self._days:
            order = generation.order
            # The undated, which are -1, come after all others either way.
            keys = -order if sort is Sort.NEWEST else np.where(order < 0, np.iinfo(np.int64).max, order)
            articles = np.argsort(keys, kind="stable").astype(np.int32)
            self._days[sort] = Days(articles, keys[articles], keys)
        return self._days[sort]


def _room(one: ArticleSet) -> int:
    return (one.size // 8 if one.keeps_bits else 0) + (4 * one.count if one.keeps_numbers else 0)


def _factors(generation: Generation, freshness: Freshness) -> Floats:
    days = np.arange(int(generation.last.max(initial=0)) + 1)
    age = np.maximum(0, freshness.today.toordinal() - days)
    of_day = freshness.floor + (1 - freshness.floor) * 2.0 ** (-age / freshness.half_life)
    of_day[0] = freshness.floor  # the undated
    factors: Floats = of_day.take(generation.last)
    return factors


def _published(generation: Generation, query: Published) -> Mask:
    if query.since is None and query.until is None:
        return generation.live
    mask = generation.live & (generation.first > 0)
    if query.since:
        mask &= generation.first >= query.since.toordinal()
    if query.until:
        mask &= generation.last <= query.until.toordinal()
    return mask


_of: WeakKeyDictionary[Generation, Derived] = WeakKeyDictionary()
_making = threading.Lock()


def derived_of(generation: Generation) -> Derived:
    """What was worked out of the generation so far."""
    found = _of.get(generation)
    if found is None:
        with _making:
            found = _of.setdefault(generation, Derived(generation.size))
    return found


def forget(generation: Generation) -> None:
    """Let go of it all: some of the arrays are parts of files that are to be closed."""
    _of.pop(generation, None)
