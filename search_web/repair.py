"""Words that no article has, read as what was meant: another keyboard layout, Latin letters, a typo.

    gtrby                  → пекин          (layout)
    Khabarovsk             → Хабаровск      (transliteration)
    сотруднечество         → сотрудничество (typo)

Everything is decided against the index: only what no article has is changed,
and only into what some article has. Operators stay where they are.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, pairwise

from indexer.engine import Reader
from indexer.language import EXACT, fold, is_function_word, normalize

from . import layout, translit, typos
from .lexicon import Lexicon, in_dictionary, is_latin, known_places, same_lemma
from .query_language import LONGEST_TEXT
from .spots import Spot, spots
from .words import grouped

MOST_REPAIRED = 8
"""Words of one query that are tried."""
MOST_LOOKS = 8
"""How often all words of the index are looked through for similar ones; with 300,000 of them, a look takes 30 ms."""
MOST_PIECES = 4
"""Parts of a compound that are transliterated one by one."""
SHORTEST_PREFIX = 3

KNOWN_PLACES = known_places()


class RepairKind(StrEnum):
    """What was wrong; stable names for programs."""

    LAYOUT = "layout"
    TRANSLIT = "translit"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class Edit:
    """`typed`, which is text[start:stop] in code points of the query as typed, is read as `read`."""

    start: int
    stop: int
    typed: str
    read: str
    kind: RepairKind


@dataclass(frozen=True, slots=True)
class Repaired:
    """The query to answer instead of the typed one, and how they differ.

    `edits`, sorted and not overlapping, make `text` out of what was typed.
    `offered` may have been meant too, but was not done: «Возможно, вы имели в
    виду …». With `cut`, more words needed repair than are tried.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    offered: tuple[Edit, ...] = ()
    cut: bool = False


def repaired(text: str, reader: Reader, places: Container[str] = KNOWN_PLACES) -> Repaired:
    """Repair the words of a query that are in no article. Any text will do; without such words it stays as it is.

    `places` holds lower-case names of places, in any form: rightly typed, they
    are never taken for typos of others.
    """
    repair = _Repair(text, Lexicon(reader, places))
    repair.run()
    edits = tuple(sorted(repair.edits, key=lambda edit: edit.start))
    offered = tuple(sorted(repair.offered, key=lambda edit: edit.start))
    return Repaired(applied(text, edits), edits, offered, repair.cut)


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made; they are sorted and do not overlap."""
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.read]
        at = edit.stop
    return "".join([*pieces, text[at:]])


@dataclass
class _Repair:
    text: str
    lexicon: Lexicon
    edits: list[Edit] = field(default_factory=list)
    offered: list[Edit] = field(default_factory=list)
    cut: bool = False
    looks: int = 0

    def run(self) -> None:
        """Kind after kind, the surest first; a word that was repaired is not looked at again."""
        every = list(spots(self.text[:LONGEST_TEXT]))
        unknown = [spot for spot in every if not self._is_known(spot)]
        guessed = [spot for spot in every if spot not in unknown and self._is_only_guessed(spot)]
        self.cut = len(unknown) > MOST_REPAIRED
        unknown = unknown[:MOST_REPAIRED]
        self._join(every, unknown)
        for step in (self._layout, self._translit):
            unknown = [spot for spot in unknown if not self._is_done(spot) and not step(spot)]
        self._all_on_one_layout(every, unknown)
        self._all_in_latin(every)
        for spot in unknown:
            if not self._is_done(spot) and not spot.prefix:
                self._typo(spot, first=spot.start == every[0].start)
        for spot in guessed[: MOST_LOOKS - self.looks]:
            if not self._is_done(spot):
                self._misspelled(*spot[:2], first=spot.start == every[0].start, found=True)

    def _is_known(self, spot: Spot) -> bool:
        """Whether an article has what was typed there, or it holds no word at all."""
        typed = spot.within(self.text)
        if spot.prefix:
            return len(typed) < SHORTEST_PREFIX or self.lexicon.begins(typed)
        return self.lexicon.knows(typed)

    def _is_only_guessed(self, spot: Spot) -> bool:
        """«наконецто»: no article has it, and yet some are found, by a guess at what it is a form of."""
        typed = spot.within(self.text)
        form = fold(normalize(typed).text)
        may_be_typo = not spot.prefix and typos.may_be_typo(form) and not typos.is_abbreviation(typed, self.text)
        return may_be_typo and not self.lexicon.is_right(form) and not self.lexicon.articles([EXACT + form])

    def _is_done(self, spot: Spot) -> bool:
        return any(edit.start < spot.stop and spot.start < edit.stop for edit in self.edits)

    def _edit(self, start: int, stop: int, read: str, kind: RepairKind) -> bool:
        typed = self.text[start:stop]
        if read == typed:
            return False
        self.edits.append(Edit(start, stop, typed, read, kind))
        return True

    # A blank too many

    def _join(self, every: Sequence[Spot], unknown: Sequence[Spot]) -> None:
        """«Хаба ровск»: two runs of letters that are a word only together."""
        for left, right in pairwise(every):
            between = self.text[left.stop : right.start]
            if left.prefix or right.prefix or between.strip() or {left, right}.isdisjoint(unknown):
                continue
            halves = left.within(self.text), right.within(self.text)
            if not all(half.isalpha() for half in halves) or all(in_dictionary(fold(half)) for half in halves):
                continue
            if not (self._is_done(left) or self._is_done(right)) and self.lexicon.reads("".join(halves)):
                self._edit(left.start, right.stop, "".join(halves), RepairKind.TYPO)

    # Keyboard layout

    def _layout(self, spot: Spot) -> bool:
        accept = self.lexicon.begins if spot.prefix else self.lexicon.reads
        for start, stop, read in layout.readings(spot.within(self.text)):
            # «TV» is not «ем»: two letters are words on too many layouts.
            if len(read) > 2 and accept(read):
                return self._edit(spot.start + start, spot.start + stop, read, RepairKind.LAYOUT)
        return False

    def _all_on_one_layout(self, every: Sequence[Spot], unknown: Sequence[Spot]) -> None:
        """«d vjcrdt b gtrbyt»: among words on the wrong layout, prepositions are on it too, though articles have «d».

        So are words that the dictionary has and no article: shown as unknown, they should be shown readable.
        """
        on_wrong = [edit for edit in self.edits if edit.kind is RepairKind.LAYOUT and is_latin(edit.typed)]
        latin = [spot for spot in every if is_latin(spot.within(self.text)) and not self._is_done(spot)]
        if len(on_wrong) < sum(spot.stop - spot.start > 2 and spot not in unknown for spot in latin) or not on_wrong:
            return
        for spot in latin:
            for start, stop, read in layout.readings(spot.within(self.text)):
                word = fold(read)
                if in_dictionary(word) and (spot in unknown or is_function_word(word)):
                    self._edit(spot.start + start, spot.start + stop, read, RepairKind.LAYOUT)
                    break

    # Latin letters

    def _translit(self, spot: Spot) -> bool:
        found = translit.latin_words(spot.within(self.text))
        done = [self._transliterated(spot.start + start, spot.start + stop, spot.prefix) for start, stop in found]
        return any(done)

    def _transliterated(self, start: int, stop: int, prefix: bool) -> bool:
        """A compound as a whole first, «Ulan-Ude», then its parts."""
        typed = self.text[start:stop]
        if prefix:
            read = next(filter(self.lexicon.begins, translit.candidates(typed, translit.MOST_FORMS)), None)
        elif self.lexicon.knows(typed):
            return False
        else:
            read = translit.best(typed, self.lexicon)
        if read:
            return self._edit(start, stop, like(typed, read), RepairKind.TRANSLIT)
        pieces = [piece.span() for piece in translit.PIECE.finditer(typed)]
        if not 2 <= len(pieces) <= MOST_PIECES or prefix:
            return False
        done = [self._transliterated(start + first, start + last, prefix) for first, last in pieces]
        return any(done)

    def _all_in_latin(self, every: Sequence[Spot]) -> None:
        """«Vladimir Putin»: beside a word in Latin letters, others are so too, though some article has «Putin»."""
        if all(edit.kind is not RepairKind.TRANSLIT for edit in self.edits):
            return
        for spot in every:
            typed = spot.within(self.text)
            if self._is_done(spot) or spot.prefix or translit.latin_words(typed) != [(0, len(typed))]:
                continue
            read = translit.best(typed, self.lexicon)
            if read and self.lexicon.reads(read) >= COMMONER * self.lexicon.reads(typed):
                self._edit(spot.start, spot.stop, like(typed, read), RepairKind.TRANSLIT)

    # Typos

    def _typo(self, spot: Spot, *, first: bool) -> None:
        typed = spot.within(self.text)
        if is_latin(typed):
            self._misspelled_elsewhere(spot)
            return
        for word in grouped(typed):
            if not self.lexicon.knows_word(typed, word):
                for part in word[1] or [word[0]]:
                    if not self.lexicon.knows_word(typed, (part, [])):
                        self._misspelled(spot.start + part.start, spot.start + part.stop, first=first)

    def _misspelled(self, start: int, stop: int, *, first: bool, found: bool = False) -> None:
        """Correct a word, or offer to; with `found`, and where the word is a right one, only offer."""
        typed = self.text[start:stop]
        form = fold(normalize(typed).text)
        # A place is never taken for another one, nor anything else.
        if not typos.may_be_typo(form) or typos.is_abbreviation(typed, self.text) or form in self.lexicon.places:
            return
        capital = typed[:1].isupper() and not typed.isupper()
        no_name = (typos.NO_NAME_FIRST if first else typos.NO_NAME) if capital else 0.0
        best = next(iter(self._corrections(form, no_name)), None)
        if best is None:
            return
        edit = Edit(start, stop, typed, like(typed, best.read), RepairKind.TYPO)
        if found or self.lexicon.is_right(form):
            if best.is_close and not same_lemma(form, best.read):
                self.offered.append(edit)
        elif best.is_likely(form, capital=capital):
            self.edits.append(edit)
        elif best.is_possible:
            self.offered.append(edit)

    def _corrections(self, form: str, no_name: float = 0.0) -> list[typos.Correction]:
        if self.looks == MOST_LOOKS:
            self.cut = True
            return []
        self.looks += 1
        return typos.corrections(form, self.lexicon, no_name)

    def _may_be_wrong(self, form: str) -> bool:
        """«Ivanov» is «Иванов», rightly, and no slip for «Иванова»; «хфцгбцфыбт» is nothing at all."""
        return typos.is_sayable(form) and not self.lexicon.is_right(form)

    def _misspelled_elsewhere(self, spot: Spot) -> None:
        """A slip besides Latin letters: in a Latin word of the index, on the other layout, in transliteration."""
        typed = spot.within(self.text)
        readings = [(0, len(typed), typed, RepairKind.TYPO)]
        readings += [(*found, RepairKind.LAYOUT) for found in islice(layout.readings(typed), 1)]
        readings += [
            (start, stop, read, RepairKind.TRANSLIT)
            for start, stop in translit.latin_words(typed)
            for read in translit.candidates(typed[start:stop], 1)
        ]
        for start, stop, read, kind in readings:
            form = fold(read)
            if len(form) < SURE_LETTERS or not form.isalpha() or not (read.isascii() or self._may_be_wrong(form)):
                continue
            found = self._corrections(form)
            if found and found[0].is_likely(form, capital=True):
                read = like(typed[start:stop].lstrip(layout.marks()), found[0].read)
                self._edit(spot.start + start, spot.start + stop, read, kind)
                return


COMMONER = 10
"""How many times as many articles must have a word in Cyrillic, when some have it in Latin letters."""
SURE_LETTERS = 6
"""Letters of a word that may be misspelled besides being in Latin letters."""


def like(typed: str, read: str) -> str:
    """`read` with capitals as in `typed`: «Хабравоск», «ХАБРАВОСК», «Ulan-Ude»."""
    if len(typed) > 1 and typed.isupper():
        return read.upper()
    pieces, heads = read.split("-"), typed.split("-")
    if len(pieces) == len(heads):
        return "-".join(p[:1].upper() + p[1:] if h[:1].isupper() else p for p, h in zip(pieces, heads, strict=True))
    return read[:1].upper() + read[1:] if typed[:1].isupper() else read
