"""Files that changed and wait to be read: none while it is still being written.

A file is ripe when it looks the same as at its latest change and has rested
since. Ripe files are taken together, so that a copied folder makes one commit
and not a thousand; but they do not wait for ever for others to come to rest.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Look = tuple[int, int, int]
"""Length in bytes, time of the latest change in nanoseconds, number of the file on its disk."""

MOST_TAKEN = 1000
"""Files that are taken without waiting for others."""
RESTLESS = 60.0
"""Seconds after which a file that never rests is spoken of."""


def look_at(path: str) -> Look | None:
    """How a file looks from outside; None when nothing is there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - paths stay strings here
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


@dataclass(slots=True)
class _File:
    look: Look | None
    since: float
    first: float


class Pending:
    """What changed and was not read yet. All times are seconds of one clock that the caller reads.

    `quiet` is how long a file must rest, `at_most` how long ripe files wait for others.
    """

    def __init__(self, quiet: float, at_most: float, look: Callable[[str], Look | None] = look_at) -> None:
        self._quiet = quiet
        self._at_most = at_most
        self._look = look
        self._files: dict[str, _File] = {}
        self._folders: dict[str, float] = {}
        self._spoken_of: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._files or self._folders)

    def note(self, path: str, now: float) -> None:
        """That path has just changed, or is gone."""
        found = self._files.get(path)
        self._files[path] = _File(self._look(path), now, found.first if found else now)

    def note_folder(self, path: str, now: float) -> None:
        """That folder is new: what it holds is to be listed when its own changes are surely told."""
        self._folders.setdefault(path, now)

    def folders(self, now: float) -> list[str]:
        """New folders to list now; they are not spoken of again."""
        due = [path for path, noted in self._folders.items() if now - noted >= self._quiet]
        for path in due:
            del self._folders[path]
        return due

    def note_listed(self, paths: Iterable[str], noted: float) -> None:
        """What a new folder holds; of files that are known already it is known better how long they have rested."""
        for path in paths:
            if path not in self._files:
                self.note(path, noted)

    def take(self, now: float) -> list[str]:
        """The files to read now, () while it is better to wait; they wait no longer."""
        ripe = [path for path, file in self._files.items() if now - file.since >= self._quiet]
        if not ripe:
            return []
        all_rest = len(ripe) == len(self._files) and not self._folders
        waited = now - min(self._files[path].first for path in ripe)
        if not (all_rest or len(ripe) >= MOST_TAKEN or waited >= self._at_most):
            return []
        taken = []
        for path in ripe:
            file = self._files[path]
            if (look := self._look(path)) == file.look:
                taken.append(path)
                del self._files[path]
                self._spoken_of.discard(path)
            else:  # nobody told of that change
                file.look, file.since = look, now
        return taken

    def restless(self, now: float) -> list[str]:
        """Files that have been changing for a minute and more; each is named once."""
        found = [p for p, file in self._files.items() if now - file.first >= RESTLESS and p not in self._spoken_of]
        self._spoken_of.update(found)
        return found
