"""The words of all segments as if they were one index: terms, postings, positions."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.language import SENTENCE_END

from .bounded_cache import BoundedCache
from .coding import Counts
from .dictionary import after_prefix
from .inverted import ZONE_NUMBERS
from .locating import SPARSE, Located, in_order, locate, standing
from .postings import ARTICLE_SHIFT, Int32, Int64, Mask, Positions, Postings, Standing
from .reading import articles_of, positions_of, read_by_parts
from .schema import ARTICLE, SIDE
from .segment import ColumnarSegment, SegmentFile
from .varints import offsets

CACHE_BYTES = 64 << 20
"""How many bytes of decoded postings are kept for the next query."""

LOCATED_BYTES = 32 << 20
"""How many bytes of what tells where the positions of frequent terms are: thousands of terms."""
LISTS_BYTES = 8 << 20
"""How many bytes of lists of terms that begin alike: who types a prefix has it sorted at every page."""

END_OF_SENTENCE = SENTENCE_END.encode()


class _Piece(NamedTuple):
    """A term in one segment: its counts there, and which of its postings are of live articles (None: all)."""

    segment: int
    counts: Counts
    kept: Int64 | None


class _Decoded(NamedTuple):
    """A term's postings, and what reading its positions takes."""

    postings: Postings
    pieces: tuple[_Piece, ...]


def _size(decoded: _Decoded) -> int:
    articles, counts, early = decoded.postings
    size = articles.nbytes + counts.nbytes + early.nbytes
    for piece in decoded.pieces:
        size += piece.counts.nbytes + (0 if piece.kept is None else piece.kept.nbytes)
    return size


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


MOST = np.iinfo(np.uint16).max


class WordFields:
    """The segments, which follow each other, their articles numbered through; and what stands in the word fields.

    What was read is kept, up to a bound, until `forget_words`.
    """

    def __init__(self, segments: list[ColumnarSegment], parts: list[SegmentFile]) -> None:
        self.segments = segments
        self._parts = parts
        self._bases: list[int] = offsets(np.array([part.articles for part in parts], np.int64)).tolist()
        self.size = self._bases[-1]
        self.articles = sum(int(segment.doc_count()) for segment in segments)
        self._whole = self.articles == self.size
        self._cache: BoundedCache[_Decoded] = BoundedCache(CACHE_BYTES, _size)
        self._located: BoundedCache[Located] = BoundedCache(LOCATED_BYTES, lambda located: located.nbytes)
        self._commonest: BoundedCache[list[tuple[str, int]]] = BoundedCache(LISTS_BYTES, lambda terms: 200 * len(terms))

    def forget_words(self) -> None:
        """Let go of all that was kept: some of the arrays are parts of files that are to be closed."""
        self._cache = BoundedCache(0, _size)
        self._located = BoundedCache(0, len)
        self._commonest = BoundedCache(0, len)

    @cached_property
    def live(self) -> Mask:
        """Which articles are not deleted."""
        return np.concatenate([np.empty(0, dtype=np.bool_), *(segment.live for segment in self.segments)])

    def postings(self, field: str, term: str) -> Postings:
        """In which articles the term stands; empty arrays where it is unknown."""
        return self._decoded(field, term).postings

    def _decoded(self, field: str, term: str) -> _Decoded:
        return self._cache.get((field, term), lambda: self._decode(field, term.encode(errors="surrogatepass")))

    def _decode(self, field: str, term: bytes) -> _Decoded:
        pieces: list[_Piece] = []
        articles: list[Int32] = []
        early: list[Mask] = []
        for number, (part, segment) in enumerate(zip(self._parts, self.segments, strict=True)):
            found = articles_of(part.fields[field], term)
            if found is None:
                continue
            numbers, counts, is_early = found
            kept = None
            if segment.has_deletions():
                alive = self.live[self._bases[number] : self._bases[number + 1]][numbers]
                if not alive.all():
                    kept = np.flatnonzero(alive)
                    numbers, is_early = numbers[kept], is_early[kept]
            if base := self._bases[number]:
                numbers = numbers + np.int32(base)
            pieces.append(_Piece(number, counts, kept))
            articles.append(numbers)
            early.append(is_early)
        zones = len(ZONE_NUMBERS[field])
        counts_of = [
            _saturated(piece.counts if piece.kept is None else piece.counts[:, piece.kept]) for piece in pieces
        ]
        postings = Postings(
            articles[0] if len(pieces) == 1 else np.concatenate([np.empty(0, np.int32), *articles]),
            counts_of[0] if len(pieces) == 1 else np.concatenate([np.empty((zones, 0), np.uint16), *counts_of], axis=1),
            early[0] if len(pieces) == 1 else np.concatenate([np.empty(0, np.bool_), *early]),
        )
        for array in postings:
            array.flags.writeable = False
        return _Decoded(postings, tuple(pieces))

    def positions(self, field: str, term: str, among: Int32 | None = None) -> Positions:
        """Aligned with the articles of `postings`, or with `among`, an ascending part of them."""
        written = term.encode(errors="surrogatepass")
        if among is not None and among.size * SPARSE <= self._frequency(field, written):
            return Positions(*self.standing(field, (term,), np.zeros(among.size, np.int64), among)[1:])
        postings, pieces = self._decoded(field, term)
        places = None if among is None else np.searchsorted(postings.articles, among)
        sizes, keys, before = [np.empty(0, np.int64)], [np.empty(0, np.uint32)], 0
        for piece in pieces:
            count = piece.counts.shape[1] if piece.kept is None else piece.kept.size
            chosen = piece.kept
            if places is not None:
                here = places[(places >= before) & (places < before + count)] - before
                chosen = here if piece.kept is None else piece.kept[here]
            before += count
            starts, found = positions_of(self._parts[piece.segment].fields[field], written, piece.counts, chosen)
            sizes.append(np.diff(starts))
            keys.append(found)
        return Positions(offsets(np.concatenate(sizes)), np.concatenate(keys))

    def _frequency(self, field: str, term: bytes) -> int:
        """In how many articles the term stands, deleted ones included."""
        found = [(part.fields[field], part.fields[field].find(term)) for part in self._parts]
        return sum(int(reader.head(at[0])[0].frequency[at[1]]) for reader, at in found if at)

    def standing(self, field: str, terms: Sequence[str], which: Int64, articles: Int32) -> Standing:
        """See `postings.Generation.standing`."""
        written = [term.encode(errors="surrogatepass") for term in terms]
        segments = np.searchsorted(self._bases, articles, side="right") - 1
        pairs, sizes, keys = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.uint32)]
        for number, part in enumerate(self._parts):
            here = (segments == number).nonzero()[0]
            if not here.size:
                continue
            reader = part.fields[field]
            located = [self._located.get((number, field, term), partial(locate, reader, term)) for term in written]
            found = standing(reader, located, which.take(here), articles.take(here) - np.int32(self._bases[number]))
            pairs.append(here.take(found.pairs))
            sizes.append(np.diff(found.starts))
            keys.append(found.keys)
        return in_order(np.concatenate(pairs), np.concatenate(sizes), np.concatenate(keys))

    def occurrences(self, field: str, start: str) -> Int64:
        """See `postings.Generation.occurrences`."""
        prefix = start.encode(errors="surrogatepass")
        found = [np.empty(0, dtype=np.int64)]
        for number, (part, segment) in enumerate(zip(self._parts, self.segments, strict=True)):
            live = self.live[self._bases[number] : self._bases[number + 1]]
            for some in read_by_parts(part.fields[field], prefix, after_prefix(prefix)):
                words = some.without(END_OF_SENTENCE)
                articles = words.articles.repeat(words.counts.sum(axis=0, dtype=np.int64))
                keys = (articles + np.int64(self._bases[number])) << ARTICLE_SHIFT | words.keys
                found.append(keys[live[articles]] if segment.has_deletions() else keys)
        whole = np.concatenate(found)
        whole.sort()
        first: Mask = np.diff(whole, prepend=-1) != 0
        return whole.compress(first)

    def dictionary(self, field: str, start: str) -> list[tuple[str, int]]:
        """Terms that begin with `start` and their article counts, by term; the end of a sentence is none.

        Deleted articles count until they are merged away, so a term may have no live article.
        """
        prefix = start.encode(errors="surrogatepass")
        counts: dict[bytes, int] = {}
        for part in self._parts:
            for term, count in part.fields[field].range(prefix, after_prefix(prefix)):
                counts[term] = counts.get(term, 0) + count
        counts.pop(END_OF_SENTENCE, None)
        by_term = sorted(counts.items()) if len(self._parts) > 1 else counts.items()
        return [(term.decode(errors="surrogatepass"), count) for term, count in by_term]

    def terms_with(self, field: str, start: str) -> int:
        """See `postings.Generation.terms_with`: a term counts in each segment that has it."""
        prefix = start.encode(errors="surrogatepass")
        runs = [part.fields[field].runs(prefix, after_prefix(prefix)) for part in self._parts]
        return sum(stop - first for of_part in runs for _, first, stop in of_part)

    def commonest(self, start: str) -> list[tuple[str, int]]:
        """Terms of title, lead and body that begin with `start`, with live article counts, the commonest first."""
        return self._commonest.get(start, lambda: sorted(self.term_counts(start).items(), key=_by_count))

    def term_counts(self, start: str) -> dict[str, int]:
        """Terms of title, lead and body that begin with `start`, with live article counts."""
        if self._whole:
            return dict(self.dictionary(ARTICLE, start))
        prefix = start.encode(errors="surrogatepass")
        counts: Counter[bytes] = Counter()
        for number, part in enumerate(self._parts):
            live = self.live[self._bases[number] : self._bases[number + 1]]
            for some in read_by_parts(part.fields[ARTICLE], prefix, after_prefix(prefix)):
                before = offsets(live[some.articles].view(np.uint8))
                ends = np.cumsum(some.frequency)
                alive = before[ends] - before[ends - some.frequency]
                counts.update(dict(zip(some.terms, alive.tolist(), strict=True)))
        del counts[END_OF_SENTENCE]
        return {term.decode(errors="surrogatepass"): count for term, count in counts.items() if count}

    @cached_property
    def vocabulary(self) -> list[str]:
        """Every term of title, lead and body, those of deleted articles included."""
        return [term for term, _ in self.dictionary(ARTICLE, "")]

    def similar(self, word: str, distance: int) -> list[tuple[str, int, int]]:
        """(term, distance, live article count) of the terms of title, lead and body near the word."""
        found: dict[str, tuple[int, int]] = {}
        for part in self._parts:
            for term, edits, count in part.vocabulary.near(word, distance):
                found[term] = edits, count + found.get(term, (0, 0))[1]
        found.pop(SENTENCE_END, None)
        if not self._whole:
            found = {term: (edits, self.postings(ARTICLE, term).articles.size) for term, (edits, _) in found.items()}
        return [(term, edits, count) for term, (edits, count) in found.items() if count]

    @cached_property
    def terms(self) -> int:
        """How many distinct terms the zones have, those of deleted articles included until they are merged away."""
        if len(self._parts) == 1 and not self._parts[0].fields[SIDE].terms:
            field = self._parts[0].fields[ARTICLE]
            return field.terms - (field.find(END_OF_SENTENCE) is not None)
        side = {term for term, _ in self.dictionary(SIDE, "")}
        return len(side.union(self.vocabulary))


def _saturated(counts: Counts) -> npt.NDArray[np.uint16]:
    return counts if counts.dtype == np.uint16 else np.minimum(counts, MOST).astype(np.uint16)
