"""Random requests over a small vocabulary, the shorter first: so a request that fails is followed by simpler ones.

Drawn by a generator of our own: hypothesis takes 10 ms for a request of so many parts, which was half of the time.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import TypeVar

from indexer.engine import Filter, Freshness, Request, Sort
from indexer.language import analyze
from indexer.query import (
    And,
    AtLeast,
    Everything,
    Field,
    Is,
    Keyword,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Together,
    Word,
)

# Few words, so that they meet often: with two readings (стекло, белки), compounds, and a sentence's end.
WORDS = [
    "мост",
    "моста",
    "река",
    "город",
    "стекло",
    "белки",
    "новый",
    "онлайн-форум",
    "форум.\n",
    "река.\n",
    "2023-2025",
    "Ёлка",
    "и",
]
TERMS = sorted({term for word in WORDS for token in analyze(word) for term in token.terms})
FIRST_DAY = date(2022, 12, 31)
KEYWORDS = (
    Is(Keyword.SOURCE, "вести"),
    Is(Keyword.REGION, "Урал"),
    Is(Keyword.ID, "1"),
    Is(Keyword.YEAR, "2023"),
    Is(Keyword.TAG, "нет"),
)
LEAVES = (1, 1, 2, 2, 3, 4, 7)
"""Words and other simplest parts of a query, as often as they stand here."""
LEAVES_TOGETHER = (1, 1, 2, 3)
"""The same of what is to be in one sentence."""
ALONE = 0.8
"""How often a leaf stands without an operator of its own."""

Part = TypeVar("Part")


def requests(count: int, seed: int = 0) -> list[Request]:
    """So many, the shortest first."""
    draw = _Drawing(Random(seed))
    return sorted((draw.request() for _ in range(count)), key=lambda request: len(repr(request)))


class _Drawing:
    def __init__(self, random: Random) -> None:
        self._random = random

    def request(self) -> Request:
        random = self._random
        return Request(
            tiers=self._some(1, 3, self._query),
            enough=random.choice([None, random.randint(0, 6)]),
            filters=self._some(0, 2, self._filter),
            sort=random.choice(list(Sort)),
            offset=random.randint(0, 3),
            limit=random.choice([0, 2, 100]),
            facets=(Keyword.SOURCE, Keyword.REGION, Keyword.YEAR),
            fold=random.random() < 0.5,
            freshness=random.choice([None, Freshness(date(2024, 6, 1), half_life=90)]),
            reranked=random.choice([0, 3, 200]),
        )

    def _some(self, least: int, most: int, draw: Callable[[], Part]) -> tuple[Part, ...]:
        return tuple(draw() for _ in range(self._random.randint(least, most)))

    def _filter(self) -> Filter:
        if self._random.random() < 0.5:
            return Filter(Keyword.YEAR, self._published())
        return Filter(Keyword.SOURCE, self._random.choice(KEYWORDS))

    def _published(self) -> Published:
        since, until = (
            self._random.choice([None, FIRST_DAY + timedelta(days=self._random.randint(0, 700))]) for _ in range(2)
        )
        return Published(since, until)

    def _field(self) -> Field:
        return self._random.choice([Field.ARTICLE] * 3 + [Field.TITLE, Field.PAGE])

    def _word(self) -> Word:
        return Word(tuple(self._random.choices(TERMS, k=self._random.randint(0, 3))), self._field())

    def _one_term(self) -> Word:
        return Word((self._random.choice(TERMS),), self._field())

    def _prefix(self) -> Prefix:
        return Prefix(self._random.choice(["=", "=мос", "=ст", "м", "", "б"]), self._field())

    def _word_or_prefix(self) -> Word | Prefix:
        return self._prefix() if self._random.random() < 0.3 else self._word()

    def _phrase(self) -> Phrase:
        words = self._some(1, 4, self._word_or_prefix)
        return Phrase(words, self._random.randint(0, 4), self._field())

    def _together(self) -> Together:
        """One or two terms in a sentence, so that often some articles have them there and some do not."""
        leaves = (self._one_term, self._one_term, self._word, self._prefix, self._phrase)
        part = self._tree(leaves, (Together, And, Or), self._random.choice(LEAVES_TOGETHER))
        return part if isinstance(part, Together) else Together((part,))

    def _simple(self) -> Query:
        simplest: list[Callable[[], Query]] = [
            self._word,
            self._word,
            self._phrase,
            self._together,
            self._together,
            self._prefix,
            lambda: self._random.choice(KEYWORDS),
            self._published,
            Everything,
        ]
        return self._random.choice(simplest)()

    def _query(self) -> Query:
        return self._tree((self._simple,), (And, Or, Together, self._at_least, _not), self._random.choice(LEAVES))

    def _at_least(self, parts: tuple[Query, ...]) -> Query:
        return AtLeast(self._random.randint(0, 3), parts)

    def _tree(
        self,
        leaves: Sequence[Callable[[], Query]],
        operators: Sequence[Callable[[tuple[Query, ...]], Query]],
        size: int,
    ) -> Query:
        """An operator over one to four parts that have so many leaves together, or a leaf."""
        if size == 1 and self._random.random() < ALONE:
            return self._random.choice(leaves)()
        inner = min(size, self._random.randint(2, 4))
        ends = [0, *sorted(self._random.sample(range(1, size), inner - 1)), size]
        sizes = [stop - start for start, stop in pairwise(ends)]
        parts = tuple(self._tree(leaves, operators, part) for part in sizes)
        return self._random.choice(operators)(parts)


def _not(parts: tuple[Query, ...]) -> Query:
    return Not(parts[0]) if len(parts) == 1 else Not(Or(parts))
