"""The commands about building, as they are typed: what they print where, and how they end."""

import gzip
import json
import os
import re
import shlex
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import indexer.cli
from indexer import Article, build_index, update_index
from indexer.cli import MOST_WARNINGS_SHOWN
from search_web import NewsSearch
from search_web.cli import main
from tests.command_line import (
    DONE,
    FAILED,
    MISUSED,
    POSIX,
    ROOT,
    WARNED,
    assert_one_sentence,
    ended,
    environment,
    gubernia,
    process,
    without_progress,
)

SEEDS = str(ROOT / "seeds")
REPORT = {"articles", "added", "changed", "unchanged", "removed", "warnings", "seconds", "index"}
LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="workers are found where Linux lists processes")


def begun(*words: str, **more: Any) -> "subprocess.Popen[bytes]":
    """A real process of `gubernia` in a group of its own, as a shell begins one."""
    command = [sys.executable, "-m", "search_web", *words]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
    return subprocess.Popen(command, env=environment(), start_new_session=True, **pipes)


def titles(place: Path) -> set[str]:
    with NewsSearch.open(place) as news:
        found = news.search("* OR новость OR форум OR мэр OR делегация OR область", per_page=1000)
        return {hit.title for hit in found.hits}


def state(place: Path) -> tuple[str, set[str], list[str]]:
    """What a reader and the disk know of the index."""
    with NewsSearch.open(place) as news:
        generation = news.stats().generation
    return generation, titles(place), sorted(path.name for path in place.rglob("*"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("а", "б", "в"):
        (folder / f"{name}.txt").write_text(f"Новость {name}\nПаром ушёл.", "utf-8")
    return folder


# gubernia index


def test_index_prints_one_line_about_what_it_did(place: Path) -> None:
    stdout, stderr = ended(gubernia("index", SEEDS, "--index", str(place)), DONE)
    assert re.fullmatch(rf"5 articles in the index at {re.escape(str(place))}, 0 warnings, \d+\.\d s\.\n", stdout)
    assert stderr == "5 articles read, writing the index\n"
    with NewsSearch.open(place) as news:
        assert news.stats().articles == 5


def test_an_update_says_what_changed(pages: Path, place: Path) -> None:
    gubernia("index", str(pages), "--index", str(place))
    (pages / "а.txt").write_text("Новость а\nСквер открыт.", "utf-8")
    (pages / "б.txt").unlink()
    (pages / "г.txt").write_text("Новость г\nСквер открыт.", "utf-8")
    stdout, _ = ended(gubernia("index", str(pages), "--index", str(place), "--update"), DONE)
    assert "4 articles" in stdout
    assert "(1 added, 1 changed, 1 unchanged, 0 removed)" in stdout
    stdout, _ = ended(gubernia("index", str(pages), "--index", str(place), "--update", "--prune"), DONE)
    assert "3 articles" in stdout
    assert "(0 added, 0 changed, 3 unchanged, 1 removed)" in stdout
    assert titles(place) == {"Новость а", "Новость в", "Новость г"}


def test_the_report_as_json_is_all_of_standard_output(pages: Path, place: Path) -> None:
    (pages / "image.txt").write_bytes(bytes(range(256)) * 9)
    stdout, stderr = ended(gubernia("index", str(pages), "--index", str(place), "--json"), DONE)
    report = json.loads(stdout)
    assert set(report) == REPORT
    assert (report["articles"], report["added"], report["index"]) == (3, 3, str(place))
    (warning,) = report["warnings"]
    assert warning["location"] == str(pages / "image.txt")
    assert warning["reason"]
    assert "image.txt" not in stderr  # it is in the report


def test_warnings_go_to_standard_error_and_fail_only_if_asked(pages: Path, place: Path) -> None:
    (pages / "image.txt").write_bytes(bytes(range(256)) * 9)
    arguments = ("index", str(pages), "--index", str(place))
    stdout, stderr = ended(gubernia(*arguments), DONE)
    assert "3 articles" in stdout
    assert ", 1 warning, " in stdout
    assert f"Warning: {pages / 'image.txt'}: " in stderr
    strictly, _ = ended(gubernia(*arguments, "--strict"), WARNED)
    assert "3 articles" in strictly
    (pages / "image.txt").unlink()
    ended(gubernia(*arguments, "--strict"), DONE)


def test_many_warnings_are_counted_not_listed(pages: Path, place: Path) -> None:
    (pages / "records.jsonl").write_text('{"title": "Новость"}\n' + "не запись\n" * 50, "utf-8")
    _, stderr = ended(gubernia("index", str(pages), "--index", str(place)), DONE)
    assert stderr.count("Warning: ") == MOST_WARNINGS_SHOWN
    assert "... and 30 more warnings: --json lists them all." in stderr
    stdout, _ = ended(gubernia("index", str(pages), "--index", str(place), "--json"), DONE)
    assert len(json.loads(stdout)["warnings"]) == 50


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("index",),
        ("index", SEEDS, "--prune"),
        ("index", SEEDS, "--update", "--allow-empty"),
        ("index", SEEDS, "--jobs", "0"),
        ("index", SEEDS, "--jobs", "many"),
        ("index", SEEDS, "--nonsense"),
        ("check", "what"),
        ("analyze",),
        ("nonsense",),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_changes_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    stdout, stderr = ended(gubernia(*words, env={"GUBERNIA_INDEX": str(tmp_path / "index")}), MISUSED)
    assert stdout == ""
    assert "Usage: " in stderr
    assert not (tmp_path / "index").exists()


def test_a_source_that_is_not_there(place: Path) -> None:
    build_index([Article(id="а", title="Новость", text="")], place)
    before = state(place)
    stdout, stderr = ended(gubernia("index", "nowhere", "--index", str(place)), FAILED)
    assert stdout == ""
    assert_one_sentence(stderr)
    assert "nowhere" in stderr
    assert state(place) == before


def test_nothing_to_index(tmp_path: Path, place: Path) -> None:
    (tmp_path / "empty").mkdir()
    build_index([Article(id="а", title="Новость", text="")], place)
    before = state(place)
    arguments = ("index", str(tmp_path / "empty"), "--index", str(place))
    stdout, stderr = ended(gubernia(*arguments), FAILED)
    assert stdout == ""
    assert_one_sentence("Error: " + stderr.partition("Error: ")[2])
    assert "--allow-empty" in stderr
    assert state(place) == before
    stdout, _ = ended(gubernia(*arguments, "--allow-empty"), DONE)
    assert stdout.startswith("0 articles")
    assert titles(place) == set()


def test_nothing_to_index_says_what_could_not_be_read(pages: Path, place: Path) -> None:
    build_index([Article(id="а", title="Новость", text="")], place)
    for page in pages.iterdir():
        page.write_bytes(bytes(range(256)) * 9)
    _, stderr = ended(gubernia("index", str(pages), "--index", str(place)), FAILED)
    assert "а.txt" in stderr


def test_a_place_where_no_index_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    for more in ((), ("--update",)):
        stdout, stderr = ended(gubernia("index", SEEDS, "--index", str(tmp_path / "file"), *more), FAILED)
        assert stdout == ""
        assert_one_sentence(stderr)
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_the_variable_says_where_the_index_is_and_the_option_wins(tmp_path: Path) -> None:
    variable = {"GUBERNIA_INDEX": str(tmp_path / "by variable")}
    ended(gubernia("index", SEEDS, env=variable), DONE)
    stdout, _ = ended(gubernia("check", env=variable), DONE)
    assert stdout.startswith("5 articles in ")
    _, stderr = ended(gubernia("check", "--index", str(tmp_path / "by option"), env=variable), FAILED)
    assert_one_sentence(stderr)
    assert "by option" in stderr


def test_without_either_the_index_is_in_var(tmp_path: Path) -> None:
    run = process("index", SEEDS, cwd=tmp_path)
    assert run.returncode == DONE
    assert f"at {Path('var/index')}, " in run.stdout
    assert (tmp_path / "var" / "index" / "serving.json").exists()


# Standard input


def test_a_page_and_records_come_from_standard_input(place: Path) -> None:
    page = (ROOT / "seeds" / "004_b899ac0921a9f52f.txt").read_bytes()
    ended(gubernia("index", "-", "--index", str(place), input=page), DONE)
    assert titles(place) == {"Сергей Кравчук: Мы готовы сотрудничать с городами дружественных стран"}
    records = "".join(json.dumps({"id": name, "title": f"Новость {name}"}) + "\n" for name in "абв")
    for sent in (records.encode(), gzip.compress(records.encode())):
        ended(gubernia("index", "--index", str(place), "-", input=sent), DONE)
        assert titles(place) == {"Новость а", "Новость б", "Новость в"}


def test_prune_empties_the_index_only_if_that_is_allowed(place: Path, pages: Path) -> None:
    arguments = ("index", str(pages), "--index", str(place), "--update", "--prune")
    ended(gubernia(*arguments), DONE)
    for page in pages.iterdir():
        page.unlink()
    stdout, stderr = ended(gubernia(*arguments), DONE)
    assert "3 articles in the index" in stdout
    assert "0 removed" in stdout
    assert f"Warning: {pages}: is gone or has no file in it" in stderr
    stdout, stderr = ended(gubernia(*arguments, "--allow-empty"), DONE)
    assert "0 articles in the index" in stdout
    assert "3 removed" in stdout
    assert stderr == "0 articles read, writing the index\n"


def test_prune_never_drops_what_came_from_standard_input(place: Path, pages: Path) -> None:
    ended(gubernia("index", "-", "--index", str(place), input='{"id": "а", "title": "Новость вводная"}'), DONE)
    ended(gubernia("index", str(pages), "--index", str(place), "--update", "--prune"), DONE)
    (pages / "а.txt").unlink()
    stdout, _ = ended(gubernia("index", str(pages), "--index", str(place), "--update", "--prune"), DONE)
    assert "1 removed" in stdout
    assert titles(place) == {"Новость вводная", "Новость б", "Новость в"}


def test_an_empty_standard_input_leaves_the_index(place: Path) -> None:
    build_index([Article(id="а", title="Новость", text="")], place)
    for arguments in (("-",), ("-", "--json")):
        stdout, stderr = ended(gubernia("index", *arguments, "--index", str(place), input=""), FAILED)
        assert stdout == ""
        assert "Error: No article was found" in stderr
    assert titles(place) == {"Новость"}


# Real processes


def test_a_real_process_keeps_its_streams_apart(place: Path) -> None:
    run = process("index", SEEDS, "--index", str(place), "--jobs", "2")
    assert run.returncode == DONE
    assert re.fullmatch(r"5 articles in the index at .+, 0 warnings, \d+\.\d s\.\n", run.stdout)
    assert run.stderr == "5 articles read, writing the index\n"
    failed = process("index", "nowhere", "--index", str(place))
    assert (failed.returncode, failed.stdout) == (FAILED, "")
    assert_one_sentence(failed.stderr)


def test_the_package_of_the_indexer_has_its_commands(place: Path) -> None:
    command = [sys.executable, "-m", "indexer"]
    for words, code in ((["index", SEEDS, "--index", str(place)], DONE), (["check", "--index", str(place)], DONE)):
        run = subprocess.run([*command, *words], env=environment(), capture_output=True, text=True, encoding="utf-8")
        assert run.returncode == code, run.stderr
        assert run.stdout.startswith("5 articles in ")
    run = subprocess.run([*command, "search", "мэр"], env=environment(), capture_output=True, text=True)
    assert run.returncode == MISUSED


def test_progress_is_plain_lines_where_there_is_no_terminal(
    pages: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer.cli, "SECONDS_BETWEEN_LINES", 0.0)
    stdout, stderr = ended(gubernia("index", str(pages), "--index", str(place)), DONE)
    assert stdout.startswith("3 articles in the index at ")
    assert stderr.splitlines() == [
        "1 article, 33 % read",
        "2 articles, 66 % read",
        "3 articles, 100 % read",
        "3 articles read, writing the index",
    ]
    _, stderr = ended(gubernia("index", "-", "--index", str(place), input="Новость\nПаром."), DONE)
    assert stderr.splitlines() == ["1 article", "1 article read, writing the index"]


def all_of(terminal: int) -> Iterator[bytes]:
    """What is written to a terminal until the other side is closed."""
    while True:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:  # Linux tells the end in this way
            return
        if not chunk:
            return
        yield chunk


@POSIX
def test_progress_is_a_bar_on_a_terminal(pages: Path, place: Path) -> None:
    import fcntl  # Windows has neither
    import termios

    terminal, other_side = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with begun("index", str(pages), "--index", str(place), stderr=other_side) as run:
        os.close(other_side)
        shown = b"".join(all_of(terminal)).decode()
        os.close(terminal)
        assert run.stdout
        stdout = run.stdout.read().decode()
    assert run.returncode == DONE
    assert re.fullmatch(r"3 articles in the index at .+, 0 warnings, \d+\.\d s\.\n", stdout)
    assert "%|" in shown
    assert "3 articles" in shown
    assert "writing the index" in shown
    # The bar is drawn over and over on one line, and wiped out at the end.
    assert "\n" not in shown
    assert re.search(r"\r +\r$", shown)


def workers_of(parent: int) -> list[int]:
    """The processes that analyze for it."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, fields = stat.read_text("utf-8").rpartition(")")
            command = (stat.parent / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields.split()[1] == str(parent) and b"spawn_main" in command:
            found.append(int(stat.parent.name))
    return found


def interrupted(place: Path, *options: str) -> tuple[int, str, str]:
    """Ctrl+C, which every process of the group gets, in the middle of a build that reads a pipe."""
    records = "".join(json.dumps({"id": f"{n}", "title": "Новость", "text": "Паром. " * 20}) + "\n" for n in range(900))
    with begun("index", "-", "--index", str(place), *options, stdin=subprocess.PIPE) as run:
        assert run.stdin
        assert run.stdout
        assert run.stderr
        # A pipe holds less than this: when all is written, much of it has been read, and more is waited for.
        run.stdin.write(records.encode())
        run.stdin.flush()
        os.killpg(run.pid, signal.SIGINT)
        code = run.wait(timeout=20)
        return code, run.stdout.read().decode(), run.stderr.read().decode()


@POSIX
@pytest.mark.parametrize("options", [(), ("--update",), ("--jobs", "2"), ("--update", "--jobs", "2")], ids=" ".join)
def test_ctrl_c_leaves_the_index_as_it_was(place: Path, options: tuple[str, ...]) -> None:
    build_index([Article(id="а", title="Новость", text="")], place)
    update_index([Article(id="б", title="Форум", text="")], place)
    before = state(place)
    code, stdout, stderr = interrupted(place, *options)
    assert (code, stdout) == (FAILED, "")
    assert without_progress(stderr) == "Interrupted: the last commit serves.\n"
    assert state(place) == before
    ended(gubernia("index", SEEDS, "--index", str(place)), DONE)


@LINUX
def test_ctrl_c_while_the_workers_begin(place: Path) -> None:
    # It waits for its input, so that it cannot be done before the signal comes.
    with begun("index", "-", "--index", str(place), "--jobs", "2", stdin=subprocess.PIPE) as run:
        try:
            while len(workers_of(run.pid)) < 2:
                time.sleep(0.002)
            time.sleep(0.05)
            os.killpg(run.pid, signal.SIGINT)
            run.wait(timeout=20)
        finally:
            run.kill()
        stdout, stderr = run.communicate()
    assert (run.returncode, stdout) == (FAILED, b"")
    assert without_progress(stderr.decode()) == "Interrupted: the last commit serves.\n"


@LINUX
@pytest.mark.parametrize("moment", ["waits for work", "sends"])
def test_a_worker_that_dies_is_told_in_one_sentence(place: Path, moment: str) -> None:
    build_index([Article(id="а", title="Новость", text="")], place)
    before = state(place)
    # What is not used of a record makes the command read on; many words make an answer that no pipe holds.
    fields = {"text": "да " * (250 if moment == "sends" else 1), "unused": "x" * 5000}
    records = [json.dumps({"id": f"{number}", "title": "Новость"} | fields) + "\n" for number in range(260)]
    with begun("index", "-", "--index", str(place), "--jobs", "2", stdin=subprocess.PIPE) as run:
        assert run.stdin
        assert run.stdout
        assert run.stderr
        try:
            run.stdin.write("".join(records[:160]).encode())
            run.stdin.flush()
            while len(workers_of(run.pid)) < 2:
                time.sleep(0.01)
            if moment == "sends":
                time.sleep(0.05)  # they have their work and still load their dictionaries
                os.kill(run.pid, signal.SIGSTOP)  # from here on nobody takes what they send
            time.sleep(1.5)
            for worker in workers_of(run.pid):
                os.kill(worker, signal.SIGKILL)
            os.kill(run.pid, signal.SIGCONT)
            stdout, stderr = run.communicate("".join(records[160:]).encode(), timeout=20)
        finally:
            run.kill()
    assert (run.returncode, stdout) == (FAILED, b"")
    assert_one_sentence(without_progress(stderr.decode()))
    assert "A process that analyzes died" in stderr.decode()
    assert state(place) == before


@POSIX
@pytest.mark.parametrize("options", [(), ("--update",)], ids=["build", "update"])
def test_a_full_disk_is_told_in_one_sentence_wherever_it_is_met(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A limit on the size of a file stands for a disk that is full."""
    limited = "import resource, runpy, sys; size = int(sys.argv.pop(1)); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); "
    limited += "runpy.run_module('search_web', run_name='__main__')"
    place = tmp_path / "index"
    build_index([Article(id="а", title="Новость", text="")], place)
    before = state(place)
    ended(gubernia("index", SEEDS, "--index", str(tmp_path / "sound")), DONE)
    largest = max(path.stat().st_size for path in (tmp_path / "sound").rglob("*.seg"))
    for size in (0, 300, largest // 2, largest - 1):
        command = [sys.executable, "-c", limited, str(size), "index", SEEDS, "--index", str(place), *options]
        run = subprocess.run(command, env=environment(), capture_output=True, text=True, encoding="utf-8")
        assert (run.returncode, run.stdout) == (FAILED, ""), size
        assert "Traceback" not in run.stderr, size
        assert_one_sentence("Error: " + run.stderr.partition("Error: ")[2])
        assert state(place)[:2] == before[:2], size
    ended(gubernia("index", SEEDS, "--index", str(place), *options), DONE)
    assert {path.suffix for path in place.glob("build-*/*")} == {"", ".json", ".seg", ".toc"}
    assert len(list(place.glob("build-*"))) == 1


# gubernia check


def test_check_says_that_an_index_is_sound(place: Path) -> None:
    gubernia("index", SEEDS, "--index", str(place))
    stdout, stderr = ended(gubernia("check", "--index", str(place)), DONE)
    assert re.fullmatch(rf"5 articles in \d files at {re.escape(str(place))}: sound\.\n", stdout)
    assert stderr == ""


def test_check_names_each_damaged_file(place: Path) -> None:
    gubernia("index", SEEDS, "--index", str(place))
    (segment,) = place.glob("build-*/*.seg")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    run = process("check", "--index", str(place))
    assert (run.returncode, run.stdout) == (FAILED, "")
    first, last = run.stderr.splitlines()
    assert first == f"Error: {segment} is not what was committed."
    assert last == "The index is damaged: build it anew with `gubernia index SOURCE...`."


@pytest.mark.parametrize("damage", ["no index", "cut segment", "garbage manifest", "garbage serving.json"])
@pytest.mark.parametrize(
    "command", ["check", "stats", "search мэр", "explain мэр а", "serve --port 0", "index --update"]
)
def test_every_command_tells_a_missing_or_damaged_index_in_one_sentence(
    tmp_path: Path, command: str, damage: str
) -> None:
    place = tmp_path / "index"
    if damage != "no index":
        build_index([Article(id="а", title="Мэр", text="")], place)
        pattern = {"cut segment": "*/*.seg", "garbage manifest": "*/manifest*", "garbage serving.json": "serving.json"}
        (path,) = place.glob(pattern[damage])
        path.write_bytes(path.read_bytes()[:10])
    elif command == "index --update":
        return  # builds one
    words = [*shlex.split(command), *([SEEDS] if "index" in command else []), "--index", str(place)]
    stdout, stderr = ended(gubernia(*words), FAILED)
    assert stdout == ""
    assert_one_sentence(stderr)
    assert stderr.endswith("build one with `gubernia index SOURCE...`.\n" if damage == "no index" else "SOURCE...`.\n")


# gubernia analyze


def test_analyze_shows_words_with_positions_and_terms() -> None:
    stdout, stderr = ended(gubernia("analyze", "стали онлайн-форума"), DONE)
    assert stderr == ""
    assert stdout.splitlines()[:2] == [
        "   0  стали  →  стать, =стали",
        "   1  онлайн-форума  →  онлайн-форум, онлайнфорум, =онлайн-форума",
    ]
    stdout, _ = ended(gubernia("analyze", "--json", "Стали."), DONE)
    assert json.loads(stdout) == [{"start": 0, "stop": 5, "position": 0, "terms": ["стать", "=стали"]}]
    assert ended(gubernia("analyze", "", "--json"), DONE)[0] == "[]\n"
    assert "тот" in ended(gubernia("analyze", "в том числе"), DONE)[0]
    assert "→  том, =том" in ended(gubernia("analyze", "том", "--query"), DONE)[0]


# Help


def commands() -> Iterator[tuple[str, click.Command]]:
    for program, group in (("gubernia", main), ("python -m indexer", indexer.cli.main)):
        yield program, group
        for name, command in sorted(group.commands.items()):
            yield f"{program} {name}", command


COMMANDS = dict(commands())


def help_of(name: str) -> str:
    group = main if name.startswith("gubernia") else indexer.cli.main
    words = name.split()[1 if group is main else 3 :]
    result = CliRunner().invoke(group, [*words, "--help"], terminal_width=200)
    assert (result.exit_code, result.stderr) == (DONE, "")
    assert CliRunner().invoke(group, [*words, "-h"], terminal_width=200).stdout == result.stdout
    return result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_says_what_the_command_does_and_ends_with_examples_that_can_be_typed(name: str) -> None:
    text = help_of(name)
    assert COMMANDS[name].help
    _, _, examples = text.partition("Examples:\n")
    assert examples, text
    for line in examples.splitlines():
        typed = shlex.split(line.rpartition("| ")[2].replace("python -m indexer", "gubernia"))
        assert typed[0] == "gubernia", line
        command = main.commands[typed[1]]
        assert name in ("gubernia", "python -m indexer") or name.endswith(f" {typed[1]}"), line
        # Its options are read and its arguments counted; nothing is done.
        with command.make_context(typed[1], typed[2:]) as context:
            assert context.params, line


@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if not isinstance(command, click.Group)])
def test_every_option_is_explained(name: str) -> None:
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
    text = help_of(name)
    if "--index" in text:
        assert "GUBERNIA_INDEX" in text
