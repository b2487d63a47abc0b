"""A word of a text and the index terms that it stands for."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple, overload

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


class Tokens(Sequence[Token]):
    """The tokens of a text, kept as columns: an index takes these as they are, and no token is made for it."""

    __slots__ = ("positions", "starts", "stops", "terms")

    def __init__(self, starts: list[int], stops: list[int], positions: list[int], terms: list[tuple[str, ...]]) -> None:
        self.starts = starts
        self.stops = stops
        self.positions = positions
        self.terms = terms

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Token]:
        # Token(...) is a function of Python's own and costs three times as much.
        columns = zip(self.starts, self.stops, self.positions, self.terms, strict=True)
        return map(tuple.__new__, repeat(Token), columns)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> "Tokens": ...
    def __getitem__(self, at: int | slice) -> "Token | Tokens":
        if isinstance(at, slice):
            return Tokens(self.starts[at], self.stops[at], self.positions[at], self.terms[at])
        return Token(self.starts[at], self.stops[at], self.positions[at], self.terms[at])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sequence) and not isinstance(other, str):
            return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # the columns are lists

    def __repr__(self) -> str:
        return f"Tokens({list(self)!r})"


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
