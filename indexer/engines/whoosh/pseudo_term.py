"""Several terms as one: how often any of them stands in an article, and whether early."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from indexer.query import Field, Prefix, Word

from . import packed_counts
from .article_set import ArticleSet, distinct, union
from .committed import Generation, Part
from .inverted import ZONE_NUMBERS, Inverted
from .occurrences import fields_of, term_occurrences, terms_of
from .postings import ARTICLE_SHIFT, Counts, Int32, Int64, PackedCounts, Postings
from .schema import ARTICLE, WORDS, ZONE_NUMBER, ZONE_SHIFT

ZONE_BITS = 0xF


def counts_of(generation: Generation, leaf: Word | Prefix) -> list[Counts] | PackedCounts:
    """The counts of a word in each field that it looks into; packed where that is the article alone and they fit."""
    fields = fields_of(leaf.field)
    if fields == (ARTICLE,):
        pieces = [_live(part, counts_in(part, leaf, ARTICLE)) for part in generation.parts]
        if packed := packed_counts.joined(pieces):
            return packed
    found = []
    for field in fields:
        pieces = [_live(part, counts_in(part, leaf, field)) for part in generation.parts]
        found.append(_joined(field, [packed_counts.unpacked(piece) for piece in pieces]))
    return found


def articles_in(part: Part, leaf: Word | Prefix) -> Int32:
    """The articles of a segment with a word, ascending, deleted ones included."""
    return distinct([counts_in(part, leaf, field).articles for field in fields_of(leaf.field)])


def counts_in(part: Part, leaf: Word | Prefix, field: str) -> Counts | PackedCounts:
    """The counts of a word in a field of a segment, deleted articles included."""
    return part.known.counts.get((part.name, field, *key_of(leaf)), partial(_worked_out, part, leaf, field))


def key_of(leaf: Word | Prefix) -> tuple[str | None, ...]:
    """What is looked for; the form in which it was typed makes no difference."""
    return (leaf.field, *leaf.terms) if isinstance(leaf, Word) else (leaf.field, leaf.start, None)


def _worked_out(part: Part, leaf: Word | Prefix, field: str) -> Counts | PackedCounts:
    counts = _in_field(part, leaf, field)
    if leaf.field is Field.TITLE:
        here = counts.counts[0] > 0
        rows = counts.counts[:, here]
        rows[1:] = 0
        counts = Counts(field, counts.articles[here], rows, np.ones(rows.shape[1], dtype=np.bool_))
    return packed_counts.pack(counts)


def _live(part: Part, counts: Counts | PackedCounts) -> Counts | PackedCounts:
    """Those of live articles, by their numbers in the generation."""
    articles = counts.articles
    if part.live is not None and not (alive := part.live.take(articles)).all():
        articles = articles.compress(alive)
        if isinstance(counts, PackedCounts):
            counts = PackedCounts(articles, counts.packed.compress(alive))
        else:
            counts = Counts(counts.field, articles, counts.counts[:, alive], counts.early.compress(alive))
    return counts._replace(articles=articles + np.int32(part.base)) if part.base else counts


def _joined(field: str, pieces: Sequence[Counts]) -> Counts:
    if len(pieces) == 1:
        return pieces[0]
    return Counts(
        field,
        np.concatenate([np.empty(0, np.int32), *(piece.articles for piece in pieces)]),
        np.concatenate([np.empty((len(WORDS[field]), 0), np.uint16), *(piece.counts for piece in pieces)], axis=1),
        np.concatenate([np.empty(0, np.bool_), *(piece.early for piece in pieces)]),
    )


def articles_with(generation: Generation, leaf: Word | Prefix) -> ArticleSet:
    """The articles with a word: no position is read for that."""
    if isinstance(leaf, Prefix):
        numbers = [_numbers(part, articles_in(part, leaf)) for part in generation.parts]
        return ArticleSet.of(generation.size, np.concatenate([np.empty(0, np.int32), *numbers]))
    sets = []
    for field in fields_of(leaf.field):
        for term in terms_of(leaf):
            numbers = [_numbers(part, _of_term(part, leaf, field, term)) for part in generation.parts]
            having = numbers[0] if len(numbers) == 1 else np.concatenate([np.empty(0, np.int32), *numbers])
            sets.append(ArticleSet.of(generation.size, having))
    found = union(generation.size, sets)
    return found if found.keeps_numbers else ArticleSet.of_bits(generation.size, found.bits())


def _of_term(part: Part, leaf: Word, field: str, term: str) -> Int32:
    postings = part.words.postings(field, term)
    return postings.articles.compress(postings.counts[0] > 0) if leaf.field is Field.TITLE else postings.articles


def _numbers(part: Part, articles: Int32) -> Int32:
    """The live ones of these articles of a segment, by their numbers in the generation."""
    live = articles if part.live is None else articles.compress(part.live.take(articles))
    return live + np.int32(part.base) if part.base else live


def _in_field(part: Part, leaf: Word | Prefix, field: str) -> Counts:
    if isinstance(leaf, Prefix):
        return _counted(field, part.words.occurrences(field, leaf.start))
    terms = {term: part.words.postings(field, term) for term in terms_of(leaf)}
    terms = {term: postings for term, postings in terms.items() if postings.articles.size}
    if not terms:
        zones = len(WORDS[field])
        return Counts(field, np.empty(0, np.int32), np.empty((zones, 0), np.uint16), np.empty(0, np.bool_))
    if len(terms) == 1:
        (postings,) = terms.values()
        return Counts(field, *postings)
    return _united(part, field, terms)


def _counted(field: str, keys: Int64) -> Counts:
    """The counts of these occurrences."""
    of = np.zeros(keys.size, dtype=np.int64)
    articles, inside = (keys >> ARTICLE_SHIFT).astype(np.int32), keys.astype(np.uint32)
    counted = Inverted.of(ZONE_NUMBERS[field], [b""], of, articles, inside)
    return Counts(field, counted.articles, counted.counts, counted.early)


def _united(part: Part, field: str, terms: dict[str, Postings]) -> Counts:
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
        keys = np.concatenate([term_occurrences(part, field, term, shared) for term in terms])
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
