"""What is measured: an engine that indexes rows and answers questions."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

WORD = re.compile(r"[а-яё]+", re.IGNORECASE)
PAGE = 10


class Row(NamedTuple):
    """An article as every peer gets it; `day` is ISO or empty."""

    id: str
    title: str
    text: str
    source: str
    region: str
    day: str

    @property
    def day_number(self) -> int:
        """The day as a number that sorts: 20231105; 0 when it is not known."""
        return int(self.day.replace("-", "") or 0)


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file that `write_rows` made."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Row(*json.loads(line))


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """Write them, a JSON array a line. The file appears when it is complete."""
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    unfinished.replace(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query without the syntax of any engine.

    `how` is "all", "any", "phrase" or "prefix" (of one word); `since` and `until`
    are ISO days, both included. `newest` asks for the order by day, `facets` for
    the counts of sources and years besides, `page` counts from 1.
    """

    how: str
    words: tuple[str, ...]
    since: str = ""
    until: str = ""
    source: str = ""
    region: str = ""
    newest: bool = False
    facets: bool = False
    page: int = 1

    @property
    def days(self) -> tuple[int, int]:
        """`since` and `until` as numbers that sort."""
        return int(self.since.replace("-", "") or 0), int(self.until.replace("-", "") or 99999999)

    @property
    def offset(self) -> int:
        """How many hits come before the page."""
        return (self.page - 1) * PAGE

    def to_json(self) -> dict[str, Any]:
        """The fields that are not as usual; `from_json` brings it back."""
        usual = Question(how="", words=())
        return {name: value for name, value in asdict(self).items() if value != getattr(usual, name)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Question":
        """The question that `to_json` wrote down."""
        return cls(**(values | {"words": tuple(values["words"])}))


class Found(NamedTuple):
    """An answer: how many articles match (-1 where that was not asked for), and how many came with title and text."""

    total: int
    came: int


Ask = Callable[[], Found]


class Session(Protocol):
    """What one thread asks with."""

    def prepare(self, question: Question, *, count: bool) -> Ask:
        """All that may be done before the clock runs: analysis of the words, building the query.

        The call that is timed finds the page, loads title and text of its
        articles, and, with `count`, knows exactly how many match.
        """


class PeerType(Protocol):
    """An engine. Made without arguments; raises `ImportError` where the engine is absent."""

    counts: tuple[bool, ...]
    """Ways to ask: with an exact count, without, or both where that differs."""

    def version(self) -> str:
        """Of the engine, for the record."""

    def stamp(self) -> str:
        """Changes when an index that was built before must not be used again."""

    def ready(self, row: Row) -> Any:
        """The row as the engine's own caller would hold it; its cost counts as reading."""

    def build(self, articles: Iterable[Any], folder: Path) -> None:
        """Index, on one thread where the engine lets us choose, and commit."""

    def open(self, folder: Path) -> None:
        """Open what was built."""

    def session(self) -> Session:
        """For one thread."""
