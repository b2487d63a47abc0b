"""Where the tokens of an article stand in its text, in few bytes: so that a hit is marked without analyzing it again.

Nearly every token is a run of letters and figures, and those are quickly found in
the text. So a token takes one byte that says how it goes on from the one before,
the same byte for nine words of ten: the next run, at the next position. A
compound is several runs with what stands between them: «онлайн-форума» is two.
What no such byte can say stands at the end, for one token in seven hundred: the
parts of «АмурЭкспоФорум» are less than a run.
"""

import struct
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise, repeat

import numpy as np

from indexer.language import SENTENCE_END, Token, Tokens
from indexer.query import Zone

from .postings import Int32, Int64, Mask
from .schema import LAST_POSITION, ZONE_SHIFT
from .varints import offsets

ZONES = tuple(Zone)
ZONE_KEYS = np.arange(len(ZONES), dtype=np.int64) << ZONE_SHIFT
BEFORE_A_ZONE = -1
"""The position of a token as if one stood before a zone: its first steps from there."""
AN_END = (SENTENCE_END,)

HEAD = struct.Struct(f"<{len(ZONES) + 1}I")
"""Before the bytes of the tokens: how many tokens each zone has, and how many of all are odd."""

# The byte of a token: by how many runs its first one is beyond that of the token before (2 bits), how many runs it has
# beyond the first (3), by how much its position is larger (2), whether it is empty, at the end of its run (1).
MORE_SHIFT, STEP_SHIFT, EMPTY_SHIFT = 2, 5, 7
MOST_AHEAD, MOST_MORE, MOST_STEP = 3, 7, 3
ODD = 0xFF
"""Stands for a token that follows all of them, ODD_NUMBERS for each."""
ODD_NUMBERS = 5
"""Its place among all, where it starts, its length, the step of its position, how many runs ahead it is."""
NUMBER = np.dtype("<i4")

BYTES = np.where(np.arange(256) == ODD, 0, np.arange(256))
AHEAD, MORE, STEP = BYTES & MOST_AHEAD, BYTES >> MORE_SHIFT & MOST_MORE, BYTES >> STEP_SHIFT & MOST_STEP
IS_EMPTY = BYTES >> EMPTY_SHIFT == 1

ALPHABETS = 0x530
"""Below are Latin, Greek and Cyrillic letters; characters from here on are in no run.

An index may be read by another Python than wrote it: below, no letter was added to Unicode since 2014.
"""
IN_RUN = np.array([*(chr(code).isalnum() for code in range(ALPHABETS)), False])

Texts = Mapping[Zone, str]


class Layout:
    """Columns over the tokens of all zones of an article, one zone after the other.

    `keys` are as in the index, `zone << ZONE_SHIFT | position`; `starts` and
    `stops` are offsets in the text of the zone.
    """

    __slots__ = ("_ends", "keys", "starts", "stops")

    def __init__(self, keys: Int64, starts: Int32, stops: Int32, ends: dict[Zone, list[Token]]) -> None:
        self.keys = keys
        self.starts = starts
        self.stops = stops
        self._ends = ends

    def ends(self) -> dict[Zone, list[Token]]:
        """The tokens that stand at ends of sentences, zone by zone; lists for the caller to change."""
        return {zone: ends.copy() for zone, ends in self._ends.items()}


def write(tokens: Sequence[Mapping[Zone, Sequence[Token]]], texts: Sequence[Texts]) -> list[bytes]:
    """The layout of each of some articles; `texts` are what the offsets of its tokens refer to.

    Some at once, because there is little to do for each: thirty calls of NumPy's
    for one article take longer than what they do.
    """
    of_zones = [_columns(of_one.get(zone, ())) for of_one in tokens for zone in ZONES]
    shape = _Shape([len(starts) for starts, _, _ in of_zones])
    runs = _Runs(texts)
    columns = zip(*of_zones, strict=True)
    starts, stops, positions = (np.array(list(chain.from_iterable(column)), dtype=np.int64) for column in columns)
    before = runs.begins[:-1].repeat(shape.zones)
    starts += before
    stops += before
    step = _steps(positions, shape.limits, BEFORE_A_ZONE)
    empty = starts == stops
    ahead, more, plain = _by_runs(starts, stops, runs, shape)
    for numbers, most in ((ahead, MOST_AHEAD), (more, MOST_MORE), (step, MOST_STEP)):
        plain &= (numbers >= 0) & (numbers <= most)
    codes = (ahead | more << MORE_SHIFT | step << STEP_SHIFT | empty << EMPTY_SHIFT).astype(np.uint8)
    odd = (~plain).nonzero()[0]
    codes[odd] = ODD
    article = shape.at.searchsorted(odd, side="right") - 1
    in_article = starts[odd] - runs.begins[:: len(ZONES)][article]
    rows = np.stack([odd - shape.at[article], in_article, (stops - starts)[odd], step[odd], ahead[odd]], axis=1)
    sizes = [shape.zones[at : at + len(ZONES)] for at in range(0, len(shape.zones), len(ZONES))]
    cuts = zip(sizes, pairwise(shape.at.tolist()), pairwise(odd.searchsorted(shape.at).tolist()), strict=True)
    rows = rows.astype(NUMBER)
    return [HEAD.pack(*size, d - c) + codes[a:b].tobytes() + rows[c:d].tobytes() for size, (a, b), (c, d) in cuts]


def read(packed: Sequence[bytes], texts: Sequence[Texts]) -> list[Layout]:
    """What `write` wrote of each of some articles, from its texts.

    Raises `ValueError` for anything else, and mostly for other texts.
    """
    shape, codes, places, (odd_starts, odd_lengths, odd_steps, odd_ahead) = _unpacked(packed)
    ahead, step = AHEAD.take(codes), STEP.take(codes)
    ahead[places], step[places] = odd_ahead, odd_steps

    runs = _Runs(texts)
    first = _sums(ahead, shape.at, runs.bounds[:-1] - 1)
    last = first + MORE.take(codes)
    low, high = (bound.repeat(shape.tokens) for bound in (runs.bounds[:-1] - 1, runs.bounds[1:]))
    if (last >= high).any() or (first < low).any():
        raise ValueError("the layout of an article is of another text")
    stops: Int32 = runs.stops.take(last)
    starts: Int32 = np.where(IS_EMPTY.take(codes), stops, runs.starts.take(first))
    odd_starts += runs.begins[:: len(ZONES)][shape.at.searchsorted(places, side="right") - 1]
    starts[places], stops[places] = odd_starts, odd_starts + odd_lengths
    before = runs.begins[:-1].astype(np.int32).repeat(shape.zones)
    starts -= before
    stops -= before

    keys = _sums(step, shape.limits, np.tile(ZONE_KEYS, len(packed)) + BEFORE_A_ZONE)
    found = _ends(keys, starts, stops, shape)
    cuts = zip(pairwise(shape.at.tolist()), found, strict=True)
    return [Layout(keys[a:b].copy(), starts[a:b].copy(), stops[a:b].copy(), ends) for (a, b), ends in cuts]


class _Shape:
    """How many tokens the zones of some articles have, and where these begin in a column of all."""

    def __init__(self, zones: list[int]) -> None:
        self.zones = zones
        self.limits = offsets(np.array(zones))
        """Where the tokens of each zone begin (one more: where the last end)."""
        self.at = self.limits[:: len(ZONES)]
        """Where those of each article begin (one more)."""
        self.tokens = self.at[1:] - self.at[:-1]
        """How many each article has."""


class _Runs:
    """The runs of letters and figures in the texts of some articles, all texts as one with a mark before each."""

    def __init__(self, texts: Sequence[Texts]) -> None:
        in_order = [of_one[zone] for of_one in texts for zone in ZONES]
        self.begins = offsets(np.array([len(text) + 1 for text in in_order])) + 1
        """Where each text begins (one more: where another would)."""
        text = "\n".join(("", *in_order, "0", ""))  # a run behind all, so that there is one
        inside = IN_RUN.take(np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4"), mode="clip")
        edges = (inside[1:] != inside[:-1]).nonzero()[0].astype(np.int32)
        edges += 1
        self.starts: Int32 = edges[::2]
        self.stops: Int32 = edges[1::2]
        self.bounds: Int64 = self.starts.searchsorted(self.begins[:: len(ZONES)])
        """The first run of each article (one more)."""


def _by_runs(starts: Int64, stops: Int64, runs: _Runs, shape: _Shape) -> tuple[Int64, Int64, Mask]:
    """Of each token by how many runs its first one is beyond that of the token before; how many more it has; and
    whether that is all that it is."""
    last, ends_a_run = _places(runs.stops, stops)
    first, begins_a_run = _places(runs.starts, starts)
    empty = starts == stops
    first = np.where(empty, last, first)
    low, high = (bound.repeat(shape.tokens) for bound in (runs.bounds[:-1], runs.bounds[1:]))
    whole = ends_a_run & (begins_a_run | empty) & (first >= low) & (last < high)
    # What is not made of runs is taken to begin where the token before does.
    reached = np.maximum.accumulate(np.where(whole, first, low - 1))
    whole &= first == reached
    return _steps(reached, shape.at, runs.bounds[:-1] - 1), last - reached, whole


def _unpacked(packed: Sequence[bytes]) -> tuple[_Shape, Int64, Int64, Int64]:
    """How many tokens there are, their bytes, the places of those that are odd, and the other numbers of these."""
    try:
        heads = [HEAD.unpack_from(one) for one in packed]
    except struct.error:
        raise ValueError("the layout of an article is too short") from None
    shape = _Shape([size for head in heads for size in head[:-1]])
    odd = np.array([head[-1] for head in heads])
    ends = HEAD.size + shape.tokens
    if (ends + ODD_NUMBERS * NUMBER.itemsize * odd).tolist() != list(map(len, packed)):
        raise ValueError("the layout of an article has another length")
    parts = list(zip(packed, ends.tolist(), strict=True))
    codes = np.frombuffer(b"".join(one[HEAD.size : end] for one, end in parts), np.uint8).astype(np.int64)
    rows = np.frombuffer(b"".join(one[end:] for one, end in parts), NUMBER).astype(np.int64)
    places, *others = rows.reshape(-1, ODD_NUMBERS).T
    if (places < 0).any() or (places >= shape.tokens.repeat(odd)).any():
        raise ValueError("the layout of an article points outside of it")
    return shape, codes, places + shape.at[:-1].repeat(odd), np.array(others)


def _ends(keys: Int64, starts: Int32, stops: Int32, shape: _Shape) -> list[dict[Zone, list[Token]]]:
    """For each article the tokens at ends of sentences, zone by zone."""
    empty = (starts == stops).nonzero()[0]
    ends = stops.take(empty).tolist()
    positions = (keys.take(empty) & LAST_POSITION).tolist()
    # As `Tokens` does: most tokens of a hit are these.
    tokens = list(map(tuple.__new__, repeat(Token), zip(ends, ends, positions, repeat(AN_END), strict=False)))
    zones = [tokens[a:b] for a, b in pairwise(empty.searchsorted(shape.limits).tolist())]
    return [dict(zip(ZONES, zones[at:], strict=False)) for at in range(0, len(zones), len(ZONES))]


def _columns(tokens: Sequence[Token]) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    if isinstance(tokens, Tokens):
        return tokens.starts, tokens.stops, tokens.positions
    return [t.start for t in tokens], [t.stop for t in tokens], [t.position for t in tokens]


def _steps(numbers: Int64, limits: Int64, before: Int64 | int) -> Int64:
    """By how much each number is larger than the one before it; the first between two limits, than `before`."""
    steps = numbers.copy()
    steps[1:] -= numbers[:-1]
    some = limits[1:] > limits[:-1]
    first = limits[:-1][some]
    steps[first] = numbers[first] - np.broadcast_to(before, some.size)[some]
    return steps


def _sums(steps: Int64, limits: Int64, before: Int64) -> Int64:
    """The numbers of which these are the `_steps`."""
    sums: Int64 = np.append(0, steps.cumsum())
    return sums[1:] + (before - sums.take(limits[:-1])).repeat(limits[1:] - limits[:-1])


def _places(edges: Int32, wanted: Int64) -> tuple[Int64, Mask]:
    """The place of each wanted number among the edges, which ascend, and whether it is one of them."""
    places = edges.searchsorted(wanted)
    return places, edges.take(places, mode="clip") == wanted
