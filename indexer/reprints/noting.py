"""A writer that notes which articles are reprints, in the same commit as the articles."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..analyzed import AnalyzedArticle
from ..engine import Engine, Writer
from .book import SKETCHES, SketchBook
from .grouping import stories
from .stories import STORIES


@contextmanager
def noting_reprints(engine: Engine) -> Iterator[Writer]:
    """`engine.writer()`, and what is put and deleted decides anew which articles are one story.

    An index that knows nothing of reprints yet, or knows it by another
    algorithm, has all of its articles read once.
    """
    with engine.writer() as writer:
        book = SketchBook.from_bytes(engine.kept(SKETCHES)) or SketchBook.of(engine.articles())
        yield _Noting(writer, book)
        if book.changed:
            writer.keep(STORIES, stories(*book.all()).to_bytes())
            writer.keep(SKETCHES, book.to_bytes())


class _Noting:
    def __init__(self, writer: Writer, book: SketchBook) -> None:
        self._writer = writer
        self._book = book

    def put(self, article: AnalyzedArticle) -> None:
        self._book.put(article.article)
        self._writer.put(article)

    def delete(self, article_id: str) -> None:
        self._book.delete(article_id)
        self._writer.delete(article_id)

    def keep(self, name: str, data: bytes) -> None:
        self._writer.keep(name, data)
