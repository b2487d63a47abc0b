"""Whole numbers in as few bytes as they need, for whole arrays at once.

A number ends with its first byte below LAST; bytes from LAST on say that more
follow. So the streams of many terms, one after the other, are one stream, and
nothing else has to mark where a number ends. The code is dense: of the numbers
in two bytes, the smallest is the one after the largest in a single byte.

These are (s, c)-dense codes with s = 224 and c = 32: Brisaboa, Farina, Navarro,
Esteller, (S, C)-Dense Coding, SPIRE 2003. LEB128 is the one with s = c = 128,
without being dense; but positions in an article are seldom 8,000 and often 200.
"""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Int64 = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint32]

LAST = 224
"""The values that the last byte of a number can have."""

BITS = 5
"""What each byte before the last adds: 256 - LAST values are 2**BITS, so a shift puts the parts together."""

MOST_BYTES = 6
SMALLEST = np.array([sum(LAST << (BITS * less) for less in range(more)) for more in range(MOST_BYTES)], dtype=np.uint32)
"""The smallest number with so many bytes before its last."""

PLACE = np.array([0, *(1 << (BITS * more) for more in range(1, MOST_BYTES))], dtype=np.uint32)
"""What a unit of the last byte counts after so many others; nothing where it is the only one, and counted as first."""

AT_ONCE = 1 << 20
"""Numbers that are worked on at a time: each step takes up to thirty bytes for each."""


def encode(numbers: npt.NDArray[np.integer], wanted: Int64) -> tuple[Bytes, Int64]:
    """The bytes of all numbers, each from 0 to 2**32 - 1, and where those with the wanted places begin.

    The places ascend; one after the last number stands for the end.
    """
    if numbers.size <= AT_ONCE:
        data, starts = _encode(numbers)
        return data, starts[wanted]
    begins = np.empty(wanted.size, dtype=np.int64)
    parts, written = [], 0
    for first in range(0, numbers.size, AT_ONCE):
        data, starts = _encode(numbers[first : first + AT_ONCE])
        low, high = np.searchsorted(wanted, (first, first + starts.size))
        begins[low:high] = starts[wanted[low:high] - first] + written
        parts.append(data)
        written += data.size
    return np.concatenate(parts), begins


def _encode(numbers: npt.NDArray[np.integer]) -> tuple[Bytes, Int64]:
    values = np.ascontiguousarray(numbers, dtype=np.uint32)
    more = np.zeros(values.size, dtype=np.int64)
    for smallest in SMALLEST[1:]:
        longer = values >= smallest
        if not longer.any():
            break
        more += longer
    starts = np.zeros(values.size + 1, dtype=np.int64)
    np.cumsum(more + 1, out=starts[1:])
    if int(starts[-1]) == values.size:
        return values.astype(np.uint8), starts
    data = np.empty(int(starts[-1]), dtype=np.uint8)
    left = values - SMALLEST[more]
    data[starts[1:] - 1] = left >> (BITS * more).astype(np.uint32)
    for place in range(int(more.max())):
        here = np.flatnonzero(more > place)
        data[starts[here] + place] = LAST + ((left[here] >> np.uint32(BITS * place)) & np.uint32((1 << BITS) - 1))
    return data, starts


def ends(data: Bytes) -> Int64:
    """Where the last byte of each number is."""
    return (data < LAST).nonzero()[0]


def count(data: Bytes) -> int:
    """How many numbers a stream has."""
    return int(np.count_nonzero(data < LAST))


def decode(data: Bytes) -> Numbers:
    """The numbers of a stream."""
    if data.size <= AT_ONCE:
        return _decode(data)
    parts, first = [], 0
    while first < data.size:
        stop = min(first + AT_ONCE, data.size)
        stop -= int((data[stop - 1 : first : -1] < LAST).argmax()) if stop < data.size else 0
        parts.append(_decode(data[first:stop]))
        first = stop
    return np.concatenate(parts)


def _decode(data: Bytes) -> Numbers:
    last = ends(data)
    if last.size == data.size:
        return data.astype(np.uint32)
    first = np.empty_like(last)
    first[0] = 0
    np.add(last[:-1], 1, out=first[1:])
    return decode_at(data, first, last)


def begins(data: Bytes, wanted: Int64) -> Int64:
    """Where the numbers of a stream with these places in it begin; a place after the last stands for the end."""
    return _after(ends(data), wanted)


def decode_some(data: Bytes, wanted: Int64) -> Numbers:
    """The numbers of a stream with these places in it."""
    last = ends(data)
    return decode_at(data, _after(last, wanted), last.take(wanted))


def _after(last: Int64, wanted: Int64) -> Int64:
    """After the last byte of the number before each of the wanted ones."""
    return np.where(wanted > 0, last[wanted - 1] + 1, 0)


def decode_at(data: Bytes, first: Int64, last: Int64) -> Numbers:
    """The numbers whose first and last bytes are at these places."""
    values = data.take(first).astype(np.uint32)
    more = last - first
    most = int(more.max(initial=0))
    if most == 0:
        return values
    # In two bytes, what LAST adds to the first and what the code begins with cancel out.
    values += data.take(last) * PLACE.take(more)
    if most > 1:  # numbers from 7,392 on are rare
        longer = (more > 1).nonzero()[0]
        values[longer] += SMALLEST.take(more[longer]) - np.uint32(LAST)
        for place in range(1, most):
            longer = (more > place).nonzero()[0]
            part = data[first[longer] + place] - np.uint8(LAST)
            values[longer] += part.astype(np.uint32) << np.uint32(BITS * place)
    return values


def ranges(starts: Int64, stops: Int64) -> Int64:
    """The numbers from each start up to its stop, one range after the other."""
    sizes = stops - starts
    total = int(sizes.sum())
    if total == 0:
        return np.empty(0, dtype=np.int64)
    before = np.zeros(sizes.size, dtype=np.int64)
    sizes[:-1].cumsum(out=before[1:])
    numbers = (starts - before).repeat(sizes)
    numbers += np.arange(total)
    return numbers


def offsets(sizes: npt.NDArray[np.integer]) -> Int64:
    """Where each of the pieces of these sizes begins (one more: the end)."""
    starts = np.zeros(sizes.size + 1, dtype=np.int64)
    sizes.cumsum(out=starts[1:])
    return starts
