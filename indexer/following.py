"""`gubernia index --update --watch`: a folder followed until somebody ends it."""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import click

from .build import BuildReport, Progress
from .watch import watch_folder

Report = Callable[[Progress], None]


def follow(
    folder: str,
    place: Path,
    *,
    fields: Mapping[str, str],
    prune: bool,
    poll: bool,
    jobs: int | None,
    progress_shown: Callable[[], AbstractContextManager[Report]],
    tell: Callable[[BuildReport], None],
) -> bool:
    """Watch the folder until Ctrl+C or SIGTERM, and tell of each commit; whether there were warnings."""
    warned = False

    def notice(sentence: str) -> None:
        click.echo(sentence, err=True)

    with stopping() as stop:
        with progress_shown() as shown:
            progress: list[Report] = [shown]
            reports = watch_folder(
                folder,
                place,
                fields=fields,
                jobs=jobs,
                gone=prune,
                poll=poll,
                stop=stop,
                progress=lambda now: progress[0](now) if progress else None,
                notice=notice,
            )
            report = next(reports, None)
            progress.clear()  # only the update at first takes long
        if report:
            tell(report)
            warned = bool(report.warnings)
            notice(f"Watching {folder} (Ctrl+C ends).")
        for report in reports:
            tell(report)
            warned = warned or bool(report.warnings)
    notice("Ended: the last commit serves.")
    return warned


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl+C and SIGTERM set; the second of them interrupts."""
    stop = threading.Event()

    def ask(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
