"""What a URL asks for: read once, checked once, for the page and the JSON API alike.

Nothing here raises. What cannot be read becomes a `Problem` and its default is
used; the page then shows a note, the API answers 400.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from werkzeug.datastructures import MultiDict

from indexer.article import PublishedOn
from search_web import Answers, NewsSearch

Scope = Literal["article", "page"]
Sort = Literal["relevance", "newest", "oldest"]
Expand = Literal["auto", "always", "never"]
Reprints = Literal["", "folded", "shown"]
SCOPES: tuple[str, ...] = get_args(Scope)
SORTS: tuple[str, ...] = get_args(Sort)
EXPANDS: tuple[str, ...] = get_args(Expand)
REPRINTS: tuple[str, ...] = get_args(Reprints)
FACETS = ("source", "region", "okrug", "place", "tag", "year")
DEFAULT_FACETS = ("source", "year")
PER_PAGE = 10
MOST_PER_PAGE = 1000
MOST_PAGES = 1_000_000
MOST_VALUES = 100
MOST_DAYS = 36_500
"""A hundred years: with a longer half-life, age makes no difference among news."""

SWITCH = {"1": True, "true": True, "0": False, "false": False}
DAY = "год, месяц или день: 2023, 2023-11 или 2023-11-05"
ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
RUSSIAN = re.compile(r"(?:(?:([0-9]{1,2})[.])?([0-9]{1,2})[.])?([0-9]{4})(?: ?г(?:[.]|од)?)?")


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that could not be read: what came, what may come, and the same as a note on the page."""

    parameter: str
    given: str
    allowed: str
    note: str


class Asked(NamedTuple):
    """A search as the URL has it.

    `since` and `until` are ISO texts, "" where there is no bound; `freshness`
    is in days, 0 where age makes no difference. With `reprints` "" they are
    treated as is usual where the search is asked.

    A page has some twenty links to the search changed a little: a tuple is copied
    three times as fast as a dataclass.
    """

    text: str = ""
    sources: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    okrugs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = PER_PAGE
    strict: bool = False
    scope: Scope = "article"
    expand: Expand = "auto"
    freshness: int = 0
    reprints: Reprints = ""
    facets: tuple[str, ...] = DEFAULT_FACETS

    @property
    def filtered(self) -> bool:
        """Is there a filter besides the text?"""
        return any((self.sources, self.regions, self.okrugs, self.places, self.since, self.until))

    def unfiltered(self) -> "Asked":
        """The same search without its filters."""
        return self._replace(sources=(), regions=(), okrugs=(), places=(), since="", until="")

    def but(self, **changes: Any) -> "Asked":
        """The same search changed, from its first page on."""
        return self._replace(**({"page": 1} | changes))

    def search(self, news: NewsSearch, *, fold: bool = False) -> Answers:
        """Ask it; `fold` is what is usual for reprints.

        Raises `ValueError` where NewsSearch refuses a value that could be read.
        """
        return news.search(
            self.text,
            sources=self.sources,
            regions=self.regions,
            okrugs=self.okrugs,
            places=self.places,
            since=self.since or None,
            until=self.until or None,
            sort=self.sort,
            page=self.page,
            per_page=self.per_page,
            strict=self.strict,
            scope=self.scope,
            facets=self.facets,
            expand=self.expand,
            freshness=self.freshness or None,
            fold_reprints=self.reprints == "folded" or (fold and not self.reprints),
        )

    def parameters(self) -> dict[str, str | list[str]]:
        """The URL parameters of this search; what is as usual is left out. `read` brings it back."""
        values: dict[str, str | list[str]] = {
            "q": self.text,
            "source": list(self.sources),
            "region": list(self.regions),
            "okrug": list(self.okrugs),
            "place": list(self.places),
            "since": self.since,
            "until": self.until,
            "sort": self.sort if self.sort != "relevance" else "",
            "per_page": str(self.per_page) if self.per_page != PER_PAGE else "",
            "page": str(self.page) if self.page != 1 else "",
            "strict": "1" if self.strict else "",
            "scope": self.scope if self.scope != "article" else "",
            "expand": self.expand if self.expand != "auto" else "",
            "freshness": str(self.freshness) if self.freshness else "",
            "reprints": self.reprints,
            "facet": list(self.facets) if self.facets != DEFAULT_FACETS else [],
        }
        return {name: value for name, value in values.items() if value}


REPEATABLE = frozenset({"source", "region", "okrug", "place", "facet"})
SINGLE = frozenset(
    {"q", "since", "until", "sort", "page", "per_page", "strict", "scope", "expand", "freshness", "reprints"}
)
PARAMETERS = REPEATABLE | SINGLE


def iso_day(written: str) -> str:
    """Check an ISO year, month or day. Raises `ValueError`."""
    if not ISO.fullmatch(written):
        raise ValueError(written)
    PublishedOn.from_iso(written)
    return written


def typed_day(written: str) -> str:
    """What a person types for a day, as ISO: also «05.11.2023», «11.2023», «2023 год». Raises `ValueError`."""
    if match := RUSSIAN.fullmatch(written):
        day, month, year = match.groups()
        written = "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
    return iso_day(written)


class Reader:
    """Reads values one by one and collects the problems."""

    def __init__(self, args: "MultiDict[str, str]") -> None:
        self.args = args
        self.problems: list[Problem] = []

    def problem(self, parameter: str, given: str, allowed: str, note: str) -> None:
        """Note that a value cannot be used."""
        given = given if len(given) <= 40 else given[:39] + "…"
        self.problems.append(Problem(parameter, given, allowed, note.replace("{given}", given)))

    def number(self, name: str, default: int, most: int, note: str) -> int:
        """A whole number from 1 to `most`."""
        given = self.args.get(name, "").strip()
        if not given:
            return default
        # int() takes other digits too, and refuses very long numbers with an error of its own.
        if given.isascii() and given.isdigit() and len(given) <= 12 and 1 <= int(given) <= most:
            return int(given)
        self.problem(name, given, f"целое число от 1 до {most}", note)
        return default

    def choice(self, name: str, allowed: tuple[str, ...], note: str) -> Any:
        """One of the allowed words; the first of them when there is none."""
        given = self.args.get(name, "").strip()
        if not given or given in allowed:
            return given or allowed[0]
        self.problem(name, given, " | ".join(filter(None, allowed)), note)
        return allowed[0]

    def switch(self, name: str, note: str) -> bool:
        """Yes or no."""
        given = self.args.get(name, "").strip()
        if not given or given in SWITCH:
            return SWITCH.get(given, False)
        self.problem(name, given, "1 | 0", note)
        return False

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a parameter, each once, without the empty ones."""
        found = tuple(dict.fromkeys(value.strip() for value in self.args.getlist(name) if value.strip()))
        if len(found) > MOST_VALUES:
            note = f"Слишком много значений в фильтре: учтены первые {MOST_VALUES}."
            self.problem(name, str(len(found)), f"не больше {MOST_VALUES} значений", note)
        return found[:MOST_VALUES]

    def day(self, name: str, as_iso: Callable[[str], str]) -> str:
        """A year, month or day as ISO."""
        given = " ".join(self.args.get(name, "").split())
        if not given:
            return ""
        try:
            return as_iso(given)
        except ValueError:
            note = "Дата «{given}» не понята и не учтена. Пишите год, месяц или день: 2023, 11.2023, 05.11.2023."
            self.problem(name, given, DAY, note)
            return ""


def read(args: "MultiDict[str, str]", as_iso: Callable[[str], str] = iso_day) -> tuple[Asked, list[Problem]]:
    """The search that URL parameters describe, and what of them could not be read."""
    reader = Reader(args)
    since, until = reader.day("since", as_iso), reader.day("until", as_iso)
    if since and until and _first(since) > _last(until):
        reader.problem("until", until, f"не раньше since ({since})", "Начало периода позже его конца: период не учтён.")
        since = until = ""
    facets = reader.values("facet")
    if unknown := [facet for facet in facets if facet not in FACETS]:
        reader.problem("facet", unknown[0], " | ".join(FACETS), "Неизвестный разрез «{given}» не учтён.")
        facets = tuple(facet for facet in facets if facet in FACETS)
    asked = Asked(
        text=args.get("q", ""),
        sources=reader.values("source"),
        regions=reader.values("region"),
        okrugs=reader.values("okrug"),
        places=reader.values("place"),
        since=since,
        until=until,
        sort=reader.choice("sort", SORTS, "Порядок «{given}» неизвестен: показано по релевантности."),
        page=reader.number("page", 1, MOST_PAGES, "Страницы «{given}» нет: показана первая."),
        per_page=reader.number("per_page", PER_PAGE, MOST_PER_PAGE, f"Показано по {PER_PAGE} статей на странице."),
        strict=reader.switch("strict", "Значение strict=«{given}» не понято и не учтено."),
        scope=reader.choice("scope", SCOPES, "Область поиска «{given}» неизвестна: показано найденное в статьях."),
        expand=reader.choice("expand", EXPANDS, "Значение expand=«{given}» не понято и не учтено."),
        freshness=reader.number("freshness", 0, MOST_DAYS, "Значение freshness=«{given}» не понято и не учтено."),
        reprints=reader.choice("reprints", REPRINTS, "Значение reprints=«{given}» не понято и не учтено."),
        facets=facets or DEFAULT_FACETS,
    )
    return asked, reader.problems


def misuse(args: "MultiDict[str, str]", known: frozenset[str] = PARAMETERS) -> list[Problem]:
    """Unknown parameters, and second values of those that take one: a program would not notice that they do nothing."""
    found = []
    for name in args:
        if name not in known:
            found.append(Problem(name, args[name][:40], "такого параметра нет; есть " + ", ".join(sorted(known)), ""))
        elif name not in REPEATABLE and len(args.getlist(name)) > 1:
            found.append(Problem(name, args.getlist(name)[1][:40], "только одно значение", ""))
    return found


def _first(iso: str) -> date:
    return PublishedOn.from_iso(iso).first or date.min


def _last(iso: str) -> date:
    return PublishedOn.from_iso(iso).last or date.max
