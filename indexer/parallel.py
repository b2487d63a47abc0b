"""Analyzing articles for a writer, in this process or in several others; the order stays.

The workers are our own and not an executor's: with `ProcessPoolExecutor` a
worker that is killed while it sends a result can hang its parent for ever,
because the parent itself holds the other end of the pipe open. Here each worker
has a pipe of its own whose far end only it holds, so the death of either side
is an end of file to the other.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any

from . import machine
from .analyzed import analyze_article
from .article import Article
from .collecting import collecting_seldom
from .engine import Preparing, PreparingWriter, Writer
from .errors import WorkerDied
from .language import analyze

BATCH = 64
"""Articles that go through the stages of the work together, in this process as in others.

Each stage, analysis, sketches, packing and so on, has words, tables or code of its own that the processor keeps at hand
while it does nothing else: an article at a time through all of them takes a quarter more."""
SECONDS_TO_END = 5.0

FEW = 8 * BATCH
"""Articles that are not worth other processes, which take a second to begin."""
MOST = 4
"""Processes, where it is left to us how many: one writes what all of them prepare, and each takes some 300 MB."""
ROOM = 2 << 30
"""Bytes that a machine must have for each of them."""
NICE = 5
"""By how much processes that analyze stand back behind others, a server above all, where systems know of that."""


def put_all(writer: Writer, articles: Iterable[Article], jobs: int | None) -> None:
    """Analyze the articles in `jobs` processes and put them in their order; memory stays bounded.

    Where `jobs` is None, that is as many as the machine has cores and room for, four
    at most, and one for few articles. Where the writer can have work done beforehand
    (`indexer.engine.PreparingWriter`), whoever analyzes does that too, a batch at a time.
    """
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs is {jobs}: give a number of processes, 1 or more")

    preparing = writer.preparing() if isinstance(writer, PreparingWriter) else None
    incoming = iter(articles)
    if jobs is None:
        jobs, incoming = _worth(incoming)
    for done in _here(incoming, preparing) if jobs == 1 else _by_workers(incoming, jobs, preparing):
        if preparing:
            assert isinstance(writer, PreparingWriter)
            writer.put_prepared(done)
        else:
            for analyzed in done:
                writer.put(analyzed)


def _worth(articles: Iterator[Article]) -> tuple[int, Iterator[Article]]:
    """How many processes these articles are worth; the first of them are looked at, and all given back."""
    processes = processes_at_hand()
    if processes == 1:
        return 1, articles
    first = list(islice(articles, FEW + 1))
    return processes if len(first) > FEW else 1, chain(first, articles)


def processes_at_hand() -> int:
    """How many processes can analyze at a time on this machine."""
    room = machine.memory()
    return max(1, min(machine.cores(), MOST if room is None else room // ROOM, MOST))


def _here(articles: Iterable[Article], preparing: Preparing | None) -> Iterator[Any]:
    """Batches that are done by this process."""
    incoming = iter(articles)
    while batch := list(islice(incoming, BATCH)):
        yield _done(batch, preparing)


def _done(batch: list[Article], preparing: Preparing | None) -> Any:
    analyzed = [analyze_article(article, analyze) for article in batch]
    return preparing.prepare(analyzed) if preparing else analyzed


def _by_workers(articles: Iterable[Article], jobs: int, preparing: Preparing | None) -> Iterator[Any]:
    """Batches that are done by so many other processes."""
    incoming = iter(articles)
    workers = [_Worker(preparing) for _ in range(jobs)]
    try:
        busy: deque[_Worker] = deque(worker for worker in workers if worker.take(incoming))
        while busy:
            worker = busy.popleft()
            done = worker.result()
            if worker.take(incoming):  # it goes on while its last batch is being written
                busy.append(worker)
            yield done
    finally:
        for worker in workers:
            worker.dismiss()
        for worker in workers:
            worker.end()


class _Worker:
    """A process that analyzes one batch at a time."""

    def __init__(self, preparing: Preparing | None) -> None:
        # Spawned everywhere: forking a process that has threads is not safe, and Windows knows nothing else.
        context = get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(target=_work, args=(far_end, preparing), daemon=True)
        with _ignored_interrupts():
            self._process.start()
        far_end.close()

    def take(self, articles: Iterator[Article]) -> bool:
        """Begin with the next batch, if there is one."""
        batch = list(islice(articles, BATCH))
        if batch:
            try:
                _send(self._pipe, batch)
            except OSError as error:
                raise _died() from error
        return bool(batch)

    def result(self) -> Any:
        """The batch that it took, analyzed and, if that can be done, prepared."""
        try:
            done = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise _died() from error
        if isinstance(done, Exception):
            raise done
        return done

    def dismiss(self) -> None:
        """Let it go: its pipe is closed, so it ends by itself."""
        self._pipe.close()

    def end(self) -> None:
        """Wait until it has ended, once it was dismissed."""
        self._process.join(SECONDS_TO_END)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


@contextmanager
def _ignored_interrupts() -> Iterator[None]:
    """Ctrl+C goes to the whole group and is the parent's to answer: a process begun in here ignores it."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may ask for this
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)


def _work(pipe: Connection, preparing: Preparing | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    with suppress(EOFError, OSError), collecting_seldom():  # the parent has ended or was killed
        while True:
            batch = pipe.recv()
            try:
                done = _done(batch, preparing)
            except Exception as error:
                done = error
            _send(pipe, done)
    # What it remembers goes with it: to take half a million objects apart, one by one, takes a second that others wait.
    os._exit(0)


def _send(pipe: Connection, what: Any) -> None:
    """As `Connection.send`. Where the other side has died, that leaves a buffer which is freed while it is in use, and
    Python 3.13 says so on the terminal («Existing exports of data»)."""
    pipe.send_bytes(bytes(ForkingPickler.dumps(what)))


def _died() -> WorkerDied:
    return WorkerDied(
        "A process that analyzes died: try fewer jobs if memory is short, "
        'and begin a script that asks for several with `if __name__ == "__main__":`.'
    )
