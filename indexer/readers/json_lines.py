"""JSON Lines: one record a line, with the names of fields that exports commonly use."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from ..article import UNDATED, Origin, PublishedOn
from .encoding import decode, printable
from .page import Page, Unreadable, cut, one_line, stated_day, tidy, web_address

LONGEST_LINE = 16 << 20
LONGEST_MADE_TITLE = 120

# Our name of each field, and the names under which it comes: the first that is not empty counts.
NAMES = {
    "id": ("id",),
    "title": ("title",),
    "text": ("text", "body", "content"),
    "lead": ("lead", "description", "summary"),
    "url": ("url", "link"),
    "source": ("source", "site"),
    "published": ("date", "published", "published_at", "datetime"),
    "regions": ("regions", "region"),
    "tags": ("tags",),
}
KINDS = {dict: "an object", list: "a list of something else than strings", bool: "true or false"}
SENTENCE_END = re.compile(r"[.!?…]+[»”\")]*(?=\s)")
YEAR_OR_COMPACT_DAY = re.compile(r"\d{4}|\d{8}")
EPOCH_SECONDS = re.compile(r"-?\d{9,11}(?:\.\d+)?")


def page_from_line(line: bytes) -> Page:
    """The article of one line; `Unreadable` when the line holds none."""
    decoded = decode(line)
    try:
        record = json.loads(decoded.text, strict=False)
    except RecursionError:
        raise Unreadable("is not JSON that can be read: it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not JSON: {error.msg[0].lower()}{error.msg[1:]}, column {error.colno}") from None
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(f"is not JSON that can be read: {error}") from None
    if not isinstance(record, dict):
        raise Unreadable("is JSON, but not an object with fields")
    return page_from_record(record, (decoded.problem,) if decoded.problem else ())


def page_from_record(record: dict[str, Any], problems: tuple[str, ...] = ()) -> Page:
    """The article of one record; `Unreadable` when it has neither a title nor a text.

    Unknown fields are ignored. What cannot be used (a title that is an object, a
    day that is no day) is left out and named in the page's problems.
    """
    found = list(problems)
    title, text = one_line(_string(record, "title", found)), tidy(_string(record, "text", found))
    if not title and not text:
        raise Unreadable("has neither a title nor a text")
    url = _string(record, "url", found)
    if url and not web_address(url):
        found.append(f"its address {cut(url, 80)!r} was left out: it does not begin with http:// or https://")
    return Page(
        id=one_line(_string(record, "id", found)),
        title=title or title_from(text),
        text=text,
        lead=tidy(_string(record, "lead", found)),
        url=web_address(url),
        source=one_line(_string(record, "source", found)),
        published=_published(record, found),
        regions=_strings(record, "regions", found),
        tags=_strings(record, "tags", found),
        problems=tuple(found),
    )


def title_from(text: str) -> str:
    """A title for a text without one: its first sentence or line, at most 120 characters."""
    line = one_line(text.partition("\n")[0])
    end = SENTENCE_END.search(line)
    return cut(line[: end.end()] if end else line, LONGEST_MADE_TITLE)


def _value(record: dict[str, Any], name: str) -> Any:
    return next((record[key] for key in NAMES[name] if record.get(key) not in (None, "", [], {})), "")


def _string(record: dict[str, Any], name: str, problems: list[str]) -> str:
    value = _value(record, name)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n".join(value)  # a text in paragraphs
    if isinstance(value, str):
        return printable(value).strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    problems.append(f"its {name} was left out: it is {KINDS[type(value)]}")
    return ""


def _strings(record: dict[str, Any], name: str, problems: list[str]) -> tuple[str, ...]:
    value = _value(record, name)
    listed = re.split("[,;]", value) if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(part, str) for part in listed):
        problems.append(f"its {name} were left out: they are not a list of strings")
        return ()
    return tuple(dict.fromkeys(filter(None, (one_line(printable(part)) for part in listed))))


def _published(record: dict[str, Any], problems: list[str]) -> PublishedOn:
    written = _value(record, "published")
    if written == "":
        return UNDATED
    if isinstance(written, str | int | float) and not isinstance(written, bool):
        written = one_line(printable(str(written)))
        if published := published_on(written):
            return published
    problems.append(
        f"its day {cut(str(written), 80)!r} was left out: give it as 2023-11-05 or 2023-11-05T10:20:00+10:00"
    )
    return UNDATED


def published_on(written: str) -> PublishedOn | None:
    """The day in ISO 8601 or in seconds since 1970 (UTC); None for anything else.

    Digits alone are read as 2023 and 20231105 before they are read as seconds:
    news of the year 1970 is rarer than a day without its hyphens.
    """
    if EPOCH_SECONDS.fullmatch(written) and not YEAR_OR_COMPACT_DAY.fullmatch(written):
        moment = datetime.fromtimestamp(float(written), tz=UTC)
        return PublishedOn.on(moment, origin=Origin.METADATA, as_written=written)
    return stated_day(written)
