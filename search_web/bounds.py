"""What keeps a query from growing beyond measure in the engine."""

from indexer.engine import Engine
from indexer.query import And, Not, Or, Prefix, Query, Word

from .answers import Note, NoteKind

MOST_PREFIX_TERMS = 500


def bounded(query: Query, engine: Engine) -> tuple[Query, list[Note]]:
    """The query with prefixes that begin too many words cut to the commonest of them, and what to say of it."""
    notes: list[Note] = []

    def bound(node: Query) -> Query:
        match node:
            case Prefix(start, where, typed):
                terms = engine.terms(start, MOST_PREFIX_TERMS + 1)
                if len(terms) <= MOST_PREFIX_TERMS:
                    return node
                text = f"С «{typed}» начинается слишком много слов: искали {MOST_PREFIX_TERMS} самых частых."
                notes.append(Note(NoteKind.BOUND, text))
                return Word(tuple(term for term, _ in terms[:MOST_PREFIX_TERMS]), where, f"{typed}*")
            case And(parts):
                return And(tuple(map(bound, parts)))
            case Or(parts):
                return Or(tuple(map(bound, parts)))
            case Not(part):
                return Not(bound(part))
            case _:
                return node

    return bound(query), notes
