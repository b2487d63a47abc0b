"""An article as a page of hits needs it: unpacked, and once asked for, where its words stand.

To unpack an article takes longer than to find it, and different queries show the
same articles: what is in the news is asked for in many words. So `known.py` keeps
them for the next page.
"""

from indexer.about import About
from indexer.article import Article

from .layout import Layout

OBJECTS_BYTES = 3000
"""What an article takes besides its texts and its layout."""


class Fetched:
    """An article, where it happens, and where its tokens stand."""

    __slots__ = ("_layout", "_packed", "about", "article")

    def __init__(self, article: Article, about: About, packed: bytes) -> None:
        """`packed` is its layout as `layout.to_bytes` wrote it."""
        self.article = article
        self.about = about
        self._packed = packed
        self._layout: Layout | None = None

    @property
    def layout(self) -> Layout:
        """Where its tokens stand; read when a page first marks its words."""
        if self._layout is None:
            self._layout = Layout(self._packed)
        return self._layout

    @property
    def bytes(self) -> int:
        """About what it takes, once its layout has been read; a letter takes two bytes, as most are Cyrillic."""
        article = self.article
        letters = len(article.title) + len(article.lead) + len(article.text) + len(article.side_text)
        return OBJECTS_BYTES + 2 * letters + 6 * len(self._packed)
