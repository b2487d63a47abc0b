"""From sketches to stories."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from .alike import STILL_SIMILAR, are_alike, pairs
from .sketch_file import SketchFile
from .stories import Stories


def stories(ids: Sequence[str], sketches: SketchFile) -> Stories:
    """The stories among these articles: the same ones in whatever order the articles come.

    In the order of publication, the undated last, each article joins the story of
    an earlier one with the same text, if its text is also near that of the
    story's first article; of several such stories the one that began first. Else
    it begins a story of its own. So a story has a first article that is like all
    others, and a text that is like two stories does not make one of them.
    """
    by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int32)
    order = by_id[np.argsort(sketches.column("known_by")[by_id], kind="stable")]
    earlier, later = pairs(sketches, order)
    like: dict[int, list[int]] = defaultdict(list)
    for one, other in zip(earlier.tolist(), later.tolist(), strict=True):
        like[other].append(one)
    first: dict[int, int] = {}  # article -> the first one of its story
    for article in sorted(like):
        begun = sorted({first.get(other, other) for other in like[article]})
        this = np.repeat(sketches.take(order[article : article + 1]), len(begun))
        near = are_alike(sketches.take(order[begun]), this, part=STILL_SIMILAR)
        if near.any():
            first[article] = begun[int(np.argmax(near))]
    groups: dict[int, list[int]] = defaultdict(list)
    for article, beginning in sorted(first.items()):
        groups[beginning].append(article)
    return Stories(tuple(tuple(ids[order[place]] for place in (one, *groups[one])) for one in sorted(groups)))
