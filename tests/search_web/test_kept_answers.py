"""An answer that is given again is the one that would be worked out, whatever is asked and whatever changed."""

import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import search_web.search
from indexer import Article, PublishedOn, build_index, update_index
from indexer.engines.memory import MemoryEngine
from search_web import Answers, NewsSearch
from search_web.kept import MOST
from search_web.kept_answers import KeptAnswers, size_of

from .changing import Counting, Day, put

FACETS = ("source", "region", "year")
WORDS = (
    "мост",
    "паром",
    "мэр",
    "сквер",
    "река",
    "реки",
    "мсот",
    "vjcn",
    "гор*",
    "«новый мост»",
    "-паром",
    "source:Заря",
)


def article(number: int, text: str, source: str = "Вести", day: str = "2023") -> Article:
    return Article(
        id=f"{number}", title=text, text=f"Новый {text}.", source=source, published=PublishedOn.from_iso(day)
    )


ARTICLES = [
    article(0, "мост через реку"),
    article(1, "мэр открыл сквер", "Заря", "2022-05-06"),
    article(2, "паром и мост", "Заря"),
    article(3, "город у реки", "", "2021-12"),
]


def engine_with(*articles: Article) -> MemoryEngine:
    engine = MemoryEngine()
    put(engine, *articles)
    return engine


questions = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
    st.fixed_dictionaries(
        {},
        optional={
            "sources": st.sampled_from(((), ("Вести",), ("Заря", "Вести"), ("Новь",))),
            "since": st.sampled_from((None, "2022", "2023-01", date(2022, 1, 1))),
            "until": st.sampled_from((None, "2023")),
            "sort": st.sampled_from(("relevance", "newest", "oldest")),
            "page": st.sampled_from((1, 2)),
            "per_page": st.sampled_from((1, 2, 10)),
            "strict": st.booleans(),
            "scope": st.sampled_from(("article", "page")),
            "facets": st.sampled_from(((), ("year",), ("source", "year"), ("year", "source"))),
            "fold_reprints": st.booleans(),
            "expand": st.sampled_from(("auto", "always", "never")),
            "freshness": st.sampled_from((None, 30, 365.0)),
        },
    ),
)
changes = st.builds(article, st.integers(0, 5), st.sampled_from(("мост", "паром у моста", "сквер")))


@given(st.lists(questions, min_size=1, max_size=4), st.lists(st.integers(0, 3) | changes, max_size=12))
def test_what_is_answered_again_is_what_would_be_worked_out(
    asked: list[tuple[str, dict[str, Any]]], steps: list[int | Article]
) -> None:
    """Some questions, asked again and again, while the index changes now and then."""
    engine = engine_with(*ARTICLES)
    keeping, fresh = NewsSearch.over(engine), NewsSearch.over(engine, answer_cache=0)
    for step in steps:
        if isinstance(step, Article):
            put(engine, step)
            continue
        text, more = asked[step % len(asked)]
        given, right = keeping.search(text, **more), fresh.search(text, **more)
        assert given == right
        assert [list(counts.items()) for counts in given.facets.values()] == [
            list(counts.items()) for counts in right.facets.values()
        ]


def test_nothing_is_worked_out_twice_until_the_index_changes() -> None:
    engine = Counting(*ARTICLES)
    news = NewsSearch.over(engine)
    first = news.search("мост", facets=FACETS)
    before = engine.searches
    assert news.search("мост", facets=FACETS) == first
    assert engine.searches == before
    put(engine, article(7, "мост"))
    assert news.search("мост", facets=FACETS).total == first.total + 1
    assert engine.searches > before


def test_nothing_is_kept_where_that_is_not_wanted() -> None:
    engine = Counting(*ARTICLES)
    news = NewsSearch.over(engine, answer_cache=0)
    news.search("мост")
    before = engine.searches
    news.search("мост")
    assert engine.searches > before


def test_a_bad_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="answer_cache is -1: give a number of bytes"):
        NewsSearch.over(MemoryEngine(), answer_cache=-1)


@pytest.mark.parametrize("answer_cache", [0, 1 << 20])
def test_a_commit_that_comes_into_a_search_is_seen_by_the_next_one(answer_cache: int) -> None:
    """The word is looked for, and the notes are made, in the state with which the search began."""
    before, engine = engine_with(*ARTICLES), Counting(*ARTICLES)
    news = NewsSearch.over(engine, answer_cache=answer_cache)
    engine.meanwhile = [article(8, "нигдеслово")]
    found = news.search("нигдеслово")
    assert not engine.meanwhile
    assert found == NewsSearch.over(before, answer_cache=0).search("нигдеслово")
    assert found.total == 0
    assert news.search("нигдеслово").total == 1


def test_where_commits_come_into_every_search_each_answer_is_that_of_a_state_of_its_own() -> None:
    engine = Counting(*ARTICLES)
    news = NewsSearch.over(engine)
    engine.meanwhile = [article(number, "нигдеслово") for number in range(100, 200)]
    answers = [news.search("нигдеслово") for _ in range(10)]
    assert engine.meanwhile
    assert len({one.generation for one in answers}) == 10
    for one in answers:
        commits = int(one.generation.rpartition(".")[2]) - 1
        assert (one.total, bool(one.notes)) == (commits, not commits)


def test_a_failure_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_with(*ARTICLES)
    news = NewsSearch.over(engine)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "terms_beginning", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            news.search("гор*")
    assert news.search("гор*").total == 1


def test_what_is_fresh_is_so_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    news = NewsSearch.over(engine_with(*ARTICLES))

    monkeypatch.setattr(search_web.search, "date", Day)
    scores = [hit.score for hit in news.search("река", freshness=30).hits]
    always = news.search("река")
    monkeypatch.setattr(Day, "now", date(2030, 1, 1))
    assert [hit.score for hit in news.search("река", freshness=30).hits] < scores
    assert news.search("река") == always


def test_an_index_that_is_updated_or_built_anew(tmp_path: Path) -> None:
    place = tmp_path / "index"
    build_index(ARTICLES, place)
    with NewsSearch.open(place) as news:
        assert [news.search("мост").total for _ in range(2)] == [2, 2]
        update_index([article(9, "мост")], place)
        assert [news.search("мост").total for _ in range(2)] == [3, 3]
        build_index(ARTICLES[:1], place)
        assert [news.search("мост").total for _ in range(2)] == [1, 1]


def test_what_one_does_with_an_answer_is_not_seen_by_the_next() -> None:
    news = NewsSearch.over(engine_with(*ARTICLES))
    right = NewsSearch.over(engine_with(*ARTICLES)).search("мост", facets=FACETS)
    for _ in range(3):
        counts = news.search("мост", facets=FACETS).facets
        assert counts == right.facets
        for values in (*counts.values(), counts):
            assert isinstance(values, dict)
            values.clear()


IMMUTABLE = (str, int, float, bool, date, type(None))


def mutable(value: object, path: str = "answers") -> Iterator[str]:
    """Where in a value something could be changed."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from mutable(getattr(value, field.name), f"{path}.{field.name}")
            with pytest.raises(FrozenInstanceError):
                setattr(value, field.name, None)
    elif isinstance(value, tuple):
        for n, one in enumerate(value):
            yield from mutable(one, f"{path}[{n}]")
    elif not isinstance(value, IMMUTABLE):
        yield f"{path}: {type(value).__name__}"


@pytest.mark.parametrize("text", ["мост", "мэр Хабаровска", "подписание", "gtrby", "сотруднечество", "нигдеслово", ""])
def test_all_but_the_counts_of_an_answer_is_immutable(seeds: NewsSearch, text: str) -> None:
    found = mutable(seeds.search(text, facets=FACETS, sources=() if text else ("Вести",), expand="always"))
    assert list(found) in (["answers.facets: dict"], [])


# Bounds


def deep_size(value: object) -> int:
    """The bytes of a value with all that it holds, but for names of facets and their values: the index has these."""
    size = sys.getsizeof(value)
    if is_dataclass(value):
        return size + sum(deep_size(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return size + sum(map(deep_size, value.values()))
    if isinstance(value, tuple):
        return size + sum(map(deep_size, value))
    return size


@pytest.mark.parametrize("text", ["мост", "мэр Хабаровска", "России", "нигдеслово"])
def test_the_size_of_an_answer_is_not_far_from_the_truth(seeds: NewsSearch, text: str) -> None:
    answers = seeds.search(text, facets=FACETS)
    assert deep_size(answers) < size_of(answers) < 4 * deep_size(answers)


def test_the_bytes_are_bounded_and_the_oldest_go_first() -> None:
    answers = NewsSearch.over(engine_with(*ARTICLES)).search("мост", facets=FACETS)
    kept = KeptAnswers(50 * size_of(answers))
    kept.get("1", 0)
    for n in range(200):
        kept.put("1", n, answers)
        kept.get("1", 0)
    assert kept.bytes <= 50 * size_of(answers)
    assert 40 < len(kept) <= 50
    assert kept.get("1", 0) == answers  # asked for again and again
    assert kept.get("1", 1) is None
    assert kept.get("1", 199) == answers


def test_their_number_is_bounded() -> None:
    kept = KeptAnswers(1 << 40)
    kept.get("1", 0)
    for n in range(MOST + 10):
        kept.put("1", n, Answers(total=0, hits=(), page=1, per_page=10, understood=""))
    assert len(kept) == MOST


def test_one_large_answer_does_not_drive_out_all_others() -> None:
    answers = Answers(total=0, hits=(), page=1, per_page=10, understood="")
    kept = KeptAnswers(20 * size_of(answers))
    kept.get("1", 0)
    kept.put("1", "x" * 10_000, answers)
    assert len(kept) == 0


def test_a_late_answer_of_an_earlier_state_is_not_kept() -> None:
    answers = Answers(total=0, hits=(), page=1, per_page=10, understood="")
    kept = KeptAnswers()
    assert kept.get("1", "мост") is None
    assert kept.get("2", "мост") is None
    kept.put("1", "мост", answers)
    assert kept.get("2", "мост") is None
    assert kept.bytes == 0


def test_threads_are_answered_alike() -> None:
    engine = engine_with(*ARTICLES)
    news, begin = NewsSearch.over(engine), threading.Barrier(8)
    right = [NewsSearch.over(engine, answer_cache=0).search(word, facets=FACETS) for word in WORDS]

    def ask(_: int) -> list[Answers]:
        begin.wait()
        return [news.search(word, facets=FACETS) for _ in range(5) for word in WORDS]

    with ThreadPoolExecutor(8) as pool:
        assert all(given == right * 5 for given in pool.map(ask, range(8)))
