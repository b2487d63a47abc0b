"""Several segments into one, without the deleted articles, as operations on arrays."""

import heapq
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np

from . import columns, stored
from .coding import Packed, encode, summed
from .dictionary import FieldReader, FieldWriter
from .inverted import joined
from .postings import Int32, Int64, Mask
from .reading import read_packed
from .schema import WORDS
from .segment import ColumnarSegment, SegmentFile, SegmentWriter
from .varints import ranges

CHUNK_BYTES = 2 << 20
"""Bytes of postings on the disk that are merged at a time; in memory they take many times as much."""

LARGER = 2
"""A segment stays as it is while it has more than this many times the articles of all smaller ones together."""


def to_merge(segments: list[ColumnarSegment]) -> list[ColumnarSegment]:
    """The segments that are due to be merged into one; none when all may stay.

    Those that stay grow by a factor of LARGER + 1 from one to the next, so their
    number is a logarithm of that of the articles, and an article is copied as
    many times at most. A segment more than half of which is deleted is always due.
    """
    by_size = sorted(segments, key=_live)
    due: list[ColumnarSegment] = []
    smaller = 0
    for place, segment in enumerate(by_size):
        if smaller and _live(segment) <= LARGER * smaller:
            due = by_size[: place + 1]
        smaller += _live(segment)
    hollow = [s for s in segments if s not in due and 2 * s.deleted_count() > s.doc_count_all()]
    return due + hollow if len(due) > 1 or hollow else []


def _live(segment: ColumnarSegment) -> int:
    return int(segment.doc_count())


def merge(parts: list[tuple[SegmentFile, Mask]], file: BinaryIO) -> int:
    """Write the live articles of all parts, one part after the other, as one segment; how many they are."""
    live = [mask for _, mask in parts]
    articles = sum(int(np.count_nonzero(mask)) for mask in live)
    writer = SegmentWriter(file, articles)
    stored.merge([stored.Part(segment.stored, mask) for segment, mask in parts], writer.blocks)
    for segment, _ in parts:
        segment.release()
    columns.merge([(segment.columns, mask) for segment, mask in parts], writer.blocks)
    numbers = _numbers(live)
    for name in WORDS:
        fields = [segment.fields[name] for segment, _ in parts]
        output = FieldWriter(writer.blocks, name)
        for start, stop in _spans(fields):
            packed = merged([read_packed(field, start, stop) for field in fields], numbers)
            output.add(encode(name, packed))
            for segment, _ in parts:
                segment.release()
        output.finish()
    writer.finish()
    return articles


def _numbers(live: list[Mask]) -> list[Int32]:
    """The new number of each article, -1 for deleted ones."""
    numbers, before = [], 0
    for mask in live:
        new = np.where(mask, np.cumsum(mask) - 1 + before, -1).astype(np.int32)
        numbers.append(new)
        before += int(np.count_nonzero(mask))
    return numbers


def _spans(fields: list[FieldReader]) -> Iterator[tuple[bytes, bytes | None]]:
    """Spans of terms whose postings in all fields together take about CHUNK_BYTES, or of a single term."""
    for start, stop, most in _by_blocks(fields):
        # A block of a small segment spans many terms of a large one, some of which may be in every article.
        yield from [(start, stop)] if most <= 2 * CHUNK_BYTES else _by_terms(fields, start, stop)


def _by_blocks(fields: list[FieldReader]) -> Iterator[tuple[bytes, bytes | None, int]]:
    """Spans in which blocks of about CHUNK_BYTES begin, and the bytes of these and of all that reach into them."""
    marks = heapq.merge(*(_marks(field, i) for i, field in enumerate(fields)))
    begun = [0] * len(fields)  # the block of each field that has begun last
    start, size, before = b"", 0, 0
    for term, more, i in marks:
        if size >= CHUNK_BYTES and term > start:
            yield start, term, size + before
            start, size, before = term, 0, sum(begun)
        size += more
        begun[i] = more
    yield start, None, size + before


def _marks(field: FieldReader, number: int) -> Iterator[tuple[bytes, int, int]]:
    for term, more in field.marks():
        yield term, more, number


def _by_terms(fields: list[FieldReader], start: bytes, stop: bytes | None) -> Iterator[tuple[bytes, bytes | None]]:
    """The terms from `start` up to, not including, `stop` in spans of CHUNK_BYTES at most, or of a single term."""
    sizes: dict[bytes, int] = {}
    for field in fields:
        for block, low, high in field.runs(start, stop):
            head = field.head(block)[0]
            ends = (head.shapes + head.articles + head.positions)[low : high + 1]
            for term, more in zip(head.terms[low:high], np.diff(ends).tolist(), strict=True):
                sizes[term] = sizes.get(term, 0) + more
    size = 0
    for term in sorted(sizes):
        if size and size + sizes[term] > CHUNK_BYTES:
            yield start, term
            start, size = term, 0
        size += sizes[term]
    yield start, stop


def merged(parts: Sequence[Packed], numbers: Sequence[Int32]) -> Packed:
    """The postings of all parts with articles numbered anew, those of articles without a number left out."""
    live = joined([part.numbered(new) for part, new in zip(parts, numbers, strict=True)])
    terms = sorted(set(live.terms))
    place = {term: number for number, term in enumerate(terms)}
    return _in_order(live, terms, np.array([place[term] for term in live.terms], dtype=np.int64))


def _in_order(parts: Packed, terms: list[bytes], of: Int64) -> Packed:
    """Parts one after the other as one with these terms in order; `of` says which of them each of the parts' is."""
    _, frequencies, articles, counts, early, positions, position_bytes = parts
    frequency = summed(of, frequencies, len(terms))
    there = np.flatnonzero(frequency)  # of some words all articles are deleted
    left, sizes = [terms[i] for i in there.tolist()], summed(of, position_bytes, len(terms))[there]
    if len(terms) == 1:  # in order as it is
        return Packed(left, frequency[there], articles, counts, early, positions, sizes)
    # Parts follow each other by article, so a term's place and a posting's put all in order.
    both = np.repeat(of.astype(np.uint64) << np.uint64(32), frequencies)
    both |= np.arange(both.size, dtype=np.uint64)
    both.sort()
    both &= np.uint64(0xFFFFFFFF)
    order = both.view(np.int64)
    after = np.cumsum(position_bytes)
    runs = of.argsort(kind="stable")
    moved = positions[ranges((after - position_bytes)[runs], after[runs])]
    return Packed(left, frequency[there], articles[order], counts[:, order], early[order], moved, sizes)
