"""Queries of each class, drawn from the articles with a fixed seed: the same for every engine."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import islice, pairwise
from typing import Any

from indexer.language.morphology import is_function_word

from .peers.peer import PAGE, WORD, Question, Row

SAMPLE = 20_000
"""Articles that words are counted in."""
FREQUENT = 300
RARE = range(2, 6)
SEED = 7
HEADLINES = "headline, any word"


def questions_of(rows: Iterable[Row], count: int, seed: int = SEED) -> dict[str, list[Question]]:
    """So many of each class; fewer, or none, of a class that the articles do not give."""
    return {name: drawn for name, drawn in _Drawing(list(islice(rows, SAMPLE)), count, seed).classes().items() if drawn}


@cache
def _says_something(word: str) -> bool:
    """Not a word that some engines leave out."""
    return len(word) > 3 and not is_function_word(word)


class _Drawing:
    def __init__(self, rows: Sequence[Row], count: int, seed: int) -> None:
        self.rows = rows
        self.count = count
        self.rng = random.Random(seed)
        self.words = [tuple(dict.fromkeys(WORD.findall(f"{row.title} {row.text}".lower()))) for row in rows]
        self.articles = Counter(word for words in self.words for word in words)
        telling = [word for word, _ in self.articles.most_common(4 * FREQUENT) if _says_something(word)]
        self.frequent = telling[:FREQUENT]
        self.rare = [word for word, n in self.articles.items() if n in RARE and _says_something(word)]
        self.days = sorted(row.day for row in rows if row.day)

    def classes(self) -> dict[str, list[Question]]:
        """By name, in the order of the tables."""
        together = {n: self._from_articles(partial(self._together, n)) for n in (2, 3, 5)}
        frequent = [Question(how="all", words=(word,)) for word in self._some(self.frequent)]
        drawn = {
            "rare word": [Question(how="all", words=(word,)) for word in self._some(self.rare or self.frequent)],
            "frequent word": frequent,
        }
        for how in ("any", "all"):
            for n, words in together.items():
                drawn[f"{n} words, {how}"] = [Question(how=how, words=some) for some in words]
        drawn[HEADLINES] = [Question(how="any", words=words) for words in self._from_articles(self._headline)]
        for n in (2, 3):
            words = self._from_articles(partial(self._neighbours, n))
            drawn[f"phrase of {n} words"] = [Question(how="phrase", words=some) for some in words]
        starts = [word[: self.rng.randint(4, 6)] for word in self._some(self.rare + self.frequent)]
        drawn["prefix"] = [Question(how="prefix", words=(start,)) for start in starts]
        drawn["frequent word, between days"] = self._between_days()
        for name in ("source", "region"):
            values: list[dict[str, Any]] = [
                {name: getattr(row, name)} for row in self.rng.choices(self.rows, k=self.count)
            ]
            pairs = zip(frequent, values, strict=False)
            drawn[f"frequent word, one {name}"] = [replace(asked, **value) for asked, value in pairs if value[name]]
        drawn["frequent word, newest first"] = [replace(question, newest=True) for question in frequent]
        drawn["frequent word, with facets"] = [replace(question, facets=True) for question in frequent]
        # Rarer words would have no page 100, and the answer would be an empty one.
        commonest = [word for word in self.frequent if self.articles[word] >= 100 * PAGE]
        drawn["frequent word, page 100"] = [
            Question(how="all", words=(word,), page=100) for word in self._some(commonest)
        ]
        return drawn

    def _some(self, values: Sequence[str]) -> list[str]:
        return self.rng.choices(values, k=self.count) if values else []

    def _from_articles(self, draw: Callable[[int], tuple[str, ...]]) -> list[tuple[str, ...]]:
        """What is drawn from random articles; those that do not have it are passed over."""
        found: list[tuple[str, ...]] = []
        for _ in range(20 * self.count):
            if len(found) == self.count:
                break
            if words := draw(self.rng.randrange(len(self.rows))):
                found.append(words)
        return found

    def _together(self, n: int, number: int) -> tuple[str, ...]:
        """Words of one article, by turns from its more and its less frequent half; none that it alone has."""
        known = [word for word in self.words[number] if self.articles[word] > 1 and _says_something(word)]
        known.sort(key=lambda word: (-self.articles[word], word))
        half = len(known) // 2
        if half < n:
            return ()
        frequent, others = self.rng.sample(known[:half], n - n // 2), self.rng.sample(known[half:], n // 2)
        return (*frequent, *others)

    def _headline(self, number: int) -> tuple[str, ...]:
        return tuple(WORD.findall(self.rows[number].title.lower()))

    def _neighbours(self, n: int, number: int) -> tuple[str, ...]:
        """Words that stand in a row with a blank between them; the first and the last say something."""
        text = self.rows[number].text
        found = list(WORD.finditer(text))
        alone = [
            not (text[m.start() - 1 : m.start()].strip(" ") or text[m.end() : m.end() + 1].strip(" ,.")) for m in found
        ]
        next_to = [text[a.end() : b.start()] == " " for a, b in pairwise(found)]
        starts = [
            first
            for first in range(len(found) - n + 1)
            if all(next_to[first : first + n - 1])
            and all(alone[first : first + n])
            and _says_something(found[first][0].lower())
            and _says_something(found[first + n - 1][0].lower())
        ]
        if not starts:
            return ()
        first = self.rng.choice(starts)
        return tuple(match[0].lower() for match in found[first : first + n])

    def _between_days(self) -> list[Question]:
        """A tenth of the articles that have a day."""
        if not self.days:
            return []
        drawn = []
        for word in self._some(self.frequent):
            first = self.rng.randrange(max(1, len(self.days) * 9 // 10))
            last = min(first + len(self.days) // 10, len(self.days) - 1)
            drawn.append(Question(how="all", words=(word,), since=self.days[first], until=self.days[last]))
        return drawn
