"""How a query was read, drawn for people: lines as a nested list, what words bring to an article as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search_web import Explanation

from . import plural

ZONES = {"title": "в заголовке", "lead": "в первом абзаце", "body": "в тексте", "side": "вне статьи"}


@dataclass(frozen=True, slots=True)
class Item:
    """A line and the lines below it."""

    text: str
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A word of the query: how often it stands where in the article, how rare it is, and what it brings."""

    word: str
    places: str
    rarity: str
    score: str


def nested(lines: Sequence[str]) -> tuple[Item, ...]:
    """Lines as a list of lists: what is indented more than a line belongs to it."""
    items = []
    at = 0
    while at < len(lines):
        stop = at + 1
        while stop < len(lines) and _depth(lines[stop]) > _depth(lines[at]):
            stop += 1
        items.append(Item(lines[at].strip(), nested(lines[at + 1 : stop])))
        at = stop
    return tuple(items)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def rows(explanation: Explanation) -> Iterator[Row]:
    """The words in the order of the query."""
    for word in explanation.words:
        places = [f"{name} {plural.number(n)}" for zone, name in ZONES.items() if (n := word.occurrences.get(zone, 0))]
        yield Row(word.word, ", ".join(places) or "нигде", plural.decimal(word.idf), plural.decimal(word.score))
