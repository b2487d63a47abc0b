"""Which articles have the same text after a change, from what was known before it: the same as if all were compared.

An article is compared with its neighbours among those that share a band with it
(see `pairs`). So what a change alters is near the changed sketches in the bands
that these have: there it is worked out which pairs become neighbours, and which
are none any more. To find who shares a band all sketches are passed over once;
nothing else costs so much for each of them.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from . import pairs as comparing
from .alike import FEWEST, are_alike
from .pairs import HALF_BITS, Pairs, bands_of, distinct, neighbours, paired, parted
from .sketch import BANDS, SketchesByPlace

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


class Change(NamedTuple):
    """Which places had an article before and which have one after; one of other text has another place."""

    before: Mask
    after: Mask


def pairs_after(known: Pairs, ids: Sequence[str], sketches: SketchesByPlace, change: Change) -> Pairs:
    """`known` are the pairs before the change; what comes is what `all_pairs` finds among the articles after it."""
    long_enough = sketches.column("shingles") >= FEWEST
    change = Change(change.before & long_enough, change.after & long_enough)
    changed = np.flatnonzero(change.before != change.after)
    if not changed.size:
        return known
    members = _members(ids, sketches, _shared(bands_of(sketches.take(changed))), change.before | change.after)
    gained, lost = _moved(members, change)
    left = known[np.logical_and(*(change.after[places] for places in parted(known)))]
    doubtful = np.intersect1d(lost, left, assume_unique=True)
    if doubtful.size:
        left = np.setdiff1d(left, _no_neighbours(doubtful, ids, sketches, change.after), assume_unique=True)
    return distinct([left, *_alike(sketches, gained)])


def _alike(sketches: SketchesByPlace, candidates: Pairs) -> Iterator[Pairs]:
    for at in range(0, candidates.size, comparing.AT_ONCE):
        some = candidates[at : at + comparing.AT_ONCE]
        one, other = parted(some)
        yield some[are_alike(sketches.take(one), sketches.take(other))]


class _Members(NamedTuple):
    """Who shares a band: for each such article a key, the band above and its rank among the published below.

    In the order of the keys. An article that shares several bands is there several times.
    """

    keys: Pairs
    places: Places


def _shared(bands: npt.NDArray[np.uint32]) -> Pairs:
    """The bands of these rows, each once: above which it is of the signature, below what it is."""
    return distinct([(bands | np.arange(BANDS, dtype=np.uint64) << HALF_BITS).ravel()])


def _members(ids: Sequence[str], sketches: SketchesByPlace, shared: Pairs, counted: Mask) -> _Members:
    """Those of `counted` that have one of the bands. A key has the band's place in `shared` for its value."""
    found = [(band[counted[places]], places[counted[places]]) for band, places in _sharing(sketches, shared)]
    band = np.concatenate([np.empty(0, dtype=np.uint64), *(bands for bands, _ in found)])
    places = np.concatenate([np.empty(0, dtype=np.int64), *(some for _, some in found)])
    articles, which = np.unique(places, return_inverse=True)
    keys = band << HALF_BITS | _ranks(ids, sketches, articles)[which]
    order = keys.argsort()
    return _Members(keys[order], places[order])


def _ranks(ids: Sequence[str], sketches: SketchesByPlace, articles: Places) -> Pairs:
    """Where each of the articles stands among them in the order of publication, from 0 on."""
    known_by = sketches.column("known_by")[articles].tolist()
    names = [ids[place] for place in articles.tolist()]
    ranks = np.empty(articles.size, dtype=np.uint64)
    ranks[sorted(range(articles.size), key=lambda n: (known_by[n], names[n]))] = np.arange(articles.size)
    return ranks


def _sharing(sketches: SketchesByPlace, shared: Pairs) -> Iterator[tuple[Pairs, Places]]:
    """Of each band that is in `shared` its place there, and the place of the sketch."""
    # Most bands are none of these, as 16 of their 24 bits tell: one look into a table for each.
    lower = np.uint64(0xFFFF)
    possible = np.zeros(BANDS << 16, dtype=np.bool_)
    possible[shared >> HALF_BITS << np.uint64(16) | shared & lower] = True
    tables = np.arange(BANDS, dtype=np.uint32) << np.uint32(16)
    for start, part in sketches.parts():
        bands = bands_of(part)
        at = np.flatnonzero(possible.take(bands & np.uint32(lower) | tables))
        rows, which = np.divmod(at, BANDS)
        codes = which.astype(np.uint64) << HALF_BITS | bands.reshape(-1)[at]
        place = np.minimum(np.searchsorted(shared, codes), shared.size - 1)
        same = shared[place] == codes
        yield place[same].astype(np.uint64), rows[same] + start


def _moved(members: _Members, change: Change) -> tuple[Pairs, Pairs]:
    """Pairs that become neighbours in a band and pairs that are no longer, each in order.

    A pair that becomes neighbours in one band can have been neighbours in another.
    """
    before, after = change.before[members.places], change.after[members.places]
    near = _near(before != after)
    keys, places = members.keys[near], members.places[near]
    # In which band two are neighbours matters: ranks give way to places in this list, which no two bands share.
    keys = keys >> HALF_BITS << HALF_BITS | np.arange(keys.size, dtype=np.uint64)
    then, now = (
        distinct([one << HALF_BITS | other for one, other in neighbours(keys[state[near]])])
        for state in (before, after)
    )
    gained, lost = np.setdiff1d(now, then, assume_unique=True), np.setdiff1d(then, now, assume_unique=True)
    return _of_places(gained, places), _of_places(lost, places)


def _of_places(pairs: Pairs, places: Places) -> Pairs:
    one, other = parted(pairs)
    return distinct([paired(places[one], places[other])])


def _near(changed: Mask) -> Mask:
    """The changed members, and of the others WINDOW before and after each of them.

    Two others that have a changed one between them, and are neighbours before or
    after the change, are among these with all that stand between them. What is
    left out makes some look nearer to each other than they are, but before and
    after alike: between such two there are WINDOW others, or nobody who changed.
    """
    others = np.flatnonzero(~changed)
    at = np.searchsorted(others, np.flatnonzero(changed))
    steps = np.zeros(others.size + 1, dtype=np.int64)
    np.add.at(steps, np.maximum(at - comparing.WINDOW, 0), 1)
    np.add.at(steps, np.minimum(at + comparing.WINDOW, others.size), -1)
    near = changed.copy()
    near[others[steps.cumsum()[:-1] > 0]] = True
    return near


def _no_neighbours(doubtful: Pairs, ids: Sequence[str], sketches: SketchesByPlace, after: Mask) -> Pairs:
    """Those of the pairs that are neighbours in none of the bands that both have."""
    one, other = parted(doubtful)
    bands, other_bands = bands_of(sketches.take(one)), bands_of(sketches.take(other))
    pair, which = np.nonzero(bands == other_bands)
    codes = which.astype(np.uint64) << HALF_BITS | bands[pair, which]
    shared = distinct([codes])
    members = _members(ids, sketches, shared, after)
    band = np.searchsorted(shared, codes)
    # Where in the list of members each of the two stands, in each band that they share.
    by_place = np.lexsort((members.places, members.keys >> HALF_BITS))
    keys = (members.keys >> HALF_BITS << HALF_BITS | members.places.astype(np.uint64))[by_place]
    at, other_at = (
        by_place[np.searchsorted(keys, band.astype(np.uint64) << HALF_BITS | places[pair].astype(np.uint64))]
        for places in (one, other)
    )
    near = np.zeros(doubtful.size, dtype=np.bool_)
    near[pair[np.abs(at - other_at) <= comparing.WINDOW]] = True
    return doubtful[~near]
