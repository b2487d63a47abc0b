"""From pairs to stories."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from .alike import STILL_SIMILAR, are_alike
from .pairs import Pairs, parted
from .sketch import SketchesByPlace
from .stories import Stories


def stories(ids: Sequence[str], sketches: SketchesByPlace, pairs: Pairs) -> Stories:
    """The stories among these articles: the same ones in whatever order the articles come.

    `pairs` are the places of each two that have the same text. In the order of
    publication, the undated last, each article joins the story of an earlier one
    with the same text, if its text is also near that of the story's first
    article; of several such stories the one that began first. Else it begins a
    story of its own. So a story has a first article that is like all others, and
    a text that is like two stories does not make one of them.
    """
    members = np.unique(np.concatenate(parted(pairs)))
    known_by = dict(zip(members.tolist(), sketches.column("known_by")[members].tolist(), strict=True))
    order = sorted(known_by, key=lambda place: (known_by[place], ids[place]))
    when = {place: number for number, place in enumerate(order)}
    like: dict[int, set[int]] = defaultdict(set)
    for one, other in zip(*(numbers.tolist() for numbers in parted(pairs)), strict=True):
        earlier, later = sorted((when[one], when[other]))
        like[later].add(earlier)
    first: dict[int, int] = {}  # article -> the first one of its story
    for article in sorted(like):
        for begun in sorted({first.get(other, other) for other in like[article]}):
            # Whoever is like another is near it.
            if begun in like[article] or _still_similar(sketches, order[begun], order[article]):
                first[article] = begun
                break
    groups: dict[int, list[int]] = defaultdict(list)
    for article, beginning in sorted(first.items()):
        groups[beginning].append(article)
    return Stories(tuple(tuple(ids[order[number]] for number in (one, *groups[one])) for one in sorted(groups)))


def _still_similar(sketches: SketchesByPlace, one: int, other: int) -> bool:
    row, other_row = sketches.take(np.array([one])), sketches.take(np.array([other]))
    return bool(are_alike(row, other_row, part=STILL_SIMILAR)[0])
