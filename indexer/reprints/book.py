"""Sketches of articles as they come, one for each id."""

from collections.abc import Iterable
from typing import Self

import numpy as np

from ..article import Article
from .sketch import sketch
from .sketch_file import SketchFile


class SketchBook:
    """One sketch for each article id, and the ids that were forgotten. For one thread; `close` gives its file back."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._ids: list[str] = []
        """All of them, from when they were asked for until something changes; there is no dictionary meanwhile."""
        self._sketches = SketchFile()
        self.gone: set[str] = set()
        """Ids that were deleted and not put again."""

    def put(self, article: Article) -> None:
        """Sketch the article, replacing what is known of its id."""
        self.note(article.id, sketch(article).tobytes())

    def note(self, article_id: str, data: bytes) -> None:
        """Put the sketch of an article, replacing what is known of its id."""
        self._go_on()
        self.gone.discard(article_id)
        place = self._places.get(article_id)
        if place is None:
            self._places[article_id] = len(self._sketches)
            self._sketches.append(data)
        else:
            self._sketches.replace(place, data)

    def delete(self, article_id: str) -> None:
        """Forget the article, whether it is here or in what the book will be compared with."""
        self._go_on()
        self._places.pop(article_id, None)
        self.gone.add(article_id)

    def decides(self, article_id: str) -> bool:
        """Whether the article was put or deleted here."""
        self._go_on()
        return article_id in self._places or article_id in self.gone

    def __len__(self) -> int:
        """How many articles have a sketch."""
        return len(self._ids or self._places)

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
            self._places, self._ids = {article_id: place for place, article_id in enumerate(self._ids)}, []

    def close(self) -> None:
        """Forget all articles, and give back what they took."""
        self._places, self._ids = {}, []
        self._sketches.close()

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Self:
        """The sketches of these articles."""
        book = cls()
        for article in articles:
            book.put(article)
        return book
