"""What keeps a query from growing beyond measure in the engine."""

from dataclasses import replace

from indexer.engine import Reader
from indexer.query import And, AtLeast, Not, Or, Phrase, Prefix, Query, Together, Word

from .answers import Note, NoteKind

MOST_PREFIX_TERMS = 20_000
"""A prefix of more terms is cut to the COMMONEST of them."""
COMMONEST = 500


def bounded(query: Query, reader: Reader) -> tuple[Query, list[Note]]:
    """The query with prefixes that begin too many words cut to the commonest of them, and what to say of it."""
    bounds = _Bounds(reader)
    return bounds.query(query), bounds.notes


class _Bounds:
    """Goes through the nodes of one query. A function that calls itself from within another one would be left to the
    collector of garbage, once for each search."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.notes: list[Note] = []

    def query(self, node: Query) -> Query:
        """The query within its bounds."""
        match node:
            case Prefix():
                return self._word(node)
            case Phrase(words):
                return replace(node, words=tuple(map(self._word, words)))
            case And(parts) | Or(parts) | Together(parts) | AtLeast(_, parts):
                return replace(node, parts=tuple(map(self.query, parts)))
            case Not(part):
                return Not(self.query(part))
            case _:
                return node

    def _word(self, word: Word | Prefix) -> Word | Prefix:
        if isinstance(word, Word) or self._reader.terms_beginning(word.start) <= MOST_PREFIX_TERMS:
            return word
        terms = self._reader.terms(word.start, MOST_PREFIX_TERMS + 1)
        if len(terms) <= MOST_PREFIX_TERMS:
            return word
        text = f"С «{word.typed}» начинается слишком много слов: искали {COMMONEST} самых частых."
        self.notes.append(Note(NoteKind.BOUND, text))
        return Word(tuple(term for term, _ in terms[:COMMONEST]), word.field, f"{word.typed}*")
