"""Where the words of a normalized text are.

онлайн-форума     a compound: itself, and its parts онлайн, форума
1,2   18:35   07.12.2020     a number is one word
2023-2025   25-летие   B2B-переговоров   Green-VLA     compounds like any other
Сибирь/Урал   С.Кравчук     two words each
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

ATOM = r"(?:\d+(?:[.,:]\d+)+(?![^\W_])|[^\W_]+(?:'[^\W_]+)*)"
PART = re.compile(ATOM)
WORD = re.compile(rf"{ATOM}(?:-{ATOM})*")


class Place(NamedTuple):
    """Where a word stands: `text[start:stop]`; `parts` are the places of a compound's parts, else ()."""

    start: int
    stop: int
    parts: tuple[tuple[int, int], ...]


def words(text: str) -> Iterator[Place]:
    """The words of the text, in order."""
    for match in WORD.finditer(text):
        start, stop = match.span()
        parts = tuple(part.span() for part in PART.finditer(text, start, stop)) if "-" in match[0] else ()
        yield Place(start, stop, parts)
