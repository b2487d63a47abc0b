"""An entry of a feed, as feedparser gives it, into a page."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from ..article import UNDATED, Origin, PublishedOn
from .encoding import printable
from .fragment import looks_like_markup, text_of_fragment
from .page import Page, Unreadable, one_line, stated_day, tidy, web_address
from .records import title_from

CUT_SHORT = re.compile(r"\s*(?:\[?(?:…|\.\.\.|&hellip;)\]?|\[…\])\s*$")
GLOBAL = re.compile(r"(?:https?://\S+|urn:\S+|tag:\S+)", re.IGNORECASE)
MOST_TAGS = 50


def page_from_entry(entry: Any) -> Page:
    """The article of an entry; `Unreadable` when it has neither a title nor a text.

    `entry` is feedparser's, with `feed_title` and `is_atom` besides.
    """
    title = _plain(entry.get("title", ""), _kind(entry, "title"))
    text = _plain(*_content(entry))
    lead = _plain(entry.get("summary", ""), _kind(entry, "summary"))
    if not text or _says_the_same(lead, text):
        text, lead = text or lead, ""
    title = one_line(title)
    if not title and not text:
        raise Unreadable("is an entry with neither a title nor a text")
    link = web_address(printable(entry.get("link", "")))
    guid = one_line(printable(entry.get("id", "")))
    own_source = entry.get("source", {})
    return Page(
        # «12345» is a name in one feed only; an address, urn: or tag: is one everywhere.
        id=guid if GLOBAL.fullmatch(guid) or not link else link,
        title=title or title_from(text),
        text=text,
        lead=lead,
        url=link or web_address(guid),
        source=one_line(_plain((own_source.get("title", "") if own_source else "") or entry["feed_title"])),
        published=_published(entry),
        tags=_tags(entry),
    )


def _content(entry: Any) -> tuple[str, str]:
    """The whole text where the feed has it, as content or as `full-text` (so feeds for Yandex do), and its type."""
    contents = [(part.get("value", ""), _stated(entry, part)) for part in entry.get("content", [])]
    contents += [(entry.get(name, ""), "") for name in ("yandex_full-text", "full-text", "fulltext")]
    whole = [(value, kind) for value, kind in contents if isinstance(value, str)]
    return max(whole, key=lambda part: len(part[0]), default=("", ""))


def _kind(entry: Any, name: str) -> str:
    return _stated(entry, entry.get(f"{name}_detail", {}))


def _stated(entry: Any, detail: Any) -> str:
    """The type of a text where the format has it stated, which is Atom; elsewhere it is a guess."""
    return str(detail.get("type", "")) if entry["is_atom"] else ""


def _plain(written: str, kind: str = "") -> str:
    written = printable(written)
    if kind == "text/plain":
        return tidy(written).strip()
    if looks_like_markup(written):
        return text_of_fragment(written)
    return tidy(unescape(written)).strip()  # feeds escape once more than they should: «&quot;Заря&quot;»


def _says_the_same(lead: str, text: str) -> bool:
    """Whether the description is but the beginning of the text, as it is in most feeds."""
    beginning = one_line(CUT_SHORT.sub("", lead)).casefold()
    return one_line(text).casefold().startswith(beginning)


def _published(entry: Any) -> PublishedOn:
    # In Atom, «updated» alone is the day of the last change; RSS 1.0 has but one date, which feedparser calls so.
    names = ("published",) if entry["is_atom"] else ("published", "updated")
    for name in names:
        written = one_line(dict.get(entry, name) or "")
        if not written:
            continue
        if published := stated_day(written) or _by_mail(written):
            return published
        if parsed := dict.get(entry, f"{name}_parsed"):
            # Of a writing that is in no standard: without its zone, so no moment and perhaps the day before.
            day = datetime(*parsed[:6])
            return PublishedOn.on(day.date(), origin=Origin.METADATA, as_written=written)
    return UNDATED


def _by_mail(written: str) -> PublishedOn | None:
    """The day in the writing of RSS, «Sun, 05 Nov 2023 01:00:00 +1000»: that of its own zone."""
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not stated_day(moment.date().isoformat()):
        return None
    return PublishedOn.on(moment, origin=Origin.METADATA, as_written=written)


def _tags(entry: Any) -> tuple[str, ...]:
    terms = (tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", []))
    return tuple(dict.fromkeys(filter(None, (one_line(printable(term)) for term in terms))))[:MOST_TAGS]
