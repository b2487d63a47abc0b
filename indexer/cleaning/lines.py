"""The lines of a saved page, and what each looks like by itself: a paragraph, a headline, a day, a menu."""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from ..language.tables import rows
from .days import WrittenDay, days_in
from .phrases import Phrase, menu_words, phrase_of, plain

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SAID = re.compile(r"\w+")
STEM = 5  # letters: enough to join the forms of a word, which is all that is asked of it
FINAL = re.compile(r"[.!?…][\"»”’)\]]*(?:\s*[–—-])?$|^[«„\"–—-].*[»”\"]$")
CUT_OFF = re.compile(r"(?:\[…\]|\[\.\.\.\]|…|\.\.\.)\s*(?:читать далее|подробнее|далее)?[\s»>]*$", re.IGNORECASE)
OPEN_END = re.compile(r"[:;,–—-]$")
ITEM = re.compile(r"^(?:[•·▪■●*–—-]|\d{1,2}[.)])\s*")
HASHTAGS = re.compile(r"^(?:#[\w-]+[\s,;.]*)+$")
ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
SCORE = re.compile(r"\d\s*[:–—-]\s*\d|\d.*\d")
FIGURE = re.compile(r"^[+-]?\d[\d\s.,]*%?$")
SEPARATED = re.compile(r"\s[|•·→»>/]\s|\s{3,}|\|")
CLOCK = re.compile(r"^\W*(?:[01]?\d|2[0-3]):[0-5]\d\W*$")
DAY_LABEL = re.compile(
    r"\b(?:опубликован[оа]?|публикация|дата публикации|дата создания|дата|создан[оа]?|добавлен[оа]?|размещен[оа]?"
    r"|время публикации|от|просмотр\w*|комментари\w*|прочтени\w*|автор|источник|в|мск"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс)\b",
)
CHANGED = re.compile(
    r"\b(?:обновлен\w*|изменен\w*|отредактирован\w*|актуализ\w*|сохранен\w*|дата обновления|дата изменения)\b"
)
PUBLISHED = re.compile(
    r"\b(?:опубликован\w*|дат[аы] публикации|время публикации|размещен[оа]?|дата создания|дата размещения)\b"
)
MAY_HAVE_DAY = re.compile(
    r"\d[./-]\d|\d[- го]*\s(?:янв|фев|мар|апр|ма[яй]|ию[нл]|авг|сен|окт|ноя|дек)"
    r"|(?:янв|фев|мар|апр|ма[яй]|ию[нл]|авг|сен|окт|ноя|дек)[а-я]*\.?\s+\d|сегодня|вчера"
)
LONGEST_DAY_LINE = 160  # characters
LONGEST_NAMED = 45  # words: what is longer is a paragraph that mentions the phrase
LONGER_THAN_HEADLINES = 21  # words
BESIDE_A_DAY = 5  # words that may share a line with a day: a section, a town, an author


# Furniture that comes in whole sentences; buttons, labels and names of blocks do not.
NOTICES = frozenset({"access", "comments", "cookie", "credit", "error", "footer", "login", "share", "subscribe"})
LONGEST_LABEL, LONGEST_NOTICE = 20, 40  # words


class Shape(StrEnum):
    """What a line looks like."""

    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"  # a short one
    HEADLINE = "headline"  # words without an end mark
    OPEN = "open"  # ends with a colon, a comma, a dash: more follows
    DAY = "day"
    CLOCK = "clock"
    HASHTAGS = "hashtags"
    MARKS = "marks"  # no letters


@dataclass(slots=True, eq=False)
class Line:
    """A line that is not blank: `text` without outer blanks, `after_blank` when a blank line stands before it."""

    text: str
    after_blank: bool
    shape: Shape
    words: int
    phrase: Phrase | None
    days: tuple[WrittenDay, ...]
    said: str
    stems: frozenset[str] = field(default_factory=frozenset)
    repeated: float = 0.0  # the share of this source's pages that have the line; 0 when not known
    is_known_furniture: bool = field(init=False)
    """Whether its words are those of page furniture, and it is no paragraph that happens to have them."""

    def __post_init__(self) -> None:
        self.is_known_furniture = self._is_known_furniture()

    @property
    def is_paragraph(self) -> bool:
        """Whether the line is a whole paragraph of a text, by its look."""
        return self.shape is Shape.PARAGRAPH

    def _is_known_furniture(self) -> bool:
        phrase = self.phrase
        if phrase is None or (phrase.match == "within" and self.is_paragraph and self.words > 25):
            return False
        if phrase.match == "line" or self.words <= 5:
            return True
        if self.shape not in (Shape.SENTENCE, Shape.PARAGRAPH):
            return self.words <= LONGEST_LABEL
        # «Следующий этап состоится в декабре.» begins like a button and is a sentence.
        return self.words <= LONGEST_NOTICE and (
            phrase.match == "within"
            or phrase.labels
            or (phrase.kind in NOTICES and (" " in phrase.text or phrase.kind != "comments"))
        )


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank, in their order."""
    found = []
    after_blank = True
    for written in text.split("\n"):
        stripped = written.strip()
        if stripped:
            found.append(line_of(stripped, after_blank=after_blank))
        after_blank = not stripped
    return found


def line_of(text: str, *, after_blank: bool = False) -> Line:
    """What a line looks like."""
    folded = _folded(text)
    units = SAID.findall(folded)
    word_count = len(units) - sum(map(str.isdecimal, units))
    days = tuple(days_in(text)) if len(text) <= LONGEST_DAY_LINE and MAY_HAVE_DAY.search(folded) else ()
    shape = _shape(text, word_count, days)
    named = word_count <= LONGEST_NAMED and shape not in (Shape.DAY, Shape.CLOCK, Shape.HASHTAGS)
    phrase = phrase_of(folded) if named else None
    return Line(text, after_blank, shape, word_count, phrase, days, " ".join(units), _stems(units))


def said(text: str) -> str:
    """The words of a line, without case and marks: lines that say the same are equal."""
    return " ".join(SAID.findall(_folded(text)))


def stems_of(text: str) -> frozenset[str]:
    """The beginnings of the longer words, without those that any news has («сообщил», «который»)."""
    return _stems(SAID.findall(_folded(text)))


def _stems(units: list[str]) -> frozenset[str]:
    return frozenset({unit[:STEM] for unit in units if len(unit) > 3}) - _common()


@cache
def _common() -> frozenset[str]:
    return frozenset(row["stem"] for row in rows("common", files(__package__) / "tables"))


def _folded(text: str) -> str:
    """Small letters, ё as е, without the hyphens that only say where a line may break."""
    return text.lower().replace("ё", "е").replace("\u00ad", "")


def _shape(text: str, words: int, days: tuple[WrittenDay, ...]) -> Shape:
    if HASHTAGS.match(text):
        return Shape.HASHTAGS
    if CLOCK.match(text):
        return Shape.CLOCK
    if days and is_day_line(text, days):
        return Shape.DAY
    if not words:
        return Shape.MARKS
    if FINAL.search(text):
        return Shape.PARAGRAPH if words >= 9 else Shape.SENTENCE
    if words >= LONGER_THAN_HEADLINES:
        return Shape.PARAGRAPH
    return Shape.OPEN if OPEN_END.search(text) else Shape.HEADLINE


def is_day_line(text: str, days: tuple[WrittenDay, ...]) -> bool:
    """Whether the line states a day and little else: a label, a section, a town, a counter."""
    if CHANGED.search(text.lower()) and len(days) == 1:
        return False
    rest = beside_days(text, days)
    if not rest:
        return True
    strong = any(day.timed or day.has_year or day.back is not None for day in days)
    # «Город отметил 350-летие 5 ноября.» says a day; «Общество | 5 ноября 2023» bears one.
    return (
        strong and len(rest) <= BESIDE_A_DAY and not text.rstrip().endswith((".", "!", "?")) and _is_apart(text, days)
    )


def beside_days(text: str, days: tuple[WrittenDay, ...]) -> list[str]:
    """The words of a line without its days and their labels."""
    kept, last = [], 0
    for day in days:
        kept.append(text[last : day.start])
        last = day.stop
    kept.append(text[last:])
    return WORD.findall(DAY_LABEL.sub(" ", " ".join(kept).lower()))


def _is_apart(text: str, days: tuple[WrittenDay, ...]) -> bool:
    """Whether the day stands first or last, or is set off by a mark."""
    first, last = days[0], days[-1]
    before, after = text[: first.start].rstrip(), text[last.stop :].lstrip()
    if DAY_LABEL.search(before.lower()):
        return True
    apart_before = not before or before[-1] in ",|/•·—–-:.()>»"
    apart_after = not after or after[0] in ",|/•·—–-(«<#" or after[:1].isupper() or after[:1].isdigit()
    return apart_before and apart_after


def menu_share(line: Line) -> float:
    """Which part of the words are words of menus; a row of menu entries has nearly all."""
    units = plain(line.text).split()
    words = [unit for unit in units if unit not in ":»/>©"]
    return sum(word in menu_words() for word in words) / len(words) if words else 0.0


def stem_counts(lines: list[Line]) -> Counter[str]:
    """In how many of the lines each stem occurs."""
    return Counter(stem for line in lines for stem in line.stems)
