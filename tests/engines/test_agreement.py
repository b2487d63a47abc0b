"""Random queries over random articles: every engine answers exactly what the memory engine answers."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer.analyzed import analyze_article
from indexer.article import UNDATED, Article, PublishedOn
from indexer.engine import Engine, Filter, Freshness, Hits, Request, Sort
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import (
    closeness,
    derived,
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
from indexer.query import (
    And,
    AtLeast,
    Everything,
    Field,
    Is,
    Keyword,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Together,
    Word,
)
from indexer.reprints import STORIES, Stories

from .conftest import ENGINES

# Few words, so that they meet often: with two readings (стекло, белки), compounds, and a sentence's end.
WORDS = [
    "мост",
    "моста",
    "река",
    "город",
    "стекло",
    "белки",
    "новый",
    "онлайн-форум",
    "форум.\n",
    "река.\n",
    "2023-2025",
    "Ёлка",
    "и",
]
TERMS = sorted({term for word in WORDS for token in analyze(word) for term in token.terms})
DAYS = [None, "2023", "2023-11", "2023-11-05", "2023-11-06", "2024-01-01"]
FIRST_DAY = date(2022, 12, 31)

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
fields = st.sampled_from([Field.ARTICLE] * 3 + [Field.TITLE, Field.PAGE])
words = st.builds(lambda terms, field: Word(tuple(terms), field), st.lists(st.sampled_from(TERMS), max_size=3), fields)
prefixes = st.builds(Prefix, st.sampled_from(["=", "=мос", "=ст", "м", "", "б"]), fields)
phrases = st.builds(
    lambda words, slop, field: Phrase(tuple(words), slop, field),
    st.lists(st.one_of(words, words, prefixes), min_size=1, max_size=4),
    st.integers(0, 4),
    fields,
)
# One or two terms in a sentence, so that often some articles have them there and some do not.
together = st.recursive(
    st.one_of(st.builds(Word, st.sampled_from(TERMS).map(lambda term: (term,)), fields), words, prefixes, phrases),
    lambda inner: st.builds(
        lambda kind, parts: kind(tuple(parts)),
        st.sampled_from([Together, And, Or]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
).map(lambda part: part if isinstance(part, Together) else Together((part,)))
days = st.one_of(st.none(), st.integers(0, 700).map(lambda n: FIRST_DAY + timedelta(days=n)))
published = st.builds(Published, days, days)
keywords = st.sampled_from(
    [
        Is(Keyword.SOURCE, "вести"),
        Is(Keyword.REGION, "Урал"),
        Is(Keyword.ID, "1"),
        Is(Keyword.YEAR, "2023"),
        Is(Keyword.TAG, "нет"),
    ]
)
simple: st.SearchStrategy[Query] = st.one_of(
    words, words, phrases, together, together, prefixes, keywords, published, st.just(Everything())
)


def _compound(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    parts = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(And, parts),
        st.builds(Or, parts),
        st.builds(AtLeast, st.integers(0, 3), parts),
        st.builds(Not, inner),
        st.builds(Together, parts),
    )


queries = st.recursive(simple, _compound, max_leaves=7)
requests = st.builds(
    Request,
    tiers=st.lists(queries, min_size=1, max_size=3).map(tuple),
    enough=st.one_of(st.none(), st.integers(0, 6)),
    filters=st.lists(
        st.one_of(
            st.builds(Filter, st.just(Keyword.YEAR), published),
            st.builds(Filter, st.just(Keyword.SOURCE), keywords),
        ),
        max_size=2,
    ).map(tuple),
    sort=st.sampled_from(list(Sort)),
    offset=st.integers(0, 3),
    limit=st.sampled_from([0, 2, 100]),
    facets=st.just((Keyword.SOURCE, Keyword.REGION, Keyword.YEAR)),
    fold=st.booleans(),
    freshness=st.one_of(st.none(), st.just(Freshness(date(2024, 6, 1), half_life=90))),
)


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
        st.lists(requests, min_size=10, max_size=20),
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
