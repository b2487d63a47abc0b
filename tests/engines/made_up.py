"""Articles of made-up words, many of them the same few, as in any language: enough for pruning to leave most out."""

from datetime import date, timedelta

import numpy as np

from indexer.about import NOWHERE
from indexer.analyzed import AnalyzedArticle, keyword_values
from indexer.article import UNDATED, Article, PublishedOn
from indexer.language import EXACT, SENTENCE_END
from indexer.language.token import Token
from indexer.query import (
    And,
    AtLeast,
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
    Zone,
)

VOCABULARY = 300
FIRST_DAY = date(2023, 1, 1)


def made_up(count: int, seed: int) -> list[AnalyzedArticle]:
    """Articles with short titles and leads, longer bodies, some side text; the first words are the commonest."""
    random = np.random.default_rng(seed)
    weights = 1 / (np.arange(VOCABULARY) + 3.0)
    curve = np.cumsum(weights / weights.sum())

    def tokens(length: int) -> tuple[Token, ...]:
        found: list[Token] = []
        for word in np.searchsorted(curve, random.random(length)).tolist():
            if random.random() < 0.08 and found:
                found.append(Token(0, 0, len(found), (SENTENCE_END,)))
            # Every seventh word has a second reading, that of another word; forms are as words, two to each.
            terms = (
                f"с{word}",
                *((f"с{word // 2}",) if word % 7 == 3 else ()),
                f"{EXACT}с{word}{'аб'[random.integers(2)]}",
            )
            found.append(Token(0, 1, len(found), terms))
        return tuple(found)

    articles = []
    for number in range(count):
        day = FIRST_DAY + timedelta(days=int(random.integers(60)))
        article = Article(
            id=f"{(number * 7919) % count:05}",
            title="",
            text="",
            source=("Вести", "Заря", "")[int(random.integers(3))],
            regions=("Урал", "Сибирь")[: int(random.integers(3))],
            published=UNDATED if random.random() < 0.1 else PublishedOn.from_iso(day.isoformat()),
        )
        lengths = {
            Zone.TITLE: 4,
            Zone.LEAD: 6,
            Zone.BODY: int(random.integers(5, 40)),
            Zone.SIDE: int(random.integers(3)),
        }
        zones = {zone: tokens(length) for zone, length in lengths.items()}
        articles.append(AnalyzedArticle(article, zones, keyword_values(article, NOWHERE)))
    return articles


class Asking:
    """Queries drawn from the same words."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def word(self) -> Word:
        number = int(self._random.integers(1, 3 + VOCABULARY ** self._random.random()))
        where = (Field.ARTICLE, Field.ARTICLE, Field.ARTICLE, Field.TITLE, Field.PAGE)[int(self._random.integers(5))]
        several = (f"с{number}", f"с{number // 2}") if self._random.random() < 0.2 else (f"с{number}",)
        return Word(several, where, form=f"{EXACT}с{number}а" if self._random.random() < 0.5 else "")

    def words(self, most: int) -> tuple[Query, ...]:
        return tuple(self.word() for _ in range(int(self._random.integers(2, most + 1))))

    def query(self, depth: int = 2) -> Query:
        kind = int(self._random.integers(12)) if depth else 0
        match kind:
            case 0 | 1:
                return self.word()
            case 2:
                return AtLeast(1, self.words(6))
            case 3:
                return AtLeast(int(self._random.integers(1, 4)), tuple(self.query(depth - 1) for _ in range(4)))
            case 4:
                return And(self.words(3))
            case 5:
                return Or(tuple(self.query(depth - 1) for _ in range(3)), (1.0, 0.4)[int(self._random.integers(2))])
            case 6:
                return Or(self.words(4))
            case 7:
                words = [self.word() for _ in range(int(self._random.integers(2, 4)))]
                return Phrase(tuple(words), int(self._random.integers(3)))
            case 8:
                return Together(self.words(3))
            case 9:
                return And((self.query(depth - 1), Not(self.word())))
            case 10:
                return Or((self.query(depth - 1), Prefix(f"с{self._random.integers(1, 30)}")), 0.5)
            case _:
                since = FIRST_DAY + timedelta(days=int(self._random.integers(60)))
                either: tuple[Query, Query] = Is(Keyword.SOURCE, "вести"), Published(since, None)
                return And((self.query(depth - 1), either[int(self._random.integers(2))]))
