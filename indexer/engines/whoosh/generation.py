"""One committed generation, open for reading: the arrays of its segments as if they were one.

Articles are numbered over all segments, deleted ones included (`live` tells).
Segments never change and are shared with the generations before and after, so
whatever is read may be shared by any number of threads.
"""

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.about import about_from_row
from indexer.article import Article, from_row
from indexer.errors import IndexDamaged
from indexer.language import SENTENCE_END
from indexer.manifest import Manifest
from indexer.query import Keyword, Zone
from indexer.reprints import STORIES, Stories

from .bounded_cache import BoundedCache
from .coding import Counts
from .columns import join_keywords
from .derived import forget
from .dictionary import after_prefix
from .inverted import ZONE_NUMBERS
from .kept import KeptBlocks
from .locating import SPARSE, Located, locate, standing
from .postings import ARTICLE_SHIFT, Int32, Int64, Mask, Positions, Postings, Standing, Stored, UInt32
from .reading import articles_of, positions_of, read_by_parts
from .schema import ARTICLE, SIDE
from .segment import ColumnarSegment, SegmentFile
from .varints import offsets, ranges

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


class OpenGeneration:
    """A generation. Whoever uses it holds it; the last to let go of a retired one closes it."""

    def __init__(
        self, segments: list[ColumnarSegment], manifest: Manifest, folder: Path, before: "OpenGeneration | None" = None
    ) -> None:
        known: dict[str, SegmentFile] = before.files if before else {}
        self.files: dict[str, SegmentFile] = {
            s.segment_id(): known.get(s.segment_id()) or SegmentFile(folder / s.file) for s in segments
        }
        self.segments = segments
        self.manifest = manifest
        self.generation = manifest.generation
        self.folder = folder
        self.tables = tuple(folder / f"_MAIN_{number}.toc" for number in (self.generation, self.generation + 1))
        """The tables of contents of this generation and of the next."""
        self._parts = [self.files[segment.segment_id()] for segment in segments]
        if any(part.articles != segment.articles for part, segment in zip(self._parts, segments, strict=True)):
            raise self._damaged()
        self._bases: list[int] = offsets(np.array([part.articles for part in self._parts], np.int64)).tolist()
        self.size = self._bases[-1]
        self.articles = sum(int(segment.doc_count()) for segment in segments)
        self._whole = self.articles == self.size
        self._cache: BoundedCache[_Decoded] = BoundedCache(CACHE_BYTES, _size)
        self._located: BoundedCache[Located] = BoundedCache(LOCATED_BYTES, lambda located: located.nbytes)
        self._commonest: BoundedCache[list[tuple[str, int]]] = BoundedCache(LISTS_BYTES, lambda terms: 200 * len(terms))
        self.kept = KeptBlocks(folder, manifest)
        self._holders = 1
        self._holding = threading.Lock()

    def _damaged(self) -> IndexDamaged:
        return IndexDamaged(f"The index at {self.folder} is damaged: build it anew with `gubernia index SOURCE...`.")

    # Holding and closing

    def hold(self) -> bool:
        """Keep it open; False when it is already closed."""
        with self._holding:
            if self._holders == 0:
                return False
            self._holders += 1
            return True

    def release(self) -> None:
        """Let go of it. A file is unmapped when nobody uses an array of it any more."""
        with self._holding:
            self._holders -= 1
            if self._holders == 0:
                self.kept.close()
                self._parts, self.files = [], {}
                forget(self)
                self._cache = BoundedCache(0, _size)
                self._located = BoundedCache(0, len)
                self._commonest = BoundedCache(0, len)

    # Numbers of all articles

    @cached_property
    def live(self) -> Mask:
        """Which articles are not deleted."""
        return np.concatenate([np.empty(0, dtype=np.bool_), *(segment.live for segment in self.segments)])

    @cached_property
    def lengths(self) -> list[Int32]:
        """The words of each article, by zone number."""
        rows = [np.empty((len(Zone), 0), dtype=np.int32), *(part.columns.lengths for part in self._parts)]
        return list(np.concatenate(rows, axis=1))

    @cached_property
    def average(self) -> list[float]:
        """The average of `lengths` over live articles."""
        if not self.articles:
            return [0.0] * len(Zone)
        rows = self.lengths if self._whole else [row[self.live] for row in self.lengths]
        return [float(row.sum(dtype=np.int64)) / self.articles for row in rows]

    @cached_property
    def first(self) -> Int32:
        """The first day of each article's publication, 0 where unknown."""
        return self._numbers("first", np.int32)

    @cached_property
    def last(self) -> Int32:
        """The last day of each article's publication, 0 where unknown."""
        return self._numbers("last", np.int32)

    @cached_property
    def order(self) -> Int64:
        """`PublishedOn.order` of each article."""
        return self._numbers("order", np.int64)

    def _numbers(self, name: str, kind: npt.DTypeLike) -> npt.NDArray[Any]:
        return np.concatenate([np.empty(0, dtype=kind), *(part.columns.number(name) for part in self._parts)])

    @cached_property
    def id_rank(self) -> Int32:
        """The place of each article in the order of ids; for ties."""
        rank = np.empty(self.size, dtype=np.int32)
        if len(self._parts) == 1:
            rank[self._parts[0].columns.by_id()] = np.arange(self.size, dtype=np.int32)
            return rank
        ids: list[bytes] = []
        numbers: list[Int64] = []
        for part, base in zip(self._parts, self._bases, strict=False):
            by_id = part.columns.by_id()
            own = part.columns.ids()
            ids += [own[i] for i in by_id.tolist()]
            numbers.append(by_id.astype(np.int64) + base)
        order = sorted(range(self.size), key=ids.__getitem__)  # runs that are sorted already are merely merged
        if order:
            rank[np.concatenate(numbers)[order]] = np.arange(self.size, dtype=np.int32)
        return rank

    # Articles

    def number_of(self, article_id: str) -> int | None:
        """The number of the live article with this id."""
        wanted = article_id.encode(errors="surrogatepass")
        for part, segment, base in zip(self._parts, self.segments, self._bases, strict=False):
            for found in part.columns.find(wanted):
                if not segment.is_deleted(found):
                    return base + found
        return None

    def place_of(self, number: int) -> tuple[int, int]:
        """The segment of an article and its number there."""
        segment = bisect_right(self._bases, number) - 1
        return segment, number - self._bases[segment]

    def article(self, number: int) -> Article:
        """The stored article with this number."""
        return self.stored(number).article

    def stored(self, number: int) -> Stored:
        """The article with this number, where it happens, and where its tokens stand."""
        segment, inside = self.place_of(int(number))
        try:
            row, layout = self._parts[segment].stored.row_and_layout(inside)
            about = about_from_row(row.pop("about"))
            return Stored(from_row(row), about, layout)
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged() from error

    @cached_property
    def story(self) -> Int64:
        """The number of each article's story; those without reprints have each a number of its own, below 0."""
        story = -1 - np.arange(self.size, dtype=np.int64)
        for article_id, number in self.stories.number.items():
            if (at := self.number_of(article_id)) is not None:
                story[at] = number
        return story

    @cached_property
    def with_reprints(self) -> Int32:
        """The articles that have reprints, ascending."""
        return np.flatnonzero(self.story >= 0).astype(np.int32)

    @cached_property
    def stories(self) -> Stories:
        """Which articles are reprints of which."""
        return Stories.from_bytes(self.kept.read(STORIES))

    def keyword(self, keyword: Keyword) -> tuple[list[str], Int32, Int32]:
        """The values of a keyword; and by article, `codes[starts[i]:starts[i + 1]]`, which it has."""
        with self._holding:
            known = self._keywords.get(keyword)
        if known is None:
            if keyword is Keyword.ID:
                ids = [one.decode(errors="surrogatepass") for part in self._parts for one in part.columns.ids()]
                known = ids, np.arange(self.size + 1, dtype=np.int32), np.arange(self.size, dtype=np.int32)
            else:
                values, starts, codes = join_keywords([part.columns.keyword(keyword) for part in self._parts])
                known = values, starts.astype(np.int32), codes
            with self._holding:
                self._keywords[keyword] = known
        return known

    @cached_property
    def _keywords(self) -> dict[Keyword, tuple[list[str], Int32, Int32]]:
        return {}

    # Terms

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
        return _in_order(np.concatenate(pairs), np.concatenate(sizes), np.concatenate(keys))

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


def _in_order(pairs: Int64, sizes: Int64, keys: UInt32) -> Standing:
    """What was found in one segment after the other, in the order of the pairs."""
    starts = offsets(sizes)
    if (pairs[1:] > pairs[:-1]).all():
        return Standing(pairs, starts, keys)
    order = pairs.argsort()
    entries = ranges(starts[:-1].take(order), starts[1:].take(order))
    return Standing(pairs.take(order), offsets(sizes.take(order)), keys.take(entries))
