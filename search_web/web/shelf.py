"""The index that an application serves, opened when it is first needed."""

from pathlib import Path
from threading import Lock

from search_web import NewsSearch


class Shelf:
    """Holds a NewsSearch, or the place of an index that may not exist yet.

    A server may start before the first build: every request tries again until
    the index opens. Opening late also keeps open files out of a parent process
    that is about to fork.
    """

    def __init__(self, news: NewsSearch | str | Path) -> None:
        self._place: str | Path = ""
        self._news: NewsSearch | None = None
        if isinstance(news, (str, Path)):
            self._place = news
        else:
            self._news = news
        self._lock = Lock()

    def news(self) -> NewsSearch:
        """The open index. Raises `IndexUnusable` while there is none that serves."""
        with self._lock:
            if self._news is None:
                self._news = NewsSearch.open(self._place)
            return self._news
