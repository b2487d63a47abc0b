"""The one or two sentences of an article that show why it was found.

A snippet has 160 to 260 code points where the article has as much to say. It
is made of whole sentences; a sentence too long for that is cut between words,
and «…» stands for what was left out.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from indexer.language import Token

from .answers import Marked, Span
from .marks import merged

SHORTEST, LONGEST = 160, 260
TELLING = 40
"""Code points from which a sentence says something: «11:36 07.12.2020» does not."""
GAP = " … "
CUT = "…"
BLANKS = re.compile(r"\s+")
WORD = re.compile(r"\w")
LINE_END = re.compile(r"[\r\n\u2028\u2029]")
CLOSING = re.compile(r"[^\S\r\n\u2028\u2029]?[^\w\s]+(?!\S)")
"""What ends a sentence after its last word."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a snippet can be taken from, with its tokens that the query found.

    `ends` are the places of the ends of its sentences, see `sentences_of`.
    """

    text: str
    found: Sequence[Token]
    ends: Sequence[int]


class _Sentence(NamedTuple):
    """A sentence of one of the texts: `texts[text][start:stop]`, with the marks inside it."""

    text: int
    number: int
    start: int
    stop: int
    spans: tuple[Span, ...] = ()
    words: frozenset[str] = frozenset()


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
    known = [s for i, text in enumerate(texts) for s in _sentences(i, text, sources[i])]
    if not known:
        return Marked("")
    # More different words of the query, then more marks, then what stands first and is more than a time or a name.
    best = max(
        [s for s in known if s.words] or known,
        key=lambda s: (len(s.words), len(s.spans), s.stop - s.start >= TELLING, -s.text, -s.number),
    )
    other = _richest(texts, known, best)
    room = LONGEST if other is None else max(LONGEST // 2, LONGEST - len(GAP) - (other.stop - other.start))
    first = _Piece(best.text, best.start, best.stop)
    if len(first) > room:
        first = _crop(texts[best.text].text, best, room)
    if other is None and len(first) >= SHORTEST:
        return _compose(texts, [first], adjacent=False)
    return _with_second(texts, known, best, first, other)


def _text_of(texts: Sequence[Marked], sentence: _Sentence) -> str:
    return texts[sentence.text].text[sentence.start : sentence.stop]


def _richest(texts: Sequence[Marked], known: list[_Sentence], best: _Sentence) -> _Sentence | None:
    """The sentence with most words of the query that the best one lacks; the nearest of equals."""
    place = known.index(best)
    said = _text_of(texts, best)
    others = [(i, s) for i, s in enumerate(known) if s.words - best.words and _text_of(texts, s) != said]
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
        if second is None or second is best or _text_of(texts, second) == _text_of(texts, best):
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


def _sentences(number: int, text: Marked, source: Source) -> list[_Sentence]:
    result = []
    # Both lists end with something after everything.
    after_all = len(text.text) + 1
    spans, span = [*text.spans, (after_all, after_all)], 0
    found, token = [*sorted(source.found), Token(after_all, after_all, 0, ())], 0
    for i, (start, stop) in enumerate(sentences_of(text.text, source.ends)):
        if found[token].start >= stop:
            result.append(_Sentence(number, i, start, stop))
            continue
        first, words = span, set()
        while spans[span][0] < stop:
            span += 1
        while found[token].start < stop:
            words.add(found[token].terms[0])
            token += 1
        result.append(_Sentence(number, i, start, stop, tuple(spans[first:span]), frozenset(words)))
    return result


def sentences_of(text: str, ends: Sequence[int]) -> list[Span]:
    """The sentences of a text, without the blanks around them; a line without any word is none.

    `ends` are the places right after the last word of each of them but the last.
    What follows a last word up to a blank belongs to its sentence: in «Мост
    открыт. «Амур» у моста» the full stop, but not the quotes.
    """
    result = []
    start = 0
    line_ends = [found.start() for found in LINE_END.finditer(text)]
    line_ends.append(len(text))  # after everything
    line = 0
    for end in ends:
        closing = CLOSING.match(text, end)
        stop = closing.end() if closing else end
        while text[start].isspace():
            start += 1
        while line_ends[line] < start:
            line += 1
        if line_ends[line] < stop:
            result += _said(text, start, stop)
        else:
            result.append((start, stop))
        start = stop
    return result + _said(text, start, len(text))


def _said(text: str, start: int, stop: int) -> list[Span]:
    """The line with words of a part of the text that has one at most."""
    word = WORD.search(text, start, stop)
    if word is None:
        return []
    for line_end in LINE_END.finditer(text, start, word.start()):
        start = line_end.end()
    rest = LINE_END.search(text, word.end(), stop)
    said = text[start : rest.start() if rest else stop].rstrip()
    return [(start + len(said) - len(said.lstrip()), start + len(said))]


def _crop(text: str, sentence: _Sentence, room: int, *, from_start: bool = False) -> _Piece:
    """The part of a sentence, between words, of at most `room` code points that shows most of its marks."""
    room -= 2 * len(CUT)
    blanks = [blank.span() for blank in BLANKS.finditer(text, sentence.start, sentence.stop)]
    starts = [sentence.start, *(end for _, end in blanks)]
    ends = [*(start for start, _ in blanks), sentence.stop]

    def last_end(start: int) -> int:
        before = bisect_right(ends, start + room)
        # A single word longer than the whole snippet has to be cut.
        return ends[before - 1] if before and ends[before - 1] > start else min(start + room, sentence.stop)

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
