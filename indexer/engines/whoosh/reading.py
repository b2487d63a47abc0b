"""Postings and positions of one segment, read back from its streams."""

from collections.abc import Iterator

import numpy as np

from . import coding, varints
from .dictionary import FieldReader
from .inverted import ZONE_NUMBERS, Inverted
from .postings import Int32, Int64, Mask, Rows, UInt32
from .varints import offsets, ranges

BLOCKS_AT_ONCE = 64
"""Four thousand terms: they are decoded in as many steps as one is."""


def articles_of(field: FieldReader, term: bytes) -> tuple[Int32, Rows, Mask] | None:
    """The articles of a term in the segment, its counts and early bits; None where the segment does not have it."""
    found = field.find(term)
    if found is None:
        return None
    block, place = found
    head, _ = field.head(block)
    streams = field.streams(block, place, place + 1, positions=False)
    return coding.decode_term(field.field, int(head.frequency[place]), streams.shapes, streams.articles)


def positions_of(field: FieldReader, term: bytes, counts: Rows, chosen: Int64 | None) -> tuple[Int64, UInt32]:
    """The keys of a term's postings, whose counts are given, or only of the chosen ones; and where each begins."""
    found = field.find(term)
    assert found is not None
    block, place = found
    data = field.streams(block, place, place + 1, articles=False).positions
    per_posting = counts.sum(axis=0, dtype=np.int64)
    if chosen is None or chosen.size == per_posting.size:
        return offsets(per_posting), coding.decode_positions(field.field, counts, varints.decode(data))
    starts = offsets(per_posting)
    wanted = ranges(starts[:-1][chosen], starts[1:][chosen])
    values = varints.decode_some(data, wanted)
    return offsets(per_posting[chosen]), coding.decode_positions(field.field, counts[:, chosen], values)


def read(field: FieldReader, start: bytes, stop: bytes | None) -> Inverted:
    """The postings of all terms from `start` up to, not including, `stop`."""
    terms: list[bytes] = []
    frequency, shapes, articles, positions = [], [], [], []
    for block, low, high in field.runs(start, stop):
        head, _ = field.head(block)
        streams = field.streams(block, low, high)
        terms += head.terms[low:high]
        frequency.append(head.frequency[low:high])
        shapes.append(streams.shapes)
        articles.append(streams.articles)
        positions.append(streams.positions)
    if not terms:
        rows = len(ZONE_NUMBERS[field.field])
        nothing = np.empty(0, np.uint32)
        return Inverted(
            [], np.empty(0, np.int64), np.empty(0, np.int32), np.empty((rows, 0), np.uint32), nothing > 0, nothing
        )
    of = np.concatenate(frequency)
    numbers, counts, early = coding.decode_articles(field.field, of, np.concatenate(shapes), np.concatenate(articles))
    keys = coding.decode_positions(field.field, counts, varints.decode(np.concatenate(positions)))
    return Inverted(terms, of, numbers, counts, early, keys)


def read_by_parts(field: FieldReader, start: bytes, stop: bytes | None) -> Iterator[Inverted]:
    """The same, some thousand terms at a time."""
    begin = max(field.block_of(start), 0)
    cuts = [first for first in field.first[begin + BLOCKS_AT_ONCE :: BLOCKS_AT_ONCE] if stop is None or first < stop]
    for part_start, part_stop in zip([start, *cuts], [*cuts, stop], strict=True):
        yield read(field, part_start, part_stop)
