"""The query tree, worked out over arrays of all articles; `indexer/matching.py` says what each node means."""

from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from indexer.engine import Filter, Freshness, Request, Sort
from indexer.matching import fold_keyword, leaves, typed
from indexer.query import (
    And,
    AtLeast,
    Everything,
    Is,
    Keyword,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Together,
    Word,
    Zone,
)
from indexer.scoring import (
    EARLY,
    EARLY_IN_BODY,
    EXACT_FORM,
    K1,
    NEAR,
    PROXIMITY,
    RERANKED,
    WEIGHT,
    B,
    idf,
)

from .generation import OpenGeneration
from .occurrences import ARTICLE_SHIFT, Ints, Mask, occurrences
from .places import Places
from .schema import ZONE_NUMBER, ZONE_SHIFT

Floats = npt.NDArray[np.float64]
ZONE_OF_KEY = (1 << (ARTICLE_SHIFT - ZONE_SHIFT)) - 1
POSITION_OF_KEY = (1 << ZONE_SHIFT) - 1
LEAD, BODY = ZONE_NUMBER[Zone.LEAD], ZONE_NUMBER[Zone.BODY]
UNFOUND = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Matches:
    """Which articles match, and their scores (0 where they do not)."""

    mask: Mask
    scores: Floats


@dataclass
class Executor:
    """Works out one request over one snapshot; what the words of the query need is read once."""

    snapshot: OpenGeneration
    _keys: dict[Word | Prefix, Ints] = field(default_factory=dict)
    _matches: dict[Word | Prefix, Matches] = field(default_factory=dict)
    _idf: dict[Word | Prefix, float] = field(default_factory=dict)

    @property
    def _places(self) -> Places:
        # Kept, it would hold the executor that holds it, and so the files of a generation that is gone.
        return Places(self.keys)

    def keys(self, leaf: Word | Prefix) -> Ints:
        """The occurrences of a word."""
        if leaf not in self._keys:
            self._keys[leaf] = occurrences(self.snapshot, leaf)
        return self._keys[leaf]

    def articles_with(self, word: Word) -> int:
        """How many articles have the word."""
        articles = self.keys(word) >> ARTICLE_SHIFT  # sorted, with live articles alone
        return int(np.count_nonzero(np.diff(articles))) + 1 if articles.size else 0

    # Matching and scoring

    def matches(self, query: Query) -> Matches:
        """All articles that match, with scores."""
        match query:
            case Word() | Prefix():
                return self._word(query)
            case Phrase():
                mask = self._articles(self._places.zones(query))
                return Matches(mask, self._total([self._word(leaf) for leaf in leaves(query)], mask))
            case Together(parts):
                mask = self._articles(self._places.sentences(query))
                return Matches(mask, self._total([self.matches(part) for part in parts], mask))
            case And(parts):
                return self._all(parts)
            case Or(parts, worth):
                return self._best(parts, worth)
            case AtLeast(n, parts):
                return self._at_least(n, parts)
            case Not(part):
                return self._unscored(~self.matches(part).mask)
            case Everything():
                return self._unscored(self.snapshot.live)
            case Is(keyword, value):
                return self._unscored(self._is(keyword, value))
            case Published():
                return self._unscored(self._published(query))

    def _unscored(self, mask: Mask) -> Matches:
        return Matches(mask & self.snapshot.live, np.zeros(self.snapshot.size))

    def _total(self, found: list[Matches], mask: Mask) -> Floats:
        total = np.zeros(self.snapshot.size)
        for part in found:
            total += part.scores
        return np.where(mask, total, 0.0)

    def _all(self, parts: tuple[Query, ...]) -> Matches:
        mask = self.snapshot.live
        found = []
        # Words before what takes many words to work out: often nothing is left by then.
        for part in sorted(parts, key=lambda part: not isinstance(part, Word)):
            if not mask.any():
                break
            found.append(self.matches(part))
            mask = mask & found[-1].mask
        return Matches(mask, self._total(found, mask))

    def _best(self, parts: tuple[Query, ...], worth: float) -> Matches:
        first, *others = (self.matches(part) for part in parts)
        mask = reduce(np.logical_or, (m.mask for m in others), first.mask)
        scores = first.scores
        if others:
            scores = np.maximum(scores, worth * reduce(np.maximum, (m.scores for m in others)))
        return Matches(mask, np.where(mask, scores, 0.0))

    def _at_least(self, n: int, parts: tuple[Query, ...]) -> Matches:
        found = [self.matches(part) for part in parts]
        count = np.zeros(self.snapshot.size, dtype=np.int64)
        for part in found:
            count += part.mask
        mask = (count >= n) & self.snapshot.live
        return Matches(mask, self._total(found, mask))

    def _articles(self, keys: Ints) -> Mask:
        mask = np.zeros(self.snapshot.size, dtype=np.bool_)
        mask[keys >> ARTICLE_SHIFT] = True
        return mask

    def _word(self, leaf: Word | Prefix) -> Matches:
        if leaf in self._matches:
            return self._matches[leaf]
        snapshot = self.snapshot
        in_zone = self.keys(leaf) >> ZONE_SHIFT
        starts = np.flatnonzero(np.diff(in_zone, prepend=-1))
        counts = np.diff(starts, append=in_zone.size)
        articles = in_zone[starts] >> (ARTICLE_SHIFT - ZONE_SHIFT)
        zones = in_zone[starts] & ZONE_OF_KEY
        weight = np.zeros(snapshot.size)
        for number, zone in enumerate(Zone):
            here = zones == number
            if not here.any():
                continue
            a = articles[here]
            norm = 1 - B[zone] + B[zone] * snapshot.lengths[number][a] / snapshot.average[number]
            weight[a] += WEIGHT[zone] * counts[here] / norm
        mask = weight > 0
        # The first occurrence in a zone is its earliest.
        first = self.keys(leaf)[starts] & POSITION_OF_KEY
        early = np.zeros(snapshot.size, dtype=np.bool_)
        early[articles[(zones <= LEAD) | ((zones == BODY) & (first < EARLY_IN_BODY))]] = True
        self._idf[leaf] = idf(snapshot.articles, int(np.count_nonzero(mask)))
        self._matches[leaf] = Matches(mask, self._idf[leaf] * (weight / (K1 + weight) + EARLY * early))
        return self._matches[leaf]

    # Keywords and days

    def _is(self, keyword: Keyword, value: str) -> Mask:
        snapshot = self.snapshot
        mask = np.zeros(snapshot.size, dtype=np.bool_)
        if keyword is Keyword.ID:
            if (number := snapshot.number_of(value)) is not None:
                mask[number] = True
            return mask
        names, articles, codes = self._keyword(keyword)
        wanted = np.array([fold_keyword(name) == fold_keyword(value) for name in names], dtype=np.bool_)
        if wanted.any():
            mask[articles[wanted[codes]]] = True
        return mask

    def _keyword(self, keyword: Keyword) -> tuple[list[str], Ints, Ints]:
        names, starts, codes = self.snapshot.keyword(keyword)
        return names, np.repeat(np.arange(self.snapshot.size), np.diff(starts)), codes.astype(np.int64)

    def _published(self, published: Published) -> Mask:
        snapshot = self.snapshot
        if published.since is None and published.until is None:
            return snapshot.live
        mask = snapshot.first > 0
        if published.since:
            mask = mask & (snapshot.first >= published.since.toordinal())
        if published.until:
            mask = mask & (snapshot.last <= published.until.toordinal())
        return mask

    # Filters, tiers, facets

    def passing(self, filters: tuple[Filter, ...]) -> Mask:
        """The live articles that pass all filters."""
        return reduce(np.logical_and, (self.matches(f.query).mask for f in filters), self.snapshot.live)

    def facet(self, keyword: Keyword, request: Request, tiers: list[Matches]) -> dict[str, int]:
        """Counts over all matches, as if the keyword's own filter were not there."""
        passing = self.passing(tuple(f for f in request.filters if f.keyword is not keyword))
        mask = reduce(np.logical_or, (m.mask for m in tiers), np.zeros_like(passing)) & passing
        names, articles, codes = self._keyword(keyword)
        counts = np.bincount(codes[mask[articles]], minlength=len(names))
        with_value = np.zeros_like(mask)
        with_value[articles] = True
        found = {name: int(count) for name, count in zip(names, counts, strict=True) if count}
        if without := int(np.count_nonzero(mask & ~with_value)):
            found[""] = without
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    # Order

    def freshness(self, freshness: Freshness | None) -> Floats:
        """The factor of each article."""
        snapshot = self.snapshot
        if freshness is None:
            return np.ones(snapshot.size)
        age = np.maximum(0, freshness.today.toordinal() - snapshot.last)
        factor = freshness.floor + (1 - freshness.floor) * 2.0 ** (-age / freshness.half_life)
        return np.where(snapshot.last > 0, factor, freshness.floor)

    def ranked(self, numbers: Ints, tier: Ints, scores: Floats, request: Request) -> tuple[Ints, Floats]:
        """The articles by tier and score, the first RERANKED once more with closeness; and their final scores."""
        order = self._by_relevance(numbers, tier[numbers], scores[numbers])
        numbers, final = numbers[order], scores[numbers][order]
        best = numbers[:RERANKED]
        factor = self.freshness(request.freshness)
        for i, query in enumerate(request.tiers):
            here = np.flatnonzero(tier[best] == i)
            if here.size:
                final[here] += factor[best[here]] * self._closeness(query, best[here])
        again = self._by_relevance(best, tier[best], final[:RERANKED])
        numbers[:RERANKED], final[:RERANKED] = best[again], final[:RERANKED][again]
        return numbers, final

    def _by_relevance(self, numbers: Ints, tier: Ints, scores: Floats) -> Ints:
        snapshot = self.snapshot
        return np.lexsort((snapshot.id_rank[numbers], -snapshot.order[numbers], -scores, tier))

    def by_day(self, numbers: Ints, sort: Sort) -> Ints:
        """The articles by day, undated last."""
        snapshot = self.snapshot
        order = snapshot.order[numbers]
        by = -order if sort is Sort.NEWEST else order
        return numbers[np.lexsort((snapshot.id_rank[numbers], by, order < 0))]

    def _closeness(self, query: Query, numbers: Ints) -> Floats:
        """What each of the articles gains because it is close to the very words that were typed."""
        gain = np.zeros(self.snapshot.size)
        candidate = np.zeros(self.snapshot.size, dtype=np.bool_)
        candidate[numbers] = True
        among: dict[Word | Prefix, Ints] = {}
        for leaf in typed(query):
            keys = self.keys(leaf)
            among[leaf] = keys[candidate[keys >> ARTICLE_SHIFT]]
            self._word(leaf)
        for a, b in pairwise(typed(query)):
            distance = _distances(among[a], among[b], self.snapshot.size)
            near = distance <= NEAR
            gain[near] += PROXIMITY * min(self._idf[a], self._idf[b]) / distance[near] ** 2
        for word in dict.fromkeys(leaf for leaf in typed(query) if isinstance(leaf, Word) and leaf.form):
            exact = np.zeros(self.snapshot.size, dtype=np.bool_)
            exact[self.keys(Word((word.form,), word.field)) >> ARTICLE_SHIFT] = True
            gain[exact] += EXACT_FORM * self._idf[word]
        return gain[numbers]


def _distances(a: Ints, b: Ints, size: int) -> Ints:
    """For each article the distance from an occurrence in `a` to the nearest in `b`, one more when that stands before.

    Occurrences at the same position do not count; UNFOUND where the two share no zone.
    """
    nearest = np.full(size, UNFOUND)
    if not a.size or not b.size:
        return nearest
    zone = a >> ZONE_SHIFT
    after = np.searchsorted(b, a, side="right")
    following = b[np.minimum(after, b.size - 1)]
    ok = (after < b.size) & (following >> ZONE_SHIFT == zone)
    np.minimum.at(nearest, a[ok] >> ARTICLE_SHIFT, (following - a)[ok])
    before = np.searchsorted(b, a, side="left") - 1
    preceding = b[np.maximum(before, 0)]
    ok = (before >= 0) & (preceding >> ZONE_SHIFT == zone)
    np.minimum.at(nearest, a[ok] >> ARTICLE_SHIFT, (a - preceding)[ok] + 1)
    return nearest
