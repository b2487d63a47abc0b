"""Records with fields, wherever they come from: JSON, a table, a database; with the names that exports use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from ..article import UNDATED, Origin, PublishedOn
from .encoding import printable
from .fragment import looks_like_markup, text_of_fragment
from .page import Page, Unreadable, cut, one_line, stated_day, tidy, web_address

LONGEST_RECORD = 16 << 20
LONGEST_MADE_TITLE = 120

# Our name of each field, and the names under which it comes: the first that is not empty counts.
NAMES = {
    "id": ("id",),
    "title": ("title", "headline", "заголовок"),
    "text": ("text", "body", "content", "content_text", "content_html", "текст"),
    "lead": ("lead", "description", "summary", "лид", "анонс"),
    "url": ("url", "link", "ссылка"),
    "source": ("source", "site", "источник"),
    "published": ("date", "published", "published_at", "datetime", "date_published", "дата"),
    "regions": ("regions", "region", "регион"),
    "tags": ("tags", "теги"),
}
KINDS = {dict: "an object", list: "a list of something else than strings", bool: "true or false"}
SENTENCE_END = re.compile(r"[.!?…]+[»”\")]*(?=\s)")
YEAR_OR_COMPACT_DAY = re.compile(r"\d{4}|\d{8}")
EPOCH_SECONDS = re.compile(r"-?\d{9,11}(?:\.\d+)?")
# As tables write days in Russia: «05.11.2023», «05.11.2023 10:20», «5.11.2023 10:20:00».
RUSSIAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Item:
    """One record of a file: its page, or why there is none.

    `at` follows the location of the file in warnings (":17" is its line), `id`
    follows the id of the file where the record has none of its own ("#17").
    """

    found: Page | Unreadable
    at: str = ""
    id: str = ""


@dataclass(slots=True)
class Fields:
    """Which names the fields of records have: the usual ones, or for some of ours the one that was given.

    `missing` are names that were given and that no record has had so far.
    """

    mapped: Mapping[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(init=False)
    any_record: bool = False

    def __post_init__(self) -> None:
        if unknown := [name for name in self.mapped if name not in NAMES]:
            raise ValueError(f"{unknown[0]!r} is no field of an article: the fields are {', '.join(NAMES)}")
        if empty := [name for name, theirs in self.mapped.items() if not theirs.strip()]:
            raise ValueError(f"the field {empty[0]!r} is mapped to nothing: give the name that it has in the records")
        self.missing = dict(self.mapped)

    def names(self, ours: str) -> tuple[str, ...]:
        """Under which names a field of ours comes, the first that is not empty counting."""
        return (self.mapped[ours],) if ours in self.mapped else NAMES[ours]

    def known(self, columns: list[str]) -> list[str]:
        """Our names of the fields that a table with these columns has."""
        lower = {column.casefold() for column in columns}
        return [ours for ours in NAMES if any(name.casefold() in lower for name in self.names(ours))]

    def usual(self, columns: list[str]) -> list[str]:
        """The columns as their fields are named here: «Title» and «ДАТА» are written in every way."""
        names = {name.casefold(): name for ours in NAMES for name in self.names(ours)}
        return [names.get(column.casefold(), column) for column in columns]

    def value(self, record: Mapping[str, Any], ours: str) -> Any:
        """What the record says for a field of ours; "" when it says nothing."""
        for name in self.names(ours):
            value, there = _found(record, name)
            if there:
                self.missing.pop(ours, None)
            if value not in (None, "", [], {}):
                return value
        return ""


def _found(record: Mapping[str, Any], name: str) -> tuple[Any, bool]:
    """The value under that name and whether the name is there; «content.rendered» leads into an object."""
    if name in record:
        return record[name], True
    value: Any = record
    for step in name.split("."):
        if not isinstance(value, dict) or step not in value:
            return None, False
        value = value[step]
    return value, True


def page_from_record(record: Mapping[str, Any], problems: tuple[str, ...] = (), fields: Fields | None = None) -> Page:
    """The article of one record; `Unreadable` when it has neither a title nor a text.

    Unknown fields are ignored. What cannot be used (a title that is an object, a
    day that is no day) is left out and named in the page's problems.
    """
    return _Record(record, fields or Fields(), list(problems)).page()


def title_from(text: str) -> str:
    """A title for a text without one: its first sentence or line, at most 120 characters."""
    line = one_line(text.partition("\n")[0])
    end = SENTENCE_END.search(line)
    return cut(line[: end.end()] if end else line, LONGEST_MADE_TITLE)


@dataclass(slots=True)
class _Record:
    """One record while it is read."""

    record: Mapping[str, Any]
    fields: Fields
    problems: list[str]

    def page(self) -> Page:
        self.fields.any_record = True
        title, text = one_line(self.prose("title")), tidy(self.prose("text"))
        if not title and not text:
            raise Unreadable("has neither a title nor a text")
        url = self.string("url")
        if url and not web_address(url):
            self.problems.append(
                f"its address {cut(url, 80)!r} was left out: it does not begin with http:// or https://"
            )
        return Page(
            id=one_line(self.string("id")),
            title=title or title_from(text),
            text=text,
            lead=tidy(self.prose("lead")),
            url=web_address(url),
            source=one_line(self.string("source")),
            published=self.published(),
            regions=self.strings("regions"),
            tags=self.strings("tags"),
            problems=tuple(self.problems),
        )

    def prose(self, name: str) -> str:
        """A string for people; databases and exports of sites keep it as HTML."""
        written = self.string(name)
        return text_of_fragment(written) if looks_like_markup(written) else written

    def string(self, name: str) -> str:
        value = self.fields.value(self.record, name)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n".join(value)  # a text in paragraphs
        if isinstance(value, str):
            return printable(value).strip()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self.problems.append(f"its {name} was left out: it is {KINDS[type(value)]}")
        return ""

    def strings(self, name: str) -> tuple[str, ...]:
        value = self.fields.value(self.record, name)
        listed = re.split("[,;]", value) if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(part, str) for part in listed):
            self.problems.append(f"its {name} were left out: they are not a list of strings")
            return ()
        return tuple(dict.fromkeys(filter(None, (one_line(printable(part)) for part in listed))))

    def published(self) -> PublishedOn:
        written = self.fields.value(self.record, "published")
        if written == "":
            return UNDATED
        if isinstance(written, str | int | float) and not isinstance(written, bool):
            written = one_line(printable(str(written)))
            if published := published_on(written):
                return published
        self.problems.append(
            f"its day {cut(str(written), 80)!r} was left out: give it as 2023-11-05 or 2023-11-05T10:20:00+10:00"
        )
        return UNDATED


def published_on(written: str) -> PublishedOn | None:
    """The day in ISO 8601, as 05.11.2023, or in seconds since 1970 (UTC); None for anything else.

    Digits alone are read as 2023 and 20231105 before they are read as seconds:
    news of the year 1970 is rarer than a day without its hyphens.
    """
    if EPOCH_SECONDS.fullmatch(written) and not YEAR_OR_COMPACT_DAY.fullmatch(written):
        moment = datetime.fromtimestamp(float(written), tz=UTC)
        return PublishedOn.on(moment, origin=Origin.METADATA, as_written=written)
    if match := RUSSIAN_DAY.fullmatch(written):
        try:
            # The time has no zone and gives no moment; it stays in what is written.
            day = date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            return None
        return PublishedOn.on(day, origin=Origin.METADATA, as_written=written) if stated_day(day.isoformat()) else None
    return stated_day(written)
