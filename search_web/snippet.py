"""The one or two sentences of an article that show why it was found.

A snippet has 160 to 260 code points where the article has as much to say. It
is made of whole sentences; a sentence too long for that is cut between words,
and «…» stands for what was left out.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, starmap
from typing import NamedTuple

from indexer.language import Token

from .answers import Marked, Span
from .marks import merged

SHORTEST, LONGEST = 160, 260
TELLING = 40
"""Code points from which a sentence says something: «11:36 07.12.2020» does not."""
GAP = " … "
NEXT = " "
"""Between sentences that follow each other in the text."""
CUT = "…"
BLANKS = re.compile(r"\s+")
WORD = re.compile(r"\w")
LINE_END = re.compile(r"[\r\n\u2028\u2029]")
CLOSING = re.compile(r"[^\S\r\n\u2028\u2029]?[^\w\s]+(?!\S)")
"""What ends a sentence after its last word."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a snippet can be taken from, with its tokens that the query found.

    `ends` are the places right after the last word of each of its sentences but
    the last.
    """

    text: str
    found: Sequence[Token]
    ends: Sequence[int]


class _Sentence(NamedTuple):
    """A sentence of one of the texts, `texts[text][start:stop]`, with the marks inside it; the `place`-th of all."""

    place: int
    text: int
    start: int
    stop: int
    spans: tuple[Span, ...]


class _Sentences:
    """The sentences of all texts, each cut out when it is asked for: a snippet needs few of them."""

    def __init__(self, texts: Sequence[Marked], sources: Sequence[Source]) -> None:
        self._texts = texts
        self._ends = [source.ends for source in sources]
        self._first: list[int] = []
        """For each text the place of its first sentence."""
        self._words: defaultdict[int, set[str]] = defaultdict(set)
        """The words of the query in the sentence at a place, where there are any."""
        self._spans: defaultdict[int, list[Span]] = defaultdict(list)
        self._count = 0
        for text, source in zip(texts, sources, strict=True):
            first, ends = self._count, source.ends
            for token in source.found:
                self._words[first + bisect_right(ends, token.start)].add(token.terms[0])
            for span in text.spans:
                self._spans[first + bisect_right(ends, span[0])].append(span)
            self._first.append(first)
            self._count += len(ends) + (WORD.search(text.text, ends[-1] if ends else 0) is not None)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> _Sentence:
        text = bisect_right(self._first, place) - 1
        found = sentence_of(self._texts[text].text, self._ends[text], place - self._first[text])
        assert found is not None  # only the last sentence of a text may be none, which was not counted
        return _Sentence(place, text, *found, tuple(self._spans.get(place, ())))

    def after(self, text: int, at: int) -> Iterator[_Sentence]:
        """The sentences of a text that stop after a place in it, in their order."""
        return map(self.__getitem__, range(self._at(text, at), self._first_after(text)))

    def before(self, text: int, at: int) -> Iterator[_Sentence]:
        """Those that begin before it, the last first."""
        last = min(self._at(text, at), self._first_after(text) - 1)
        found = map(self.__getitem__, range(last, self._first[text] - 1, -1))
        return (sentence for sentence in found if sentence.start < at)

    def _at(self, text: int, at: int) -> int:
        """The place of the first sentence of a text that stops after a place in it; past its last where none does."""
        place = self._first[text] + max(0, bisect_right(self._ends[text], at) - 1)
        while place < self._first_after(text) and self[place].stop <= at:
            place += 1
        return place

    def _first_after(self, text: int) -> int:
        return self._first[text + 1] if text + 1 < len(self._first) else self._count

    def best(self) -> _Sentence:
        """The one with most different words of the query, then most marks, then what is first and says something."""
        places: Sequence[int] = range(self._count)
        if self._words:
            most = max((len(self._words[place]), len(self._spans[place])) for place in self._words)
            places = sorted(p for p in self._words if (len(self._words[p]), len(self._spans[p])) == most)
        telling = (s for s in map(self.__getitem__, places) if s.stop - s.start >= TELLING)
        return next(telling, None) or self[places[0]]

    def richest_beside(self, best: _Sentence) -> _Sentence | None:
        """The one with most words of the query that the best one lacks; the nearest of equals."""
        lacking = {place: len(words - self._words[best.place]) for place, words in self._words.items()}
        ranked = sorted(filter(lacking.get, sorted(lacking)), key=lambda p: (-lacking[p], abs(p - best.place)))
        said = _text_of(self._texts, best)
        return next((s for s in map(self.__getitem__, ranked) if _text_of(self._texts, s) != said), None)


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
    known = _Sentences(texts, sources)
    if not known:
        return Marked("")
    best = known.best()
    other = known.richest_beside(best)
    room = LONGEST if other is None else max(LONGEST // 2, LONGEST - len(GAP) - (other.stop - other.start))
    first = _Piece(best.text, best.start, best.stop)
    if len(first) > room:
        first = _crop(texts[best.text].text, best, room)
    if other is None and len(first) >= SHORTEST:
        return _compose(texts, [first], adjacent=False)
    return _with_second(texts, known, best, first, other)


def _text_of(texts: Sequence[Marked], sentence: _Sentence) -> str:
    return texts[sentence.text].text[sentence.start : sentence.stop]


def _with_second(
    texts: Sequence[Marked], known: _Sentences, best: _Sentence, first: _Piece, other: _Sentence | None
) -> Marked:
    """Add a second sentence: one with words that the first lacks, else the next one, else the one before."""
    following, preceding = best.place + 1, best.place - 1
    richest = () if other is None else (other.place,)
    short: list[tuple[list[_Piece], bool]] = []

    def made(pieces: list[_Piece], adjacent: bool) -> Marked:
        return _compose(texts, _lengthened(texts, known, pieces, adjacent=adjacent), adjacent=adjacent)

    for place in chain(richest, (following, preceding), range(len(known))):
        if place == best.place or not 0 <= place < len(known):
            continue
        second = known[place]
        # A lead is often repeated at the beginning of the body: the same sentence twice says nothing new.
        if _text_of(texts, second) == _text_of(texts, best):
            continue
        room = LONGEST - len(first) - len(GAP)
        piece = _Piece(second.text, second.start, second.stop)
        if len(piece) > room:
            piece = _crop(texts[second.text].text, second, room, from_start=place == following and not second.spans)
        pieces = [first, piece] if (best.text, best.start) < (second.text, second.start) else [piece, first]
        adjacent = place in (following, preceding)
        if place in richest or sum(map(len, pieces)) + len(GAP) >= SHORTEST:
            both = made(pieces, adjacent)
            if place in richest or len(both.text) >= SHORTEST:
                return both
        short.append((pieces, adjacent))
    # All others are short, too: the last of them, unless more can be said beside another one.
    longest = max(starmap(made, reversed(short)), key=lambda one: min(len(one.text), SHORTEST), default=None)
    return longest or _compose(texts, [first], adjacent=False)


def _between(before: _Piece, after: _Piece, *, adjacent: bool) -> str:
    """What joins two pieces."""
    return NEXT if adjacent and not (before.cut_after or after.cut_before) else GAP


def _lengthened(texts: Sequence[Marked], known: _Sentences, pieces: list[_Piece], *, adjacent: bool) -> list[_Piece]:
    """The pieces; where two short sentences say too little, one of them with what follows or precedes it."""
    missing = SHORTEST - len(_between(*pieces, adjacent=adjacent)) - sum(map(len, pieces))
    if missing <= 0:
        return pieces
    room = LONGEST - len(GAP) - sum(map(len, pieces)) - len(CUT)
    for i, piece in reversed(list(enumerate(pieces))):
        if piece.cut_after:
            continue
        text = texts[piece.text].text
        limit = min((other.start for other in pieces[i + 1 :] if other.text == piece.text), default=len(text))
        ends = []
        for sentence in known.after(piece.text, piece.stop):
            if sentence.stop > limit:
                break
            ends.append(sentence.stop)
            if sentence.stop - piece.stop > room:
                break
        if not ends:
            continue
        blanks = [blank.start() for blank in BLANKS.finditer(text, piece.stop, min(ends[-1], piece.stop + room + 1))]
        for stop in (*ends, *reversed(blanks)):
            if missing <= stop - piece.stop <= room:
                longer = replace(piece, stop=stop, cut_after=stop not in ends)
                return [*pieces[:i], longer, *pieces[i + 1 :]]
    for i, piece in enumerate(pieces):
        if piece.cut_before:
            continue
        limit = max((other.stop for other in pieces[:i] if other.text == piece.text), default=0)
        for sentence in known.before(piece.text, piece.start):
            if sentence.start < limit or piece.start - sentence.start > room:
                break
            if piece.start - sentence.start >= missing:
                return [*pieces[:i], replace(piece, start=sentence.start), *pieces[i + 1 :]]
    return pieces


def sentence_of(text: str, ends: Sequence[int], number: int) -> Span | None:
    """A sentence of a text, counted from 0, without the blanks around it; a line without any word is none.

    `ends` are the places right after the last word of each of them but the last.
    What follows a last word up to a blank belongs to its sentence: in «Мост
    открыт. «Амур» у моста» the full stop, but not the quotes.
    """
    start = _closed(text, ends[number - 1]) if number else 0
    if number == len(ends):
        return _said(text, start, len(text))
    stop = _closed(text, ends[number])
    while text[start].isspace():
        start += 1
    return _said(text, start, stop) if LINE_END.search(text, start, stop) else (start, stop)


def _closed(text: str, end: int) -> int:
    """Where a sentence stops that has its last word up to `end`."""
    closing = CLOSING.match(text, end)
    return closing.end() if closing else end


def _said(text: str, start: int, stop: int) -> Span | None:
    """The line with words of a part of the text that has one at most."""
    word = WORD.search(text, start, stop)
    if word is None:
        return None
    for line_end in LINE_END.finditer(text, start, word.start()):
        start = line_end.end()
    rest = LINE_END.search(text, word.end(), stop)
    said = text[start : rest.start() if rest else stop].rstrip()
    return start + len(said) - len(said.lstrip()), start + len(said)


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

    marked, unmarked = [a for a, _ in sentence.spans], [b for _, b in sentence.spans]

    def value(start: int) -> tuple[int, int]:
        first = bisect_left(marked, start)
        shown = max(0, bisect_right(unmarked, last_end(start)) - first)
        # Among equals the one with the most of its words before the first mark not too far: a third of the room.
        lead_in = marked[first] - start if first < len(marked) else 0
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
            out += _between(pieces[i - 1], piece, adjacent=adjacent)
        if piece.cut_before and not out.endswith(GAP):
            out += CUT
        shift = len(out) - piece.start
        source = texts[piece.text]
        out += source.text[piece.start : piece.stop]
        spans += [(a + shift, b + shift) for a, b in source.spans if piece.start <= a and b <= piece.stop]
        if piece.cut_after and not (i + 1 < len(pieces)):
            out += CUT
    return Marked(out, tuple(spans))
