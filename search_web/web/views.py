"""The pages: every state is in the address, nothing needs JavaScript, templates only draw what is prepared here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Response, abort, current_app, render_template, request

from indexer.article import PublishedOn
from indexer.errors import GuberniaError
from search_web import Answers, Hit, Marked, NewsSearch, NoteKind
from search_web.syntax import OPERATORS

from . import dates, marks, plural
from .addresses import to, to_article, web_address
from .params import DEFAULT_FACETS, PER_PAGE, Asked, Problem, read, typed_day
from .shelf import Shelf

PAGE_SIZES = (10, 20, 50)
SHOWN_VALUES = 8
SORT_NAMES = (
    ("relevance", "по релевантности"),
    ("newest", "сначала новые"),
    ("oldest", "сначала старые"),
)
UNNAMED = {"source": "источник не указан", "year": "без даты", "region": "без региона"}
FACET_NAMES = {"source": "Источник", "year": "Год"}  # those of the page, in its order


@dataclass(frozen=True, slots=True)
class Link:
    """A choice among others: where it leads, is it the present one, how many articles it has (None: not counted)."""

    text: str
    address: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of a facet: the common and the chosen ones, then the rest; `unnamed` counts articles without a value."""

    keyword: str
    name: str
    shown: tuple[Link, ...]
    rest: tuple[Link, ...]
    unnamed: str = ""


class Pages:
    """The HTML views over one index."""

    def __init__(self, shelf: Shelf, brand: str, examples: Sequence[str]) -> None:
        self.shelf = shelf
        self.brand = brand
        self.examples = tuple(examples)

    def start(self) -> Response:
        """The start page."""
        stats = self.shelf.news().stats()
        return self._page("start", asked=Asked(), count=stats.articles, examples=self.examples)

    def search(self) -> Response:
        """A page of results; the start page where nothing is asked for."""
        asked, problems = read(request.args, typed_day)
        if asked.per_page not in PAGE_SIZES:
            problems.append(Problem("per_page", "", "", f"Показано по {PER_PAGE} статей на странице."))
            asked = replace(asked, per_page=PER_PAGE)
        if not asked.text.strip() and not asked.filtered and not problems:
            return self.start()
        asked = replace(asked, facets=DEFAULT_FACETS)
        news = self.shelf.news()
        try:
            answers = replace(asked, facets=tuple(FACET_NAMES)).search(news)
        except ValueError as error:
            current_app.logger.warning("search refused: %s", error)
            abort(400)
        return self._page(
            "results",
            asked=asked,
            answers=answers,
            title=lambda hit: Marked(hit.title, hit.title_spans),
            heading=heading(asked, answers.total),
            problems=problems,
            strict_address=strict_address(asked, answers),
            chips=tuple(chips(asked)),
            reset=link(asked.unfiltered().but(scope="article", strict=False)),
            sorts=[Link(name, link(asked.but(sort=sort)), asked.sort == sort) for sort, name in SORT_NAMES],
            whole_pages=Link(
                "искать и вне статьи",
                link(asked.but(scope="article" if asked.scope == "page" else "page")),
                asked.scope == "page",
            ),
            facets=list(facets(answers, asked)),
            sizes=[Link(str(n), link(asked.but(per_page=n)), asked.per_page == n) for n in PAGE_SIZES],
            numbers=numbers(asked, answers),
            previous=link(asked.but(page=min(answers.page - 1, answers.pages))) if answers.page > 1 else "",
            following=link(asked.but(page=answers.page + 1)) if answers.page < answers.pages else "",
            last_page=link(asked.but(page=answers.pages)),
            ways_out=ways_out(asked, news) if not answers.total else [],
            since_typed=request.args.get("since", "")[:40],
            until_typed=request.args.get("until", "")[:40],
            region_address=lambda name: link(asked.but(regions=(name,))),
        )

    def article(self, article_id: str) -> Response:
        """A whole article, the words of the query marked."""
        asked, _ = read(request.args, typed_day)
        news = self.shelf.news()
        view = news.article(article_id, asked.text)
        return self._page(
            "article",
            asked=asked,
            view=view,
            back=link(asked) if asked.text.strip() or asked.filtered else "",
            original=web_address(view.article.url),
            similar=similar(news, article_id),
            paragraphs=marks.paragraphs,
            region_address=lambda name: link(Asked(regions=(name,))),
        )

    def article_by_id(self) -> Response:
        """An article whose id a path would not keep."""
        return self.article(request.args.get("id", ""))

    def help(self) -> Response:
        """The query language, every example a link."""
        return self._page("help", asked=Asked(), operators=OPERATORS)

    def alive(self) -> Response:
        """Does the process answer at all?"""
        return Response("ok\n", mimetype="text/plain")

    def ready(self) -> Response:
        """Can it answer searches? While the index cannot be opened, the error page of status 503."""
        self.shelf.news().stats()
        return Response("ready\n", mimetype="text/plain")

    def _page(self, name: str, *, asked: Asked, **values: object) -> Response:
        html = render_template(
            f"gubernia/{name}.html",
            brand=self.brand,
            to=to,
            asked=asked,
            kept=kept(asked),
            article_address=lambda hit_id: article_address(hit_id, asked),
            link=lambda text: link(Asked(text=text)),
            plural=plural,
            dates=dates,
            shortened=marks.shortened,
            **values,
        )
        return Response(html.encode("utf-8", "replace"))


def link(asked: Asked) -> str:
    """The results page of a search."""
    return to("search", **asked.parameters())


def article_address(article_id: str, asked: Asked) -> str:
    """An article's page; it keeps the search, for its marks and for the way back."""
    return to_article("article", article_id, **asked.parameters())


def kept(asked: Asked) -> dict[str, list[str]]:
    """What a new query keeps of the last one, as form fields: filters, order, page size."""
    parameters = asked.but(text="", strict=False).parameters()
    return {name: [value] if isinstance(value, str) else value for name, value in parameters.items()}


def heading(asked: Asked, total: int) -> str:
    """«мэр Хабаровска — 2 статьи»; that nothing was found is said below it."""
    what = marks.shortened(asked.text) or "Все статьи"
    return f"{what} — {plural.articles(total)}" if total else what


def strict_address(asked: Asked, answers: Answers) -> str:
    """Where only the articles with every word are, if others are among the hits."""
    relaxed = any(note.kind is NoteKind.FEWER_WORDS for note in answers.notes)
    return link(asked.but(strict=True)) if relaxed and not asked.strict else ""


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
        yield Link("только где есть все слова", link(asked.but(strict=False)))
    if asked.scope == "page":
        yield Link("и вне статьи", link(asked.but(scope="article")))


def period(since: str, until: str) -> str:
    """«2023 год», «с 5 ноября 2023 по 2024 год» and the like, from ISO texts."""
    first, last = (dates.display(PublishedOn.from_iso(bound)) if bound else "" for bound in (since, until))
    if since == until:
        return first
    return " ".join(part for part in (first and f"с: {first}", last and f"по: {last}") if part)


def facets(answers: Answers, asked: Asked) -> Iterator[Facet]:
    """The facets that say something: with a choice to make, or with articles that have no day."""
    for keyword, counts in answers.facets.items():
        found = facet(keyword, counts, asked)
        if found.shown or (found.unnamed and keyword == "year"):
            yield found


def facet(keyword: str, counts: Mapping[str, int], asked: Asked) -> Facet:
    """A facet as links: sources add up, a year replaces the period; the one that is chosen leads back."""
    values = [(value, count) for value, count in counts.items() if value and count]
    if keyword == "year":
        values.sort(reverse=True)
    links = tuple(choice(keyword, value, count, asked) for value, count in values)
    unnamed = counts.get("", 0)
    return Facet(
        keyword,
        FACET_NAMES[keyword],
        tuple(one for n, one in enumerate(links) if n < SHOWN_VALUES or one.active),
        tuple(one for n, one in enumerate(links) if n >= SHOWN_VALUES and not one.active),
        f"{UNNAMED[keyword]}: {plural.number(unnamed)}" if unnamed else "",
    )


def choice(keyword: str, value: str, count: int, asked: Asked) -> Link:
    """One value of a facet."""
    if keyword == "year":
        active = asked.since == asked.until == value
        bound = "" if active else value
        return Link(value, link(asked.but(since=bound, until=bound)), active, count)
    active = value in asked.sources
    sources = tuple(other for other in asked.sources if other != value) if active else (*asked.sources, value)
    return Link(value, link(asked.but(sources=sources)), active, count)


def numbers(asked: Asked, answers: Answers) -> list[Link | None]:
    """The numbered pages: the first, the last and those around this one; None is a gap."""
    if answers.pages == 1:
        return []
    near = range(answers.page - 2, answers.page + 3)
    wanted = sorted({n for n in (1, *near, answers.pages) if 1 <= n <= answers.pages})
    found: list[Link | None] = []
    before = 0
    for n in wanted:
        if n == before + 2:  # a gap of one page is that page
            found.append(Link(str(n - 1), link(asked.but(page=n - 1))))
        elif n > before + 2:
            found.append(None)
        found.append(Link(str(n), link(asked.but(page=n)), n == answers.page))
        before = n
    return found


def ways_out(asked: Asked, news: NewsSearch) -> list[Link]:
    """Wider searches that do find something, where this one found nothing."""
    wider = []
    if asked.filtered:
        wider.append(("Искать без фильтров", asked.unfiltered().but()))
    if asked.strict:
        wider.append(("Искать и там, где есть не все слова", asked.but(strict=False)))
    if asked.scope == "article":
        wider.append(("Искать и вне статьи: в меню, анонсах, соседних заголовках", asked.but(scope="page")))
    found = []
    for text, other in wider:
        if other.text.strip() or other.filtered:
            total = replace(other, per_page=1, facets=()).search(news).total
            if total:
                found.append(Link(text, link(other), count=total))
    return found


def similar(news: NewsSearch, article_id: str) -> tuple[Hit, ...]:
    """Articles like this one; the page does without them where they cannot be had."""
    try:
        return news.similar(article_id)
    except GuberniaError as error:
        current_app.logger.warning("no similar articles: %s", error)
        return ()
