"""Asking for fewer of the words, when too few articles have them all."""

from indexer.query import And, AtLeast, Field, Or, Prefix, Query, Word

ENOUGH = 10
"""With fewer articles than this that have every word, those with only some of the words are shown below them."""


def words_of(query: Query) -> tuple[Query, ...]:
    """The parts of a query that may be left out: plain words, prefixes and alternatives of these.

    Quotes, `!`, `-` and fields are meant as they are written.
    """
    parts = query.parts if isinstance(query, And) else (query,)
    return tuple(part for part in parts if _may_be_left_out(part))


def relaxed(query: Query) -> Query | None:
    """The query with fewer of its words required; None where nothing may be left out."""
    if not isinstance(query, And):
        return None
    words = words_of(query)
    if len(words) < 2:
        return None
    fixed = tuple(part for part in query.parts if not _may_be_left_out(part))
    fewer = AtLeast(required(len(words)), words)
    return And((*fixed, fewer)) if fixed else fewer


def required(words: int) -> int:
    """How many of so many words an article must have: measured on headlines, docs/decisions/0003-score.md."""
    return (words + 3) // 4


def _may_be_left_out(part: Query) -> bool:
    match part:
        case Word(terms, where):
            return where is not Field.TITLE and not (terms and terms[0].startswith("="))
        case Prefix(_, where):
            return where is not Field.TITLE
        case Or(parts):
            # A compound is an alternative of the word and its parts side by side.
            first = parts[0]
            return isinstance(first, Word) and _may_be_left_out(first)
        case _:
            return False
