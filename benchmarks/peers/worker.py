"""The process of one peer: takes a command a line from standard input and answers with a line.

    python -m benchmarks.peers.worker NAME

Ends with the end of its input.
"""

import gc
import importlib
import json
import platform
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

from .peer import Ask, PeerType, Question, read_rows

BATCH = 200
"""Articles read at a time, so that the clock is looked at seldom."""


class Worker:
    """Does what it is told; each method named `do_…` is a command."""

    def __init__(self, name: str) -> None:
        self.peer: PeerType = importlib.import_module(f"benchmarks.peers.{name}").Peer()

    def do_hello(self) -> dict[str, Any]:
        """Who is there."""
        return {
            "version": self.peer.version(),
            "python": platform.python_version(),
            "stamp": self.peer.stamp(),
            "counts": list(self.peer.counts),
        }

    def do_build(self, articles: str, folder: str) -> dict[str, Any]:
        """Build an index; `seconds` is without the time that reading took."""
        reading = 0.0
        taken = 0

        def ready() -> Iterator[Any]:
            nonlocal reading, taken
            rows = read_rows(Path(articles))
            while True:
                begun = time.perf_counter()
                batch = [self.peer.ready(row) for row in islice(rows, BATCH)]
                reading += time.perf_counter() - begun
                if not batch:
                    return
                taken += len(batch)
                yield from batch

        place = Path(folder)
        place.mkdir(parents=True)
        before, cpu = time.perf_counter(), time.process_time()
        self.peer.build(ready(), place)
        elapsed, cpu = time.perf_counter() - before, time.process_time() - cpu
        return {
            "articles": taken,
            "seconds": elapsed - reading,
            "reading": reading,
            "cpu_seconds": cpu,
            "bytes": sum(file.stat().st_size for file in place.rglob("*") if file.is_file()),
        }

    def do_open(self, folder: str) -> dict[str, Any]:
        """Open an index, everything being imported already, and what was open before being given back."""
        self.peer = type(self.peer)()
        gc.collect()
        begun = time.perf_counter()
        self.peer.open(Path(folder))
        return {"seconds": time.perf_counter() - begun}

    def do_ask(self, questions: list[dict[str, Any]], count: bool, rounds: int = 1) -> dict[str, Any]:
        """Ask each question in turn; for each round the milliseconds that each took, and what was found.

        `processor_ms` is the part in which this thread had the processor: on a
        machine that others use too, it is what can be compared.
        """
        asks = self._prepared(questions, count=count)
        found = [(0, 0)] * len(asks)
        took: list[list[float]] = []
        processor: list[list[float]] = []
        for _ in range(rounds):
            took.append([])
            processor.append([])
            for number, ask in enumerate(asks):
                before, begun = time.thread_time(), time.perf_counter()
                answer = ask()
                took[-1].append(1e3 * (time.perf_counter() - begun))
                processor[-1].append(1e3 * (time.thread_time() - before))
                found[number] = answer
        return {
            "ms": took,
            "processor_ms": processor,
            "total": [total for total, _ in found],
            "came": [came for _, came in found],
        }

    def do_load(self, questions: list[dict[str, Any]], threads: int, seconds: float) -> dict[str, Any]:
        """Ask from so many threads for so long; how many answers came in what time."""
        answered = [0] * threads
        failed: list[BaseException] = []
        together = threading.Barrier(threads + 1)
        until = [0.0]

        def ask(number: int) -> None:
            try:
                asks = self._prepared(questions, count=self.peer.counts[0])
                for warm in asks[:: max(1, len(asks) // 20)]:
                    warm()
                together.wait()
                together.wait()
                for turn in count(number * 7):
                    if time.perf_counter() >= until[0]:
                        return
                    asks[turn % len(asks)]()
                    answered[number] += 1
            except BaseException as error:
                failed.append(error)
                together.abort()

        workers = [threading.Thread(target=ask, args=(number,)) for number in range(threads)]
        for worker in workers:
            worker.start()
        try:
            together.wait()
            begun = time.perf_counter()
            until[0] = begun + seconds
            together.wait()
        except threading.BrokenBarrierError:
            pass
        for worker in workers:
            worker.join()
        if failed:
            raise failed[0]
        return {"answered": sum(answered), "seconds": time.perf_counter() - begun}

    def _prepared(self, questions: list[dict[str, Any]], *, count: bool) -> list[Ask]:
        session = self.peer.session()
        return [session.prepare(Question.from_json(question), count=count) for question in questions]


def peak_bytes() -> int | None:
    """The most memory that this process has had; None where the system does not tell."""
    try:
        # What getrusage gives on Linux can be that of the parent at the time of the fork.
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError):
        pass
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Answer until there are no more commands."""
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever an engine prints is no answer
    worker = Worker(sys.argv[1])
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = getattr(worker, f"do_{command.pop('do')}")(**command)
            answer["peak_bytes"] = peak_bytes()
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
