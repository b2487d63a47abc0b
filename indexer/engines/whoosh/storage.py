"""Files of an index that survive a power cut: Whoosh itself never calls fsync."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from indexer.files import sync_file, sync_folder


class DurableStorage(FileStorage):  # type: ignore[misc]
    """A Whoosh folder in which a table of contents appears only after all that it speaks of is on the disk.

    `before_commit` is called with the path of the new table of contents, complete
    under a temporary name, when all files are synced and before the rename that commits it.
    """

    def __init__(self, folder: Path, before_commit: Callable[[Path], None] = lambda _: None) -> None:
        super().__init__(str(folder))
        self.before_commit = before_commit
        self._unsynced: set[str] = set()

    def create_file(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Create a file and remember that it must be synced."""
        self._unsynced.add(name)
        return super().create_file(name, *args, **kwargs)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename; where this commits a generation, sync everything first."""
        commits = newname.endswith(".toc")
        if commits:
            folder = Path(self.folder)
            for name in sorted(self._unsynced):
                if (folder / name).is_file():
                    sync_file(folder / name)
            self._unsynced.clear()
            self.before_commit(folder / oldname)
            sync_folder(folder)
        super().rename_file(oldname, newname, safe)
        if commits:
            sync_folder(Path(self.folder))
        elif oldname in self._unsynced:
            self._unsynced.discard(oldname)
            self._unsynced.add(newname)

    def lock(self, name: str) -> Any:
        """A lock file of Whoosh's; released by the system when the process dies."""
        os.makedirs(self.folder, exist_ok=True)  # noqa: PTH103
        return super().lock(name)
