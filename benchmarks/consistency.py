"""Threads and processes search while the index is updated and built anew: is every answer that of the state it names?

    python -m benchmarks.consistency [ARCHIVE] [--count 2000] [--threads 16] [--processes 4] [--changes 12]

After each change one thread alone asks every query of the new state: that is
what is right. Each answer that the others got meanwhile, total, ids, scores,
snippets and facets, is compared with what is right for the generation that it
names; a generation that was never committed is as wrong as another answer. Of
the threads one in two is answered from memory what was asked before. The
changes: updates that add, replace and remove, and rebuilds from other articles.
Ends with 1 if anything is wrong.
"""

import argparse
import hashlib
import json
import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from indexer import Article, build_index, update_index
from indexer.engines.whoosh import WhooshEngine
from indexer.index_folder import IndexFolder
from search_web import Answers, NewsSearch

from . import record
from .corpus import rows_of
from .peers.executor import Gubernia
from .peers.news_search import typed
from .peers.peer import Question, Row
from .processes import IMPORTS
from .questions import questions_of
from .tables import table

QUERIES_OF_A_CLASS = 2
FACETS = ("source", "region", "year")
UPDATED = 20
Seen = tuple[str, int, str]
"""The generation that an answer names, the number of the query, and a digest of all that the answer says."""


@dataclass
class Outcome:
    """What came of it."""

    right: dict[str, list[str]] = field(default_factory=dict)
    seen: Counter[Seen] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def judge(self) -> None:
        """Name every answer that is not the right one of its generation."""
        for (generation, number, digest), times in self.seen.items():
            if generation not in self.right:
                self.failures.append(f"{times} answers name the generation {generation}, which was never committed")
            elif self.right[generation][number] != digest:
                self.failures.append(f"query {number} was answered otherwise {times} times in generation {generation}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print; `python -m benchmarks.consistency --read INDEX QUESTIONS` is a reading process."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.consistency",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("archive", nargs="?", type=Path, help="an archive to search; made-up articles otherwise")
    options.add_argument("--count", type=int, default=2000, help="how many articles (default 2000)")
    options.add_argument("--threads", type=int, default=16, help="threads that search in one process (default 16)")
    options.add_argument("--processes", type=int, default=4, help="further processes that search (default 4)")
    options.add_argument(
        "--changes", type=int, default=12, help="commits meanwhile; each third is a rebuild (default 12)"
    )
    options.add_argument("--record", metavar="WORDS", help="write benchmarks/runs/<today>-<words>/")
    options.add_argument("--read", nargs=2, metavar=("INDEX", "QUESTIONS"), help=argparse.SUPPRESS)
    chosen = options.parse_args(arguments)
    if chosen.read:
        read(Path(chosen.read[0]), json.loads(Path(chosen.read[1]).read_text(encoding="utf-8")), chosen.threads)
        return
    rows = list(islice(rows_of(chosen.archive), chosen.count))
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome, answers = run(rows, Path(folder), chosen.threads, chosen.processes, chosen.changes)
    seconds = time.perf_counter() - begun
    result = {
        "articles": len(rows),
        "threads": chosen.threads,
        "processes": chosen.processes,
        "seconds": seconds,
        "generations_committed": len(outcome.right),
        "generations_answered": len({generation for generation, _, _ in outcome.seen}),
        "answers": answers,
        "failures": outcome.failures,
    }
    shown = table(["", ""], [[name.replace("_", " "), _written(value)] for name, value in result.items()])
    print(shown)
    if chosen.record:
        place = record.write(
            chosen.record, "answers while the index changes", {"setup": record.setup()} | result, shown
        )
        print(f"recorded in {place}")
    if outcome.failures:
        raise SystemExit(1)


def run(rows: list[Row], folder: Path, threads: int, processes: int, changes: int) -> tuple[Outcome, int]:
    """Search while it changes; the outcome, judged, and how many answers were compared.

    Whoever searches does so in other processes than this one, which changes the
    index and works out what is right: a keeper does not share the reader's interpreter.
    """
    index, given = folder / "index", folder / "questions.json"
    articles = list(map(Gubernia().ready, rows))
    build_index(articles, index)
    asked = [question for questions in questions_of(rows, QUERIES_OF_A_CLASS).values() for question in questions]
    given.write_text(json.dumps([question.to_json() for question in asked]), encoding="utf-8")
    outcome = Outcome()
    _remember(outcome, index, asked)
    outputs = []
    readers = []
    for number, of_them in enumerate([threads] + [1] * processes):
        outputs.append(folder / f"reader-{number}")
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.consistency", "--threads", str(of_them), "--read"]
        environment = os.environ | {"PYTHONPATH": IMPORTS, "PYTHONUTF8": "1"}
        with outputs[-1].open("wb") as file:
            arguments = [*command, str(index), str(given)]
            readers.append(
                subprocess.Popen(
                    arguments, stdin=subprocess.PIPE, stdout=file, stderr=subprocess.STDOUT, env=environment
                )
            )
    try:
        while any(not output.stat().st_size for output in outputs) and all(r.poll() is None for r in readers):
            time.sleep(0.01)
        for _ in _changes(articles, index, changes):
            _remember(outcome, index, asked)
    finally:
        for reader in readers:
            reader.communicate()  # the end of their input tells them to stop
        codes = [reader.returncode for reader in readers]
    for output, code in zip(outputs, codes, strict=True):
        lines = output.read_text(encoding="utf-8").splitlines()
        if code:
            outcome.failures.append(f"a process ended with {code}: {lines[-1] if lines else ''}")
            continue
        for line in lines[1:]:
            generation, which, said = json.loads(line)
            outcome.seen[generation, which, said] += 1
    outcome.judge()
    return outcome, sum(outcome.seen.values())


def read(index: Path, questions: list[dict[str, Any]], threads: int) -> None:
    """A process that searches until its input ends, be it that its parent died, and once more after."""
    asked = [Question.from_json(question) for question in questions]
    seen: queue.SimpleQueue[Seen | None] = queue.SimpleQueue()
    failed: list[BaseException] = []
    stop = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        stop.set()

    def search(number: int) -> None:
        news = keeping if number % 2 else working
        chance = random.Random(number)
        over = False
        try:
            while not over:
                over = stop.is_set() or bool(failed)
                for which in chance.sample(range(len(asked)), k=len(asked)):
                    answers = ask(news, asked[which])
                    seen.put((answers.generation, which, digest(answers)))
                    if not over and stop.is_set():
                        break
        except BaseException as error:
            failed.append(error)
        finally:
            seen.put(None)

    with NewsSearch.open(index) as keeping, NewsSearch.open(index, answer_cache=0) as working:
        print("ready", flush=True)
        threading.Thread(target=wait, daemon=True).start()
        workers = [threading.Thread(target=search, args=(number,)) for number in range(threads)]
        for worker in workers:
            worker.start()
        for _ in workers:
            while (one := seen.get()) is not None:
                print(json.dumps(one))
        for worker in workers:
            worker.join()
    if failed:
        raise failed[0]


def ask(news: NewsSearch, question: Question) -> Answers:
    """As a page asks."""
    return news.search(
        typed(question),
        sources=(question.source,) if question.source else (),
        regions=(question.region,) if question.region else (),
        since=question.since or None,
        until=question.until or None,
        sort="newest" if question.newest else "relevance",
        facets=FACETS,
    )


def digest(answers: Answers) -> str:
    """Of all that an answer says, but for the name of its generation."""
    # Mappings are equal in any order, their texts are not: the order of facet values is part of the answer.
    said = repr(replace(answers, generation="", facets={})) + repr([*map(_ordered, answers.facets.items())])
    return hashlib.blake2b(said.encode(errors="surrogatepass"), digest_size=12).hexdigest()


def _ordered(facet: tuple[str, Mapping[str, int]]) -> tuple[str, list[tuple[str, int]]]:
    return facet[0], list(facet[1].items())


def _remember(outcome: Outcome, index: Path, asked: list[Question]) -> None:
    """What one thread alone is answered by the state that was just committed."""
    with NewsSearch.open(index, answer_cache=0) as news:
        answers = [ask(news, question) for question in asked]
    (generation,) = {answer.generation for answer in answers}
    outcome.right[generation] = [digest(answer) for answer in answers]


def _changes(articles: list[Article], index: Path, changes: int) -> Iterator[None]:
    """Commit after commit: articles that are new, other texts under known ids, removals, rebuilds."""
    chance = random.Random(1)
    for turn in range(1, changes + 1):
        if turn % 3 == 2:
            build_index(chance.sample(articles, len(articles) * 3 // 4), index)
        elif turn % 3 == 0:
            with closing(WhooshEngine(IndexFolder(index).serving())) as engine, engine.writer() as writer:
                for article in chance.sample(articles, min(UPDATED, len(articles) // 4)):
                    writer.delete(article.id)
        else:
            some = chance.sample(articles, min(UPDATED, len(articles)))
            others = chance.sample(articles, len(some))
            changed = [replace(a, title=b.title, text=b.text) for a, b in zip(some, others, strict=True)]
            new = [replace(article, id=f"new {turn} {article.id}") for article in others]
            update_index(changed + new, index)
        yield


def _written(value: object) -> str:
    match value:
        case list():
            return "none" if not value else "<br>".join(map(str, value[:20]))
        case float():
            return f"{value:.0f}"
    return f"{value:,}"


if __name__ == "__main__":
    main()
