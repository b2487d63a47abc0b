"""The tables say what was measured: each figure under its own heading."""

import re
from typing import Any

import pytest

from benchmarks.comparison import EXACT, TOP
from benchmarks.tables import tables

# Milliseconds of two runs, p50, p95, p99 and the largest; no figure occurs twice.
OURS = {"runs": [[11, 12, 13, 14], [31, 32, 33, 34]], "processor": [[1.11, 1.12, 1.13, 1.14], [1.31, 1.32, 1.33, 1.34]]}
THEIRS = {
    EXACT: {"runs": [[5.1, 5.2, 5.3, 5.4]], "processor": [[4.1, 4.2, 4.3, 4.4]]},
    TOP: {"runs": [[3.1, 3.2, 3.3, 3.4]], "processor": [[2.1, 2.2, 2.3, 2.4]]},
}
BUILD = {"articles": 100, "seconds": 10.0, "reading": 1.0, "cpu_seconds": 6.0, "bytes": 5000, "peak_bytes": 7 << 20}


def peer(latency: dict[str, Any], **build: float) -> dict[str, Any]:
    return {"build": [BUILD | build], "open_ms": [2.0], "search_peak_bytes": 9 << 20, "latency": latency, "load": []}


RECORD = {
    "articles": 100,
    "source": "archive",
    "absent": {"xapian": "Xapian is left out."},
    "peers": {
        "executor": peer({"prefix": {EXACT: OURS}}),
        "tantivy": peer({"prefix": THEIRS}, seconds=2.5),
        "fts5": peer({"prefix": {EXACT: {"runs": [], "processor": [], "error": "cannot"}, TOP: THEIRS[TOP]}}),
    },
}


def row_below(heading: str) -> list[str]:
    """The cells of the one class in the table below a heading."""
    section = tables(RECORD).partition(f"\n{heading}:\n")[2]
    found: list[str] = re.findall(r"^\| prefix \| (.+) \|$", section, re.MULTILINE)
    return found[0].split(" | ")


@pytest.mark.parametrize(
    ("heading", "ours", "theirs", "other"),
    [
        ("Milliseconds, p50, exact count", "21.0 (11.0 - 31.0), 4.1×", "5.10", "failed"),
        ("Milliseconds, p95, exact count", "22.0 (12.0 - 32.0), 4.2×", "5.20", "failed"),
        ("Milliseconds, p99, exact count", "23.0 (13.0 - 33.0), 4.3×", "5.30", "failed"),
        ("Milliseconds, p50, top 10 alone", "21.0 (11.0 - 31.0), 6.8×", "3.10", "3.10"),
        ("Milliseconds, p95, top 10 alone", "22.0 (12.0 - 32.0), 6.9×", "3.20", "3.20"),
        ("Milliseconds of processor time, p50, exact count", "1.21 (1.11 - 1.31), 0.3×", "4.10", "failed"),
        ("Milliseconds of processor time, p95, exact count", "1.22 (1.12 - 1.32), 0.3×", "4.20", "failed"),
    ],
)
def test_each_figure_stands_under_its_heading(heading: str, ours: str, theirs: str, other: str) -> None:
    assert row_below(heading) == [ours, theirs, other]


def test_builds_are_compared_by_the_clock_and_by_the_processor() -> None:
    shown = tables(RECORD)
    assert "| Gubernia, engine alone | 10 | 0.250 | 20 | 7 | 50 | 2.00 | 9 |" in shown
    assert "| Tantivy | 40 | 1.000 | 20 | 7 | 50 | 2.00 | 9 |" in shown
    assert "\nXapian is left out.\n" in shown
