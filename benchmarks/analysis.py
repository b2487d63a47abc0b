"""What the analysis of text costs: words a second, by stage, and the price of a word form met for the first time.

    python -m benchmarks.analysis [ARCHIVE] [--articles 600] [--runs 5]

Warm: every form of the text has been met before. Each figure is the median of
the runs with the smallest and the largest. A new form is compared with
`MorphAnalyzer.parse` of the same form, turn by turn, since machines are noisy.
"""

import argparse
import random
import re
import statistics
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pymorphy3

from indexer import Article
from indexer.language import SENTENCE_END, analyze, morphology, normalize, sentences
from indexer.language.form import Manner
from indexer.language.lookup import look_up
from indexer.language.words import WORD

from .corpus import made_up, real

NEW_FORMS = 4000
CYRILLIC = re.compile("[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("archive", nargs="?", type=Path, help="an archive to measure with; made-up articles otherwise")
    options.add_argument("--articles", type=int, default=600)
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()
    articles: list[Article] = real(chosen.archive, chosen.articles) if chosen.archive else []
    texts = [a.text for a in articles or islice(made_up(chosen.articles), chosen.articles)]
    words = sum(token.terms != (SENTENCE_END,) for text in texts for token in analyze(text))
    print(f"{len(texts)} articles, {words} words")
    stages: dict[str, Callable[[str], object]] = {
        "normalize": normalize,
        "sentences": lambda text: list(sentences(text)),
        "find words": WORD.findall,
        "analyze (all of it)": analyze,
    }
    for name, stage in stages.items():
        took = [timed(stage, texts) / words for _ in range(chosen.runs)]
        middle = statistics.median(took)
        print(f"{name:22} {1e6 * middle:6.2f} µs a word ({1e6 * min(took):.2f} - {1e6 * max(took):.2f}), "
              f"{1 / middle:12,.0f} words/s")  # fmt: skip
    new_forms(texts, chosen.runs)


def new_forms(texts: list[str], runs: int) -> None:
    """The price of a form that was never met, against pymorphy3 alone."""
    forms = sorted({form for text in texts for form in CYRILLIC.findall(text)})
    random.Random(7).shuffle(forms)
    forms = forms[:NEW_FORMS]
    parse = pymorphy3.MorphAnalyzer().parse
    ratios = []
    for _ in range(runs):
        morphology.readings.cache_clear()
        ours = theirs = 0.0
        for form in forms:
            begun = time.perf_counter()
            look_up(form, Manner.PLAIN)
            between = time.perf_counter()
            parse(form.lower())
            theirs += time.perf_counter() - between
            ours += between - begun
        ratios.append(ours / theirs)
    print(f"a new form, against MorphAnalyzer.parse: {statistics.median(ratios):.2f} times "
          f"({min(ratios):.2f} - {max(ratios):.2f}) over {len(forms)} forms")  # fmt: skip


def timed(stage: Callable[[str], object], texts: list[str]) -> float:
    """Seconds for all the texts."""
    begun = time.perf_counter()
    for text in texts:
        stage(text)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
