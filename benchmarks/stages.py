"""What each stage of a build costs, reading, analysis, inversion, storing, by the profile of a real build.

    python -m benchmarks.stages [ARCHIVE] [--count 2000] [--record WORDS]

The build runs three times over the same files, warm: plain, for the time it takes;
reading alone; and under the profiler, whose time within each function is put
down to the module that the function is in, or, for what is not ours, to the
module of ours that called it. The profiler makes calls of Python dearer than
work in compiled code, so the shares of the last are what counts, and the
seconds are these shares of the plain run.
"""

import argparse
import cProfile
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import indexer
from indexer import Article, build_index, read_articles

from . import record
from .corpus import made_up
from .tables import table

HOME = Path(indexer.__file__).parent
# The first part of a path below indexer/ that fits says which stage a module belongs to.
STAGES = {
    "readers/": "reading",
    "article.py": "storing",
    "cleaning/places": "places",
    "cleaning/reprints": "reprints",
    "cleaning/": "cleaning",
    "language/": "analysis",
    "analyzed.py": "analysis",
    "parallel.py": "analysis",
    "engines/whoosh/": "inversion and storing",
    "manifest.py": "storing",
    "files.py": "storing",
    "": "the rest",
}
# Within Whoosh, by the name of the file.
WHOOSH = {
    "pools.py": "inversion",
    "whoosh3.py": "inversion",
    "formats.py": "inversion",
    "columns.py": "storing",
    "compound.py": "storing",
}
Function = tuple[str, int, str]


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
    """Seconds of the plain build, of reading alone, and the profile's share of each stage."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(articles(), Path(folder) / "first")  # word forms are looked up once in a process
        begun = time.perf_counter()
        report = build_index(articles(), Path(folder) / "plain")
        plain = time.perf_counter() - begun
        begun = time.perf_counter()
        for _ in articles():
            pass
        reading = time.perf_counter() - begun
        profile = cProfile.Profile()
        profile.runcall(build_index, articles(), Path(folder) / "profiled")
    return {
        "articles": report.articles,
        "seconds": plain,
        "reading_alone": reading,
        "shares": shares(pstats.Stats(profile)),
    }


def shares(stats: pstats.Stats) -> dict[str, float]:
    """The share of each stage; time outside of our modules belongs to those of ours that called, in proportion."""
    rows: dict[Function, Any] = stats.stats  # type: ignore[attr-defined]
    spent: defaultdict[str, float] = defaultdict(float)
    owners: dict[Function, dict[str, float]] = {}

    def owned(function: Function, on_the_way: frozenset[Function]) -> dict[str, float]:
        """Which stages a function works for, as shares of 1."""
        if stage := stage_of(function[0]):
            return {stage: 1.0}
        if function in owners:
            return owners[function]
        found: defaultdict[str, float] = defaultdict(float)
        for caller, (_, _, _, cumulative) in rows[function][4].items() if function in rows else ():
            if caller in on_the_way:
                continue
            for stage, share in owned(caller, on_the_way | {function}).items():
                found[stage] += share * cumulative
        total = sum(found.values())
        result = {stage: share / total for stage, share in found.items()} if total else {"the rest": 1.0}
        if not on_the_way:
            owners[function] = result
        return result

    for function, (_, _, own, _, _) in rows.items():
        for stage, share in owned(function, frozenset()).items():
            spent[stage] += own * share
    total = sum(spent.values())
    return {stage: seconds / total for stage, seconds in sorted(spent.items(), key=lambda item: -item[1])}


def stage_of(path: str) -> str | None:
    """The stage that a file belongs to; None where its callers decide."""
    file = Path(path)
    if file.is_relative_to(HOME):
        inside = file.relative_to(HOME).as_posix()
        return next(stage for start, stage in STAGES.items() if inside.startswith(start))
    return WHOOSH.get(file.name) if "whoosh" in file.parts else None


def shown(result: dict[str, Any]) -> str:
    """A table."""
    a_second = result["articles"] / result["seconds"]
    rows = [
        [stage, f"{share:.1%}", f"{1e6 * share * result['seconds'] / result['articles']:,.0f}"]
        for stage, share in result["shares"].items()
    ]
    head = (
        f"{result['articles']:,} articles in {result['seconds']:.1f} s, {a_second:,.0f} a second; "
        f"reading them alone {result['reading_alone']:.2f} s\n\n"
    )
    return head + table(["stage", "share", "µs an article"], rows)


if __name__ == "__main__":
    main()
