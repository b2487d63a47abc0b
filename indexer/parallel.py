"""Analyzing articles in this process or in several others; the order stays."""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection, get_context, parent_process

from .analyzed import AnalyzedArticle, analyze_article
from .article import Article
from .errors import WorkerDied
from .language import analyze

BATCH = 32
"""Articles that one process gets at a time."""


def analyze_all(articles: Iterable[Article], jobs: int) -> Iterator[AnalyzedArticle]:
    """The articles with their tokens, in their order, worked out by `jobs` processes; memory stays bounded."""
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}: give a number of processes, 1 or more")
    if jobs == 1:
        for article in articles:
            yield analyze_article(article, analyze)
        return
    # Spawned everywhere: forking a process that has threads is not safe, and Windows knows nothing else.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_end_with_parent)
    try:
        incoming = iter(articles)
        waiting: deque[Future[list[AnalyzedArticle]]] = deque()
        while True:
            while len(waiting) < 3 * jobs and (batch := list(islice(incoming, BATCH))):
                waiting.append(pool.submit(_analyze_batch, batch))
            if not waiting:
                break
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerDied(
            "A process that analyzes died: try fewer jobs if memory is short, "
            'and begin a script that asks for several with `if __name__ == "__main__":`.'
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _analyze_batch(batch: list[Article]) -> list[AnalyzedArticle]:
    return [analyze_article(article, analyze) for article in batch]


def _end_with_parent() -> None:
    """A worker waits for work on a pipe whose other end it holds itself: it would outlive a killed parent for ever.

    Ctrl+C is the parent's to answer: it goes to the whole group of processes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_exit, args=(parent.sentinel,), daemon=True).start()


def _wait_and_exit(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
