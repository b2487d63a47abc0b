"""From text to tokens. Pure: no files, no engine, the same for every engine.

A text is gone through twice. The first pass finds the words and looks each up as
it is written (`lookup.py`), which costs one dictionary access for a word met
before. The second looks again at the few that need their neighbours: a choice
between readings, names beside given names, capitals among capitals, days.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, chain
from typing import NamedTuple, cast

from .context import END, MARKS, START, number
from .dates import around_month
from .form import Form, Manner, signature_of, unique
from .lookup import exact_terms, look_up
from .morphology import readings
from .names import FEMALE, MALE, keys
from .normalize import normalize
from .numerals import FIRST_GROUP, GROUP
from .sentences import sentences
from .token import SENTENCE_END, Tokens
from .words import WORD

ANALYSIS_VERSION = 3
"""Grows whenever the same text would give other terms, positions or regions."""

FORMS_CACHED, OTHERS_CACHED = 1 << 17, 1 << 16
"""Word forms, those within a sentence and those of each other manner of writing, after which the memory is put aside;
what is not met again then is forgotten. A form takes some 800 bytes."""

QUOTES = '«"„“'
NO_TERMS = (SENTENCE_END,)

_start, _end = signature_of([(number(START), 1.0)]), signature_of([(number(END), 1.0)])
_marks = {mark: signature_of([(number(mark), 1.0)]) for mark in MARKS}


class _Memory(dict[str, Form]):
    """The forms looked up so far in one manner of writing."""

    def __init__(self, manner: Manner) -> None:
        super().__init__()
        self.manner = manner
        self.most = FORMS_CACHED if manner is Manner.PLAIN else OTHERS_CACHED
        self.aside: dict[str, Form] = {}

    def __missing__(self, word: str) -> Form:
        if len(self) >= self.most:
            self.aside = dict(self)
            self.clear()
        form = self.aside.get(word)
        if form is None:
            hashtag = word[0] == "#"
            form = look_up(word[hashtag:], self.manner, hashtag=hashtag)
        self[word] = form
        return form


_plain, _first, _amid_capitals, _typed = map(_Memory, Manner)


def forget() -> None:
    """Forget the words looked up so far: some 300 MB after a hundred thousand articles."""
    for memory in (_plain, _first, _amid_capitals, _typed):
        memory.aside = {}
        memory.clear()
    readings.cache_clear()


def analyze(text: str) -> Tokens:
    """The words of the text with their terms.

    A compound gives a token for the whole, at the position of its first part,
    and one for each part, at consecutive positions; so does a day of several
    words. The end of a sentence takes a position, with an empty token, so that
    no phrase crosses it.
    """
    return _Pass(text, _plain, _first).tokens()


def analyze_query(text: str) -> Tokens:
    """The words of a query: like those of a text, but capitals narrow nothing, and a day is that day alone."""
    return _Pass(text, _typed, _typed).tokens()


class _Whole(NamedTuple):
    """A token over those from `first` to `last`: a day, a number in groups."""

    first: int
    last: int
    terms: tuple[str, ...]


class _Pass:
    """One text on its way to tokens: columns over its words, parts of compounds included."""

    def __init__(self, text: str, plain: _Memory, first: _Memory) -> None:
        self.normalized = normalize(text)
        self.typed = plain is _typed
        self.starts: list[int] = []
        self.stops: list[int] = []
        self.positions: list[int] = []
        self.terms: list[tuple[str, ...]] = []
        self.forms: list[Form] = []
        self.before: list[int] = []
        """What stands before a word: the signature of a mark or of a sentence's beginning, 0 for a mere blank."""
        self.pending: list[int] = []
        self._read(plain, first)

    def _read(self, plain: _Memory, first: _Memory) -> None:
        """Find the words and look each up; nearly all work is done a column at a time."""
        text = self.normalized.text
        found = WORD.findall(text)
        if not found:
            self.before.append(_end)
            return
        gaps, words = zip(*found, strict=True)
        # Gap and word by turns: the places where they end are those where words begin and end.
        edges = list(accumulate(map(len, chain.from_iterable(found))))
        starts, stops = edges[::2], edges[1::2]
        forms = list(map(plain.get, words))
        marks = [0] * len(words)
        breaks = self._after_marks(gaps, words, starts, forms, marks, first)
        missing = [i for i, form in enumerate(forms) if form is None]
        for i in missing:
            forms[i] = plain[words[i]]
        known = cast("list[Form]", forms)
        self._lay_out(starts, stops, known, marks, breaks)
        self.before.append(_end)
        self.pending = [i for i, form in enumerate(self.forms) if not form.plain]

    def _after_marks(
        self,
        gaps: Sequence[str],
        words: Sequence[str],
        starts: list[int],
        forms: list[Form | None],
        marks: list[int],
        first: _Memory,
    ) -> list[int]:
        """Put in what the words after anything but a blank are, and what stands before them; gives the words that
        begin a new sentence."""
        text, plain = self.normalized.text, _typed if self.typed else _plain
        ends = [stop for _, stop in sentences(text)]
        ends.append(len(text) + 1)
        sentence, end = 0, ends[0]
        breaks = []
        for i in [0, *(i for i, gap in enumerate(gaps) if gap != " " and i)]:
            gap, start = gaps[i], starts[i]
            mark, begins = (0, False) if i else (_start, True)
            if gap != " ":
                if start >= end:
                    while start >= end:
                        sentence += 1
                        end = ends[sentence]
                    mark, begins = _start, True
                    if i:
                        breaks.append(i)
                elif gap := gap.strip():
                    mark = _marks.get(gap[0], mark)
                    begins = begins or gap[-1] in QUOTES or ":" in gap
            word = f"#{words[i]}" if gap and text[start - 1] == "#" else words[i]
            # A word in small letters is the same word wherever it stands.
            forms[i] = first[word] if begins and not word.islower() else plain[word]
            marks[i] = mark
        return breaks

    def _lay_out(
        self, starts: list[int], stops: list[int], forms: list[Form], marks: list[int], breaks: list[int]
    ) -> None:
        """Make columns of the words, with the ends of sentences before `breaks` and the parts of compounds put in."""
        begun = set(breaks)
        changed = sorted(begun.union(i for i, form in enumerate(forms) if form.parts))
        wholes: list[int] = []  # where the compounds will be
        added = 0
        for i in changed:
            added += i in begun
            if parts := forms[i].parts:
                wholes.append(i + added)
                added += len(parts)
        for i in reversed(changed):  # from the end: what is put in moves only what is done
            if parts := forms[i].parts:
                start, after = starts[i], i + 1
                starts[after:after] = [start + part_start for part_start, _, _ in parts]
                stops[after:after] = [start + part_stop for _, part_stop, _ in parts]
                forms[after:after] = [part for _, _, part in parts]
                marks[after:after] = [0] * len(parts)
            if i in begun:
                end = stops[i - 1]
                starts.insert(i, end)
                stops.insert(i, end)
                forms.insert(i, BREAK)
                marks.insert(i, _end)
        self.starts, self.stops, self.forms, self.before = starts, stops, forms, marks
        self.terms = [form.terms for form in forms]
        at = 0
        for shared, whole in enumerate(wholes):  # its first part stands where the whole stands
            self.positions += range(at - shared, whole + 1 - shared)
            at = whole + 1
        self.positions += range(at - len(wholes), len(forms) - len(wholes))

    def tokens(self) -> Tokens:
        """All tokens, once the neighbours have had their say."""
        wholes = [whole for i in self.pending for whole in self._look_again(i)]
        starts, stops = self.starts, self.stops
        if self.normalized.starts is not None and self.normalized.stops is not None:
            moved_starts, moved_stops = self.normalized.starts, self.normalized.stops
            stops = [moved_stops[stop - 1] if stop else 0 for stop in stops]
            starts = [
                stop if a == b else moved_starts[a] for a, b, stop in zip(self.starts, self.stops, stops, strict=True)
            ]
        tokens = Tokens(starts, stops, self.positions, self.terms)
        for first, last, terms in sorted(wholes, reverse=True):
            tokens.stops.insert(first, tokens.stops[last])
            tokens.starts.insert(first, tokens.starts[first])
            tokens.positions.insert(first, tokens.positions[first])
            tokens.terms.insert(first, terms)
        return tokens

    def _word(self, i: int) -> str:
        return self.normalized.text[self.starts[i] : self.stops[i]]

    def _look_again(self, i: int) -> Iterator[_Whole]:
        form = self.forms[i]
        if form.capitals and self._is_amid_capitals(i):
            form = self.forms[i] = _amid_capitals[self._word(i)]
            if self.typed:
                lower = _typed[self._word(i).lower()]
                form = Form(unique([*form.terms[:1], *lower.terms]) if form.terms[0].isupper() else lower.terms)
            self.terms[i] = form.terms
        if form.initial and self.normalized.text[self.stops[i] : self.stops[i] + 1] == ".":
            letter = self._word(i).lower()
            self.terms[i] = _of_initial(letter)
        elif form.as_person and (genders := self._given_beside(i)):
            self.terms[i] = form.as_person[genders]
        elif form.choice:
            left = self.before[i] or self.forms[i - 1].signature
            right = self.before[i + 1] or self.forms[i + 1].signature
            self.terms[i] = form.choice.terms(left, right)
        if form.particle:
            self._name_of_the_east(i - 1)
        if form.month:
            yield from self._day(i)
        elif form.number:
            yield from self._grouped_number(i)

    def _is_amid_capitals(self, i: int) -> bool:
        """Whether a neighbour in the sentence is all in capitals too, and more than an abbreviation of the table."""
        for other in (i - 1, i + 1):
            inside = 0 <= other < len(self.forms) and self.before[max(i, other)] not in (_start, _end)
            if inside and self.forms[other].capitals:
                return True
        return False

    def _given_beside(self, i: int) -> int:
        """The genders of the given name next to a word; 0 if there is none."""
        for other in (i - 1, i + 1):
            if not 0 <= other < len(self.forms) or self.before[max(i, other)]:
                continue
            form = self.forms[other]
            if form.initial and self.normalized.text[self.stops[other] : self.stops[other] + 1] == ".":
                return MALE | FEMALE
            if form.given:
                return form.given
        return 0

    def _name_of_the_east(self, i: int) -> None:
        """Make a name of the word before a particle: «Сейфа аль-Ислама»."""
        if i < 0 or self.before[i + 1] or not self._word(i)[0].isupper() or self.forms[i].given:
            return
        lower = self._word(i).lower()
        # At the beginning of a sentence a capital tells nothing: «Президент бен Али» is still about a president.
        kept = self.terms[i] if self.typed or self.before[i] == _start else ()
        self.terms[i] = unique([*kept, *keys(lower), *exact_terms(lower)])

    def _stands_alone(self, i: int) -> bool:
        """Whether there is a word at `i`, and it is no part of a compound."""
        if not 0 <= i < len(self.forms) or self.forms[i] is BREAK:
            return False
        return not any(self.stops[i] <= self.stops[k] for k in range(max(0, i - 4), i))

    def _day(self, i: int) -> Iterator[_Whole]:
        previous = i - 1 if self._stands_alone(i - 1) and not self.before[i] else None
        following = i + 1 if self._stands_alone(i + 1) and not self.before[i + 1] else None
        terms, with_day, with_year = around_month(
            self._word(previous).lower() if previous is not None else "",
            self._word(i).lower(),
            self._word(following) if following is not None else "",
        )
        if terms:
            yield _Whole(i - with_day, i + with_year, terms[:1] if self.typed else terms)

    def _grouped_number(self, i: int) -> Iterator[_Whole]:
        """«10 000» is one number, 10000, and the two that it is written with."""
        if not FIRST_GROUP.fullmatch(self._word(i)) or not self._stands_alone(i):
            return
        last = i
        while (
            last + 1 < len(self.forms)
            and not self.before[last + 1]
            and self.starts[last + 1] == self.stops[last] + 1
            and self._stands_alone(last + 1)
            and GROUP.fullmatch(self._word(last + 1))
        ):
            last += 1
        if last > i:
            yield _Whole(i, last, ("".join(map(self._word, range(i, last + 1))),))


@cache
def _of_initial(letter: str) -> tuple[str, ...]:
    return f"{letter}.", *exact_terms(letter)


BREAK = Form(NO_TERMS)
"""Stands where a sentence ends."""
