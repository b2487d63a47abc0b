"""What a reader can change about a search, as links: filters, order, period, page. Every state is an address."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import repeat
from typing import NamedTuple

from indexer.article import PublishedOn
from indexer.cleaning.place_names import okrug_of
from search_web import Answers

from . import dates, plural
from .addresses import ANY, to, to_any, to_articles
from .params import PER_PAGE, Asked

SHOWN_VALUES = 8
MOST_VALUES = {"source": 50, "region": 100, "year": 100}
"""A list of hundreds of sources is no help, and three quarters of the bytes of a page; others can be typed."""
FRESH_DAYS = 365
"""What «свежие выше» means: what its age adds to an article halves in a year."""
PAGE_SIZES = (10, 20, 50)
UNNAMED = {"source": "источник не указан", "year": "без даты", "region": "без региона"}
FACET_NAMES = {"region": "Регион", "source": "Источник", "year": "Год"}  # those of the page, in its order


class Link(NamedTuple):
    """A choice among others: where it leads, is it the present one, how many articles it has ("": not counted)."""

    text: str
    address: str
    active: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of a facet: the common and the chosen ones, then the rest.

    `unnamed` counts articles without a value; `cut` says that there are more values.
    """

    keyword: str
    name: str
    shown: tuple[Link, ...]
    rest: tuple[Link, ...]
    unnamed: str = ""
    cut: str = ""
    groups: tuple["Group", ...] = ()

    @property
    def lists(self) -> list[tuple[Link, ...]]:
        """What is drawn of it: the values shown, the rest, then of each group its okrug and its regions."""
        of_groups = (links for group in self.groups for links in ((group.okrug,) if group.okrug else (), group.regions))
        return [self.shown, self.rest, *of_groups]


@dataclass(frozen=True, slots=True)
class Group:
    """An okrug with its regions, None for regions of none; open where there is little to see or something is chosen."""

    okrug: Link | None
    regions: tuple[Link, ...]
    open: bool = False


def link(asked: Asked) -> str:
    """The results page of a search."""
    return to("search", **asked.parameters())


def article_address(asked: Asked) -> Callable[[str], str]:
    """The addresses of articles' pages; they keep the search, for its marks and for the way back."""
    return to_articles("article", **asked.parameters())


def fields(asked: Asked) -> dict[str, list[str]]:
    """The search as fields of a form."""
    return {name: [value] if isinstance(value, str) else value for name, value in asked.parameters().items()}


def kept(asked: Asked) -> dict[str, list[str]]:
    """What a new query keeps of the last one: filters, order, page size. What was said about its words goes with it."""
    return fields(asked.but(text="", strict=False, expand="auto"))


def orders(asked: Asked) -> Iterator[Link]:
    """The orders of the results: two by relevance, of which one prefers what is recent, and two by day."""
    by_relevance = asked.sort == "relevance"
    fresh = by_relevance and asked.freshness > 0
    days = asked.freshness or FRESH_DAYS
    yield Link("по релевантности", link(asked.but(sort="relevance", freshness=0)), by_relevance and not fresh)
    yield Link("свежие выше", link(asked.but(sort="relevance", freshness=days)), fresh)
    yield Link("сначала новые", link(asked.but(sort="newest", freshness=0)), asked.sort == "newest")
    yield Link("сначала старые", link(asked.but(sort="oldest", freshness=0)), asked.sort == "oldest")


def sizes(asked: Asked) -> list[Link]:
    """How many articles a page may have."""
    address = to_any("search", **asked.but(per_page=ANY).parameters())
    usual = link(asked.but(per_page=PER_PAGE))  # which is not in the address
    return [Link(str(n), usual if n == PER_PAGE else address(str(n)), asked.per_page == n) for n in PAGE_SIZES]


def whole_pages(asked: Asked) -> Link:
    """The switch between articles alone and all that their pages hold."""
    wide = asked.scope == "page"
    return Link("искать и вне статьи", link(asked.but(scope="article" if wide else "page")), wide)


def reprints(asked: Asked, answers: Answers) -> Link | None:
    """The switch between a line for each story and one for each article; None where there is nothing to fold."""
    shown = asked.reprints == "shown"
    if not shown and not answers.folded:
        return None
    return Link("показывать перепечатки", link(asked.but(reprints="" if shown else "shown")), shown)


def reset(asked: Asked) -> str:
    """The query without filters, answered in the usual way."""
    return link(asked.unfiltered().but(scope="article", strict=False, expand="auto"))


def chips(asked: Asked) -> Iterator[Link]:
    """The active filters; each address is the search without it."""
    for field in ("sources", "regions", "okrugs", "places"):
        values: tuple[str, ...] = getattr(asked, field)
        for value in values:
            rest = tuple(other for other in values if other != value)
            yield Link(value, link(asked.but(**{field: rest})))
    if asked.since or asked.until:
        yield Link(period(asked.since, asked.until), link(asked.but(since="", until="")))
    if asked.strict:
        yield Link("только как написано", link(asked.but(strict=False)))
    elif asked.expand != "auto":
        name = "и другими словами" if asked.expand == "always" else "без других слов"
        yield Link(name, link(asked.but(expand="auto")))
    if asked.scope == "page":
        yield Link("и вне статьи", link(asked.but(scope="article")))


def period(since: str, until: str) -> str:
    """«2023 год», «с: 5 ноября 2023 по: 2024 год» and the like, from ISO texts."""
    first, last = (dates.display(PublishedOn.from_iso(bound)) if bound else "" for bound in (since, until))
    if since == until:
        return first
    return " ".join(part for part in (first and f"с: {first}", last and f"по: {last}") if part)


def facets(answers: Answers, asked: Asked) -> Iterator[Facet]:
    """The facets that say something: with a choice to make, or with articles that have no day."""
    for keyword, counts in answers.facets.items():
        if keyword not in FACET_NAMES:
            continue
        found = facet(keyword, counts, asked)
        if keyword == "region":
            okrugs = answers.facets.get("okrug", {})
            found = replace(found, shown=(), rest=(), groups=tree(found, counts, okrugs, asked))
        if found.shown or found.groups or (found.unnamed and keyword == "year"):
            yield found


def facet(keyword: str, counts: Mapping[str, int], asked: Asked) -> Facet:
    """A facet as links: sources add up, a year replaces the period; the one that is chosen leads back."""
    values = [value for value, count in counts.items() if value and count]
    if keyword == "year":
        values.sort(reverse=True)
    address = narrowed(keyword, asked)
    chosen = _chosen(keyword, asked)
    most = MOST_VALUES[keyword]
    few = values[:most]
    numbers = map(plural.number, map(counts.__getitem__, few))
    links = list(map(Link, few, map(address, few), repeat(False), numbers))
    shown, rest = links[:SHOWN_VALUES], links[SHOWN_VALUES:]
    if chosen:
        back = {value: choice(keyword, value, counts[value], asked) for value in values if value in chosen}
        shown = [back.get(one.text, one) for n, one in enumerate(links) if n < SHOWN_VALUES or one.text in back]
        shown += (back[value] for value in values[most:] if value in back)
        rest = [one for one in rest if one.text not in back]
    there = len(shown) + len(rest)
    unnamed = counts.get("", 0)
    return Facet(
        keyword,
        FACET_NAMES[keyword],
        tuple(shown),
        tuple(rest),
        f"{UNNAMED[keyword]}: {plural.number(unnamed)}" if unnamed else "",
        f"показано {plural.number(there)} из {plural.number(len(values))}" if there < len(values) else "",
    )


def _chosen(keyword: str, asked: Asked) -> tuple[str, ...]:
    """The values of the facet that the search is narrowed to."""
    if keyword == "year":
        return (asked.since,) if asked.since == asked.until else ()
    values: tuple[str, ...] = getattr(asked, f"{keyword}s")
    return values


def narrowed(keyword: str, asked: Asked) -> Callable[[str], str]:
    """The addresses of the search with one more value of the facet."""
    if keyword == "year":
        return to_any("search", **asked.but(since=ANY, until=ANY).parameters())
    field = f"{keyword}s"
    return to_any("search", **asked.but(**{field: (*getattr(asked, field), ANY)}).parameters())


def tree(regions: Facet, counts: Mapping[str, int], okrugs: Mapping[str, int], asked: Asked) -> tuple[Group, ...]:
    """The regions by okrug, the okrug with most articles first; those of no okrug last.

    An okrug replaces chosen regions. Its own count would be of these alone, so it is not shown beside them.
    """
    links = (*regions.shown, *regions.rest)
    inside: dict[str, list[Link]] = {}
    for one in links:
        inside.setdefault(okrug_of(one.text), []).append(one)
    few = len(links) <= SHOWN_VALUES
    found = []
    address = narrowed("okrug", asked.but(regions=()))
    articles = {okrug: sum(counts[one.text] for one in inside[okrug]) for okrug in inside}
    for okrug in sorted(inside, key=lambda name: (not name, -articles[name], name)):
        count = None if asked.regions else okrugs.get(okrug, 0)
        heading = None
        if okrug in asked.okrugs:
            heading = choice("okrug", okrug, count, asked.but(regions=()))
        elif okrug:
            heading = Link(okrug, address(okrug), False, _number(count))
        chosen = any(one.active for one in inside[okrug])
        found.append(Group(heading, tuple(inside[okrug]), few or chosen or not okrug))
    return tuple(found)


def choice(keyword: str, value: str, count: int | None, asked: Asked) -> Link:
    """One value of a facet."""
    values = _chosen(keyword, asked)
    active = value in values
    if keyword == "year":
        bound = "" if active else value
        return Link(value, link(asked.but(since=bound, until=bound)), active, _number(count))
    chosen = tuple(other for other in values if other != value) if active else (*values, value)
    return Link(value, link(asked.but(**{f"{keyword}s": chosen})), active, _number(count))


def _number(count: int | None) -> str:
    return "" if count is None else plural.number(count)


def numbers(asked: Asked, answers: Answers) -> list[Link | None]:
    """The numbered pages: the first, the last and those around this one; None is a gap."""
    if answers.pages == 1:
        return []
    near = range(answers.page - 2, answers.page + 3)
    wanted = sorted({n for n in (1, *near, answers.pages) if 1 <= n <= answers.pages})
    first = link(asked.but())  # whose number is not in the address
    others = to_any("search", **asked.but(page=ANY).parameters())
    found: list[Link | None] = []
    before = 0
    for n in wanted:
        if n == before + 2:  # a gap of one page is that page
            found.append(Link(str(n - 1), others(str(n - 1))))
        elif n > before + 2:
            found.append(None)
        found.append(Link(str(n), first if n == 1 else others(str(n)), n == answers.page))
        before = n
    return found
