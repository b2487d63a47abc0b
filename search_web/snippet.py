"""The one or two sentences of an article that show why it was found.

A snippet has 160 to 260 code points where the article has as much to say. It
is made of whole sentences; a sentence too long for that is cut between words,
and «…» stands for what was left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.language import Token, sentences

from .answers import Marked, Span
from .marks import merged

SHORTEST, LONGEST = 160, 260
TELLING = 40
"""Code points from which a sentence says something: «11:36 07.12.2020» does not."""
GAP = " … "
CUT = "…"
BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a snippet can be taken from, with its tokens that the query found."""

    text: str
    found: Sequence[Token]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of one of the texts: `texts[text][start:stop]`, with the marks inside it."""

    text: int
    number: int
    start: int
    stop: int
    spans: tuple[Span, ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    text: int
    start: int
    stop: int
    cut_before: bool = False
    cut_after: bool = False

    def __len__(self) -> int:
        return self.stop - self.start + self.cut_before + self.cut_after


def make_snippet(sources: Sequence[Source]) -> Marked:
    """The best sentences of the sources (the lead, the body, ...), with the words found in them marked."""
    texts = [Marked(s.text, merged((token.start, token.stop) for token in s.found)) for s in sources]
    known = [s for i, text in enumerate(texts) for s in _sentences(i, text, sources[i].found)]
    if not known:
        return Marked("")
    # More different words of the query, then more marks, then what stands first and is more than a time or a name.
    best = max(known, key=lambda s: (len(s.words), len(s.spans), s.stop - s.start >= TELLING, -s.text, -s.number))
    other = _richest(texts, known, best)
    room = LONGEST if other is None else max(LONGEST // 2, LONGEST - len(GAP) - (other.stop - other.start))
    first = _Piece(best.text, best.start, best.stop)
    if len(first) > room:
        first = _crop(texts[best.text].text, best, room)
    if other is None and len(first) >= SHORTEST:
        return _compose(texts, [first], adjacent=False)
    return _with_second(texts, known, best, first, other)


def _said(texts: Sequence[Marked], sentence: _Sentence) -> str:
    return texts[sentence.text].text[sentence.start : sentence.stop]


def _richest(texts: Sequence[Marked], known: list[_Sentence], best: _Sentence) -> _Sentence | None:
    """The sentence with most words of the query that the best one lacks; the nearest of equals."""
    place = known.index(best)
    others = [(i, s) for i, s in enumerate(known) if s.words - best.words and _said(texts, s) != _said(texts, best)]
    if not others:
        return None
    return max(others, key=lambda other: (len(other[1].words - best.words), -abs(other[0] - place)))[1]


def _with_second(
    texts: Sequence[Marked], known: list[_Sentence], best: _Sentence, first: _Piece, other: _Sentence | None
) -> Marked:
    """Add a second sentence: one with words that the first lacks, else the next one, else the one before."""
    place = known.index(best)
    following = known[place + 1] if place + 1 < len(known) else None
    preceding = known[place - 1] if place else None
    for second in (other, following, preceding, *known):
        # A lead is often repeated at the beginning of the body: the same sentence twice says nothing new.
        if second is None or second is best or _said(texts, second) == _said(texts, best):
            continue
        room = LONGEST - len(first) - len(GAP)
        piece = _Piece(second.text, second.start, second.stop)
        if len(piece) > room:
            piece = _crop(texts[second.text].text, second, room, from_start=second is following and not second.spans)
        if len(piece) + len(GAP) + len(first) < SHORTEST and second is not known[-1] and second is not other:
            continue
        pieces = [first, piece] if (best.text, best.start) < (second.text, second.start) else [piece, first]
        adjacent = second is following or second is preceding
        return _compose(texts, _lengthened(texts, known, pieces), adjacent=adjacent)
    return _compose(texts, [first], adjacent=False)


def _lengthened(texts: Sequence[Marked], known: list[_Sentence], pieces: list[_Piece]) -> list[_Piece]:
    """The pieces; where two short sentences say too little, one of them with what follows or precedes it."""
    missing = SHORTEST - len(GAP) - sum(map(len, pieces))
    if missing <= 0:
        return pieces
    room = LONGEST - len(GAP) - sum(map(len, pieces)) - len(CUT)
    for i, piece in reversed(list(enumerate(pieces))):
        taken = [other.start for other in pieces[i + 1 :] if other.text == piece.text]
        ends = [
            s.stop for s in known if s.text == piece.text and s.stop > piece.stop and not (taken and s.stop > taken[0])
        ]
        if piece.cut_after or not ends:
            continue
        blanks = [blank.start() for blank in BLANKS.finditer(texts[piece.text].text, piece.stop, ends[-1])]
        for stop in (*ends, *reversed(blanks)):
            if missing <= stop - piece.stop <= room:
                longer = replace(piece, stop=stop, cut_after=stop not in ends)
                return [*pieces[:i], longer, *pieces[i + 1 :]]
    for i, piece in enumerate(pieces):
        taken = [other.stop for other in pieces[:i] if other.text == piece.text]
        known_starts = [s.start for s in known if s.text == piece.text and s.start < piece.start]
        for start in reversed([start for start in known_starts if not taken or start >= taken[-1]]):
            if not piece.cut_before and missing <= piece.start - start <= room:
                return [*pieces[:i], replace(piece, start=start), *pieces[i + 1 :]]
    return pieces


def _sentences(number: int, text: Marked, found: Sequence[Token]) -> list[_Sentence]:
    result = []
    for i, (start, stop) in enumerate(sentences(text.text)):
        inside = tuple(span for span in text.spans if start <= span[0] and span[1] <= stop)
        words = frozenset(token.terms[0] for token in found if start <= token.start and token.stop <= stop)
        result.append(_Sentence(number, i, start, stop, inside, words))
    return result


def _crop(text: str, sentence: _Sentence, room: int, *, from_start: bool = False) -> _Piece:
    """The part of a sentence, between words, of at most `room` code points that shows most of its marks."""
    room -= 2 * len(CUT)
    starts = [m.end() for m in BLANKS.finditer(text, sentence.start, sentence.stop)]
    starts = [sentence.start, *starts]
    ends = [m.start() for m in BLANKS.finditer(text, sentence.start, sentence.stop)]
    ends = [*ends, sentence.stop]

    def last_end(start: int) -> int:
        # A single word longer than the whole snippet has to be cut.
        return max((end for end in ends if start < end <= start + room), default=min(start + room, sentence.stop))

    def value(start: int) -> tuple[int, int]:
        stop = last_end(start)
        shown = sum(start <= a and b <= stop for a, b in sentence.spans)
        # Among equals the one with the most of its words before the first mark not too far: a third of the room.
        lead_in = min((a - start for a, _ in sentence.spans if a >= start), default=0)
        return shown, -abs(lead_in - room // 3)

    # Beginning later than at the first place from which all the rest fits would leave room unused.
    to_the_end = next((start for start in starts if start + room >= sentence.stop), starts[-1])
    full = [start for start in starts if start <= to_the_end]
    start = sentence.start if from_start or not sentence.spans else max(full, key=value)
    stop = last_end(start)
    return _Piece(sentence.text, start, stop, start > sentence.start, stop < sentence.stop)


def _compose(texts: Sequence[Marked], pieces: list[_Piece], *, adjacent: bool) -> Marked:
    """The pieces as one text, with the marks moved to where they stand in it."""
    out, spans = "", []
    for i, piece in enumerate(pieces):
        if i:
            out += " " if adjacent and not piece.cut_before and not pieces[i - 1].cut_after else GAP
        if piece.cut_before and not out.endswith(GAP):
            out += CUT
        shift = len(out) - piece.start
        source = texts[piece.text]
        out += source.text[piece.start : piece.stop]
        spans += [(a + shift, b + shift) for a, b in source.spans if piece.start <= a and b <= piece.stop]
        if piece.cut_after and not (i + 1 < len(pieces)):
            out += CUT
    return Marked(out, tuple(spans))
