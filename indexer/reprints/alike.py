"""Which sketches are of one text: candidates by LSH, each pair then looked at.

Everything here is a function of the sketches alone, in the order of their
publication, and costs so much for each of them, however many there are.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from .sketch import MARKS, NO_MARK, PERMUTATIONS, Sketches

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

MOST_HELD = 1 << 22
"""Candidates that are held, 8 bytes each, before those that were found in several bands are dropped."""

Numbers = npt.NDArray[np.int64]


def pairs(sketches: Sketches, order: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs of articles with the same text, the earlier and the later, as places in the order of publication.

    `order` gives the sketch for each place: a million of them are not copied to be put in order.
    """
    earlier, later = _candidates(sketches, order)
    signatures = sketches["signature"]
    found = [np.empty(0, dtype=np.int64)]
    for at in range(0, len(earlier), AT_ONCE):
        some, others = order[earlier[at : at + AT_ONCE]], order[later[at : at + AT_ONCE]]
        # Most candidates have next to nothing in common: of these only the signatures are looked at.
        near = np.flatnonzero(_equal(signatures[some], signatures[others]) >= SIMILAR_IF_CONTAINED * PERMUTATIONS)
        found.append(at + near[are_alike(sketches[some[near]], sketches[others[near]])])
    alike = np.concatenate(found)
    return earlier[alike], later[alike]


def _equal(some: npt.NDArray[np.uint16], others: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint64]:
    """In how many values each two signatures agree."""
    # Eight truth values are one number: sums of these count in each of its bytes, of which the last step makes one sum.
    bytewise = (some == others).view(np.uint64).sum(axis=1)
    equal: npt.NDArray[np.uint64] = (bytewise * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return equal


def _candidates(sketches: Sketches, order: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs that share a band, with WINDOW neighbours in each, every pair once."""
    count = len(order)
    long_enough = np.flatnonzero(sketches["shingles"][order] >= FEWEST).astype(np.uint64)
    found, held = [np.empty(0, dtype=np.uint64)], 0
    for band in _bands(sketches["signature"], order[long_enough]):
        # One number to sort by: the band's values above the place in the order of publication.
        keys = np.sort(band << np.uint64(32) | long_enough)
        values, places = keys >> np.uint64(32), keys & np.uint64(0xFFFFFFFF)
        for step in range(1, WINDOW + 1):
            same = values[step:] == values[:-step]
            if not same.any():
                break
            found.append(places[:-step][same] * np.uint64(count) + places[step:][same])
            held += found[-1].size
            if held > max(MOST_HELD, found[0].size):  # neighbours in one band are mostly neighbours in others too
                found, held = [_distinct(found)], 0
    codes = _distinct(found)
    return (codes // np.uint64(max(1, count))).astype(np.int64), (codes % np.uint64(max(1, count))).astype(np.int64)


def _distinct(parts: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    """The numbers in order, each once; `np.unique` makes a table of them, which takes six times the memory."""
    codes = np.concatenate(parts)
    codes.sort()
    first = np.ones(codes.size, dtype=np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    return codes.compress(first)


def _bands(signatures: npt.NDArray[np.uint16], chosen: Numbers) -> Iterator[npt.NDArray[np.uint64]]:
    """Of the chosen signatures two values as one number, the next two, and so on: who shares a number is compared."""
    for first in range(0, signatures.shape[1], 2):
        yield signatures[:, first : first + 2][chosen].view(np.uint32)[:, 0].astype(np.uint64)


def are_alike(some: Sketches, others: Sketches, *, part: float = 1.0) -> npt.NDArray[np.bool_]:
    """For each pair whether the texts are the same news; `part` makes everything that is asked of them smaller."""
    jaccard = (some["signature"] == others["signature"]).mean(axis=1)
    a, b = some["shingles"].astype(float), others["shingles"].astype(float)
    fewer = np.minimum(a, b)
    contained = jaccard * (a + b) / ((1 + jaccard) * np.maximum(1.0, fewer))
    few = np.clip((MANY - fewer) / (MANY - FEWEST), 0.0, 1.0)
    one_source = (some["source"] == others["source"]) & (some["source"] > 0)
    similar = np.where(one_source, SIMILAR_IN_ONE_SOURCE, SIMILAR)
    same_text = jaccard >= part * (similar + few * (SIMILAR_IF_FEW - similar))
    cut = (contained >= part * CONTAINED) & (jaccard >= part * SIMILAR_IF_CONTAINED)
    same_text |= cut & ~one_source & (few == 0)
    same_text &= fewer >= FEWEST
    left = np.flatnonzero(same_text)  # few: most candidates share a paragraph of boilerplate and no more
    alike = np.zeros(len(some), dtype=np.bool_)
    alike[left] = same_marks(some["marks"][left], others["marks"][left]) >= part * SAME_MARKS
    return alike


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
