"""Where the tokens of an article stand in its text, in few bytes: so that a hit is marked without analyzing it again.

After how many tokens each zone has come three planes with a byte for each token,
those of all zones one after the other: the gap before it, its length, and by how
much its position is larger than that of the token before. What does not fit into
its byte stands at the end, with its place in the planes.
"""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.language import SENTENCE_END, Token, Tokens
from indexer.query import Zone

from .postings import Int32, Int64

ZONES = tuple(Zone)
PLANES = 3
HEAD = np.dtype("<i4")
AN_END = (SENTENCE_END,)


class Places(NamedTuple):
    """The tokens of one zone: offsets in its text, and positions. The end of a sentence is an empty token."""

    starts: Int32
    stops: Int32
    positions: Int32


def to_bytes(tokens: Mapping[Zone, Sequence[Token]]) -> bytes:
    """The layout of an article."""
    columns = [_columns(tokens.get(zone, ())) for zone in ZONES]
    sizes = [len(starts) for starts, _, _ in columns]
    gaps = [starts - _before(stops) for starts, stops, _ in columns]
    lengths = [stops - starts for starts, stops, _ in columns]
    steps = [positions - _before(positions) for _, _, positions in columns]
    numbers = np.concatenate([*gaps, *lengths, *steps])
    small = numbers.astype(np.int8)
    odd = (small != numbers).nonzero()[0]
    small[odd] = 0
    exceptions = np.concatenate([odd, numbers[odd]])
    head = np.array([*sizes, odd.size], dtype=HEAD)
    return b"".join((head.tobytes(), small.tobytes(), exceptions.astype(HEAD).tobytes()))


class Layout:
    """What `to_bytes` wrote. Raises `ValueError` for anything else."""

    def __init__(self, data: bytes) -> None:
        head = np.frombuffer(data, dtype=HEAD, count=len(ZONES) + 1).tolist()
        *sizes, odd = head
        tokens = sum(sizes)
        planes = len(head) * HEAD.itemsize
        exceptions = planes + PLANES * tokens
        if min(head) < 0 or len(data) != exceptions + 2 * odd * HEAD.itemsize:
            raise ValueError("the layout of an article has another length")
        numbers: npt.NDArray[np.integer] = np.frombuffer(data, np.int8, PLANES * tokens, planes)
        if odd:
            places, values = np.frombuffer(data, HEAD, 2 * odd, exceptions).reshape(2, odd)
            if int(places.max()) >= numbers.size or int(places.min()) < 0:
                raise ValueError("the layout of an article points outside of it")
            numbers = numbers.astype(np.int32)
            numbers[places] = values
        gaps, lengths, steps = numbers.reshape(PLANES, tokens)
        # start = stop before + gap, stop = start + length: so stops are the sums of both.
        self._lengths = lengths
        self._stops = np.add(gaps, lengths, dtype=np.int32).cumsum(dtype=np.int32)
        self._positions = steps.cumsum(dtype=np.int32)
        self._sizes = sizes
        self._zones: dict[Zone, Places] = {}
        self._ends: dict[Zone, list[Token]] = {}

    def zone(self, zone: Zone) -> Places:
        """The tokens of a zone; worked out once."""
        places = self._zones.get(zone)
        if places is None:
            places = self._zones[zone] = self._places(ZONES.index(zone))
        return places

    def ends(self, zone: Zone) -> list[Token]:
        """The ends of sentences in a zone, a list for the caller to change."""
        ends = self._ends.get(zone)
        if ends is None:
            ends = self._ends[zone] = _ends(self.zone(zone))
        return ends.copy()

    def _places(self, at: int) -> Places:
        first = sum(self._sizes[:at])
        last = first + self._sizes[at]
        stops, positions = self._stops[first:last], self._positions[first:last]
        if first:  # each zone was counted from 0
            stops = stops - self._stops[first - 1]
            positions = positions - self._positions[first - 1]
        return Places(stops - self._lengths[first:last], stops, positions)


def _ends(places: Places) -> list[Token]:
    ends = (places.starts == places.stops).nonzero()[0]
    stops = places.stops.take(ends).tolist()
    columns = zip(stops, stops, places.positions.take(ends).tolist(), repeat(AN_END), strict=False)
    return list(map(tuple.__new__, repeat(Token), columns))  # as `Tokens` does: most tokens of a hit are these


def _columns(tokens: Sequence[Token]) -> tuple[Int64, Int64, Int64]:
    if isinstance(tokens, Tokens):
        columns: tuple[Sequence[int], ...] = (tokens.starts, tokens.stops, tokens.positions)
    else:
        columns = tuple(zip(*((t.start, t.stop, t.position) for t in tokens), strict=True)) or ((), (), ())
    starts, stops, positions = (np.array(column, dtype=np.int64) for column in columns)
    return starts, stops, positions


def _before(numbers: Int64) -> Int64:
    """Each number's predecessor; 0 before the first."""
    return np.concatenate([np.zeros(1, dtype=np.int64), numbers])[:-1]
