"""What pruning relies on: bounds are no lower than impacts and hardly higher, and selecting overlooks nothing."""

import shutil
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.whoosh import WhooshEngine, engine, facets, impacts, packed_counts, selecting
from indexer.engines.whoosh.article_set import ArticleSet
from indexer.engines.whoosh.derived import derived_of
from indexer.engines.whoosh.impacts import SHARE_SLACK, Impacts, share
from indexer.engines.whoosh.packed_counts import UNIT, Norms
from indexer.engines.whoosh.postings import Counts, PackedCounts
from indexer.engines.whoosh.schema import ARTICLE
from indexer.query import Keyword

from .examples import article, ask, put, w
from .generations import ArticlesInMemory
from .made_up import made_up

GENERATION = ArticlesInMemory(1, list(made_up(40, seed=2)))
EVERY = np.arange(40, dtype=np.int32)

counts_of_zones = st.tuples(
    st.integers(0, 3) | st.integers(0, 200), st.integers(0, 5) | st.integers(0, 5000), st.integers(0, 300)
)


def counts(drawn: list[tuple[int, int, int]], early: list[bool]) -> Counts:
    rows = np.array(drawn, dtype=np.uint16).T.copy()
    rows[2] += rows.sum(axis=0) == 0  # a word stands somewhere in each of its articles
    return Counts(ARTICLE, EVERY[: len(drawn)], rows, np.array(early[: len(drawn)], dtype=np.bool_))


words = st.builds(
    counts, st.lists(counts_of_zones, min_size=1, max_size=40), st.lists(st.booleans(), min_size=40, max_size=40)
)


@given(words)
@settings(max_examples=60)
def test_an_impact_is_the_same_from_packed_counts(found: Counts) -> None:
    norms = Norms(GENERATION)
    word = Impacts(GENERATION, [found], norms)
    packed = packed_counts.pack(found)
    if not isinstance(packed, PackedCounts):
        assert found.counts[0].max() > 127 or found.counts[1].max() > 4095
        return
    from_packed = packed_counts.impacts(packed.packed[None], np.array([[word.idf]]), norms, found.articles)[0]
    assert from_packed.tolist() == word.at(found.articles).tolist()
    assert Impacts(GENERATION, packed, norms).at(found.articles).tolist() == from_packed.tolist()


def spelled_out(found: Counts) -> list[tuple[int, tuple[int, ...], bool]]:
    return list(zip(found.articles.tolist(), map(tuple, found.counts.T.tolist()), found.early.tolist(), strict=True))


@given(words)
def test_counts_are_the_same_once_packed(found: Counts) -> None:
    assert spelled_out(packed_counts.unpacked(packed_counts.pack(found))) == spelled_out(found)


@given(st.lists(words, min_size=1, max_size=3))
def test_packed_counts_of_several_segments_are_joined(found: list[Counts]) -> None:
    joined = packed_counts.joined([packed_counts.pack(one) for one in found])
    if joined is None:
        assert any(isinstance(packed_counts.pack(one), Counts) for one in found)
    else:
        assert spelled_out(packed_counts.unpacked(joined)) == [row for one in found for row in spelled_out(one)]


@given(words, st.booleans())
@settings(max_examples=60)
def test_a_bound_is_above_the_impact_by_one_rounding_at_most(found: Counts, kept_as_counts: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if kept_as_counts:
            patch.setattr(impacts, "RARE", 0)
            patch.setattr(impacts, "SMALL", 0)
        word = Impacts(GENERATION, [found], Norms(GENERATION))
        exact = word.at(found.articles)
        for finer in {word.finer, 0}:
            unit = UNIT / 2**finer
            bounds = word.bounds_at(found.articles, finer).astype(np.int64)  # of which more can be taken than there is
            assert (bounds * unit > exact).all()
            assert ((bounds - (1 if finer == word.finer else 2)) * unit <= exact * (1 + 1e-5)).all()
            assert bounds.max() <= word.most(finer)
            everywhere = np.zeros(GENERATION.size, dtype=np.uint16)
            word.add_bounds(everywhere, finer)
            assert everywhere.take(found.articles).tolist() == bounds.tolist()
            assert everywhere.sum() == bounds.sum()


@given(st.sampled_from(["u1", "u2", "u4"]), st.floats(0.01, 1), st.data())
def test_a_share_of_bounds_is_rounded_up(kind: str, worth: float, data: st.DataObject) -> None:
    most = np.iinfo(kind).max
    bounds = np.array(data.draw(st.lists(st.integers(0, most) | st.sampled_from([0, 1, most]))), dtype=kind)
    shared = share(bounds, worth)
    assert (shared >= bounds * worth).all()
    assert (shared < bounds * worth + SHARE_SLACK).all()
    assert ((shared == 0) == (bounds == 0)).all()


@given(words, st.lists(st.integers(0, 3000), min_size=40, max_size=40), st.sampled_from([1.0, 0.4]))
@settings(max_examples=60)
def test_bounds_are_raised_to_those_of_another_word(found: Counts, before: list[int], worth: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(impacts, "SMALL", 0)
        word = Impacts(GENERATION, [found], Norms(GENERATION))
        own = np.zeros(GENERATION.size, dtype=np.uint16)
        own[found.articles] = share(word.bounds_at(found.articles, word.finer), worth)
        for total in (np.array(before, dtype=np.uint16), np.array(before, dtype=np.uint32)):
            word.raise_to_bounds(total, word.finer, worth)
            assert total.tolist() == np.maximum(before, own).tolist()


@given(st.integers(1, 30), st.integers(0, 2**32 - 1), st.integers(30, 3000), st.integers(1, 500))
def test_as_many_values_as_wanted_reach_what_is_said_to_be_the_kth(k: int, seed: int, size: int, most: int) -> None:
    values = np.random.default_rng(seed).integers(0, most, size).astype(np.uint16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selecting, "GROUPS", 8)
        first, last = selecting.kth_largest(values, 1, k)
    assert np.count_nonzero(values >= last) >= k
    in_a_group = size // max(selecting.GROUPS_A_PLACE * k, 8)  # fewer than that are in none
    assert np.count_nonzero(values > first) < max(1, in_a_group)


@given(st.integers(0, 2**32 - 1), st.integers(1, 700), st.floats(0, 1))
def test_no_place_that_reaches_is_overlooked(seed: int, size: int, least: float) -> None:
    values = (np.random.default_rng(seed).random(size) ** 8 * 1000).astype(np.uint16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selecting, "LONG", 64)
        assert selecting.reaching(values, least * 1000).tolist() == np.flatnonzero(values >= int(least * 1000)).tolist()


@pytest.mark.parametrize("many", [0, 10**9], ids=["pairs", "one by one"])
def test_facets_count_octets(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(facets, "MANY", many)
    generation = ArticlesInMemory(1, list(made_up(61, seed=3)))
    found = ArticleSet.of(61, np.arange(0, 61, 2, dtype=np.int32))
    sources = [generation.article(number).source for number in range(0, 61, 2)]
    expected = sorted({(-sources.count(source), source) for source in sources})
    counted = facets.count(generation, derived_of(generation), Keyword.SOURCE, found)
    assert list(counted.items()) == [(source, -times) for times, source in expected]


def test_commits_are_seen_although_a_table_of_contents_cannot_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, while another program reads it: the next one is gone again when the one after it has come."""
    with closing(WhooshEngine(tmp_path, create=True)) as reading, closing(WhooshEngine(tmp_path)) as writing:
        put(writing, article("а", "Новый мост"))
        assert ask(reading, w("мост")).total == 1
        (table,) = tmp_path.glob("_MAIN_*.toc")
        shutil.copy(table, tmp_path / "kept")
        put(writing, article("б", "Старый мост"))
        put(writing, article("в", "Третий мост"))
        shutil.copy(tmp_path / "kept", table)
        monkeypatch.setattr(engine, "LISTED", 0.0)
        assert ask(reading, w("мост")).total == 3
