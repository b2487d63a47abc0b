"""What a news article is, wherever it came from and whatever engine stores it."""

import calendar
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, Self, cast


class Precision(StrEnum):
    """How much of a publication day is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DAY_MONTH = "day-month"  # «27 марта»: no year, therefore no place on the time line
    NONE = "none"


class Origin(StrEnum):
    """Where a publication day was read."""

    METADATA = "metadata"
    ADDRESS = "address"
    DATELINE = "dateline"
    TEXT = "text"
    FILE = "file"


ISO_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedOn:
    """A publication day, as far as it is known; never completed by a guess.

    `first` and `last` bound the days that it can be (both included); both are
    None where no year is known. `moment`, if known, has a time zone and orders
    articles within a day.
    """

    first: date | None = None
    last: date | None = None
    moment: datetime | None = None
    precision: Precision = Precision.NONE
    as_written: str = ""
    origin: Origin | None = None

    def __post_init__(self) -> None:
        if (self.first is None) != (self.last is None):
            raise ValueError("first and last are known together or not at all")
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"first ({self.first}) is after last ({self.last})")
        if self.moment and self.moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")

    @property
    def day(self) -> date | None:
        """The day, when day, month and year are all known."""
        return self.first if self.precision is Precision.DAY else None

    @classmethod
    def on(cls, day: date, *, origin: Origin | None = None, as_written: str = "") -> Self:
        """One known day; a `datetime` with a time zone gives the moment too."""
        moment = None
        if isinstance(day, datetime):
            moment = day if day.tzinfo else None
            day = day.date()
        return cls(first=day, last=day, moment=moment, precision=Precision.DAY, as_written=as_written, origin=origin)

    @classmethod
    def from_iso(cls, text: str, *, origin: Origin | None = None) -> Self:
        """Read «2023», «2023-11», «2023-11-05» or an ISO 8601 date and time.

        Raises `ValueError` for anything else, an impossible day included.
        """
        written = text.strip()
        if match := ISO_DAY.fullmatch(written):
            year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
            assert year is not None
            if day is not None and month is not None:
                return cls.on(date(year, month, day), origin=origin, as_written=written)
            first = date(year, month or 1, 1)
            final = month or 12
            last = date(year, final, calendar.monthrange(year, final)[1])
            precision = Precision.MONTH if month else Precision.YEAR
            return cls(first=first, last=last, precision=precision, as_written=written, origin=origin)
        return cls.on(datetime.fromisoformat(written), origin=origin, as_written=written)

    def order(self) -> int:
        """A number that grows with time: the first day, then the moment within it; -1 when no year is known."""
        if self.first is None:
            return -1
        start = self.first.toordinal()
        within = 0
        if self.moment:
            # A local day lies within a day and a half of the same day in UTC: 100,000 s keep the number positive.
            seconds = self.moment.timestamp() - (start - EPOCH_ORDINAL) * 86_400
            within = min(max(int(seconds) + 100_000, 1), 299_999)
        return start * 300_000 + within


STRINGS = ("id", "title", "text", "lead", "side_text", "url", "location", "source")
"""The fields of an article that are one string."""
_strings = attrgetter(*STRINGS)

EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
UNDATED = PublishedOn()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news item. Only `id`, `title` and `text` are required.

    `id` stays the same over rebuilds and machines: putting an article with a
    known id replaces it. `lead` is the first paragraph where it is known apart
    from `text`; the whole article is title, lead and text. `side_text` is what
    cleaning set aside: menus, other headlines, forms. `url` is the article's
    public address; `location` the file or URL from which it was read.
    `regions` are names of federal subjects, the one it is about first.
    """

    id: str
    title: str
    text: str
    lead: str = ""
    side_text: str = ""
    url: str = ""
    location: str = ""
    source: str = ""
    published: PublishedOn = UNDATED
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, value in zip(STRINGS, _strings(self), strict=True):
            if not isinstance(value, str):
                raise TypeError(f"{name} is a {type(value).__name__}: give a string")
        if not isinstance(self.published, PublishedOn):
            raise TypeError(
                f"published is a {type(self.published).__name__}: make it a PublishedOn, "
                'for example PublishedOn.from_iso("2023-11-05")'
            )
        given: tuple[tuple[str, object], ...] = (("regions", self.regions), ("tags", self.tags))
        for name, values in given:
            if isinstance(values, str):
                raise TypeError(f'{name} is a string: give a tuple of strings, for example ("{values}",)')
            if type(values) is not tuple:
                object.__setattr__(self, name, tuple(cast(Iterable[str], values)))
        if not self.id.strip():
            raise ValueError("an article needs an id that is not empty")

    def fingerprint(self) -> str:
        """A hash of all that the article says: equal articles, equal fingerprints, on any machine."""
        row = json.dumps(to_row(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.blake2b(row.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def to_row(article: Article) -> dict[str, Any]:
    """The article as values that JSON knows, without its empty fields; `from_row` brings it back."""
    row = {field.name: value for field in fields(article) if (value := getattr(article, field.name))}
    published = row.pop("published")
    row |= {"title": article.title, "text": article.text}
    if published != UNDATED:
        row["published"] = {
            field.name: value.isoformat() if isinstance(value, date) else value
            for field in fields(published)
            if (value := getattr(published, field.name))
        }
    return row


def published_json(published: PublishedOn) -> dict[str, str | None]:
    """A publication day as far as it is known, as values that JSON knows; days in ISO 8601."""
    return {
        "precision": published.precision,
        "first": published.first.isoformat() if published.first else None,
        "last": published.last.isoformat() if published.last else None,
        "moment": published.moment.isoformat() if published.moment else None,
        "as_written": published.as_written,
        "origin": published.origin,
    }


def from_row(row: dict[str, Any]) -> Article:
    """The article that `to_row` wrote down."""
    values = dict(row)
    for name in ("regions", "tags"):
        values[name] = tuple(values.get(name, ()))
    if published := values.pop("published", None):
        values["published"] = PublishedOn(
            first=date.fromisoformat(published["first"]) if "first" in published else None,
            last=date.fromisoformat(published["last"]) if "last" in published else None,
            moment=datetime.fromisoformat(published["moment"]) if "moment" in published else None,
            precision=Precision(published["precision"]),
            as_written=published.get("as_written", ""),
            origin=Origin(published["origin"]) if "origin" in published else None,
        )
    return Article(**values)
