"""The largest of many numbers, most of which are not looked at twice."""

from typing import Any

import numpy as np
import numpy.typing as npt

from .postings import Int64, Mask

Numbers = npt.NDArray[np.integer[Any]] | npt.NDArray[np.floating[Any]]

GROUPS_A_PLACE = 6
"""The k-th largest number is sought among the largest of so many groups times k."""

GROUPS = 512
"""And at least of so many."""

LONG = 1 << 16
EIGHT = np.arange(8)


def kth_largest(values: Numbers, *places: int) -> list[float]:
    """For each k of `places` a number that at least k of the values reach; of many hardly less than the k-th largest.

    The values are cut into groups that stand across each other, and the k-th of the groups' largest is taken: k groups
    reach it. To partition all of a million values takes fifty times as long.
    """
    rows = values.size // max(GROUPS_A_PLACE * max(places), GROUPS)
    if rows > 1:
        columns = values.size // rows
        values = values[: rows * columns].reshape(rows, columns).max(axis=0)
    if values.size < max(places):
        return [0.0] * len(places)
    at = [values.size - k for k in places]
    return np.partition(values, at)[at].tolist()  # type: ignore[no-any-return]


def reaching(values: Numbers, least: float) -> Int64:
    """The places of the values that are `least` or more."""
    high: Mask = values >= values.dtype.type(least)
    places: Int64
    if high.size >= LONG:
        # Few are: eight truth values at once tell where to look.
        whole = high.size & ~7
        eights = (high[:whole].view(np.uint64) != 0).nonzero()[0]
        if eights.size * 64 < high.size:
            places = (eights[:, None] * 8 + EIGHT).ravel()
            return np.concatenate([places.compress(high.take(places)), high[whole:].nonzero()[0] + whole])
    places = high.nonzero()[0]
    return places
