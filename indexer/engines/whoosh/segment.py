"""A segment: some articles with their postings in one file, which never changes."""

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from whoosh.codec.base import Segment

from indexer.errors import IndexDamaged, IndexOutdated
from indexer.scoring import EARLY_IN_BODY

from .blocks import Blocks, BlocksWriter
from .columns import ColumnsReader
from .dictionary import FieldReader
from .postings import Mask
from .schema import ARTICLE, WORDS
from .similar import Vocabulary
from .stored import StoredReader

EXTENSION = ".seg"


class ColumnarSegment(Segment):  # type: ignore[misc]
    """What Whoosh's table of contents keeps of a segment: its name, its size and which articles are deleted.

    Pickled there, so it holds numbers and bytes only. `deleted` are the numbers
    of deleted articles, four bytes each, ascending.
    """

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self.articles = 0
        self.deleted = b""

    def codec(self) -> Any:
        """How Whoosh reads it."""
        from .codec import ColumnarCodec

        return ColumnarCodec()

    @property
    def file(self) -> str:
        """The name of its file."""
        return str(self.make_filename(EXTENSION))

    @property
    def live(self) -> Mask:
        """Which of its articles are not deleted."""
        live = np.ones(self.articles, dtype=np.bool_)
        live[self._deleted()] = False
        return live

    def _deleted(self) -> Any:
        return np.frombuffer(self.deleted, dtype="<u4")

    def without(self, numbers: set[int]) -> "ColumnarSegment":
        """The same segment with these articles deleted too."""
        other = ColumnarSegment(self.indexname)
        other.segid, other.articles = self.segid, self.articles
        other.deleted = np.array(sorted(numbers.union(self._deleted().tolist())), dtype="<u4").tobytes()
        return other

    # What Whoosh asks of a segment

    def doc_count_all(self) -> int:
        """Articles, deleted ones included."""
        return self.articles

    def set_doc_count(self, count: int) -> None:
        """The number of articles, deleted ones included."""
        self.articles = count

    def deleted_count(self) -> int:
        """How many articles are deleted."""
        return len(self.deleted) // 4

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of deleted articles."""
        return iter(self._deleted().tolist())

    def is_deleted(self, number: int) -> bool:
        """Whether the article is deleted."""
        return number in self._deleted()

    def delete_document(self, number: int, delete: bool = True) -> None:
        """Mark the article as deleted, or as not deleted."""
        deleted = set(self._deleted().tolist())
        deleted = deleted | {number} if delete else deleted - {number}
        self.deleted = np.array(sorted(deleted), dtype="<u4").tobytes()

    def should_assemble(self) -> bool:
        """It is one file already."""
        return False


class SegmentWriter:
    """Writes the file of a segment."""

    def __init__(self, file: BinaryIO, articles: int) -> None:
        self.blocks = BlocksWriter(file)
        about = {"articles": articles, "early": EARLY_IN_BODY}
        self.blocks.add("about", np.frombuffer(json.dumps(about).encode(), dtype=np.uint8))

    def finish(self) -> None:
        """Call when all is written."""
        self.blocks.finish()


class SegmentFile:
    """The file of a segment, open for reading; safe for any number of threads."""

    def __init__(self, path: Path) -> None:
        self.blocks = Blocks(path)
        try:
            about = json.loads(self.blocks["about"].tobytes())
            self.articles: int = about["articles"]
            self.columns = ColumnsReader(self.blocks, self.articles)
            self.fields = {name: FieldReader(self.blocks, name) for name in WORDS}
        except (KeyError, ValueError, TypeError):
            raise self.blocks.damaged() from None
        if about["early"] != EARLY_IN_BODY:
            raise IndexOutdated(
                f"The index was built with {about['early']} early words, this version has {EARLY_IN_BODY}: "
                "build it anew with `gubernia index SOURCE...`."
            )

    @cached_property
    def stored(self) -> StoredReader:
        """The articles themselves."""
        return StoredReader(self.blocks)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The terms of title, lead and body, ready to be compared with words; made when it is first asked for."""
        terms = self.fields[ARTICLE].range(b"")
        return Vocabulary([(term.decode(errors="surrogatepass"), count) for term, count in terms])

    def release(self) -> None:
        """Give back the memory that what was read so far takes; for who reads a segment from end to end."""
        for field in self.fields.values():
            field.release()
        self.blocks.release()

    def damaged(self) -> IndexDamaged:
        """What to raise when something in here makes no sense."""
        return self.blocks.damaged()
