"""One committed generation, open for reading: the arrays of its segments as if they were one.

Articles are numbered over all segments, deleted ones included (`live` tells).
Segments never change and are shared with the generations before and after, so
whatever is read may be shared by any number of threads.
"""

import threading
from bisect import bisect_right
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.about import about_from_row
from indexer.article import Article, from_row
from indexer.errors import IndexDamaged
from indexer.manifest import Manifest
from indexer.query import Keyword, Zone
from indexer.reprints import STORIES, Stories

from .columns import join_keywords
from .derived import forget
from .kept import KeptBlocks
from .postings import Int32, Int64, Stored
from .segment import ColumnarSegment, SegmentFile
from .word_fields import WordFields


class OpenGeneration(WordFields):
    """A generation. Whoever uses it holds it; the last to let go of a retired one closes it."""

    def __init__(
        self, segments: list[ColumnarSegment], manifest: Manifest, folder: Path, before: "OpenGeneration | None" = None
    ) -> None:
        known: dict[str, SegmentFile] = before.files if before else {}
        self.files: dict[str, SegmentFile] = {
            s.segment_id(): known.get(s.segment_id()) or SegmentFile(folder / s.file) for s in segments
        }
        parts = [self.files[segment.segment_id()] for segment in segments]
        super().__init__(segments, parts)
        self.manifest = manifest
        self.generation = manifest.generation
        self.folder = folder
        self.tables = tuple(folder / f"_MAIN_{number}.toc" for number in (self.generation, self.generation + 1))
        """The tables of contents of this generation and of the next."""
        if any(part.articles != segment.articles for part, segment in zip(parts, segments, strict=True)):
            raise self._damaged()
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
                self.forget_words()

    # Numbers of all articles

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
