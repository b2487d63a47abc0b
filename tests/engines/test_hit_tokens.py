"""Which words of the hits are marked: the same whether their terms are looked up in them or decoded whole."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from indexer.analyzed import AnalyzedArticle
from indexer.engines.whoosh import WhooshEngine, hit_tokens, locating, occurrences
from indexer.engines.whoosh.generation import OpenGeneration
from indexer.engines.whoosh.hit_tokens import found_in
from indexer.engines.whoosh.postings import ARTICLE_SHIFT
from indexer.engines.whoosh.schema import LAST_POSITION, ZONE_NUMBER, ZONE_SHIFT
from indexer.engines.whoosh.segment_words import SegmentWords
from indexer.language import EXACT
from indexer.query import ZONES, Field, Prefix, Word, Zone

from .made_up import made_up

LEAVES = (
    Word(("с0",)),
    Word(("с3", "с1")),
    Word(("с4",), Field.PAGE),
    Word((f"{EXACT}с2а",)),
    Word(("с299", "нет такого")),
    Word(("нет такого",)),
    Prefix(f"{EXACT}с1"),
    Prefix(f"{EXACT}с29", Field.PAGE),
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenGeneration, dict[str, AnalyzedArticle]]]:
    """Three segments, each with deleted articles; and the live articles by id."""
    articles = {one.article.id: one for one in made_up(300, seed=5)}
    with closing(WhooshEngine(tmp_path_factory.mktemp("made up") / "index", create=True)) as engine:
        ids = list(articles)
        for part in (ids[:220], ids[220:280], ids[280:]):
            with engine.writer() as writer:
                for one in part:
                    writer.put(articles[one])
        with engine.writer() as writer:
            for one in ids[::13]:
                writer.delete(one)
                del articles[one]
        with engine._held() as held:
            assert (len(held.segments), held.articles) == (3, len(articles))
            assert all(segment.has_deletions() for segment in held.segments)
            yield held, articles


@pytest.fixture
def generation(
    opened: tuple[OpenGeneration, dict[str, AnalyzedArticle]], monkeypatch: pytest.MonkeyPatch
) -> OpenGeneration:
    monkeypatch.setattr(locating, "GROUP", 4)
    monkeypatch.setattr(locating, "FEW", 8)
    return opened[0]


@pytest.fixture
def articles(opened: tuple[OpenGeneration, dict[str, AnalyzedArticle]]) -> dict[str, AnalyzedArticle]:
    return opened[1]


def expected(article: AnalyzedArticle, leaf: Word | Prefix, zone: Zone) -> dict[int, set[str]]:
    """By the tokens of the article."""
    if zone not in ZONES[leaf.field]:
        return {}
    found: dict[int, set[str]] = {}
    for token in article.tokens[zone]:
        for term in token.terms:
            if term.startswith(leaf.start) if isinstance(leaf, Prefix) else term in leaf.terms:
                found.setdefault(token.position, set()).add(term)
    return found


@pytest.mark.parametrize("looked_up", [False, True])
@pytest.mark.parametrize("leaf", LEAVES, ids=str)
@pytest.mark.parametrize("hits", [1, 10, 200])
def test_where_words_stand_in_hits(
    generation: OpenGeneration,
    articles: dict[str, AnalyzedArticle],
    monkeypatch: pytest.MonkeyPatch,
    leaf: Word | Prefix,
    hits: int,
    looked_up: bool,
) -> None:
    monkeypatch.setattr(occurrences, "LARGE", 0 if looked_up else 1 << 40)
    monkeypatch.setattr(occurrences, "SPARSE", 0)
    if looked_up:
        monkeypatch.setattr(SegmentWords, "postings", None)
    numbers = np.sort(np.random.default_rng(hits).choice(np.flatnonzero(generation.live), hits, False)).astype(np.int32)
    found = found_in(generation, [leaf], numbers)
    assert found is not None
    assert set(found.zones) == set(ZONES[leaf.field])
    assert found.keys == sorted(set(found.keys))
    by_zone: defaultdict[int, dict[int, set[str]]] = defaultdict(dict)
    for key, terms in zip(found.keys, found.terms, strict=True):
        by_zone[key >> ZONE_SHIFT][key & LAST_POSITION] = set(terms)
    for place, number in enumerate(numbers.tolist()):
        article = articles[generation.article(number).id]
        for zone in found.zones:
            here = by_zone[place << (ARTICLE_SHIFT - ZONE_SHIFT) | ZONE_NUMBER[zone]]
            assert here == expected(article, leaf, zone)


def test_both_ways_give_the_same(generation: OpenGeneration, monkeypatch: pytest.MonkeyPatch) -> None:
    """All words at once, the terms at a place in the same order."""
    numbers = np.flatnonzero(generation.live)[::7].astype(np.int32)
    monkeypatch.setattr(occurrences, "LARGE", 1 << 40)
    decoded = found_in(generation, LEAVES, numbers)
    assert decoded
    assert any(len(terms) > 1 for terms in decoded.terms)
    monkeypatch.setattr(occurrences, "LARGE", 0)
    monkeypatch.setattr(occurrences, "SPARSE", 0)
    monkeypatch.setattr(SegmentWords, "postings", None)
    assert found_in(generation, LEAVES, numbers) == decoded


@pytest.mark.parametrize("leaf", [Prefix(f"{EXACT}с2"), Word(tuple(f"с{n}" for n in range(9)))], ids=str)
def test_too_many_terms_in_a_large_index_are_left_to_analysis(
    generation: OpenGeneration, monkeypatch: pytest.MonkeyPatch, leaf: Word | Prefix
) -> None:
    monkeypatch.setattr(hit_tokens, "MOST_TERMS", 8)
    monkeypatch.setattr(hit_tokens, "LARGE", 0)
    assert found_in(generation, [leaf], np.array([1], dtype=np.int32)) is None


def test_all_terms_of_a_prefix_are_read_in_a_small_index(
    generation: OpenGeneration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hit_tokens, "MOST_TERMS", 8)
    numbers = np.flatnonzero(generation.live).astype(np.int32)
    found = found_in(generation, [Prefix(f"{EXACT}с2")], numbers)
    assert found is not None
    assert len({term for terms in found.terms for term in terms}) > 8
