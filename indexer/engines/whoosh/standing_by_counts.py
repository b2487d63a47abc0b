"""Where terms stand in a few articles when the counts of all their postings are at hand.

A word that was scored has its articles and counts decoded (`packed_counts.py`).
They tell which posting of a term an article's is, and how many positions the
postings before it in its group have. So of the streams that `locating.standing`
goes through only positions are left to be read.
"""

from collections.abc import Sequence

import numpy as np

from . import varints
from .coding import decode_positions
from .dictionary import FieldReader
from .locating import NO_KEYS, NOWHERE, Located, streams_of
from .packed_counts import occurrences, rows, together
from .postings import Int32, Int64, PackedCounts, Standing
from .varints import offsets, ranges


def standing_by_counts(
    field: FieldReader, terms: Sequence[Located], counts: Sequence[PackedCounts], which: Int64, articles: Int32
) -> Standing:
    """See `committed.Words.standing`: terms whose postings are in groups of one size, and their counts."""
    group = terms[0].group
    in_group = np.arange(group)
    bounds = which.searchsorted(np.arange(len(terms) + 1)).tolist()
    pairs, places, begins, ends, packed = [NOWHERE[:0]], [], [], [], []
    for term, of, begin, end in zip(terms, counts, bounds, bounds[1:], strict=False):
        if not of.articles.size:  # a word of the query that the segment does not have
            continue
        wanted = articles[begin:end]
        posting = of.articles.searchsorted(wanted)
        there = (of.articles.take(posting, mode="clip") == wanted).nonzero()[0]
        number, place = np.divmod(posting.take(there), group)
        # Those of a last group that is not full are followed by the last one again, which nobody asks for.
        packed.append(of.packed.take((number * group)[:, None] + in_group, mode="clip"))
        number += 1  # there is a column before the first group
        begins.append(term.marks[3].take(number))
        number += 1
        ends.append(term.marks[3].take(number))
        places.append(place)
        pairs.append(there + begin)
    found = np.concatenate(pairs)
    if not found.size:
        return Standing(found, NOWHERE, NO_KEYS)

    streams, beyond = streams_of(field, terms)
    stream = streams[:, 2].take(which.take(found))
    starts, stops = stream + np.concatenate(begins), stream + np.concatenate(ends)
    data = field.joined(starts, stops, beyond)
    # The first number of each group; then that of the posting, after those of the postings before it.
    first = varints.ends(data).searchsorted(offsets(stops - starts)[:-1])
    of_groups = together(packed)
    each = occurrences(of_groups)
    own = np.arange(found.size) * group + np.concatenate(places)
    times = each.ravel().take(own)
    first += each.cumsum(axis=1).ravel().take(own)
    first -= times
    values = varints.decode_some(data, ranges(first, first + times))
    return Standing(found, offsets(times), decode_positions(field.field, rows(of_groups.ravel().take(own)), values))
