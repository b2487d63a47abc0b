"""The commands about searching and serving, as they are typed; and the package within somebody else's program."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer import Article, PublishedOn, build_index, read_articles, update_index
from tests.command_line import (
    DONE,
    FAILED,
    MISUSED,
    POSIX,
    ROOT,
    assert_one_sentence,
    ended,
    environment,
    gubernia,
    process,
)

SEEDS = ROOT / "seeds"
KRAVCHUK = "004_b899ac0921a9f52f.txt"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = tmp_path_factory.mktemp("seeds") / "index"
    build_index(read_articles(SEEDS), place)
    return str(place)


# gubernia search


def test_search_prints_the_articles_found(place: str) -> None:
    stdout, stderr = ended(gubernia("search", "мэр Хабаровска", "--index", place, "--limit", "1"), DONE)
    first, blank, title, about, snippet, location = stdout.splitlines()
    assert re.fullmatch(r"Найдено: \d, показана 1", first)
    assert blank == ""
    assert title == "1. Сергей Кравчук: Мы готовы сотрудничать с городами дружественных стран"
    assert about.strip()
    assert "мэр Хабаровска" in snippet
    assert location == f"   {SEEDS / KRAVCHUK}"
    assert stderr.startswith("Статей, где есть все слова, мало")


def test_notes_go_to_standard_error(place: str) -> None:
    stdout, stderr = ended(gubernia("search", "трололо", "--index", place), DONE)
    assert stdout == "Найдено: 0\n"
    assert stderr == "Слова «трололо» нет ни в одной статье.\n"
    stdout, stderr = ended(gubernia("search", "", "--index", place), DONE)
    assert stdout == "Найдено: 0\n"
    assert stderr.startswith("Запрос пуст")


def test_answers_as_json_are_all_of_standard_output(place: str) -> None:
    words = ("search", "мэр Хабаровска", "--index", place, "--json", "--facet", "source", "--facet", "year")
    stdout, _ = ended(gubernia(*words), DONE)
    answers = json.loads(stdout)
    assert answers["query"] == "мэр Хабаровска"
    assert answers["hits"][0]["id"] == KRAVCHUK
    assert set(answers["facets"]) == {"source", "year"}
    text, spans = answers["hits"][0]["snippet"].values()
    assert {text[start:stop] for start, stop in spans} >= {"мэр", "Хабаровска"}
    assert stdout.count("\n") == 1
    for hit in answers["hits"]:
        assert str(SEEDS) not in json.dumps(hit)


def test_pages_sorting_filters_and_facets(tmp_path: Path) -> None:
    rows = [
        {"id": f"{year}", "title": f"Мост {year}", "date": f"{year}", "source": "Заря" if year % 2 else "Вести"}
        for year in range(2001, 2010)
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    place = ["--index", str(tmp_path / "index")]
    gubernia("index", str(tmp_path / "news.jsonl"), *place)

    def found(*words: str) -> list[str]:
        stdout, _ = ended(gubernia("search", "мост", *place, "--json", *words), DONE)
        return [hit["id"] for hit in json.loads(stdout)["hits"]]

    assert found("--sort", "newest", "--limit", "2") == ["2009", "2008"]
    assert found("--sort", "oldest", "--limit", "2", "--page", "2") == ["2003", "2004"]
    assert found("--sort", "oldest", "--source", "Заря", "--since", "2004") == ["2005", "2007", "2009"]
    assert found("--sort", "oldest", "--source", "Заря", "--source", "Вести", "--until", "2002") == ["2001", "2002"]
    stdout, _ = ended(gubernia("search", "мост", *place, "--limit", "4", "--page", "2", "--facet", "source"), DONE)
    assert stdout.startswith("Найдено: 9, показаны 5–8\n")
    assert stdout.endswith("source: Заря (5), Вести (4)\n")


def test_repair_and_other_words(place: str) -> None:
    stdout, stderr = ended(gubernia("search", "gtrby", "--index", place), DONE)
    assert stderr == "Показано по запросу «пекин». Искать вместо этого «gtrby».\n"
    assert "Мэры Москвы и Пекина" in stdout
    assert " · исправлено: пекин\n" in stdout
    assert ended(gubernia("search", "gtrby", "--index", place, "--strict"), DONE)[0] == "Найдено: 0\n"

    def answers(expand: str) -> Any:
        return json.loads(ended(gubernia("search", "КНР", "--index", place, "--expand", expand, "--json"), DONE)[0])

    never, always = answers("never"), answers("always")
    assert never["total"] < always["total"]
    assert never["expansions"] == always["expansions"]
    assert "Китай" in never["expansions"]


def test_recent_articles_first(tmp_path: Path) -> None:
    place = ["--index", str(tmp_path / "index")]
    old = Article(id="old", title="Мост", text="Мост.", published=PublishedOn.from_iso("2001"))
    new = Article(id="new", title="Итоги", text="Мост ждёт.", published=PublishedOn.on(date.today()))
    build_index([old, new], tmp_path / "index")
    for more, first in (((), "1. Мост"), (("--freshness", "30"), "1. Итоги")):
        stdout, _ = ended(gubernia("search", "мост", *place, *more), DONE)
        assert stdout.splitlines()[2] == first


def test_a_query_that_begins_with_a_minus(place: str) -> None:
    stdout, _ = ended(gubernia("search", "--index", place, "--json", "--", "-Казахстан"), DONE)
    assert json.loads(stdout)["total"] == 4
    ended(gubernia("search", "--index", place, "-Казахстан"), MISUSED)


@pytest.mark.parametrize(
    "words",
    ["", "--facet colour", "--since soon", "--since 2023 --until 2022", "--limit 0", "--freshness 0", "--expand yes"],
)
def test_a_bad_argument_ends_with_2(place: str, words: str) -> None:
    stdout, stderr = ended(gubernia("search", *(["форум"] if words else []), "--index", place, *words.split()), MISUSED)
    assert stdout == ""
    assert stderr.startswith("Usage: ")
    assert "Error: " in stderr
    assert "Traceback" not in stderr


@pytest.mark.parametrize("query", ["\x00", "(" * 3000, "🙂", "x" * 30_000, "'; --", "%s %d {} \\"])
def test_whatever_is_typed_is_answered(place: str, query: str) -> None:
    for more in ((), ("--json",)):
        stdout, _ = ended(gubernia("search", "--index", place, *more, "--", query), DONE)
        assert stdout


@pytest.mark.parametrize(
    ("query", "encoding"), [("мост", "cp1251"), ("мост\udcff", "utf-8")], ids=["redirected on Windows", "broken bytes"]
)
def test_what_cannot_be_printed_does_not_hinder_the_rest(tmp_path: Path, query: str, encoding: str) -> None:
    build_index([Article(id="а", title="Мост за 100 ₽ 🙂", text="")], tmp_path / "index")
    for more in ((), ("--json",)):
        run = subprocess.run(
            [sys.executable, "-m", "search_web", "search", query, "--index", tmp_path / "index", *more],
            env=environment(PYTHONUTF8="0", PYTHONIOENCODING=f"{encoding}:strict"),
            capture_output=True,
        )
        assert (run.returncode, b"Traceback" in run.stderr) == (DONE, False)
        assert "Мост за 100 " in run.stdout.decode(encoding)


def test_marks_are_seen_on_a_terminal_and_leave_no_trace_elsewhere(place: str) -> None:
    plain = gubernia("search", "мэр", "--index", place)
    coloured = gubernia("search", "мэр", "--index", place, color=True)
    assert "\x1b[" not in plain.stdout
    assert "\x1b[1m" in coloured.stdout
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured.stdout) == plain.stdout


# gubernia explain, gubernia stats


def test_explain_shows_the_reading_and_the_score(place: str) -> None:
    stdout, stderr = ended(gubernia("explain", "мэр Хабаровска Париж", KRAVCHUK, "--index", place), DONE)
    assert stderr == ""
    assert re.search(r"^matches +no$", stdout, re.MULTILINE)
    assert re.search(r"^missing +Париж$", stdout, re.MULTILINE)
    reading = json.loads(ended(gubernia("explain", "мэр Хабаровска Париж", "--index", place, "--json"), DONE)[0])[
        "reading"
    ]
    assert reading
    assert stdout.splitlines()[: len(reading)] == reading
    assert re.search(r"^region +Хабаровский край: .*Хабаровска", stdout, re.MULTILINE)
    explanation = json.loads(ended(gubernia("explain", "мэр", KRAVCHUK, "--index", place, "--json"), DONE)[0])
    assert explanation["matches"]
    assert explanation["words"][0]["word"] == "мэр"
    stdout, stderr = ended(gubernia("explain", "мэр", "нет такой", "--index", place), FAILED)
    assert stdout == ""
    assert_one_sentence(stderr)
    assert "нет такой" in stderr


def test_a_query_is_explained_without_an_article(place: str) -> None:
    stdout, stderr = ended(gubernia("explain", "мэр -Казахстан", "--index", place), DONE)
    assert stderr == ""
    assert re.search(r"^understood +мэр -Казахстан$", stdout, re.MULTILINE)
    assert "matches" not in stdout
    assert "repaired" not in stdout
    assert re.search(r"^repaired +пекин$", gubernia("explain", "gtrby", "--index", place).stdout, re.MULTILINE)
    assert "together" not in stdout


def test_stats_tell_how_the_index_was_made(place: str) -> None:
    figures = json.loads(ended(gubernia("stats", "--index", place, "--json"), DONE)[0])
    assert (figures["index"], figures["articles"], figures["engine"], figures["current"]) == (place, 5, "whoosh", True)
    assert figures["terms"] > 1000
    assert figures["bytes"] > 10_000
    stdout, stderr = ended(gubernia("stats", "--index", place), DONE)
    assert stderr == ""
    for name in figures:
        assert re.search(rf"^{name} +\S", stdout, re.MULTILINE), name


def test_stats_and_search_say_that_another_analysis_made_the_index(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = ["--index", str(tmp_path)]
    build_index([Article(id="а", title="Мост", text="")], tmp_path)
    (manifest,) = tmp_path.glob("build-*/manifest-*.json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | {"analysis": 0}), "utf-8")
    stdout, stderr = ended(gubernia("stats", *place), DONE)
    assert re.search(r"^current +False$", stdout, re.MULTILINE)
    assert "another version of the analysis" in stderr
    assert "`gubernia index SOURCE...`" in stderr
    assert json.loads(ended(gubernia("stats", *place, "--json"), DONE)[0])["current"] is False
    run = process("search", "мост", *place)
    assert run.stdout.startswith("Найдено: 1, ")
    assert "another version of the analysis" in run.stderr
    assert run.stderr.count("\n") == 1


def test_version() -> None:
    stdout, _ = ended(gubernia("--version"), DONE)
    assert stdout.startswith("gubernia, version ")


# Real processes


def test_a_real_process_keeps_its_streams_apart(place: str, tmp_path: Path) -> None:
    run = process("search", "трололо форум", "--index", place, "--json")
    assert run.returncode == DONE
    assert json.loads(run.stdout)["total"] == 5
    missing = process("search", "мост", cwd=tmp_path)
    assert (missing.returncode, missing.stdout) == (FAILED, "")
    assert missing.stderr == (
        f"Error: There is no index at {Path('var/index')}: build one with `gubernia index SOURCE...`.\n"
    )


def test_output_that_nobody_reads_to_its_end_is_no_error(place: str) -> None:
    command = [sys.executable, "-m", "search_web", "search", "--index", place, "форум"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout
        assert run.stderr
        run.stdout.close()
        assert b"Traceback" not in run.stderr.read()


# gubernia serve


@contextmanager
def served(*words: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A real server: the address that it says, and its process."""
    command = [sys.executable, "-m", "search_web", "serve", *words]
    run = subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        assert run.stdout
        line = run.stdout.readline()
        said = re.fullmatch(r"\d+ articles? at (http://.+/) \(Ctrl\+C stops\)\n", line)
        assert said, line
        yield said[1], run
    finally:
        run.kill()
        run.communicate()


def get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_server_answers_over_http_and_sees_changes_of_the_index_without_a_restart(tmp_path: Path) -> None:
    place = tmp_path / "index"
    build_index(read_articles(SEEDS), place)
    with served("--index", str(place), "--port", "0", "--threads", "2") as (address, run):
        assert int(address.rpartition(":")[2].rstrip("/")) > 0
        status, page = get(address)
        assert status == 200
        assert "<form" in page
        status, page = get(f"{address}search?q=%D0%BC%D1%8D%D1%80")
        assert status == 200
        assert "<mark" in page
        api = f"{address}api/v1/search?q=%D1%84%D0%BE%D1%80%D1%83%D0%BC"
        status, text = get(api)
        before = json.loads(text)
        assert (status, before["total"]) == (200, 5)
        assert get(f"{address}api/v1/articles/none")[0] == 404
        assert get(f"{address}readyz")[0] == 200

        update_index([Article(id="а", title="Форум", text="")], place)
        updated = json.loads(get(api)[1])
        assert updated["total"] == 6
        rebuild = process("index", "-", "--index", str(place), input="Форум\nФорум открыт.")
        assert rebuild.returncode == DONE
        rebuilt = json.loads(get(api)[1])
        assert rebuilt["total"] == 1
        assert len({answers["generation"] for answers in (before, updated, rebuilt)}) == 3

        failed = process("index", "-", "--index", str(place), input="")
        assert failed.returncode == FAILED
        assert json.loads(get(api)[1]) == rebuilt
        assert run.poll() is None


@POSIX
def test_ctrl_c_ends_a_server(place: str) -> None:
    with served("--index", place, "--port", "0") as (address, run):
        assert get(address)[0] == 200
        run.send_signal(signal.SIGINT)
        stdout, stderr = run.communicate(timeout=20)
    assert run.returncode == DONE
    assert (stdout, stderr) == ("", "")


def test_a_server_at_several_addresses_says_each_with_its_port(place: str) -> None:
    with served("--index", place, "--port", "0", "--host", "*") as (addresses, _):
        for address in addresses.split(" and "):
            here = address.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")
            assert get(f"{here}readyz")[0] == 200, addresses


def test_a_port_that_is_taken_is_told_in_one_sentence(place: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = process("serve", "--index", place, "--port", str(port), timeout=30)
    assert (run.returncode, run.stdout) == (FAILED, "")
    assert_one_sentence(run.stderr)
    assert f"cannot listen at 127.0.0.1:{port}" in run.stderr
    assert "--port" in run.stderr


def test_two_servers_cannot_have_one_port(place: str) -> None:
    with served("--index", place, "--port", "0") as (address, _):
        port = address.rpartition(":")[2].rstrip("/")
        run = process("serve", "--index", place, "--port", port, timeout=30)
        assert (run.returncode, run.stdout) == (FAILED, "")
        assert_one_sentence(run.stderr)
        assert get(address)[0] == 200


@pytest.mark.parametrize("host", ["nowhere.invalid", "not a host", "192.0.2.1"])
def test_an_address_that_is_not_here_is_told_in_one_sentence(place: str, host: str) -> None:
    run = process("serve", "--index", place, "--port", "0", "--host", host, timeout=60)
    assert (run.returncode, run.stdout) == (FAILED, "")
    assert_one_sentence(run.stderr)
    assert "--host" in run.stderr


def test_serving_needs_an_index(tmp_path: Path) -> None:
    run = process("serve", "--index", str(tmp_path / "none"), "--port", "0", timeout=30)
    assert (run.returncode, run.stdout) == (FAILED, "")
    assert run.stderr == (
        f"Error: There is no index at {tmp_path / 'none'}: build one with `gubernia index SOURCE...`.\n"
    )


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_no_port_at_all(place: str, port: str) -> None:
    stdout, stderr = ended(gubernia("serve", "--index", place, "--port", port), MISUSED)
    assert stdout == ""
    assert "Usage: " in stderr


# In somebody else's program


@pytest.mark.parametrize("package", ["search_web", "search_web.cli", "indexer", "indexer.cli"])
def test_no_web_framework_is_imported_before_it_is_needed(package: str) -> None:
    seen = f"import sys, {package}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    modules = set(process(seen, program=("-c",)).stdout.split())
    assert "indexer" in modules
    assert not modules & {"flask", "werkzeug", "jinja2", "waitress"}
    if package.startswith("indexer"):
        assert "search_web" not in modules
    if not package.endswith("cli"):
        assert not modules & {"click", "tqdm"}


THEIR_PROGRAM = '''
"""A reading list that searches; knows what the documentation promises and nothing else."""

import json
import logging
import threading
from pathlib import Path

import indexer
from indexer import Article, GuberniaError, IndexMissing, PublishedOn
from search_web import Answers, NewsSearch

logging.basicConfig(filename="their.log")


def main() -> None:
    try:
        NewsSearch.open("index")
    except IndexMissing as error:
        assert isinstance(error, GuberniaError)

    Path("pages").mkdir()
    Path("pages", "ferry.txt").write_text("Паром ушёл\\nПервый паром ушёл через реку утром.", "utf-8")
    bridge = Article(
        id="bridge",
        title="Мост открыт",
        text="Новый мост через реку открыл мэр.\\nПроезд бесплатный.",
        url="https://example.org/bridge",
        source="Вести",
        published=PublishedOn.from_iso("2022-06-10"),
        regions=("Амурская область",),
    )
    told = []
    report = indexer.build_index([*indexer.read_articles("pages"), bridge], "index", jobs=2, progress=told.append)
    assert report.articles == 2
    assert told

    with NewsSearch.open("index") as news:
        answers = news.search("река", sort="newest", facets=["source"])
        assert isinstance(answers, Answers)
        first = answers.hits[0]
        marked = [first.snippet.text[start:stop] for start, stop in first.snippet.spans]
        threads = [threading.Thread(target=news.search, args=("мост",)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        Path("pages", "ferry.txt").unlink()
        changed = indexer.update_index(indexer.read_articles("pages"), "index", gone=True)
        print(
            json.dumps(
                {
                    "found": [hit.id for hit in answers.hits],
                    "url": first.url,
                    "day": first.published.day.isoformat(),
                    "marked": marked,
                    "facets": {name: dict(counts) for name, counts in answers.facets.items()},
                    "suggested": news.suggest("мос"),
                    "similar": [hit.id for hit in news.similar("bridge")],
                    "body": news.article("bridge", "мост").body.text,
                    "matches": news.explain("мост", "bridge").matches,
                    "removed": changed.removed,
                    "left": news.stats().articles,
                }
            )
        )


if __name__ == "__main__":
    main()
'''


def test_another_program_builds_and_searches_with_the_public_api_alone(tmp_path: Path) -> None:
    (tmp_path / "their.py").write_text(THEIR_PROGRAM, "utf-8")
    run = process("their.py", program=("-W", "error::ResourceWarning"), cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout) == {
        "found": ["bridge", "ferry.txt"],
        "url": "https://example.org/bridge",
        "day": "2022-06-10",
        "marked": ["реку"],
        "facets": {"source": {"": 1, "Вести": 1}},
        "suggested": ["мост"],
        "similar": [],
        "body": "Проезд бесплатный.",
        "matches": True,
        "removed": 1,
        "left": 1,
    }
    assert (tmp_path / "their.log").read_text("utf-8") == ""
