"""`gubernia index --update --watch` as a process: how it speaks, how it ends, and what is left when it is killed."""

import json
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from indexer import read_articles, update_index
from search_web import NewsSearch

from ..command_line import DONE, FAILED, MISUSED, POSIX, WARNED, assert_one_sentence, ended, environment, gubernia
from .watching import PATIENCE, articles_at, ids_at, page, records, until

pytestmark = POSIX
ALL = "1 2 а.txt б.txt"

# The same watch, in more of a hurry: so many commits that any moment of them can be met.
HURRY = """
import sys
import indexer

for report in indexer.watch_folder(sys.argv[1], sys.argv[2], gone=True, quiet=0.05, at_most=0.1):
    print(report.articles, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    page(folder / "а.txt")
    page(folder / "б.txt")
    records(folder / "лента.jsonl", "1", "2")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


class Run:
    """A process and what it has written so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", out: Path, err: Path) -> None:
        self.process = process
        self._out, self._err = out, err

    @property
    def stdout(self) -> list[str]:
        return self._out.read_text("utf-8").splitlines()

    @property
    def stderr(self) -> str:
        return self._err.read_text("utf-8")

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for it, as long as the process lives."""
        until(lambda: condition() or self.process.poll() is not None)
        assert condition(), f"ended with {self.process.returncode}: {self.stderr}"

    def speaks(self) -> None:
        """Wait for its first line."""
        self.until(lambda: self.stdout)

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def run(tmp_path: Path, *command: object) -> Iterator[Run]:
    """A process of a group of its own, as a shell starts it; its output goes to files, which never make it wait."""
    out, err = tmp_path / "out", tmp_path / "err"
    with out.open("wb") as to_out, err.open("wb") as to_err:
        words = [sys.executable, *map(str, command)]
        process = subprocess.Popen(words, env=environment(), stdout=to_out, stderr=to_err, start_new_session=True)
    try:
        yield Run(process, out, err)
    finally:
        process.kill()
        process.wait()


@contextmanager
def watch(tmp_path: Path, folder: Path, place: Path, *options: str) -> Iterator[Run]:
    """`gubernia index --update --watch`, from its first report on."""
    with run(tmp_path, "-m", "search_web", "index", "--update", "--watch", folder, "--index", place, *options) as it:
        it.until(lambda: "Watching" in it.stderr)
        yield it


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("options", [(), ("--jobs", "2")], ids=" ".join)
def test_a_line_for_each_commit_until_a_signal_ends_it(
    tmp_path: Path, folder: Path, place: Path, number: int, options: tuple[str, ...]
) -> None:
    with watch(tmp_path, folder, place, "--prune", *options) as it:
        page(folder / "в.txt")
        it.until(lambda: len(it.stdout) == 2)
        (folder / "а.txt").write_bytes(bytes(range(256)) * 20)
        it.until(lambda: len(it.stdout) == 3)
        (folder / "б.txt").unlink()
        it.until(lambda: len(it.stdout) == 4)
        assert it.end(number) == DONE
        told = [
            re.sub(r"\d+\.\d s", "", line).removeprefix(f"{n} articles in the index at {place} ")
            for n, line in zip((4, 5, 5, 4), it.stdout, strict=True)
        ]
    assert told == [
        "(4 added, 0 changed, 0 unchanged, 0 removed), 0 warnings, .",
        "(1 added, 0 changed, 0 unchanged, 0 removed), 0 warnings, .",
        "(0 added, 0 changed, 0 unchanged, 0 removed), 1 warning, .",
        "(0 added, 0 changed, 0 unchanged, 1 removed), 0 warnings, .",
    ]
    first, watching, warning, end = it.stderr.splitlines()
    assert (first, watching) == ("4 articles read, writing the index", f"Watching {folder} (Ctrl+C ends).")
    assert warning.startswith(f"Warning: {folder / 'а.txt'}: ")
    assert end == "Ended: the last commit serves."
    assert ids_at(place) == "1 2 а.txt в.txt"


def test_a_json_object_for_each_commit_and_warnings_tell_at_the_end(tmp_path: Path, folder: Path, place: Path) -> None:
    with watch(tmp_path, folder, place, "--json", "--strict") as it:
        (folder / "в.txt").write_bytes(bytes(range(256)) * 20)
        it.until(lambda: len(it.stdout) == 2)
        assert it.end(signal.SIGTERM) == WARNED
        first, second = map(json.loads, it.stdout)
    assert (first["added"], first["warnings"], first["index"]) == (4, [], str(place))
    assert [warning["location"] for warning in second["warnings"]] == [str(folder / "в.txt")]


def test_a_signal_during_the_first_reading_changes_nothing(tmp_path: Path, folder: Path, place: Path) -> None:
    update_index(read_articles(folder), place)
    records(folder / "много.jsonl", *map(str, range(20_000)), text="Паром и сквер. " * 20)
    with run(tmp_path, "-m", "search_web", "index", "--update", "--watch", folder, "--index", place) as it:
        it.until(lambda: is_being_written(place))
        assert it.end(signal.SIGTERM) == DONE
        assert it.stderr.endswith("Ended: the last commit serves.\n")
        assert it.stdout == []
    assert ids_at(place) == ALL


def is_being_written(place: Path) -> bool:
    """Whether another process holds the lock of the index."""
    try:
        FileLock(place / "writing.lock").acquire(timeout=0).lock.release()
    except Timeout:
        return True
    return False


@pytest.mark.parametrize(
    "options",
    [
        ("--watch",),
        ("--update", "--poll"),
        ("--update", "--watch", "--dry-run"),
        ("--update", "--watch", "second"),
        ("--update", "--watch", "--allow-empty"),
        ("--update", "--allow-empty"),
        ("--first", "3"),
    ],
    ids=" ".join,
)
def test_options_that_do_not_go_together(folder: Path, place: Path, options: tuple[str, ...]) -> None:
    _, stderr = ended(gubernia("index", str(folder), *options, "--index", str(place)), MISUSED)
    assert "goes with" in stderr or "name it alone" in stderr
    assert not place.exists()


@pytest.mark.parametrize("wrong", ["нет", "а.txt", "-"])
def test_only_a_folder_can_be_watched(folder: Path, place: Path, wrong: str) -> None:
    source = wrong if wrong == "-" else str(folder / wrong)
    _, stderr = ended(gubernia("index", "--update", "--watch", source, "--index", str(place)), FAILED)
    assert_one_sentence(stderr)
    assert "only a folder can be watched" in stderr


# Killed


def test_a_watch_that_is_killed_at_any_moment_leaves_the_last_commit(tmp_path: Path, place: Path) -> None:
    """Files come, change, move and go while it commits again and again, and it is killed in the middle of that."""
    folder = tmp_path / "pages"
    chance = random.Random(20231105)
    for number in range(12):
        page(folder / f"{number}.txt")
    for _ in range(5):
        with run(tmp_path, "-c", HURRY, folder, place) as it:
            it.speaks()
            moment = time.monotonic() + chance.uniform(0.1, 0.9)
            while time.monotonic() < moment:
                change(folder, chance)
                time.sleep(0.01)
            it.process.send_signal(signal.SIGKILL)
            it.process.wait(timeout=PATIENCE)
            assert it.stderr == ""
        stdout, _ = ended(gubernia("check", "--index", str(place)), DONE)
        assert stdout.endswith(": sound.\n")
        with NewsSearch.open(place) as news:
            assert news.search("новость", per_page=1000).total == news.stats().articles == len(articles_at(place))
        report = update_index(read_articles(folder), place, gone=True)
        assert articles_at(place) == {article.id: article for article in read_articles(folder)}
        assert report.articles == len(articles_at(place))


def change(folder: Path, chance: random.Random) -> None:
    """One change as they happen in a newsroom's folder."""
    path = folder / f"{chance.randrange(12)}.txt"
    match chance.randrange(4):
        case 0 if len(list(folder.iterdir())) > 4:
            path.unlink(missing_ok=True)
        case 1 if path.exists():
            path.replace(folder / f"{chance.randrange(12)}.txt")
        case _:
            page(path, f"Паром {chance.randrange(1000)}.")


def test_an_update_that_prunes_is_killed_at_any_moment(tmp_path: Path, place: Path) -> None:
    folder = tmp_path / "pages"
    chance = random.Random(5)
    for number in range(30):
        page(folder / f"{number}.txt")
    update_index(read_articles(folder), place)
    took = 1.5
    for turn in range(5):
        before = set(articles_at(place))
        for number in chance.sample(range(30), 8):
            path = folder / f"{number}.txt"
            path.unlink() if path.exists() else page(path, f"Сквер {turn}.")
        begun = time.monotonic()
        options = ("--update", "--prune", "--index", place)
        with run(tmp_path, "-m", "search_web", "index", folder, *options) as it:
            # About as long as a run takes here and now, so that some are killed in their commit.
            end = begun + chance.uniform(0.5, 1.1) * took
            while time.monotonic() < end and it.process.poll() is None:
                time.sleep(0.005)
            it.process.kill()
            if it.process.wait() == DONE:
                took = time.monotonic() - begun
        ended(gubernia("check", "--index", str(place)), DONE)
        now = {article.id for article in read_articles(folder)}
        assert set(articles_at(place)) in (before, now)
    update_index(read_articles(folder), place, gone=True)
    assert articles_at(place) == {article.id: article for article in read_articles(folder)}
