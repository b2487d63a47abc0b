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
from .known import Known
from .postings import Int32, Int64, Stored
from .segment import ColumnarSegment, SegmentFile
from .word_fields import WordFields

FEW_IDS = 2048
"""So many ids of several segments are compared sooner than those of all articles."""


class OpenGeneration(WordFields):
    """A generation. Whoever uses it holds it; the last to let go of a retired one closes it."""

    def __init__(
        self, segments: list[ColumnarSegment], manifest: Manifest, folder: Path, before: "OpenGeneration | None" = None
    ) -> None:
        opened: dict[str, SegmentFile] = before.files if before else {}
        self.files: dict[str, SegmentFile] = {
            s.segment_id(): opened.get(s.segment_id()) or SegmentFile(folder / s.file) for s in segments
        }
        files = [self.files[segment.segment_id()] for segment in segments]
        super().__init__(segments, files, before.known if before else Known())
        self.manifest = manifest
        self.generation = manifest.generation
        self.folder = folder
        self.tables = tuple(str(folder / f"_MAIN_{number}.toc") for number in (self.generation, self.generation + 1))
        """The tables of contents of this generation and of the next."""
        if any(file.articles != segment.articles for file, segment in zip(files, segments, strict=True)):
            raise self._damaged()
        self.known.keep(self.files, self.size)
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
                self.files = {}
                self.forget_words()
                forget(self)

    # Numbers of all articles

    @cached_property
    def lengths(self) -> list[Int32]:
        """The words of each article, by zone number."""
        rows = [np.empty((len(Zone), 0), dtype=np.int32), *(file.columns.lengths for file in self._files)]
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
        return np.concatenate([np.empty(0, dtype=kind), *(file.columns.number(name) for file in self._files)])

    def id_ranks(self, numbers: Int32) -> Int64:
        """See `committed.Generation.id_ranks`."""
        if len(self._files) == 1:
            return self._files[0].columns.ids.rank.take(numbers).astype(np.int64)
        if numbers.size > FEW_IDS:
            return self._id_rank.take(numbers).astype(np.int64)
        ids = [self._files[place].columns.ids.id(inside) for place, inside in map(self.place_of, numbers.tolist())]
        ranks = np.empty(numbers.size, dtype=np.int64)
        ranks[sorted(range(numbers.size), key=ids.__getitem__)] = np.arange(numbers.size)
        return ranks

    @cached_property
    def _id_rank(self) -> Int32:
        """The place of each article in the order of ids."""
        rank = np.empty(self.size, dtype=np.int32)
        ids: list[bytes] = []
        numbers: list[Int64] = []
        for file, base in zip(self._files, self._bases, strict=False):
            in_order = file.columns.ids.in_order()
            own = file.columns.ids.all()
            ids += [own[i] for i in in_order.tolist()]
            numbers.append(in_order.astype(np.int64) + base)
        order = sorted(range(self.size), key=ids.__getitem__)  # runs that are sorted already are merely merged
        if order:
            rank[np.concatenate(numbers)[order]] = np.arange(self.size, dtype=np.int32)
        return rank

    # Articles

    def number_of(self, article_id: str) -> int | None:
        """The number of the live article with this id."""
        wanted = article_id.encode(errors="surrogatepass")
        for file, segment, base in zip(self._files, self.segments, self._bases, strict=False):
            for found in file.columns.ids.find(wanted):
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
            row, layout = self._files[segment].stored.row_and_layout(inside)
            about = about_from_row(row.pop("about"))
            return Stored(from_row(row), about, layout)
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged() from error

    @cached_property
    def story(self) -> Int64:
        """The number of each article's story; those without reprints have each a number of its own, below 0."""
        story = -1 - np.arange(self.size, dtype=np.int64)
        left = {one.encode(errors="surrogatepass"): number for one, number in self.stories.number.items()}
        # The smallest first: what they have is soon found, and then not looked for in vain in the largest.
        for file, part in sorted(zip(self._files, self.parts, strict=True), key=lambda both: both[0].articles):
            for one, at in list(file.columns.ids.find_all(left)):
                if part.live is None or part.live[at]:
                    story[part.base + at] = left.pop(one)
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
                ids = [one.decode(errors="surrogatepass") for file in self._files for one in file.columns.ids.all()]
                known = ids, np.arange(self.size + 1, dtype=np.int32), np.arange(self.size, dtype=np.int32)
            else:
                values, starts, codes = join_keywords([file.columns.keyword(keyword) for file in self._files])
                known = values, starts.astype(np.int32), codes
            with self._holding:
                self._keywords[keyword] = known
        return known

    @cached_property
    def _keywords(self) -> dict[Keyword, tuple[list[str], Int32, Int32]]:
        return {}
