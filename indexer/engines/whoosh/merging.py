"""Several segments into one, without the deleted articles, as operations on arrays."""

import heapq
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from . import columns, stored
from .dictionary import FieldReader, FieldWriter
from .inverted import Inverted
from .postings import Int32, Mask
from .reading import read
from .schema import WORDS
from .segment import ColumnarSegment, SegmentFile, SegmentWriter

CHUNK_BYTES = 2 << 20
"""Bytes of postings on the disk that are merged at a time; in memory they take about forty times as much."""

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
            output.add(merged([read(field, start, stop) for field in fields], numbers))
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


def merged(parts: list[Inverted], numbers: list[Int32]) -> Inverted:
    """The postings of all parts with articles numbered anew, those of articles without a number left out.

    The list is empty afterwards, each part left as soon as it was copied: a word that every article has takes
    hundreds of megabytes of a million.
    """
    terms = sorted(set().union(*(part.terms for part in parts)))
    place = {term: number for number, term in enumerate(terms)}
    postings, occurrences = (sum(sizes) for sizes in zip(*((p.articles.size, p.keys.size) for p in parts), strict=True))
    term = np.empty(postings, dtype=np.uint64)
    whole = Inverted(
        terms,
        np.empty(0, dtype=np.int64),
        np.empty(postings, dtype=np.int32),
        np.empty((parts[0].counts.shape[0], postings), dtype=np.uint32),
        np.empty(postings, dtype=np.bool_),
        np.empty(occurrences, dtype=np.uint32),
    )
    at = key_at = 0
    for new in numbers:
        part = parts.pop(0)
        stop, key_stop = at + part.articles.size, key_at + part.keys.size
        term[at:stop] = np.repeat(np.array([place[t] for t in part.terms], dtype=np.uint64), part.frequency)
        whole.articles[at:stop] = new[part.articles]
        whole.counts[:, at:stop] = part.counts
        whole.early[at:stop] = part.early
        whole.keys[key_at:key_stop] = part.keys
        at, key_at = stop, key_stop
    del part
    if len(terms) == 1 and (whole.articles >= 0).all():  # in order as it is
        return whole._replace(frequency=np.array([whole.articles.size]))
    # Parts follow each other by article, so a term's place and a posting's put all in order.
    both = term << np.uint64(32)
    del term
    both |= np.arange(both.size, dtype=np.uint64)
    both = both.compress(whole.articles >= 0)
    both.sort()
    frequency = np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=len(terms))
    both &= np.uint64(0xFFFFFFFF)
    order = both.view(np.int64)
    there = np.flatnonzero(frequency)
    return whole.chosen(order, [terms[i] for i in there.tolist()], frequency[there])
