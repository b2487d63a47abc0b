"""Where sentences are: razdel within a line; a line's end always ends a sentence.

Most marks leave no doubt, and for those razdel's answer is known without asking
it, which is ten times faster: «…в Хабаровске. Мэр…» ends a sentence, «т. е.» asks.
"""

import re
from collections.abc import Iterator
from functools import cache

from razdel import sentenize
from razdel.segmenters import sokr

LINE = re.compile(r"[^\r\n\u2028\u2029]+")
ENDING = re.compile(r"[.!?…;]")
"""What razdel looks for; a line without any of these is one sentence."""

MARK = re.compile(r"[.!?…;»”’\"„')\]}](?=\s)|[=:;]-?[)(]")
"""A mark that may end a sentence: one before a blank, or a smile."""
WINDOW = 10
"""Characters on either side of a mark that razdel looks at."""
LONGEST_ITEM = 20
"""Characters that «1)» or «II.» at the beginning of a sentence may take."""
LETTERS_BEFORE = re.compile(r"[^\W\d]{3,}$")
ROMAN = re.compile("[IVXLM]+")
DASHES = "-‑–—−"
AFTER = re.compile(r"\s+(?:([^\W\d]+)|\d|[«“([№]|[-‑–—−])")
FIRST_LETTERS = re.compile(r"[^\W\d]+|\d+")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of the text, without the blanks around them."""
    for line in LINE.finditer(text):
        start, written = line.start(), line[0]
        if not ENDING.search(written):
            if written.strip():
                yield _trim(text, *line.span())
            continue
        stops = _certain_stops(written)
        if stops is None:
            for sentence in sentenize(written):
                if sentence.text.strip():
                    yield _trim(text, start + sentence.start, start + sentence.stop)
            continue
        at = 0
        for stop in [*stops, len(written)]:
            if written[at:stop].strip():
                yield _trim(text, start + at, start + stop)
            at = stop


def _certain_stops(line: str) -> list[int] | None:
    """Where sentences end within the line; None if razdel has to be asked."""
    stops = [0]
    for mark in MARK.finditer(line):
        ends = _ends_sentence(line, mark.start(), mark.end(), stops[-1])
        if ends is None:
            return None
        if ends:
            stops.append(mark.end())
    return stops[1:]


def _ends_sentence(line: str, at: int, end: int, begun: int) -> bool | None:
    """Whether the mark ends the sentence that has begun there; None if that is not certain."""
    after = AFTER.match(line, end, end + WINDOW)
    if after is None or end - at > 1 or not line[begun:at].strip():  # « ! Мэр» is one sentence
        return None
    if after[1]:
        if after[1].islower():
            return False
    elif after[0][-1] in DASHES:
        following = FIRST_LETTERS.search(line, after.end(), end + WINDOW)
        if following and following[0].islower():
            return None
    sign, before = line[at], line[at - 1]
    if sign in "!?…;":
        return True
    if before.isspace():
        return None
    if sign == "." and before.isalpha():
        word = LETTERS_BEFORE.search(line, max(0, at - WINDOW), at)
        if word is None or word[0].lower() in _abbreviations():
            return None
        return None if at - begun <= LONGEST_ITEM and ROMAN.fullmatch(word[0]) else True
    if sign in ".)" and at - begun <= LONGEST_ITEM:
        return None
    return sign == "." or before in ".?!…"


@cache
def _abbreviations() -> frozenset[str]:
    """Words after which razdel looks closer at a full stop."""
    pairs = {word for pair in (*sokr.HEAD_PAIR_SOKRS, *sokr.PAIR_SOKRS) for word in pair}
    return frozenset({*sokr.HEAD_SOKRS, *sokr.SOKRS, *sokr.INITIALS, *pairs})


def _trim(text: str, start: int, stop: int) -> tuple[int, int]:
    inner = text[start:stop]
    return start + len(inner) - len(inner.lstrip()), stop - (len(inner) - len(inner.rstrip()))
