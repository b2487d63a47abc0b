"""Postings and positions of one segment, read back from its streams."""

from collections.abc import Iterator

import numpy as np

from . import coding, varints
from .coding import Packed
from .dictionary import EMPTY, FieldReader
from .inverted import Inverted
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
    return coding.unpack(field.field, read_packed(field, start, stop))


def read_packed(field: FieldReader, start: bytes, stop: bytes | None) -> Packed:
    """The same, positions as they are written."""
    terms: list[bytes] = []
    frequency, position_bytes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    shapes, articles, positions = [EMPTY], [EMPTY], [EMPTY]
    for block, low, high in field.runs(start, stop):
        head, _ = field.head(block)
        streams = field.streams(block, low, high)
        terms += head.terms[low:high]
        frequency.append(head.frequency[low:high])
        position_bytes.append(np.diff(head.positions[low : high + 1]))
        shapes.append(streams.shapes)
        articles.append(streams.articles)
        positions.append(streams.positions)
    of = np.concatenate(frequency)
    decoded = coding.decode_articles(field.field, of, np.concatenate(shapes), np.concatenate(articles))
    return Packed(terms, of, *decoded, np.concatenate(positions), np.concatenate(position_bytes))


def read_by_parts(field: FieldReader, start: bytes, stop: bytes | None) -> Iterator[Inverted]:
    """The same, some thousand terms at a time."""
    begin = max(field.block_of(start), 0)
    cuts = [first for first in field.first[begin + BLOCKS_AT_ONCE :: BLOCKS_AT_ONCE] if stop is None or first < stop]
    for part_start, part_stop in zip([start, *cuts], [*cuts, stop], strict=True):
        yield read(field, part_start, part_stop)
