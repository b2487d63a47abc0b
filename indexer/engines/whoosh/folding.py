"""Folding hits: of each story only the first in the order is a line of its own."""

from typing import NamedTuple

import numpy as np

from .article_set import ArticleSet
from .committed import Generation
from .postings import Int64

Ranked = list[tuple[int, float, int]]
"""Article, score and tier of each hit, in order."""


class Folded(NamedTuple):
    """`story` tells that of each article of the index, below 0 for those without reprints; `matching` how many articles
    of each story match."""

    story: Int64
    matching: Int64

    @property
    def hidden(self) -> int:
        """How many articles that match are no line of their own."""
        return int(np.maximum(self.matching - 1, 0).sum())

    def others(self, number: int) -> int:
        """How many other articles of its story match."""
        story = int(self.story[number])
        return 0 if story < 0 else int(self.matching[story]) - 1

    def first(self, ranked: Ranked) -> Ranked:
        """Of each story the first alone."""
        seen: dict[int, tuple[int, float, int]] = {}
        for hit in ranked:
            seen.setdefault(int(self.story[hit[0]]), hit)  # an article without reprints is a story of its own
        return list(seen.values())


def folded_among(generation: Generation, found: ArticleSet) -> Folded:
    """The stories of the articles found. What it costs goes by how many articles have reprints, not by how many there
    are."""
    with_reprints = generation.with_reprints
    here = with_reprints.compress(found.has(with_reprints))
    matching = np.bincount(generation.story[here], minlength=len(generation.stories.groups))
    return Folded(generation.story, matching.astype(np.int64))
