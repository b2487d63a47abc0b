"""One request over one generation: tiers, filters, order, page, facets."""

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

import numpy as np

from indexer.engine import Filter, Hit, Hits, Request, Sort
from indexer.language import Token
from indexer.query import Keyword, Query, Zone

from . import facets
from .article_set import ArticleSet, union
from .closeness import Closeness
from .committed import Generation
from .derived import derived_of
from .fetched import Fetched
from .folding import Folded, Ranked, folded_among
from .hit_tokens import found_in, tokens_of
from .matches import Matches
from .order import by_score, first_by_day
from .packed_counts import Floats
from .postings import Int32, Mask
from .pruning import Goal, Pruning
from .scores import score


class Tier(NamedTuple):
    """The articles that a tier adds: `found` before the facets' own filters, `passing` with all of them."""

    query: Query
    found: ArticleSet
    passing: ArticleSet
    before: int
    """How many articles the tiers before it found."""
    alone: bool
    """Whether no other article matches the query."""


def search(generation: Generation, request: Request) -> Hits:
    """Answer the request."""
    return _Search(generation, request).hits()


class _Search:
    def __init__(self, generation: Generation, request: Request) -> None:
        self._generation = generation
        self._request = request
        self._derived = derived_of(generation)
        self._matches = Matches(generation, self._derived, scored=request.limit > 0)
        fresh = request.freshness
        self._factors = None if fresh is None else self._derived.factors(generation, fresh)

    def hits(self) -> Hits:
        request = self._request
        tiers = self._tiers()
        totals = tuple(tier.passing.count for tier in tiers)
        total = sum(totals)
        folded = folded_among(self._generation, self._found(tiers)) if request.fold else None
        page: Ranked = []
        if request.limit > 0 and request.offset < total:
            start, stop = request.offset, request.offset + request.limit
            page = self._ordered(tiers, start, stop) if folded is None else self._lines(tiers, folded, start, stop)
        return Hits(
            total=total,
            page=self._shown(page, folded),
            tier_totals=totals,
            facets={keyword: self._facet(keyword, tiers) for keyword in request.facets},
            generation=self._generation.generation,
            folded=0 if folded is None else folded.hidden,
        )

    def _shown(self, page: Ranked, folded: Folded | None) -> tuple[Hit, ...]:
        """The hits of the page, with the tokens that were asked for."""
        fetched = {number: self._fetched(number) for number, _, _ in page}
        tokens: dict[int, dict[Zone, list[Token]]] = {}
        for tier, words in enumerate(self._request.words):
            numbers = sorted(number for number, _, of in page if of == tier)
            found = found_in(self._generation, words, np.array(numbers, dtype=np.int32)) if numbers else None
            if found is not None:
                tokens |= zip(numbers, tokens_of([fetched[number] for number in numbers], found), strict=True)
        hits = []
        for number, value, tier in page:
            one = fetched[number]
            others = 0 if folded is None else folded.others(number)
            story = self._generation.stories.of(one.article.id)
            hits.append(Hit(one.article, value, tier, one.about, story, others, tokens.get(number)))
        return tuple(hits)

    def _fetched(self, number: int) -> Fetched:
        place, inside = self._generation.place_of(number)
        part = self._generation.parts[place]
        return part.known.articles.get((part.name, inside), lambda: Fetched(*self._generation.stored(number)))

    # Which articles

    def _tiers(self) -> list[Tier]:
        """The tiers that are asked; each looks only into what those before it left over."""
        request = self._request
        own = [f for f in request.filters if f.keyword in request.facets]
        passing = self._passing([f for f in request.filters if f.keyword not in request.facets])
        passing_all = self._passing(own)
        tiers: list[Tier] = []
        before = 0
        for query in request.tiers:
            if tiers and request.enough is not None and before >= request.enough:
                break
            found = self._matches.of(query, passing)
            for tier in tiers:
                found = found.without(tier.found)
            here = found if passing_all is None else found.among(passing_all)
            alone = not tiers and passing is None and passing_all is None
            tiers.append(Tier(query, found, here, before, alone))
            before += here.count
        return tiers

    def _passing(self, filters: Iterable[Filter]) -> ArticleSet | None:
        """The articles that pass the filters; None for all."""
        sets = [self._matches.of(f.query) for f in filters]
        return reduce(ArticleSet.among, sets) if sets else None

    def _facet(self, keyword: Keyword, tiers: list[Tier]) -> dict[str, int]:
        """As if the keyword's own filter were not there."""
        others = [f for f in self._request.filters if f.keyword is not keyword]
        if len(others) == len(self._request.filters):
            found = self._found(tiers)
        else:
            found = union(self._generation.size, [tier.found for tier in tiers])
            passing = self._passing(f for f in others if f.keyword in self._request.facets)
            found = found if passing is None else found.among(passing)
        return facets.count(self._generation, self._derived, keyword, found)

    # In which order

    def _ordered(self, tiers: list[Tier], start: int, stop: int) -> Ranked:
        """The hits from place `start` to `stop`."""
        by_relevance = self._request.sort is Sort.RELEVANCE
        return self._by_relevance(tiers, start, stop) if by_relevance else self._by_day(tiers, start, stop)

    def _lines(self, tiers: list[Tier], folded: Folded, start: int, stop: int) -> Ranked:
        """The same where each story is one line: its first hit in the order."""
        total, wanted = sum(tier.passing.count for tier in tiers), stop
        while True:
            lines = folded.first(self._ordered(tiers, 0, wanted))
            if len(lines) >= stop or wanted >= total:
                return lines[start:stop]
            wanted *= 2

    def _found(self, tiers: list[Tier]) -> ArticleSet:
        return union(self._generation.size, [tier.passing for tier in tiers])

    def _by_day(self, tiers: list[Tier], start: int, stop: int) -> Ranked:
        found = self._found(tiers)
        numbers = first_by_day(self._generation, self._derived, found, self._request.sort, stop)[start:]
        order = np.argsort(numbers)
        numbers = numbers.take(order)
        scores, tier_of = np.zeros(numbers.size), np.zeros(numbers.size, dtype=np.int64)
        for i, tier in enumerate(tiers):
            here = tier.passing.has(numbers)
            if here.any():
                scores[here], tier_of[here] = self._score(tier.query, numbers.compress(here)), i
        ranked = list(zip(numbers.tolist(), scores.tolist(), tier_of.tolist(), strict=True))
        return [ranked[place] for place in np.argsort(order).tolist()]

    def _by_relevance(self, tiers: list[Tier], start: int, stop: int) -> Ranked:
        """Tiers do not mix, so each is ranked alone, and only those that are wanted."""
        page: Ranked = []
        for i, tier in enumerate(tiers):
            first, last = max(start - tier.before, 0), min(stop - tier.before, tier.passing.count)
            if first < last:
                again = min(max(self._request.reranked - tier.before, 0), tier.passing.count)
                numbers, scores = self._ranked(tier, first, last, again)
                page += ((number, value, i) for number, value in zip(numbers.tolist(), scores.tolist(), strict=True))
        return page

    def _ranked(self, tier: Tier, first: int, last: int, again: int) -> tuple[Int32, Floats]:
        """The hits of a tier from place `first` to `last`; its first `again` are ranked with closeness."""
        generation = self._generation
        k = max(last, again) if first < again else last
        if not self._matches.words(tier.query):
            numbers = first_by_day(generation, self._derived, tier.passing, Sort.NEWEST, k)
            return numbers[first:last], np.zeros(min(last, numbers.size) - first)
        closeness = Closeness(self._matches, tier.query) if first < again else None
        gain = closeness.most if closeness and last <= again else 0.0
        pruning = Pruning(self._matches, tier.query, self._factors, Goal(k, last, gain))
        numbers, scores = pruning.best(tier.passing, alone=tier.alone)
        if closeness is None or closeness.most == 0:
            order = by_score(generation, numbers, scores, last)[first:]
            return numbers.take(order), scores.take(order)
        if numbers.size <= again:
            best, values = self._closer(closeness, numbers, scores, last)
            return best[first:last], values[first:last]
        order = by_score(generation, numbers, scores, max(last, again))
        head, tail = np.sort(order[:again]), order[again:last]
        best, values = self._closer(closeness, numbers.take(head), scores.take(head), last)
        numbers, scores = np.append(best, numbers.take(tail)), np.append(values, scores.take(tail))
        return numbers[first:last], scores[first:last]

    def _closer(self, closeness: Closeness, numbers: Int32, scores: Floats, wanted: int) -> tuple[Int32, Floats]:
        """The articles, which ascend, ranked again with closeness; only the first `wanted` need be in their places."""
        factors = 1.0 if self._factors is None else self._factors.take(numbers)
        final = scores + factors * (gained := closeness.exactness(numbers))
        both = closeness.pairs(numbers)
        if both.size:
            reach: Mask = np.logical_or.reduce(both)
            if wanted < numbers.size:
                least = np.partition(final, numbers.size - wanted)[numbers.size - wanted]
                reach &= final + factors * closeness.nearest(both) >= least
            if (near := reach.nonzero()[0]).size:
                gained[near] = closeness.nearness(numbers.take(near), both.take(near, axis=1)) + gained.take(near)
                final = scores + factors * gained
        order = by_score(self._generation, numbers, final, wanted)
        return numbers.take(order), final.take(order)

    # Scores

    def _score(self, query: Query, numbers: Int32) -> Floats:
        scores = score(self._matches, query, numbers)
        return scores if self._factors is None else self._factors.take(numbers) * scores
