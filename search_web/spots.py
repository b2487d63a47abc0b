"""Where the words of a typed query are, operators left aside: the places that can be repaired.

Reads the text as the query language does, but blindly: on the other keyboard
layout `[ ] ; ' , .` and the backtick are letters, so nothing but blanks,
brackets, bars and quotes ends a run of characters.

    -gtrby title:(vjcrdf | !gtrby) source:Вести "vthf gtrbyf"~3
     ^^^^^        ^^^^^^    ^^^^^                ^^^^ ^^^^^^
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .chunks import DATE_FIELDS, KEYWORD_FIELDS, WORD_FIELDS
from .symbols import AND_WORDS, CLOSING, NOT_WORDS, OR_WORDS

RUN = re.compile(r'[^\s()|&"«»„“”]+')
SIGNS = re.compile(r"[-+!]*")
NAME = re.compile(r"([^\W\d_]+):")
ENDING = re.compile(r"(?P<stars>\*+)$|~\d+$")
OPERATORS = OR_WORDS | AND_WORDS | NOT_WORDS


class Spot(NamedTuple):
    """A run of letters, `text[start:stop]` in code points; `prefix` where an asterisk follows it."""

    start: int
    stop: int
    prefix: bool = False

    def within(self, text: str) -> str:
        """What was typed there."""
        return text[self.start : self.stop]


def spots(text: str) -> Iterator[Spot]:
    """The places of the words of the query, in order; values of fields that do not look for words are none."""
    after = 0
    for run in RUN.finditer(text):
        start, stop = run.span()
        if start < after or run[0] in OPERATORS:
            continue
        start = _past(SIGNS, text, start, stop)
        if name := NAME.match(text, start, stop):
            field = name[1].lower()
            if field in KEYWORD_FIELDS or field in DATE_FIELDS:
                after = _value_ends(text, name.end(), stop)
                continue
            if field in WORD_FIELDS:
                start = _past(SIGNS, text, name.end(), stop)
        ending = ENDING.search(text[start:stop])
        if ending:
            stop = start + ending.start()
        if start < stop:
            yield Spot(start, stop, bool(ending and ending["stars"]))


def _past(what: re.Pattern[str], text: str, start: int, stop: int) -> int:
    found = what.match(text, start, stop)
    return found.end() if found else start


def _value_ends(text: str, start: int, stop: int) -> int:
    """Where the value of a field ends: with its run, or with the quotes that open right after the colon."""
    if start < stop or text[stop : stop + 1] not in CLOSING:
        return stop
    ends = [end for closing in CLOSING[text[stop]] if (end := text.find(closing, stop + 1)) >= 0]
    return min(ends) + 1 if ends else stop
