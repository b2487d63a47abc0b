"""From tokens to postings, and segments into one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analyzed import analyze_article
from indexer.engines.whoosh.coding import pack, unpack
from indexer.engines.whoosh.inversion import Classes, ClassTerms, FieldBuffer
from indexer.engines.whoosh.inverted import joined
from indexer.engines.whoosh.merging import LARGER, merged, to_merge
from indexer.engines.whoosh.schema import ARTICLE, WORDS, ZONE_NUMBER
from indexer.engines.whoosh.segment import ColumnarSegment
from indexer.language import analyze
from indexer.matching import Indexed

from .examples import article
from .postings import Content, content_of, inverted, postings

WORDS_OF_TEXTS = ["мост", "стали", "форум.", "онлайн-форум", "Ёлка"]


@given(st.lists(st.lists(st.sampled_from(WORDS_OF_TEXTS), max_size=12).map(" ".join), max_size=5))
@settings(max_examples=40, deadline=None)
def test_inversion_gives_what_the_definition_of_matching_has(texts: list[str]) -> None:
    articles = [analyze_article(article("а", text=text, side=text[:12]), analyze) for text in texts]
    classes = Classes()
    buffers = {name: FieldBuffer(name) for name in WORDS}
    for one in articles:
        tokens = classes.tokens(one)
        for name, buffer in buffers.items():
            buffer.add(tokens[name])
            assert tokens[name].lengths == tuple(Indexed(one).length[zone] for zone in WORDS[name])
    for name, buffer in buffers.items():
        expected: Content = {}
        for number, one in enumerate(articles):
            for zone in WORDS[name]:
                for term, where in Indexed(one).positions[zone].items():
                    places = expected.setdefault(term.encode(), {}).setdefault(number, set())
                    places.update((ZONE_NUMBER[zone], position) for position in where)
        parts = list(buffer.inverted(ClassTerms(classes)))
        assert content_of(joined(parts)) == expected if parts else not expected


def test_classes_that_another_process_numbered_are_renumbered() -> None:
    here, there = Classes(), Classes()
    assert [here[("б",)], here[("а",)]] == [0, 1]
    assert [there[("а",)], there[("в",)], there[("б",)]] == [0, 1, 2]
    assert here.of_others(there).tolist() == [1, 2, 0]


# Merging


@given(st.lists(postings(ARTICLE), min_size=1, max_size=3), st.sets(st.integers(0, 20)))
@settings(max_examples=60, deadline=None)
def test_merged_postings_are_those_of_the_live_articles(parts: list[Content], gone: set[int]) -> None:
    small = [{t: {a % 21: p for a, p in articles.items()} for t, articles in part.items()} for part in parts]
    live = [a not in gone for a in range(21)]
    new = np.where(live, np.cumsum(live) - 1, -1)
    shifts = [new + number * sum(live) for number in range(len(small))]
    renumbered = [np.where(live, shift, -1).astype(np.int32) for shift in shifts]
    expected: Content = {}
    for part, numbers in zip(small, renumbered, strict=True):
        for term, articles in part.items():
            for one, places in articles.items():
                if numbers[one] >= 0:
                    expected.setdefault(term, {})[int(numbers[one])] = places
    whole = merged([pack(inverted(ARTICLE, part)) for part in small], renumbered)
    assert content_of(unpack(ARTICLE, whole)) == expected
    assert whole.terms == sorted(expected)
    assert whole.position_bytes.sum() == whole.positions.size


def segments(*sizes: int) -> list[ColumnarSegment]:
    made = []
    for size in sizes:
        segment = ColumnarSegment("MAIN")
        segment.articles = size
        made.append(segment)
    return made


@pytest.mark.parametrize(
    ("sizes", "due"),
    [
        ("", ""),
        ("5", ""),
        ("1000 1", ""),
        ("1 1", "1 1"),
        ("1000 3 1", ""),
        ("1000 2 1", "2 1"),
        ("100 45 1", ""),
        ("100 49 1", "100 49 1"),
        ("100 70 40 20", "100 70 40 20"),
    ],
)
def test_which_segments_are_merged(sizes: str, due: str) -> None:
    found = to_merge(segments(*map(int, sizes.split())))
    assert sorted((s.articles for s in found), reverse=True) == list(map(int, due.split()))


def test_a_segment_that_is_mostly_deleted_is_merged() -> None:
    large, small = segments(1000, 1)
    hollow = large.without(set(range(998)))
    assert to_merge([hollow, small]) == [small, hollow]
    assert hollow.doc_count() == 2
    assert not large.has_deletions()


def test_segments_stay_few_however_many_updates_come() -> None:
    there: list[ColumnarSegment] = segments(1000)
    copied = 0
    for _ in range(3000):
        there += segments(1)
        due = to_merge(there)
        if due:
            copied += sum(s.articles for s in due)
            there = [s for s in there if s not in due] + segments(sum(s.articles for s in due))
    assert sum(s.articles for s in there) == 4000
    assert len(there) <= 9
    assert copied < 3000 * (LARGER + 1) * 9
