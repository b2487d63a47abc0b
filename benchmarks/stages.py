"""What each stage of a build costs, from reading to the commit.

    python -m benchmarks.stages [ARCHIVE] [--count 2000] [--record WORDS]

One build runs as it is, on one process that has met no word before, for the
time it takes as a whole, and one on as many processes as `gubernia index` takes
on this machine, for the time on the clock. Then each stage runs by itself over
the same articles, a batch at a time; seconds are those of the processor. What
analysis takes of words met for the first time is the difference to analyzing the
same batch once more. Cleaning is the share that its modules have in a profile of reading. What
is left to the whole is the rest: the loop, columns, the collector of garbage.
"""

import argparse
import cProfile
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import indexer
from indexer import Article, build_index, read_articles
from indexer.analyzed import analyze_article, zone_texts
from indexer.cleaning.gazetteer import gazetteer
from indexer.cleaning.places import places_of
from indexer.collecting import collecting_seldom
from indexer.engines.whoosh import WhooshEngine
from indexer.engines.whoosh.inversion import Classes
from indexer.engines.whoosh.prepared import Preparing, stored_bytes
from indexer.engines.whoosh.stored import StoredBuilder
from indexer.language import analyze
from indexer.language.analysis import forget
from indexer.parallel import processes_at_hand
from indexer.reprints.book import SketchBook
from indexer.reprints.grouping import stories
from indexer.reprints.pairs import all_pairs

from . import record
from .corpus import made_up
from .tables import table

CLEANING = Path(indexer.__file__).parent / "cleaning"
BATCH = 200

READING, CLEANED = "reading", "cleaning"
NEW_FORMS, KNOWN_FORMS = "analysis of new forms", "analysis of known forms"
PLACES, REPRINTS = "places", "reprints"
NUMBERS, STORING, COMMIT, REST = "tokens to numbers", "storing", "inversion and commit", "the rest"
STAGES = (READING, CLEANED, NEW_FORMS, KNOWN_FORMS, PLACES, REPRINTS, NUMBERS, STORING, COMMIT)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("archive", nargs="?", type=Path, help="an archive to build from; made-up articles otherwise")
    options.add_argument("--count", type=int, default=2000, help="how many articles (default 2000)")
    options.add_argument("--record", metavar="WORDS", help="write benchmarks/runs/<today>-<words>/")
    chosen = options.parse_args(arguments)

    def articles() -> Iterable[Article]:
        return islice(read_articles(chosen.archive) if chosen.archive else made_up(chosen.count), chosen.count)

    result = measured(articles)
    print(shown(result))
    if chosen.record:
        place = record.write(chosen.record, "stages of a build", {"setup": record.setup()} | result, shown(result))
        print(f"recorded in {place}")


def measured(articles: Callable[[], Iterable[Article]]) -> dict[str, Any]:
    """Seconds of the clock and of the processor for the whole build, and of the processor for each stage."""
    analyze("слово")
    gazetteer()  # both load their tables once in a process
    with tempfile.TemporaryDirectory() as folder:
        forget()
        begun, processor = time.perf_counter(), time.process_time()
        report = build_index(articles(), Path(folder) / "whole")
        seconds, processor = time.perf_counter() - begun, time.process_time() - processor
        forget()
        processes, begun = processes_at_hand(), time.perf_counter()
        build_index(articles(), Path(folder) / "together", jobs=processes)
        together = time.perf_counter() - begun
        forget()
        clocks = _Clocks()
        with collecting_seldom():  # as a build does: else the collector falls into whichever stage is under way
            _stages(articles, Path(folder) / "stages", clocks)
    spent = {stage: clocks.seconds[stage] for stage in STAGES}
    return {
        "articles": report.articles,
        "seconds": seconds,
        "processor": processor,
        "together": together,
        "processes": processes,
        "stages": spent | {REST: processor - sum(spent.values())},
    }


class _Clocks:
    """Seconds of the processor, by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        begun = time.process_time()
        yield
        self.seconds[stage] += time.process_time() - begun


def _stages(articles: Callable[[], Iterable[Article]], folder: Path, clock: _Clocks) -> None:
    incoming = iter(articles())
    classes, packed, preparing = Classes(), StoredBuilder(), Preparing()
    with closing(WhooshEngine(folder, create=True)) as engine, closing(SketchBook()) as book:
        writing = engine.writer()
        writer: Any = writing.__enter__()
        while True:
            with clock(READING):
                batch = list(islice(incoming, BATCH))
            if not batch:
                break
            texts = [zone_texts(article) for article in batch]
            for stage in (NEW_FORMS, KNOWN_FORMS):
                with clock(stage):
                    tokens = [{zone: analyze(text) for zone, text in zones.items()} for zones in texts]
            with clock(PLACES):
                about = [places_of(t, w, a.regions) for t, w, a in zip(texts, tokens, batch, strict=True)]
            with clock(REPRINTS):
                for article in batch:
                    book.put(article)
            analyzed = [analyze_article(article, analyze, found) for article, found in zip(batch, about, strict=True)]
            with clock(NUMBERS):
                for one in analyzed:
                    classes.tokens(one)
            with clock(STORING):
                for stored in stored_bytes(analyzed):
                    packed.add(stored)
            writer.put_prepared(preparing.prepare(analyzed))
        with clock(REPRINTS):
            ids, sketches = book.all()
            stories(ids, sketches, all_pairs(ids, sketches))
        with clock(COMMIT):
            writing.__exit__(None, None, None)
    clock.seconds[NEW_FORMS] = max(0.0, clock.seconds[NEW_FORMS] - clock.seconds[KNOWN_FORMS])
    share = _share_of_cleaning(articles)
    clock.seconds[CLEANED] = share * clock.seconds[READING]
    clock.seconds[READING] *= 1 - share


def _share_of_cleaning(articles: Callable[[], Iterable[Article]]) -> float:
    """The part of reading that is spent in the modules of cleaning and what they call."""
    profile = cProfile.Profile()
    profile.runcall(lambda: list(map(id, articles())))
    rows: dict[tuple[str, int, str], Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    entered = sum(
        cumulative
        for (path, _, _), (_, _, _, _, callers) in rows.items()
        if Path(path).is_relative_to(CLEANING)
        for (caller, _, _), (_, _, _, cumulative) in callers.items()
        if not Path(caller).is_relative_to(CLEANING)
    )
    total = sum(own for _, _, own, _, _ in rows.values())
    return min(1.0, entered / total) if total else 0.0


def shown(result: dict[str, Any]) -> str:
    """A table."""
    count, processor = result["articles"], result["processor"]
    rows = [
        [stage, f"{seconds:.2f}", f"{seconds / processor:.1%}", f"{1e6 * seconds / count:,.0f}"]
        for stage, seconds in result["stages"].items()
    ]
    head = (
        f"{count:,} articles in {result['seconds']:.1f} s, {count / result['seconds']:,.0f} a second; "
        f"{processor:.1f} s of the processor. With {result['processes']} processes {result['together']:.1f} s\n\n"
    )
    return head + table(["stage", "seconds of the processor", "share", "µs an article"], rows)


if __name__ == "__main__":
    main()
