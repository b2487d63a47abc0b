"""A query tree written down again in the query language: how the query was understood."""

import calendar
import re
from datetime import date

from indexer.language import EXACT
from indexer.query import And, AtLeast, Everything, Field, Is, Not, Or, Phrase, Prefix, Published, Query, Together, Word

from .query_language import insisted
from .quoted import slots
from .symbols import AND_WORDS, NOT_WORDS, OR_WORDS
from .words import grouped, words_query

PLAIN_VALUE = re.compile(r'[^\s()|&"«»„“”]+')
QUOTES = (('"', '"'), ("«", "»"), ("“", "”"))


def written(query: Query | None) -> str:
    """The query in the query language: reading it again gives the same tree."""
    return "" if query is None else _text(query, inside=False)


def label(query: Query) -> str:
    """A part of the query as the person typed it, for messages."""
    return _text(query, inside=True)


def _text(query: Query, *, inside: bool) -> str:
    if (typed := _plain(query)) or (typed := _insisted(query)):
        return typed
    match query:
        case Everything():
            return "*"
        case Word() | Prefix():
            return _field(query.field) + _word(query)
        case Phrase(words, slop, where):
            inner = " ".join(map(_word, words))
            if len(words) == 1 and len(slots(inner, where)[0]) > 1:
                return f"{_field(where)}+{inner}"  # +онлайн-фор*: in quotes it would be a phrase of its parts
            return f'{_field(where)}"{inner}"' + (f"~{slop}" if slop else "")
        case And(parts):
            return _joined(" ", parts, inside)
        case Or(parts):
            return _joined(" | ", parts, inside)
        case Together(parts):
            return _joined(" & ", parts, inside)
        case AtLeast(n, parts):
            return f"{n} из ({', '.join(_text(part, inside=True) for part in parts)})"
        case Not(part):
            text = _text(part, inside=True)
            return f"-({text})" if text.startswith("+") else f"-{text}"
        case Is(keyword, value):
            return f"{keyword}:{_value(value)}"
        case Published(since, until):
            return f"date:{_range(since, until)}"


def _joined(operator: str, parts: tuple[Query, ...], inside: bool) -> str:
    text = operator.join(_text(part, inside=True) for part in parts)
    return f"({text})" if inside else text


def _word(word: Word | Prefix) -> str:
    if isinstance(word, Prefix):
        return (word.typed or word.start.removeprefix(EXACT)) + "*"
    if not word.terms:
        return "*"  # any word, in a phrase
    typed = word.typed or "/".join(word.terms)
    if word.terms[0].endswith("."):
        return f"{typed}."  # an initial
    if typed in OR_WORDS | AND_WORDS | NOT_WORDS:
        typed = typed.lower()  # it was no operator where it stood
    return f"!{typed}" if word.terms[0].startswith(EXACT) else typed


def _plain(query: Query) -> str:
    """What was typed for a node of several words that stands for plain words; "" where it was typed as it is.

    онлайн-форум, 7 декабря 2020, С. Собянин: reading that again gives the node.
    """
    match query:
        case Or((Word(_, where, typed), *_)):
            pass
        case Phrase((_, _, *_) as words, _, where):
            typed = " ".join(map(_word, words))
        case _:
            return ""
    typed = " ".join(typed.split())
    if list(map(_shape, words_query(grouped(typed), typed, where))) != [_shape(query)]:
        return ""
    return _field(where) + (f"({typed})" if " " in typed else typed)


def _insisted(query: Query) -> str:
    """The same after a plus, for what `insisted` made of such a node."""
    match query:
        case Or((Phrase((Word() as whole,)), *rest)):
            plain = Or((whole, *rest))
            return f"+{typed}" if (typed := _plain(plain)) and insisted(plain) == query else ""
        case _:
            return ""


def _shape(query: Query) -> object:
    """The node by what was typed: readings can differ between a word alone and the same word among others."""
    match query:
        case Word(terms, where, typed):
            return bool(terms) and terms[0].startswith(EXACT), where, typed
        case Phrase(words, slop, _):
            return slop, tuple(map(_shape, words))
        case And(parts) | Or(parts) | Together(parts):
            return type(query), tuple(map(_shape, parts))
        case _:
            return query


def _field(where: Field) -> str:
    return "title:" if where is Field.TITLE else ""


def _value(value: str) -> str:
    if PLAIN_VALUE.fullmatch(value):
        return value
    opening, closing = next((pair for pair in QUOTES if not set(pair) & set(value)), QUOTES[0])
    return f"{opening}{value}{closing}"


def _range(since: date | None, until: date | None) -> str:
    if since and until:
        if since == until:
            return str(since)
        if (since.month, since.day, until.month, until.day) == (1, 1, 12, 31) and since.year == until.year:
            return f"{since.year:04}"
        last = calendar.monthrange(since.year, since.month)[1]
        if (since.year, since.month, since.day, until.day) == (until.year, until.month, 1, last):
            return f"{since.year:04}-{since.month:02}"
    return f"{since or ''}..{until or ''}"
