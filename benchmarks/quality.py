"""How high the right article stands: this search against BM25 over Snowball stems, on the same queries.

    python -m benchmarks.quality SET... [--limit 1000]

A set is a folder with `corpus.jsonl.gz` (_id, text), `queries.jsonl` (_id,
text, perhaps `exclude`: an id to leave out of the results) and `qrels.tsv`
(query, document, grade; 1 and more is right). MRR@10 and recall@10, milliseconds
p50 and p95 of this search. The baseline is BM25 (k1 1.2, b 0.75) over all stems
of the query, any of them, as most engines do it out of the box.
"""

import argparse
import gzip
import json
import math
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import snowballstemmer

from indexer import Article, build_index
from search_web import NewsSearch

WORD = re.compile(r"\w+")
DEPTH = 10
Ranked = Callable[[str], list[str]]


def main() -> None:
    """Measure each set and print a line for each engine."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sets", nargs="+", type=Path)
    options.add_argument("--limit", type=int, default=1000)
    chosen = options.parse_args()
    for folder in chosen.sets:
        measure(folder, chosen.limit)


def measure(folder: Path, limit: int) -> None:
    """Both engines on one set."""
    corpus = {row["_id"]: row["text"] for row in rows(folder / "corpus.jsonl.gz")}
    queries = rows(folder / "queries.jsonl")[:limit]
    right: defaultdict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if float(grade) >= 1:
            right[query].add(document)
    queries = [query for query in queries if right[query["_id"]]]
    print(f"{folder.name}: {len(corpus)} articles, {len(queries)} queries")
    tell("Snowball, BM25", *judged(Snowball(corpus.items()).ranked, queries, right))
    with tempfile.TemporaryDirectory() as place:
        build_index((Article(id=name, title="", text=text) for name, text in corpus.items()), place)
        with NewsSearch.open(place) as news:
            tell("gubernia", *judged(lambda text: [h.id for h in news.search(text, per_page=11).hits], queries, right))


def rows(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON Lines file, packed or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.split(b"\n") if line]


def judged(
    ranked: Ranked, queries: list[dict[str, Any]], right: dict[str, set[str]]
) -> tuple[float, float, list[float]]:
    """MRR@10, recall@10, and the seconds that each query took, sorted."""
    reciprocal = recall = 0.0
    took = []
    for query in queries:
        begun = time.perf_counter()
        found = ranked(query["text"])
        took.append(time.perf_counter() - begun)
        found = [name for name in found if name != query.get("exclude")][:DEPTH]
        wanted = right[query["_id"]]
        reciprocal += next((1 / rank for rank, name in enumerate(found, 1) if name in wanted), 0)
        recall += len(wanted & set(found)) / min(DEPTH, len(wanted))
    return reciprocal / len(queries), recall / len(queries), sorted(took)


def tell(name: str, mrr: float, recall: float, took: list[float]) -> None:
    """One line."""
    p50, p95 = 1e3 * took[len(took) // 2], 1e3 * took[int(len(took) * 0.95)]
    print(f"  {name:16} MRR@10 {mrr:.4f}  recall@10 {recall:.4f}  p50 {p50:.1f} ms  p95 {p95:.1f} ms", flush=True)


class Snowball:
    """BM25 over Snowball stems."""

    def __init__(self, texts: Iterable[tuple[str, str]], k1: float = 1.2, b: float = 0.75) -> None:
        self.stem = snowballstemmer.stemmer("russian").stemWord
        self.known: dict[str, str] = {}
        postings: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        length: dict[str, int] = {}
        for name, text in texts:
            stems = self.stems(text)
            length[name] = len(stems)
            for stem, count in Counter(stems).items():
                postings[stem].append((name, count))
        average = sum(length.values()) / len(length)
        self.weights = {
            stem: [
                (name, math.log(1 + (len(length) - len(found) + 0.5) / (len(found) + 0.5)) * count * (k1 + 1)
                 / (count + k1 * (1 - b + b * length[name] / average)))
                for name, count in found
            ]
            for stem, found in postings.items()
        }  # fmt: skip

    def stems(self, text: str) -> list[str]:
        """The stems of a text, in order."""
        words = WORD.findall(text.lower().replace("ё", "е"))
        for word in words:
            if word not in self.known:
                self.known[word] = self.stem(word)
        return [self.known[word] for word in words]

    def ranked(self, text: str) -> list[str]:
        """The best articles for any of the words."""
        scores: defaultdict[str, float] = defaultdict(float)
        for stem in set(self.stems(text)):
            for name, weight in self.weights.get(stem, ()):
                scores[name] += weight
        return sorted(scores, key=lambda name: (-scores[name], name))[: DEPTH + 1]


if __name__ == "__main__":
    main()
