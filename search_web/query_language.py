"""What people type -> a query tree, and what was wrong with it. Never raises: it answers what it can.

The operators are described in `syntax.py`. How they bind, from loosest to
tightest: `|` and ИЛИ; words side by side (all of them) and И; `&`, which joins
its two neighbours; `слово~3`; then НЕ, `-`, `+`, fields, quotes, `!` and `*`,
which hold for what follows at once. A minus or plus is an operator only before
a word and after a blank or a bracket: «Санкт-Петербург» is one word.
"""

import re
from dataclasses import dataclass, field, replace

from indexer.query import (
    And,
    Field,
    Is,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Together,
    Word,
    join,
    stands_in_sentences,
)

from .chunks import (
    KEYWORD_FIELDS,
    LETTER,
    NEAR,
    SIGNS,
    WORD_FIELDS,
    WordReader,
    field_name,
    is_plain,
    unknown_field,
)
from .days import published
from .filters import named_by
from .symbols import Problem, Symbol, bounded_slop, symbols
from .words import asks_nothing

__all__ = ["Parsed", "Problem", "parse", "published"]

LONGEST_TEXT = 512
"""Code points of a query that are read."""
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Parsed:
    """The query, None when nothing is left to ask, and what was wrong."""

    query: Query | None
    problems: tuple[Problem, ...] = ()


def parse(text: str, where: Field = Field.ARTICLE) -> Parsed:
    """Read the text as a query; words without a field are looked for in `where`."""
    reader = _Reader(text)
    query = reader.read(where)
    problems: dict[str, Problem] = {}
    for problem in sorted(reader.problems, key=lambda problem: problem.start):
        problems.setdefault(problem.message, problem)  # «((((» has one problem to tell, not four
    return Parsed(query, tuple(problems.values()))


@dataclass
class _Reader:
    text: str
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST_TEXT:
            message = f"Запрос длиннее {LONGEST_TEXT} знаков: прочитано только начало."
            self.problems.append(Problem(LONGEST_TEXT, len(self.text), message, cut=True))
        self.symbols = symbols(self.text[:LONGEST_TEXT], self.problems)
        self.next = 0
        self.depth = self.too_deep = 0
        self.words = WordReader(len(self.text), self.problems)

    def read(self, where: Field) -> Query | None:
        """The whole query."""
        return self._either(where)

    # Several parts

    def _either(self, where: Field) -> Query | None:
        options = [self._every(where)]
        while self._peek() == "or":
            self.next += 1
            options.append(self._every(where))
        found = [option for option in options if option is not None]
        return join(Or, found) if found else None

    def _every(self, where: Field) -> Query | None:
        parts: list[Query] = []
        while (kind := self._peek()) not in (None, "or"):
            if kind == "close":
                if self.depth and not self.too_deep:
                    break
                self._extra(self.symbols[self.next])
            elif kind == "and":
                self.next += 1
            elif kind == "together":
                self._together(parts, where)
            else:
                parts += self._some(where)
        return _all_of(parts)

    def _together(self, parts: list[Query], where: Field) -> None:
        """An ampersand: the part before it and the one after it stand in one sentence."""
        ampersand = self.symbols[self.next]
        self.next += 1
        following = self._some(where)
        if parts and following:
            if stands_in_sentences(parts[-1]) and stands_in_sentences(following[0]):
                parts.append(Together(_of_sentence(parts.pop()) + _of_sentence(following.pop(0))))
            else:
                self._problem(
                    ampersand, "«&» ищет в одном предложении только слова и фразы: здесь это просто два условия."
                )
        parts += following

    def _some(self, where: Field) -> list[Query]:
        """Plain words side by side, which are read in one go; or one part of another kind."""
        start = self.next
        while self._peek() == "chunk" and is_plain(self.symbols[self.next].text):
            self.next += 1
        if self.next == start:
            return self._one(where)
        first, last = self.symbols[start], self.symbols[self.next - 1]
        return self.words.plain(replace(first, text=self.text[first.start : last.stop], stop=last.stop), where)

    # One part

    def _one(self, where: Field) -> list[Query]:
        if self.next == len(self.symbols):
            return []
        symbol = self.symbols[self.next]
        match symbol.kind:
            case "open":
                return self._group(where)
            case "not":
                return self._not(where)
            case "phrase":
                self.next += 1
                return self.words.phrase(symbol, where)
            case "chunk":
                return self._chunk(symbol, where)
            case _:
                return []

    def _group(self, where: Field) -> list[Query]:
        opening = self.symbols[self.next]
        self.next += 1
        if self.depth >= DEEPEST:
            if not self.too_deep:
                self._problem(opening, f"Скобки вложены глубже {DEEPEST} раз: лишние не учтены.", cut=True)
            self.too_deep += 1
            return []
        self.depth += 1
        inside = self._either(where)
        self.depth -= 1
        if self._peek() == "close":
            self.next += 1
        else:
            self._problem(opening, "Скобка не закрыта.")
        return [] if inside is None else [inside]

    def _extra(self, closing: Symbol) -> None:
        """A closing bracket that closes nothing, or one of those that were left out."""
        if self.too_deep:
            self.too_deep -= 1
        else:
            self._problem(closing, "Лишняя закрывающая скобка.")
        self.next += 1

    def _not(self, where: Field) -> list[Query]:
        # «НЕ НЕ мост», «НЕ -мост» exclude once: nobody means that the bridge is wanted.
        while self._peek() == "not":
            self.next += 1
        if self._peek() != "chunk":
            return _excluded(self._one(where))
        symbol = self.symbols[self.next]
        self.symbols[self.next] = replace(symbol, text="-" + symbol.text.lstrip(SIGNS))
        return self._chunk(self.symbols[self.next], where)

    def _chunk(self, symbol: Symbol, where: Field) -> list[Query]:
        """A run of characters without blanks: perhaps with operators in front."""
        # Several signs are one: 500 of them would be 500 levels of recursion.
        plain = symbol.text.lstrip(SIGNS)
        if plain != symbol.text:
            if plain:
                self.symbols[self.next] = replace(symbol, text=plain, start=symbol.stop - len(plain))
            else:
                joined = self._joins(symbol)
                self.next += 1
                if joined not in ("phrase", "open"):
                    return []  # a dash, or a plus between two words, which are both wanted anyhow
            parts = self._one(where)
            return (
                _excluded(parts) if "-" in symbol.text[: len(symbol.text) - len(plain)] else list(map(insisted, parts))
            )
        if name := field_name(symbol.text):
            return self._field(symbol, name, where)
        if unknown := unknown_field(symbol.text):
            self._problem(symbol, f"Поля «{unknown}» нет: искали как обычные слова.")
        self.next += 1
        if match := NEAR.fullmatch(symbol.text):
            return self._near(symbol, match, where)
        return self.words.word(symbol, where)

    def _joins(self, symbol: Symbol) -> str | None:
        """The kind of the next symbol, if it follows without a blank."""
        following = self.symbols[self.next + 1] if self.next + 1 < len(self.symbols) else None
        return following.kind if following and following.start == symbol.stop else None

    def _field(self, symbol: Symbol, name: str, where: Field) -> list[Query]:
        value = symbol.text[len(name) + 1 :]
        joined = self._joins(symbol)
        if not value and joined not in ("phrase", "open"):
            self.next += 1
            self._problem(symbol, f"После «{symbol.text}» нужно слово без пробела: это условие не учтено.")
            return []
        if name in WORD_FIELDS:
            if value:
                self.symbols[self.next] = replace(symbol, text=value, start=symbol.stop - len(value))
            else:
                self.next += 1
            return self._one(WORD_FIELDS[name])
        self.next += 1
        value = value or self._quoted(symbol)
        if not value:
            return []
        if name in KEYWORD_FIELDS:
            return [join(Or, named_by(KEYWORD_FIELDS[name], value))]
        try:
            return [published(value)]
        except ValueError:
            self._problem(
                symbol,
                f"Дата «{value}» не понята, условие не учтено. "
                "Пишите date:2023, date:2023-11, date:2023-11-05 или date:2023-01..2023-06.",
            )
            return []

    def _quoted(self, symbol: Symbol) -> str:
        """The quoted value of a field that does not look for words."""
        following = self.symbols[self.next]
        if following.kind == "phrase":
            self.next += 1
            if following.text.strip():
                return " ".join(following.text.split())
        self._problem(symbol, f"После «{symbol.text}» нужно значение: слово или слова в кавычках.")
        return ""

    def _near(self, symbol: Symbol, match: re.Match[str], where: Field) -> list[Query]:
        """`мэр~3 Хабаровск` is `"мэр Хабаровск"~3`; in a chain each word is near the next."""
        pairs: list[Query] = []
        further: re.Match[str] | None = match
        while further and (following := self._next_word()):
            slop = bounded_slop(further[2], symbol.start + further.start(2) - 1, self.problems)
            first, further = further[1], NEAR.fullmatch(following.text)
            second = further[1] if further else following.text
            both = Symbol("phrase", f"{first} {second}", symbol.start, following.stop, slop, '"')
            pairs += self.words.phrase(both, where)
            symbol = following
        if further:
            self._problem(symbol, f"После «{symbol.text}» нужно ещё слово: «~» значит, насколько близко оно стоит.")
        return pairs or self.words.word(replace(symbol, text=match[1]), where)

    def _next_word(self) -> Symbol | None:
        """The next symbol, if it is a word without a sign or a field; a dash before it is passed over."""
        while self._peek() == "chunk":
            symbol = self.symbols[self.next]
            if (symbol.text[0] in SIGNS and symbol.text.strip(SIGNS)) or field_name(symbol.text):
                return None
            self.next += 1
            if LETTER.search(symbol.text):
                return symbol
        return None

    def _peek(self) -> str | None:
        return self.symbols[self.next].kind if self.next < len(self.symbols) else None

    def _problem(self, symbol: Symbol, message: str, *, cut: bool = False) -> None:
        self.problems.append(Problem(symbol.start, symbol.stop, message, cut))


def _all_of(parts: list[Query]) -> Query | None:
    """All of the parts; words like prepositions and «где» ask nothing beside other words: «в Благовещенске»."""
    content = [part for part in parts if not asks_nothing(part)]
    if any(not isinstance(part, Not | Is | Published) for part in content):
        parts = content
    return join(And, parts) if parts else None


def _excluded(parts: list[Query]) -> list[Query]:
    """Not all of these; what was excluded already is wanted: -(-мост)."""
    match _all_of(parts):
        case None:
            return []
        case Not(part):
            return [part]
        case part:
            return [Not(part)]


def insisted(query: Query) -> Query:
    """The query, each of whose words must be there: as a phrase of one word, which is never left out."""
    match query:
        case Word() | Prefix():
            return Phrase((query,), 0, query.field, insisted=True)
        case Phrase():
            return replace(query, insisted=True)
        case And(parts) | Or(parts):
            return replace(query, parts=tuple(map(insisted, parts)))
        case _:
            return query


def _of_sentence(query: Query) -> tuple[Query, ...]:
    """The parts that `&` joins: a chain is one sentence, and so is a bracket of words that are all wanted."""
    if isinstance(query, Together | And):
        return tuple(inner for part in query.parts for inner in _of_sentence(part))
    return (query,)
