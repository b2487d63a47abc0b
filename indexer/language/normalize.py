"""One way of writing for the many that pages use, with exact offsets into the original.

Canonical composition (Unicode NFC) comes first: a decomposed «й» is «и» with a
breve, and stripping marks before composing would turn «Китайский» into
«Китаискии». Then stress marks, soft hyphens and zero-width characters go, and
every blank and every dash becomes the plain one. Capitals and ё stay: the
dictionary wants to see them.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
REMOVED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Soft hyphen, zero-width characters, direction marks, byte order mark."""

ONE_TO_ONE = (
    dict.fromkeys(BLANKS, " ")
    | dict.fromkeys(DASHES, "-")
    # NFC makes one letter of е or и with a grave stress mark.
    | {"\u0450": "е", "\u045d": "и", "\u0400": "Е", "\u040d": "И", "\u2019": "'", "\u02bc": "'"}
)
MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
ODD = re.compile(rf"[^{MARKS}{REMOVED}]?[{MARKS}][{MARKS}{REMOVED}]*|[{REMOVED}]+", re.DOTALL)
MARK = re.compile(f"[{MARKS}{REMOVED}]")
"""Tells ten times faster than ODD that there is none: ODD may begin with any character."""


@dataclass(frozen=True, slots=True)
class Normalized:
    """A text in its plain writing; `span` leads back to the original.

    `starts` and `stops` hold, for each character of `text`, the offsets in the
    original between which it stood; they are None where nothing has moved.
    """

    text: str
    starts: Sequence[int] | None = None
    stops: Sequence[int] | None = None

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """The part of the original that `text[start:stop]` came from; `start < stop`."""
        if self.starts is None or self.stops is None:
            return start, stop
        return self.starts[start], self.stops[stop - 1]


def normalize(text: str) -> Normalized:
    """Write the text plainly; offsets are in code points."""
    if MARK.search(text) is None:
        return Normalized(_plain(_compose(text)))
    pieces: list[str] = []
    starts, stops = array("q"), array("q")

    def keep(start: int, stop: int) -> None:
        pieces.append(_compose(text[start:stop]))
        starts.extend(range(start, stop))
        stops.extend(range(start + 1, stop + 1))

    at = 0
    for odd in ODD.finditer(text):
        start, stop = odd.span()
        keep(at, start)
        # Marks that no letter composes with, a stress mark above all, are dropped after composing.
        composed = MARK.sub("", unicodedata.normalize("NFC", odd[0].translate(WITHOUT_REMOVED)))
        pieces.append(composed)
        starts.extend([start] * len(composed))
        stops.extend([stop] * len(composed))
        at = stop
    keep(at, len(text))
    return Normalized(_plain("".join(pieces)), starts, stops)


WITHOUT_REMOVED = dict.fromkeys(map(ord, REMOVED))


def _plain(text: str) -> str:
    """The plain blanks, dashes and letters; a text seldom has any others, and looking for one is cheap."""
    for odd, plain in ONE_TO_ONE.items():
        if odd in text:
            text = text.replace(odd, plain)
    return text


def _compose(text: str) -> str:
    """NFC of a text without combining marks; left as it is in the rare case that it changes length."""
    if unicodedata.is_normalized("NFC", text):
        return text
    composed = unicodedata.normalize("NFC", text)
    return composed if len(composed) == len(text) else text


def fold(text: str) -> str:
    """Lower case, with е for ё: for comparing what people type with what was written."""
    return text.lower().replace("ё", "е")
