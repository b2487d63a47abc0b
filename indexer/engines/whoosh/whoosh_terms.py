"""The terms and postings of a segment, as Whoosh asks for them."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from .dictionary import FieldReader
from .postings import Int32, Int64, Rows, UInt32
from .reading import articles_of, positions_of
from .segment import SegmentFile

ID = "id"
Term = tuple[str, bytes]


class ColumnarTermsReader(base.TermsReader):  # type: ignore[misc]
    """The inverted fields, and the ids of articles as a field of one term an article."""

    def __init__(self, file: SegmentFile) -> None:
        self._file = file

    def close(self) -> None:
        """Nothing to release: the file is closed with its last user."""

    def indexed_field_names(self) -> list[str]:
        """The names of the fields, sorted."""
        return sorted([*self._file.fields, ID])

    def __contains__(self, term: Term) -> bool:
        fieldname, text = term
        if fieldname == ID:
            return bool(self._file.columns.ids.find(text))
        return fieldname in self._file.fields and self._file.fields[fieldname].find(text) is not None

    def terms(self) -> Iterator[Term]:
        """All terms, by field and bytes."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """All terms from this one on."""
        for name in self.indexed_field_names():
            if name >= fieldname:
                yield from ((name, text) for text in self.texts_from(name, prefix if name == fieldname else b""))

    def texts_from(self, fieldname: str, start: bytes) -> Iterator[bytes]:
        """The terms of one field from this one on."""
        if fieldname == ID:
            columns = self._file.columns
            texts = (text for text in map(columns.ids.id, columns.ids.in_order().tolist()) if text >= start)
            return (text for text, _ in groupby(texts))
        return (text for text, _ in self._file.fields[fieldname].range(start))

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """All terms with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """All terms from this one on, with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Article frequency, occurrences, lengths; raises `TermNotFound`."""
        articles, counts, _ = self._postings(fieldname, text)
        weights = counts.sum(axis=0, dtype=np.int64)
        zones = list(range(3)) if fieldname != "side" else [3]
        lengths = self._file.columns.lengths[zones][:, articles].sum(axis=0)
        return TermInfo(
            weight=float(weights.sum()),
            df=articles.size,
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(weights.max()),
            minid=int(articles[0]),
            maxid=int(articles[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often the term occurs; 0 when it is unknown."""
        return float(self._postings(fieldname, text)[1].sum()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many articles it occurs, deleted ones included; 0 when it is unknown."""
        return int(self._postings(fieldname, text)[0].size) if (fieldname, text) in self else 0

    def _postings(self, fieldname: str, text: bytes) -> tuple[Int32, Rows, FieldReader | None]:
        if fieldname == ID:
            if numbers := self._file.columns.ids.find(text):
                return np.array(numbers, dtype=np.int32), np.ones((1, len(numbers)), dtype=np.uint32), None
        elif fieldname in self._file.fields:
            field = self._file.fields[fieldname]
            found = articles_of(field, text)
            if found is not None:
                return found[0], found[1], field
        raise TermNotFound(f"No term {fieldname}:{text!r}")

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> "PostingsMatcher":
        """Walks over the postings of a term; raises `TermNotFound`."""
        articles, counts, field = self._postings(fieldname, text)
        starts, keys = np.zeros(articles.size + 1, dtype=np.int64), np.empty(0, dtype=np.uint32)
        if field is not None:
            starts, keys = positions_of(field, text, counts, None)
        return PostingsMatcher((fieldname, text), articles, counts, starts, keys, format_, scorer)

    def cursor(self, fieldname: str, fieldobj: Any) -> "TermsCursor":
        """Walks over the terms of a field."""
        return TermsCursor(self, fieldname, fieldobj)


class PostingsMatcher(LeafMatcher):  # type: ignore[misc]
    """The postings of one term, one after the other."""

    def __init__(
        self, term: Term, articles: Int32, counts: Rows, starts: Int64, keys: UInt32, format_: Any, scorer: Any
    ) -> None:
        self._term = term
        self._articles = articles
        self._weights = counts.sum(axis=0, dtype=np.int64)
        self._parts = (counts, starts, keys)
        self.format = format_
        self.scorer = scorer
        self._at = 0

    def is_active(self) -> bool:
        """Whether it stands at a posting."""
        return self._at < self._articles.size

    def reset(self) -> None:
        """Back to the first."""
        self._at = 0

    def copy(self) -> "PostingsMatcher":
        """Another one at the same place."""
        other = PostingsMatcher(self._term, self._articles, *self._parts, self.format, self.scorer)
        other._at = self._at
        return other

    def id(self) -> int:
        """The article's number."""
        return int(self._articles[self._at])

    def all_ids(self) -> Iterator[int]:
        """The articles' numbers from here on."""
        return iter(self._articles[self._at :].tolist())

    def next(self) -> bool:
        """To the next posting."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return True

    def skip_to(self, id: int) -> bool:  # noqa: A002  # Whoosh's name for it
        """To the first posting of this article or a later one."""
        if not self.is_active():
            raise ReadTooFar
        before = self._at
        self._at = max(before, int(np.searchsorted(self._articles, id)))
        return self._at != before

    def weight(self) -> float:
        """How often the term occurs in the article."""
        return float(self._weights[self._at])

    def supports(self, astype: str) -> bool:
        """Whether `value_as` knows this."""
        return astype in {"weight", "frequency"} or (astype == "positions" and self._parts[2].size > 0)

    def value_as(self, astype: str) -> Any:
        """The posting's weight, frequency or positions."""
        if astype == "positions":
            _, starts, keys = self._parts
            return keys[int(starts[self._at]) : int(starts[self._at + 1])].tolist()
        return self.weight() if astype == "weight" else int(self.weight())

    def value(self) -> bytes:
        """The positions as the field's format writes them."""
        encoded: bytes = self.format.encode(self.value_as("positions")) if self.supports("positions") else b""
        return encoded

    def items_as(self, astype: str) -> Iterator[tuple[int, Any]]:
        """The postings from here on, article and value."""
        while self.is_active():
            yield self.id(), self.value_as(astype)
            self.next()

    def supports_block_quality(self) -> bool:
        """No: pruning by blocks gives Whoosh's collectors wrong results."""
        return False


class TermsCursor(base.FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field."""

    def __init__(self, terms: ColumnarTermsReader, fieldname: str, fieldobj: Any) -> None:
        self._terms = terms
        self._name = fieldname
        self._field = fieldobj
        self._texts = terms.texts_from(fieldname, b"")
        self._text: bytes | None = None
        self.next()

    def first(self) -> str | None:
        """To the first term."""
        return self.find(b"")

    def find(self, string: str | bytes) -> str | None:
        """To the first term that is not before this one."""
        start = string if isinstance(string, bytes) else self._field.to_bytes(string)
        self._texts = self._terms.texts_from(self._name, start)
        return self.next()

    def next(self) -> str | None:
        """To the next term."""
        self._text = next(self._texts, None)
        return self.text()

    def text(self) -> str | None:
        """The term; None after the last."""
        return None if self._text is None else str(self._field.from_bytes(self._text))

    def term_info(self) -> TermInfo | None:
        """What is known of the term."""
        return None if self._text is None else self._terms.term_info(self._name, self._text)

    def is_valid(self) -> bool:
        """Whether there is a term."""
        return self._text is not None
