"""What every format is turned into, and the small rules that formats share."""

import re
from dataclasses import dataclass
from datetime import date

from ..article import UNDATED, Origin, PublishedOn

LONGEST_TITLE = 300
# What content management systems write for "no day".
PLACEHOLDERS = {date(1, 1, 1), date(1970, 1, 1)}


class Unreadable(Exception):
    """What was given makes no article; the message is a reason in plain English that follows its place."""


class BrokenOff(Unreadable):
    """The bytes end before the source does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article before it has a place: what one page or record says of itself.

    `id` is empty where it has none of its own. `problems` are reasons in plain
    English for what was left out although the article is delivered.
    """

    title: str
    text: str
    id: str = ""
    lead: str = ""
    side_text: str = ""
    url: str = ""
    source: str = ""
    published: PublishedOn = UNDATED
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def cut(text: str, longest: int) -> str:
    """The text, shortened at the end of a word where it is too long, «…» included in its length."""
    if len(text) <= longest:
        return text
    head = text[:longest]  # one character more than fits: a space there means that the last word is whole
    at_word = re.match(r"(.*\S)\s", head, re.DOTALL)
    return (at_word[1] if at_word else head[:-1]).rstrip(" ,;:–—-") + "…"


def tidy(text: str) -> str:
    """The lines of the text with their structure kept: line ends made equal, outer blank lines removed."""
    lines = [line.rstrip() for line in re.split(r"\r\n|[\r\n\u2028\u2029\f]", text)]
    filled = [number for number, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""


def web_address(text: str) -> str:
    """The text when it is an absolute http(s) address, else ""."""
    address = text.strip()
    return address if re.fullmatch(r"https?://[^\s/?#]+\S*", address, re.IGNORECASE) else ""


def stated_day(written: str) -> PublishedOn | None:
    """The day that a machine-readable value (ISO 8601) states; None when it states none."""
    try:
        published = PublishedOn.from_iso(written, origin=Origin.METADATA)
    except (ValueError, OverflowError):
        return None
    return None if published.first in PLACEHOLDERS else published
