"""A word of a text and the index terms that it stands for."""

from collections.abc import Iterable
from typing import NamedTuple

EXACT = "="
"""Begins the terms that keep a form as written: «стали» has the term «=стали» beside «стать»."""

SENTENCE_END = "¶"
"""The term of the token, empty and at a position of its own, that stands where a sentence ends."""


class Token(NamedTuple):
    """A word: `text[start:stop]` is always as written; later stages may change terms, never offsets.

    All kept readings of a word stand at one position, next to its exact form.
    Positions count words; the end of a sentence takes one position, which holds
    an empty token (`start == stop`) with the term `SENTENCE_END` alone.
    """

    start: int
    stop: int
    position: int
    terms: tuple[str, ...]

    @property
    def readings(self) -> tuple[str, ...]:
        """The terms that are not exact forms; the first says most (of a date: the day)."""
        return tuple(term for term in self.terms if not term.startswith(EXACT))

    @property
    def exact(self) -> tuple[str, ...]:
        """The terms that keep the form as written."""
        return tuple(term for term in self.terms if term.startswith(EXACT))


def is_initial(token: Token) -> bool:
    """Whether the word is an initial of a name: «С.»."""
    return len(token.terms[0]) == 2 and token.terms[0][1] == "."


def compounds(tokens: Iterable[Token]) -> list[tuple[Token, list[Token]]]:
    """The words, each with its parts where it is a compound; the ends of sentences are left out."""
    found: list[tuple[Token, list[Token]]] = []
    for token in tokens:
        if token.start == token.stop:
            continue
        if found and token.stop <= found[-1][0].stop:
            found[-1][1].append(token)
        else:
            found.append((token, []))
    return found
