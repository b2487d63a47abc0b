"""A run of characters without blanks, or what is in quotes -> the nodes of its words."""

import re
from dataclasses import dataclass, replace
from typing import TypeVar

from indexer.query import Field, Keyword, Query

from .quoted import exact_word, phrase, prefix, slots, too_short
from .symbols import Problem, Symbol
from .words import grouped, words_query

MOST_WORDS = 32

WORD_FIELDS = {"title": Field.TITLE, "заголовок": Field.TITLE}
KEYWORD_FIELDS = {
    "source": Keyword.SOURCE,
    "источник": Keyword.SOURCE,
    "region": Keyword.REGION,
    "регион": Keyword.REGION,
    "okrug": Keyword.OKRUG,
    "округ": Keyword.OKRUG,
    "place": Keyword.PLACE,
    "место": Keyword.PLACE,
    "tag": Keyword.TAG,
    "тег": Keyword.TAG,
}
DATE_FIELDS = frozenset({"date", "дата"})

NAME = re.compile(r"([^\W\d_]+):")
NEAR = re.compile(r"(.*[^\W_].*)~(\d+)")
"""«мэр~3»: a word that is near the next one."""
LETTER = re.compile(r"[^\W_]")
SIGNS = "+-"

T = TypeVar("T")


@dataclass(slots=True)
class WordReader:
    """Reads the words of a query of `length` code points, as many as are allowed, and adds to `problems`."""

    length: int
    problems: list[Problem]
    words: int = 0

    def phrase(self, symbol: Symbol, where: Field) -> list[Query]:
        """What is in quotes."""
        found, faults = slots(symbol.text, where)
        for fault in faults:
            self._problem(symbol, fault)
        found = self._bounded(found, symbol)
        if not found:
            self._problem(symbol, "В кавычках нет слов.")
            return []
        if len(found) == 1 and symbol.quote != '"' and symbol.slop is None:
            # In a headline «Спартак» is a name, not a phrase: a word like the others. Straight quotes still insist.
            return [found[0].word]
        return [phrase(found, symbol.slop or 0, where)]

    def word(self, symbol: Symbol, where: Field) -> list[Query]:
        """A chunk without operators in front, except for the two that belong to a single word."""
        if symbol.text.startswith("!"):
            return self._exact(symbol, where)
        if "*" in symbol.text:
            return self._prefix(symbol, where)
        return self.plain(symbol, where)

    def plain(self, symbol: Symbol, where: Field) -> list[Query]:
        """Words without operators."""
        return words_query(self._bounded(grouped(symbol.text), symbol), symbol.text, where)

    def _exact(self, symbol: Symbol, where: Field) -> list[Query]:
        groups = self._bounded(grouped(symbol.text), symbol)
        if not groups:
            self._problem(symbol, "После «!» нужно слово.")
        elif "*" in symbol.text:
            self._problem(symbol, "«!» и звёздочка вместе не понимаются: искали эту форму слова.")
        return [exact_word(token, symbol.text, where) for token, _ in groups]

    def _prefix(self, symbol: Symbol, where: Field) -> list[Query]:
        start, _, rest = symbol.text.partition("*")
        groups = grouped(start)
        if not groups or rest.strip("*"):
            self._problem(symbol, "Звёздочка понимается только в конце слова: «хабаров*».")
            return self.plain(replace(symbol, text=symbol.text.replace("*", " ")), where)
        last, _ = groups[-1]
        node = prefix(last, start, where) if last.stop == len(start) else None
        if node is None:
            self._problem(symbol, too_short(start))
            return self.plain(replace(symbol, text=start), where)
        before = self.plain(replace(symbol, text=start[: last.start]), where)
        return before + [node for _ in self._bounded([last], symbol)]

    def _bounded(self, words: list[T], symbol: Symbol) -> list[T]:
        """The words that still fit into the bound on words."""
        room = max(0, MOST_WORDS - self.words)
        if len(words) > room and self.words <= MOST_WORDS:
            message = f"В запросе больше {MOST_WORDS} слов: остальные не учтены."
            self.problems.append(Problem(symbol.start, self.length, message, cut=True))
            self.words = MOST_WORDS  # said once
        self.words += len(words)
        return words[:room]

    def _problem(self, symbol: Symbol, message: str) -> None:
        self.problems.append(Problem(symbol.start, symbol.stop, message))


def field_name(text: str) -> str:
    """The name of the field that the chunk begins with; "" where there is no such field."""
    match = NAME.match(text)
    name = match[1].lower() if match else ""
    return name if name in WORD_FIELDS or name in KEYWORD_FIELDS or name in DATE_FIELDS else ""


def unknown_field(text: str) -> str:
    """What stands for a field that does not exist, «цвет» in «цвет:синий»; "" in «Кравчук:» and in an address."""
    match = NAME.match(text)
    if not match or match.end() == len(text) or text.startswith("//", match.end()):
        return ""
    return "" if field_name(text) else match[1]


def is_plain(text: str) -> bool:
    """Whether the chunk is nothing but words."""
    special = text[0] in SIGNS + "!" or "*" in text or NEAR.fullmatch(text) is not None
    return not (special or field_name(text) or unknown_field(text))
