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
from tabulate import tabulate

from indexer import Article, read_articles
from indexer.language.normalize import fold, normalize
from indexer.reprints.book import SketchBook
from indexer.reprints.grouping import stories
from indexer.reprints.kept import KeptSketches, built_blocks, read_kept
from indexer.reprints.pairs import all_pairs, parted
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
    pairs = all_pairs(ids, sketches)
    found = {ordered(ids[a], ids[b]) for a, b in zip(*parted(pairs), strict=True)}
    groups = stories(ids, sketches, pairs).groups
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
        with closing(book):
            ids, sketches = book.all()
            pairs = all_pairs(ids, sketches)
            kept = stories(ids, sketches, pairs).to_bytes()
            compared = time.process_time()
            blocks = {name: b"".join(block) for name, block in built_blocks(ids, [sketches.part(0, len(ids))], pairs)}
        read_kept(blocks.get)
        done = time.process_time()
        took = (sketched - begun, compared - sketched, done - compared)
        each = "  ".join(f"{1e6 * seconds / len(ids):9.1f}" for seconds in took)
        print(f"{len(ids):8}  {each}   {sum(map(len, [kept, *blocks.values()])) / len(ids):16.1f}")


UPDATES = 1, 20, 200, 2000


def multiplied(book: SketchBook) -> None:
    """The same sketches many times over, each time as if of other words; boilerplate of a source stays what it is.

    Then updates, each of so many new articles, half of which are reprints of old ones.
    """
    rows = []
    for times in (10, 46):
        with closing(copies(book, times)) as whole:
            begun = time.process_time()
            ids, sketches = whole.all()
            pairs = all_pairs(ids, sketches)
            stories(ids, sketches, pairs)
            compared = time.process_time()
            blocks = {n: b"".join(b) for n, b in built_blocks(ids, (part for _, part in sketches.parts()), pairs)}
        begun_reading = time.process_time()
        kept = read_kept(blocks.get)
        read = time.process_time() - begun_reading
        assert kept is not None
        rows.append((len(kept), compared - begun, read, *(update(kept, count) for count in UPDATES)))
    print("\nof other words, seconds")
    head = ("articles", "comparing all", "reading what is kept", *(f"update of {count}" for count in UPDATES))
    print(tabulate(rows, head, floatfmt=".2f", intfmt=","))
    print(f"a sketch: {SKETCH.itemsize} bytes")


def copies(book: SketchBook, times: int) -> SketchBook:
    ids, file = book.all()
    whole = SketchBook()
    for copy in range(times):
        rows = file.part(0, len(file)).copy()
        rows["low"] ^= np.uint8(copy * 29 % 256)
        rows["high"] ^= np.uint8(copy * 13 % 256)
        for one, row in zip(ids, rows, strict=True):
            whole.note(f"{copy}-{one}", row.tobytes())
    return whole


def update(kept: KeptSketches, count: int) -> float:
    """Seconds of an update of so many new articles, without reading what is kept."""
    rng = np.random.default_rng(count)
    rows = kept.take(rng.choice(len(kept), count, replace=False))
    for part in ("low", "high"):
        rows[part][::2] = rng.integers(0, 256, rows[part][::2].shape)
    with closing(SketchBook()) as new:
        for number, row in enumerate(rows):
            new.note(f"new-{number}", row.tobytes())
        begun = time.process_time()
        after = kept.changed(new)
        assert after is not None
        assert after.pairs is not None
        stories(after.ids, after, after.pairs)
        for _, block in after.blocks():
            for _ in block:
                pass
        return time.process_time() - begun


if __name__ == "__main__":
    main()
