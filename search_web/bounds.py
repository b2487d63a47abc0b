"""What keeps a query from growing beyond measure in the engine."""

from dataclasses import replace

from indexer.engine import Engine
from indexer.query import And, AtLeast, Not, Or, Phrase, Prefix, Query, Together, Word

from .answers import Note, NoteKind

MOST_PREFIX_TERMS = 20_000
"""A prefix of more terms is cut to the COMMONEST of them."""
COMMONEST = 500


def bounded(query: Query, engine: Engine) -> tuple[Query, list[Note]]:
    """The query with prefixes that begin too many words cut to the commonest of them, and what to say of it."""
    notes: list[Note] = []

    def bound_word(word: Word | Prefix) -> Word | Prefix:
        if isinstance(word, Word):
            return word
        terms = engine.terms(word.start, MOST_PREFIX_TERMS + 1)
        if len(terms) <= MOST_PREFIX_TERMS:
            return word
        text = f"С «{word.typed}» начинается слишком много слов: искали {COMMONEST} самых частых."
        notes.append(Note(NoteKind.BOUND, text))
        return Word(tuple(term for term, _ in terms[:COMMONEST]), word.field, f"{word.typed}*")

    def bound(node: Query) -> Query:
        match node:
            case Prefix():
                return bound_word(node)
            case Phrase(words):
                return replace(node, words=tuple(map(bound_word, words)))
            case And(parts) | Or(parts) | Together(parts) | AtLeast(_, parts):
                return replace(node, parts=tuple(map(bound, parts)))
            case Not(part):
                return Not(bound(part))
            case _:
                return node

    return bound(query), notes
