"""Every occurrence of a word in some articles, as sorted 64-bit numbers.

    article << 32 | zone << 28 | position

So the article is the high half, a phrase is an intersection of shifted arrays,
and nearness a binary search.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.query import ZONES, Field, Prefix, Word, Zone

from .article_set import contains
from .hot_positions import MOST_ARTICLES, kept_positions, positions_of
from .postings import ARTICLE_SHIFT, Generation, Int32, Int64, Positions
from .schema import ARTICLE, SIDE, ZONE_NUMBER, ZONE_SHIFT
from .varints import offsets

LARGE = 1 << 16
"""Of an index of fewer articles all postings that queries need are kept decoded."""
SPARSE = 5000
"""Where less than one in so many articles of a large index is looked into, terms are looked up there."""

NONE: Int64 = np.empty(0, dtype=np.int64)
NONE.flags.writeable = False


def fields_of(where: Field) -> tuple[str, ...]:
    """The fields of the index that hold the zones."""
    return (ARTICLE, SIDE) if Zone.SIDE in ZONES[where] else (ARTICLE,)


def terms_of(generation: Generation, leaf: Word | Prefix, field: str) -> tuple[str, ...]:
    """The terms that a word stands for, each once."""
    if isinstance(leaf, Prefix):
        return tuple(term for term, _ in generation.dictionary(field, leaf.start))
    return leaf.terms if len(leaf.terms) < 2 else tuple(dict.fromkeys(leaf.terms))


def occurrences(generation: Generation, leaf: Word | Prefix, among: Int32) -> Int64:
    """Where any of the word's terms stands in these articles, which ascend; none twice."""
    found = [
        keys
        for field in fields_of(leaf.field)
        for keys in occurrences_of(generation, field, terms_of(generation, leaf, field), among)
        if keys.size
    ]
    if not found:
        return NONE
    keys = found[0]
    if len(found) > 1:
        keys = np.sort(np.concatenate(found), kind="stable")
        first = np.empty(keys.size, dtype=np.bool_)
        first[0] = True
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        keys = keys.compress(first)
    return of_title(keys) if leaf.field is Field.TITLE else keys


def occurrences_of(generation: Generation, field: str, terms: Sequence[str], among: Int32) -> list[Int64]:
    """The occurrences of each of the terms in these articles, which ascend.

    Of few articles of a large index, terms are looked up in these, and not all of their postings decoded.
    """
    if generation.size < max(LARGE, SPARSE * among.size):
        return [term_occurrences(generation, field, term, among) for term in terms]
    which, at = np.divmod(np.arange(len(terms) * among.size), among.size)
    pairs, starts, keys = generation.standing(field, terms, which, among.take(at))
    whole = _keys(Positions(starts, keys), among.take(at.take(pairs)))
    ends = starts.take(pairs.searchsorted(np.arange(len(terms) + 1) * among.size)).tolist()
    return [whole[start:stop] for start, stop in pairwise(ends)]


def whole_positions(generation: Generation, leaf: Word | Prefix, articles: Int32) -> Positions | None:
    """Where the word stands in all `articles` that have it, kept for the next query; None where these are too many."""
    if articles.size > MOST_ARTICLES:
        return None
    if isinstance(leaf, Word) and len(leaf.terms) == 1 and leaf.field is Field.ARTICLE:
        key = ARTICLE, leaf.terms[0]
        return kept_positions(generation, key, lambda: generation.positions(*key))
    return kept_positions(generation, leaf, lambda: _whole(_all_occurrences(generation, leaf, articles), articles))


def _all_occurrences(generation: Generation, leaf: Word | Prefix, articles: Int32) -> Int64:
    """Where the word stands in all `articles` that have it."""
    if isinstance(leaf, Word):
        return occurrences(generation, leaf, articles)
    # A thousand terms one after the other take a hundred times as long.
    found = [generation.occurrences(field, leaf.start) for field in fields_of(leaf.field)]
    keys: Int64 = found[0] if len(found) == 1 else np.sort(np.concatenate(found), kind="stable")
    return of_title(keys) if leaf.field is Field.TITLE else keys


def of_title(keys: Int64) -> Int64:
    """Those in titles."""
    titles: Int64 = keys[(keys >> ZONE_SHIFT) & 0xF == ZONE_NUMBER[Zone.TITLE]]
    return titles


def _whole(keys: Int64, articles: Int32) -> Positions:
    starts = np.append(keys.searchsorted(articles.astype(np.int64) << ARTICLE_SHIFT), keys.size)
    return Positions(starts, (keys & ((1 << ARTICLE_SHIFT) - 1)).astype(np.uint32))


def term_occurrences(generation: Generation, field: str, term: str, among: Int32) -> Int64:
    """The occurrences of one term in these articles."""
    having = generation.postings(field, term).articles
    if not having.size:
        return NONE
    articles = among.compress(contains(having, among))
    if not articles.size:
        return NONE
    return _keys(positions_of(generation, field, term, articles, having), articles)


def occurrences_by_place(
    generation: Generation, leaves: Sequence[Word | Prefix], numbers: Int32, places: Sequence[Int64]
) -> list[Int64]:
    """For each of these words, as `occurrences`, in the articles at some places of `numbers`; by place, not by number.

    There are some places for each word. Words of one term are looked up all together: they are frequent ones.
    """
    found: list[Int64] = [NONE] * len(leaves)
    terms: dict[int, str] = {}
    for i, (leaf, at) in enumerate(zip(leaves, places, strict=True)):
        if isinstance(leaf, Word) and len(leaf.terms) == 1 and leaf.field is Field.ARTICLE:
            terms[i] = leaf.terms[0]
            continue
        keys = occurrences(generation, leaf, numbers.take(at))
        of = (keys >> ARTICLE_SHIFT).astype(np.int32)
        found[i] = (numbers.searchsorted(of) << ARTICLE_SHIFT) | (keys & ((1 << ARTICLE_SHIFT) - 1))
    if terms:
        sizes = [places[i].size for i in terms]
        at = np.concatenate([places[i] for i in terms])
        which = np.arange(len(sizes)).repeat(sizes)
        pairs, starts, inside = generation.standing(ARTICLE, list(terms.values()), which, numbers.take(at))
        whole = _keys(Positions(starts, inside), at.take(pairs))
        ends = starts.take(pairs.searchsorted(offsets(np.array(sizes)))).tolist()
        for i, (start, stop) in zip(terms, pairwise(ends), strict=True):
            found[i] = whole[start:stop]
    return found


def _keys(positions: Positions, labels: npt.NDArray[np.integer[Any]]) -> Int64:
    starts = positions.starts
    keys: Int64 = (labels.astype(np.int64) << ARTICLE_SHIFT).repeat(starts[1:] - starts[:-1])
    keys |= positions.keys
    return keys
