"""A writer that notes which articles are reprints, in the same commit as the articles."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from ..analyzed import AnalyzedArticle
from ..engine import Engine, Preparing, PreparingWriter, Writer
from .book import SketchBook
from .grouping import stories
from .kept import built_blocks, few, read_kept
from .pairs import all_pairs
from .sketch import sketch
from .stories import STORIES


@contextmanager
def noting_reprints(engine: Engine) -> Iterator[PreparingWriter]:
    """`engine.writer()`, and what is put and deleted decides anew which articles are one story.

    An index that knows nothing of reprints yet, or knows it by another
    algorithm, has all of its articles read once.
    """
    # The book is closed before the commit, which may merge segments and needs the room.
    with engine.writer() as writer, closing(SketchBook()) as book:
        yield _Noting(writer, book)
        if len(book) or book.gone:
            for name, block in _blocks(engine, book):
                writer.keep(name, block)


def _blocks(engine: Engine, book: SketchBook) -> Iterator[tuple[str, bytes | Iterable[bytes]]]:
    """What is to be kept after the changes in the book; nothing where they change nothing."""
    kept = read_kept(engine.kept)
    if kept is not None and kept.pairs is not None and len(book) + len(book.gone) <= few(len(kept)):
        after = kept.changed(book)
        if after is not None and after.pairs is not None:
            yield STORIES, stories(after.ids, after, after.pairs).to_bytes()
            yield from after.blocks()
        return
    if kept is not None:
        kept.fill(book)
        del kept  # before pairs are found, which takes as much memory
    else:
        for article in engine.articles():
            if not book.decides(article.id):
                book.put(article)
    ids, sketches = book.all()
    pairs = all_pairs(ids, sketches)
    yield STORIES, stories(ids, sketches, pairs).to_bytes()
    yield from built_blocks(ids, (part for _, part in sketches.parts()), pairs)


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
