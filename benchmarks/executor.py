"""The executor alone against Tantivy, over the same made-up articles, in one thread of one run.

Articles are arrays from the start: no file is read, no text analyzed, no stored
article fetched, on neither side. Words are drawn from a Zipf-Mandelbrot curve.

    python -m benchmarks.executor --articles 100000 --cache var/executor
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.about import NOWHERE
from indexer.article import Article
from indexer.engine import Filter, Request, Sort
from indexer.engines.whoosh.committed import Part
from indexer.engines.whoosh.known import Known
from indexer.engines.whoosh.postings import ARTICLE_SHIFT, Int32, Int64, Positions, Postings, Standing, Stored
from indexer.engines.whoosh.search import search
from indexer.query import And, AtLeast, Is, Keyword, Phrase, Prefix, Published, Query, Word
from indexer.reprints import Stories
from indexer.scoring import EARLY_IN_BODY

VOCABULARY = 300_000
SHORTEST, LONGEST = 80, 320
TITLE, LEAD = 10, 30
"""The words of an article that are its title, and its lead."""
COMMONEST = 50
"""Words that no query has, as those of a language that say nothing alone."""
REGIONS, DAYS, FIRST_DAY = 80, 3650, date(2014, 1, 1).toordinal()
POSITION_BITS = 9
SAMPLED = 5000
"""So many articles are kept word by word, to take phrases from."""


class MadeWords:
    """Articles as one sorted array: word, article, position."""

    def __init__(self, folder: Path, articles: int) -> None:
        self.size = articles
        self._keys: npt.NDArray[np.uint64] = np.load(folder / "keys.npy", mmap_mode="r")
        self.starts: Int64 = np.load(folder / "starts.npy")
        self._decoded: dict[int, tuple[Postings, Positions]] = {}

    def _of(self, word: int) -> tuple[Postings, Positions]:
        if word not in self._decoded:
            self._decoded[word] = self._decode(word)
        return self._decoded[word]

    def _decode(self, word: int) -> tuple[Postings, Positions]:
        keys = np.array(self._keys[self.starts[word] : self.starts[word + 1]])
        of = ((keys >> POSITION_BITS) & ((1 << 24) - 1)).astype(np.int32)
        at = (keys & ((1 << POSITION_BITS) - 1)).astype(np.uint32)
        zone = (at >= TITLE).astype(np.uint32) + (at >= TITLE + LEAD)
        starts = np.flatnonzero(np.diff(of, prepend=-1))
        within = at - np.array([0, TITLE, TITLE + LEAD], dtype=np.uint32)[zone]
        counts = np.array([np.add.reduceat(zone == z, starts) for z in range(3)] if of.size else np.empty((3, 0)))
        early = np.logical_or.reduceat((zone < 2) | (within < EARLY_IN_BODY), starts) if of.size else of > 0
        postings = Postings(of[starts], counts.astype(np.uint16), early)
        return postings, Positions(np.append(starts, of.size), (zone << 28 | within).astype(np.uint32))

    def postings(self, field: str, term: str) -> Postings:
        return self._of(int(term[1:]) if field == "article" else VOCABULARY)[0]

    def positions(self, field: str, term: str, among: Int32 | None = None) -> Positions:
        postings, positions = self._of(int(term[1:]))
        if among is None:
            return positions
        at = postings.articles.searchsorted(among)
        first = positions.starts.take(at)
        times = positions.starts.take(at + 1) - first
        ends = np.cumsum(times)
        entries = np.arange(ends[-1]) + (first - ends + times).repeat(times)
        return Positions(np.concatenate([[0], ends]), positions.keys.take(entries))

    def standing(self, field: str, terms: Sequence[str], which: Int64, articles: Int32) -> Standing:
        found, sizes, keys = [which[:0]], [which[:0]], [np.empty(0, dtype=np.uint32)]
        for i, term in enumerate(terms):
            having = self.postings(field, term).articles
            pairs = (which == i).nonzero()[0]
            pairs = pairs.compress(np.isin(articles.take(pairs), having))
            if pairs.size:
                positions = self.positions(field, term, articles.take(pairs))
                found.append(pairs)
                sizes.append(np.diff(positions.starts))
                keys.append(positions.keys)
        starts = np.append(0, np.concatenate(sizes).cumsum())
        return Standing(np.concatenate(found), starts, np.concatenate(keys))

    def occurrences(self, field: str, start: str) -> Int64:
        found = [np.empty(0, dtype=np.int64)]
        for term, _ in self.dictionary(field, start):
            postings, positions = self._of(int(term[1:]))
            articles = postings.articles.astype(np.int64).repeat(np.diff(positions.starts))
            found.append(articles << ARTICLE_SHIFT | positions.keys)
        return np.unique(np.concatenate(found))

    def beginning(self, field: str, start: str, among: Int32) -> dict[str, Int64]:
        found: dict[str, Int64] = {}
        for term, _ in self.dictionary(field, start):
            articles = np.intersect1d(self.postings(field, term).articles, among)
            if articles.size:
                positions = self.positions(field, term, articles)
                labels = articles.astype(np.int64).repeat(np.diff(positions.starts))
                found[term] = labels << ARTICLE_SHIFT | positions.keys
        return found

    def dictionary(self, field: str, start: str) -> list[tuple[str, int]]:
        words = [int(start[1:]), *(int(start[1:]) * 10 + digit for digit in range(10))]
        return [(f"w{word}", 1) for word in words if word < VOCABULARY and self.df(word)]

    def df(self, word: int) -> int:
        """In how many articles the word stands, at most."""
        return int(self.starts[word + 1] - self.starts[word])


class Made:
    """A `Generation` for the executor."""

    def __init__(self, folder: Path, articles: int) -> None:
        self.size = self.articles = articles
        self.generation = 1
        self.words = MadeWords(folder, articles)
        self.parts = [Part("", self.words, 0, None, Known())]
        self.sample: list[Int64] = list(np.load(folder / "sample.npy", allow_pickle=False))
        lengths: Int32 = np.load(folder / "lengths.npy")
        self.live = np.ones(articles, dtype=np.bool_)
        zones = [np.full(articles, TITLE), np.full(articles, LEAD), lengths - TITLE - LEAD, np.zeros(articles)]
        self.lengths = [zone.astype(np.int32) for zone in zones]
        self.average = [float(zone.mean()) for zone in self.lengths]
        random = np.random.default_rng(7)
        self.first = self.last = random.integers(FIRST_DAY, FIRST_DAY + DAYS, articles).astype(np.int32)
        self.order = self.first.astype(np.int64) * 300_000
        self.region = np.minimum(random.exponential(REGIONS / 5, articles), REGIONS - 1).astype(np.int32)
        self._article = Article(id="0", title="", text="")

    def id_ranks(self, numbers: Int32) -> Int64:
        return numbers.astype(np.int64)

    def place_of(self, number: int) -> tuple[int, int]:
        return 0, number

    def dictionary(self, field: str, start: str) -> list[tuple[str, int]]:
        return self.words.dictionary(field, start)

    def terms_with(self, field: str, start: str) -> int:
        return len(self.dictionary(field, start))

    def keyword(self, keyword: Keyword) -> tuple[list[str], Int32, Int32]:
        codes = self.region if keyword is Keyword.REGION else ((self.first - FIRST_DAY) // 366).astype(np.int32)
        return [f"r{i}" for i in range(REGIONS)], np.arange(self.size + 1, dtype=np.int32), codes

    def number_of(self, article_id: str) -> int | None:
        return int(article_id)

    def article(self, number: int) -> Article:
        return self._article

    def stored(self, number: int) -> Stored:
        return Stored(self._article, NOWHERE, b"")

    stories = Stories()

    @cached_property
    def story(self) -> Int64:
        return -1 - np.arange(self.size, dtype=np.int64)

    @cached_property
    def with_reprints(self) -> Int32:
        return np.empty(0, dtype=np.int32)


def make(folder: Path, articles: int, tantivy_too: bool) -> None:
    """Draw the articles, and write them as arrays and as an index of Tantivy's."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(1)
    lengths = random.integers(SHORTEST, LONGEST, articles)
    weights = 1 / (np.arange(1, VOCABULARY + 1) + 8.0) ** 1.05
    curve = np.cumsum(weights / weights.sum())
    total = int(lengths.sum())
    words = np.empty(total, dtype=np.uint32)
    for start in range(0, total, 1 << 24):
        stop = min(start + (1 << 24), total)
        words[start:stop] = np.minimum(np.searchsorted(curve, random.random(stop - start)), VOCABULARY - 1)
    ends = np.cumsum(lengths)
    begins = ends - lengths
    keys = words.astype(np.uint64) << np.uint64(24 + POSITION_BITS)
    keys |= np.repeat(np.arange(articles, dtype=np.uint64) << np.uint64(POSITION_BITS), lengths)
    keys |= (np.arange(total) - np.repeat(begins, lengths)).astype(np.uint64)
    keys.sort()
    np.save(folder / "keys.npy", keys)
    bounds = np.arange(VOCABULARY + 2, dtype=np.uint64) << np.uint64(24 + POSITION_BITS)
    starts = np.searchsorted(keys, bounds)
    np.save(folder / "starts.npy", np.append(starts, starts[-1]))
    np.save(folder / "lengths.npy", lengths.astype(np.int32))
    sample = np.full((min(SAMPLED, articles), LONGEST), -1, dtype=np.int64)
    for i, row in enumerate(sample):
        row[: lengths[i]] = words[begins[i] : ends[i]]
    np.save(folder / "sample.npy", sample)
    if tantivy_too:
        _index_with_tantivy(folder, articles, words, begins, ends)


def _index_with_tantivy(folder: Path, articles: int, words: Any, begins: Any, ends: Any) -> None:
    import tantivy

    made = Made(folder, articles)
    schema = tantivy.SchemaBuilder().add_text_field("b", tokenizer_name="whitespace")
    schema = schema.add_integer_field("day", indexed=True, fast=True).add_integer_field("year", fast=True)
    schema = schema.add_text_field("region", tokenizer_name="raw", fast=True)
    (folder / "tantivy").mkdir()
    index = tantivy.Index(schema.build(), path=str(folder / "tantivy"))
    writer = index.writer(1_000_000_000, 1)
    names = np.array([f"w{i}" for i in range(VOCABULARY)])
    for i in range(articles):
        text = " ".join(names[words[begins[i] : ends[i]]])
        day = int(made.first[i])
        fields = {"day": day, "year": (day - FIRST_DAY) // 366, "region": f"r{made.region[i]}"}
        writer.add_document(tantivy.Document(b=text, **fields))
    writer.commit()
    writer.wait_merging_threads()


class Class(NamedTuple):
    """One class of queries: the same for both sides."""

    name: str
    ours: list[Request]
    theirs: list[Callable[[bool], Any]]
    """Each is called with whether it should count."""


def classes(made: Made, folder: Path, queries: int) -> list[Class]:
    """The classes of queries, drawn from a fixed seed."""
    import tantivy

    searcher = tantivy.Index.open(str(folder / "tantivy")).searcher()
    schema = tantivy.Index.open(str(folder / "tantivy")).schema
    print(f"tantivy has {searcher.num_segments} segments", flush=True)
    must, should = tantivy.Occur.Must, tantivy.Occur.Should
    random = np.random.default_rng(3)
    weights = 1 / (np.arange(1, VOCABULARY + 1) + 8.0) ** 1.05
    curve = np.cumsum(weights / weights.sum())

    def draw(k: int) -> list[int]:
        while True:
            some = [int(w) for w in np.searchsorted(curve, random.random(6 * k)) if w > COMMONEST and w < VOCABULARY]
            some = [w for w in dict.fromkeys(some) if made.words.df(w)][:k]
            if len(some) == k:
                return some

    def w(words: list[int]) -> tuple[Word, ...]:
        return tuple(Word((f"w{word}",)) for word in words)

    def t(occur: Any, words: list[int]) -> Any:
        return tantivy.Query.boolean_query([(occur, tantivy.Query.term_query(schema, "b", f"w{x}")) for x in words])

    def plain(query: Any, **options: Any) -> Callable[[bool], Any]:
        return lambda count: searcher.search(query, 10, count=count, **options)

    def one(
        name: str, queries: list[Query], theirs: list[Any], options: dict[str, Any] | None = None, **request: Any
    ) -> Class:
        return Class(
            name,
            [Request(tiers=(query,), **request) for query in queries],
            [plain(query, **(options or {})) for query in theirs],
        )

    made_classes: list[Class] = []
    rare = [x for x in random.integers(1000, VOCABULARY, 20 * queries).tolist() if 5 <= made.words.df(x) <= 100][
        :queries
    ]
    frequent = random.integers(COMMONEST, 500, queries).tolist()
    for name, drawn in (("rare word", rare), ("frequent word", frequent)):
        made_classes.append(one(name, [w([x])[0] for x in drawn], [t(must, [x]) for x in drawn]))
    sets = {k: [draw(k) for _ in range(queries)] for k in (2, 3, 5)}
    for k, drawn in sets.items():
        made_classes.append(one(f"OR {k}", [AtLeast(1, w(d)) for d in drawn], [t(should, d) for d in drawn]))
    for k, drawn in sets.items():
        made_classes.append(one(f"AND {k}", [And(w(d)) for d in drawn], [t(must, d) for d in drawn]))
    heads = [draw(int(k)) for k in random.integers(8, 13, queries)]
    made_classes.append(one("headline", [AtLeast(1, w(d)) for d in heads], [t(should, d) for d in heads]))
    quarter: list[Query] = [AtLeast(-(-len(d) // 4), w(d)) for d in heads]
    made_classes.append(one("headline, a quarter", quarter, [t(should, d) for d in heads]))
    for k in (2, 3):
        phrases: list[list[int]] = []
        while len(phrases) < queries:
            row = made.sample[int(random.integers(len(made.sample)))]
            at = int(random.integers(SHORTEST - k))
            words = row[at : at + k].tolist()
            if min(words) > COMMONEST:
                phrases.append(words)
        theirs = [tantivy.Query.phrase_query(schema, "b", [f"w{x}" for x in d]) for d in phrases]
        made_classes.append(one(f"phrase {k}", [Phrase(w(d)) for d in phrases], theirs))
    starts = random.integers(1000, 30000, queries).tolist()
    regex = [tantivy.Query.regex_query(schema, "b", f"w{x}[0-9]?") for x in starts]
    made_classes.append(one("prefix", [Prefix(f"w{x}") for x in starts], regex))
    days = [(int(a), int(a) + 365) for a in random.integers(FIRST_DAY, FIRST_DAY + DAYS - 365, queries)]
    integer = tantivy.FieldType.Integer
    ranges = [tantivy.Query.range_query(schema, "day", integer, a, b) for a, b in days]
    by_day = [
        Request(
            tiers=(AtLeast(1, w(d)),),
            filters=(Filter(Keyword.YEAR, Published(date.fromordinal(a), date.fromordinal(b))),),
        )
        for d, (a, b) in zip(sets[3], days, strict=True)
    ]
    filtered = [
        plain(tantivy.Query.boolean_query([(must, t(should, d)), (must, tantivy.Query.const_score_query(r, 0.0))]))
        for d, r in zip(sets[3], ranges, strict=True)
    ]
    made_classes.append(Class("OR 3, a year", by_day, filtered))
    regions = [f"r{i}" for i in random.integers(0, 30, queries)]
    by_region = [
        Request(tiers=(AtLeast(1, w(d)),), filters=(Filter(Keyword.REGION, Is(Keyword.REGION, r)),))
        for d, r in zip(sets[3], regions, strict=True)
    ]
    in_region = [
        plain(
            tantivy.Query.boolean_query(
                [
                    (must, t(should, d)),
                    (must, tantivy.Query.const_score_query(tantivy.Query.term_query(schema, "region", r), 0.0)),
                ]
            )
        )
        for d, r in zip(sets[3], regions, strict=True)
    ]
    made_classes.append(Class("OR 3, a region", by_region, in_region))
    newest = {"order_by_field": "day"}
    some = [AtLeast(1, w(d)) for d in sets[3]]
    theirs = [t(should, d) for d in sets[3]]
    made_classes.append(one("OR 3, newest", list(some), theirs, newest, sort=Sort.NEWEST))
    made_classes.append(
        one("AND 2, newest", [And(w(d)) for d in sets[2]], [t(must, d) for d in sets[2]], newest, sort=Sort.NEWEST)
    )
    wanted = {name: {"terms": {"field": name, "size": 100}} for name in ("region", "year")}

    def with_facets(query: Any) -> Callable[[bool], Any]:
        return lambda count: (searcher.search(query, 10, count=count), searcher.aggregate(query, wanted))

    faceted = [Request(tiers=(query,), facets=(Keyword.REGION, Keyword.YEAR)) for query in some]
    made_classes.append(Class("OR 3, facets", faceted, [with_facets(query) for query in theirs]))
    made_classes.append(one("OR 3, page 100", list(some), theirs, {"offset": 990}, offset=990))
    uncounted = [Request(tiers=(query,), limit=0) for query in some]
    made_classes.append(Class("OR 3, count only", uncounted, [plain(query) for query in theirs]))
    return made_classes


def timed(calls: list[Callable[[], Any]]) -> tuple[float, float]:
    """The median and the 95th percentile of the calls, in ms of this thread's processor time: others may be at work."""
    took = []
    for call in calls:
        begin = time.thread_time()
        call()
        took.append((time.thread_time() - begin) * 1000)
    return float(np.percentile(took, 50)), float(np.percentile(took, 95))


def measure(made: Made, chosen: list[Class], runs: int) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """Each run asks each class of all sides in turn; the first run, which warms up, is dropped."""
    result: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for run in range(runs + 1):
        for kind in chosen:
            sides = {
                "ours": [lambda request=request: search(made, request) for request in kind.ours],
                "tantivy": [lambda call=call: call(False) for call in kind.theirs],
                "tantivy, counted": [lambda call=call: call(True) for call in kind.theirs],
            }
            for side, calls in sides.items():
                took = timed(calls)  # type: ignore[arg-type]
                if run or runs == 0:
                    result.setdefault(kind.name, {}).setdefault(side, []).append(took)
    return result


def show(result: dict[str, dict[str, list[tuple[float, float]]]]) -> None:
    """A table of medians over the runs, in ms."""
    print("| | ours p50 / p95 | tantivy top 10 | tantivy counted | ratio to counted | spread of ours |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, sides in result.items():
        p = {side: [statistics.median(run[i] for run in took) for i in (0, 1)] for side, took in sides.items()}
        ours, top, counted = p["ours"], p["tantivy"], p["tantivy, counted"]
        spread = [run[0] for run in sides["ours"]]
        print(
            f"| {name} | {ours[0]:.3f} / {ours[1]:.3f} "
            f"| {top[0]:.3f} / {top[1]:.3f} | {counted[0]:.3f} / {counted[1]:.3f} "
            f"| {ours[0] / counted[0]:.2f} / {ours[1] / counted[1]:.2f} | {min(spread):.3f}-{max(spread):.3f} |"
        )


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--cache", type=Path, required=True, help="where made articles are kept for the next run")
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--only", default="", help="classes whose name contains this")
    options.add_argument("--json", type=Path, help="also write the raw numbers")
    chosen = options.parse_args()
    folder = chosen.cache / str(chosen.articles)
    if not folder.exists():
        begin = time.perf_counter()
        make(folder, chosen.articles, tantivy_too=True)
        print(f"made {chosen.articles} articles in {time.perf_counter() - begin:.0f} s", flush=True)
    made = Made(folder, chosen.articles)
    kinds = [kind for kind in classes(made, folder, chosen.queries) if chosen.only in kind.name]
    result = measure(made, kinds, chosen.runs)
    show(result)
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
