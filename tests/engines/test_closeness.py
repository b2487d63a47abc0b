"""How far two words of a query stand from each other in an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.closeness import _distance
from indexer.scoring import NEAR

FAR = NEAR + 1


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ([4], [5], 1),
        ([4], [6], 2),
        ([5], [4], 2),  # the other way round is one further
        ([4, 20], [9, 21], 1),
        ([4], [4], FAR),  # one word that is read as both
        ([4], [4, 6], 2),
        ([4], [4 + NEAR], NEAR),
        ([4], [4 + NEAR + 1], FAR),
        ([4 + NEAR], [4], FAR),
        ([], [4], FAR),
        ([4], [], FAR),
    ],
)
def test_the_distance_from_one_word_to_the_next(first: list[int], second: list[int], distance: int) -> None:
    assert _distance(first, second) == distance


places = st.lists(st.integers(0, 60), max_size=12, unique=True).map(sorted)


@given(places, places)
def test_it_is_the_smallest_of_all(some: list[int], others: list[int]) -> None:
    each = [b - a if b > a else a - b + 1 for a in some for b in others if a != b]
    assert _distance(some, others) == min([*each, FAR])
