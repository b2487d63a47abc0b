"""The text of a query cut into symbols: brackets, operators, whole phrases, and runs of other characters.

Which words are operators is settled here: И, ИЛИ, НЕ and their English kin are,
in capitals, with something to join or to exclude. Elsewhere, and in small
letters always, they are words like any others: «быть или не быть», «И».
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

MOST_SLOP = 100

OR_WORDS = frozenset({"ИЛИ", "OR"})
AND_WORDS = frozenset({"И", "AND"})
NOT_WORDS = frozenset({"НЕ", "NOT"})

CLOSING = {'"': '"', "«": "»", "„": "“”", "“": "”"}
OTHER = r'[^\s()|&"«»„“”]+'
SYMBOL = re.compile(
    # An ampersand inside a run is a letter of a name: «R&D», «H&M».
    rf'(?P<open>\()|(?P<close>\))|(?P<or>\|)|(?P<amp>&+)|(?P<quote>["«„“])|(?P<chunk>{OTHER}(?:&+{OTHER})*)'
)
SLOP = re.compile(r"~(\d+)")

BEGINS = frozenset({"chunk", "phrase", "open"})
ENDS = frozenset({"chunk", "phrase", "close"})


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of the text, `text[start:stop]` in code points, that was left out or read in another way, and why."""

    start: int
    stop: int
    message: str
    cut: bool = False  # a bound cut it; else it was not understood


@dataclass(frozen=True, slots=True)
class Symbol:
    """A piece of the text, `text[start:stop]`.

    `kind` is "open", "close", "or", "and", "not", "together", "phrase" or
    "chunk"; a phrase has the text between its quotes, `quote` that opens it, and
    `slop`, None where no «~3» follows.
    """

    kind: str
    text: str
    start: int
    stop: int
    slop: int | None = None
    quote: str = ""


def symbols(text: str, problems: list[Problem]) -> list[Symbol]:
    """The symbols of the text in order; what was wrong is added to `problems`."""
    found = list(_cut(text, problems))
    result: list[Symbol] = []
    for i, symbol in enumerate(found):
        kind = _kind(symbol, result, found[i + 1 :])
        if kind == "not" and symbol.kind == "chunk" and not any(map(str.islower, text)):
            # «МЭР НЕ БУДЕТ ИЗБРАН»: in a headline pasted in capitals nothing tells the operator from the word.
            message = f"«{symbol.text}» заглавными значит «без»: если это просто слово, пишите «{symbol.text.lower()}»."
            problems.append(Problem(symbol.start, symbol.stop, message))
        if kind:
            result.append(replace(symbol, kind=kind))
    return result


def _kind(symbol: Symbol, before: Sequence[Symbol], after: Sequence[Symbol]) -> str:
    """What the symbol is between those around it; "" for an ampersand that joins nothing."""
    joins = OR_WORDS | AND_WORDS
    followed = bool(after) and after[0].kind in BEGINS and not (after[0].kind == "chunk" and after[0].text in joins)
    joined = followed and bool(before) and before[-1].kind in ENDS
    match symbol.kind, symbol.text:
        case "amp", ampersands:
            # «&&» asks for both in one article, as a blank does.
            return ("together" if len(ampersands) == 1 else "and") if joined else ""
        case "chunk", word if word in joins and joined:
            return "or" if word in OR_WORDS else "and"
        case "chunk", word if word in NOT_WORDS and followed:
            return "not"
        case kind, _:
            return kind


def _cut(text: str, problems: list[Problem]) -> Iterator[Symbol]:
    at = 0
    while match := SYMBOL.search(text, at):
        kind, start, at = match.lastgroup or "", match.start(), match.end()
        if kind != "quote":
            yield Symbol(kind, match[0], start, at)
            continue
        end = _closing(text, start)
        if end is None:
            problems.append(Problem(start, at, "Кавычка не закрыта: слова после неё ищутся как обычные."))
            continue
        inside, at = text[start + 1 : end], end + 1
        slop = None
        if near := SLOP.match(text, at):
            at = near.end()
            slop = bounded_slop(near[1], near.start(), problems)
        yield Symbol("phrase", inside, start, at, slop, match[0])


def bounded_slop(digits: str, start: int, problems: list[Problem]) -> int:
    """The number after «~», which stands at `start`; the most that is allowed in place of more."""
    slop = int(digits[:9])
    if slop <= MOST_SLOP:
        return slop
    message = f"Слова дальше {MOST_SLOP} друг от друга не ищутся: искали «~{MOST_SLOP}»."
    problems.append(Problem(start, start + 1 + len(digits), message, cut=True))
    return MOST_SLOP


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
