"""From text to tokens. Pure: no files, no engine, the same for every engine."""

from bisect import bisect_right

from .morphology import terms
from .normalize import normalize
from .sentences import sentences
from .token import Token
from .words import words

ANALYSIS_VERSION = 1
"""Grows whenever the same text would give other terms or positions."""


def analyze(text: str) -> tuple[Token, ...]:
    """The words of the text with their terms.

    A compound gives a token for the whole, at the position of its first part,
    and one for each part, at consecutive positions. The end of a sentence
    leaves one position empty, so that no phrase crosses it.
    """
    normalized = normalize(text)
    plain = normalized.text
    lower = plain.lower()
    if len(lower) != len(plain):  # «İ» becomes two characters; such words are rare enough to go one by one
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    ends = [stop for _, stop in sentences(plain)]
    tokens: list[Token] = []
    position, sentence = 0, 0
    moved = normalized.starts is not None
    for start, stop, parts in words(lower):
        if sentence < len(ends) and start >= ends[sentence]:
            sentence = bisect_right(ends, start)
            position += bool(tokens)
        first, last = normalized.span(start, stop) if moved else (start, stop)
        tokens.append(Token(first, last, position, terms(lower[start:stop])))
        if parts:
            for part_start, part_stop in parts:
                first, last = normalized.span(part_start, part_stop)
                tokens.append(Token(first, last, position, terms(lower[part_start:part_stop])))
                position += 1
        else:
            position += 1
    return tuple(tokens)
