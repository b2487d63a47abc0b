"""Tables of facts about the language, each a file with its sources: see README.md beside them."""

import csv
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

TABLES: Traversable = files(__package__)

Row = dict[str, str]
"""A line of a table: column -> cell."""


def rows(name: str, tables: Traversable = TABLES) -> Iterator[Row]:
    """The lines of `name`.tsv: tab separated, the first line names the columns, nothing is quoted."""
    text = (tables / f"{name}.tsv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
