"""Finding where terms stand in a few articles without decoding all of their postings.

The streams have no marks, so where a posting begins is known only by going
through them. Of a term that a third of a million articles have, that takes
milliseconds each time, and a headline has ten such terms. Gone through once, it
is enough to remember which article every GROUP-th posting is of and where it
begins: an eighth of a byte for each posting. With that, all terms of a query are
looked up in the articles of a page in one go, whether they stand there or not.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from . import varints
from .coding import OTHER, decode_positions, decode_term, described, nibbles
from .dictionary import FieldReader
from .inverted import ZONE_NUMBERS
from .postings import Int32, Int64, Rows, Standing, UInt32
from .varints import Bytes, offsets, ranges

GROUP = 128
"""Postings; their shapes take half as many bytes."""
SPARSE = 200
"""Where no more than one in so many of a term's articles is wanted, this is quicker than to decode its postings."""
AFTER_ALL = (1 << 32) - 1
"""No article has this number."""
TERM_SHIFT = 32
"""Where the place of a term stands above the number of an article."""


class Located(NamedTuple):
    """A term: where its streams begin, how many postings it has, and for each group of them where it begins.

    `marks` are four rows, a column for each group: its first article; places in
    the stream of articles, where its own stand and where the counts of its
    postings of shape OTHER do; the place in the stream of positions. A last
    column says where these end, with AFTER_ALL for the article.
    """

    streams: tuple[int, int, int]
    postings: int
    marks: UInt32

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return self.marks.nbytes


NOWHERE: Int64 = np.zeros(1, dtype=np.int64)
NO_KEYS: UInt32 = np.empty(0, dtype=np.uint32)


def locate(field: FieldReader, term: bytes) -> Located:
    """Go through a term of the field; one that it does not have has no postings."""
    place = field.find(term)
    if place is None:
        return Located((0, 0, 0), 0, np.array([[AFTER_ALL], [0], [0], [0]], dtype=np.uint32))
    block, inside = place
    postings = int(field.head(block)[0].frequency[inside])
    streams = field.streams(block, inside, inside + 1)
    marks = np.zeros((4, -(-postings // GROUP) + 1), dtype=np.uint32)
    if postings <= GROUP:  # all in one group, as most words are
        end = int(varints.begins(streams.articles, np.array([postings]))[0])
        marks[:, 1] = AFTER_ALL, end, streams.articles.size, streams.positions.size
        marks[0, 0] = varints.decode(streams.articles[:end])[0]
        marks[2, 0] = end
    else:
        articles, counts, _ = decode_term(field.field, postings, streams.shapes, streams.articles)
        firsts = np.arange(0, postings, GROUP)
        occurrences = np.add.reduceat(counts.sum(axis=0, dtype=np.uint32), firsts, dtype=np.int64)
        is_other = nibbles(streams.shapes)[:postings] == OTHER
        others = (counts.shape[0] + 1) * np.add.reduceat(is_other.view(np.uint8), firsts, dtype=np.int64)
        numbers = np.concatenate([firsts, postings + offsets(others)])  # each has its counts and whether it is early
        begins = varints.begins(streams.articles, numbers)
        marks[0] = np.append(articles[::GROUP], AFTER_ALL)
        marks[1], marks[2] = begins[: firsts.size + 1], begins[firsts.size :]
        marks[3] = varints.begins(streams.positions, offsets(occurrences))
    return Located(field.begins(block, inside), postings, marks)


def standing(field: FieldReader, terms: Sequence[Located], which: Int64, articles: Int32) -> Standing:
    """See `committed.Words.standing`: the term at place `which[i]` of `terms` in `articles[i]` of the segment."""
    # Every group of every term in one ascending list: the place of the term above, the first article below.
    marks = np.concatenate([term.marks for term in terms], axis=1).astype(np.int64)
    sizes = np.array([term.marks.shape[1] for term in terms])
    begins = offsets(sizes)
    firsts = (np.arange(sizes.size) << TERM_SHIFT).repeat(sizes)
    firsts |= marks[0]
    at = firsts.searchsorted((which << TERM_SHIFT) | articles, side="right") - 1
    found = (at >= begins.take(which)).nonzero()[0]  # not before the first article of the term
    if not found.size:
        return Standing(found, NOWHERE, NO_KEYS)

    at, of = at.take(found), which.take(found)
    here, after = marks.take(at, axis=1), marks.take(at + 1, axis=1)
    streams = np.array([term.streams for term in terms]).take(of, axis=0).T
    group = at - begins.take(of)
    size = np.minimum(np.array([term.postings for term in terms]).take(of) - group * GROUP, GROUP)

    # The articles of the groups, one group after the other: they ascend in each, so their sums do over all.
    steps = varints.decode(field.joined(streams[1] + here[1], streams[1] + after[1])).astype(np.int64)
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
    found, place, size, group = found.take(at), place.take(at), size.take(at), group.take(at)
    here, after, streams = here.take(at, axis=1), after.take(at, axis=1), streams.take(at, axis=1)
    others = field.joined(streams[1] + here[2], streams[1] + after[2])
    counts = _counts(field, streams[0] + group * (GROUP // 2), size, others)
    each = counts.sum(axis=0, dtype=np.int64)
    row = np.arange(found.size)
    times = each[row, place]
    before = each.cumsum(axis=1)[row, place] - times
    first = offsets(each.sum(axis=1))[:-1] + before
    data = field.joined(streams[2] + here[3], streams[2] + after[3])
    values = varints.decode_some(data, ranges(first, first + times))
    return Standing(found, offsets(times), decode_positions(field.field, counts[:, row, place], values))


def _counts(field: FieldReader, shapes_at: Int64, sizes: Int64, others: Bytes) -> Rows:
    """The counts of all postings of the groups, by zone, group and posting: 0 beyond the last one of a group.

    `others` are those of shape OTHER, as they stand in the stream.
    """
    whole = (sizes + 1) // 2
    shapes = np.zeros((sizes.size, GROUP // 2), dtype=np.uint8)
    shapes[np.arange(GROUP // 2) < whole[:, None]] = field.joined(shapes_at, shapes_at + whole)
    halves = nibbles(shapes.ravel())
    zones = len(ZONE_NUMBERS[field.field])
    counts = described(field.field, halves)[:-1]
    other = (halves == OTHER).nonzero()[0]
    if other.size:
        counts[:, other] = varints.decode(others).reshape(other.size, zones + 1)[:, :-1].T
    counts = counts.reshape(zones, sizes.size, GROUP)
    counts[:, np.arange(GROUP) >= sizes[:, None]] = 0
    return counts


def in_order(pairs: Int64, sizes: Int64, keys: UInt32) -> Standing:
    """What was found in one segment after the other, in the order of the pairs."""
    starts = offsets(sizes)
    if (pairs[1:] > pairs[:-1]).all():
        return Standing(pairs, starts, keys)
    order = pairs.argsort()
    entries = ranges(starts[:-1].take(order), starts[1:].take(order))
    return Standing(pairs.take(order), offsets(sizes.take(order)), keys.take(entries))
