"""Whoosh's own view of our segments: its searcher reads them through these classes. Our executor does not.

Whoosh never writes them: `writer.py` does.
"""

from pathlib import Path
from typing import Any

from whoosh.codec import base

from .segment import ColumnarSegment, SegmentFile
from .whoosh_documents import DocumentsReader
from .whoosh_terms import ColumnarTermsReader


class ColumnarCodec(base.Codec):  # type: ignore[misc]
    """Reads columnar segments for Whoosh."""

    length_stats = False

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarTermsReader:
        """The terms and postings of a segment."""
        return ColumnarTermsReader(_open(storage, segment))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> DocumentsReader:
        """The articles of a segment."""
        return DocumentsReader(_open(storage, segment), segment)

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        """A segment of a new name."""
        return ColumnarSegment(indexname)

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        """Refuse: an index of ours is written by `gubernia`."""
        raise _read_only()

    def field_writer(self, storage: Any, segment: Any) -> Any:
        """Refuse, see `per_document_writer`."""
        raise _read_only()


def _open(storage: Any, segment: ColumnarSegment) -> SegmentFile:
    return SegmentFile(Path(storage.folder) / segment.file)


def _read_only() -> NotImplementedError:
    return NotImplementedError("Whoosh's writer cannot write this index: use WhooshEngine.writer().")
