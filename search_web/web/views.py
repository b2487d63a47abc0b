"""The pages: every state is in the address, nothing needs JavaScript, templates only draw what is prepared here."""

from collections.abc import Sequence

from flask import Response, abort, current_app, render_template, request

from indexer.errors import GuberniaError
from search_web import Answers, Hit, Marked, NewsSearch
from search_web.reprints import known_first
from search_web.syntax import OPERATORS

from . import choices, dates, marks, plural
from .addresses import file_name, host, to, web_address
from .choices import FACET_NAMES, PAGE_SIZES, link
from .explained import nested, rows
from .hit_columns import HitColumns
from .kept_pages import made_of
from .notes import lines, repaired_line, ways_out
from .params import DEFAULT_FACETS, PER_PAGE, Asked, Problem, read, typed_day
from .repeated import Each
from .shelf import Shelf


class Pages:
    """The HTML views over one index."""

    def __init__(self, shelf: Shelf, brand: str, examples: Sequence[str]) -> None:
        self.shelf = shelf
        self.brand = brand
        self.examples = tuple(examples)
        self.each = Each()

    def start(self) -> Response:
        """The start page."""
        stats = self.shelf.news().stats()
        return self._page("start", asked=Asked(), count=stats.articles, examples=self.examples)

    def search(self) -> Response:
        """A page of results; the start page where nothing is asked for."""
        asked, problems = read(request.args, typed_day)
        if asked.per_page not in PAGE_SIZES:
            problems.append(Problem("per_page", "", "", f"Показано по {PER_PAGE} статей на странице."))
            asked = asked._replace(per_page=PER_PAGE)
        if not asked.text.strip() and not asked.filtered and not problems:
            return self.start()
        asked = asked._replace(facets=DEFAULT_FACETS)
        news = self.shelf.news()
        answers = ask(asked._replace(facets=(*FACET_NAMES, "okrug")), news)
        if answers.total:  # else more is asked below
            made_of(answers)
        return self._page(
            "results",
            asked=asked,
            answers=answers,
            hits=HitColumns.of(
                answers.hits, choices.article_address(asked), choices.narrowed("region", asked.but(regions=()))
            ),
            each=self.each,
            heading=heading(asked, answers.total),
            lines=lines(asked, answers, problems),
            explained=explain_address(asked),
            chips=tuple(choices.chips(asked)),
            reset=choices.reset(asked),
            orders=list(choices.orders(asked)),
            whole_pages=choices.whole_pages(asked),
            reprints_switch=choices.reprints(asked, answers),
            folded=folded(answers.folded),
            facets=list(choices.facets(answers, asked)),
            sizes=choices.sizes(asked),
            numbers=choices.numbers(asked, answers),
            previous=link(asked.but(page=min(answers.page - 1, answers.pages))) if answers.page > 1 else "",
            following=link(asked.but(page=answers.page + 1)) if answers.page < answers.pages else "",
            last_page=link(asked.but(page=answers.pages)),
            ways_out=[] if answers.total else ways_out(asked, news),
            since_typed=request.args.get("since", "")[:40],
            until_typed=request.args.get("until", "")[:40],
            period_keeps=choices.fields(asked.but(since="", until="")),
        )

    def article(self, article_id: str) -> Response:
        """A whole article, the words of the query marked."""
        asked, _ = read(request.args, typed_day)
        news = self.shelf.news()
        view = news.article(article_id, asked.text)
        story = news.reprints(article_id)
        # What was asked of the article alone says nothing of what stands around it.
        side = view.side if asked.scope == "page" else Marked(view.side.text)
        return self._page(
            "article",
            asked=asked,
            view=view,
            back=link(asked) if asked.text.strip() or asked.filtered else "",
            explained=explain_address(asked, article_id),
            side=side,
            original=web_address(view.article.url),
            host=host(view.article.url),
            file_name=file_name(view.article.location),
            similar=similar(news, article_id),
            story=story,
            first=known_first(story),
            paragraphs=marks.paragraphs,
            region_address=choices.narrowed("region", Asked()),
        )

    def article_by_id(self) -> Response:
        """An article whose id a path would not keep."""
        return self.article(request.args.get("id", ""))

    def explain(self) -> Response:
        """How the query was read; with an article's id also what each of its words brings to it."""
        asked, _ = read(request.args, typed_day)
        news = self.shelf.news()
        answers = ask(asked._replace(page=1, per_page=1, facets=()), news)
        # The query that was answered, filters and all; NewsSearch knows of none when it explains.
        explanation = news.explain(answers.repaired or asked.text, article_id := request.args.get("id", ""))
        return self._page(
            "explain",
            asked=asked,
            answers=answers,
            explanation=explanation,
            lines=[*lines(asked, answers, ()), *repaired_line(asked, explanation)],
            reading=nested(explanation.reading),
            rows=list(rows(explanation)),
            total=plural.decimal(explanation.total),
            article=news.article(article_id).article if article_id else None,
            back=link(asked),
            region_address=choices.narrowed("region", Asked()),
        )

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
            kept=choices.kept(asked),
            article_address=choices.article_address(asked),
            link=lambda text: link(Asked(text=text)),
            plural=plural,
            dates=dates,
            marked=marks.drawn,
            shortened=marks.shortened,
            **values,
        )
        return Response(html.encode("utf-8", "replace"))


def ask(asked: Asked, news: NewsSearch) -> Answers:
    """The answers; status 400 where NewsSearch refuses a value that could be read."""
    try:
        return asked.search(news, fold=True)
    except ValueError as error:
        current_app.logger.warning("search refused: %s", error)
        abort(400)


def explain_address(asked: Asked, article_id: str = "") -> str:
    """Where it is told how the query was read; "" where there is no query."""
    named = {"id": article_id} if article_id else {}
    return to("explain", **asked.parameters(), **named) if asked.text.strip() else ""


def heading(asked: Asked, total: int) -> str:
    """«мэр Хабаровска — 2 статьи»; that nothing was found is said below it."""
    what = marks.shortened(asked.text) or "Все статьи"
    return f"{what} — {plural.articles(total)}" if total else what


def folded(count: int) -> str:
    """«12 перепечаток свёрнуто»; "" where none are."""
    return f"{plural.reprints(count)} {plural.plural(count, 'свёрнута', 'свёрнуты', 'свёрнуто')}" if count else ""


def similar(news: NewsSearch, article_id: str) -> tuple[Hit, ...]:
    """Articles like this one; the page does without them where they cannot be had."""
    try:
        return news.similar(article_id)
    except GuberniaError as error:
        current_app.logger.warning("no similar articles: %s", error)
        return ()
