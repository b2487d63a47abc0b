"""How well typos are repaired: against a corpus of sentences with typos, over an index of somebody's articles.

    python -m benchmarks.typos corpus.tsv articles.jsonl.gz --index var/typos

The corpus has a line for each sentence: as typed, a tab, as it should be.
Sentences are compared word by word, capitals and ё aside. Where one word stands
for one other word, that is a typo, if the index has the right word in this very
form; without it, there is nothing to repair it to.

Each word is asked alone, the capital at the beginning of a sentence taken away,
as nobody types it in a search box.

- repaired: the typo is read as the right form; "as the right word": or as
  another form of it, or written with a blank for a hyphen, which finds the same.
- unseen: the typo itself is a word that an article or the dictionary has («не»
  for «ни»). Nothing that looks at one word alone can see it.
- changed: right words of the corrected sentences, each as often as it occurs,
  that are read as anything else; those in no article and in no dictionary, the
  only ones in danger, are counted once more by themselves.
"""

import argparse
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from indexer import build_index, read_articles
from indexer.engine import Reader
from indexer.language import EXACT, fold
from search_web.lexicon import Lexicon, in_dictionary, same_lemma
from search_web.repair import KNOWN_PLACES, Repaired, repaired
from search_web.serving import Serving

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
JOINT = re.compile("[ -]")


@dataclass
class Figures:
    typos: list[tuple[str, str, Repaired]] = field(default_factory=list)
    unseen: list[tuple[str, str]] = field(default_factory=list)
    right: Counter[str] = field(default_factory=Counter)
    strange: set[str] = field(default_factory=set)
    changed: dict[str, Repaired] = field(default_factory=dict)
    offered: set[str] = field(default_factory=set)
    milliseconds: list[float] = field(default_factory=list)


def main() -> None:
    options = argparse.ArgumentParser(description="Measure how well typos are repaired.")
    options.add_argument("corpus", type=Path, help="tab separated: a sentence as typed, and corrected")
    options.add_argument("articles", type=Path, help="an archive whose words are the vocabulary")
    options.add_argument("--index", type=Path, required=True, help="where to build the index, or where it is already")
    options.add_argument("--count", type=int, default=13_000, help="how many articles (default 13000)")
    options.add_argument("--failures", action="store_true", help="list what went wrong")
    chosen = options.parse_args()
    if not chosen.index.exists():
        build_index(islice(read_articles(chosen.articles), chosen.count), chosen.index)
    serving = Serving.folder(chosen.index)
    with serving.held() as (reader, _):
        figures = measured(chosen.corpus, reader)
        show(figures, reader, failures=chosen.failures)
    serving.close()


def sentences(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """The words of each sentence, as typed and corrected; the first without its capital."""
    for line in path.read_text(encoding="utf-8").splitlines():
        typed, _, right = line.partition("\t")
        yield _words(typed), _words(right)


def _words(sentence: str) -> list[str]:
    words = WORD.findall(sentence)
    return [words[0][:1].lower() + words[0][1:], *words[1:]] if words else []


def replaced(typed: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a typed word and the one word that should stand instead."""
    folded = [fold(word) for word in typed], [fold(word) for word in right]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *folded, autojunk=False).get_opcodes():
        if kind == "replace" and i2 - i1 == j2 - j1 == 1:
            yield typed[i1], right[j1]


def measured(path: Path, reader: Reader) -> Figures:
    """Ask every typo, and every right word once."""
    figures = Figures()
    lexicon = Lexicon(reader, KNOWN_PLACES)
    repaired("слово", reader)  # the vocabulary is read when it is first needed
    for typed, right in sentences(path):
        figures.right.update(right)
        for wrong, meant in replaced(typed, right):
            if not lexicon.articles([EXACT + fold(meant)]):
                continue
            if lexicon.knows(wrong) or in_dictionary(fold(wrong)):
                figures.unseen.append((wrong, meant))
                continue
            begun = time.perf_counter()
            figures.typos.append((wrong, meant, repaired(wrong, reader)))
            figures.milliseconds.append(1e3 * (time.perf_counter() - begun))
    for word in figures.right:
        if lexicon.knows(word):
            continue
        if not in_dictionary(fold(word)):
            figures.strange.add(word)
        answer = repaired(word, reader)
        if answer.edits:
            figures.changed[word] = answer
        elif answer.offered:
            figures.offered.add(word)
    return figures


def same_word(read: str, meant: str) -> bool:
    """Whether a search for the one finds what a search for the other does."""
    read, meant = fold(read), fold(meant)
    return JOINT.sub("", read) == JOINT.sub("", meant) or same_lemma(read, meant)


def show(figures: Figures, reader: Reader, *, failures: bool) -> None:
    """Print the shares."""
    typos = figures.typos
    exact = [1 for _, meant, answer in typos if fold(answer.text) == fold(meant)]
    wrong = [(typed, meant, answer) for typed, meant, answer in typos if not same_word(answer.text, meant)]
    offered = [1 for _, meant, answer in wrong if any(same_word(edit.read, meant) for edit in answer.offered)]
    untouched = [1 for *_, answer in wrong if not answer.edits]
    all_of_them = len(typos) + len(figures.unseen)
    words, strange = sum(figures.right.values()), sum(figures.right[word] for word in figures.strange)
    changed = sum(figures.right[word] for word in figures.changed)
    took = statistics.quantiles(figures.milliseconds, n=20)
    print(f"index: {reader.stats().articles} articles, {reader.stats().terms} terms")
    print(f"typos: {all_of_them}; unseen, a word themselves: {len(figures.unseen)}")
    print(f"of the other {len(typos)}: repaired {share(len(exact), len(typos))}", end="; ")
    print(f"as the right word {share(len(typos) - len(wrong), len(typos))}; of all {all_of_them}", end=" ")
    print(share(len(typos) - len(wrong), all_of_them))
    print(f"not repaired: {len(wrong)}: left alone {len(untouched)} (the right word offered {len(offered)})", end=", ")
    print(f"read as another word {len(wrong) - len(untouched)}")
    print(f"right words: {words}, changed {changed}, {share(changed, words)}", end="; ")
    print(f"in no article and no dictionary {strange}, changed {share(changed, strange)}", end=", ")
    print(f"something else offered for {sum(figures.right[word] for word in figures.offered)}")
    print(f"ms a typo: p50 {statistics.median(figures.milliseconds):.1f}, p95 {took[-1]:.1f}")
    if failures:
        for typed, meant, answer in wrong:
            print("typo", typed, meant, answer.text if answer.edits else "-", *(edit.read for edit in answer.offered))
        for word, answer in figures.changed.items():
            print("right", word, answer.text, *(edit.kind for edit in answer.edits))


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


if __name__ == "__main__":
    main()
