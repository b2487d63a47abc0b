"""Count anew which context classes follow each other, for `indexer/language/tables/contexts.tsv`.

    python -m benchmarks.contexts ARCHIVE [--articles 2500] > indexer/language/tables/contexts.tsv

Any archive of Russian news will do. Each word counts with the probabilities
that pymorphy3 gives its parses, and after the first round with what its
neighbours make of them (Baum-Welch for a bigram model; a word never gains a
parse that it does not have).
"""

import argparse
import re
from collections import defaultdict
from functools import lru_cache
from itertools import islice, pairwise

from indexer import read_articles
from indexer.language import context, sentences
from indexer.language.morphology import dictionary, tag_of

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[,:;()—–-]")
MARKS = {mark: mark for mark in context.MARKS} | {"—": "-", "–": "-"}
ROUNDS = 3
RAREST = 0.01


@lru_cache(1 << 20)
def classes(word: str) -> context.Distribution:
    """The classes of a lower-case word or mark with their probabilities."""
    if word in MARKS or word in (context.START, context.END):
        return ((context.number(MARKS.get(word, word)), 1.0),)
    counts: defaultdict[int, float] = defaultdict(float)
    for _, tag, _, score, _ in dictionary().parse(word):
        counts[tag_of(tag).context] += score
    total = sum(counts.values())
    return tuple((c, n / total) for c, n in counts.items() if n / total > RAREST)


def counted(texts: list[list[str]]) -> dict[tuple[int, int], float]:
    """For two classes, how many times more often than by chance the second follows the first."""
    ratios: dict[tuple[int, int], float] = {}
    for _ in range(ROUNDS):
        pairs: defaultdict[tuple[int, int], float] = defaultdict(float)
        single: defaultdict[int, float] = defaultdict(float)
        for words in texts:
            known = [sharpened(words, i, ratios) for i in range(len(words))]
            for here in known:
                for c, p in here:
                    single[c] += p
            for before, after in pairwise(known):
                for a, p in before:
                    for b, q in after:
                        pairs[a, b] += p * q
        total = sum(single.values())
        chance = {(a, b): single[a] * single[b] / total for a, b in pairs}
        ratios = {ab: (n + 0.5) / (chance[ab] + 0.5) for ab, n in pairs.items()}
    return ratios


def sharpened(words: list[str], i: int, ratios: dict[tuple[int, int], float]) -> context.Distribution:
    """What a word can be, given its neighbours."""
    here = classes(words[i])
    if not ratios or len(here) < 2:
        return here
    before, after = classes(words[i - 1]), classes(words[i + 1])
    weighed = [
        (
            c,
            p
            * sum(q * ratios.get((b, c), context.UNSEEN) for b, q in before)
            * sum(q * ratios.get((c, a), context.UNSEEN) for a, q in after),
        )
        for c, p in here
    ]
    total = sum(p for _, p in weighed) or 1.0
    return tuple((c, p / total) for c, p in weighed)


def main() -> None:
    """Read the archive and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("archive")
    arguments.add_argument("--articles", type=int, default=2500)
    options = arguments.parse_args()
    texts = [
        [context.START, *(word.lower() for word in WORD.findall(article.text[start:stop])), context.END]
        for article in islice(read_articles(options.archive), options.articles)
        for start, stop in sentences(article.text)
    ]
    print("before\tafter\tratio")
    ratios = counted(texts)
    names = {number: name for name, number in context._numbers.items()}
    for (before, after), ratio in sorted(ratios.items(), key=lambda item: (names[item[0][0]], names[item[0][1]])):
        print(f"{names[before]}\t{names[after]}\t{ratio:.3g}")


if __name__ == "__main__":
    main()
