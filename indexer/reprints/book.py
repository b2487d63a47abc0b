"""The sketches of all articles of an index: changed by an update, kept with the index as plain arrays."""

import json
from collections.abc import Iterable

import numpy as np

from ..article import Article
from .sketch import ALGORITHM, SKETCH, Sketches, sketch

SKETCHES = "sketches"
"""The name of the block that keeps them."""


class SketchBook:
    """One sketch for each article id."""

    def __init__(self, ids: Iterable[str] = (), sketches: bytes | memoryview = b"") -> None:
        self._places = {article_id: place for place, article_id in enumerate(ids)}
        self._sketches = bytearray(sketches)
        self.changed = False

    def put(self, article: Article) -> None:
        """Sketch the article, replacing what is known of its id."""
        self.note(article.id, sketch(article).tobytes())

    def note(self, article_id: str, data: bytes) -> None:
        """Put the sketch of an article, replacing what is known of its id."""
        place = self._places.get(article_id)
        if place is None:
            self._places[article_id] = len(self._sketches) // SKETCH.itemsize
            self._sketches += data
        else:
            at = place * SKETCH.itemsize
            if self._sketches[at : at + SKETCH.itemsize] == data:
                return
            self._sketches[at : at + SKETCH.itemsize] = data
        self.changed = True

    def delete(self, article_id: str) -> None:
        """Forget the article, if it is known."""
        if self._places.pop(article_id, None) is not None:
            self.changed = True

    def clear(self) -> None:
        """Forget all articles, and give their memory back."""
        self._places, self._sketches = {}, bytearray()

    def all(self) -> tuple[list[str], Sketches]:
        """The ids, and beside them their sketches; the book cannot be changed while these are in use."""
        places = np.fromiter(self._places.values(), dtype=np.int64, count=len(self._places))
        sketches = np.frombuffer(self._sketches, dtype=SKETCH)
        if places.size == sketches.size and (places[1:] > places[:-1]).all():
            return list(self._places), sketches  # nothing was deleted: 300 MB of a million articles need no copy
        return list(self._places), sketches[places]

    def to_bytes(self) -> bytes:
        """A line of JSON (the algorithm and the ids), then the sketches, little-endian, one after the other."""
        ids, sketches = self.all()
        head = json.dumps({"algorithm": ALGORITHM, "ids": ids}, separators=(",", ":")).encode("ascii")
        return b"".join((head, b"\n", np.ascontiguousarray(sketches).view(np.uint8).data))

    @classmethod
    def from_bytes(cls, block: bytes | None) -> "SketchBook | None":
        """What `to_bytes` wrote; None where there is none, or one that cannot be compared with new sketches."""
        if block is None:
            return None
        line_end = block.find(b"\n") + 1
        sketches = memoryview(block)[line_end:]  # 200 MB of a large archive: no copies
        try:
            row = json.loads(block[:line_end])
            if row["algorithm"] != ALGORITHM or len(row["ids"]) * SKETCH.itemsize != len(sketches):
                return None
            return cls(row["ids"], sketches)
        except (ValueError, KeyError, TypeError, RecursionError):
            return None

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "SketchBook":
        """The sketches of these articles."""
        book = cls()
        for article in articles:
            book.put(article)
        book.changed = True
        return book
