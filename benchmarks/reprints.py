"""How well reprints are found, and what that costs as the archive grows.

    python -m benchmarks.reprints articles.jsonl.gz pairs.tsv [--sample 40] [--grow 1000,4000,13000]

`pairs.tsv` names pairs of articles (id1, id2, ...) with at least half of their
shingles in common. Recall is over these. Pairs found beyond them are told with
the exact similarity of the two texts, and a sample of them is printed to be read.

Then the costs: microseconds an article for sketching and for comparing, over
more and more articles, and over copies of the sketches with other words, to see
what an archive of hundreds of thousands would take.
"""

import argparse
import csv
import random
import re
import time
from contextlib import closing
from pathlib import Path

import numpy as np

from indexer import Article, read_articles
from indexer.language.normalize import fold, normalize
from indexer.reprints.alike import pairs
from indexer.reprints.book import SketchBook
from indexer.reprints.grouping import stories
from indexer.reprints.sketch import SHINGLE, SKETCH

WORD = re.compile(r"\w+")
Pair = tuple[str, str]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("articles", type=Path, help="an archive")
    options.add_argument("pairs", type=Path, help="pairs of its articles that are alike, tab separated")
    options.add_argument("--sample", type=int, default=0, help="print so many of the pairs found beyond those")
    options.add_argument("--grow", default="1000,2000,4000,8000,13000", help="numbers of articles to measure costs at")
    chosen = options.parse_args()
    articles = {article.id: article for article in read_articles(chosen.articles)}
    with closing(SketchBook.of(articles.values())) as book:
        quality(articles, book, known_pairs(chosen.pairs), chosen.sample)
        growth(list(articles.values()), [int(count) for count in chosen.grow.split(",")])
        multiplied(book)


def known_pairs(path: Path) -> set[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        return {ordered(row["id1"], row["id2"]) for row in csv.DictReader(file, delimiter="\t")}


def ordered(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def quality(articles: dict[str, Article], book: SketchBook, known: set[Pair], sample: int) -> None:
    ids, sketches = book.all()
    order = np.lexsort((np.array(ids), sketches.column("known_by"))).astype(np.int32)
    earlier, later = pairs(sketches, order)
    found = {ordered(ids[order[a]], ids[order[b]]) for a, b in zip(earlier, later, strict=True)}
    groups = stories(ids, sketches).groups
    together = {ordered(a, b) for group in groups for at, a in enumerate(group) for b in group[:at]}
    for name, some in (("pairs", found), ("stories, each two of one", together)):
        beyond = sorted(some - known)
        exact = np.array([jaccard(articles[a], articles[b]) for a, b in beyond])
        both = len(some & known)
        print(f"{name}: {len(some)} found, {both} of {len(known)} known: {both / len(known):.3f}")
        print(
            f"  beyond these {len(beyond)}; exact similarity",
            dict(zip(*np.unique(exact // 0.1 / 10, return_counts=True), strict=True)),
        )
    print(f"stories: {len(groups)} of {sum(map(len, groups))} articles, the largest of {max(map(len, groups))}")
    rng = random.Random(1)
    for a, b in rng.sample(sorted(found - known), min(sample, len(found - known))):
        print(f"\n{jaccard(articles[a], articles[b]):.2f}")
        for one in (articles[a], articles[b]):
            print(f"  {one.source}, {one.published.first}: {one.title}\n    {' '.join(one.text.split())[:600]}")


def shingles(article: Article) -> set[str]:
    words = WORD.findall(fold(normalize(f"{article.lead}\n{article.text}").text))
    return {" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


def jaccard(one: Article, other: Article) -> float:
    a, b = shingles(one), shingles(other)
    return len(a & b) / max(1, len(a | b))


def growth(articles: list[Article], counts: list[int]) -> None:
    print("\narticles  sketching  comparing  keeping   (µs an article)  bytes an article")
    random.Random(2).shuffle(articles)
    for count in counts:
        begun = time.process_time()
        book = SketchBook.of(articles[:count])
        sketched = time.process_time()
        kept = stories(*book.all()).to_bytes()
        compared = time.process_time()
        data = b"".join(book.to_parts())
        again = SketchBook.from_bytes(data)
        done = time.process_time()
        for one in (book, again):
            if one is not None:
                one.close()
        took = (sketched - begun, compared - sketched, done - compared)
        each = "  ".join(f"{1e6 * seconds / min(count, len(articles)):9.1f}" for seconds in took)
        print(f"{min(count, len(articles)):8}  {each}   {(len(data) + len(kept)) / min(count, len(articles)):16.1f}")


def multiplied(book: SketchBook) -> None:
    """The same sketches many times over, each time as if of other words; boilerplate of a source stays what it is."""
    print("\nof other words, times  articles  loading, s  comparing, s")
    ids, file = book.all()
    sketches = file.part(0, len(file))
    for times in (10, 46):
        copies = [sketches.copy() for _ in range(times)]
        for n, copy in enumerate(copies):
            copy["signature"] ^= np.uint16(n * 1021)
        many = np.concatenate(copies)
        with closing(SketchBook([f"{n}-{one}" for n in range(times) for one in ids], many.tobytes())) as whole:
            data = b"".join(whole.to_parts())
        begun = time.process_time()
        loaded = SketchBook.from_bytes(data)
        assert loaded is not None
        read = time.process_time()
        with closing(loaded):
            stories(*loaded.all())
        print(f"{times:22}  {len(many):8}  {read - begun:10.2f}  {time.process_time() - read:12.2f}")
    print(f"a sketch: {SKETCH.itemsize} bytes")


if __name__ == "__main__":
    main()
