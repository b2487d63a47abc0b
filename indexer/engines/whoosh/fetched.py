"""An article as a page of hits needs it: unpacked, and once asked for, where its words stand.

To unpack an article takes longer than to find it, and different queries show the
same articles: what is in the news is asked for in many words. So `known.py` keeps
them for the next page.
"""

from collections.abc import Sequence
from typing import cast

from indexer.about import About
from indexer.analyzed import zone_texts
from indexer.article import Article

from . import layout
from .layout import Layout

OBJECTS_BYTES = 3000
"""What an article takes besides its texts and its layout."""


class Fetched:
    """An article, where it happens, and where its tokens stand."""

    __slots__ = ("_layout", "_packed", "about", "article")

    def __init__(self, article: Article, about: About, packed: bytes) -> None:
        """`packed` is its layout as `layout.write` wrote it."""
        self.article = article
        self.about = about
        self._packed = packed
        self._layout: Layout | None = None

    @property
    def bytes(self) -> int:
        """About what it takes, once its layout has been read; a letter takes two bytes, as most are Cyrillic."""
        article = self.article
        letters = len(article.title) + len(article.lead) + len(article.text) + len(article.side_text)
        return OBJECTS_BYTES + 2 * letters + 18 * len(self._packed)


def layouts_of(articles: Sequence[Fetched]) -> list[Layout]:
    """Where the tokens of each stand; read when a page first marks its words."""
    layouts = [one._layout for one in articles]
    new = [at for at, known in enumerate(layouts) if known is None]
    if new:
        read = layout.read([articles[at]._packed for at in new], [zone_texts(articles[at].article) for at in new])
        for at, its in zip(new, read, strict=True):
            articles[at]._layout = layouts[at] = its
    return cast("list[Layout]", layouts)
