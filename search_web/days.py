"""What `date:` means: a day, month or year as people write it -> the interval of days."""

import re
from datetime import date

from indexer.article import PublishedOn
from indexer.query import Published

DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def published(value: str) -> Published:
    """What `date:` means: a year, month or day, or two of them with «..» between, either of which may be left out.

    Raises `ValueError` for anything else.
    """
    since, dots, until = value.partition("..")
    if not dots:
        return Published(*_interval(value))
    if not since and not until:
        raise ValueError("a range needs a beginning or an end")
    first = _interval(since)[0] if since else None
    last = _interval(until)[1] if until else None
    if first and last and first > last:
        raise ValueError(f"{first} is after {last}")
    return Published(first, last)


def _interval(value: str) -> tuple[date, date]:
    if match := DOTTED_DAY.fullmatch(value):
        day, month, year = map(int, match.groups())
        return date(year, month, day), date(year, month, day)
    if len(value) > len("2023-11-05"):
        raise ValueError(f"{value} is no day")
    on = PublishedOn.from_iso(value)
    assert on.first is not None
    assert on.last is not None
    return on.first, on.last
