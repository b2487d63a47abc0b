"""Sets of articles follow the laws of sets, in either form."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.whoosh import article_set
from indexer.engines.whoosh.article_set import ArticleSet, at_least, intersection, union
from indexer.engines.whoosh.scratch import marks, totals

SIZE = 130
members = st.sets(st.integers(0, SIZE - 1))


def of(numbers: set[int], as_bits: bool = False) -> ArticleSet:
    made = ArticleSet.of(SIZE, np.array(sorted(numbers), dtype=np.int32))
    return ArticleSet.of_bits(SIZE, made.bits()) if as_bits else made


def plain(found: ArticleSet) -> set[int]:
    numbers = found.numbers()
    assert numbers.dtype == np.int32
    assert numbers.tolist() == sorted(set(numbers.tolist()))
    assert found.count == numbers.size
    assert np.flatnonzero(found.mask()).tolist() == numbers.tolist()
    return set(numbers.tolist())


@settings(deadline=None)
@given(members, members, st.booleans(), st.booleans())
def test_and_or_not(a: set[int], b: set[int], a_bits: bool, b_bits: bool) -> None:
    one, other = of(a, a_bits), of(b, b_bits)
    assert plain(one.among(other)) == a & b
    assert plain(one.without(other)) == a - b
    assert plain(union(SIZE, [one, other])) == a | b
    wanted = np.array(sorted(b), dtype=np.int32)
    assert one.has(wanted).tolist() == [number in a for number in sorted(b)]


@settings(deadline=None)
@given(st.one_of(members, st.sets(st.integers(0, SIZE - 1), max_size=4)))
def test_numbers_from_bits_of_a_large_index(a: set[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(article_set, "SMALL", 0)
        assert plain(of(a, as_bits=True)) == a


@settings(deadline=None)
@given(members, members, st.booleans(), st.booleans())
def test_where_articles_stand_in_a_set(a: set[int], b: set[int], as_bits: bool, counted: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(article_set, "MANY", 0 if counted else SIZE)
        places, there = of(a, as_bits).places(np.array(sorted(b), dtype=np.int32))
        again, _ = of(a, as_bits).places(np.array(sorted(b), dtype=np.int32))
    assert there.tolist() == [number in a for number in sorted(b)]
    assert places.tolist() == [sum(other < number for other in a) for number in sorted(b)] == again.tolist()


@settings(deadline=None)
@given(st.lists(st.tuples(members, st.booleans()), max_size=6), st.integers(1, 7))
def test_at_least(parts: list[tuple[set[int], bool]], n: int) -> None:
    expected = {number for number in range(SIZE) if sum(number in part for part, _ in parts) >= n}
    assert plain(at_least(SIZE, n, [of(part, bits) for part, bits in parts])) == expected


@settings(deadline=None)
@given(st.lists(st.tuples(members, st.booleans()), min_size=1, max_size=6), st.sampled_from([0, SIZE]))
def test_all_of_some_sets(parts: list[tuple[set[int], bool]], small: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(article_set, "SMALL", small)
        found = intersection(of(part, bits) for part, bits in parts)
    assert plain(found) == set.intersection(*(part for part, _ in parts))


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65])
def test_the_last_bits_of_an_index(size: int) -> None:
    mask = np.ones(size, dtype=np.bool_)
    assert ArticleSet.of_mask(mask).numbers().tolist() == list(range(size))


def test_scratch_arrays_are_clean_after_an_exception() -> None:
    def interrupted() -> None:
        with marks(8) as mask, totals(8, np.uint16) as total:
            mask[2] = True
            total[3] = 5
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with marks(8) as mask, totals(6, np.uint32) as total:
        assert not mask.any()
        assert not total.any()


def test_a_scratch_array_in_use_is_not_given_out_again() -> None:
    with marks(8) as outer:
        outer[0] = True
        with marks(8) as inner:
            assert not inner.any()
        assert outer[0]


def test_a_scratch_array_is_no_longer_than_what_is_cleared() -> None:
    with marks(20) as mask:
        assert mask.size == 20
    with marks(8) as mask:
        mask[:] = True
    with marks(20) as mask:
        assert not mask.any()


def test_each_thread_has_its_own_scratch_array() -> None:
    seen = []

    def look() -> None:
        with marks(8) as mask:
            seen.append(bool(mask.any()))

    with marks(8) as mask:
        mask[:] = True
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [False]
