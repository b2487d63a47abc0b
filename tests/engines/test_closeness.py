"""How far two words of a query stand from each other in an article."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engine import Request
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import closeness
from indexer.engines.whoosh.closeness import Closeness, _distance
from indexer.engines.whoosh.postings import Int32, Mask
from indexer.query import And, Field, Or, Query, Together
from indexer.scoring import NEAR

from .examples import article, phrase, put, w
from .generations import ArraysEngine
from .test_agreement import same

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


WORDS = ("мост", "река", "берег")
texts = st.lists(st.sampled_from([*WORDS, "лодка."]), min_size=3, max_size=12).map(" ".join)
two_or_three = st.sampled_from(["мост река", "река берег", "мост мост", "берег мост река", "мост бер*", "мост _ река"])
phrases = st.builds(phrase, two_or_three, st.sampled_from([0, 0, 1]), st.sampled_from([Field.ARTICLE, Field.TITLE]))
parts: st.SearchStrategy[Query] = st.one_of(phrases, st.builds(w, st.sampled_from(WORDS)))
queries = st.one_of(
    phrases,
    st.builds(lambda found: And(tuple(found)), st.lists(parts, min_size=2, max_size=3)),
    st.builds(lambda found: Together(tuple(found)), st.lists(parts, min_size=2, max_size=3)),
    st.builds(lambda one, found: And((one, Or(tuple(found)))), phrases, st.lists(parts, min_size=2, max_size=2)),
)


@settings(deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=6), queries, st.booleans())
def test_words_of_a_phrase_are_as_near_as_their_places_say(
    written: list[tuple[str, str]], query: Query, one_by_one: bool
) -> None:
    engine = ArraysEngine()
    put(engine, *(article(str(number), title, text) for number, (title, text) in enumerate(written)))
    request = Request(tiers=(query,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closeness, "FEW", closeness.FEW if one_by_one else 0)
        same(engine.search(request), MemoryEngine.search(engine, request))


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        (phrase("мост река берег"), 0),
        (And((phrase("мост река"), w("берег"))), 1),
        (And((w("берег"), phrase("мост река"))), 1),
        (And((phrase("мост река"), phrase("лодка мост"))), 1),
        (phrase("мост река", slop=1), 1),
    ],
    ids=str,
)
def test_no_place_is_read_of_words_that_must_be_neighbours(
    query: Query, pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = ArraysEngine()
    put(
        engine, *(article(str(number), "", "мост река берег" + number * " лодка" + " мост река") for number in range(9))
    )
    looked_at: list[int] = []

    def few(self: Closeness, numbers: Int32, both: Mask) -> list[float]:
        looked_at.append(int(both.any(axis=1).sum()))
        return nearness_of_few(self, numbers, both)

    nearness_of_few = Closeness._nearness_of_few
    monkeypatch.setattr(Closeness, "_nearness_of_few", few)
    request = Request(tiers=(query,))
    same(engine.search(request), MemoryEngine.search(engine, request))
    assert sum(looked_at) == pairs
