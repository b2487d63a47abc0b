"""What one generation of the index answers, whatever is committed after it."""

from collections.abc import Iterable, Iterator

import numpy as np

from indexer.article import Article
from indexer.engine import Hits, Request, Stats
from indexer.manifest import Manifest

from .generation import OpenGeneration
from .schema import ARTICLE
from .search import search


class CommittedState:
    """See `indexer.engine.Reader`. Good for as long as somebody holds the generation."""

    def __init__(self, held: OpenGeneration) -> None:
        self._held = held

    @property
    def manifest(self) -> Manifest:
        """How the generation was made."""
        return self._held.manifest

    @property
    def generation(self) -> int:
        """See `Reader.generation`."""
        return self._held.generation

    def search(self, request: Request) -> Hits:
        """See `Reader.search`."""
        return search(self._held, request)

    def articles(self, ids: Iterable[str] | None = None) -> Iterator[Article]:
        """See `Reader.articles`."""
        held = self._held
        if ids is None:
            numbers: Iterable[int] = np.flatnonzero(held.live).tolist()
        else:
            found = map(held.number_of, dict.fromkeys(ids))
            numbers = [number for number in found if number is not None]
        for number in numbers:
            yield held.article(number)

    def kept(self, name: str) -> bytes | None:
        """See `Reader.kept`."""
        return self._held.kept.read(name)

    def terms(self, start: str, limit: int) -> list[tuple[str, int]]:
        """See `Reader.terms`."""
        return self._held.commonest(start, limit)

    def terms_beginning(self, start: str) -> int:
        """See `Reader.terms_beginning`."""
        return self._held.terms_with(ARTICLE, start)

    def similar_terms(self, word: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """See `Reader.similar_terms`."""
        near = sorted(self._held.similar(word, distance), key=lambda item: (item[1], -item[2], item[0]))
        return [(term, count) for term, _, count in near[:limit]]

    def stats(self) -> Stats:
        """See `Reader.stats`. Terms of deleted articles count until they are merged away."""
        held = self._held
        return Stats(articles=held.articles, terms=held.terms, generation=held.generation)
