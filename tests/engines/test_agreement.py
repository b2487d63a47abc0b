"""Random queries over random articles: every engine answers exactly what the memory engine answers."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer.analyzed import analyze_article
from indexer.article import UNDATED, Article, PublishedOn
from indexer.engine import Engine, Hits, Request
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import (
    closeness,
    derived,
    dictionary,
    generation,
    hot_positions,
    ids,
    locating,
    matches,
    occurrences,
    segment_words,
)
from indexer.engines.whoosh.article_set import ArticleSet, at_least
from indexer.engines.whoosh.places import Places, zone_of
from indexer.engines.whoosh.schema import LAST_POSITION
from indexer.language import analyze
from indexer.reprints import STORIES, Stories

from .conftest import ENGINES
from .postings import packed_by_chance
from .random_requests import WORDS, requests

DAYS = [None, "2023", "2023-11", "2023-11-05", "2023-11-06", "2024-01-01"]

texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
articles = st.builds(
    lambda title, lead, text, side, day, source, regions: Article(
        id="?",
        title=title,
        lead=lead,
        text=text,
        side_text=side,
        source=source,
        regions=tuple(regions),
        published=PublishedOn.from_iso(day) if day else UNDATED,
    ),
    texts,
    texts,
    st.lists(texts, max_size=3).map("\n".join),
    texts,
    st.sampled_from(DAYS),
    st.sampled_from(["", "Вести", "Заря"]),
    st.lists(st.sampled_from(["Урал", "Сибирь"]), max_size=2),
)
ASKED = requests(2000)


def fill(engine: Engine, articles: list[Article], deleted: list[int], between: Sequence[Request] = ()) -> None:
    """Two commits, the second of which replaces every third article and deletes some; what is asked between them is
    known in the second generation."""
    named = [Article(**{f: getattr(a, f) for f in a.__slots__} | {"id": str(i)}) for i, a in enumerate(articles)]
    half = len(named) // 2
    with engine.writer() as writer:
        for one in named[:half]:
            writer.put(analyze_article(one, analyze))
    for request in between:
        engine.search(request)
    with engine.writer() as writer:
        for one in named[half:] + named[:half:3]:
            writer.put(analyze_article(one, analyze))
        for number in deleted:
            writer.delete(str(number))
        # Articles 0, 3, 6, 9 are one story, 1 and 4 another.
        writer.keep(STORIES, Stories((("0", "3", "6", "9"), ("4", "1"))).to_bytes())


def same(hits: Hits, expected: Hits) -> None:
    assert hits.total == expected.total
    assert hits.tier_totals == expected.tier_totals
    assert hits.folded == expected.folded
    assert hits.facets == expected.facets
    assert [list(counts) for counts in hits.facets.values()] == [list(counts) for counts in expected.facets.values()]
    assert [(h.article, h.tier, h.story, h.folded) for h in hits.page] == [
        (h.article, h.tier, h.story, h.folded) for h in expected.page
    ]
    assert [h.score for h in hits.page] == pytest.approx([h.score for h in expected.page], rel=1e-5)


def engines_agree(make: Callable[[Path], Engine], examples: int, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    """Raise an AssertionError with the smallest example in which the engine differs from the memory engine."""

    @settings(
        max_examples=examples,
        phases=phases,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
    )
    @given(
        st.lists(articles, max_size=10),
        st.lists(st.integers(0, 9), max_size=3),
        st.lists(st.sampled_from(ASKED), min_size=10, max_size=20),
    )
    def check(articles: list[Article], deleted: list[int], requests: list[Request]) -> None:
        with tempfile.TemporaryDirectory() as folder, closing(make(Path(folder) / "index")) as engine:
            memory = MemoryEngine()
            fill(memory, articles, deleted)
            fill(engine, articles, deleted, between=requests[::2])
            for request in requests:
                same(engine.search(request), memory.search(request))
            for start in ("", "=", "=м"):
                assert engine.terms(start, 20) == memory.terms(start, 20)
            assert engine.similar_terms("=мосты", 2, 20) == memory.similar_terms("=мосты", 2, 20)
            assert sorted(a.id for a in engine.articles()) == sorted(a.id for a in memory.articles())

    check()


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "memory"])
def test_the_engine_answers_what_the_memory_engine_answers(name: str) -> None:
    engines_agree(ENGINES[name], examples=150)


# What is found there is not made smaller first, and nobody reads it.
LARGE = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def test_the_ways_of_large_indexes_lead_to_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positions of frequent words are found group by group; ids are looked up one by one, and ranked all together."""
    monkeypatch.setattr(hot_positions, "MOST_ARTICLES", 0)
    monkeypatch.setattr(derived, "MOST_ARTICLES", 0)
    monkeypatch.setattr(segment_words, "SPARSE", 0)
    monkeypatch.setattr(occurrences, "LARGE", 0)
    monkeypatch.setattr(occurrences, "SPARSE", 0)
    monkeypatch.setattr(locating, "GROUP", 2)
    monkeypatch.setattr(locating, "FEW", 3)
    monkeypatch.setattr(dictionary, "_packed", packed_by_chance)
    monkeypatch.setattr(ids, "FEW_EACH", 0)
    monkeypatch.setattr(generation, "FEW_IDS", 0)
    engines_agree(ENGINES["whoosh"], 100)


def test_the_ways_of_many_hits_lead_to_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are looked for near each other in all of the articles at once."""
    monkeypatch.setattr(closeness, "FEW", -1)
    engines_agree(ENGINES["whoosh"], 60)


@LARGE
def test_a_broken_operator_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail: an engine whose AtLeast wants one part too few is caught."""

    def wrong(size: int, n: int, sets: Sequence[ArticleSet]) -> ArticleSet:
        return at_least(size, max(1, n - 1), sets)

    monkeypatch.setattr(matches, "at_least", wrong)
    with pytest.raises(AssertionError):
        engines_agree(ENGINES["arrays"], examples=150, phases=(Phase.generate,))


@LARGE
def test_sentences_taken_for_zones_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Places, "_sentence", lambda self, keys: zone_of(keys))
    monkeypatch.setattr(Places, "_last", lambda self, sentences: sentences + LAST_POSITION)
    with pytest.raises(AssertionError):
        engines_agree(ENGINES["arrays"], examples=150, phases=(Phase.generate,))
