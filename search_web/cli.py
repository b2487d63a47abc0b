"""The command `gubernia`: searching and serving, with the indexer's commands beside them."""

import json
import logging
import sys
import threading
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from indexer.article import PublishedOn
from indexer.cli import (
    HELP,
    analyze_command,
    check_command,
    counted,
    examples,
    fail,
    failing,
    index_command,
    index_option,
    print_anything,
)
from indexer.collecting import collecting_seldom, pass_over_all
from indexer.engines.whoosh import WhooshEngine
from indexer.errors import GuberniaError
from indexer.index_folder import IndexFolder

from . import kept_answers
from .answers import Answers, Explanation, Marked
from .as_json import answers_json, explanation_json
from .search import MOST_PER_PAGE, NewsSearch

PAGES_PART = 4
"""Drawn pages may take one part in so many of what answers may: packed, they take some 10 kB each."""


def _version() -> str:
    try:
        return version("gubernia")
    except PackageNotFoundError:
        return "(not installed)"


@click.group(
    epilog=examples("gubernia index seeds", 'gubernia search "мэр Хабаровска"', "gubernia serve --port 8000"),
    context_settings=HELP,
)
@click.version_option(_version(), prog_name="gubernia")
def main() -> None:
    """Full-text search over Russian regional news."""
    print_anything()
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)


main.add_command(index_command)
main.add_command(check_command)
main.add_command(analyze_command)


@main.command(
    "search",
    context_settings=HELP,
    epilog=examples(
        'gubernia search "мэр Хабаровска"',
        "gubernia search '\"дорожная карта\" -Казахстан' --since 2023 --sort newest",
        "gubernia search форум --source AmurMedia --limit 3 --json",
    ),
)
@click.argument("query")
@index_option
@click.option(
    "--limit", type=click.IntRange(1, MOST_PER_PAGE), default=10, show_default=True, help="Articles on a page."
)
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Which page to show.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="Best matches first, or by day (undated articles last).",
)
@click.option("--source", "sources", multiple=True, help="Only this source; may be repeated.")
@click.option("--region", "regions", multiple=True, help="Only this region; may be repeated.")
@click.option("--okrug", "okrugs", multiple=True, help="Only this federal district; may be repeated.")
@click.option("--place", "places", multiple=True, help="Only this place; may be repeated.")
@click.option("--since", help="Published on this day, month or year (ISO) or later.")
@click.option("--until", help="Published on this day, month or year (ISO) or earlier.")
@click.option(
    "--scope",
    type=click.Choice(["article", "page"]),
    default="article",
    show_default=True,
    help="Where to look: the article, or also the text around it.",
)
@click.option("--facet", "facets", multiple=True, help="Count the values of source, year, region ...; may be repeated.")
@click.option("--strict", is_flag=True, help="Only articles that match as written.")
@click.option(
    "--expand",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Articles that say it in other words: when few match as written, always or never.",
)
@click.option(
    "--freshness",
    type=float,
    metavar="DAYS",
    help="By relevance, prefer recent articles: what age adds to an article halves in so many days.",
)
@click.option("--fold-reprints", is_flag=True, help="Of articles with the same text only the best match.")
@click.option("--json", "as_json", is_flag=True, help="Print the answers as JSON.")
def search_command(
    query: str,
    place: Path,
    limit: int,
    page: int,
    sort: str,
    sources: tuple[str, ...],
    regions: tuple[str, ...],
    okrugs: tuple[str, ...],
    places: tuple[str, ...],
    since: str | None,
    until: str | None,
    scope: str,
    facets: tuple[str, ...],
    strict: bool,
    expand: str,
    freshness: float | None,
    fold_reprints: bool,
    as_json: bool,
) -> None:
    """Search for QUERY; `docs/query-language.md` tells what can be typed."""
    with failing(), NewsSearch.open(place) as news:
        try:
            answers = news.search(
                query,
                sources=sources,
                regions=regions,
                okrugs=okrugs,
                places=places,
                since=since,
                until=until,
                sort=sort,
                page=page,
                per_page=limit,
                strict=strict,
                scope=scope,
                facets=facets,
                expand=expand,
                freshness=freshness,
                fold_reprints=fold_reprints,
            )
        except ValueError as error:
            raise click.UsageError(str(error)) from None
    if as_json:
        click.echo(json.dumps({"query": query} | answers_json(answers), ensure_ascii=False))
    else:
        show_answers(answers)


def show_answers(answers: Answers) -> None:
    """The hits as text: marks are bold on a terminal; colours vanish by themselves elsewhere."""
    for note in answers.notes:
        click.echo(f"{note.text}", err=True)
    first = (answers.page - 1) * answers.per_page + 1
    last = first + len(answers.hits) - 1
    shown = f", показаны {first}–{last}" if last > first else f", показана {first}" if answers.hits else ""
    folded = f", перепечаток свёрнуто: {answers.folded}" if answers.folded else ""
    click.echo(f"Найдено: {answers.total}{folded}{shown}")
    for number, hit in enumerate(answers.hits, first):
        click.echo(f"\n{number}. {_styled(Marked(hit.title, hit.title_spans))}")
        reprints = f"перепечаток: {hit.reprints}" if hit.reprints else ""
        about = [hit.source, *hit.regions, short_day(hit.published), *hit.via, reprints]
        click.echo("   " + " · ".join(filter(None, about)))
        if hit.snippet.text:
            click.echo("   " + _styled(hit.snippet))
        click.echo(f"   {hit.url or hit.location or hit.id}")
    for keyword, counts in answers.facets.items():
        values = ", ".join(f"{value or 'не указано'} ({count})" for value, count in counts.items())
        click.echo(f"\n{keyword}: {values}")


def _styled(marked: Marked) -> str:
    return "".join(click.style(piece, bold=True, underline=True) if on else piece for piece, on in marked.pieces())


def short_day(published: PublishedOn) -> str:
    """The day as far as it is known; nothing is made up."""
    if published.day:
        return published.day.isoformat()
    return published.as_written or "дата неизвестна"


@main.command(
    "explain",
    context_settings=HELP,
    epilog=examples('gubernia explain "мэр Хабаровска"', "gubernia explain мэр 004_b899ac0921a9f52f.txt"),
)
@click.argument("query")
@click.argument("article_id", metavar="[ID]", default="")
@index_option
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
def explain_command(query: str, article_id: str, place: Path, as_json: bool) -> None:
    """Show how QUERY was read and, with an ID, what each of its words brings to the article with this ID."""
    with failing(), NewsSearch.open(place) as news:
        explanation = news.explain(query, article_id)
    if as_json:
        click.echo(json.dumps(explanation_json(explanation), ensure_ascii=False))
        return
    for line in explanation.reading:
        click.echo(line)
    if explanation.repaired:
        click.echo(f"repaired    {explanation.repaired}")
    click.echo(f"understood  {explanation.understood}")
    click.echo(f"tree        {explanation.tree}")
    if article_id:
        show_scores(explanation)


def show_scores(explanation: Explanation) -> None:
    """What the words of the query bring to an article."""
    click.echo(f"matches     {'yes' if explanation.matches else 'no'}")
    if explanation.missing:
        click.echo(f"missing     {', '.join(explanation.missing)}")
    for word in explanation.words:
        at = ", ".join(f"{zone} {count}" for zone, count in word.occurrences.items() if count) or "nowhere"
        click.echo(f"  {word.score:8.4f}  {word.word}  ({at}; idf {word.idf:.3f}; terms {', '.join(word.terms[:8])})")
    click.echo(f"  {explanation.total:8.4f}  together")
    for region in explanation.regions:
        found_by = ", ".join(region.words) or "no word of the article"
        click.echo(f"region      {region.name}: {found_by}" + (f" (given: {region.given})" if region.given else ""))


@main.command("stats", context_settings=HELP, epilog=examples("gubernia stats", "gubernia stats --json"))
@index_option
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def stats_command(place: Path, as_json: bool) -> None:
    """Show how many articles the index has, and how and when it was made."""
    with failing():
        engine = WhooshEngine(IndexFolder(place).serving())
        try:
            stats, manifest = engine.stats(), engine.manifest
        finally:
            engine.close()
    size = sum(file.bytes for file in manifest.files.values())
    figures = {
        "index": str(place),
        "articles": stats.articles,
        "terms": stats.terms,
        "bytes": size,
        "engine": manifest.engine,
        "schema": manifest.schema,
        "generation": manifest.generation,
        "built_at": manifest.built_at.isoformat(),
        "analysis": manifest.analysis,
        "dictionaries": dict(manifest.dictionaries),
        "current": manifest.same_analysis,
    }
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        shown = ", ".join(f"{key} {item}" for key, item in value.items()) if isinstance(value, dict) else value
        click.echo(f"{name:12}  {shown}")
    if not manifest.same_analysis:
        click.echo(
            "The index was made with another version of the analysis or the dictionaries: "
            "`gubernia index SOURCE...` brings it up to date.",
            err=True,
        )


@main.command(
    "serve",
    context_settings=HELP,
    epilog=examples("gubernia serve", "gubernia serve --port 8080 --index /srv/news/index"),
)
@index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port to listen at.")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Pages answered at a time.")
@click.option(
    "--answer-cache",
    type=click.IntRange(0),
    default=kept_answers.BYTES >> 20,
    show_default=True,
    metavar="MIB",
    help="What answers may take that are kept for when they are asked again, and their pages a quarter of that; "
    "0 keeps none.",
)
def serve_command(place: Path, host: str, port: int, threads: int, answer_cache: int) -> None:
    """Serve the search page and the JSON API; an index that is rebuilt meanwhile is seen at once."""
    # Only this command needs Flask and a server.
    from .web import create_app
    from .web.server import Server

    with failing(), NewsSearch.open(place, answer_cache=answer_cache << 20) as news:
        try:
            app = create_app(news, page_cache=(answer_cache << 20) // PAGES_PART, turns=False)
            server = Server(app, host=host, port=port, threads=threads)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "no such address"
            fail(OSError(f"cannot listen at {host}:{port} ({why.lower()}): choose another --host or --port"))
        address = " and ".join(f"http://{f'[{at}]' if ':' in at else at}:{number}/" for at, number in server.addresses)
        click.echo(f"{counted(news.stats().articles, 'article')} at {address} (Ctrl+C stops)")
        threading.Thread(target=_warm_up, args=(news,), daemon=True).start()
        server.run()


def _warm_up(news: NewsSearch) -> None:
    with collecting_seldom(), suppress(GuberniaError):  # what is wrong with the index, a search will say
        news.warm_up()
    pass_over_all()
