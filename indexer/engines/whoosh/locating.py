"""Finding where terms stand in a few articles without decoding all of their postings.

The streams have no marks, so where a posting begins is known only by going
through them. Of a term that a third of a million articles have, that takes
milliseconds each time, and a headline has ten such terms. Gone through once, it
is enough to remember which article every GROUP-th posting is of and where it
begins: a byte for each posting. With that, all terms of a query are looked up in
the articles of a page in one go, whether they stand there or not.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from . import varints
from .coding import OTHER, TIMES, decode_positions, decode_term, described, nibbles
from .dictionary import EMPTY, FieldReader
from .postings import Int32, Int64, Rows, Standing, UInt32
from .varints import Bytes, offsets, ranges

GROUP = 16
"""Postings, an even number: their shapes take half as many bytes. Of each article in which a term stands, so many are
decoded; with groups of 64 it takes three times as long."""
FEW = 128
"""A term of so many postings, as most words are, is one group: it stands in few of the articles."""
SPARSE = 200
"""Where no more than one in so many of a term's articles is wanted, this is quicker than to decode its postings."""


class Located(NamedTuple):
    """A term: where its streams begin, its postings, how many of them are a group, and where each group begins.

    `marks` are four rows, a column for each group: its first article; places in
    the stream of articles, where its own stand and where the counts of its
    postings of shape OTHER do; the place in the stream of positions. A column
    before the first stands for no group, which ends where the first begins, and
    one after the last says where that ends.

    Of a term whose streams are packed in the file, `own` are these, and `streams`
    says where each begins there.
    """

    streams: tuple[int, int, int]
    postings: int
    group: int
    marks: UInt32
    own: Bytes = EMPTY

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return self.marks.nbytes + self.own.nbytes

    def groups(self, articles: Int32) -> Int64:
        """The column of the group in which each article would be, 0 for those before the first of the term."""
        # Numbers of the same type as those looked up, or all of them would be turned into another.
        firsts = self.marks[0, 1:-1].view(np.int32)
        return firsts.searchsorted(articles, side="right")


NOWHERE: Int64 = np.zeros(1, dtype=np.int64)
NO_KEYS: UInt32 = np.empty(0, dtype=np.uint32)


def locate(field: FieldReader, term: bytes) -> Located:
    """Go through a term of the field; one that it does not have has no postings."""
    place = field.find(term)
    if place is None:
        return Located((0, 0, 0), 0, GROUP, np.zeros((4, 2), dtype=np.uint32))
    block, inside = place
    postings = int(field.head(block)[0].frequency[inside])
    streams = field.streams(block, inside, inside + 1)
    group = GROUP if postings > FEW else FEW
    marks = np.zeros((4, -(-postings // group) + 2), dtype=np.uint32)
    if postings <= FEW:
        end = int(varints.begins(streams.articles, np.array([postings]))[0])
        marks[0, 1] = varints.decode(streams.articles[:end])[0]
        marks[2, :2] = end
        marks[1:, 2] = end, streams.articles.size, streams.positions.size
    else:
        articles, counts, _ = decode_term(field.field, postings, streams.shapes, streams.articles)
        firsts = np.arange(0, postings, group)
        occurrences = np.add.reduceat(counts.sum(axis=0, dtype=np.uint32), firsts, dtype=np.int64)
        is_other = nibbles(streams.shapes)[:postings] == OTHER
        others = (counts.shape[0] + 1) * np.add.reduceat(is_other.view(np.uint8), firsts, dtype=np.int64)
        numbers = np.concatenate([firsts, postings + offsets(others)])  # each has its counts and whether it is early
        at = varints.begins(streams.articles, numbers)
        marks[0, 1:-1] = articles[::group]
        marks[1, 1:], marks[2, 1:] = at[: firsts.size + 1], at[firsts.size :]
        marks[2, 0] = marks[2, 1]
        marks[3, 1:] = varints.begins(streams.positions, offsets(occurrences))
    begins = field.begins(block, inside)
    if begins is not None:
        return Located(begins, postings, group, marks)
    after = streams.shapes.size
    return Located((0, after, after + streams.articles.size), postings, group, marks, np.concatenate(streams))


def standing(field: FieldReader, terms: Sequence[Located], which: Int64, articles: Int32) -> Standing:
    """See `committed.Words.standing`: the term at place `which[i]` of `terms` in `articles[i]` of the segment."""
    bounds = which.searchsorted(np.arange(len(terms) + 1)).tolist()
    columns = [term.groups(articles[a:b]) for term, a, b in zip(terms, bounds, bounds[1:], strict=False)]
    at = np.concatenate([np.empty(0, np.int64), *columns])
    found = at.nonzero()[0]  # not before the first article of the term
    if not found.size:
        return Standing(found, NOWHERE, NO_KEYS)
    here = np.concatenate([term.marks.take(some, axis=1) for term, some in zip(terms, columns, strict=True)], axis=1)
    for some in columns:
        some += 1
    after = np.concatenate([term.marks.take(some, axis=1) for term, some in zip(terms, columns, strict=True)], axis=1)

    at, of = at.take(found), which.take(found)
    here, after = here.take(found, axis=1).astype(np.int64), after.take(found, axis=1).astype(np.int64)
    begins, beyond = streams_of(field, terms)
    streams = begins.take(of, axis=0).T
    group = np.array([term.group for term in terms]).take(of)
    before = (at - 1) * group
    size = np.minimum(np.array([term.postings for term in terms]).take(of) - before, group)

    # The articles of the groups, one group after the other: they ascend in each, so their sums do over all.
    steps = varints.decode(field.joined(streams[1] + here[1], streams[1] + after[1], beyond)).astype(np.int64)
    start = offsets(size)[:-1]
    steps += 1
    steps[start] = 1
    sums = steps.cumsum()
    wanted = articles.take(found) - here[0] + sums.take(start)
    place = sums.searchsorted(wanted)
    is_there = (sums.take(place, mode="clip") == wanted) & (place < start + size)
    place -= start

    at = is_there.nonzero()[0]
    if not at.size:
        return Standing(at, NOWHERE, NO_KEYS)
    found, place, size, before = found.take(at), place.take(at), size.take(at), before.take(at)
    here, after, streams = here.take(at, axis=1), after.take(at, axis=1), streams.take(at, axis=1)
    others = field.joined(streams[1] + here[2], streams[1] + after[2], beyond)
    place += offsets(size)[:-1]
    shapes_at = streams[0] + before // 2
    shapes = nibbles(field.joined(shapes_at, shapes_at + (size + 1) // 2, beyond))
    counts, first, times = _counted(field, shapes, size, others, place)
    data = field.joined(streams[2] + here[3], streams[2] + after[3], beyond)
    values = varints.decode_some(data, ranges(first, first + times))
    return Standing(found, offsets(times), decode_positions(field.field, counts, values))


def streams_of(field: FieldReader, terms: Sequence[Located]) -> tuple[Int64, Bytes]:
    """Where the streams of each term begin, three places in a row, and those that lie beyond the field's own."""
    begins = np.array([term.streams for term in terms])
    own = [term.own for term in terms]
    sizes = np.fromiter(map(len, own), np.int64, len(own))
    if not sizes.any():
        return begins, EMPTY
    starts = field.size + offsets(sizes)[:-1]
    return begins + np.where(sizes, starts, 0)[:, None], np.concatenate(own)


def _counted(
    field: FieldReader, shapes: Bytes, sizes: Int64, others: Bytes, wanted: Int64
) -> tuple[Rows, Int64, Int64]:
    """Of the wanted postings of groups of these sizes, one group after the other: the counts by zone, how many
    positions all postings before it have, and how many it has.

    `shapes` are those of the groups, each of which begins with a whole byte; `others` are the counts of those of
    shape OTHER, as they stand in the stream.
    """
    if (sizes & 1).any():  # the last half of a term's shapes may be none
        start = 2 * offsets((sizes + 1) // 2)[:-1]
        shapes = shapes.take(ranges(start, start + sizes))
    each = TIMES[field.field].take(shapes)
    shape = shapes.take(wanted)
    counts = described(field.field, shape)[:-1]
    other = (shapes == OTHER).nonzero()[0]
    if other.size:
        rows = varints.decode(others).reshape(other.size, -1)[:, :-1]
        each[other] = rows.sum(axis=1)
        among = (shape == OTHER).nonzero()[0]
        counts[:, among] = rows.take(other.searchsorted(wanted.take(among)), axis=0).T
    times = each.take(wanted)
    return counts, each.cumsum().take(wanted) - times, times


def in_order(pairs: Int64, sizes: Int64, keys: UInt32) -> Standing:
    """What was found in one segment after the other, in the order of the pairs."""
    starts = offsets(sizes)
    if (pairs[1:] > pairs[:-1]).all():
        return Standing(pairs, starts, keys)
    order = pairs.argsort()
    entries = ranges(starts[:-1].take(order), starts[1:].take(order))
    return Standing(pairs.take(order), offsets(sizes.take(order)), keys.take(entries))
