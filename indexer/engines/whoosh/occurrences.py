"""Every occurrence of a word as one sorted array of 64-bit numbers, which the executor works with:

article << 32 | zone << 28 | position
"""

import numpy as np
import numpy.typing as npt

from indexer.query import ZONES, Field, Prefix, Word, Zone

from .generation import OpenGeneration
from .schema import ARTICLE, SIDE, ZONE_NUMBER, ZONE_SHIFT

ARTICLE_SHIFT = 32
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
NONE: Ints = np.empty(0, dtype=np.int64)
NONE.flags.writeable = False


def occurrences(generation: OpenGeneration, leaf: Word | Prefix) -> Ints:
    """Every occurrence of a word in the zones of its field, live articles only, sorted, none twice."""
    zones = ZONES[leaf.field]
    found: list[Ints] = []
    for name in [ARTICLE, SIDE] if Zone.SIDE in zones else [ARTICLE]:
        terms = leaf.terms if isinstance(leaf, Word) else [t for t, _ in generation.dictionary(name, leaf.start)]
        found += (_term(generation, name, term) for term in terms)
    found = [keys for keys in found if keys.size]
    if not found:
        return NONE
    keys = found[0] if len(found) == 1 else np.unique(np.concatenate(found))
    if leaf.field is Field.TITLE:
        keys = keys[(keys >> ZONE_SHIFT) & 0xF == ZONE_NUMBER[Zone.TITLE]]
    return keys


def _term(generation: OpenGeneration, field: str, term: str) -> Ints:
    articles = generation.postings(field, term).articles.astype(np.int64)
    starts, keys = generation.positions(field, term)
    high: Ints = np.repeat(articles << ARTICLE_SHIFT, np.diff(starts))
    high += keys
    return high
