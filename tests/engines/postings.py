"""Postings in a notation that tests can write: {term: {article: {(zone, position)}}}."""

import numpy as np
from hypothesis import strategies as st

from indexer.engines.whoosh.inverted import ZONE_NUMBERS, Inverted
from indexer.engines.whoosh.schema import WORDS, ZONE_SHIFT
from indexer.query import Zone
from indexer.scoring import is_early
from indexer.zstd import zstd

Content = dict[bytes, dict[int, set[tuple[int, int]]]]

zones_of = {field: list(ZONE_NUMBERS[field]) for field in WORDS}
positions = st.one_of(st.integers(0, 120), st.sampled_from([79, 80, 127, 128, 20_000, 2**28 - 1]))


def postings(field: str) -> st.SearchStrategy[Content]:
    places = st.sets(st.tuples(st.sampled_from(zones_of[field]), positions), min_size=1, max_size=25)
    articles = st.dictionaries(st.one_of(st.integers(0, 20), st.integers(0, 2**31 - 1)), places, min_size=1, max_size=6)
    terms = st.text("абя¶=\x00\ud800", max_size=4).map(lambda term: term.encode(errors="surrogatepass"))
    return st.dictionaries(terms, articles, max_size=8)


def inverted(field: str, content: Content) -> Inverted:
    """The same as arrays."""
    terms = sorted(content)
    rows = [
        (number, one, zone << ZONE_SHIFT | position)
        for number, term in enumerate(terms)
        for one in sorted(content[term])
        for zone, position in sorted(content[term][one])
    ]
    term, articles, keys = np.array(rows, dtype=np.int64).reshape(len(rows), 3).T
    return Inverted.of(ZONE_NUMBERS[field], terms, term, articles.astype(np.int32), keys.astype(np.uint32))


def content_of(part: Inverted) -> Content:
    """The arrays, spelled out; checks that counts and early bits are those of the positions."""
    found: Content = {}
    posting, at = 0, 0
    for term, frequency in zip(part.terms, part.frequency.tolist(), strict=True):
        for _ in range(frequency):
            size = int(part.counts[:, posting].sum())
            keys = [(key >> ZONE_SHIFT, key & (1 << ZONE_SHIFT) - 1) for key in part.keys[at : at + size].tolist()]
            assert keys == sorted(keys)
            zones = sorted({zone for zone, _ in keys})
            assert part.counts[:, posting].sum() == len(keys)
            assert [n for n in part.counts[:, posting].tolist() if n] == [sum(z == k for k, _ in keys) for z in zones]
            early = any(is_early(list(Zone)[zone], position) for zone, position in keys)
            assert bool(part.early[posting]) is early
            found.setdefault(term, {})[int(part.articles[posting])] = set(keys)
            posting, at = posting + 1, at + size
    return found


def packed_by_chance(streams: bytes) -> bytes | None:
    """Blocks so short as those of tests are not made smaller: some are packed all the same."""
    return zstd.compress(streams) if len(streams) % 2 else None
