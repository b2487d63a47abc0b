"""What an index keeps of reprints besides the stories: all sketches, and which of them are alike.

Three blocks. The sketches of a build, in the order of arrival; those that
updates put since, with the places that no article has any more; and the pairs.
An update writes the second and the third, which are small, and the first only
when the second has grown. A place is that of a sketch in the first block, and
from its end on in the second.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .alike import RULES
from .book import SketchBook
from .changes import Change, Mask, pairs_after
from .pairs import Pairs, distinct, paired, parted
from .sketch import ALGORITHM, SKETCH, Sketches

SKETCHES, SINCE, PAIRS = "sketches", "sketches-since", "alike"
"""The names of the blocks."""

FEW, FEW_OF = 1000, 64
"""So many changes at most, or one in so many articles, are worked out alone and kept in the second block."""

IDS_AT_ONCE = 10_000
"""Ids that are written in one go."""

SKETCHES_AT_ONCE = 4096
"""Sketches that are passed over in one go: what is worked out of them stays near the processor."""

PAIR = np.dtype("<u8")

Block = Iterator[bytes]
"""A line of JSON, then arrays, little-endian; in parts, since with a million articles it can be 400 MB."""


def few(articles: int) -> int:
    """See `FEW`."""
    return max(FEW, articles // FEW_OF)


@dataclass(frozen=True, slots=True)
class KeptSketches:
    """Sketches by their places. Of one that no article has any more `there` is False."""

    ids: Sequence[str]
    built: Sketches
    since: Sketches
    there: Mask
    pairs: Pairs | None
    """Of places, see `indexer.reprints.pairs`; None where they are to be found anew."""

    def __len__(self) -> int:
        return len(self.ids)

    def parts(self) -> Iterator[tuple[int, Sketches]]:
        """All of them, some at a time, each time with the place of the first."""
        for first, sketches in ((0, self.built), (len(self.built), self.since)):
            for start in range(0, len(sketches), SKETCHES_AT_ONCE):
                yield first + start, sketches[start : start + SKETCHES_AT_ONCE]

    def take(self, places: npt.NDArray[np.integer]) -> Sketches:
        """The sketches at these places, in their order."""
        taken = np.empty(places.size, dtype=SKETCH)
        first = places < len(self.built)
        taken[first] = self.built[places[first]]
        taken[~first] = self.since[places[~first] - len(self.built)]
        return taken

    def column(self, name: str) -> npt.NDArray[np.int64]:
        """One of their numbers, for all of them."""
        return np.concatenate([self.built[name], self.since[name]]).astype(np.int64)

    def changed(self, book: SketchBook) -> "KeptSketches | None":
        """With what the book has, and without what it forgot; None where that changes nothing. Needs `pairs`."""
        assert self.pairs is not None
        ids, file = book.all()
        sketches = file.part(0, len(file))
        place_of = self._places(book.gone.union(ids))
        old = np.array([place_of.get(article_id, -1) for article_id in ids], dtype=np.int64)
        known = np.flatnonzero(old >= 0)
        known = known[_same(self.take(old[known]), sketches[known])]
        new = np.setdiff1d(np.arange(len(ids)), known, assume_unique=True)
        leaving = [*old[new][old[new] >= 0].tolist(), *(place_of[one] for one in book.gone if one in place_of)]
        if not (new.size or leaving):
            return None
        before = np.append(self.there, np.zeros(new.size, dtype=np.bool_))
        after = np.append(self.there, np.ones(new.size, dtype=np.bool_))
        after[leaving] = False
        more = [ids[number] for number in new.tolist()]
        whole = replace(self, ids=[*self.ids, *more], since=np.append(self.since, sketches[new]), there=after)
        return replace(whole, pairs=pairs_after(self.pairs, whole.ids, whole, Change(before, after)))

    def _places(self, ids: set[str]) -> dict[str, int]:
        """Of those of the ids that have an article."""
        there = self.there
        return {one: place for place, one in enumerate(self.ids) if one in ids and there[place]}

    def fill(self, book: SketchBook) -> None:
        """Note in the book all articles that it neither has nor forgot."""
        for start, part in self.parts():
            for place, row in enumerate(part, start):
                if self.there[place] and not book.decides(self.ids[place]):
                    book.note(self.ids[place], row.tobytes())

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """What is to be kept after an update: all as one where much came since the build."""
        assert self.pairs is not None
        if len(self.since) + np.count_nonzero(~self.there) > few(len(self.built)):
            ids = [one for one, there in zip(self.ids, self.there.tolist(), strict=True) if there]
            places = self.there.cumsum() - 1
            some, others = parted(self.pairs)
            parts = (part[self.there[start : start + len(part)]] for start, part in self.parts())
            yield from built_blocks(ids, parts, distinct([paired(places[some], places[others])]))
        else:
            gone = np.flatnonzero(~self.there).tolist()
            yield from _changing_blocks(len(self.built), self.ids[len(self.built) :], self.since, gone, self.pairs)


def built_blocks(ids: Sequence[str], sketches: Iterable[Sketches], pairs: Pairs) -> Iterator[tuple[str, Block]]:
    """What is to be kept after a build; `pairs` are of places in the order of the ids."""
    yield SKETCHES, _block({"algorithm": ALGORITHM}, ids, sketches)
    yield from _changing_blocks(len(ids), [], np.empty(0, dtype=SKETCH), [], pairs)


def _changing_blocks(
    built: int, ids: Sequence[str], since: Sketches, gone: list[int], pairs: Pairs
) -> Iterator[tuple[str, Block]]:
    yield SINCE, _block({"built": built, "gone": gone}, ids, [since])
    yield PAIRS, _block({"rules": RULES}, [], [pairs.astype(PAIR)])


def _block(head: dict[str, object], ids: Sequence[str], rows: Iterable[npt.NDArray[Any]]) -> Block:
    yield f'{json.dumps(head, separators=(",", ":"))[:-1]},"ids":['.encode("ascii")
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = json.dumps(ids[start : start + IDS_AT_ONCE], separators=(",", ":"))[1:-1]
        yield f"{',' if start else ''}{some}".encode("ascii")
    yield b"]}\n"
    for part in rows:
        yield part.tobytes()


def read_kept(kept: Callable[[str], bytes | None]) -> KeptSketches | None:
    """What the index keeps, where `kept` gives its blocks; None where that cannot be compared with new sketches."""
    try:
        head, rows = _read(kept(SKETCHES))
        if head["algorithm"] != ALGORITHM:
            return None
        built = np.frombuffer(rows, dtype=SKETCH)
        ids, there = list(head["ids"]), np.ones(len(head["ids"]), dtype=np.bool_)
        since, pairs = np.empty(0, dtype=SKETCH), None
        if (block := kept(SINCE)) is not None:
            head, rows = _read(block)
            since = np.frombuffer(rows, dtype=SKETCH)
            if head["built"] != len(built):
                return None
            ids += head["ids"]
            there = np.ones(len(ids), dtype=np.bool_)
            there[head["gone"]] = False
        if len(ids) != len(built) + len(since):
            return None
        if (block := kept(PAIRS)) is not None:
            head, rows = _read(block)
            pairs = np.frombuffer(rows, dtype=PAIR) if head["rules"] == RULES else None
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
    return KeptSketches(ids, built, since, there, pairs)


def _read(block: bytes | None) -> tuple[Any, memoryview]:
    """The line of JSON and what follows it."""
    if block is None:
        raise ValueError("there is no such block")
    end = block.find(b"\n") + 1
    return json.loads(block[:end]), memoryview(block)[end:]  # no copy: it is large


def _same(some: Sketches, others: Sketches) -> Mask:
    """Which of the sketches are the same in every byte."""
    one, other = (np.ascontiguousarray(rows).view(np.uint8).reshape(-1, SKETCH.itemsize) for rows in (some, others))
    return np.asarray((one == other).all(axis=1))
