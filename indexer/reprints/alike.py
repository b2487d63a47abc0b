"""Which sketches are of one text: candidates by LSH, each pair then looked at.

Everything here is a function of the sketches alone, in the order of their
publication, and costs so much for each of them, however many there are.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from .sketch import MARKS, NO_MARK, PERMUTATIONS, Sketches
from .sketch_file import SketchFile

WINDOW = 8
"""With how many that were published before it an article is compared where many share a band.

A newspaper's own last paragraph is in all of its articles: comparing each with each would take for ever.
"""

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

AT_ONCE = 50_000
"""Pairs that are compared in one go, for the sake of memory."""

MOST_HELD = 1 << 20
"""Candidates that are held, 8 bytes each, before they are compared."""

BANDS_AT_ONCE = 4
"""Bands that are read in one go: all of them are three quarters of the sketches."""

HALF = np.dtype([("shingles", "<u4"), ("source", "<u2"), ("signature", "u1", PERMUTATIONS)])
"""What is remembered of a sketch while pairs are looked for: of each value of its signature the lower half."""

Halves = npt.NDArray[np.void]
Numbers = npt.NDArray[np.int32]
Codes = npt.NDArray[np.uint64]
"""Pairs of places, each as one number: the earlier place times the number of places, and the later."""


def pairs(sketches: SketchFile, order: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs of articles with the same text, the earlier and the later, as places in the order of publication.

    `order` gives the sketch for each place.
    """
    halves = _halves(sketches)
    found: list[Codes] = []
    for codes in _candidates(sketches, order):
        for at in range(0, codes.size, AT_ONCE):
            some = codes[at : at + AT_ONCE]
            earlier, later = _places(some, len(order))
            found.append(some[_compared(sketches, halves, order[earlier], order[later])])
    return _places(_distinct(found), len(order))


def _places(codes: Codes, count: int) -> tuple[Numbers, Numbers]:
    earlier, later = np.divmod(codes, np.uint64(max(1, count)))
    return earlier.astype(np.int32), later.astype(np.int32)


def _halves(sketches: SketchFile) -> Halves:
    """Of all sketches what is in memory: all that is looked at of most pairs."""
    halves = np.empty(len(sketches), dtype=HALF)
    for start, part in sketches.parts():
        for name in HALF.names or ():
            halves[name][start : start + len(part)] = part[name].astype(HALF[name].base)
    return halves


def _compared(sketches: SketchFile, halves: Halves, some: Numbers, others: Numbers) -> npt.NDArray[np.int64]:
    """Which of the pairs of sketches are alike."""
    one, other = halves[some], halves[others]
    # No two whole values are equal whose halves differ, and most candidates have next to nothing in common.
    equal = _equal(one["signature"], other["signature"])
    near = np.flatnonzero(equal >= SIMILAR_IF_CONTAINED * PERMUTATIONS)
    near = near[_have_same_text(equal[near] / PERMUTATIONS, one[near], other[near], 1.0)]
    return near[are_alike(sketches.take(some[near]), sketches.take(others[near]))]


def _equal(some: npt.NDArray[np.integer], others: npt.NDArray[np.integer]) -> npt.NDArray[np.uint64]:
    """In how many values each two rows agree."""
    # Eight truth values are one number: sums of these count in each of its bytes, of which the last step makes one sum.
    bytewise = (some == others).view(np.uint64).sum(axis=1)
    equal: npt.NDArray[np.uint64] = (bytewise * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return equal


def _candidates(sketches: SketchFile, order: Numbers) -> Iterator[Codes]:
    """Pairs that share a band, with WINDOW neighbours in each; one that shares several may come more than once."""
    count = len(order)
    long_enough = np.flatnonzero(sketches.column("shingles")[order] >= FEWEST).astype(np.uint64)
    found: list[Codes] = []
    held = 0
    for band in _bands(sketches, order[long_enough]):
        # One number to sort by: the band's values above the place in the order of publication.
        keys = band.astype(np.uint64) << np.uint64(32)
        keys |= long_enough
        keys.sort()
        values, places = (keys >> np.uint64(32)).astype(np.uint32), keys & np.uint64(0xFFFFFFFF)
        for step in range(1, WINDOW + 1):
            same = values[step:] == values[:-step]
            if not same.any():
                break
            found.append(places[:-step][same] * np.uint64(count) + places[step:][same])
            held += found[-1].size
        if held > MOST_HELD:  # neighbours in one band are mostly neighbours in others too
            codes, held = _distinct(found), 0
            found.clear()
            yield codes
    yield _distinct(found)


def _distinct(parts: list[Codes]) -> Codes:
    """The numbers in order, each once; `np.unique` makes a table of them, which takes six times the memory."""
    codes = np.concatenate([np.empty(0, dtype=np.uint64), *parts])
    codes.sort()
    first = np.ones(codes.size, dtype=np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    return codes.compress(first)


def _bands(sketches: SketchFile, chosen: Numbers) -> Iterator[npt.NDArray[np.uint32]]:
    """Of the chosen signatures two values as one number, the next two, and so on: who shares a number is compared."""
    bands = np.empty((BANDS_AT_ONCE, len(sketches)), dtype=np.uint32)
    for first in range(0, PERMUTATIONS // 2, BANDS_AT_ONCE):
        for start, part in sketches.parts():
            signatures = np.ascontiguousarray(part["signature"]).view(np.uint32)
            bands[:, start : start + len(part)] = signatures[:, first : first + BANDS_AT_ONCE].T
        for band in bands:
            yield band[chosen]


def are_alike(some: Sketches, others: Sketches, *, part: float = 1.0) -> npt.NDArray[np.bool_]:
    """For each pair whether the texts are the same news; `part` makes everything that is asked of them smaller."""
    jaccard = _equal(some["signature"], others["signature"]) / PERMUTATIONS
    left = np.flatnonzero(_have_same_text(jaccard, some, others, part))  # few share more than boilerplate
    alike = np.zeros(len(some), dtype=np.bool_)
    alike[left] = same_marks(some["marks"][left], others["marks"][left]) >= part * SAME_MARKS
    return alike


def _have_same_text(
    jaccard: npt.NDArray[np.float64], some: Sketches | Halves, others: Sketches | Halves, part: float
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
