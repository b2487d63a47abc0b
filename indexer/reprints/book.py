"""The sketches of all articles of an index: changed by an update, kept with the index as plain arrays."""

import json
from collections.abc import Iterable, Iterator

import numpy as np

from ..article import Article
from .sketch import ALGORITHM, SKETCH, sketch
from .sketch_file import SketchFile

SKETCHES = "sketches"
"""The name of the block that keeps them."""

IDS_AT_ONCE = 10_000
"""Ids that are written in one go."""


class SketchBook:
    """One sketch for each article id. For one thread; `close` gives its file back."""

    def __init__(self, ids: Iterable[str] = (), sketches: bytes | memoryview = b"") -> None:
        self._places = _places(ids)
        self._ids: list[str] = []
        """All of them, from when they were asked for until something changes; there is no dictionary meanwhile."""
        self._sketches = SketchFile()
        self._sketches.append(sketches)
        self.changed = False

    def put(self, article: Article) -> None:
        """Sketch the article, replacing what is known of its id."""
        self.note(article.id, sketch(article).tobytes())

    def note(self, article_id: str, data: bytes) -> None:
        """Put the sketch of an article, replacing what is known of its id."""
        self._go_on()
        place = self._places.get(article_id)
        if place is None:
            self._places[article_id] = len(self._sketches)
            self._sketches.append(data)
            self.changed = True
        elif self._sketches.replace(place, data):
            self.changed = True

    def delete(self, article_id: str) -> None:
        """Forget the article, if it is known."""
        self._go_on()
        if self._places.pop(article_id, None) is not None:
            self.changed = True

    def all(self) -> tuple[list[str], SketchFile]:
        """The ids, and their sketches in the same order; the book cannot be changed while these are in use."""
        if not self._ids:
            places = np.fromiter(self._places.values(), dtype=np.int64, count=len(self._places))
            if places.size < len(self._sketches):  # some were deleted; the others are in the order of their places
                whole, self._sketches = self._sketches, self._sketches.chosen(places)
                whole.close()
            self._ids, self._places = list(self._places), {}  # of a million articles, a dictionary takes 80 MB
        return self._ids, self._sketches

    def _go_on(self) -> None:
        if self._ids:
            self._places, self._ids = _places(self._ids), []

    def close(self) -> None:
        """Forget all articles, and give back what they took."""
        self._places, self._ids = {}, []
        self._sketches.close()

    def to_parts(self) -> Iterator[bytes]:
        """A line of JSON (the algorithm and the ids), then the sketches, little-endian, one after the other; in parts,
        since with a million articles it would be 400 MB."""
        ids, sketches = self.all()
        yield f'{{"algorithm":{json.dumps(ALGORITHM)},"ids":['.encode("ascii")
        for start in range(0, len(ids), IDS_AT_ONCE):
            some = json.dumps(ids[start : start + IDS_AT_ONCE], separators=(",", ":"))[1:-1]
            yield f"{',' if start else ''}{some}".encode("ascii")
        yield b"]}\n"
        for _, part in sketches.parts():
            yield part.tobytes()

    @classmethod
    def from_bytes(cls, block: bytes | None) -> "SketchBook | None":
        """What `to_parts` wrote; None where there is none, or one that cannot be compared with new sketches."""
        if block is None:
            return None
        line_end = block.find(b"\n") + 1
        sketches = memoryview(block)[line_end:]  # no copy: it is large
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


def _places(ids: Iterable[str]) -> dict[str, int]:
    return {article_id: place for place, article_id in enumerate(ids)}
