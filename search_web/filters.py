"""The filters of a search, from arguments as people give them."""

from collections.abc import Mapping, Sequence
from datetime import date

from indexer.cleaning.place_names import canonical
from indexer.engine import Filter
from indexer.query import Is, Keyword, Or, Published, Query, join

from .days import published

Day = str | date


def filters_of(named: Mapping[Keyword, Sequence[str]], since: Day | None, until: Day | None) -> tuple[Filter, ...]:
    """The conditions besides the query. Raises `ValueError` for what is none."""
    filters = []
    for keyword, values in named.items():
        if isinstance(values, str):
            raise ValueError(f'the {keyword} filter is a string: give a sequence of strings, for example ["{values}"]')
        if values:
            nodes = dict.fromkeys(node for value in values for node in named_by(keyword, value))
            filters.append(Filter(keyword, join(Or, list(nodes))))
    first, last = _day("since", since).since, _day("until", until).until
    if first and last and first > last:
        raise ValueError(f"since ({first}) is after until ({last})")
    if first or last:
        filters.append(Filter(Keyword.YEAR, Published(first, last)))
    return tuple(filters)


def named_by(keyword: Keyword, value: str) -> list[Query]:
    """The values that a person means: «Приамурье» is Амурская область; what no table knows stays as it is."""
    known = canonical(keyword, value)
    # A record may name a region just so: «Алтай», which could be two.
    return [Is(keyword, name) for name in (known if len(known) == 1 else dict.fromkeys((value, *known)))]


def _day(name: str, value: Day | None) -> Published:
    if value is None or value == "":
        return Published()
    text = value if isinstance(value, str) else value.isoformat()[:10]
    try:
        if ".." in text:
            raise ValueError("one bound is wanted, not a range")
        return published(text)
    except ValueError:
        raise ValueError(f"{name} is {value!r}: give a day like 2023-11-05, a month like 2023-11 or a year") from None
