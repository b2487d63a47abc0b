"""Where the tokens of an article stand in its text, in few bytes: so that a hit is marked without analyzing it again.

After how many tokens each zone has come three planes with a byte for each token,
those of all zones one after the other: the gap before it, its length, and by how
much its position is larger than that of the token before. What does not fit into
its byte stands at the end, with its place in the planes.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise, repeat

import numpy as np
import numpy.typing as npt

from indexer.language import SENTENCE_END, Token, Tokens
from indexer.query import Zone

from .postings import Int32, Int64
from .schema import LAST_POSITION, ZONE_SHIFT

ZONES = tuple(Zone)
PLANES = 3
HEAD = np.dtype("<i4")
AN_END = (SENTENCE_END,)


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
    """What `to_bytes` wrote: columns over the tokens of all zones, one zone after the other.

    `keys` are as in the index, `zone << ZONE_SHIFT | position`; `starts` and
    `stops` are offsets in the text of the zone. Raises `ValueError` for anything
    else.
    """

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
        self.stops: Int32 = np.add(gaps, lengths, dtype=np.int32).cumsum(dtype=np.int32)
        self.keys: Int64 = steps.cumsum(dtype=np.int64)
        self._limits = list(accumulate(sizes, initial=0))
        # Each zone is counted from 0; from the last on, as the sums before a zone are still needed.
        for number in range(len(ZONES) - 1, 0, -1):
            first, last = self._limits[number : number + 2]
            if 0 < first < last:
                self.stops[first:last] -= self.stops[first - 1]
                self.keys[first:last] += (number << ZONE_SHIFT) - self.keys[first - 1]
            elif first < last:
                self.keys[first:last] += number << ZONE_SHIFT
        self.starts: Int32 = self.stops - lengths
        self._ends: dict[Zone, list[Token]] | None = None

    def ends(self) -> dict[Zone, list[Token]]:
        """The tokens that stand at ends of sentences, zone by zone; lists for the caller to change."""
        if self._ends is None:
            self._ends = self._read_ends()
        return {zone: ends.copy() for zone, ends in self._ends.items()}

    def _read_ends(self) -> dict[Zone, list[Token]]:
        empty = (self.starts == self.stops).nonzero()[0]
        stops = self.stops.take(empty).tolist()
        positions = (self.keys.take(empty) & LAST_POSITION).tolist()
        # As `Tokens` does: most tokens of a hit are these.
        ends = list(map(tuple.__new__, repeat(Token), zip(stops, stops, positions, repeat(AN_END), strict=False)))
        limits = empty.searchsorted(self._limits).tolist()
        return {zone: ends[a:b] for zone, (a, b) in zip(ZONES, pairwise(limits), strict=True)}


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
