"""What searches take after a commit that adds a few articles, beside the same searches before it.

    python -m benchmarks.commits [ARCHIVE] [--count N] [--index FOLDER] [--added 20] [--commits 3]

An archive that is followed gets a commit every few minutes, so most searches are
among the first ones of their generation. All queries are asked, one after the
other, by one reader who keeps no answers: of an index that was just opened, then
twice more, and then once after each commit. The first one after each is shown by
itself: it opens the generation.
"""

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from indexer import Article, build_index, update_index
from search_web import NewsSearch

from . import record
from .comparison import percentiles
from .corpus import rows_of
from .peers.executor import Gubernia
from .peers.news_search import Peer
from .peers.peer import Ask, Question
from .questions import questions_of
from .tables import table

SEED = 1
QUERIES_OF_A_CLASS = 20
FACETS = ("source", "region", "year")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.commits",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("archive", nargs="?", type=Path, help="an archive to search; made-up articles otherwise")
    options.add_argument("--count", type=int, help="how many articles (default all)")
    options.add_argument("--index", type=Path, help="an index of them that is there already; it is copied")
    options.add_argument("--added", type=int, default=20, help="articles that a commit adds (default 20)")
    options.add_argument("--commits", type=int, default=3, help="how many commits (default 3)")
    options.add_argument("--record", metavar="WORDS", help="write benchmarks/runs/<today>-<words>/")
    chosen = options.parse_args(arguments)
    rows = list(islice(rows_of(chosen.archive), chosen.count))
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        if chosen.index:
            shutil.copytree(chosen.index, index)
        else:
            build_index(map(Gubernia().ready, rows), index)
        asked = [question for some in questions_of(rows, QUERIES_OF_A_CLASS).values() for question in some]
        random.Random(SEED).shuffle(asked)
        new = [Gubernia().ready(row) for row in random.Random(SEED).sample(rows, chosen.added)]
        result = measured(index, asked, new, chosen.commits)
    lines = shown(result)
    print(lines)
    if chosen.record:
        place = record.write(chosen.record, "searches after a commit", {"setup": record.setup()} | result, lines)
        print(f"recorded in {place}")


def measured(index: Path, asked: list[Question], new: list[Article], commits: int) -> dict[str, Any]:
    """Milliseconds of every round, and seconds of every commit."""
    peer = Peer()
    peer.open(index)
    with peer.news as news:
        calls = [peer.prepare(question, count=True) for question in asked]
        rounds = {"just opened": round_of(news, asked[0], calls)}
        for name in ("asked again", "and again"):
            rounds[name] = round_of(news, asked[0], calls)
        seconds = []
        for number in range(1, commits + 1):
            begun = time.perf_counter()
            update_index([replace(article, id=f"{number} {article.id}") for article in new], index)
            seconds.append(round(time.perf_counter() - begun, 3))
            rounds[f"after commit {number}"] = round_of(news, asked[0], calls)
    return {"queries": len(asked), "added": len(new), "rounds": rounds, "commit_seconds": seconds}


def round_of(news: NewsSearch, first: Question, calls: list[Ask]) -> dict[str, Any]:
    """The first page, and then all queries."""
    begun = time.perf_counter()
    news.search(first.words[0], facets=FACETS, fold_reprints=True)  # as the results page does
    page = (time.perf_counter() - begun) * 1000
    took = []
    for call in calls:
        start = time.thread_time()
        call()
        took.append((time.thread_time() - start) * 1000)
    return {"page": round(page, 3), "percentiles": percentiles(took)}


def shown(result: dict[str, Any]) -> str:
    """A table of the rounds."""
    rows = [
        [name, f"{one['page']:.0f}", *[f"{value:.1f}" for value in one["percentiles"]]]
        for name, one in result["rounds"].items()
    ]
    head = ["ms", "first page", "p50", "p95", "p99", "longest"]
    seconds = statistics.median(result["commit_seconds"])
    return (
        f"{result['queries']} queries, milliseconds of processor time; the first page by the clock.\n\n"
        f"{table(head, rows)}\n\nA commit of {result['added']} articles took {seconds:.2f} s.\n"
    )


if __name__ == "__main__":
    main()
