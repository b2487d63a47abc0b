"""Russian in Latin letters: «Khabarovsk», «Xabarovsk» and «Habarovsk» are «Хабаровск».

No scheme is assumed, since people mix them: a word is read in every way that
`tables/transliteration.tsv` allows, the plainest first, and the index decides.
"""

import heapq
import math
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice

from indexer.language import EXACT
from indexer.language.tables import rows

from .lexicon import Lexicon, is_latin

MOST_CANDIDATES = 300
"""Readings of a word that are looked up. «Khabarovsk» is the first of its readings, «Khmelnytsky» the 101st."""
MOST_STEPS = 4000
"""Beginnings of readings that are carried on: «yyyyyyyy» has too many, and means nothing."""
MOST_FORMS = 20
"""Readings that are looked up in other forms: «Khabarovskom», where articles have «Хабаровск» only."""
SHORTEST, LONGEST = 3, 32
"""Characters of a word that may be transliterated: «Petropavlovsk-Kamchatskiy» has 25."""

DEAREST = 1.5
"""Cost of a reading that is still believed."""
WORTH = 0.15
"""What ten times as many articles are worth: «Perm» is «Пермь», though some article has «перм»."""
OBSCURE = 0.3
"""Cost of a word that the dictionary lacks."""
SOFT_SIGN = 0.4
"""Cost of a ь that passports and newspapers leave out: «Tver», «Kazan»."""
HARD_E = 0.3
"""Cost of э for e after a consonant, besides its cost in the table: «мэр» is rarer than «метр»."""

APOSTROPHES = dict.fromkeys(map(ord, "’ʼʹ′‘"), "'") | dict.fromkeys(map(ord, "ʺ″"), "''")
RUN = re.compile(rf"[\w'`{''.join(map(chr, APOSTROPHES))}-]+")
PIECE = re.compile(r"[^-]+")
CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")
SOUNDED = frozenset("aeiouyâëûè'`ь")
"""Before these the schemes write ь in some way, or it is none."""


@cache
def _rules() -> dict[str, tuple[tuple[str, float], ...]]:
    rules: dict[str, list[tuple[str, float]]] = {}
    for latin, cyrillic, cost, _ in (row.values() for row in rows("transliteration", files(__package__) / "tables")):
        rules.setdefault(latin, []).append((cyrillic, float(cost)))
    return {latin: tuple(options) for latin, options in rules.items()}


def latin_words(text: str) -> list[tuple[int, int]]:
    """Where words are that Latin letters alone may spell, compounds in one piece."""
    letters = frozenset("".join(_rules()))
    found = []
    for run in RUN.finditer(text):
        start, stop = run.start(), run.start() + len(run[0].rstrip("-"))
        if SHORTEST <= stop - start <= LONGEST and is_latin(run[0]) and letters.issuperset(_plain(run[0])):
            found.append((start, stop))
    return found


def best(word: str, lexicon: Lexicon) -> str | None:
    """What a Latin word is in lower-case Cyrillic; None where no reading of it is a word of the index."""
    costs = {read: cost for read, cost in candidates(word).items() if cost <= DEAREST}
    known = lexicon.articles([term for read in costs for term in (EXACT + read, read)])
    ranks = {}
    for read, cost in costs.items():
        articles = max(known.get(EXACT + read, 0), known.get(read, 0))
        if articles:
            obscure = 0 if lexicon.is_right(read) else OBSCURE
            ranks[read] = cost + obscure - WORTH * math.log10(articles)
    if ranks:
        return min(ranks, key=lambda read: (ranks[read], read))
    return next(filter(lexicon.reads, islice(costs, MOST_FORMS)), None)


def candidates(word: str, limit: int = MOST_CANDIDATES) -> dict[str, float]:
    """What a word may be in lower-case Cyrillic, е for ё, with the cost of each reading; cheapest first.

    At most `limit`; empty where a character of the word stands for nothing in any scheme.
    """
    found: dict[str, float] = {}
    for cyrillic, cost in islice(_readings(_plain(word)), 4 * limit):
        found.setdefault(cyrillic, cost)
        if len(found) == limit:
            break
    return found


def _plain(word: str) -> str:
    """Lower case, one kind of apostrophe for the many."""
    return word.lower().translate(APOSTROPHES)


def _readings(word: str) -> Iterator[tuple[str, float]]:
    """Best first: the cheapest unfinished reading is carried on by everything that the next letters may stand for."""
    rules = _rules()
    longest = max(map(len, rules))
    queue: list[tuple[float, int, str]] = [(0.0, 0, "")]
    for _ in range(MOST_STEPS):
        if not queue:
            return
        cost, minus_at, read = heapq.heappop(queue)
        at = -minus_at
        if at == len(word):
            yield read, cost
            continue
        for length in range(1, min(longest, len(word) - at) + 1):
            for letters, more in rules.get(word[at : at + length], ()):
                after = at + length
                total = cost + more + (HARD_E if letters == "э" and read[-1:] in CONSONANTS else 0)
                heapq.heappush(queue, (total, -after, read + letters))
                if letters[-1:] in CONSONANTS and word[after : after + 1] not in SOUNDED:
                    heapq.heappush(queue, (total + SOFT_SIGN, -after, read + letters + "ь"))
