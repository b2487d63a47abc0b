"""Asking for less, when too few articles have all that was asked for.

Words may be missing: «без слова: мост». What is meant as it is written stays:
`!`, `-`, `+`, fields and conditions. Quotes stay too, unless there are other
words around them: pasted headlines are full of quotes, and an article about the
thing should not be lost for «Зенит» and "Спартак" standing apart.
"""

from collections.abc import Callable

from indexer.language import EXACT
from indexer.query import And, AtLeast, Field, Or, Phrase, Prefix, Query, Word

ENOUGH = 10
"""With fewer articles than this that have every word, those with only some of the words are shown below them."""

AROUND_QUOTES = 2
"""Plain words beside quotes that make a headline of a query; with fewer, the quotes are what it is about."""

HEADLINE = 6
"""Words from which a query is a headline; measured, docs/decisions/0006-ranking-news.md."""


def words_of(query: Query) -> tuple[Query, ...]:
    """The parts of a query that may be left out: words, prefixes, persons, and the words of loose quotes."""
    parts = query.parts if isinstance(query, And) else (query,)
    loose = loosens_quotes(query)
    found: list[Query] = []
    for part in parts:
        if _may_be_left_out(part):
            found.append(part)
        elif loose and _is_quoted(part):
            found += _words_in(part)
    return tuple(found)


def quotes_of(query: Query) -> tuple[Phrase, ...]:
    """The quotes of several words whose words may stand apart, in an article below the others."""
    if not isinstance(query, And) or not loosens_quotes(query):
        return ()
    return tuple(part for part in query.parts if _is_quoted(part) and isinstance(part, Phrase) and len(part.words) > 1)


def loosens_quotes(query: Query) -> bool:
    """Whether quotes may stand apart: enough words are around them, or so many that nobody wrote it as a query."""
    if not isinstance(query, And):
        return False
    plain = sum(map(_may_be_left_out, query.parts))
    quoted = sum(len(_words_in(part)) for part in query.parts if _is_quoted(part))
    return plain >= AROUND_QUOTES or (plain > 0 and plain + quoted >= HEADLINE)


def relaxed(query: Query, wider: Callable[[Query], Query] = lambda part: part) -> Query | None:
    """The query with fewer of its words required, each made `wider`; None where nothing may be left out."""
    if not isinstance(query, And):
        return None
    words = words_of(query)
    if len(words) < 2:
        return None
    loose = loosens_quotes(query)
    fixed = tuple(part for part in query.parts if not (_may_be_left_out(part) or (loose and _is_quoted(part))))
    fewer = AtLeast(required(len(words)), tuple(map(wider, words)))
    return And((*fixed, fewer)) if fixed else fewer


def required(words: int) -> int:
    """How many of so many words an article must have: measured on headlines, docs/decisions/0006-ranking-news.md."""
    return (words + 3) // 4


def _may_be_left_out(part: Query) -> bool:
    match part:
        case Word(terms, where):
            return where is not Field.TITLE and not (terms and terms[0].startswith(EXACT))
        case Prefix(_, where):
            return where is not Field.TITLE
        case Phrase((Word(terms), *_), 1, where):
            return where is not Field.TITLE and _is_person(part)
        case Or((first, *_)):
            # A compound is an alternative of the word and its parts side by side.
            return isinstance(first, Word) and _may_be_left_out(first)
        case _:
            return False


def _is_person(phrase: Phrase) -> bool:
    """Whether it is «С. Собянин», which nobody put into quotes."""
    first = phrase.words[0]
    return isinstance(first, Word) and bool(first.terms) and first.terms[0].endswith(".") and not phrase.insisted


def _is_quoted(part: Query) -> bool:
    return isinstance(part, Phrase) and not part.insisted and part.field is not Field.TITLE and not part.slop


def _words_in(part: Query) -> list[Query]:
    """The words of quotes; exact forms in them stay what they are."""
    if not isinstance(part, Phrase):
        return []
    return [word for word in part.words if isinstance(word, Prefix) or word.terms]
