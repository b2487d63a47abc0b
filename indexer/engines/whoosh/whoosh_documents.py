"""The articles of a segment, as Whoosh asks for them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec import base

from .inverted import ZONE_NUMBERS
from .postings import Int64
from .segment import ColumnarSegment, SegmentFile


class DocumentsReader(base.PerDocumentReader):  # type: ignore[misc]
    """Lengths, stored fields and deletions."""

    def __init__(self, file: SegmentFile, segment: ColumnarSegment) -> None:
        self._file = file
        self._segment = segment
        self._lengths = {name: _lengths(file, zones) for name, zones in ZONE_NUMBERS.items()}

    def close(self) -> None:
        """Nothing to release: the file is closed with its last user."""

    def doc_count(self) -> int:
        """Articles that are not deleted."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """Articles, deleted ones included."""
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of deleted articles."""
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The words of an article in the zones of a field."""
        lengths = self._lengths.get(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """The words of all articles in the zones of a field."""
        lengths = self._lengths.get(fieldname)
        return 0 if lengths is None else int(lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        """The words of the shortest."""
        lengths = self._lengths.get(fieldname)
        return 0 if lengths is None or not lengths.size else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        """The words of the longest."""
        lengths = self._lengths.get(fieldname)
        return 0 if lengths is None else int(lengths.max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The article as JSON, in the field `stored`."""
        return {"stored": self._file.stored.text(docnum)}


def _lengths(file: SegmentFile, zones: tuple[int, ...]) -> Int64:
    lengths: Int64 = file.columns.lengths[list(zones)].sum(axis=0, dtype=np.int64)
    return lengths
