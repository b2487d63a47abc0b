"""Whether two sketches are of one text: the rules, for many pairs at once."""

import numpy as np
import numpy.typing as npt

from .sketch import MARKS, NO_MARK, PERMUTATIONS, Sketches

RULES = 1
"""Changes with what follows, and with who is compared: which articles are alike is kept with an index."""

SIMILAR, SIMILAR_IN_ONE_SOURCE = 0.45, 0.5
"""Of all shingles of two texts, the part that both have. An outlet repeats itself in news of different days."""

CONTAINED, SIMILAR_IF_CONTAINED = 0.75, 0.3
"""Of the shingles of the shorter text, the part that the longer one has: a reprint cut short, or with something added.

Not within one source, where a paragraph of background comes back in article after article.
"""

FEWEST, SIMILAR_IF_FEW, MANY = 12, 0.8, 60
"""With fewer shingles nothing is called a reprint; up to MANY, the fewer there are the more must be the same."""

SAME_MARKS, FEWEST_MARKS = 0.6, 4
"""Of the figures and names of the text that has fewer, the part that the other must have; of fewer than 4 any part."""

STILL_SIMILAR = 0.6
"""A reprint of a reprint may differ more from the first published: this part of what is asked of a pair."""


def how_many(true: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """How many of each row's PERMUTATIONS truth values are true."""
    # Eight truth values are one number: sums of these count in each of its bytes, of which the last step makes one sum.
    bytewise = true.view(np.uint64).sum(axis=1)
    counts: npt.NDArray[np.uint64] = (bytewise * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return counts


def equal_values(some: Sketches, others: Sketches) -> npt.NDArray[np.uint64]:
    """In how many values of their signatures each two sketches agree."""
    equal = some["low"] == others["low"]
    different = some["high"] ^ others["high"]
    equal[:, 0::2] &= different & 0x0F == 0
    equal[:, 1::2] &= different & 0xF0 == 0
    return how_many(equal)


def are_alike(some: Sketches, others: Sketches, *, part: float = 1.0) -> npt.NDArray[np.bool_]:
    """For each pair whether the texts are the same news; `part` makes everything that is asked of them smaller."""
    jaccard = equal_values(some, others) / PERMUTATIONS
    left = np.flatnonzero(have_same_text(jaccard, some, others, part))  # few share more than boilerplate
    alike = np.zeros(len(some), dtype=np.bool_)
    alike[left] = same_marks(some["marks"][left], others["marks"][left]) >= part * SAME_MARKS
    return alike


def have_same_text(
    jaccard: npt.NDArray[np.float64], some: Sketches, others: Sketches, part: float
) -> npt.NDArray[np.bool_]:
    """For each pair whether enough of the text is the same; where it is, it also is with a larger `jaccard`."""
    a, b = some["shingles"].astype(float), others["shingles"].astype(float)
    fewer = np.minimum(a, b)
    contained = jaccard * (a + b) / ((1 + jaccard) * np.maximum(1.0, fewer))
    few = np.clip((MANY - fewer) / (MANY - FEWEST), 0.0, 1.0)
    one_source = (some["source"] == others["source"]) & (some["source"] > 0)
    similar = np.where(one_source, SIMILAR_IN_ONE_SOURCE, SIMILAR)
    same_text = jaccard >= part * (similar + few * (SIMILAR_IF_FEW - similar))
    cut = (contained >= part * CONTAINED) & (jaccard >= part * SIMILAR_IF_CONTAINED)
    same_text |= cut & ~one_source & (few == 0)
    found: npt.NDArray[np.bool_] = same_text & (fewer >= FEWEST)
    return found


def same_marks(some: npt.NDArray[np.uint16], others: npt.NDArray[np.uint16]) -> npt.NDArray[np.float64]:
    """For each pair, the part of the figures and names of one that the other has; 1 where one has few.

    Of the one that has fewer; where one has more than are remembered, only hashes
    as small as its largest remembered one can be looked up in it.
    """
    limit = np.minimum(_known_up_to(some), _known_up_to(others))[:, None]
    known, other_known = some <= limit, others <= limit
    same = (some[:, :, None] == others[:, None, :]) & known[:, :, None] & other_known[:, None, :]
    fewer = np.minimum(known.sum(axis=1), other_known.sum(axis=1))
    part = same.sum(axis=(1, 2)) / np.maximum(1, fewer)
    return np.where(fewer < FEWEST_MARKS, 1.0, part)


def _known_up_to(marks: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    last = marks[:, MARKS - 1]
    return np.where(last == NO_MARK, NO_MARK - 1, last)
