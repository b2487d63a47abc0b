"""A folder that is really watched, in a thread of this process, with the patience of a busy machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indexer import Article, BuildReport, IndexUnusable, watch_folder
from indexer.engines.whoosh import WhooshEngine
from indexer.index_folder import IndexFolder

PATIENCE = 60.0
QUICK: dict[str, Any] = {"quiet": 0.3, "at_most": 2.0}


def articles_at(place: Path) -> dict[str, Article]:
    engine = WhooshEngine(IndexFolder(place).serving())
    try:
        return {article.id: article for article in engine.articles()}
    finally:
        engine.close()


def ids_at(place: Path) -> str:
    try:
        return " ".join(sorted(articles_at(place)))
    except IndexUnusable:
        return "no index"


def put(path: Path, text: str) -> Path:
    """The file with this text, in one step: a busy machine may pause between opening a file and writing it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)
    return path


SPELLED = str.maketrans("0123456789", "абвгдежзик")


def page(path: Path, text: str = "Паром ушёл.") -> Path:
    """A page with no line of another: those that differ in figures alone would be furniture."""
    name = path.name.translate(SPELLED)
    return put(path, f"Новость {name}\n{text.rstrip('.')} ({name.translate(SPELLED)}).")


def records(path: Path, *ids: str, text: str = "Сквер открыт.") -> Path:
    rows = [{"id": name, "title": f"Запись {name}", "text": text} for name in ids]
    return put(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def until(condition: Callable[[], object], what: str = "") -> None:
    """Wait for it, looking often."""
    patience = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < patience, what or condition
        time.sleep(0.02)


class Watching:
    """What a watch has told so far."""

    def __init__(self, folder: Path, place: Path, **options: Any) -> None:
        self.reports: list[BuildReport] = []
        self.notices: list[str] = []
        self.failed: BaseException | None = None
        self.place = place
        self.stop = threading.Event()
        options = QUICK | options
        self._reports = watch_folder(folder, place, stop=self.stop, notice=self.notices.append, **options)
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            for report in self._reports:
                self.reports.append(report)
        except BaseException as error:
            self.failed = error

    def wait_for(self, ids: str) -> None:
        """Until the index has the articles with these ids."""
        until(lambda: self.failed or ids_at(self.place) == ids, f"{ids!r}, there is {ids_at(self.place)!r}")
        if self.failed:
            raise self.failed

    def counts(self) -> list[str]:
        return [f"+{r.added} ~{r.changed} ={r.unchanged} -{r.removed}" for r in self.reports]


@contextmanager
def watched(folder: Path, place: Path, **options: Any) -> Iterator[Watching]:
    """Watches from the first report to the end of the block."""
    watching = Watching(folder, place, **options)
    watching.thread.start()
    try:
        until(lambda: watching.reports or watching.failed, "the first report")
        yield watching
    finally:
        watching.stop.set()
        watching.thread.join(PATIENCE)
        assert not watching.thread.is_alive()
    if watching.failed:
        raise watching.failed
