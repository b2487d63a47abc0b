"""Where the tokens of an article stand in its text, in few bytes: so that a hit is marked without analyzing it again.

A stream of numbers (`varints`): how many tokens each zone has, then of all of
them the gap before each, its length, and by how much its position is larger
than that of the token before. Gaps and steps may be negative, so they are
folded: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from indexer.language import Token, Tokens
from indexer.query import Zone

from . import varints
from .postings import Int64


class Places(NamedTuple):
    """The tokens of one zone: offsets in its text, and positions. The end of a sentence is an empty token."""

    starts: Int64
    stops: Int64
    positions: Int64


def to_bytes(tokens: Mapping[Zone, Sequence[Token]]) -> bytes:
    """The layout of an article."""
    columns = [_columns(tokens.get(zone, ())) for zone in Zone]
    sizes = np.array([len(starts) for starts, _, _ in columns], dtype=np.int64)
    planes = [sizes]
    for starts, stops, positions in columns:
        planes += [_folded(starts - _before(stops)), stops - starts, _folded(positions - _before(positions))]
    return varints.encode(np.concatenate(planes))[0].tobytes()


def from_bytes(data: bytes) -> dict[Zone, Places]:
    """What `to_bytes` wrote. Raises `ValueError` for anything else."""
    numbers = varints.decode(np.frombuffer(data, dtype=np.uint8)).astype(np.int64)
    sizes = numbers[: len(Zone)].tolist()
    if len(sizes) < len(Zone) or numbers.size != len(Zone) + 3 * sum(sizes):
        raise ValueError("the layout of an article has another length")
    found, at = {}, len(Zone)
    for zone, size in zip(Zone, sizes, strict=True):
        gaps, lengths, steps = numbers[at : at + 3 * size].reshape(3, size)
        at += 3 * size
        # start = stop before + gap, stop = start + length: so stops are the sums of both.
        stops = np.cumsum(_unfolded(gaps) + lengths)
        found[zone] = Places(stops - lengths, stops, np.cumsum(_unfolded(steps)))
    return found


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


def _folded(numbers: Int64) -> Int64:
    folded: Int64 = (numbers << 1) ^ (numbers >> 63)
    return folded


def _unfolded(numbers: Int64) -> Int64:
    unfolded: Int64 = (numbers >> 1) ^ -(numbers & 1)
    return unfolded
