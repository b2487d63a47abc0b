"""Several terms as one: how often any of them stands in an article, and where it does so first."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.query import Field, Prefix, Word

from .article_set import ArticleSet, union
from .inverted import ZONE_NUMBERS, Inverted
from .occurrences import fields_of, term_occurrences, terms_of
from .postings import ARTICLE_SHIFT, Generation, Int32, Int64, Mask, Postings
from .schema import WORDS, ZONE_NUMBER, ZONE_SHIFT

ZONE_BITS = 0xF


class Counts(NamedTuple):
    """Of the articles with the word in one field: how often it stands in each zone, and whether early."""

    field: str
    articles: Int32
    counts: npt.NDArray[np.integer[Any]]
    early: Mask


def counts_of(generation: Generation, leaf: Word | Prefix) -> list[Counts]:
    """The counts of a word in each field of the index that it looks into."""
    found = []
    for field in fields_of(leaf.field):
        counts = _in_field(generation, leaf, field)
        if leaf.field is Field.TITLE:
            here = counts.counts[0] > 0
            counts = Counts(
                field, counts.articles[here], counts.counts[:1, here], np.ones(np.count_nonzero(here), bool)
            )
        found.append(counts)
    return found


def articles_with(generation: Generation, leaf: Word | Prefix) -> ArticleSet:
    """The articles with a word: no position is read for that."""
    if isinstance(leaf, Prefix):
        return union(
            generation.size, [ArticleSet.of(generation.size, one.articles) for one in counts_of(generation, leaf)]
        )
    sets = []
    for field in fields_of(leaf.field):
        for term in terms_of(generation, leaf, field):
            postings = generation.postings(field, term)
            articles = postings.articles
            if leaf.field is Field.TITLE:
                articles = articles.compress(postings.counts[0] > 0)
            sets.append(ArticleSet.of(generation.size, articles))
    return union(generation.size, sets)


def _in_field(generation: Generation, leaf: Word | Prefix, field: str) -> Counts:
    if isinstance(leaf, Prefix):
        return _counted(field, generation.occurrences(field, leaf.start))
    terms = {term: generation.postings(field, term) for term in terms_of(generation, leaf, field)}
    terms = {term: postings for term, postings in terms.items() if postings.articles.size}
    if not terms:
        zones = len(WORDS[field])
        return Counts(field, np.empty(0, np.int32), np.empty((zones, 0), np.int64), np.empty(0, np.bool_))
    if len(terms) == 1:
        (postings,) = terms.values()
        return Counts(field, postings.articles, postings.counts, postings.early)
    return _united(generation, field, terms)


def _counted(field: str, keys: Int64) -> Counts:
    """The counts of these occurrences."""
    of = np.zeros(keys.size, dtype=np.int64)
    articles, inside = (keys >> ARTICLE_SHIFT).astype(np.int32), keys.astype(np.uint32)
    counted = Inverted.of(ZONE_NUMBERS[field], [b""], of, articles, inside)
    return Counts(field, counted.articles, counted.counts, counted.early)


def _united(generation: Generation, field: str, terms: dict[str, Postings]) -> Counts:
    """Sums, and where two of the terms stand in one article (often as two readings of one word) distinct positions."""
    articles = np.concatenate([postings.articles for postings in terms.values()])
    order = np.argsort(articles, kind="stable")
    articles = articles[order]
    starts = np.flatnonzero(np.diff(articles, prepend=-1))
    counts = np.concatenate([postings.counts for postings in terms.values()], axis=1, dtype=np.int64)
    counts = np.add.reduceat(counts[:, order], starts, axis=1)
    early = np.concatenate([postings.early for postings in terms.values()])[order]
    early = np.logical_or.reduceat(early, starts)
    articles = articles[starts]
    several = np.diff(starts, append=order.size) > 1
    if several.any():
        shared = articles[several]
        keys = np.concatenate([term_occurrences(generation, field, term, shared) for term in terms])
        keys.sort(kind="stable")  # which merges runs that are sorted already
        of = (keys >> ARTICLE_SHIFT).astype(np.int32)
        row = np.cumsum(of[1:] != of[:-1], dtype=np.int32)  # every shared article has keys
        zone = ((keys >> ZONE_SHIFT) & ZONE_BITS) - ZONE_NUMBER[WORDS[field][0]]
        cell = zone * shared.size
        cell[1:] += row
        first = np.empty(keys.size, dtype=np.bool_)
        first[0] = True
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        zones = counts.shape[0]
        counts[:, several] = np.bincount(cell.compress(first), minlength=zones * shared.size).reshape(zones, -1)
    return Counts(field, articles, counts, early)
