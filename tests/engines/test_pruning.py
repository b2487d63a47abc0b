"""What pruning leaves out cannot be on the page: the answers are those of scoring every article that matches."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import count

import pytest

from indexer.engine import Filter, Freshness, Request, Sort
from indexer.engines import memory
from indexer.engines.whoosh import article_set, derived, impacts, pruning, scores, search, selecting
from indexer.engines.whoosh.article_set import ArticleSet
from indexer.engines.whoosh.closeness import Closeness
from indexer.engines.whoosh.impacts import Impacts
from indexer.engines.whoosh.packed_counts import Floats
from indexer.engines.whoosh.postings import Int32
from indexer.engines.whoosh.pruning import Pruning
from indexer.query import And, AtLeast, Everything, Is, Keyword, Or, Prefix, Published, Query, Word, Zone

from .examples import article, put, w
from .generations import ArraysEngine, ArticlesInMemory
from .made_up import Asking, made_up
from .test_agreement import same

ARTICLES = made_up(600, seed=5)


@cache
def opened() -> ArticlesInMemory:
    return ArticlesInMemory(1, list(ARTICLES))


@pytest.fixture(params=["counts, for few articles", "counts, for all", "impacts"])
def eager(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prune as soon as there is anything to prune. What is kept of a word are counts or impacts, and bounds of
    the articles that have it or of all; these are added up where few articles match, or where any do."""
    of = 2 if "few" in request.param else 1000
    monkeypatch.setattr(pruning, "FEW", 4)
    monkeypatch.setattr(pruning, "FEW_OF", of)
    monkeypatch.setattr(impacts, "CHAMPIONS", 32)
    monkeypatch.setattr(impacts, "SMALL_DENSE", of)
    if "counts" in request.param:
        monkeypatch.setattr(impacts, "RARE", 0)
        monkeypatch.setattr(impacts, "SMALL", 0)
        monkeypatch.setattr(impacts, "DENSE", of)
        monkeypatch.setattr(article_set, "SMALL", 0)
        monkeypatch.setattr(article_set, "MANY", 0)
    monkeypatch.setattr(scores, "AT_ONCE", 100)
    monkeypatch.setattr(selecting, "GROUPS", 32)
    monkeypatch.setattr(derived, "_of", type(derived._of)())


def requests(asking: Asking, number: int) -> Request:
    filters = (Filter(Keyword.REGION, Is(Keyword.REGION, "урал")),) if number % 5 == 4 else ()
    return Request(
        tiers=tuple(asking.query() for _ in range(1 + number % 3)),
        enough=(None, 5, 100)[number % 3],
        filters=filters,
        sort=Sort.NEWEST if number % 11 == 10 else Sort.RELEVANCE,
        offset=(0, 0, 0, 15, 100)[number % 5],
        limit=(10, 3, 40)[number % 3],
        facets=(Keyword.SOURCE,) if number % 4 == 0 else (),
        freshness=Freshness(date(2024, 1, 1), half_life=30) if number % 7 == 6 else None,
        reranked=(20, 20, 0, 7)[number % 4],
    )


@pytest.mark.usefixtures("eager")
def test_the_memory_engine_gives_the_same_answers() -> None:
    engine = ArraysEngine()
    with engine.writer() as writer:
        for article in ARTICLES[:200]:
            writer.put(article)
        for article in ARTICLES[:20]:
            writer.delete(article.article.id)
    asking = Asking(1)
    for number in range(45):
        request = requests(asking, number)
        same(engine.search(request), memory.MemoryEngine.search(engine, request))


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("count", [60, 150, 300, 600])
def test_a_word_that_every_article_has_beside_rare_ones(count: int) -> None:
    engine = ArraysEngine()
    texts = (f"край {'мост' if n % 7 == 0 else 'река'} {'лодка ' * (n % 3)}" for n in range(count))
    put(engine, *(article(f"{n:03}", "", text) for n, text in enumerate(texts)))
    everywhere, rarer, often = w("край"), w("мост"), w("река")
    for query in (
        Or((everywhere, rarer)),
        Or((rarer, everywhere), 0.5),
        And((everywhere, rarer)),
        AtLeast(1, (everywhere, rarer, often)),
        AtLeast(2, (everywhere, rarer, w("лодка"))),
    ):
        request = Request(tiers=(query,), reranked=20)
        same(engine.search(request), memory.MemoryEngine.search(engine, request))


def everything(self: Pruning, found: ArticleSet, *, alone: bool = False) -> tuple[Int32, Floats]:
    numbers = found.numbers()
    return numbers, self._score(numbers)


@pytest.mark.usefixtures("eager")
def test_scoring_all_articles_gives_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    generation = opened()
    asking = Asking(2)
    asked = [requests(asking, number) for number in range(120)]
    pruned = [search.search(generation, request) for request in asked]
    monkeypatch.setattr(Pruning, "best", everything)
    for request, hits in zip(asked, pruned, strict=True):
        same(hits, search.search(generation, request))


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize(
    "query",
    [
        AtLeast(1, tuple(Word((f"с{i}",)) for i in (2, 40, 90, 5, 1))),
        Or(tuple(Word((f"с{i}",)) for i in (2, 40, 90))),
        And((Word(("с1",)), Word(("с2",)))),
        Word(("с1",)),
        Prefix("с1"),
    ],
    ids=str,
)
def test_most_matching_articles_are_never_scored(monkeypatch: pytest.MonkeyPatch, query: Query) -> None:
    """The tests above would pass if nothing were pruned."""
    generation = opened()
    scored: list[int] = []
    right = impacts.scores_at

    def watched(words: Sequence[Impacts], numbers: Int32) -> Floats:
        scored.append(numbers.size)
        return right(words, numbers)

    monkeypatch.setattr(impacts, "scores_at", watched)
    monkeypatch.setattr(scores, "scores_at", watched)
    hits = search.search(generation, Request(tiers=(query,), reranked=20))
    assert hits.total > 2 * sum(scored) > 0


@pytest.mark.usefixtures("eager")
def test_a_bound_that_is_too_low_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests above can fail: closeness that adds more than was said lifts articles that were left out."""
    generation = opened()
    asking = Asking(3)
    asked = [Request(tiers=(AtLeast(1, asking.words(6)),), limit=3, reranked=20) for _ in range(100)]
    right = [search.search(generation, request) for request in asked]
    monkeypatch.setattr(Closeness, "most", property(lambda self: 1e-9, lambda self, most: None), raising=False)

    def check() -> None:
        for request, hits in zip(asked, right, strict=True):
            same(search.search(generation, request), hits)

    with pytest.raises(AssertionError):
        check()


@pytest.mark.usefixtures("eager")
def test_the_best_articles_that_a_filter_leaves_out_bound_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles that few of the words' best ones are among: by a filter, or because several words are wanted."""
    generation = opened()
    few_days = (Filter(Keyword.YEAR, Published(date(2023, 1, 8), date(2023, 1, 15))),)
    some = [tuple(Word((f"с{i}",)) for i in (1, 2, 3, 5, first)) for first in range(20, 60, 2)]
    asked = [Request(tiers=(AtLeast(1, words),), filters=few_days, limit=20, reranked=20) for words in some]
    asked += [Request(tiers=(AtLeast(4, words),), limit=20, reranked=20) for words in some]
    pruned = [search.search(generation, request) for request in asked]
    monkeypatch.setattr(Pruning, "best", everything)
    for request, hits in zip(asked, pruned, strict=True):
        same(hits, search.search(generation, request))


@pytest.mark.usefixtures("eager")
def test_pages_of_any_size_join_without_a_gap() -> None:
    generation = opened()
    queries: list[Query] = [AtLeast(1, (Word(("с2",), form="=с2а"), Word(("с9",)))), Or((Word(("с2",)), Everything()))]
    for query in queries:
        request = Request(tiers=(query,), limit=1000, reranked=20)
        whole = [h.article.id for h in search.search(generation, request).page]
        for size in (7, 10, 150):
            pages: list[str] = []
            for page in count():
                hits = search.search(generation, replace(request, offset=page * size, limit=size))
                pages += [hit.article.id for hit in hits.page]
                if not hits.page:
                    break
            assert pages == whole


def test_equal_articles_are_ordered_by_day_and_id_at_the_cut() -> None:
    """More articles than are ever ranked have the same score."""
    (one,) = made_up(1, seed=3)
    articles = [
        replace(one, article=replace(one.article, id=f"{(i * 7) % 1500:05}", published=other.article.published))
        for i, other in enumerate(made_up(1500, seed=4))
    ]
    engine = ArraysEngine()
    with engine.writer() as writer:
        for article in articles:
            writer.put(article)
    term = one.tokens[Zone.TITLE][0].terms[0]
    expected = sorted(articles, key=lambda a: (-a.article.published.order(), a.article.id))
    for offset in (0, 10, 700):
        hits = engine.search(Request(tiers=(Word((term,)),), offset=offset, limit=20, reranked=20))
        assert [hit.article.id for hit in hits.page] == [one.article.id for one in expected[offset : offset + 20]]
