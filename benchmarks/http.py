"""Pages a second from `gubernia serve`, asked by this process over loopback: new ones, repeated ones, during changes.

    python -m benchmarks.http [ARCHIVE] [--count 20000] [--clients 8] [--seconds 15] [--record WORDS]

Every client is a thread with one connection that it keeps. The pages are
result pages as a reader gets them, facets and snippets included, for queries
of all classes mixed. `never asked before` asks for each page once, until the
time is over or there are no more; `asked again` for some hundred pages, each of
which was asked for before and is answered from memory as far as the server keeps
pages and answers (`--answer-cache`). `during changes` asks for the same while the
index is built anew and updated by processes of their own. Where `wrk` is
installed, it asks too, for other pages where they are to be new: it takes less
of the machine than this process does.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from . import record
from .comparison import percentiles
from .corpus import rows_of
from .peers.news_search import typed
from .peers.peer import Question, Row
from .processes import IMPORTS
from .questions import questions_of
from .tables import milliseconds, table

QUERIES = 40
"""Of each class, for the pages that are asked again."""
NEW = 360
"""Of each class, for those that are asked once."""
UPDATED = 50
PATIENCE = 20
WARMING = 3.0
"""Seconds in which a server that has just started gets ready, at most."""
SERVING = re.compile(r"at http://([\d.]+):(\d+)/")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.http", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("archive", nargs="?", type=Path, help="an archive to serve; made-up articles otherwise")
    options.add_argument("--count", type=int, default=20_000, help="how many articles at most (default 20000)")
    options.add_argument("--clients", type=int, default=8, help="connections (default 8)")
    options.add_argument("--seconds", type=float, default=15.0, help="how long each measurement takes (default 15)")
    options.add_argument("--threads", type=int, default=8, help="threads of the server (default 8)")
    options.add_argument("--index", type=Path, help="an index of these articles that is there already; it is updated")
    options.add_argument("--record", metavar="WORDS", help="write benchmarks/runs/<today>-<words>/")
    chosen = options.parse_args(arguments)
    rows = list(islice(rows_of(chosen.archive), chosen.count))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        source.write_text("".join(map(_line, rows)), encoding="utf-8")
        index = chosen.index or Path(folder) / "index"
        if not index.exists():
            subprocess.run(
                _gubernia("index", str(source), "--index", str(index)),
                check=True,
                capture_output=True,
                env=_environment(),
            )
        result = measured(rows, index, source, chosen.clients, chosen.seconds, chosen.threads)
    print(shown(result))
    if chosen.record:
        place = record.write(chosen.record, "pages over HTTP", {"setup": record.setup()} | result, shown(result))
        print(f"recorded in {place}")


def measured(rows: list[Row], index: Path, source: Path, clients: int, seconds: float, threads: int) -> dict[str, Any]:
    """New pages, pages that are asked again, and these while the index changes; by wrk, too, where there is one."""
    again = addresses(questions_of(rows, QUERIES))
    known = set(again)
    new = [path for path in dict.fromkeys(addresses(questions_of(rows, NEW))) if path not in known]
    by_wrk = shutil.which("wrk") is not None
    parts = [new[::2], new[1::2]] if by_wrk else [new]
    found: dict[str, Any] = {}
    with serving(index, threads) as (host, port):
        load(host, port, again, clients, 1.0)  # what is opened and decoded at first
        time.sleep(min(seconds, WARMING))
        found["never asked before"] = load(host, port, parts[0], clients, seconds, once=True)
        if by_wrk:
            found["never asked before, by wrk"] = wrk(host, port, parts[1], clients, seconds, once=True)
        load(host, port, again, clients, 60 * seconds, once=True)
        found["asked again"] = load(host, port, again, clients, seconds)
        if by_wrk:
            found["asked again, by wrk"] = wrk(host, port, again, clients, seconds)
        with changing(index, source) as (done, failed):
            # A first commit can take longer than the measurement where others use the machine too.
            during = load(host, port, again, clients, seconds, lambda: not done and not failed)
        during["wrong"] += failed
        during["failed"] += len(failed)
        found["during changes"] = during | {"commits": len(done)}
    return {"articles": len(rows), "clients": clients, "threads": threads, "pages_again": len(again), "measured": found}


def addresses(classes: dict[str, list[Question]]) -> list[str]:
    """The address of the result page for each question, the classes by turns."""
    paths = []
    for questions in zip(*classes.values(), strict=False):
        for question in questions:
            asked = {"q": typed(question), "source": question.source, "since": question.since, "until": question.until}
            asked |= {
                "sort": "newest" if question.newest else "",
                "page": str(question.page) if question.page > 1 else "",
            }
            paths.append(f"/search?{urlencode({name: value for name, value in asked.items() if value})}")
    return paths


def load(
    host: str,
    port: int,
    paths: list[str],
    clients: int,
    seconds: float,
    go_on: Callable[[], bool] = lambda: False,
    *,
    once: bool = False,
) -> dict[str, Any]:
    """Ask for so long from so many connections; every answer must be a page.

    While `go_on` says so, for longer, at most `PATIENCE` times as long; with
    `once`, until each of the pages was asked for.
    """
    took: list[float] = []
    wrong: list[str] = []
    start = time.perf_counter()

    def over() -> bool:
        elapsed = time.perf_counter() - start
        return elapsed >= seconds and not (elapsed < PATIENCE * seconds and go_on())

    asked = iter(paths) if once else cycle(paths)
    choosing = threading.Lock()

    def following() -> str | None:
        with choosing:
            return None if over() else next(asked, None)

    def client() -> None:
        with suppress_broken(wrong):
            connection = http.client.HTTPConnection(host, port, timeout=60)
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (path := following()) is not None:
                begun = time.perf_counter()
                connection.request("GET", path)
                answer = connection.getresponse()
                page = answer.read()
                took.append(1e3 * (time.perf_counter() - begun))
                if answer.status != 200 or b"</html>" not in page:
                    wrong.append(f"{path}: {answer.status}")
            connection.close()

    workers = [threading.Thread(target=client) for _ in range(clients)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    elapsed = time.perf_counter() - start
    ms = percentiles(took) if took else []
    return {
        "pages": len(took),
        "pages_a_second": len(took) / elapsed,
        "ms": ms,
        "wrong": wrong[:10],
        "failed": len(wrong),
    }


@contextmanager
def suppress_broken(wrong: list[str]) -> Iterator[None]:
    """A connection that breaks is a wrong answer, not the end of the measurement."""
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        wrong.append(f"{type(error).__name__}: {error}")


def wrk(host: str, port: int, paths: list[str], clients: int, seconds: float, *, once: bool = False) -> dict[str, Any]:
    """The addresses asked by `wrk`, with its own reckoning; with `once`, until each of them was asked for."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        listed = ",".join(json.dumps(path) for path in paths)
        script.write(
            f"local paths = {{{listed}}}\nlocal turn, answered = 0, 0\n"
            f"local last = {len(paths) if once else 'math.huge'}\n"
            "response = function() answered = answered + 1; if answered >= last then wrk.thread:stop() end end\n"
            "request = function() turn = turn % #paths + 1; return wrk.format('GET', paths[turn]) end\n"
            "done = function(summary, latency) local e = summary.errors; print(string.format("
            "'RESULT %d %d %.3f %.3f %.3f %.3f %d', summary.requests, summary.duration, latency:percentile(50) / 1000, "
            "latency:percentile(95) / 1000, latency:percentile(99) / 1000, latency.max / 1000, "
            "e.connect + e.read + e.write + e.status + e.timeout)) end\n"
        )
        script.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s", "--timeout", "60s", "-s", script.name]
        done = subprocess.run([*command, f"http://{host}:{port}/"], capture_output=True, text=True)
    found = re.search(r"^RESULT (.+)$", done.stdout, re.MULTILINE)
    if not found:
        return {"pages": 0, "pages_a_second": 0.0, "ms": [], "wrong": [done.stderr.strip()[:200]], "failed": 1}
    pages, microseconds, *ms, failed = map(float, found[1].split())
    return {
        "pages": int(pages),
        "pages_a_second": 1e6 * pages / microseconds,
        "ms": ms,
        "wrong": [],
        "failed": int(failed),
    }


@contextmanager
def serving(index: Path, threads: int) -> Iterator[tuple[str, int]]:
    """`gubernia serve` in a process of its own, at a free port."""
    command = _gubernia("serve", "--index", str(index), "--port", "0", "--threads", str(threads))
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=_environment())
    try:
        assert server.stdout is not None
        # A server that cannot start ends, and so does its output.
        said = server.stdout.readline()
        found = SERVING.search(said)
        if not found:
            raise SystemExit(f"The server did not start: it said {said.strip()!r} and ended with {server.wait()}.")
        yield found[1], int(found[2])
    finally:
        server.kill()
        server.wait()
        if server.stdout:
            server.stdout.close()


@contextmanager
def changing(index: Path, source: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Meanwhile the index is updated again and again, and built anew, by processes as a keeper starts them.

    What was committed, and what failed.
    """
    over = threading.Event()
    done: list[str] = []
    failed: list[str] = []
    running: list[subprocess.Popen[bytes]] = []

    def change() -> None:
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        part = source.with_name("part.jsonl")
        for turn in count(1):
            some = [json.loads(line) for line in lines[turn * UPDATED % len(lines) :][:UPDATED]]
            part.write_text(
                "".join(json.dumps(r | {"title": f"{r['title']} {turn}"}) + "\n" for r in some), encoding="utf-8"
            )
            again = turn % 5 == 0
            words = ["index", str(source if again else part), "--index", str(index), *([] if again else ["--update"])]
            if over.is_set():
                return
            process = subprocess.Popen(
                _gubernia(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment()
            )
            running.append(process)
            if process.wait() == 0:
                done.append(words[-1])
            elif not over.is_set():
                failed.append(f"gubernia {' '.join(words)} ended with {process.returncode}")
                return

    writer = threading.Thread(target=change)
    writer.start()
    try:
        yield done, failed
    finally:
        over.set()
        for process in running:
            with suppress(OSError):
                process.kill()
        writer.join()


def shown(result: dict[str, Any]) -> str:
    """A table."""
    rows = []
    for name, found in result["measured"].items():
        p50, p95, p99, most = (milliseconds(value) for value in found["ms"]) if found["ms"] else ("-",) * 4
        name += f", {found['commits']} commits" if "commits" in found else ""
        rows.append([name, f"{found['pages_a_second']:.1f}", p50, p95, p99, most, str(found["failed"])])
    head = (
        f"{result['articles']:,} articles, {result['clients']} connections, {result['pages_again']} pages asked again, "
    )
    head += f"{result['threads']} threads of the server\n\n"
    return head + table(["", "pages/s", "p50, ms", "p95", "p99", "slowest", "failed"], rows)


def _line(row: Row) -> str:
    record = {"id": row.id, "title": row.title, "text": row.text, "source": row.source, "regions": [row.region]}
    return json.dumps(record | ({"date": row.day} if row.day else {}), ensure_ascii=False) + "\n"


def _gubernia(*words: str) -> list[str]:
    return [sys.executable, "-u", "-m", "search_web", *words]


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": IMPORTS, "PYTHONUTF8": "1"}


if __name__ == "__main__":
    main()
