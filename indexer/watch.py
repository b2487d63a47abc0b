"""Following a folder: an update at first, then a commit for each batch of files that changed in it.

The system tells what changed (watchfiles); only that is read. Whatever cannot be
told so simply, such as a change behind a link or an index that was replaced
meanwhile, makes it read the whole folder again: slower, and right.

Nothing is kept on the disk besides the index, so the process may be killed at
any moment: the next one begins with an update.
"""

import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from .build import BuildReport, Progress, update_noting
from .errors import IndexLocked, IndexUnusable, SourceMissing, WatchFailed, WorkerDied
from .index_folder import IndexFolder
from .pending import Pending
from .readers import Articles, read_articles
from .readers.sources import File, files_of, lies_in, upwards

# Paths come as strings from those who tell of changes, and go as strings to the readers.
# ruff: noqa: PTH100, PTH112, PTH114, PTH206

TICK = 0.25
"""Seconds between two looks at what waits."""
RETRY = 1.0
"""Seconds between two tries while another process changes the index, or the folder is gone."""
POLL = 1.0
"""Seconds between two walks through the folder where the system does not tell of changes."""

WORTH_PROCESSES = 100
"""Changed files for which other processes are started: that alone takes them a second or two."""


def watch_folder(
    folder: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    jobs: int | None = 1,
    gone: bool = False,
    fields: Mapping[str, str] | None = None,
    poll: bool = False,
    quiet: float = 1.0,
    at_most: float = 10.0,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] | None = None,
    notice: Callable[[str], None] | None = None,
) -> Iterator[BuildReport]:
    """Update the index at `path` from the folder, then follow the folder; a report for each commit, the update's first.

    Files are read when they have not changed for `quiet` seconds; what is ready
    waits at most `at_most` seconds for the rest. Articles get the ids and
    locations that `update_index(read_articles(folder), path)` gives them, and
    articles of vanished files and records stay unless `gone`. `fields` is as in
    `read_articles`. `poll` walks
    through the folder every second instead of being told of changes: network
    folders need it.

    Ends when `stop` is set: after the commit that runs, or at once while it still
    reads, and the last commit serves. `notice` hears in one sentence why nothing
    happens: another process changes the index, or the folder is gone. Both are
    waited for. Raises `SourceMissing` when there is no such folder, and what
    `update_index` raises but `IndexLocked`.
    """
    root = os.path.abspath(os.fsdecode(folder))  # as the readers name it
    if not Path(root).is_dir():
        raise SourceMissing(f"There is no folder at {root!r}: only a folder can be watched.")
    if not 0 < quiet <= at_most:
        raise ValueError(f"quiet is {quiet} and at_most {at_most}: give seconds above 0, quiet not above at_most")
    updates = _Updates(
        root, Path(path), fields, jobs, gone, stop or threading.Event(), progress, notice or (lambda _: None)
    )
    return _followed(updates, poll, quiet, at_most)


class _Stopped(Exception):
    """Reading is given up, since the end was asked for; nothing has changed."""


class _Updates:
    """Updates of one index from one folder, or from what changed in it."""

    def __init__(
        self,
        root: str,
        path: Path,
        fields: Mapping[str, str] | None,
        jobs: int | None,
        gone: bool,
        stop: threading.Event,
        progress: Callable[[Progress], None] | None,
        notice: Callable[[str], None],
    ) -> None:
        self.root = root
        self.path = path
        self.stop = stop
        self.notice = notice
        self._fields = fields
        self._jobs = jobs
        self._gone = gone
        self._progress = progress
        self._rivals: dict[str, set[str]] = {}
        self._build: Path | None = None

    def of_everything(self) -> BuildReport | None:
        """Update from the whole folder; None when the end was asked for, or the folder is gone."""
        self._rivals.clear()
        articles = self._articles()
        return self._update(articles, self._jobs) if articles else None

    def of(self, paths: Iterable[str]) -> tuple[BuildReport | None, set[str]]:
        """Update from these paths; also other paths that must be read together with some of them."""
        read = self._with_rivals(set(paths))
        if self._build is None or self._serving() != self._build or any(map(self._has_link, read)):
            return self.of_everything(), set()
        articles = self._articles()
        if not articles or not (self._gone or any(map(os.path.lexists, read))):
            return None, set()
        jobs = self._jobs if len(read) >= WORTH_PROCESSES else 1
        return self._update(articles.within(*read), jobs), self._with_rivals(read) - read

    def _articles(self) -> Articles | None:
        try:
            return read_articles(self.root, fields=self._fields)
        except SourceMissing:
            return None

    def _update(self, articles: Articles, jobs: int | None) -> BuildReport | None:
        waits = False
        while not self.stop.is_set():
            try:
                report = update_noting(
                    articles, self.path, self._rivals, jobs=jobs, gone=self._gone, spare_empty=True, progress=self._tell
                )
            except IndexLocked:
                if not waits:
                    self.notice(f"Another process is changing the index at {self.path}: waiting for it.")
                waits = True
                self.stop.wait(RETRY)
            except WorkerDied:
                # A signal to the whole group ends the workers too, perhaps a moment before it is noticed here.
                if not self.stop.wait(RETRY):
                    raise
            except _Stopped:
                break
            else:
                self._build = self._serving()
                return report
        return None

    def _tell(self, progress: Progress) -> None:
        if self._progress:
            self._progress(progress)
        if self.stop.is_set() and not progress.writing:
            raise _Stopped

    def _serving(self) -> Path | None:
        """The build that serves. Another one than we left was made by somebody else and may lack anything."""
        try:
            return IndexFolder(self.path).serving()
        except IndexUnusable:
            return None

    def _with_rivals(self, paths: set[str]) -> set[str]:
        """With these, files that have articles of the same ids: as in a full run, the last of them in order decides."""
        found = set(paths)
        rivals = [{_file_of(place) for place in places} for places in self._rivals.values()]
        while added := {
            file
            for files in rivals
            if any(place in found for file in files for place in upwards(file))
            for file in files
            if lies_in(file, self.root) and found.isdisjoint(upwards(file)) and os.path.lexists(file)
        }:
            found |= added
        return found

    def _has_link(self, path: str) -> bool:
        """Whether a folder on the way to the path is a link: then its files may have another id at another place."""
        return any(lies_in(place, self.root) and _is_link(place, self.root) for place in upwards(path))


def _is_link(path: str, root: str) -> bool:
    return path != root and os.path.islink(path) and os.path.isdir(path)


def _followed(updates: _Updates, poll: bool, quiet: float, at_most: float) -> Iterator[BuildReport]:
    """Follow the folder, and begin anew whenever it went and came back."""
    said = False
    while not updates.stop.is_set():
        if identity_of(updates.root) is None:
            if not said:
                updates.notice(f"{updates.root} is gone: waiting for it to come back. Its articles stay.")
            said = True
            updates.stop.wait(RETRY)
            continue
        said = False
        if (yield from _while_it_stays(updates, poll, Pending(quiet, at_most))):
            # Even our reading such a file would be told of in this way, without end; who polls does not mind it.
            updates.notice(f"A name in {updates.root} is no text: from now on the folder is looked at every second.")
            poll = True


def _while_it_stays(updates: _Updates, poll: bool, pending: Pending) -> Generator[BuildReport, None, bool]:
    """Follow the folder until it is another one, or gone, or a change in it cannot be told: then True."""
    identity = identity_of(updates.root)
    begun = False
    with closing(_told(updates.root, poll, updates.stop)) as told:
        for changes in told:
            if changes is None:
                return True
            if identity_of(updates.root) != identity:
                return False
            now = time.monotonic()
            for change, path in changes:
                _note(pending, change, path, updates, now)
            if begun:
                yield from _batch(updates, pending, now)
                continue
            # From here on no change is missed: now the whole folder may be read.
            begun = True
            if report := updates.of_everything():
                yield report
    return False


def _told(root: str, poll: bool, stop: threading.Event) -> Generator[set[tuple[str, str]] | None, None, None]:
    """What changed since the last time («added», «modified», «deleted»), if anything; None for what has no name."""
    from watchfiles import watch  # it loads an event loop, which nothing else here needs
    from watchfiles._rust_notify import WatchfilesRustInternalError

    try:
        for changes in watch(
            root,
            watch_filter=None,
            debounce=200,
            rust_timeout=int(TICK * 1000),
            yield_on_timeout=True,
            stop_event=stop,
            force_polling=poll or None,
            poll_delay_ms=int(POLL * 1000),
            ignore_permission_denied=True,
        ):
            yield {(change.name, path) for change, path in changes}
    except WatchfilesRustInternalError as error:
        if "decode" not in str(error):
            raise WatchFailed(f"The folder {root} cannot be watched ({error}): --poll may help.") from error
        yield None
    except FileNotFoundError:
        return  # it went at this moment
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise WatchFailed(
            f"The folder {root} cannot be watched ({why}): raise the system's limit of watches, or use --poll."
        ) from error


def _batch(updates: _Updates, pending: Pending, now: float) -> Iterator[BuildReport]:
    """Read what is ready, if anything is."""
    for folder in pending.folders(now):
        listed = (found.path for found in files_of(updates.root, [folder]) if isinstance(found, File))
        pending.note_listed(listed, now)
    for path in pending.restless(now):
        updates.notice(f"{path} has been changing for a minute: it is read when it rests.")
    taken = pending.take(now)
    if not taken:
        return
    report, others = updates.of(taken)
    for path in others:
        pending.note(path, now)
    if report:
        yield report


def _note(pending: Pending, change: str, path: str, updates: _Updates, now: float) -> None:
    """Keep in mind what changed, unless the readers pass over it too."""
    root = updates.root
    real = os.path.realpath(root)
    if not lies_in(path, root) and lies_in(path, real):
        path = root.rstrip(os.sep) + path[len(real.rstrip(os.sep)) :]  # macOS tells of real paths
    if path == root or not lies_in(path, root) or lies_in(path, os.path.abspath(updates.path)):
        return
    if any(name.startswith(".") for name in path[len(root) :].split(os.sep)):
        return
    if change == "deleted" or not os.path.isdir(path):
        pending.note(path, now)
    elif change == "added":
        pending.note_folder(path, now)


def identity_of(folder: str) -> tuple[int, int] | None:
    """Which folder it is; another one when a disk is mounted or unmounted there. None when there is none."""
    try:
        status = Path(folder).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _file_of(location: str) -> str:
    """The file that a location lies in: «news.zip!page.html» lies in «news.zip»."""
    while not os.path.lexists(location) and "!" in location:
        location = location.rpartition("!")[0]
    return location
