"""Which articles have the same text: candidates by LSH, each pair then looked at.

Everything here is a function of the sketches alone, in the order of their
publication, and costs so much for each of them, however many there are.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from .alike import FEWEST, SIMILAR_IF_CONTAINED, are_alike, have_same_text, how_many
from .sketch import BANDS, PERMUTATIONS, Sketches
from .sketch_file import SketchFile

WINDOW = 8
"""With how many that were published before it an article is compared where many share a band.

A newspaper's own last paragraph is in all of its articles: comparing each with each would take for ever.
"""

AT_ONCE = 50_000
"""Pairs that are compared in one go, for the sake of memory."""

MOST_HELD = 1 << 20
"""Candidates that are held, 8 bytes each, before they are compared."""

BANDS_AT_ONCE = 4
"""Bands that are read in one go: all of them are three quarters of the sketches."""

LOW_PART = np.dtype([("shingles", "<u4"), ("source", "<u2"), ("low", "u1", PERMUTATIONS)])
"""What is remembered of a sketch while pairs are looked for: of each value of its signature the lower bits."""

LowParts = npt.NDArray[np.void]
Numbers = npt.NDArray[np.integer]

Pairs = npt.NDArray[np.uint64]
"""Two numbers below 2**32 in each, one above the other; in order, none twice."""

LOW, HALF_BITS = np.uint64(0xFFFFFFFF), np.uint64(32)


def paired(some: Numbers, others: Numbers) -> Pairs:
    """Each two numbers as one, the smaller above the larger; in no order."""
    code: Pairs = np.minimum(some, others).astype(np.uint64) << HALF_BITS
    code |= np.maximum(some, others).astype(np.uint64)
    return code


def parted(pairs: Pairs) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The two numbers of each pair."""
    return (pairs >> HALF_BITS).astype(np.int64), (pairs & LOW).astype(np.int64)


def distinct(parts: Sequence[Pairs]) -> Pairs:
    """All of them in order, each once; `np.unique` makes a table of them, which takes six times the memory."""
    codes = np.concatenate([np.empty(0, dtype=np.uint64), *parts])
    codes.sort()
    first = np.ones(codes.size, dtype=np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    return codes.compress(first)


def all_pairs(ids: Sequence[str], sketches: SketchFile) -> Pairs:
    """The places of each two articles that have the same text, the same ones in whatever order the articles come."""
    by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int32)
    order = by_id[np.argsort(sketches.column("known_by")[by_id], kind="stable")]
    low = _low_parts(sketches)
    found: list[Pairs] = []
    for candidates in _candidates(sketches, order):
        for at in range(0, candidates.size, AT_ONCE):
            earlier, later = parted(candidates[at : at + AT_ONCE])
            some, others = order[earlier], order[later]
            alike = _compared(sketches, low, some, others)
            found.append(paired(some[alike], others[alike]))
    return distinct(found)


def neighbours(keys: Pairs) -> Iterator[tuple[Pairs, Pairs]]:
    """The lower halves of each two keys that have the same upper one, and stand at most WINDOW apart.

    `keys` are in order: above is what articles share, below where they stand among the published.
    """
    values, places = (keys >> HALF_BITS).astype(np.uint32), keys & LOW
    for step in range(1, WINDOW + 1):
        same = values[step:] == values[:-step]
        if not same.any():
            break
        yield places[:-step][same], places[step:][same]


def bands_of(sketches: Sketches, first: int = 0, stop: int = BANDS) -> npt.NDArray[np.uint32]:
    """The bands of each sketch from `first` up to `stop`, a row for each: two values of the signature as one number."""
    low = np.ascontiguousarray(sketches["low"][:, 2 * first : 2 * stop])
    bands = low.view("<u2").astype(np.uint32)
    bands |= sketches["high"][:, first:stop].astype(np.uint32) << np.uint32(16)
    return bands


def _low_parts(sketches: SketchFile) -> LowParts:
    """Of all sketches what is in memory: all that is looked at of most pairs."""
    low = np.empty(len(sketches), dtype=LOW_PART)
    for start, part in sketches.parts():
        for name in LOW_PART.names or ():
            low[name][start : start + len(part)] = part[name]
    return low


def _compared(sketches: SketchFile, low: LowParts, some: Numbers, others: Numbers) -> npt.NDArray[np.int64]:
    """Which of the pairs of sketches are alike."""
    one, other = low[some], low[others]
    # No two values are equal whose lower bits differ, and most candidates have next to nothing in common.
    equal = how_many(one["low"] == other["low"])
    near = np.flatnonzero(equal >= SIMILAR_IF_CONTAINED * PERMUTATIONS)
    near = near[have_same_text(equal[near] / PERMUTATIONS, one[near], other[near], 1.0)]
    return near[are_alike(sketches.take(some[near]), sketches.take(others[near]))]


def _candidates(sketches: SketchFile, order: Numbers) -> Iterator[Pairs]:
    """Pairs of places in the order that share a band, with WINDOW neighbours in each; some come more than once."""
    long_enough = np.flatnonzero(sketches.column("shingles")[order] >= FEWEST).astype(np.uint64)
    found: list[Pairs] = []
    held = 0
    for band in _bands(sketches, order[long_enough]):
        keys = band.astype(np.uint64) << HALF_BITS
        keys |= long_enough
        keys.sort()
        for earlier, later in neighbours(keys):
            found.append(earlier << HALF_BITS | later)
            held += earlier.size
        if held > MOST_HELD:  # neighbours in one band are mostly neighbours in others too
            codes, held = distinct(found), 0
            found.clear()
            yield codes
    yield distinct(found)


def _bands(sketches: SketchFile, chosen: Numbers) -> Iterator[npt.NDArray[np.uint32]]:
    """One band of the chosen sketches after the other."""
    bands = np.empty((BANDS_AT_ONCE, len(sketches)), dtype=np.uint32)
    for first in range(0, BANDS, BANDS_AT_ONCE):
        for start, part in sketches.parts():
            bands[:, start : start + len(part)] = bands_of(part, first, first + BANDS_AT_ONCE).T
        for band in bands:
            yield band[chosen]
