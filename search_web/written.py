"""A query tree written down again in the query language: how the query was understood."""

import calendar
import re
from datetime import date

from indexer.language import EXACT
from indexer.language.normalize import DASHES
from indexer.query import And, AtLeast, Everything, Field, Is, Not, Or, Phrase, Prefix, Published, Query, Word

HYPHEN = re.compile(f"[-{DASHES}]")
"""What makes a compound of a word; people also type dashes for it."""


def written(query: Query | None) -> str:
    """The query in the query language: reading it again gives the same tree."""
    return "" if query is None else _text(query, inside=False)


def label(query: Query) -> str:
    """A part of the query as the person typed it, for messages."""
    return _text(query, inside=True)


def _text(query: Query, *, inside: bool) -> str:
    match query:
        case Everything():
            return "*"
        case Word(terms, where, typed):
            exact = bool(terms) and terms[0].startswith(EXACT)
            return _prefix(where) + ("!" if exact else "") + (typed or "/".join(terms))
        case Prefix(start, where, typed):
            return f"{_prefix(where)}{typed or start.removeprefix(EXACT)}*"
        case Phrase(words, slop, where):
            inner = " ".join(word.typed or "…" for word in words)
            return f'{_prefix(where)}"{inner}"' + (f"~{slop}" if slop else "")
        case And(parts):
            text = " ".join(_text(part, inside=True) for part in parts)
            return f"({text})" if inside else text
        case Or((Word() as whole, Phrase())) if HYPHEN.search(whole.typed):
            return _text(whole, inside=inside)  # a compound and its parts
        case Or(parts):
            text = " | ".join(_text(part, inside=True) for part in parts)
            return f"({text})" if inside else text
        case AtLeast(n, parts):
            return f"{n} из ({', '.join(_text(part, inside=True) for part in parts)})"
        case Not(part):
            return "-" + _text(part, inside=True)
        case Is(keyword, value):
            return f'{keyword}:"{value}"' if " " in value else f"{keyword}:{value}"
        case Published(since, until):
            return f"date:{_range(since, until)}"


def _prefix(where: Field) -> str:
    return "title:" if where is Field.TITLE else ""


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
