"""The commands about building: `index`, `check`, `analyze`."""

import io
import json
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
from .index_folder import IndexFolder
from .language import analyze, analyze_query
from .readers import read_articles

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
        "gubernia index archive/ news.jsonl.gz --index var/index --jobs 2",
        "gubernia index archive/ --update --prune",
        "zcat news.jsonl.gz | gubernia index -",
    ),
)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@index_option
@click.option("--update", is_flag=True, help="Add and replace what changed; keep the rest of the index.")
@click.option("--prune", is_flag=True, help="With --update: drop articles whose file or record is no longer there.")
@click.option("--allow-empty", is_flag=True, help="Replace the index even if no article was found.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that analyze.")
@click.option("--strict", is_flag=True, help="Exit with 1 if there were warnings.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def index_command(
    sources: tuple[str, ...],
    place: Path,
    update: bool,
    prune: bool,
    allow_empty: bool,
    jobs: int,
    strict: bool,
    as_json: bool,
) -> None:
    """Build an index from saved pages: files, folders, or "-" for standard input.

    The old index serves until the new one is complete, and stays if anything
    fails. Exit codes: 0 done, 1 done with warnings (only with --strict), 2 wrong
    usage, 3 failed and nothing changed.
    """
    if prune and not update:
        raise click.UsageError("--prune goes with --update: a full build holds only what is there anyway.")
    if allow_empty and update:
        raise click.UsageError("--allow-empty goes with a full build: an update does not empty an index.")
    try:
        with failing(), progress_shown() as progress:
            articles = read_articles(*sources)
            if update:
                report = update_index(articles, place, jobs=jobs, gone=prune, progress=progress)
            else:
                report = build_index(articles, place, jobs=jobs, allow_empty=allow_empty, progress=progress)
    except KeyboardInterrupt:
        click.echo("Interrupted: the last commit serves.", err=True)
        sys.exit(FAILED)
    if as_json:
        click.echo(json.dumps(asdict(report) | {"index": str(place)}, ensure_ascii=False))
    else:
        show_report(report, place, update)
    if strict and report.warnings:
        sys.exit(WARNED)


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
