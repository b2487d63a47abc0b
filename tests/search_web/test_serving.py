"""One index, many who search it, and somebody who changes it meanwhile: every answer is that of one state of it."""

import gc
import json
import logging
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from indexer import Article, IndexMissing, PublishedOn, build_index, update_index
from search_web import Answers, NewsSearch

ROOT = Path(__file__).parents[2]
IMPORTS = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
WORDS = ("мэр", "мост", "паром", "сквер", "река", "город", "завод", "школа", "музей", "форум", "дорога", "рынок")
SOURCES = ("Вести", "Заря", "Новь", "")
REGIONS = ("Амурская область", "Алтайский край", "Хабаровский край")
FACETS = ("source", "region", "year")
THREADS = 8

QUESTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("мост", {}),
    ("мост паром сквер", {"per_page": 30}),
    ("«новый мост»", {}),
    ("мост -школа", {"sort": "newest"}),
    ("мэр OR завод", {"page": 3}),
    ("гор*", {"per_page": 100}),
    ("шко* дор*", {}),
    ("title:музей", {"sources": ("Вести", "Заря")}),
    ("!реки", {"since": "2021", "until": "2022-06"}),
    ("дождь", {"scope": "page"}),
    ("", {"regions": ("Алтайский край",), "sort": "oldest"}),
    ("мэр город завод школа", {"strict": True}),
    ("нигдеслово мост", {}),
    ("этап", {"per_page": 5}),
)


def generated(count: int, stage: int = 0) -> list[Article]:
    """Articles of some length; those of another stage have the same ids and other texts."""
    chance = random.Random(stage)
    return [
        Article(
            id=f"{number}",
            title=" ".join(chance.choices(WORDS, k=4)),
            text=f"Этап {stage}. Новый " + " ".join(chance.choices(WORDS, k=30)) + ". Видели реки.",
            side_text=chance.choice(("Погода: дождь", "")),
            source=chance.choice(SOURCES),
            published=PublishedOn.from_iso(chance.choice(("2020", "2021-05", "2022-03-04", "2022-12-31"))),
            regions=tuple(chance.sample(REGIONS, k=chance.randrange(3))),
        )
        for number in range(count)
    ]


def ask(news: NewsSearch, number: int) -> Answers:
    text, more = QUESTIONS[number]
    return news.search(text, facets=FACETS, **more)


def ask_all(news: NewsSearch) -> list[Answers]:
    return [ask(news, number) for number in range(len(QUESTIONS))]


def answers_at(place: Path) -> list[Answers]:
    """What one thread alone is answered."""
    with NewsSearch.open(place) as news:
        return ask_all(news)


def in_threads(work: Callable[[int], None]) -> None:
    """Do the work in as many threads, begun together; an exception of any of them is raised."""
    together = threading.Barrier(THREADS)

    def begin(number: int) -> None:
        together.wait()
        work(number)

    with ThreadPoolExecutor(THREADS) as threads:
        for ended in [threads.submit(begin, number) for number in range(THREADS)]:
            ended.result(timeout=60)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    build_index(generated(200), tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def restless() -> Iterator[None]:
    """Python changes over between threads a hundred times as often as usual: what is not safe shows sooner."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 100)
    yield
    sys.setswitchinterval(usual)


# Threads


@pytest.mark.usefixtures("restless")
def test_threads_get_the_answers_of_one_thread(place: Path) -> None:
    expected = answers_at(place)
    assert sum(bool(answers.hits) for answers in expected) == len(QUESTIONS)
    assert sum(bool(answers.hits and answers.hits[0].snippet.spans) for answers in expected) > 8
    for _ in range(3):  # freshly opened, so that what is read on demand is read by all at once
        with NewsSearch.open(place) as news:

            def work(thread: int, news: NewsSearch = news) -> None:
                order = list(range(len(QUESTIONS)))
                random.Random(thread).shuffle(order)
                if thread == 0:
                    news.warm_up()
                for number in order:
                    assert ask(news, number) == expected[number]

            in_threads(work)


@pytest.mark.usefixtures("restless")
def test_threads_may_do_different_things_at_once(place: Path) -> None:
    def everything(news: NewsSearch, thread: int) -> list[object]:
        article_id = str(thread * 7)
        return [
            news.similar(article_id),
            news.suggest("го"),
            news.article(article_id, "мост").body,
            news.explain("мост паром", article_id),
            news.stats(),
            ask(news, thread),
        ]

    with NewsSearch.open(place) as news:
        expected = [everything(news, thread) for thread in range(THREADS)]
    with NewsSearch.open(place) as news:

        def work(thread: int) -> None:
            for _ in range(3):
                assert everything(news, thread) == expected[thread]

        in_threads(work)


def changes(place: Path) -> Iterator[None]:
    """Update the index until its segments are merged, rebuild it, update it, rebuild it."""
    for stage in range(1, 13):
        if stage in (10, 12):
            build_index(generated(150 + stage, stage), place)
        else:
            update_index(generated(200, stage)[stage : stage + 20], place)
        yield


def test_while_the_index_changes_every_answer_is_that_of_the_generation_it_names(place: Path) -> None:
    expected = {answers[0].generation: answers for answers in [answers_at(place)]}
    got: list[tuple[int, Answers]] = []
    over = threading.Event()

    def write() -> None:
        try:
            for _ in changes(place):
                answers = answers_at(place)
                expected[answers[0].generation] = answers
        finally:
            over.set()

    with (
        NewsSearch.open(place) as news,
        NewsSearch.open(place, answer_cache=0) as keeping_none,
        ThreadPoolExecutor(1) as other,
    ):

        def work(thread: int) -> None:
            chance = random.Random(thread)
            while not over.is_set():
                number = chance.randrange(len(QUESTIONS))
                got.append((number, ask(keeping_none if thread % 2 else news, number)))
                time.sleep(0.002)  # an answer that is kept takes so little that the writer would hardly get a turn

        writing = other.submit(write)
        in_threads(work)
        writing.result()
        assert ask_all(news) == ask_all(keeping_none) == answers_at(place)
    assert len(expected) == 13
    assert len({answers.generation for _, answers in got}) > 5
    for number, answers in got:
        assert answers == expected[answers.generation][number], answers.generation


def test_closing_lets_searches_end_and_then_says_that_it_was_closed(place: Path) -> None:
    expected = answers_at(place)
    news = NewsSearch.open(place)
    done = [0] * THREADS

    def close() -> None:
        while min(done) < 3:
            time.sleep(0.001)
        news.close()

    def work(thread: int) -> None:
        while True:
            number = (thread + done[thread]) % len(QUESTIONS)
            try:
                answers = ask(news, number)
            except IndexMissing as error:
                assert "open it again" in str(error)  # noqa: PT017
                return
            assert answers == expected[number]
            done[thread] += 1

    with ThreadPoolExecutor(1) as other:
        closing = other.submit(close)
        in_threads(work)
        closing.result()
    with pytest.raises(IndexMissing, match="open it again"):
        news.search("мост")
    with pytest.raises(IndexMissing, match="open it again"):
        news.stats()
    news.close()


# Changes that an open search sees


def test_an_open_search_sees_updates_and_rebuilds(place: Path) -> None:
    with NewsSearch.open(place) as news:
        for _ in changes(place):
            assert ask_all(news) == answers_at(place)
            assert news.stats().generation == ask(news, 0).generation


@pytest.mark.parametrize("how", ["removed", "damaged"])
def test_an_index_that_was_lost_and_made_anew_is_seen(place: Path, how: str) -> None:
    with NewsSearch.open(place) as news:
        before = ask_all(news)
        if how == "removed":
            shutil.rmtree(place)
        else:
            (place / "serving.json").write_text("garbage", "utf-8")
        assert ask_all(news) == before
        build_index(generated(100, 1), place)
        after = ask_all(news)
        assert after == answers_at(place)
        assert after[0].generation != before[0].generation


@pytest.mark.parametrize("change", ["build", "update"])
def test_a_new_state_that_cannot_be_opened_leaves_the_old_one_serving(
    place: Path, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    with NewsSearch.open(place) as news:
        before = ask_all(news)
        old = set(place.glob("build-*/*.seg"))
        (build_index if change == "build" else update_index)(generated(100, 1), place)
        (new,) = set(place.glob("build-*/*.seg")) - old
        new.write_bytes(new.read_bytes()[:-1])
        with caplog.at_level(logging.WARNING):
            assert ask_all(news) == before
        assert any("cannot be opened" in record.getMessage() for record in caplog.records)
        build_index(generated(100, 2), place)
        assert ask_all(news) == answers_at(place)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted where Linux lists them")
def test_states_that_nobody_searches_any_more_are_let_go(place: Path) -> None:
    def held() -> set[str]:
        """The files of the index that this process has open or mapped, by their names."""
        links = []
        for handle in Path("/proc/self/fd").iterdir():
            with suppress(FileNotFoundError):
                links.append(str(handle.readlink()))
        mapped = [line[73:] for line in Path("/proc/self/maps").read_text("utf-8").splitlines()]
        return {name for name in links + mapped if name.startswith(str(place))}

    gc.disable()  # a server's collector of garbage looks at what is old so seldom that nothing large may wait for it
    try:
        with NewsSearch.open(place) as news:
            for _ in changes(place):
                ask_all(news)
                assert not [name for name in held() if name.endswith("(deleted)")]
                assert len(held()) <= len([*place.glob("build-*/*.seg"), *place.glob("build-*/kept-*")])
        assert held() == set()
    finally:
        gc.enable()


# Processes

READER = """
import json, sys
from pathlib import Path
from search_web import NewsSearch

place, stop, questions, facets = sys.argv[1], Path(sys.argv[2]), *map(json.loads, sys.argv[3:])
with NewsSearch.open(place) as news:
    over = False
    print("ready", flush=True)
    while not over:
        over = stop.exists()  # once more after the end
        for number, (text, more) in enumerate(questions):
            answers = news.search(text, facets=facets, **more)
            hits = [[hit.id, hit.score, hit.snippet.text, hit.snippet.spans] for hit in answers.hits]
            facet_counts = {name: list(counts.items()) for name, counts in answers.facets.items()}
            print(json.dumps([answers.generation, number, answers.total, hits, facet_counts]))
"""


def as_read(answers: Answers) -> list[object]:
    """The same values that a reading process prints."""
    hits = [[hit.id, hit.score, hit.snippet.text, hit.snippet.spans] for hit in answers.hits]
    facets = {name: list(counts.items()) for name, counts in answers.facets.items()}
    read: list[object] = json.loads(json.dumps([answers.total, hits, facets]))
    return read


def test_processes_read_while_one_writes(place: Path, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    outputs = [tmp_path / f"reader-{number}" for number in range(2)]
    command: list[str | Path] = [sys.executable, "-c", READER, place, stop, json.dumps(QUESTIONS), json.dumps(FACETS)]
    environment = os.environ | {"PYTHONPATH": IMPORTS, "PYTHONUTF8": "1"}
    readers = []
    for output in outputs:
        with output.open("wb") as file:
            readers.append(subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT))
    try:
        while not all(output.stat().st_size for output in outputs):
            assert all(reader.poll() is None for reader in readers)
            time.sleep(0.01)
        expected = {answers[0].generation: answers for answers in [answers_at(place)]}
        for _ in changes(place):
            answers = answers_at(place)
            expected[answers[0].generation] = answers
    finally:
        stop.touch()
        codes = [reader.wait(timeout=60) for reader in readers]
    for output in outputs:
        ready, *lines = output.read_text("utf-8").splitlines()
        assert ready == "ready"
        assert codes == [0, 0], lines[-15:]
        seen = set()
        for line in lines:
            generation, number, *read = json.loads(line)
            assert read == as_read(expected[generation][number])
            seen.add(generation)
        assert len(seen) > 3
        assert generation == list(expected)[-1]
