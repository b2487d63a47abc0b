"""Each command of the benchmarks runs from end to end, on very little."""

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import indexer
from benchmarks import __main__ as comparison
from benchmarks import commits, consistency, http, plot, record, stages
from benchmarks.comparison import percentiles
from benchmarks.corpus import SEEDS
from benchmarks.tables import milliseconds, spread

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records are written elsewhere."""
    monkeypatch.setattr(record, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--articles", str(tmp_path / "news.jsonl.gz")])
    return tmp_path / "runs"


def recorded(runs: Path) -> tuple[dict[str, Any], str]:
    (place,) = runs.iterdir()
    return json.loads((place / "result.json").read_text("utf-8")), (place / "README.md").read_text("utf-8")


def test_engines_are_compared_recorded_and_plotted(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    svg = tmp_path / "speed.svg"
    monkeypatch.chdir(tmp_path)
    words = [
        "--articles",
        str(SEEDS),
        "--cache",
        "cache",
        "--sizes",
        "30,60",
        "--peers",
        "executor,fts5",
        "--runs",
        "2",
    ]
    words += ["--queries", "3", "--only", "3 words, any", "prefix", "--threads", "2", "--seconds", "0.1"]
    comparison.main([*words, "--record", "Two Words", "--plot", str(svg)])
    shown = capsys.readouterr()
    assert shown.err.count("building with") == 4
    result, readme = recorded(runs)
    assert [size["articles"] for size in result["sizes"]] == [30, 60]
    for size in result["sizes"]:
        for figures in size["peers"].values():
            assert set(figures["latency"]) == {"3 words, any", "prefix"}
            assert [(row["number"], row["kind"]) for row in figures["load"]] == [
                (2, "threads"),
                (2, "processes"),
            ]
    assert "| SQLite FTS5 |" in readme
    assert "| 3 words, any |" in readme
    assert result["setup"]["versions"]["numpy"] in readme
    assert "--articles news.jsonl.gz\n" in readme
    assert str(tmp_path) not in readme
    lines = ET.parse(svg).getroot().findall(f"{SVG}polyline")
    assert len(lines) == 4  # p50 and p95 of two engines
    assert all(len(line.attrib["points"].split()) == 2 for line in lines)

    comparison.main([*words, "--sizes", "60", "--seconds", "0"])
    again = capsys.readouterr()
    assert "building with" not in again.err  # the indexes of before are the same
    assert "Queries a second" not in again.out


def test_what_a_person_wrote_into_a_record_stays(runs: Path) -> None:
    result = {"setup": record.setup()}
    place = record.write("Words", "a title", result, "| table |")
    readme = place / "README.md"
    assert "Not written yet." in readme.read_text("utf-8")
    readme.write_text(readme.read_text("utf-8").replace("Not written yet.", "It was fast."), "utf-8")
    assert record.write("words", "a title", result, "| another |") == place
    assert readme.read_text("utf-8").endswith("| another |\n\n## Reading\n\nIt was fast.\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--peers", "lucene"], "lucene: choose of executor,"),
        (["--sizes", "many"], "'many': give a whole number"),
        (["--runs", "0"], "'0': give a whole number, 1 or more"),
    ],
)
def test_a_wrong_option_is_told(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        comparison.main(words)
    assert sentence in capsys.readouterr().err


def test_an_archive_that_is_not_there_is_told() -> None:
    with pytest.raises(SystemExit, match="There is no file nowhere"):
        comparison.main(["--articles", "nowhere"])


def test_nothing_is_plotted_of_a_class_that_was_not_measured(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text('{"sizes": []}', "utf-8")
    with pytest.raises(SystemExit, match="Nothing was measured of «prefix»"):
        plot.main([str(tmp_path / "result.json"), "--out", str(tmp_path / "plot.svg"), "--plotted", "prefix"])


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentiles([float(n) for n in range(100, 0, -1)]) == [51.0, 96.0, 100.0, 100.0]
    assert percentiles([0.25]) == [0.25] * 4
    assert spread([3.0, 1.0, 2.0], milliseconds) == "2.00 (1.00 - 3.00)"


def test_stages_of_a_build_make_a_whole(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stages.main(["--count", "20", "--record", "stages"])
    result, readme = recorded(runs)
    assert sum(result["stages"].values()) == pytest.approx(result["processor"])
    assert all(result["stages"][stage] > 0 for stage in stages.STAGES if stage != stages.CLEANED)
    assert result["articles"] == 20
    assert readme.count("| places |") == capsys.readouterr().out.count("| places |") == 1


def test_pages_are_cleaned_while_they_are_read() -> None:
    result = stages.measured(lambda: indexer.read_articles(SEEDS))
    assert result["stages"][stages.CLEANED] > 0


def test_pages_are_served_at_rest_and_during_changes(runs: Path) -> None:
    http.main(["--count", "30", "--clients", "2", "--seconds", "1.5", "--record", "http"])
    result, readme = recorded(runs)
    assert {"never asked before", "asked again", "during changes"} <= set(result["measured"])
    for found in result["measured"].values():
        assert (found["failed"], found["wrong"]) == (0, [])
        assert found["pages"] > 0
        assert found["ms"] == sorted(found["ms"])
    assert result["measured"]["during changes"]["commits"] > 0
    assert "| during changes" in readme


def test_searches_are_timed_after_each_commit(runs: Path) -> None:
    commits.main(["--count", "30", "--added", "3", "--commits", "2", "--record", "commits"])
    result, readme = recorded(runs)
    assert list(result["rounds"])[-2:] == ["after commit 1", "after commit 2"]
    assert len(result["commit_seconds"]) == 2
    for one in result["rounds"].values():
        assert one["page"] > 0
        assert one["percentiles"] == sorted(one["percentiles"])
    assert "| after commit 2 |" in readme


def test_answers_are_consistent_while_the_index_changes(runs: Path) -> None:
    consistency.main(["--count", "20", "--threads", "2", "--processes", "1", "--changes", "3", "--record", "same"])
    result, _ = recorded(runs)
    assert result["failures"] == []
    assert result["generations_committed"] == 4
    assert result["generations_answered"] > 1
    assert result["answers"] > 50


def test_an_inconsistent_answer_is_a_failure() -> None:
    outcome = consistency.Outcome(right={"1": ["a", "b"]})
    outcome.seen.update([("1", 0, "a"), ("1", 1, "a"), ("1", 1, "a"), ("2", 0, "a")])
    outcome.judge()
    assert outcome.failures == [
        "query 1 was answered otherwise 2 times in generation 1",
        "1 answers name the generation 2, which was never committed",
    ]
