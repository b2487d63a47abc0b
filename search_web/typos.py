"""Misspelled words: «Хабравоск», «сотруднечество», «вобласти».

Only a word that neither the index nor the dictionary has, and that is no known
place, is a typo. What it may have been meant to be are the words of the index
within one edit, from eight letters two. They are told apart by how people
really err: a vowel that is not heard clearly costs less than an arbitrary letter
(`tables/confusions.tsv`), as do doubled letters, neighbouring keys and swaps;
then the commoner word wins.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.language import EXACT
from indexer.language.tables import rows

from .layout import neighbours
from .lexicon import Lexicon, in_dictionary, is_nominal, is_person, is_preposition, lemmas, may_be_name

SHORTEST = 4
"""Letters of a word that may be a typo: shorter ones are near to everything."""
LONGEST = 40
LONG = 8
"""Letters from which a word may have two slips."""

ARBITRARY = 1.0
NEIGHBOUR = 0.75
LEFT_OUT = 0.8
TOO_MANY = 0.8
SWAPPED = 0.55
DOUBLED = 0.25
REPEATED = 0.9
FIRST = 0.3
"""Costs of edits. REPEATED is a syllable typed twice, «рекокомендую»; FIRST is added for a changed first letter, which
people seldom get wrong."""
BEFORE = frozenset({"не", "ни"})
JOINED = 0.5
JOINED_WORDS = 0.7
"""Costs of a blank left out: after a preposition or «не», and between other words."""
ENDING = 0.2
"""Cost of an ending that the index does not have with this word."""
COMMON = 0.2
"""What ten times as many articles are worth."""
NO_NAME = 0.5
NO_NAME_FIRST = 0.25
"""Costs of reading a capitalised word as one that is no name; phones give the first word a capital unasked."""
OBSCURE = 0.4
ESTABLISHED = 3
"""Cost of reading a word as one that the dictionary lacks and fewer articles than that have: perhaps a typo, too."""
CLOSE = 0.5
LIKELY = 1.1
LIKELY_SHORT = 0.8
POSSIBLE = 1.7
"""The worst slips that sound alike, that are corrected (in long words, and in shorter ones: снесарь is not слесарь),
that are offered. Measured: benchmarks/typos.py."""
STRETCHED = re.compile(r"(.)\1{2,}")
"""«ооочень»: no word has a letter three times in a row, but for «длинношеее»."""
RUSSIAN = re.compile("[а-яё]+")
UNSAYABLE = re.compile("[бвгджзйклмнпрстфхцчшщъь]{7}|[гкхцйъьаеиоуыэюя]ь|[жшщч]ы|[^аеиоуыэюя]й|^[ъыь]|^[^аеиоуыэюя]+$")
LONGEST_ABBREVIATION = 5
SHORTEST_HALF = 3
LONG_HALF = 5
"""Letters that the second of two joined words has, and that both have when the first is no preposition or «не»."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a word may have been meant to be.

    `slip` is how bad a slip it would have been, `articles` how many have the
    word; `rank` weighs both and orders the corrections of one word, best first.
    """

    read: str
    slip: float
    articles: int
    rank: float

    def is_likely(self, form: str, *, capital: bool = False) -> bool:
        """Whether to read the misspelled form so without asking: there are more surnames than dictionaries have."""
        sure = len(form) >= LONG and not (capital and is_person(self.read))
        return self.slip <= (LIKELY if sure else LIKELY_SHORT)

    @property
    def is_close(self) -> bool:
        """Whether it sounds or looks nearly the same."""
        return self.slip <= CLOSE

    @property
    def is_possible(self) -> bool:
        """Whether to offer it."""
        return self.slip <= POSSIBLE


@cache
def _confusions() -> dict[str, tuple[tuple[str, float], ...]]:
    rules: dict[str, list[tuple[str, float]]] = {}
    for one, other, cost, _ in (row.values() for row in rows("confusions", files(__package__) / "tables")):
        rules.setdefault(one, []).append((other, float(cost)))
        rules.setdefault(other, []).append((one, float(cost)))
    return {part: tuple(options) for part, options in rules.items()}


LONGEST_CONFUSION = 4


def slip(typed: str, meant: str) -> float:
    """How bad a slip it is to type the one for the other: 0 for none, about 1 for an arbitrary letter.

    A weighted edit distance; besides single letters and swapped neighbours, the
    pairs of `tables/confusions.tsv` are edits.
    """
    rows, columns = len(typed), len(meant)
    costs = [[math.inf] * (columns + 1) for _ in range(rows + 1)]
    costs[0][0] = 0.0
    near, rules = neighbours(), _confusions()
    for i in range(rows + 1):
        for j in range(columns + 1):
            so_far = costs[i][j]
            if so_far == math.inf:
                continue
            for length, width, cost in _edits(typed, meant, i, j, near, rules):
                total = so_far + cost
                if total < costs[i + length][j + width]:
                    costs[i + length][j + width] = total
    first = FIRST if typed[:1] != meant[:1] else 0.0
    return costs[rows][columns] + first


def _edits(
    typed: str,
    meant: str,
    i: int,
    j: int,
    near: frozenset[tuple[str, str]],
    rules: dict[str, tuple[tuple[str, float], ...]],
) -> Iterator[tuple[int, int, float]]:
    """From typed[i:] and meant[j:]: how many letters of each an edit takes, and its cost."""
    here, there = typed[i : i + 1], meant[j : j + 1]
    if here and here == there:
        yield 1, 1, 0.0
        if here == typed[i + 1 : i + 2]:
            yield 2, 1, DOUBLED
        if there == meant[j + 1 : j + 2]:
            yield 1, 2, DOUBLED
        pair = typed[i : i + 2]
        if len(pair) == 2 and pair == typed[i + 2 : i + 4] == meant[j : j + 2]:
            yield 4, 2, REPEATED
    elif here and there:
        yield 1, 1, NEIGHBOUR if (here, there) in near else ARBITRARY
        if typed[i : i + 2] == meant[j : j + 2][::-1]:
            yield 2, 2, SWAPPED
    if here:
        yield 1, 0, TOO_MANY
    if there:
        yield 0, 1, LEFT_OUT
    for length in range(LONGEST_CONFUSION + 1):
        part = typed[i : i + length]
        if len(part) < length:
            break
        for other, cost in rules.get(part, ()):
            if meant.startswith(other, j):
                yield length, len(other), cost


def may_be_typo(form: str) -> bool:
    """Whether a lower-case form consists of Russian letters, and of as many as words do."""
    return SHORTEST <= len(form) <= LONGEST and RUSSIAN.fullmatch(form) is not None


def is_abbreviation(word: str, text: str) -> bool:
    """Whether a word is in capitals as abbreviations are: short, or longer in a text that is not all in capitals."""
    return word.isupper() and (len(word) <= LONGEST_ABBREVIATION or not text.isupper())


def is_sayable(form: str) -> bool:
    """Whether lower-case Cyrillic letters may be a word at all: «хфцгбцфыбт» is none, with or without a slip."""
    return UNSAYABLE.search(form) is None


def corrections(form: str, lexicon: Lexicon, no_name: float = 0.0) -> list[Correction]:
    """What a lower-case form that the index lacks may have been meant to be, likeliest first.

    `no_name` is the cost of corrections that are no names. Corrections keep the
    inflection where the index has the form, else they are lemmas.
    """
    form = STRETCHED.sub(r"\1", form.replace("ё", "е"))
    if not SHORTEST <= len(form) <= LONGEST:
        return []
    most = 1 if len(form) < LONG else 2
    near = lexicon.similar(form, most)
    slips = {read: (slip(form, read), articles) for read, articles in near.items()}
    if not near and not lexicon.is_right(form):
        lemma = lemmas(form)[0]
        for read, articles in lexicon.similar_lemmas(lemma, most).items():
            if read != lemma:  # else it is a rare form of the right word, «симпатичнейшее»
                slips[read] = min(slip(form, read), slip(lemma, read) + ENDING), articles
    slips |= {read: found for read, found in _split(form, lexicon).items() if read.replace(" ", "-") not in near}
    found = []
    for read, (cost, articles) in slips.items():
        if " " not in read:
            cost += 0 if may_be_name(read) else no_name
            cost += OBSCURE if articles < ESTABLISHED and not read.isascii() and not lexicon.is_right(read) else 0
        found.append(Correction(read, cost, articles, cost - COMMON * min(3, math.log10(articles))))
    return sorted(found, key=lambda correction: (correction.rank, correction.read))


def _split(form: str, lexicon: Lexicon) -> dict[str, tuple[float, int]]:
    """The word as two, where a blank was left out: «вобласти» is «в области»."""
    found = {}
    for i in range(1, len(form) - SHORTEST_HALF + 1):
        left, right = form[:i], form[i:]
        if not in_dictionary(left) or not in_dictionary(right):
            continue
        if left in BEFORE or (is_preposition(left) and is_nominal(right)):
            cost, halves = JOINED, [right]
        elif len(left) >= LONG_HALF <= len(right):
            cost, halves = JOINED_WORDS, [left, right]
        else:
            continue
        articles = lexicon.articles([EXACT + half for half in halves])
        if len(articles) == len(halves):
            found[f"{left} {right}"] = (cost, min(articles.values()))
    return found
