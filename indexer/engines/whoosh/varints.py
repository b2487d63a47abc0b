"""Whole numbers in as few bytes as they need, for whole arrays at once.

Seven bits a byte, the lowest first; every byte of a number but its last has the
high bit set (LEB128). A stream of them needs no other mark of where a number
ends, so the streams of many terms, one after the other, are one stream.
"""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Int64 = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint32]

MOST_BYTES = 5
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
    width = np.ones(values.size, dtype=np.int64)
    for more in range(1, MOST_BYTES):
        longer = values >= np.uint32(1 << (7 * more))
        if not longer.any():
            break
        width += longer
    starts = np.zeros(values.size + 1, dtype=np.int64)
    np.cumsum(width, out=starts[1:])
    data = np.empty(int(starts[-1]), dtype=np.uint8)
    if data.size == values.size:
        data[:] = values
        return data, starts
    data[starts[:-1]] = (values & 0x7F) | np.where(width > 1, 0x80, 0).astype(np.uint32)
    for place in range(1, MOST_BYTES):
        here = np.flatnonzero(width > place)
        if not here.size:
            break
        part = (values[here] >> np.uint32(7 * place)) & np.uint32(0x7F)
        data[starts[here] + place] = part | np.where(width[here] > place + 1, 0x80, 0).astype(np.uint32)
    return data, starts


def ends(data: Bytes) -> Int64:
    """Where the last byte of each number is."""
    return np.flatnonzero(data < 0x80)


def count(data: Bytes) -> int:
    """How many numbers a stream has."""
    return int(np.count_nonzero(data < 0x80))


def decode(data: Bytes) -> Numbers:
    """The numbers of a stream."""
    if data.size <= AT_ONCE:
        return _decode(data)
    parts, first = [], 0
    while first < data.size:
        stop = min(first + AT_ONCE, data.size)
        stop -= int((data[stop - 1 : first : -1] < 0x80).argmax()) if stop < data.size else 0
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
    return decode_at(data, _after(last, wanted), last[wanted])


def _after(last: Int64, wanted: Int64) -> Int64:
    """After the last byte of the number before each of the wanted ones."""
    return np.where(wanted > 0, last[wanted - 1] + 1, 0)


def decode_at(data: Bytes, first: Int64, last: Int64) -> Numbers:
    """The numbers whose first and last bytes are at these places."""
    values = data[first].astype(np.uint32)
    more = (last - first).astype(np.uint8)
    most = int(more.max(initial=0))
    if most == 0:
        return values
    values &= np.uint32(0x7F)
    values |= (data[last].astype(np.uint32) << (np.uint32(7) * more)) * (more > 0)
    for place in range(1, most):  # bytes that are neither first nor last: numbers of 16,384 and more are rare
        longer = np.flatnonzero(more > place)
        values[longer] |= (data[first[longer] + place] & np.uint8(0x7F)).astype(np.uint32) << np.uint32(7 * place)
    return values


def ranges(starts: Int64, stops: Int64) -> Int64:
    """The numbers from each start up to its stop, one range after the other."""
    sizes = stops - starts
    total = int(sizes.sum())
    if total == 0:
        return np.empty(0, dtype=np.int64)
    before = np.zeros(sizes.size, dtype=np.int64)
    np.cumsum(sizes[:-1], out=before[1:])
    return np.repeat(starts - before, sizes) + np.arange(total)


def offsets(sizes: npt.NDArray[np.integer]) -> Int64:
    """Where each of the pieces of these sizes begins (one more: the end)."""
    starts = np.zeros(sizes.size + 1, dtype=np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts
