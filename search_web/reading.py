"""How a query was read, in Russian, line by line; what belongs to a line stands two blanks deeper."""

from collections.abc import Iterator
from datetime import date

from indexer.language import EXACT
from indexer.language.names import KEY
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

from .expand import Expanded
from .words import is_compound
from .written import label

INDENT = "  "
CONDITIONS = {
    Keyword.ID: "статья",
    Keyword.SOURCE: "источник",
    Keyword.REGION: "регион",
    Keyword.OKRUG: "округ",
    Keyword.PLACE: "место",
    Keyword.TAG: "метка",
    Keyword.YEAR: "год",
}
OTHER_READING = ".сущ"


def reading(query: Query, expansion: Expanded) -> tuple[str, ...]:
    """The query, condition by condition, then what may stand in for its words."""
    return (*_lines(query), *_other_words(expansion))


def _lines(query: Query) -> Iterator[str]:
    match query:
        case Everything():
            yield "все статьи"
        case Word(terms, where) if terms and terms[0].startswith(EXACT):
            yield f"точно «{label(query).lstrip('!').removeprefix('title:')}»{_where(where)}"
        case Word((initial, *_), where) if len(initial) == 2 and initial.endswith("."):
            yield f"имя на {initial[0].upper()}{_where(where)}"
        case Word(terms, where, typed):
            yield f"слово «{typed}»{_readings(terms)}{_where(where)}"
        case Prefix(start, where, typed):
            yield f"слова на «{typed or start.removeprefix(EXACT)}…»{_where(where)}"
        case Phrase((word,), _, where):
            yield f"обязательно {_named(word)}{_where(where)}"
        case Phrase(words, slop, where):
            near = f"рядом, других слов между ними не больше {slop}" if slop else "подряд"
            yield f"{near}{_where(where)}:"
            yield from _deeper(_named(word) for word in words)
        case Or((Word(terms, where, typed), Phrase())) if is_compound(query):
            what = "день или число" if terms[0][:1].isdigit() or terms[0].startswith("--") else "слово"
            yield f"{what} «{typed}»{_readings(terms)}, слитно или по частям{_where(where)}"
        case And(parts):
            yield "всё вместе:"
            yield from _deeper(line for part in parts for line in _lines(part))
        case Or(parts):
            yield "любое из:"
            yield from _deeper(line for part in parts for line in _lines(part))
        case Together(parts):
            yield "в одном предложении:"
            yield from _deeper(line for part in parts for line in _lines(part))
        case AtLeast(n, parts):
            yield f"не меньше {n} из:"
            yield from _deeper(line for part in parts for line in _lines(part))
        case Not(part):
            yield "без этого:"
            yield from _deeper(_lines(part))
        case Is(keyword, value):
            yield f"{CONDITIONS[keyword]}: {value}"
        case Published(since, until):
            yield f"опубликовано: {_period(since, until)}"


def _deeper(lines: Iterator[str]) -> Iterator[str]:
    return (INDENT + line for line in lines)


def _named(word: Word | Prefix) -> str:
    if isinstance(word, Word) and not word.terms:
        return "любое слово"
    return next(_lines(word))


def _readings(terms: tuple[str, ...]) -> str:
    """The dictionary words among the terms: not the keys of names, nor «=» forms."""
    words = [term.removesuffix(OTHER_READING) for term in terms if not term.startswith((KEY, EXACT))]
    words = list(dict.fromkeys(words))
    return f": {' или '.join(words)}" if words else ""


def _where(where: Field) -> str:
    return {Field.ARTICLE: "", Field.TITLE: " — в заголовке", Field.PAGE: ""}[where]


def _period(since: date | None, until: date | None) -> str:
    if since == until:
        return str(since)
    return " ".join(part for part in (since and f"с {since}", until and f"по {until}") if part)


def _other_words(expansion: Expanded) -> Iterator[str]:
    """Each part of the query that other expressions may stand for, with these and why."""
    by_part: dict[str, dict[str, None]] = {}
    for used in expansion.used:
        typed = label(used.original).strip("()")
        by_part.setdefault(typed, {})[f"{used.expansion.words} ({used.expansion.kind})"] = None
    if by_part:
        yield "если таких статей мало, ещё и другими словами:"
        for typed, words in by_part.items():
            yield f"{INDENT}«{typed}»: {', '.join(words)}"
