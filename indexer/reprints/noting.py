"""A writer that notes which articles are reprints, in the same commit as the articles."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from ..analyzed import AnalyzedArticle
from ..engine import Engine, Preparing, PreparingWriter, Writer
from .book import SKETCHES, SketchBook
from .grouping import stories
from .sketch import sketch
from .stories import STORIES


@contextmanager
def noting_reprints(engine: Engine) -> Iterator[PreparingWriter]:
    """`engine.writer()`, and what is put and deleted decides anew which articles are one story.

    An index that knows nothing of reprints yet, or knows it by another
    algorithm, has all of its articles read once.
    """
    with engine.writer() as writer:
        book = SketchBook.from_bytes(engine.kept(SKETCHES)) or SketchBook.of(engine.articles())
        with closing(book):  # before the commit, which may merge segments and needs the room
            yield _Noting(writer, book)
            if book.changed:
                writer.keep(STORIES, stories(*book.all()).to_bytes())
                writer.keep(SKETCHES, book.to_parts())


class _Noting:
    def __init__(self, writer: Writer, book: SketchBook) -> None:
        self._writer = writer
        self._book = book

    def put(self, article: AnalyzedArticle) -> None:
        self._book.put(article.article)
        self._writer.put(article)

    def preparing(self) -> "_Sketching | None":
        inner = self._writer.preparing() if isinstance(self._writer, PreparingWriter) else None
        return _Sketching(inner) if inner else None

    def put_prepared(self, prepared: "_Prepared") -> None:
        for article_id, data in prepared.sketches:
            self._book.note(article_id, data)
        assert isinstance(self._writer, PreparingWriter)
        self._writer.put_prepared(prepared.articles)

    def delete(self, article_id: str) -> None:
        self._book.delete(article_id)
        self._writer.delete(article_id)

    def keep(self, name: str, data: bytes | Iterable[bytes]) -> None:
        self._writer.keep(name, data)


class _Prepared(NamedTuple):
    """Articles as the writer prepares them, and their sketches by their ids."""

    articles: Any
    sketches: list[tuple[str, bytes]]


class _Sketching:
    """Sketches the articles where they are analyzed, besides what the writer has prepared there."""

    def __init__(self, inner: Preparing) -> None:
        self._inner = inner

    def prepare(self, articles: Sequence[AnalyzedArticle]) -> _Prepared:
        """See `indexer.engine.Preparing.prepare`."""
        sketches = [(one.article.id, sketch(one.article).tobytes()) for one in articles]
        return _Prepared(self._inner.prepare(articles), sketches)
