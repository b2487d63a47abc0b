"""Postings and positions as arrays."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.about import About
from indexer.article import Article

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt16 = npt.NDArray[np.uint16]
UInt32 = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]

ARTICLE_SHIFT = 32
"""An occurrence as one number: `article << 32 | zone << 28 | position`."""


Rows = npt.NDArray[Any]
"""Occurrences, a row for each zone of a field (title, lead, body; in the field `side` one row), in two bytes each where
none is larger, else in four."""


class Postings(NamedTuple):
    """In which articles of a segment a term stands, deleted ones included. Read-only arrays.

    `early` says of which articles `scoring.is_early` holds for at least one occurrence.
    """

    articles: Int32
    counts: Rows
    early: Mask


class Positions(NamedTuple):
    """Where a term stands in some articles: `keys[starts[i]:starts[i + 1]]` are of the i-th.

    A key is `zone << 28 | position`; those of one article ascend.
    """

    starts: Int64
    keys: UInt32


class Standing(NamedTuple):
    """Where some terms stand in some articles, of those pairs of a term and an article that were asked for.

    `pairs` are the places of the pairs that stand anywhere, ascending; keys as in
    `Positions`: `keys[starts[i]:starts[i + 1]]` are of the pair at `pairs[i]`.
    """

    pairs: Int64
    starts: Int64
    keys: UInt32


class Counts(NamedTuple):
    """Of the articles with a word in one field: how often it stands in each zone, and whether early."""

    field: str
    articles: Int32
    counts: Rows
    early: Mask


class PackedCounts(NamedTuple):
    """The same in 16 or 32 bits for each article, see `packed_counts.py`; of title, lead and body."""

    articles: Int32
    packed: UInt16 | UInt32


class Stored(NamedTuple):
    """An article, where it happens, and where its tokens stand (`layout.py`)."""

    article: Article
    about: About
    layout: bytes
