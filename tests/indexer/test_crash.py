"""A process that builds or updates is killed at any moment: the old index answers, and the next run tidies up."""

import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from indexer import Article, BuildReport, IndexUnusable, build_index, read_articles, update_index
from search_web import Answers, NewsSearch

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL and no fork")

ROOT = Path(__file__).parents[2]
IMPORTS = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
CHANGES: dict[str, Callable[..., BuildReport]] = {"build": build_index, "update": update_index}
WORDS = ("мэр", "мост", "паром", "сквер", "река", "город", "завод", "школа", "музей", "форум", "дорога", "рынок")
QUESTIONS = ("мэр", "мост паром", "«новый сквер»", "город -река", "заводы OR школы", "старый", "новый")

# A few hundred articles, and a line on standard output for each step of the way.
BUILD = """
import multiprocessing, sys
import indexer

if __name__ == "__main__":
    change, pages, place, jobs = sys.argv[1:]

    def tell(progress):
        workers = [process.pid for process in multiprocessing.active_children()]
        print("writing" if progress.writing else progress.articles, *workers, flush=True)

    change = {"build": indexer.build_index, "update": indexer.update_index}[change]
    change(indexer.read_articles(pages), place, jobs=int(jobs), progress=tell)
    print("done", flush=True)
"""

# The same change of the same small index again and again, each time ended one change of a file later.
SCENES = """
import itertools, os, shutil, signal, sys
import indexer

change, number, pages, start, scenes = sys.argv[1:]
change = {"build": indexer.build_index, "update": indexer.update_index}[change]
CHANGES = {"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir"}

once = os.path.join(scenes, "once")
shutil.copytree(start, once)
change(list(indexer.read_articles(pages)), once)  # so that no child has to load dictionaries
shutil.rmtree(once)
for moment in itertools.count(1):
    place = os.path.join(scenes, f"{moment:03}")
    shutil.copytree(start, place)
    child = os.fork()
    if not child:
        touched = 0

        def touch(event, arguments):
            global touched
            if event in CHANGES and "r" not in arguments[1:] and not isinstance(arguments[0], int):
                at = os.fspath(arguments[0])  # without its folder where a whole folder is removed
                touched += at.startswith(place) or not os.path.isabs(at)
                if touched == moment:
                    touched += 1
                    os.kill(os.getpid(), int(number))

        articles = list(indexer.read_articles(pages))
        sys.addaudithook(touch)
        try:
            change(articles, place)
        except BaseException as error:
            print(moment, type(error).__name__, flush=True)
        os._exit(0 if touched > moment else 3)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 3:
        shutil.rmtree(place)
        break
    if code not in (0, -signal.SIGKILL):
        sys.exit(f"moment {moment}: {code}")
"""


def generated(count: int, word: str) -> list[Article]:
    """Articles of some length; those of another word have the same ids and other texts."""
    chance = random.Random(word)
    return [
        Article(
            id=f"{number}",
            title=" ".join(chance.choices(WORDS, k=4)),
            text=f"{word} " + " ".join(chance.choices(WORDS, k=40)),
            source=chance.choice(("Вести", "Заря", "")),
        )
        for number in range(count)
    ]


def write(path: Path, articles: Iterable[Article]) -> Path:
    rows = ({"id": one.id, "title": one.title, "text": one.text, "source": one.source} for one in articles)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def answers_at(place: Path) -> list[Answers]:
    with NewsSearch.open(place) as news:
        return [news.search(text, per_page=1000, facets=("source",)) for text in QUESTIONS]


def without_names(answers: list[Answers]) -> list[tuple[object, ...]]:
    """The answers without the generations that gave them."""
    return [(one.total, one.hits, one.facets, one.notes) for one in answers]


def assert_tidy(place: Path) -> None:
    """The folder holds one build, which holds one generation, and nothing else."""
    (build,) = place.glob("build-*")
    assert {path.name for path in place.iterdir()} <= {build.name, "serving.json", "writing.lock"}
    (manifest,) = build.glob("manifest-*.json")
    files = set(json.loads(manifest.read_text("utf-8"))["files"])
    assert {path.name for path in build.iterdir()} == files | {manifest.name, "MAIN_WRITELOCK"}


def started(script: Path, change: str, pages: Path, place: Path, jobs: int = 1) -> "subprocess.Popen[str]":
    script.write_text(BUILD, "utf-8")
    return subprocess.Popen(
        [sys.executable, script, change, pages, place, str(jobs)],
        env=os.environ | {"PYTHONPATH": IMPORTS},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def wait_for(stream: IO[str], word: str) -> list[int]:
    """Read lines until one begins with the word; the numbers in the rest of it."""
    for line in stream:
        first, *rest = line.split()
        if first == word:
            return [int(number) for number in rest]
    raise AssertionError(f"the process ended before {word!r}")


# Killed while it works through a few hundred articles


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("moment", ["1", "90", "writing", "later"])
def test_a_killed_process_changes_nothing(tmp_path: Path, change: str, moment: str) -> None:
    place = tmp_path / "index"
    build_index(generated(150, "старый"), place)
    before = answers_at(place)
    pages = write(tmp_path / "news.jsonl", generated(150, "новый"))
    late = {"later": 0.04}.get(moment)
    with NewsSearch.open(place) as news, started(tmp_path / "run.py", change, pages, place) as process:
        assert process.stdout
        assert process.stderr
        wait_for(process.stdout, "writing" if late else moment)
        if late:  # somewhere in the commit, or shortly after it
            time.sleep(late)
        process.kill()
        left, errors = process.stdout.read(), process.stderr.read()
        assert errors == ""
        after = answers_at(place)
        assert after == [news.search(text, per_page=1000, facets=("source",)) for text in QUESTIONS]
    if "done" not in left and not late:
        assert after == before
    else:
        build_index(read_articles(pages), tmp_path / "expected")
        assert after == before or without_names(after) == without_names(answers_at(tmp_path / "expected"))

    report = CHANGES[change](generated(151, "иной"), place)
    assert report.articles == 151
    assert_tidy(place)


# Ended at every single moment


@dataclass
class Scenes:
    """What was left of an index when its change was ended at each moment, and the exceptions that came out of it."""

    change: str
    old: list[tuple[object, ...]]
    new: list[tuple[object, ...]]
    places: list[Path]
    raised: list[str]


@pytest.fixture(scope="module", params=itertools.product(CHANGES, ["kill", "Ctrl+C"]), ids="-".join)
def scenes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    change, how = request.param
    number = signal.SIGINT if how == "Ctrl+C" else signal.SIGKILL
    folder = tmp_path_factory.mktemp("scenes")
    # Two segments and a deleted article: everything that a commit can find.
    build_index(generated(6, "старый"), folder / "start")
    update_index([Article(id="1", title="Мэр", text="старый")], folder / "start")
    pages = write(folder / "news.jsonl", generated(6, "новый"))
    shutil.copytree(folder / "start", folder / "new")
    CHANGES[change](read_articles(pages), folder / "new")
    (folder / "scenes").mkdir()
    run = subprocess.run(
        [sys.executable, "-c", SCENES, change, str(int(number)), pages, folder / "start", folder / "scenes"],
        env=os.environ | {"PYTHONPATH": IMPORTS},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )
    assert run.returncode == 0, run.stderr
    places = sorted((folder / "scenes").iterdir())
    assert len(places) > 15
    old, new = (without_names(answers_at(folder / name)) for name in ("start", "new"))
    assert old != new
    return Scenes(change, old, new, places, run.stdout.splitlines())


def test_at_every_moment_there_is_the_old_index_or_the_new_one(scenes: Scenes) -> None:
    found = []
    for place in scenes.places:
        try:
            found.append(without_names(answers_at(place)))
        except IndexUnusable as error:
            pytest.fail(f"moment {place.name}: {error!r}")
        assert found[-1] in (scenes.old, scenes.new), place.name
    # The old one up to some moment, from then on the new one.
    turn = found.index(scenes.new)
    assert found == [scenes.old] * turn + [scenes.new] * (len(found) - turn)


def test_after_every_moment_the_next_run_succeeds_and_tidies_up(scenes: Scenes) -> None:
    for place in scenes.places:
        report = CHANGES[scenes.change]([Article(id="потом", title="Мэр", text="новый")], place)
        assert report.articles == (7 if scenes.change == "update" else 1), place.name
        assert_tidy(place)


def test_nothing_but_the_interruption_comes_out(scenes: Scenes) -> None:
    assert {line.split()[1] for line in scenes.raised} <= {"KeyboardInterrupt"}, scenes.raised


# Processes that analyze


def ended(process: int) -> bool:
    """Whether the process is no more, or waits only for its end to be taken note of."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return Path("/proc/self/stat").exists()  # elsewhere than on Linux there is no such file to look into
    return state in "ZX"


@pytest.mark.parametrize("change", CHANGES)
def test_the_processes_that_analyze_end_with_a_killed_parent(tmp_path: Path, change: str) -> None:
    place = tmp_path / "index"
    build_index(generated(20, "старый"), place)
    before = answers_at(place)
    pages = write(tmp_path / "news.jsonl", generated(1500, "новый"))
    with started(tmp_path / "run.py", change, pages, place, jobs=2) as process:
        assert process.stdout
        workers = wait_for(process.stdout, "400")
        assert len(workers) == 2
        process.kill()
    patience = time.monotonic() + 10
    while not all(map(ended, workers)) and time.monotonic() < patience:
        time.sleep(0.02)
    assert [worker for worker in workers if not ended(worker)] == []
    assert answers_at(place) == before
    assert CHANGES[change](generated(21, "иной"), place, jobs=2).articles == 21
    assert_tidy(place)
