"""The tables of a record, in Markdown."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import Any

from .comparison import EXACT, TOP
from .peers import BUILDS, NAMES, OURS, TITLES

Record = dict[str, Any]
BASE = "tantivy"
P50, P95, P99 = range(3)
SHOWN = {
    "runs": [("p50", P50, EXACT), ("p50", P50, TOP), ("p95", P95, EXACT), ("p95", P95, TOP), ("p99", P99, EXACT)],
    "processor": [("p50", P50, EXACT), ("p95", P95, EXACT)],
}
"""The tables of latency; the raw numbers have all."""
SINGULAR = {"threads": "thread", "processes": "process"}


def tables(record: Record) -> str:
    """All tables of one size."""
    peers = [name for name in NAMES if name in record["peers"]]
    parts = [
        f"### {record['articles']:,} articles, {record['source']}",
        *record["absent"].values(),
        _builds(record, peers),
    ]
    for what, values in (("Milliseconds", "runs"), ("Milliseconds of processor time", "processor")):
        for name, which, mode in SHOWN[values]:
            rows = _latency(record, peers, values, which, mode)
            parts += [f"{what}, {name}, {mode}:", rows] if rows else []
    if load := _load(record, peers):
        parts.append(f"Queries a second, all classes mixed:\n\n{load}")
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def spread(values: Sequence[float], show: Callable[[float], str]) -> str:
    """The median, with the smallest and the largest where there are several."""
    middle = show(median(values))
    return middle if len(values) == 1 else f"{middle} ({show(min(values))} - {show(max(values))})"


def milliseconds(value: float) -> str:
    """With three digits that say something."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _builds(record: Record, peers: list[str]) -> str:
    base = record["peers"].get(BASE, {}).get("build")
    rows = []
    for name in peers:
        figures = record["peers"][name]
        builds = figures["build"]
        opened = spread(figures["open_ms"], milliseconds)
        if not builds:
            same = TITLES[BUILDS[name]] if name in BUILDS else "-"
            rows.append(
                [TITLES[name], f"as {same}", "", "", "", "", opened, _mebibytes(figures.get("search_peak_bytes"))]
            )
            continue
        speeds = [build["articles"] / build["seconds"] for build in builds]
        ratio = median(speeds) / median([b["articles"] / b["seconds"] for b in base]) if base else 0.0
        rows.append(
            [
                TITLES[name],
                spread(speeds, lambda speed: f"{speed:,.0f}"),
                f"{ratio:.3f}" if ratio else "",
                spread([b["articles"] / (b["cpu_seconds"] - b["reading"]) for b in builds], lambda s: f"{s:,.0f}"),
                _mebibytes(max((b["peak_bytes"] or 0 for b in builds), default=0)),
                f"{builds[-1]['bytes'] / builds[-1]['articles']:,.0f}",
                opened,
                _mebibytes(figures.get("search_peak_bytes")),
            ]
        )
    head = [
        "",
        "built, articles/s",
        f"of {TITLES[BASE]}'s",
        "articles/s of processor time",
        "peak, MiB",
        "bytes an article",
        "opened, ms",
        "searching, peak, MiB",
    ]
    return table(head, rows)


def _mebibytes(count: int | None) -> str:
    return f"{count / 2**20:,.0f}" if count else "-"


def _latency(record: Record, peers: list[str], values: str, which: int, mode: str) -> str:
    """A row for each class; beside ours, how many times Tantivy's."""
    shown = [
        name
        for name in peers
        if any(_runs(record, name, k, mode, values) or _failed(record, name, k, mode) for k in _kinds(record))
    ]
    if mode == TOP and set(shown) <= set(OURS):
        return ""  # ours alone, and always with a count
    rows = []
    for kind in _kinds(record):
        row = [kind]
        base = _runs(record, BASE, kind, mode, values)
        for name in shown:
            runs = _runs(record, name, kind, mode, values)
            if not runs or _failed(record, name, kind, mode):
                row.append("failed" if _failed(record, name, kind, mode) else "")
                continue
            took = [run[which] for run in runs]
            cell = spread(took, milliseconds) if name == "executor" else milliseconds(median(took))
            if name in OURS and base:
                cell += f", {median(took) / max(1e-3, median(run[which] for run in base)):.1f}×"
            row.append(cell)
        rows.append(row)
    return table(["", *(TITLES[name] for name in shown)], rows)


def _failed(record: Record, name: str, kind: str, mode: str) -> bool:
    """Whether it failed in any of the runs: then what the others gave is no figure either."""
    return "error" in record["peers"].get(name, {}).get("latency", {}).get(kind, {}).get(mode, {})


def _kinds(record: Record) -> list[str]:
    return list(dict.fromkeys(kind for figures in record["peers"].values() for kind in figures["latency"]))


def _runs(record: Record, name: str, kind: str, mode: str, values: str) -> list[list[float]]:
    """The runs of a class. Who always counts stands in the table without a count too."""
    modes = record["peers"].get(name, {}).get("latency", {}).get(kind, {})
    row: dict[str, list[list[float]]] = modes.get(mode) or (modes.get(EXACT) if len(modes) == 1 else None) or {}
    return row.get(values, [])


def _load(record: Record, peers: list[str]) -> str:
    asked = list(dict.fromkeys((row["number"], row["kind"]) for name in peers for row in record["peers"][name]["load"]))
    rows = []
    for name in peers:
        found = {(row["number"], row["kind"]): row.get("queries_a_second") for row in record["peers"][name]["load"]}
        rows.append([TITLES[name], *(f"{found[key]:,.0f}" if found.get(key) else "failed" for key in asked)])
    head = ["", *(f"{number} {kind if number > 1 else SINGULAR[kind]}" for number, kind in asked)]
    return table(head, rows) if asked else ""
