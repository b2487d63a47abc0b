"""A word of a text and the index terms that it stands for."""

from dataclasses import dataclass

EXACT = "="
"""Begins the terms that keep a form as written: «стали» has the term «=стали» beside «стать»."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `text[start:stop]` is always as written; later stages may change terms, never offsets.

    All kept readings of a word stand at one position, next to its exact form.
    Positions count words; the end of a sentence leaves one position empty.
    """

    start: int
    stop: int
    position: int
    terms: tuple[str, ...]

    @property
    def readings(self) -> tuple[str, ...]:
        """The terms that are not exact forms."""
        return tuple(term for term in self.terms if not term.startswith(EXACT))

    @property
    def exact(self) -> tuple[str, ...]:
        """The terms that keep the form as written."""
        return tuple(term for term in self.terms if term.startswith(EXACT))
