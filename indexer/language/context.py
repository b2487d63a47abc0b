"""Choosing between the readings of a word by its neighbours.

«В том числе» is тот, «первый том» is том: the words before and after make some
parts of speech and cases likely and others not. `tables/contexts.tsv` says how
much: for two classes that follow each other, how many times more often they do
than chance would have it. It was counted over 690,000 words of news with
pymorphy3's own probabilities and sharpened in three rounds (expectation-
maximization for a hidden Markov model); `benchmarks/contexts.py` counts it anew.
"""

from collections.abc import Collection
from functools import cache
from threading import Lock

from .tables import rows

CASES = {"gen1": "gent", "gen2": "gent", "acc2": "accs", "loc1": "loct", "loc2": "loct", "voct": "nomn"}
CASE_NAMES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct", *CASES})
DECLINED = ("NOUN", "ADJF", "PRTF", "NPRO", "NUMR")
PARTS = (
    *DECLINED, "ADJS", "COMP", "VERB", "INFN", "PRTS", "GRND", "ADVB", "PRED", "PREP", "CONJ", "PRCL", "INTJ",
)  # fmt: skip

WEIGHT = 0.5
"""How much the neighbours count against the word's own probabilities; chosen on gold lemmas, decision 0005."""
UNSEEN = 1e-3

START, END = "^", "$"
MARKS = ",:;()-"
"""Marks that are a class of their own."""

_numbers: dict[str, int] = {}
_numbering = Lock()


def number(name: str) -> int:
    """The number of a context class: a part of speech with its case, or a punctuation mark."""
    with _numbering:
        return _numbers.setdefault(name, len(_numbers))


def class_of(marks: Collection[str]) -> int:
    """The class of an OpenCorpora tag, given as its grammemes."""
    part = next((part for part in PARTS if part in marks), None)
    if part is None:
        return number(next((kind for kind in ("LATN", "NUMB", "ROMN", "PNCT") if kind in marks), "UNKN"))
    if part not in DECLINED:
        return number(part)
    case = next((CASES.get(name, name) for name in CASE_NAMES if name in marks), "")
    if part == "NOUN" and "Name" in marks:
        part = "NAME"
    elif part == "NOUN" and ("Surn" in marks or "Patr" in marks):
        part = "SURN"
    return number(part + case)


Distribution = tuple[tuple[int, float], ...]
"""Context classes of a word with their probabilities."""


@cache
def _ratios() -> list[list[float]]:
    pairs = [(number(row["before"]), number(row["after"]), float(row["ratio"])) for row in rows("contexts")]
    size = 256  # more than there can be classes; they are numbered as they turn up
    table = [[UNSEEN] * size for _ in range(size)]
    for before, after, ratio in pairs:
        table[before][after] = ratio
    return table


class Beside(dict[int, float]):
    """How much more often each class stands beside a word of some classes than chance would have it.

    Worked out for a class when it is first asked for: words have some thousand
    distributions of classes, and there are few classes.
    """

    def __init__(self, classes: Distribution, *, after: bool) -> None:
        """`after` them, or before them."""
        super().__init__()
        self._classes = classes
        self._after = after

    def __missing__(self, here: int) -> float:
        ratios = _ratios()
        if self._after:
            found = sum(p * ratios[there][here] for there, p in self._classes)
        else:
            found = sum(p * ratios[here][there] for there, p in self._classes)
        self[here] = found
        return found


def fits(classes: Distribution, after: Beside, before: Beside) -> float:
    """The probability of these classes of a word after one neighbour and before another (not normalized)."""
    total = 0.0
    for here, share in classes:
        total += share * (after[here] * before[here]) ** WEIGHT
    return total
