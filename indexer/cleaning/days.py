"""Days as pages write them: «11:36 07.12.2020», «18 ноя. 2019», «27 марта», «вчера, 14:05».

Only what is written is read. A day without a year stays one, «сегодня» is a day
only beside a known day, and a time is a moment only beside a stated time zone.
Whether such a day is that of publication is another question: `dateline.py`.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from ..article import Origin, Precision, PublishedOn

FIRST_YEAR, LAST_YEAR = 1900, 2199  # four digits that are no year are a house, a sum, a flight
CENTURY_TURNS = 70  # «07.12.20» is of 2020, «07.12.98» of 1998

MONTH = (
    r"(?P<month{0}>январ[ья]|янв|феврал[ья]|февр?|марта?|мар|апрел[ья]|апр|ма[йя]|июн[ья]|июн|июл[ья]|июл"
    r"|августа?|авг|сентябр[ья]|сент?|октябр[ья]|окт|ноябр[ья]|нояб?|декабр[ья]|дек)(?![а-яё])\.?"
)
MONTHS = "янв фев мар апр мая июн июл авг сен окт ноя дек".split()  # noqa: SIM905
MONTH_NUMBERS = {stem: number for number, stem in enumerate(MONTHS, 1)} | {"май": 5}
YEAR = r"(?P<year{0}>(?:19|20|21)\d\d)(?!\d)(?:\s*(?:года|год|г\.?)(?![а-яё]))?"
ZONE = (
    r"(?P<zone>(?:мск|msk)(?:\s*[+-]\s*\d{1,2})?(?![а-яёa-z])|z\b|(?:utc|gmt)(?:\s*[+-]\s*\d{1,2}(?::?\d\d)?)?"
    r"|[+-]\d\d:?\d\d(?!\d))"
)

DAY = re.compile(
    "|".join(
        (
            r"(?<![\d.])(?P<year0>(?:19|20|21)\d\d)(?P<mark0>[-./])(?P<number0>\d\d)(?P=mark0)(?P<day0>\d\d)(?!\d)",
            r"(?<![\d.,:/-])(?P<day1>\d{1,2})(?P<mark1>[-./])(?P<number1>\d{1,2})(?P=mark1)(?P<year1>(?:19|20|21)\d\d|\d\d)(?![.,]?\d)",
            rf"(?<![\d.,:/–-])(?P<day2>\d{{1,2}})(?:-?го)?[ \u00a0]+{MONTH.format(2)}(?:,?\s*{YEAR.format(2)})?",
            rf"(?<!\w){MONTH.format(3)}\s+(?P<day3>\d{{1,2}}),?\s+{YEAR.format(3)}",
            rf"(?<![\w-])(?<!\d\s){MONTH.format(4)}\s+{YEAR.format(4)}",
            r"(?<!\w)(?P<relative>сегодня|вчера|позавчера)(?!\w)",
        )
    ),
    re.IGNORECASE,
)
TIME = re.compile(
    rf"(?<![\d.:])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?![\d:])(?:\s*\(?{ZONE}\)?)?",
    re.IGNORECASE,
)
# Between a day and its time: «5 ноября 2023 г., в 14:05», «2023-11-05T14:05», «14:05 | 5 ноября», «14:05, Вс 5 ноября».
BETWEEN = re.compile(
    r"(?:\s|[,|/•·—–-]|\bв\b|t|\b(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b)*",
    re.IGNORECASE,
)
BACK = {"сегодня": 0, "вчера": 1, "позавчера": 2}
MOSCOW = 3


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day in a line: `line[start:stop]` is how it stands there, its time included.

    `year` is None where none is written, `day` None for a month alone;
    `back` counts days before a day that is not named («вчера» is 1).
    """

    start: int
    stop: int
    written: str
    year: int | None = None
    month: int = 0
    day: int | None = None
    back: int | None = None
    timed: bool = False
    hour: int = 0
    minute: int = 0
    zone: timezone | None = None

    @property
    def has_year(self) -> bool:
        """Whether a day or a month of a year is written."""
        return self.year is not None

    def published(self, origin: Origin, *, near: date | None = None) -> PublishedOn:
        """The publication day that this is; `near` is what «вчера» counts from."""
        if self.back is not None:
            if near is None:
                return PublishedOn(as_written=self.written, origin=origin)
            return PublishedOn.on(self._timed(near - timedelta(self.back)), origin=origin, as_written=self.written)
        if self.year is None:
            return PublishedOn(precision=Precision.DAY_MONTH, as_written=self.written, origin=origin)
        if self.day is None:
            first = date(self.year, self.month, 1)
            last = first.replace(day=calendar.monthrange(self.year, self.month)[1])
            return PublishedOn(
                first=first, last=last, precision=Precision.MONTH, as_written=self.written, origin=origin
            )
        return PublishedOn.on(
            self._timed(date(self.year, self.month, self.day)), origin=origin, as_written=self.written
        )

    def _timed(self, day: date) -> date:
        if not self.timed or self.zone is None:
            return day
        return datetime(day.year, day.month, day.day, self.hour, self.minute, tzinfo=self.zone)


def days_in(line: str) -> Iterator[WrittenDay]:
    """The days that a line writes, in their order, each with the time that belongs to it."""
    times = list(TIME.finditer(line))
    taken = 0
    for match in DAY.finditer(line):
        parts = _parts(match)
        if parts is None or match.start() < taken:
            continue
        start, stop = match.span()
        time = next((t for t in times if t.start() >= stop and BETWEEN.fullmatch(line, stop, t.start())), None)
        if time is None:
            time = next(
                (
                    t
                    for t in times
                    if taken <= t.start() and t.end() <= start and BETWEEN.fullmatch(line, t.end(), start)
                ),
                None,
            )
        if time:
            start, stop = min(start, time.start()), max(stop, time.end())
        taken = stop
        year, month, day, back = parts
        yield WrittenDay(
            start,
            stop,
            line[start:stop].strip(" ,"),
            year,
            month,
            day,
            back,
            timed=time is not None,
            hour=int(time["hour"]) if time else 0,
            minute=int(time["minute"]) if time else 0,
            zone=_zone(time["zone"]) if time else None,
        )


def _parts(match: re.Match[str]) -> tuple[int | None, int, int | None, int | None] | None:
    """Year, month, day and days back; None for a day that no calendar has."""
    found = {name.rstrip("01234"): value for name, value in match.groupdict().items() if value is not None}
    if "relative" in found:
        return None, 0, None, BACK[found["relative"].lower()]
    month = int(found["number"]) if "number" in found else MONTH_NUMBERS[found["month"][:3].lower()]
    year = _year(found.get("year"))
    day = int(found["day"]) if "day" in found else None
    if not 1 <= month <= 12 or (year is not None and not FIRST_YEAR <= year <= LAST_YEAR):
        return None
    # Without a year, 29 February may be a day.
    if day is not None and not 1 <= day <= calendar.monthrange(year or 2000, month)[1]:
        return None
    return year, month, day, None


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    year = int(written)
    return year if len(written) == 4 else year + (1900 if year >= CENTURY_TURNS else 2000)


def _zone(written: str | None) -> timezone | None:
    """The time zone of «МСК», «мск+7», «UTC+10», «+10:00», «Z»."""
    if not written:
        return None
    name = re.match(r"[a-zа-я]*", written.lower())
    offset = re.search(r"([+-])\s*(\d{1,2}):?(\d\d)?$", written)
    hours, minutes = (int(offset[2]), int(offset[3] or 0)) if offset else (0, 0)
    shift = timedelta(hours=hours, minutes=minutes) * (-1 if offset and offset[1] == "-" else 1)
    if name and name[0] in ("мск", "msk"):
        shift += timedelta(hours=MOSCOW)
    return timezone(shift) if abs(shift) < timedelta(hours=24) else None


ADDRESS_DAY = re.compile(
    r"/(?:(?P<y1>(?:19|20)\d\d)[/_-](?P<m1>\d{1,2})[/_-](?P<d1>\d{1,2})|(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)"
    r"|(?P<d3>\d\d)[/_-](?P<m3>\d\d)[/_-](?P<y3>(?:19|20)\d\d))(?=[/_.?#-]|$)"
)


def day_in_address(address: str) -> PublishedOn | None:
    """The day that a page's address states: /2021/05/16/, /20210516/, /16/05/2021/; None where it states none."""
    for match in ADDRESS_DAY.finditer(address):
        found = {name[0]: int(value) for name, value in match.groupdict().items() if value is not None}
        try:
            day = date(found["y"], found["m"], found["d"])
        except ValueError:
            continue
        return PublishedOn.on(day, origin=Origin.ADDRESS, as_written=match[0].strip("/"))
    return None
