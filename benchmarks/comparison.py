"""One comparison: every peer over the same articles with the same queries, by turns."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from .cache import Cache
from .peers import BUILDS
from .peers.peer import Question, read_rows
from .processes import PeerFailed, Process, absent, interpreter
from .questions import questions_of

Record = dict[str, Any]
PERCENTS = (50, 95, 99)
AGAIN = 3
"""Each query counts with the median of so many answers: a moment that the machine gave to others is no slow query."""
EXACT, TOP = "exact count", "top 10 alone"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to measure. `size` is None for the archive itself; `only` are parts of names of classes, all if empty."""

    peers: Sequence[str]
    size: int | None = None
    only: Sequence[str] = ()
    runs: int = 5
    builds: int = 1
    queries: int = 100
    threads: Sequence[int] = (1, 2, 4)
    seconds: float = 3.0
    fresh: bool = False


def compare(plan: Plan, cache: Cache, say: Callable[[str], None]) -> Record:
    """All figures of one size."""
    path = cache.articles(plan.size)
    peers = []
    for name in plan.peers:
        if interpreter(name) is None:
            say(absent(name))
        else:
            peers.append(name)
    drawn = questions_of(read_rows(path), plan.queries)
    chosen = {name: asked for name, asked in drawn.items() if not plan.only or any(part in name for part in plan.only)}
    record: Record = {
        "articles": sum(1 for _ in read_rows(path)),
        "source": "archive" if plan.size is None else "synthetic",
        "queries": plan.queries,
        "absent": {name: absent(name) for name in plan.peers if name not in peers},
        "peers": {},
    }
    for name in peers:
        with Process(name) as process:
            record["peers"][name] = process.ask("hello") | {"build": [], "open_ms": [], "latency": {}, "load": []}
    _build(plan, cache, path, record, say)
    _latency(plan, cache, path, record, chosen, say)
    if plan.threads and plan.seconds:
        _load(plan, cache, path, record, chosen, say)
    return record


def _build(plan: Plan, cache: Cache, path: Path, record: Record, say: Callable[[str], None]) -> None:
    """By turns; an index of an earlier run is taken instead where it is the same."""
    for turn in range(plan.builds):
        for name, figures in record["peers"].items():
            builder = BUILDS.get(name, name)
            if name != builder and builder in record["peers"]:
                continue
            known = None if plan.fresh or turn else cache.built(path, builder, figures["stamp"])
            if known is None:
                say(f"{record['articles']:,} articles: building with {builder}")
                place = cache.empty(path, builder)
                with Process(name) as process:
                    known = process.ask("build", articles=str(path), folder=str(place))
                known["stamp"] = figures["stamp"]
                cache.keep(path, builder, known)
            figures["build"].append(known)


def _latency(
    plan: Plan,
    cache: Cache,
    path: Path,
    record: Record,
    classes: dict[str, list[Question]],
    say: Callable[[str], None],
) -> None:
    """Each run asks every class of every peer in turn, so that a noisy minute hits all of them."""
    say(f"{record['articles']:,} articles: {len(classes)} classes of queries, {plan.runs} runs")
    with ExitStack() as stack:
        processes = {name: stack.enter_context(Process(name)) for name in record["peers"]}
        for _ in range(plan.runs):
            for name, process in processes.items():
                folder = str(cache.index(path, BUILDS.get(name, name)))
                record["peers"][name]["open_ms"].append(1e3 * process.ask("open", folder=folder)["seconds"])
            for kind, questions in classes.items():
                asked = [question.to_json() for question in questions]
                for name, process in processes.items():
                    figures = record["peers"][name]
                    for count in figures["counts"]:
                        row = (
                            figures["latency"]
                            .setdefault(kind, {})
                            .setdefault(EXACT if count else TOP, {"runs": [], "processor": []})
                        )
                        try:
                            answer = process.ask("ask", questions=asked, count=count, rounds=1 + AGAIN)
                        except PeerFailed as error:  # one class that one engine cannot do is no end of the comparison
                            row["error"] = str(error)
                            say(f"{kind}: {error}")
                            continue
                        first, *again = answer["ms"]
                        if "first" not in row:  # what is read from the disk or decoded at first is told apart
                            row["first"] = percentiles(first)
                            row["found"] = sum(answer["total"]) / len(asked)
                            row["came"] = sum(answer["came"]) / len(asked)
                        row["runs"].append(percentiles(map(median, zip(*again, strict=True))))
                        processor = zip(*answer["processor_ms"][1:], strict=True)
                        row["processor"].append(percentiles(map(median, processor)))
        for name, process in processes.items():
            record["peers"][name]["search_peak_bytes"] = process.ask("hello")["peak_bytes"]


def _load(
    plan: Plan,
    cache: Cache,
    path: Path,
    record: Record,
    classes: dict[str, list[Question]],
    say: Callable[[str], None],
) -> None:
    """Queries a second of all classes mixed, from threads of one process and from processes of one thread."""
    say(f"{record['articles']:,} articles: queries a second")
    mixed = [row for rows in zip(*classes.values(), strict=False) for row in rows]  # as many of each class
    asked = [question.to_json() for question in mixed]
    for name, figures in record["peers"].items():
        folder = str(cache.index(path, BUILDS.get(name, name)))
        for kind in ("threads", "processes"):
            for number in plan.threads:
                with ExitStack() as stack:
                    count = number if kind == "processes" else 1
                    processes = [stack.enter_context(Process(name)) for _ in range(count)]
                    for process in processes:
                        process.ask("open", folder=folder)
                    threads = number if kind == "threads" else 1
                    try:
                        for process in processes:
                            process.send("load", questions=asked, threads=threads, seconds=plan.seconds)
                        answers = [process.answer() for process in processes]
                    except PeerFailed as error:
                        say(f"{number} {kind}: {error}")
                        figures["load"].append({"kind": kind, "number": number, "error": str(error)})
                        continue
                a_second = sum(answer["answered"] / answer["seconds"] for answer in answers)
                figures["load"].append({"kind": kind, "number": number, "queries_a_second": a_second})


def percentiles(took: Iterable[float]) -> list[float]:
    """p50, p95, p99 and the largest, in milliseconds rounded to the microsecond."""
    ordered = sorted(took)
    at = [ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] for percent in PERCENTS]
    return [round(value, 3) for value in (*at, ordered[-1])]
