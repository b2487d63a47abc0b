"""Where sentences are: razdel within a line; a line's end always ends a sentence.

Most marks leave no doubt, and for those razdel's answer is known without asking
it, which is ten times faster: «…в Хабаровске. Мэр…» ends a sentence, «т. е.» asks.
razdel decides mark by mark, so it is asked for that mark alone.
"""

import re
from collections.abc import Iterator
from functools import cache

from razdel import sentenize
from razdel.segmenters import sokr
from razdel.segmenters.sentenize import SentSplit

LINE = re.compile(r"[^\r\n\u2028\u2029]+")
ENDING = re.compile(r"[.!?…;]")
"""What razdel looks for; a line without any of these is one sentence."""

MARK = re.compile(r"[.!?…;»”’\"„')\]}](?=\s)")
"""A mark that may end a sentence: one before a blank."""
SMILE = re.compile("[=:;]-?[)(]")
"""razdel takes a smile for one mark, so the brackets of «:)))» are none; it splits the whole of such a line itself."""
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
        elif SMILE.search(written):
            for sentence in sentenize(written):
                if sentence.text.strip():
                    yield _trim(text, start + sentence.start, start + sentence.stop)
        else:
            at = 0
            for stop in [*_stops(written), len(written)]:
                if written[at:stop].strip():
                    yield _trim(text, start + at, start + stop)
                at = stop


def _stops(line: str) -> list[int]:
    """Where sentences end within a line without smiles."""
    stops = []
    begun = 0
    for mark in MARK.finditer(line):
        at, end = mark.span()
        ends = _surely_ends(line, at, begun)
        if _ends_for_razdel(line, at, begun) if ends is None else ends:
            stops.append(end)
            begun = end
    return stops


def _ends_for_razdel(line: str, at: int, begun: int) -> bool:
    """Whether razdel ends the sentence that has begun there at the mark."""
    after = at + 1
    split = SentSplit(line[max(0, at - WINDOW) : at], line[at], line[after : after + WINDOW])
    split.buffer = line[begun:at]
    return not sentenize.join(split)


def _surely_ends(line: str, at: int, begun: int) -> bool | None:
    """Whether the mark ends the sentence that has begun there; None if that is not certain."""
    end = at + 1
    after = AFTER.match(line, end, end + WINDOW)
    if after is None or not line[begun:at].strip():  # « ! Мэр» is one sentence
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
