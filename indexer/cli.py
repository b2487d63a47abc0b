"""The commands about building: `index`, `check`, `analyze`."""

import io
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click
from tqdm import tqdm

from .build import BuildReport, Progress, build_index, update_index
from .engines.whoosh import WhooshEngine, committed
from .errors import GuberniaError
from .following import follow
from .index_folder import IndexFolder
from .language import analyze, analyze_query
from .preview import preview_json, preview_of
from .preview_table import preview_table
from .readers import Articles
from .readers.reading import opened_sources
from .readers.records import NAMES

DONE, WARNED, MISUSED, FAILED = 0, 1, 2, 3
MOST_WARNINGS_SHOWN = 20
SECONDS_BETWEEN_LINES = 5.0

HELP = {"help_option_names": ["-h", "--help"]}

index_option = click.option(
    "--index",
    "place",
    type=click.Path(path_type=Path),
    envvar="GUBERNIA_INDEX",
    default=Path("var/index"),
    show_default=True,
    show_envvar=True,
    help="Where the index is.",
)


def fail(error: GuberniaError | OSError) -> NoReturn:
    """Say what went wrong in one sentence and end."""
    show_warnings(getattr(error, "warnings", ()))
    click.echo(f"Error: {error}", err=True)
    sys.exit(FAILED)


@contextmanager
def failing() -> Iterator[None]:
    """Turn failures on purpose, and those of the disk, into one sentence and exit code 3."""
    try:
        yield
    except (GuberniaError, OSError) as error:
        fail(error)


def counted(number: int, noun: str) -> str:
    """«1 article», «2 articles»."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def examples(*lines: str) -> str:
    """The end of a help text: commands as they are typed."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def print_anything() -> None:
    """Print «?» for what the terminal's encoding lacks: on Windows «₽» in a title must not end a search."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@click.command(
    "index",
    context_settings=HELP,
    epilog=examples(
        "gubernia index seeds",
        "gubernia index archive/ news.jsonl.gz --index var/index --jobs 1",
        "gubernia index archive/ --update --prune",
        "gubernia index archive/ --update --watch",
        "gubernia index archive/ --dry-run --first 5",
        "zcat news.jsonl.gz | gubernia index -",
        "gubernia index export.csv --map title=headline --map published=day",
        'gubernia index --sql "SELECT id, headline AS title, body AS text FROM news" --database sqlite:///news.db',
    ),
)
@click.argument("sources", metavar="SOURCE...", nargs=-1)
@index_option
@click.option("--update", is_flag=True, help="Add and replace what changed; keep the rest of the index.")
@click.option("--prune", is_flag=True, help="With --update: drop articles whose file or record is no longer there.")
@click.option("--watch", is_flag=True, help="With --update: follow the folder SOURCE, with a commit for what changes.")
@click.option("--poll", is_flag=True, help="With --watch: look every second, as network folders need it.")
@click.option("--dry-run", is_flag=True, help="Show what would be read from the first pages; write nothing.")
@click.option(
    "--first", type=click.IntRange(min=1), metavar="N", help="With --dry-run: of how many pages; 20 unless given."
)
@click.option(
    "--map",
    "mapped",
    metavar="FIELD=NAME",
    multiple=True,
    help="Records (JSON, CSV, SQL) have this field of an article under that name; may be repeated.",
)
@click.option("--sql", "query", metavar="QUERY", help="Index the rows of this query; with --database.")
@click.option(
    "--database",
    metavar="ADDRESS",
    envvar="GUBERNIA_DATABASE",
    show_envvar=True,
    help="The database for --sql, such as sqlite:///news.db or postgresql://user:password@host/name.",
)
@click.option("--allow-empty", is_flag=True, help="Replace or prune the index even if no article or file was found.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes that analyze; unless given as many as there are cores, at most four, and one for few articles.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 if there were warnings.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON; each report or page on a line.")
def index_command(
    sources: tuple[str, ...],
    place: Path,
    update: bool,
    prune: bool,
    watch: bool,
    poll: bool,
    dry_run: bool,
    first: int | None,
    mapped: tuple[str, ...],
    query: str | None,
    database: str | None,
    allow_empty: bool,
    jobs: int | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Build an index from files, folders, or "-" for standard input, and from databases.

    Pages (HTML, text), records (JSON, CSV), feeds (RSS, Atom), WARC, and zip and
    tar archives of these are told apart by their content.

    The old index serves until the new one is complete, and stays if anything
    fails. Exit codes: 0 done, 1 done with warnings (only with --strict), 2 wrong
    usage, 3 failed and nothing changed.
    """
    if prune and not update:
        raise click.UsageError("--prune goes with --update: a full build holds only what is there anyway.")
    if allow_empty and update and (watch or not prune):
        raise click.UsageError("--allow-empty goes with a full build or --prune: nothing else empties an index.")
    if (watch and not update) or (poll and not watch):
        raise click.UsageError("--watch goes with --update, and --poll with --watch.")
    if watch and (dry_run or len(sources) != 1):
        raise click.UsageError("--watch follows one folder and writes: name it alone, without --dry-run.")
    if first and not dry_run:
        raise click.UsageError("--first goes with --dry-run: a build reads every page.")
    if watch and query is not None:
        raise click.UsageError("--watch follows a folder: index a database with --update again.")
    if not sources and query is None:
        raise click.UsageError("Nothing to index: name files or folders, or give --sql and --database.")
    if query is not None and not database:
        raise click.UsageError("--sql goes with --database: say where the query is to be asked.")
    fields = fields_of(mapped)
    databases = [(query, database)] if query is not None and database else []
    if dry_run:
        with failing():
            articles = opened_sources(sources, databases, fields)
        show_preview(articles, first or 20, strict, as_json)
        return
    try:
        if watch:
            with failing():
                warned = follow(
                    sources[0],
                    place,
                    fields=fields,
                    prune=prune,
                    poll=poll,
                    jobs=jobs,
                    progress_shown=progress_shown,
                    tell=lambda report: tell(report, place, True, as_json),
                )
            sys.exit(WARNED if warned and strict else DONE)
        with failing(), progress_shown() as progress:
            articles = opened_sources(sources, databases, fields)
            if update:
                report = update_index(
                    articles, place, jobs=jobs, gone=prune, spare_empty=not allow_empty, progress=progress
                )
            else:
                report = build_index(articles, place, jobs=jobs, allow_empty=allow_empty, progress=progress)
    except KeyboardInterrupt:
        click.echo("Interrupted: the last commit serves.", err=True)
        sys.exit(FAILED)
    tell(report, place, update, as_json)
    if strict and report.warnings:
        sys.exit(WARNED)


def tell(report: BuildReport, place: Path, update: bool, as_json: bool) -> None:
    """What was done, on one line."""
    if as_json:
        click.echo(json.dumps(asdict(report) | {"index": str(place)}, ensure_ascii=False))
    else:
        show_report(report, place, update)


def show_preview(articles: Articles, first: int, strict: bool, as_json: bool) -> None:
    """What would be read from the first pages, as a table or a JSON object for each."""
    with failing():
        pages = list(preview_of(articles, first))
    if as_json:
        for page in pages:
            click.echo(json.dumps(preview_json(page), ensure_ascii=False))
    else:
        click.echo(preview_table(pages, max(80, shutil.get_terminal_size((100, 24)).columns)))
    if strict and any(page.warnings for page in pages):
        sys.exit(WARNED)


def fields_of(mapped: Sequence[str]) -> dict[str, str]:
    """What `--map` says, as names of fields of ours and of the records."""
    fields: dict[str, str] = {}
    for written in mapped:
        ours, _, theirs = (part.strip() for part in written.partition("="))
        if ours not in NAMES:
            raise click.UsageError(f"--map {written}: an article has no field {ours!r}, but {', '.join(NAMES)}.")
        if not theirs:
            raise click.UsageError(f"--map {written}: which name do the records have for it? Write --map {ours}=NAME.")
        if fields.setdefault(ours, theirs) != theirs:
            raise click.UsageError(f"--map {written}: {ours} is mapped to {fields[ours]!r} already.")
    return fields


def show_warnings(warnings: Sequence[object]) -> None:
    """The first of the warnings, and how many more there are."""
    for warning in warnings[:MOST_WARNINGS_SHOWN]:
        click.echo(f"Warning: {warning}", err=True)
    if len(warnings) > MOST_WARNINGS_SHOWN:
        click.echo(f"... and {len(warnings) - MOST_WARNINGS_SHOWN} more warnings: --json lists them all.", err=True)


def show_report(report: BuildReport, place: Path, update: bool) -> None:
    """Warnings to standard error, the summary to standard output."""
    show_warnings(report.warnings)
    what = f"{counted(report.articles, 'article')} in the index at {place}"
    if update:
        changes = f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged"
        what += f" ({changes}, {report.removed} removed)"
    click.echo(f"{what}, {counted(len(report.warnings), 'warning')}, {report.seconds:.1f} s.")


@contextmanager
def progress_shown() -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal, a plain line every few seconds elsewhere; on standard error both."""
    if sys.stderr.isatty():
        with tqdm(unit="B", unit_scale=True, unit_divisor=1024, leave=False, dynamic_ncols=True) as bar:
            yield lambda progress: _move(bar, progress)
        return
    last = time.monotonic()

    def line(progress: Progress) -> None:
        nonlocal last
        if progress.writing:
            click.echo(f"{counted(progress.articles, 'article')} read, writing the index", err=True)
        elif time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            share = f", {progress.bytes_read * 100 // progress.bytes_total} % read" if progress.bytes_total else ""
            click.echo(f"{counted(progress.articles, 'article')}{share}", err=True)

    yield line


def _move(bar: Any, progress: Progress) -> None:
    bar.total = progress.bytes_total or None
    what = counted(progress.articles, "article") + (", writing the index" if progress.writing else "")
    bar.set_postfix_str(what, refresh=progress.writing)
    bar.update(progress.bytes_read - bar.n)


@click.command(
    "check", context_settings=HELP, epilog=examples("gubernia check", "gubernia check --index /srv/news/index")
)
@index_option
def check_command(place: Path) -> None:
    """Read every byte of the index and compare it with the checksums of the last commit.

    Exit codes: 0 sound, 3 damaged or missing.
    """
    with failing():
        build = IndexFolder(place).serving()
        manifest = committed(build)
        damaged = manifest.damaged_files(build)
        if not damaged:
            WhooshEngine(build).close()
    for name in damaged:
        click.echo(f"Error: {build / name} is not what was committed.", err=True)
    if damaged:
        click.echo("The index is damaged: build it anew with `gubernia index SOURCE...`.", err=True)
        sys.exit(FAILED)
    files = counted(len(manifest.files), "file")
    click.echo(f"{counted(manifest.articles, 'article')} in {files} at {place}: sound.")


@click.command(
    "analyze",
    context_settings=HELP,
    epilog=examples('gubernia analyze "стали онлайн-форума"', "gubernia analyze --json стали"),
)
@click.argument("text")
@click.option("--query", "as_query", is_flag=True, help="Read TEXT as a query is read.")
@click.option("--json", "as_json", is_flag=True, help="Print the tokens as JSON.")
def analyze_command(text: str, as_query: bool, as_json: bool) -> None:
    """Show the words of TEXT with their positions and index terms; "=" begins a form as written, "~" a name's key."""
    tokens = [token for token in (analyze_query if as_query else analyze)(text) if token.start < token.stop]
    if as_json:
        click.echo(json.dumps([token._asdict() for token in tokens], ensure_ascii=False))
        return
    for token in tokens:
        click.echo(f"{token.position:4}  {text[token.start : token.stop]}  →  {', '.join(token.terms)}")


@click.group(
    epilog=examples("python -m indexer index seeds", "python -m indexer check"),
    context_settings=HELP,
)
def main() -> None:
    """Build and check an index of saved news pages."""
    print_anything()


main.add_command(index_command)
main.add_command(check_command)
main.add_command(analyze_command)
