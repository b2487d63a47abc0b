"""Two words of a query that articles write as one: «онлайн форум» is also «онлайн-форум» and «онлайнфорум»."""

from collections.abc import Sequence

from indexer.engine import Reader, Request
from indexer.language import EXACT, fold, is_function_word
from indexer.query import And, AtLeast, Query, Word

SHORTEST = 3
"""Letters of the first word: «на встречу» is no навстречу."""


def glued(query: Query, reader: Reader) -> Query:
    """The query, where some article writes two neighbouring words as one; such an article stands higher."""
    if not isinstance(query, And):
        return query
    parts: list[Query] = []
    at = 0
    while at < len(query.parts):
        whole = _as_one(query.parts[at : at + 2], reader)
        if whole is None:
            parts.append(query.parts[at])
            at += 1
        else:
            # At least one of them, so that both add to the score where both match.
            parts.append(AtLeast(1, (And(query.parts[at : at + 2]), whole)))
            at += 2
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _as_one(pair: Sequence[Query], reader: Reader) -> Word | None:
    match pair:
        case (Word(typed=first), Word(terms, where, second)) if _may_begin(first) and second.isalpha():
            before = fold(first)
            lemmas = [term for term in terms if term.isalpha() and not term.startswith(EXACT)]
            whole = Word(tuple(before + hyphen + lemma for lemma in lemmas for hyphen in ("-", "")), where, second)
            known = reader.search(Request(tiers=(whole,), limit=0)).total if lemmas else 0
            return whole if known else None
        case _:
            return None


def _may_begin(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha() and not is_function_word(word.lower())
