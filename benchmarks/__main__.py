"""Compare Gubernia with stock Whoosh, Tantivy, SQLite FTS5 and Xapian: the same articles and queries in one run.

See benchmarks/README.md for what is measured and how to read it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import record
from .cache import Cache
from .comparison import Plan, compare
from .peers import NAMES
from .plot import plot_of
from .processes import PeerFailed
from .tables import tables


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; with --record also keep the raw numbers."""
    chosen = _options().parse_args(arguments)
    if chosen.articles and not chosen.articles.exists():
        raise SystemExit(f"There is no file {chosen.articles}: give --articles an archive, or leave it out.")
    cache = Cache(chosen.cache.resolve(), chosen.articles, _say)  # engines run in another folder
    records = []
    for size in chosen.sizes:
        plan = Plan(
            peers=chosen.peers,
            size=size,
            only=chosen.only,
            runs=chosen.runs,
            builds=chosen.builds,
            queries=chosen.queries,
            threads=chosen.threads,
            seconds=chosen.seconds,
            fresh=chosen.fresh,
        )
        try:
            records.append(compare(plan, cache, _say))
        except PeerFailed as error:
            raise SystemExit(str(error)) from None
        print(tables(records[-1]), flush=True)
    result = {"setup": record.setup(), "sizes": records}
    if chosen.record:
        place = record.write(chosen.record, "engines compared", result, "\n".join(map(tables, records)))
        print(f"recorded in {place}")
    if chosen.plot:
        chosen.plot.write_text(plot_of(records, chosen.plotted), encoding="utf-8")
        print(f"plotted in {chosen.plot}")


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--articles", type=Path, help="an archive to measure with; made-up articles otherwise")
    options.add_argument(
        "--sizes",
        type=_sizes,
        default=(None,),
        help="how many articles, like 10000,100000: synthetic ones like those of the archive; "
        "«itself» is the archive as it is (default itself)",
    )
    options.add_argument("--peers", type=_names, default=NAMES, help=f"which of {','.join(NAMES)} (default all)")
    options.add_argument("--only", nargs="+", default=(), metavar="PART", help="classes with this in their names")
    options.add_argument("--runs", type=_positive, default=5, help="how often each class is asked (default 5)")
    options.add_argument("--builds", type=_positive, default=1, help="how often each index is built (default 1)")
    options.add_argument("--queries", type=_positive, default=100, help="queries of each class (default 100)")
    options.add_argument(
        "--threads", type=_numbers, default=(1, 2, 4), help="how many threads, and processes, ask at once (1,2,4)"
    )
    options.add_argument("--seconds", type=float, default=3.0, help="how long they ask; 0 leaves that out (default 3)")
    options.add_argument("--fresh", action="store_true", help="build even where an index of before can be used")
    options.add_argument("--cache", type=Path, default=Path("var/bench"), help="where articles and indexes are kept")
    options.add_argument("--record", metavar="WORDS", help="write benchmarks/runs/<today>-<words>/")
    options.add_argument("--plot", type=Path, help="draw latency against size as SVG; give several --sizes")
    options.add_argument("--plotted", default="3 words, any", help="the class that is drawn (default «3 words, any»)")
    return options


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _names(text: str) -> tuple[str, ...]:
    if unknown := set(_parts(text)) - set(NAMES):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: choose of {', '.join(NAMES)}")
    return tuple(name for name in NAMES if name in _parts(text))


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number, 1 or more")
    return int(text)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(_positive, _parts(text)))


def _sizes(text: str) -> tuple[int | None, ...]:
    return tuple(None if part == "itself" else _positive(part) for part in _parts(text))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
