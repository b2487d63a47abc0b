"""What people type -> a query tree, and what was wrong with it. Never raises: it answers what it can.

The operators are described in `syntax.py`. How they bind, from loosest to
tightest: `|` and ИЛИ, then words side by side (all of them), then `-`, fields,
quotes, `!` and `*`. A minus is an operator only before a word and after a blank
or a bracket: «Санкт-Петербург» is one word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from indexer.article import PublishedOn
from indexer.language import EXACT, Token, analyze, is_function_word
from indexer.query import And, Field, Is, Keyword, Not, Or, Phrase, Prefix, Published, Query, Word, join

LONGEST_TEXT = 512
"""Code points of a query that are read."""
MOST_WORDS = 32
DEEPEST = 20
SHORTEST_PREFIX = 3
MOST_SLOP = 100

WORD_FIELDS = {"title": Field.TITLE, "заголовок": Field.TITLE}
KEYWORD_FIELDS = {"source": Keyword.SOURCE, "источник": Keyword.SOURCE}
DATE_FIELDS = frozenset({"date", "дата"})
OR_WORDS = frozenset({"ИЛИ", "OR"})

CLOSING = {'"': '"', "«": "»", "„": "“”", "“": "”"}
SYMBOL = re.compile(r'(?P<open>\()|(?P<close>\))|(?P<or>\|)|(?P<quote>["«„“])|(?P<chunk>[^\s()|"«»„“”]+)|(?P<other>\S)')
NAME = re.compile(r"([^\W\d_]+):")
SLOP = re.compile(r"~(\d+)")
DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the text, `text[start:stop]` in code points, that was left out or read in another way, and why."""

    start: int
    stop: int
    message: str
    cut: bool = False  # a bound cut it; else it was not understood


@dataclass(frozen=True, slots=True)
class Parsed:
    """The query, None when nothing is left to ask, and what was wrong."""

    query: Query | None
    problems: tuple[Problem, ...] = ()


def parse(text: str, where: Field = Field.ARTICLE) -> Parsed:
    """Read the text as a query; words without a field are looked for in `where`."""
    reader = _Reader(text, where)
    query = reader.read()
    problems: dict[str, Problem] = {}
    for problem in sorted(reader.problems, key=lambda problem: problem.start):
        problems.setdefault(problem.message, problem)  # «((((» has one problem to tell, not four
    return Parsed(query, tuple(problems.values()))


@dataclass(slots=True)
class _Symbol:
    kind: str
    text: str
    start: int
    stop: int
    slop: int = 0
    quote: str = ""


def _symbols(text: str, problems: list[Problem]) -> Iterator[_Symbol]:
    """Brackets, bars, whole phrases and runs of other characters."""
    at = 0
    while match := SYMBOL.search(text, at):
        kind, start, at = match.lastgroup or "", match.start(), match.end()
        if kind != "quote":
            yield _Symbol(kind, match[0], start, at)
            continue
        end = _closing(text, start)
        if end is None:
            problems.append(Problem(start, at, "Кавычка не закрыта: слова после неё ищутся как обычные."))
            continue
        inside, at = text[start + 1 : end], end + 1
        slop = 0
        if near := SLOP.match(text, at):
            slop, at = int(near[1][:9]), near.end()
            if slop > MOST_SLOP:
                slop = MOST_SLOP
                message = f"Слова дальше {MOST_SLOP} друг от друга не ищутся: искали «~{MOST_SLOP}»."
                problems.append(Problem(near.start(), at, message, cut=True))
        yield _Symbol("phrase", inside, start, at, slop, match[0])


def _closing(text: str, start: int) -> int | None:
    """Where the quote opened at `start` closes; «» may stand inside «»."""
    opening = text[start]
    depth = 0
    for at in range(start + 1, len(text)):
        if text[at] in CLOSING[opening]:
            if depth == 0:
                return at
            depth -= 1
        elif text[at] == opening:
            depth += 1
    # «Дорожная карта: one quote too few inside; the last closing one is the best guess.
    last = max(text.rfind(closing, start + 1) for closing in CLOSING[opening])
    return last if last > start else None


@dataclass
class _Reader:
    text: str
    where: Field
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST_TEXT:
            message = f"Запрос длиннее {LONGEST_TEXT} знаков: прочитано только начало."
            self.problems.append(Problem(LONGEST_TEXT, len(self.text), message, cut=True))
        self.symbols = list(_symbols(self.text[:LONGEST_TEXT], self.problems))
        self.next = 0
        self.depth = self.too_deep = 0
        self.words = 0

    def read(self) -> Query | None:
        """The whole query."""
        parts: list[Query] = []
        while self.next < len(self.symbols):
            part = self._either(self.where)
            if part is not None:
                parts.append(part)
            if self._peek() == "close":
                if self.too_deep:  # it closes one of those that were left out
                    self.too_deep -= 1
                    self.next += 1
                else:
                    self._skip("Лишняя закрывающая скобка.")
        return join(And, parts) if parts else None

    def _either(self, where: Field) -> Query | None:
        options = [self._every(where)]
        while self._peek() == "or":
            self.next += 1
            options.append(self._every(where))
        found = [option for option in options if option is not None]
        return join(Or, found) if found else None

    def _every(self, where: Field) -> Query | None:
        parts: list[Query] = []
        while self._peek() not in (None, "or", "close"):
            parts += self._one(where)
        # Prepositions, conjunctions and particles ask nothing beside other words: «в Благовещенске».
        content = [part for part in parts if not _is_function_word(part)]
        if any(not isinstance(part, Not | Is | Published) for part in content):
            parts = content
        return join(And, parts) if parts else None

    def _one(self, where: Field) -> list[Query]:
        symbol = self.symbols[self.next]
        match symbol.kind:
            case "open":
                return self._group(where)
            case "phrase":
                self.next += 1
                return self._phrase(symbol, where)
            case "chunk":
                return self._chunk(symbol, where)
            case _:
                self.next += 1
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

    def _chunk(self, symbol: _Symbol, where: Field) -> list[Query]:
        """A run of characters without blanks: perhaps with operators in front."""
        text = symbol.text
        # Several minuses are one: 500 of them would be 500 levels of recursion.
        plain = text.lstrip("-")
        if not plain and self._joins(symbol) in ("phrase", "open"):
            return self._excluded(where)
        if plain and plain != text:
            self.symbols[self.next] = replace(symbol, text=plain, start=symbol.stop - len(plain))
            parts = self._one(where)
            return [Not(join(And, parts))] if parts else []
        if match := NAME.match(text):
            name = match[1].lower()
            if name in WORD_FIELDS or name in KEYWORD_FIELDS or name in DATE_FIELDS:
                return self._field(symbol, name, match.end(), where)
            if match.end() < len(text) and not text[match.end() :].startswith("//"):
                self._problem(symbol, f"Поля «{match[1]}» нет: искали как обычные слова.")
        self.next += 1
        if text.startswith("!"):
            return self._exact(symbol, where)
        if "*" in text:
            return self._prefix(symbol, where)
        return self._words(symbol, where)

    def _joins(self, symbol: _Symbol) -> str | None:
        """The kind of the next symbol, if it follows without a blank."""
        following = self.symbols[self.next + 1] if self.next + 1 < len(self.symbols) else None
        return following.kind if following and following.start == symbol.stop else None

    def _excluded(self, where: Field) -> list[Query]:
        """A minus in front of a phrase or a bracket."""
        self.next += 1
        parts = self._one(where)
        return [Not(join(And, parts))] if parts else []

    def _field(self, symbol: _Symbol, name: str, length: int, where: Field) -> list[Query]:
        value = symbol.text[length:]
        joined = self._joins(symbol)
        if not value and joined not in ("phrase", "open"):
            self.next += 1
            self._problem(symbol, f"После «{symbol.text}» нужно слово без пробела: это условие не учтено.")
            return []
        if name in WORD_FIELDS:
            if value:
                self.symbols[self.next] = replace(symbol, text=value, start=symbol.start + length)
            else:
                self.next += 1
            return self._one(WORD_FIELDS[name])
        self.next += 1
        if not value:
            value = self._quoted(symbol)
            if not value:
                return []
        if name in KEYWORD_FIELDS:
            return [Is(KEYWORD_FIELDS[name], value)]
        try:
            return [published(value)]
        except ValueError:
            self._problem(
                symbol,
                f"Дата «{value}» не понята, условие не учтено. "
                "Пишите date:2023, date:2023-11, date:2023-11-05 или date:2023-01..2023-06.",
            )
            return []

    def _quoted(self, symbol: _Symbol) -> str:
        """The quoted value of a field that does not look for words."""
        following = self.symbols[self.next]
        if following.kind == "phrase":
            self.next += 1
            if following.text.strip():
                return " ".join(following.text.split())
        self._problem(symbol, f"После «{symbol.text}» нужно значение: слово или слова в кавычках.")
        return ""

    def _phrase(self, symbol: _Symbol, where: Field) -> list[Query]:
        tokens = [token for token, parts in _grouped(symbol.text) for token in (parts or [token])]
        tokens = self._bounded(tokens, symbol)
        if not tokens:
            self._problem(symbol, "В кавычках нет слов.")
            return []
        if len(tokens) == 1 and symbol.quote != '"' and not symbol.slop:
            # In a headline «Спартак» is a name, not a phrase: a word like the others. Straight quotes still insist.
            return [_word(tokens[0], symbol.text, where)]
        at = {token.position: token for token in tokens}
        slots = range(tokens[0].position, tokens[-1].position + 1)
        words = tuple(_word(at[i], symbol.text, where) if i in at else Word((), where) for i in slots)
        return [Phrase(words, symbol.slop, where)]

    def _words(self, symbol: _Symbol, where: Field) -> list[Query]:
        groups = _grouped(symbol.text)
        allowed = {id(token) for token in self._bounded([token for token, _ in groups], symbol)}
        return [_compound(t, parts, symbol.text, where) for t, parts in groups if id(t) in allowed]

    def _exact(self, symbol: _Symbol, where: Field) -> list[Query]:
        tokens = self._bounded([token for token, _ in _grouped(symbol.text)], symbol)
        if not tokens:
            self._problem(symbol, "После «!» нужно слово.")
        elif "*" in symbol.text:
            self._problem(symbol, "«!» и звёздочка вместе не понимаются: искали эту форму слова.")
        # The last exact term keeps the ё, where one was typed.
        return [Word(token.exact[-1:], where, symbol.text[token.start : token.stop]) for token in tokens]

    def _prefix(self, symbol: _Symbol, where: Field) -> list[Query]:
        start, _, rest = symbol.text.partition("*")
        tokens = [token for token, _ in _grouped(start)]
        if not tokens or rest.strip("*"):
            self._problem(symbol, "Звёздочка понимается только в конце слова: «хабаров*».")
            return self._words(replace(symbol, text=symbol.text.replace("*", " ")), where)
        last = tokens[-1]
        letters = last.exact[0].removeprefix(EXACT)
        if len(letters) < SHORTEST_PREFIX or last.stop != len(start):
            self._problem(
                symbol, f"Перед звёздочкой нужно не меньше {SHORTEST_PREFIX} букв: «{start}» искали как слово."
            )
            return self._words(replace(symbol, text=start), where)
        before = self._words(replace(symbol, text=start[: last.start]), where)
        typed = start[last.start : last.stop]
        return before + [Prefix(EXACT + letters, where, typed) for _ in self._bounded([last], symbol)]

    def _bounded(self, tokens: list[Token], symbol: _Symbol) -> list[Token]:
        """The tokens that still fit into the bound on words."""
        room = max(0, MOST_WORDS - self.words)
        if len(tokens) > room and self.words <= MOST_WORDS:
            rest = Problem(
                symbol.start, len(self.text), f"В запросе больше {MOST_WORDS} слов: остальные не учтены.", cut=True
            )
            self.problems.append(rest)
            self.words = MOST_WORDS  # said once
        self.words += len(tokens)
        return tokens[:room]

    def _peek(self) -> str | None:
        if self.next >= len(self.symbols):
            return None
        symbol = self.symbols[self.next]
        return "or" if symbol.kind == "chunk" and symbol.text in OR_WORDS else symbol.kind

    def _skip(self, message: str) -> None:
        self._problem(self.symbols[self.next], message)
        self.next += 1

    def _problem(self, symbol: _Symbol, message: str, *, cut: bool = False) -> None:
        self.problems.append(Problem(symbol.start, symbol.stop, message, cut))


def _grouped(text: str) -> list[tuple[Token, list[Token]]]:
    """The words of a text; a compound with its parts."""
    groups: list[tuple[Token, list[Token]]] = []
    for token in analyze(text):
        if groups and token.stop <= groups[-1][0].stop:
            groups[-1][1].append(token)
        else:
            groups.append((token, []))
    return groups


def _word(token: Token, text: str, where: Field) -> Word:
    return Word(token.readings, where, text[token.start : token.stop])


def _compound(token: Token, parts: list[Token], text: str, where: Field) -> Query:
    """A word; a compound also as its parts side by side, as others write it: онлайн-форум, онлайн форум."""
    whole = _word(token, text, where)
    if not parts:
        return whole
    return Or((whole, Phrase(tuple(_word(part, text, where) for part in parts), 0, where)))


def _is_function_word(part: Query) -> bool:
    return isinstance(part, Word) and not part.terms[0].startswith(EXACT) and is_function_word(part.typed.lower())


def published(value: str) -> Published:
    """What `date:` means: a year, month or day, or two of them with «..» between, either of which may be left out.

    Raises `ValueError` for anything else.
    """
    since, dots, until = value.partition("..")
    if not dots:
        return Published(*_interval(value))
    if not since and not until:
        raise ValueError("a range needs a beginning or an end")
    first = _interval(since)[0] if since else None
    last = _interval(until)[1] if until else None
    if first and last and first > last:
        raise ValueError(f"{first} is after {last}")
    return Published(first, last)


def _interval(value: str) -> tuple[date, date]:
    if match := DOTTED_DAY.fullmatch(value):
        day, month, year = map(int, match.groups())
        return date(year, month, day), date(year, month, day)
    if len(value) > len("2023-11-05"):
        raise ValueError(f"{value} is no day")
    on = PublishedOn.from_iso(value)
    assert on.first is not None
    assert on.last is not None
    return on.first, on.last
