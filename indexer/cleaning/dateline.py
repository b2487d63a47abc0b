"""The publication day of a page: the day beside the headline or at the very beginning of the text.

Days of other headlines stand in rows of their own, days of events stand within
sentences: neither is taken. What remains unknown stays unknown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..article import UNDATED, Origin, PublishedOn
from .days import WrittenDay, days_in
from .lines import CHANGED, PUBLISHED, Line, Shape

ABOVE, BELOW = 5, 2  # lines above the headline, and after the end of the article
NAME = r"[А-ЯЁA-Z][\w-]*(?:[ -][А-ЯЁA-Zа-яё][\w-]*){0,3}"
BEFORE_DAY = re.compile(rf"^[(/\[«]*(?:{NAME}\s*(?:\((?:{NAME})\)\s*)?[.,:]?\s*(?:[/—–-]\s*)?){{0,2}}$")
# «5 ноября 2023. Представители», «5 ноября – РИА», «1 ноября, ФедералПресс. Суд», «5 ноября, Минск /Корр. БЕЛТА/».
AFTER_DAY = re.compile(rf"\s*(?:(?:[.]|(?<=г\.))\s*[«\"A-ZА-ЯЁ]|[/).,:]*\s*[—–/|-]|,\s*{NAME}\s*(?:[./—–-]|$))")


@dataclass(frozen=True, slots=True)
class Found:
    """A publication day, and the numbers of the lines that state it and nothing else."""

    published: PublishedOn = UNDATED
    lines: tuple[int, ...] = ()


def publication_day(lines: list[Line], title: int | None, article: list[int]) -> Found:
    """The day that the page itself gives for its article."""
    near = saved_day(lines)
    headline = title if title is not None else article[0]
    start, stop = (article[0], article[-1]) if article else (headline + ABOVE, headline)
    start = min(start, len(lines))
    around = [*range(headline + 1, start), *range(headline - 1, max(-1, headline - 1 - ABOVE), -1)]
    beside = [n for n in around if lines[n].shape is Shape.DAY and not _in_row(lines, n, headline)]
    # The article may begin with it: «5 ноября 2023, 14:05» as a paragraph of its own.
    beside += [n for n in article[:2] if lines[n].shape is Shape.DAY]
    after = [n for n in range(stop + 1, min(len(lines), stop + 1 + BELOW)) if _ends_article(lines, n)]
    labelled = [
        n for n, line in enumerate(lines) if line.days and line.words <= 6 and PUBLISHED.search(line.text.lower())
    ]
    opening = next((day for n in article[:2] if (day := dateline(lines[n].text))), None)
    candidates: list[tuple[WrittenDay, int | None, Origin]] = [
        (day, number, Origin.DATELINE) for number in labelled for day in lines[number].days[:1]
    ]
    candidates += [(day, number, Origin.DATELINE) for number in beside for day in lines[number].days[:1]]
    if opening:
        candidates.append((opening, None, Origin.DATELINE))
    candidates += [(day, number, Origin.TEXT) for number in after for day in lines[number].days[:1]]
    if not candidates:
        return Found()
    day, number, origin = max(candidates, key=lambda found: _certainty(found[0], near))  # of equals the first
    if number is None:
        return Found(day.published(origin, near=near), tuple(beside[:1]))
    clock = next((n for n in (number - 1, number + 1) if 0 <= n < len(lines) and _is_its_clock(lines, n, day)), None)
    published = day.published(origin, near=near)
    stating = [number] if lines[number].shape is Shape.DAY else []
    return Found(published, tuple(sorted({*stating, *([clock] if clock is not None and stating else [])})))


def dateline(paragraph: str) -> WrittenDay | None:
    """The day at the beginning of a paragraph: «ХАБАРОВСК, 5 ноября — РИА …»; None for the day of an event."""
    day = next(days_in(paragraph[:120]), None)
    if day is None or day.back is not None or not BEFORE_DAY.match(paragraph[: day.start]):
        return None
    return day if AFTER_DAY.match(paragraph, day.stop) else None


def saved_day(lines: Iterable[Line]) -> date | None:
    """The day on which the page was saved, if it says so: «Сегодня 5 ноября 2023», «Сохранено 05.11.2023»."""
    for line in lines:
        if line.words > 8 or not line.days:
            continue
        written = line.text.lower()
        if "сегодня" in written or "сохранен" in written:
            for day in line.days:
                if day.year and day.day:
                    return date(day.year, day.month, day.day)
    return None


def _certainty(day: WrittenDay, near: date | None) -> int:
    if day.has_year and day.day is not None:
        return 3
    if day.back is not None:
        return 2 if near else 0
    return 1


def _in_row(lines: list[Line], number: int, headline: int) -> bool:
    """Whether the day belongs to a row of other headlines: more such days stand between headlines around it."""
    if number > headline:
        return False
    others = [n for n in range(max(0, number - 5), number) if lines[n].shape in (Shape.DAY, Shape.CLOCK)]
    return len(others) >= 2 and number != headline - 1


def _ends_article(lines: list[Line], number: int) -> bool:
    """Whether the line is a day by itself after the article, and no headline follows it as in a list of news."""
    if lines[number].shape is not Shape.DAY or CHANGED.search(lines[number].text.lower()):
        return False
    rest = lines[number + 1 : number + 6]
    return not any(line.shape in (Shape.DAY, Shape.CLOCK) for line in rest)


def _is_its_clock(lines: list[Line], number: int, day: WrittenDay) -> bool:
    return not day.timed and lines[number].shape is Shape.CLOCK
