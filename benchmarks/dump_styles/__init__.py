"""Ten made-up sites: what each puts around an article when its pages are saved as text.

A style makes of an article the lines of a page. Its furniture was written by
hand for this purpose, from what such sites have in common, without a look at the
table of the cleaner; headlines and teasers of other news are those of other
articles. The styles of `held_out.py` are not looked at when rules are changed:
their figures are the estimate for pages that nobody has seen.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905
SHORT_MONTHS = ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
WEEKDAYS = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]


@dataclass(frozen=True, slots=True)
class Story:
    """An article to be put on a page."""

    title: str
    paragraphs: tuple[str, ...]
    moment: datetime


@dataclass(slots=True)
class Dump:
    """A page: its lines, and which words of it are the article's and which are furniture."""

    lines: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    title: str = ""
    day: str = ""  # ISO, or "--11-05" for a day without a year

    def article(self, *lines: str) -> None:
        """Lines that a reader would call the article: title, paragraphs, its day and hashtags."""
        self.lines += lines
        self.own += lines

    def around(self, *lines: str) -> None:
        """Lines of furniture; an empty one is a blank line."""
        self.lines += lines
        self.furniture += lines


@dataclass(slots=True)
class Site:
    """What a style draws from: other articles, and chance that is the same in every run."""

    others: list[Story]
    chance: random.Random

    def headlines(self, count: int) -> list[str]:
        """Titles of other articles."""
        return [self.chance.choice(self.others).title for _ in range(count)]

    def teaser(self) -> str:
        """The first sentences of another article, as many as fit into a teaser."""
        text = self.chance.choice(self.others).paragraphs[0]
        end = text.find(". ", 60)
        return text[: end + 1] if 0 < end < 200 else text[:140].rsplit(" ", 1)[0] + "…"

    def clock(self) -> str:
        """A time of day."""
        return f"{self.chance.randrange(24):02}:{self.chance.randrange(60):02}"

    def number(self, most: int) -> int:
        """A count of views, comments, anything."""
        return self.chance.randrange(1, most)

    def other_day(self) -> datetime:
        """The day of another article."""
        return datetime(2026, self.chance.randrange(1, 13), self.chance.randrange(1, 28), 12, 30)


Style = Callable[[Story, Site], Dump]


def long_day(day: datetime) -> str:
    """«5 ноября 2023»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
