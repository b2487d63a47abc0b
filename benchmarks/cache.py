"""Articles and indexes that are kept between runs, in a folder that may be deleted at any time."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from .corpus import rows_of
from .peers.peer import Row, write_rows
from .synthetic import Model

VERSION = 2


class Cache:
    """The folder."""

    def __init__(self, folder: Path, archive: Path | None, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.archive = archive
        self.say = say
        self._model: Model | None = None

    def articles(self, size: int | None) -> Path:
        """A file of rows: those of the archive itself, or so many that are like them."""
        path = self.folder / f"{self._origin()}-{size or 'itself'}" / "articles.jsonl"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.say(f"writing {path}")
            write_rows(self._rows(size), path)
        return path

    def _rows(self, size: int | None) -> Iterator[Row]:
        if size is None:
            return rows_of(self.archive)
        if self._model is None:
            self._model = Model.of(rows_of(self.archive))
        return islice(self._model.articles(), size)

    def _origin(self) -> str:
        if self.archive is None:
            return f"made-up-{VERSION}"
        about = self.archive.stat()
        key = f"{self.archive.resolve()} {about.st_size} {about.st_mtime_ns} {VERSION}"
        return f"{self.archive.name.partition('.')[0]}-{hashlib.blake2b(key.encode(), digest_size=4).hexdigest()}"

    def built(self, articles: Path, peer: str, stamp: str) -> dict[str, Any] | None:
        """The figures of an index that can be used again."""
        try:
            figures: dict[str, Any] = json.loads(self._figures(articles, peer).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return figures if figures["stamp"] == stamp and self.index(articles, peer).exists() else None

    def keep(self, articles: Path, peer: str, figures: dict[str, Any]) -> None:
        """Remember the figures of the index that was built last."""
        self._figures(articles, peer).write_text(json.dumps(figures) + "\n", encoding="utf-8")

    def empty(self, articles: Path, peer: str) -> Path:
        """The place for an index, where there is none any more."""
        self._figures(articles, peer).unlink(missing_ok=True)
        shutil.rmtree(self.index(articles, peer), ignore_errors=True)
        return self.index(articles, peer)

    def index(self, articles: Path, peer: str) -> Path:
        """Where the index of a peer over these articles is."""
        return articles.parent / peer

    def _figures(self, articles: Path, peer: str) -> Path:
        return articles.parent / f"{peer}.json"
