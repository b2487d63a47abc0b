"""One transaction: articles put and deleted, written as segments, committed by a new table of contents."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whoosh.index import TOC

from indexer.analyzed import AnalyzedArticle

from .coding import encode, pack
from .columns import ColumnsBuilder, Row, row_of
from .dictionary import FieldWriter
from .generation import OpenGeneration
from .inversion import TOKEN_BYTES, Classes, ClassTerms, FieldBuffer
from .kept import BlockWriter
from .merging import merge, to_merge
from .prepared import Batch, Numbers, Preparing, stored_bytes
from .schema import WORDS
from .segment import ColumnarSegment, SegmentFile, SegmentWriter
from .storage import DurableStorage
from .stored import GOOD_BYTES, StoredBuilder

MEMORY = 48 << 20
"""Bytes that articles may take before they are written as a segment of their own."""
FIRST = 3
"""Times as many for the first segment of a new index, before the words that analysis remembers take their room: an
archive of some 15,000 articles is so written once, and nothing of it is merged."""


class ColumnarWriter:
    """Puts and deletes articles on top of a generation, which must be held until the writer is done.

    `toc` is the table of contents of that generation. Nothing is visible before
    `commit`; whatever was written without it is removed by `cancel`.
    """

    def __init__(
        self, storage: DurableStorage, toc: Any, before: OpenGeneration, blocks: BlockWriter, memory: int = MEMORY
    ) -> None:
        self._storage = storage
        self._folder = Path(storage.folder)
        self._toc = toc
        self._before = before
        self._blocks = blocks
        self._memory = memory
        self._deleted: list[set[int]] = [set() for _ in before.segments]
        self._added: dict[str, int] = {}  # id -> number among all that were put; a tuple takes 100 bytes more
        self._new_starts = [0]  # the number of the first article of each new segment
        self._new: list[ColumnarSegment] = []
        self._new_deleted: list[set[int]] = [set()]
        self._written: list[str] = []
        self._classes = Classes()
        self._numbers = Numbers()
        self._dictionary = _dictionary_of(before)
        self._begin()

    def _begin(self) -> None:
        """Make ready for the next segment."""
        if len(self._classes) > self._memory // 1000:
            self._classes = Classes()
        self._columns = ColumnsBuilder()
        self._stored = StoredBuilder(self._dictionary)
        self._fields = {name: FieldBuffer(name) for name in WORDS}

    @property
    def articles(self) -> int:
        """How many live articles the index will have after the commit."""
        return self._before.articles - sum(map(len, self._deleted)) + len(self._added)

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self._new or self._columns.ids or any(self._deleted) or self._blocks.changed)

    @property
    def generation(self) -> int:
        """The number of the generation that a commit makes."""
        return int(self._toc.generation) + 1

    def put(self, article: AnalyzedArticle) -> None:
        """See `indexer.engine.Writer.put`."""
        tokens = self._classes.tokens(article)
        # All that can fail for an odd article comes before anything is changed.
        (stored,) = stored_bytes([article])
        row = row_of(article, tuple(n for name in WORDS for n in tokens[name].lengths))
        self._add(row, stored)
        for name, field in self._fields.items():
            field.add(tokens[name])
        self._flush_if_full()

    def preparing(self) -> Preparing:
        """See `indexer.engine.PreparingWriter.preparing`."""
        return Preparing()

    def put_prepared(self, prepared: Batch) -> None:
        """See `indexer.engine.PreparingWriter.put_prepared`."""
        numbers = self._numbers.of(prepared, self._classes)
        for row, stored in zip(prepared.rows, prepared.stored, strict=True):
            self._add(row, stored)
        for name, field in self._fields.items():
            tokens = prepared.fields[name]
            field.extend(tokens._replace(classes=numbers[tokens.classes]))
        self._flush_if_full()

    def _add(self, row: Row, stored: bytes) -> None:
        number = self._columns.add(row)
        self.delete(row.id)
        self._added[row.id] = self._new_starts[-1] + number
        self._stored.add(stored)

    def _flush_if_full(self) -> None:
        memory = self._memory if self._new or self._before.segments else FIRST * self._memory
        if sum(field.tokens for field in self._fields.values()) * TOKEN_BYTES + self._stored.bytes > memory:
            self._flush()

    def delete(self, article_id: str) -> None:
        """See `indexer.engine.Writer.delete`."""
        if (put := self._added.pop(article_id, None)) is not None:
            segment = bisect_right(self._new_starts, put) - 1
            self._new_deleted[segment].add(put - self._new_starts[segment])
        elif (committed := self._before.number_of(article_id)) is not None:
            segment, number = self._before.place_of(committed)
            self._deleted[segment].add(number)

    def keep(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """See `indexer.engine.Writer.keep`."""
        self._blocks.keep(name, data)

    def _flush(self) -> None:
        """Write what was put since the last time as a segment; articles deleted since then take numbers, no more."""
        columns = self._columns.columns()
        segment = ColumnarSegment("MAIN")
        segment.articles = len(columns.ids)
        with self._create(segment) as file:
            writer = SegmentWriter(file, segment.articles)
            dictionary = self._stored.write(writer.blocks)
            columns.write(writer.blocks)
            terms_of = ClassTerms(self._classes)
            for name, field in self._fields.items():
                output = FieldWriter(writer.blocks, name)
                for part in field.inverted(terms_of):
                    output.add(encode(name, pack(part)))
                output.finish()
            writer.finish()
        self._new.append(segment)
        self._new_deleted.append(set())
        self._new_starts.append(self._new_starts[-1] + segment.articles)
        if len(dictionary) >= GOOD_BYTES:
            self._dictionary = dictionary
        self._begin()

    def _create(self, segment: ColumnarSegment) -> Any:
        self._written.append(segment.file)
        return self._storage.create_file(segment.file)

    def commit(self, manifest: Callable[[int, int, list[str], Path], None]) -> None:
        """Write what is left, merge what is due, and make it the next generation.

        `manifest` is called with the generation, its number of articles and its
        files, when all of them are on the disk and before the rename that commits.
        """
        if self._columns.ids:
            self._flush()
        articles = self.articles
        self._classes, self._added = Classes(), {}  # merging needs the room
        segments = [s.without(gone) for s, gone in zip(self._before.segments, self._deleted, strict=True)]
        segments += [s.without(gone) for s, gone in zip(self._new, self._new_deleted, strict=False)]
        segments = self._merged([segment for segment in segments if segment.doc_count()])
        names = [segment.file for segment in segments]
        for name in set(self._written).difference(names):
            (self._folder / name).unlink(missing_ok=True)
        self._storage.before_commit = lambda toc: manifest(self.generation, articles, names + self._blocks.files, toc)
        TOC(self._toc.schema, segments, self.generation).write(self._storage, "MAIN")

    def _merged(self, segments: list[ColumnarSegment]) -> list[ColumnarSegment]:
        # A new index is read more often than it was written: it begins as one segment.
        due = to_merge(segments) if self._before.segments else segments[:] if len(segments) > 1 else []
        if not due:
            return segments
        parts = [(self._before.files.get(s.segment_id()) or SegmentFile(self._folder / s.file), s.live) for s in due]
        whole = ColumnarSegment("MAIN")
        with self._create(whole) as file:
            whole.articles = merge(parts, file)
        return [segment for segment in segments if segment not in due] + [whole]

    def cancel(self) -> None:
        """Remove what was written."""
        for name in self._written:
            (self._folder / name).unlink(missing_ok=True)
        self._blocks.discard()


def _dictionary_of(generation: OpenGeneration) -> bytes:
    """What the articles of its largest segment are packed with, where that was trained with enough of them."""
    largest = max(generation.segments, key=ColumnarSegment.doc_count, default=None)
    dictionary = generation.files[largest.segment_id()].stored.dictionary if largest else b""
    return dictionary if len(dictionary) >= GOOD_BYTES else b""
