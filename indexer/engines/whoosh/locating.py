"""Finding the positions of a few postings of a frequent term without decoding all of them.

The streams have no marks, so where a posting's positions begin is known only by
going through them. Of a term that a third of a million articles have, that takes
milliseconds each time, and a headline has ten such terms. Gone through once, it
is enough to remember which article every GROUP-th posting is of and where it
begins: an eighth of a byte for each posting.
"""

from typing import NamedTuple

import numpy as np

from . import varints
from .coding import OTHER, Counts, decode_positions, decode_term, described, nibbles
from .dictionary import FieldReader
from .postings import Int32, Int64, UInt32
from .varints import offsets, ranges

GROUP = 128
"""Postings; their shapes take half as many bytes."""
AFTER_ALL = 1 << 32
GROUP_SHIFT = 40
"""Above 128 times AFTER_ALL."""


class Located(NamedTuple):
    """A term: its block, its place there, how many postings it has, and of each group of them where it begins.

    `articles` are the first article of each; `steps` and `others` are places in
    the stream of articles, where those of the group stand and the counts of
    postings of shape OTHER, `positions` places in the stream of positions; one
    more of these three for the end.
    """

    block: int
    place: int
    postings: int
    articles: UInt32
    steps: UInt32
    others: UInt32
    positions: UInt32

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return self.articles.nbytes + self.steps.nbytes + self.others.nbytes + self.positions.nbytes


def locate(field: FieldReader, term: bytes) -> Located:
    """Go through a term of the field, which it has."""
    found = field.find(term)
    assert found is not None
    block, place = found
    postings = int(field.head(block)[0].frequency[place])
    streams = field.streams(block, place, place + 1)
    articles, counts, _ = decode_term(field.field, postings, streams.shapes, streams.articles)
    firsts = np.append(np.arange(0, postings, GROUP), postings)
    occurrences = offsets(counts.sum(axis=0, dtype=np.int64))[firsts]
    others = offsets(nibbles(streams.shapes)[:postings] == OTHER)[firsts]
    numbers = postings + (counts.shape[0] + 1) * others  # each has its counts and whether it is early
    return Located(
        block,
        place,
        postings,
        articles[::GROUP].astype(np.uint32),
        varints.begins(streams.articles, firsts).astype(np.uint32),
        varints.begins(streams.articles, numbers).astype(np.uint32),
        varints.begins(streams.positions, occurrences).astype(np.uint32),
    )


def positions_in(field: FieldReader, located: Located, articles: Int32) -> tuple[Int64, UInt32]:
    """The keys of the term in these articles, which ascend and all have it, and where each article's begin."""
    groups, row = np.unique(located.articles.searchsorted(articles, side="right") - 1, return_inverse=True)
    column = _columns(field, located, groups, row, articles)
    counts = _counts(field, located, groups)
    each = counts.sum(axis=0, dtype=np.int64)
    before = np.cumsum(each, axis=1) - each
    times = each[row, column]
    # The positions of the groups, as if the groups followed each other.
    data = field.streams(located.block, located.place, located.place + 1, articles=False).positions
    data = data.take(_of_groups(located.positions, groups))
    first = offsets(each.sum(axis=1))[row] + before[row, column]
    values = varints.decode_some(data, ranges(first, first + times))
    return offsets(times), decode_positions(field.field, counts[:, row, column], values)


def _columns(field: FieldReader, located: Located, groups: Int64, row: Int64, articles: Int32) -> Int64:
    """Which posting of its group each article is; `row` says which of the groups that is."""
    stream = field.streams(located.block, located.place, located.place + 1, positions=False).articles
    steps = varints.decode(stream.take(_of_groups(located.steps, groups)))
    numbers = np.full((groups.size, GROUP), AFTER_ALL, dtype=np.int64)
    numbers.ravel()[: steps.size] = steps
    numbers += 1
    numbers[:, 0] = located.articles[groups]
    # One ascending list of all: the group above, the article below.
    numbers = np.cumsum(numbers, axis=1) + (np.arange(groups.size)[:, None] << GROUP_SHIFT)
    found: Int64 = numbers.ravel().searchsorted(articles.astype(np.int64) + (row << GROUP_SHIFT))
    return found - row * GROUP


def _counts(field: FieldReader, located: Located, groups: Int64) -> Counts:
    """The counts of all postings of the groups: by zone, group and posting; 0 beyond the last posting."""
    streams = field.streams(located.block, located.place, located.place + 1, positions=False)
    size = GROUP // 2
    at = groups[:, None] * size + np.arange(size)
    shapes = nibbles(streams.shapes.take(at.ravel(), mode="clip"))
    shapes[(groups.size - 1) * GROUP + located.postings - int(groups[-1]) * GROUP :] = 0  # beyond the last one
    counts = described(field.field, shapes)[:-1]
    other = np.flatnonzero(shapes == OTHER)
    if other.size:
        values = varints.decode(streams.articles.take(_of_groups(located.others, groups)))
        counts[:, other] = values.reshape(other.size, counts.shape[0] + 1)[:, :-1].T
    counts = counts.reshape(-1, groups.size, GROUP)
    counts[:, -1, located.postings - int(groups[-1]) * GROUP :] = 0
    return counts


def _of_groups(begins: UInt32, groups: Int64) -> Int64:
    """The places in a stream that belong to the groups."""
    return ranges(begins[groups].astype(np.int64), begins[groups + 1].astype(np.int64))
