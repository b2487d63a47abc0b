"""Build and search the same articles with Gubernia and with SQLite FTS5, several times, and say how they compare."""

import argparse
import json
import platform
import random
import re
import sqlite3
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from indexer import Article, build_index
from indexer.language import analyze
from search_web import NewsSearch

from .corpus import made_up, real
from .peers import build_fts5, search_fts5

RUNS = Path(__file__).parent / "runs"
WORD = re.compile(r"[а-яё]{4,}")


def main() -> None:
    """Measure and print; with --record also keep the raw numbers."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=Path, help="an archive to measure with; made-up articles otherwise")
    options.add_argument("--count", type=int, default=2000, help="how many articles (default 2000)")
    options.add_argument("--runs", type=int, default=3, help="how often to build and to ask (default 3)")
    options.add_argument("--queries", type=int, default=100, help="queries of each kind (default 100)")
    options.add_argument("--record", metavar="NAME", help="write benchmarks/runs/<today>-NAME/result.json")
    chosen = options.parse_args()
    articles = real(chosen.articles, chosen.count) if chosen.articles else list(made_up(chosen.count))
    kinds = queries_of(articles, chosen.queries)
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(chosen.runs):
            measure(articles, kinds, Path(folder) / str(run), rows)
    result = {
        "articles": len(articles),
        "words": sum(len(analyze(a.text)) for a in articles[:200]) / min(200, len(articles)),
        "source": chosen.articles.name if chosen.articles else "made up",
        "runs": chosen.runs,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "raw": rows,
    }
    show(rows)
    if chosen.record:
        place = RUNS / f"{date.today().isoformat()}-{chosen.record}"
        place.mkdir(parents=True, exist_ok=True)
        (place / "result.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"recorded in {place}")


def queries_of(articles: list[Article], count: int) -> dict[str, list[str]]:
    """Queries of each kind, drawn from the articles with a fixed seed."""
    rng = random.Random(7)
    frequency = Counter(word for a in articles for word in set(WORD.findall(a.text.lower())))
    common = [word for word, _ in frequency.most_common(300)]
    rare = [word for word, n in frequency.items() if 2 <= n <= 5]
    titles = [" ".join(WORD.findall(a.title.lower())) for a in rng.sample(articles, min(count, len(articles)))]
    return {
        "frequent word": rng.choices(common, k=count),
        "rare word": rng.choices(rare or common, k=count),
        "three words, all": [" ".join(rng.sample(common, 3)) for _ in range(count)],
        "headline, any word": [title for title in titles if title],
        "phrase": [f'"{" ".join(a.text.split()[3:5])}"' for a in rng.sample(articles, min(count, len(articles)))],
        "prefix": [f"{word[:5]}*" for word in rng.choices(rare or common, k=count)],
    }


def measure(articles: list[Article], kinds: dict[str, list[str]], folder: Path, rows: dict[str, list[float]]) -> None:
    """One run: build both, ask both, one after the other."""
    folder.mkdir()

    def note(name: str, value: float) -> None:
        rows.setdefault(name, []).append(value)

    note("build, articles/s | gubernia", len(articles) / timed(partial(build_index, articles, folder / "index")))
    note("build, articles/s | fts5", len(articles) / timed(partial(build_fts5, articles, folder / "fts5.db")))
    size = sum(file.stat().st_size for file in (folder / "index").rglob("*") if file.is_file())
    note("bytes an article | gubernia", size / len(articles))
    note("bytes an article | fts5", (folder / "fts5.db").stat().st_size / len(articles))
    with NewsSearch.open(folder / "index") as news, closing(sqlite3.connect(folder / "fts5.db")) as base:
        for kind, texts in kinds.items():
            for warm in ("first", "again"):
                took = sorted(timed(partial(news.search, text)) for text in texts)
                note(f"{kind}, {warm}, ms p50 | gubernia", 1e3 * took[len(took) // 2])
                note(f"{kind}, {warm}, ms p95 | gubernia", 1e3 * took[int(len(took) * 0.95)])
            if kind in ("phrase", "prefix"):
                continue
            any_of_them = "any" in kind
            took = sorted(timed(partial(search_fts5, base, text.split(), any_of_them)) for text in texts)
            note(f"{kind}, again, ms p50 | fts5", 1e3 * took[len(took) // 2])
            note(f"{kind}, again, ms p95 | fts5", 1e3 * took[int(len(took) * 0.95)])
        texts = [text for group in kinds.values() for text in group]
        for threads in (1, 4):
            took_all = timed(partial(together, news, texts, threads))
            note(f"queries/s with {threads} threads | gubernia", len(texts) / took_all)


def together(news: NewsSearch, texts: list[str], threads: int) -> None:
    """Ask all the queries, shared out to so many threads."""

    def ask(first: int) -> None:
        for text in texts[first::threads]:
            news.search(text)

    workers = [threading.Thread(target=ask, args=(n,)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def timed(do: Callable[[], Any]) -> float:
    """Seconds that it takes."""
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def show(rows: dict[str, list[float]]) -> None:
    """Median and spread of each figure."""
    for name, values in rows.items():
        what, _, who = name.partition(" | ")
        print(f"{what:38} {who:9} {statistics.median(values):10.2f}   ({min(values):.2f} - {max(values):.2f})")


main()
