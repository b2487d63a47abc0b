"""What a word written so can be, before and after looking at its neighbours."""

from collections.abc import Iterable
from enum import IntEnum
from functools import cache, lru_cache
from operator import itemgetter
from threading import Lock

from .context import Beside, Distribution, fits

ENOUGH = 0.1
"""The share of probability that keeps a reading of a word alone. Measured on gold lemmas: decision 0005."""
ENOUGH_IN_CONTEXT = 0.15
"""The same, once the neighbours have had their say."""
FOR_THE_CONTEXT = 0.02
"""A reading less likely than this is not considered, whatever the neighbours."""


class Manner(IntEnum):
    """How a word stands in its text."""

    PLAIN = 0  # within a sentence: its capitals tell
    FIRST = 1  # at the beginning of a sentence or a quotation: a capital tells nothing
    AMID_CAPITALS = 2  # its neighbours are all in capitals: capitals tell nothing
    TYPED = 3  # in a query


class Choice:
    """The readings of a word among which its neighbours choose."""

    __slots__ = ("_lemmas", "_shares", "_terms", "fixed")

    def __init__(self, readings: list[tuple[str, Distribution]], fixed: tuple[str, ...]) -> None:
        self._lemmas = tuple(lemma for lemma, _ in readings)
        self._shares = _shared(tuple(classes for _, classes in readings))
        self.fixed = fixed
        self._terms: dict[tuple[str, ...], tuple[str, ...]] = {}

    def terms(self, before: int, after: int) -> tuple[str, ...]:
        """The terms between neighbours with these signatures."""
        kept = self._kept(AFTER[before], BEFORE[after])
        terms = self._terms.get(kept)
        if terms is None:
            terms = self._terms[kept] = unique([*kept, *self.fixed])
        return terms

    def _kept(self, left: Beside, right: Beside) -> tuple[str, ...]:
        """The lemmas that are likely enough, the likeliest first."""
        weights = [fits(classes, left, right) for classes in self._shares]
        if len(weights) == 2:  # nine of ten, in half of the time
            first, second = weights
            lemmas = self._lemmas
            if second > first:
                first, second = second, first
                lemmas = lemmas[::-1]
            return lemmas if second >= ENOUGH_IN_CONTEXT * (first + second) else lemmas[:1]
        enough = ENOUGH_IN_CONTEXT * sum(weights)
        ranked = sorted(zip(weights, self._lemmas, strict=True), key=_weight, reverse=True)
        return tuple(lemma for i, (weight, lemma) in enumerate(ranked) if i == 0 or weight >= enough)


_weight = itemgetter(0)


@lru_cache(1 << 13)
def _shared(shares: tuple[Distribution, ...]) -> tuple[Distribution, ...]:
    """One object for equal ones: a thousand of them are nine tenths of all, and stay in the processor's cache."""
    return shares


class Form:
    """A word as it is written, looked up.

    `terms` are its terms where nothing around it tells more; `choice` lets the
    neighbours choose; `as_person` are its terms next to a given name, by the
    genders of that name; `given` is the genders of the given name that it is, 0
    for other words. `signature` stands for the context classes it may have.
    `parts` are the places and forms of a compound's parts; `plain` says that it
    has none of these but terms.
    """

    __slots__ = (
        "as_person", "capitals", "choice", "given", "initial", "month", "number", "particle", "parts", "plain",
        "signature", "terms",
    )  # fmt: skip

    def __init__(
        self,
        terms: Iterable[str],
        *,
        signature: int = 0,
        choice: Choice | None = None,
        as_person: dict[int, tuple[str, ...]] | None = None,
        given: int = 0,
        parts: tuple[tuple[int, int, "Form"], ...] = (),
    ) -> None:
        self.terms = tuple(terms)
        self.signature = signature
        self.choice = choice
        self.as_person = as_person
        self.given = given
        self.parts = parts
        self.initial = self.month = self.number = self.particle = False
        self.capitals = False
        self.plain = not (choice or as_person)


AFTER: list[Beside] = [Beside((), after=True)]
"""What stands after words of the context classes that they can have, by signature."""
BEFORE: list[Beside] = [Beside((), after=False)]
"""The same before them."""
_signatures: dict[Distribution, int] = {(): 0}
_numbering = Lock()


def signature_of(classes: Iterable[tuple[int, float]]) -> int:
    """A number for a distribution of context classes, rounded to tenths."""
    classes = tuple(classes)
    if len(classes) == 1:
        return _of_one(classes[0][0])
    sums: dict[int, float] = {}
    for c, share in classes:
        sums[c] = sums.get(c, 0.0) + share
    total = sum(sums.values()) or 1.0
    rounded = tuple(sorted((c, round(share / total, 1)) for c, share in sums.items() if share / total >= 0.05))
    return _numbered(rounded)


@cache
def _of_one(one: int) -> int:
    return _numbered(((one, 1.0),))


def _numbered(rounded: Distribution) -> int:
    with _numbering:
        known = _signatures.setdefault(rounded, len(BEFORE))
        if known == len(BEFORE):
            AFTER.append(Beside(rounded, after=True))
            BEFORE.append(Beside(rounded, after=False))
        return known


def unique(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms in order, each once."""
    return tuple(dict.fromkeys(terms))
