"""A saved page as plain text, taken apart: title, lead, body, publication day, and what was around them."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from ..article import UNDATED, PublishedOn
from .body import Chosen, choose, relevance, stays_out
from .dateline import publication_day
from .lines import ADDRESS, CUT_OFF, HASHTAGS, Line, Shape, lines_of, said, stem_counts
from .title import is_caption, title_of

Repeated = Callable[[str], float]
"""The share of a source's pages that have a line; 0 for a line that is not known to come back."""

SHORTEST_SUBTITLE = 5  # words
AROUND = 4  # lines around headline and article in which hashtags are the page's own
TAGS = re.compile(r"^(?:теги|тэги|метки|ключевые слова|хештеги|хэштеги|tags)\s*:?\s*(.+)$", re.IGNORECASE)
MOST_TAGS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPage:
    """The parts of a page. Every line of it is in exactly one of title, lead, text, side text and `url`."""

    title: str
    lead: str
    text: str
    side_text: str
    url: str = ""
    published: PublishedOn = UNDATED
    tags: tuple[str, ...] = ()


def clean(text: str, repeated: Repeated | None = None) -> CleanPage:
    """Take a page apart that was saved as plain text; an article without furniture stays as it is.

    The title is "" when the page begins with its text. `repeated` tells of lines
    that come back over the pages of a source (see `furniture.py`).
    """
    lines = lines_of(text)
    url = ""
    if lines and ADDRESS.match(lines[0].text):
        url, lines = lines[0].text, lines[1:]
    if repeated:
        for line in lines:
            line.repeated = repeated(line.said)
    chosen = choose(lines)
    if not any(lines[number].shape in (Shape.PARAGRAPH, Shape.SENTENCE) for number in chosen.article):
        chosen = _all_but_furniture(lines)
    if not chosen.article:
        return CleanPage(title="", lead="", text="", side_text=_joined(lines, range(len(lines))), url=url)
    return _Parts(lines, chosen).page(url)


def _all_but_furniture(lines: list[Line]) -> Chosen:
    """Nothing looks like a paragraph: a list, a flash, a poem. What is not known to be furniture is the article."""
    aside = [number for number, line in enumerate(lines) if stays_out(line)]
    kept = [number for number, line in enumerate(lines) if not stays_out(line) and line.shape not in _SMALL]
    return Chosen(article=kept, dropped=aside)


_SMALL = (Shape.DAY, Shape.CLOCK, Shape.HASHTAGS, Shape.MARKS)


class _Parts:
    """The lines of a page shared out."""

    def __init__(self, lines: list[Line], chosen: Chosen) -> None:
        self.lines = lines
        self.body = list(chosen.article)
        self.about: Counter[str] = stem_counts([lines[number] for number in self.body])
        self.title = title_of(lines, self.body, self.about)
        if self.title is None and not lines[self.body[0]].is_paragraph and len(lines[self.body[0]].text) <= 300:
            self.title = self.body[0]
        if self.title is not None:
            self.body = [n for n in self.body if n > self.title or (n < self.title and lines[n].is_paragraph)]
        self.day = publication_day(lines, self.title, self.body)
        self.own = sorted({*self.day.lines, *self._hashtags()} - {self.title})
        self.body = [n for n in self.body if n not in self.own]
        self.lead: int | None = None

    def page(self, url: str) -> CleanPage:
        """Title, lead, body, and the rest in its order."""
        above = self._subtitles()
        self.body = self._once([*above, *self.body])
        self._find_lead()
        kept = {self.title, self.lead, *self.own, *self.body}
        aside = [number for number in range(len(self.lines)) if number not in kept]
        own = _joined(self.lines, self.own)
        text = _joined(self.lines, self.body)
        return CleanPage(
            title=self.lines[self.title].text if self.title is not None else "",
            lead=self.lines[self.lead].text if self.lead is not None else "",
            text="\n".join(filter(None, (own, text))),
            side_text=_joined(self.lines, aside),
            url=url,
            published=self.day.published,
            tags=self._tags(),
        )

    def _subtitles(self) -> list[int]:
        """Lines between the title and the article that belong to it: a subtitle without its full stop."""
        if self.title is None or not self.body:
            return []
        found = []
        for number in range(self.title + 1, self.body[0]):
            line = self.lines[number]
            if line.shape in _SMALL or number in self.own or line.is_known_furniture or line.repeated:
                continue
            share = relevance(line, self.about, counted=False)
            whole = line.words >= SHORTEST_SUBTITLE or line.shape is Shape.SENTENCE
            long_enough = whole or (line.words >= 3 and share >= 0.6)
            if long_enough and not is_caption(self.lines, number):
                found.append(number)
        return found

    def _once(self, numbers: list[int]) -> list[int]:
        """The lines without those that say again what the title or a line before them said."""
        numbers = [number for place, number in enumerate(numbers) if not self._is_cut(numbers, place)]
        before = {self.lines[self.title].said} if self.title is not None else set()
        kept: list[int] = []
        for number in numbers:
            line = self.lines[number]
            if line.words >= 4 and line.said in before:
                continue
            before.add(line.said)
            kept.append(number)
        return kept

    def _is_cut(self, kept: list[int], place: int) -> bool:
        """Whether the line breaks off («первым […]») and one of those around it has it whole."""
        line = self.lines[kept[place]]
        if place > 2 or line.words < SHORTEST_SUBTITLE or not CUT_OFF.search(line.text):
            return False
        beginning = line_said_before_cut(line)
        nearby = (self.lines[other].said for other in kept[: place + 3] if other != kept[place])
        return bool(beginning) and any(whole.startswith(beginning) for whole in nearby)

    def _find_lead(self) -> None:
        if len(self.body) > 1 or (self.body and self.own):
            self.lead = self.body.pop(0)

    def _hashtags(self) -> list[int]:
        ends = [*self.body[:1], *self.body[-1:], *([] if self.title is None else [self.title])]
        first, last = min(ends), max(ends)
        near = range(max(0, first - AROUND), min(len(self.lines), last + AROUND + 1))
        return [number for number in near if self.lines[number].shape is Shape.HASHTAGS]

    def _tags(self) -> tuple[str, ...]:
        found: list[str] = []
        for number in self.own:
            if HASHTAGS.match(self.lines[number].text):
                found += re.findall(r"#([\w-]+)", self.lines[number].text)
        for number, line in enumerate(self.lines):
            if (
                line.phrase
                and line.phrase.kind == "tags"
                and (listed := TAGS.match(line.text))
                and number not in self.body
            ):
                found += [tag.strip(" #.") for tag in re.split("[,;|]", listed[1])]
        return tuple(dict.fromkeys(filter(None, found)))[:MOST_TAGS]


def line_said_before_cut(line: Line) -> str:
    """The words of a line that breaks off, as far as they are whole."""
    return said(CUT_OFF.sub("", line.text))


def _joined(lines: list[Line], numbers: "range | list[int]") -> str:
    """The lines, with the blank lines that stood between them."""
    parts: list[str] = []
    for number in numbers:
        line = lines[number]
        if parts and line.after_blank:
            parts.append("")
        parts.append(line.text)
    return "\n".join(parts)
