"""Every occurrence of a word in some articles, as sorted 64-bit numbers.

    article << 32 | zone << 28 | position

So the article is the high half, a phrase is an intersection of shifted arrays,
and nearness a binary search.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.query import ZONES, Field, Prefix, Word, Zone

from .article_set import contains
from .committed import Generation, Part
from .hot_positions import positions_of
from .locating import in_order
from .postings import ARTICLE_SHIFT, Int32, Int64, Positions, Standing
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


def terms_of(word: Word) -> tuple[str, ...]:
    """The terms that a word stands for, each once."""
    return word.terms if len(word.terms) < 2 else tuple(dict.fromkeys(word.terms))


def occurrences(generation: Generation, leaf: Word | Prefix, among: Int32) -> Int64:
    """Where any of the word's terms stands in these articles, which are live and ascend; none twice."""
    found: list[Int64] = []
    for field in fields_of(leaf.field):
        if isinstance(leaf, Prefix):
            found += beginning(generation, field, leaf.start, among).values()
        else:
            found += occurrences_of(generation, field, terms_of(leaf), among)
    return _in_its_zones(leaf, found)


def occurrences_in(part: Part, word: Word, among: Int32) -> Int64:
    """The same of a word in articles of one segment, by their numbers there."""
    found = [keys for field in fields_of(word.field) for keys in _of_terms(part, field, terms_of(word), among)]
    return _in_its_zones(word, found)


def _in_its_zones(leaf: Word | Prefix, found: list[Int64]) -> Int64:
    """What was found for the terms of a word in each field, as one."""
    some = [keys for keys in found if keys.size]
    if not some:
        return NONE
    keys = some[0]
    if len(some) > 1:
        keys = np.sort(np.concatenate(some), kind="stable")
        first = np.empty(keys.size, dtype=np.bool_)
        first[0] = True
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        keys = keys.compress(first)
    return of_title(keys) if leaf.field is Field.TITLE else keys


def occurrences_of(generation: Generation, field: str, terms: Sequence[str], among: Int32) -> list[Int64]:
    """The occurrences of each of the terms in these articles, which are live and ascend."""
    parts = generation.parts
    if len(parts) == 1:
        return _of_terms(parts[0], field, terms, among)
    found: list[list[Int64]] = [[] for _ in terms]
    for part, here in _shared_out(parts, among):
        for of_term, keys in zip(found, _of_terms(part, field, terms, among[here] - np.int32(part.base)), strict=True):
            if keys.size:
                of_term.append(keys + (part.base << ARTICLE_SHIFT))
    return [NONE if not keys else keys[0] if len(keys) == 1 else np.concatenate(keys) for keys in found]


def beginning(generation: Generation, field: str, start: str, among: Int32) -> dict[str, Int64]:
    """The occurrences of terms that begin so in these articles, which are live and ascend; of those that have any."""
    found: dict[str, list[Int64]] = {}
    for part, here in _shared_out(generation.parts, among):
        numbers = among[here] - np.int32(part.base)
        if _is_looked_up(part, numbers):
            terms = [term for term, _ in part.words.dictionary(field, start)]
            in_part = dict(zip(terms, _of_terms(part, field, terms, numbers), strict=True))
        else:  # one after the other, hundreds of terms take ten times as long
            in_part = part.words.beginning(field, start, numbers)
        for term, keys in in_part.items():
            if keys.size:
                found.setdefault(term, []).append(keys + (part.base << ARTICLE_SHIFT))
    return {term: keys[0] if len(keys) == 1 else np.concatenate(keys) for term, keys in found.items()}


def _is_looked_up(part: Part, among: Int32) -> bool:
    """Whether terms are looked up in these articles of a segment, and not all of their postings decoded."""
    return part.words.size >= max(LARGE, SPARSE * among.size)


def _shared_out(parts: Sequence[Part], numbers: Int32) -> Iterator[tuple[Part, slice]]:
    """The segments that have any of the articles, which ascend, and where those of each are among them."""
    cuts = numbers.searchsorted([part.base for part in parts]).tolist()
    for part, start, stop in zip(parts, cuts, [*cuts[1:], numbers.size], strict=True):
        if start < stop:
            yield part, slice(start, stop)


def _of_terms(part: Part, field: str, terms: Sequence[str], among: Int32) -> list[Int64]:
    """As `occurrences_of`, in a segment.

    Of few articles of a large one, terms are looked up in these, and not all of their postings decoded.
    """
    if not terms or not among.size:
        return [NONE] * len(terms)
    if not _is_looked_up(part, among):
        return [term_occurrences(part, field, term, among) for term in terms]
    which, at = np.divmod(np.arange(len(terms) * among.size), among.size)
    pairs, starts, keys = part.words.standing(field, terms, which, among.take(at))
    whole = _keys(Positions(starts, keys), among.take(at.take(pairs)))
    ends = starts.take(pairs.searchsorted(np.arange(len(terms) + 1) * among.size)).tolist()
    return [whole[start:stop] for start, stop in pairwise(ends)]


def of_title(keys: Int64) -> Int64:
    """Those in titles."""
    titles: Int64 = keys[(keys >> ZONE_SHIFT) & 0xF == ZONE_NUMBER[Zone.TITLE]]
    return titles


def term_occurrences(part: Part, field: str, term: str, among: Int32) -> Int64:
    """The occurrences of one term in these articles of a segment."""
    having = part.words.postings(field, term).articles
    if not having.size:
        return NONE
    # Of both, the few are looked for among the many: a prefix has hundreds of terms, hardly any of which are frequent.
    if having.size < among.size:
        articles = having.compress(contains(among, having))
    else:
        articles = among.compress(contains(having, among))
    if not articles.size:
        return NONE
    return _keys(positions_of(part, field, term, articles, having), articles)


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
        pairs, starts, inside = _standing(generation, ARTICLE, list(terms.values()), which, numbers.take(at))
        whole = _keys(Positions(starts, inside), at.take(pairs))
        ends = starts.take(pairs.searchsorted(offsets(np.array(sizes)))).tolist()
        for i, (start, stop) in zip(terms, pairwise(ends), strict=True):
            found[i] = whole[start:stop]
    return found


def _standing(generation: Generation, field: str, terms: Sequence[str], which: Int64, articles: Int32) -> Standing:
    """As `Words.standing`, in articles of all segments."""
    parts = generation.parts
    if len(parts) == 1:
        return parts[0].words.standing(field, terms, which, articles)
    of = np.searchsorted([part.base for part in parts], articles, side="right") - 1
    pairs, sizes, keys = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.uint32)]
    for number, part in enumerate(parts):
        here = (of == number).nonzero()[0]
        if here.size:
            found = part.words.standing(field, terms, which.take(here), articles.take(here) - np.int32(part.base))
            pairs.append(here.take(found.pairs))
            sizes.append(np.diff(found.starts))
            keys.append(found.keys)
    return in_order(np.concatenate(pairs), np.concatenate(sizes), np.concatenate(keys))


def _keys(positions: Positions, labels: npt.NDArray[np.integer[Any]]) -> Int64:
    starts = positions.starts
    keys: Int64 = (labels.astype(np.int64) << ARTICLE_SHIFT).repeat(starts[1:] - starts[:-1])
    keys |= positions.keys
    return keys
