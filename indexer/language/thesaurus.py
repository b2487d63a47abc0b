"""The tables of knowledge as groups of expressions that stand for one thing.

A group is a region with its names, adjective and abbreviations, a city, a
country, an office, a word family. Groups are not chained: Кубань stands for
Краснодарский край, Краснодар for краснодарский, and so Кубань does not lead to
Краснодар. What each table holds is told in tables/README.md.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum, auto
from importlib.resources.abc import Traversable
from typing import NamedTuple

from .normalize import fold
from .tables import TABLES, Row, rows

YEARS = re.compile(r" *\([^)]*\d[^)]*\)$")
"""«Свердловск (1924–1991)»: the years of an old name."""
SHORTEST_ABBREVIATION = 3
"""Letters of an abbreviation that only a region claims. «РА» may be many things besides Республика Алтай."""


class Role(Enum):
    """What an expression is in its group."""

    PLACE = auto()
    ADJECTIVE = auto()  # of the place
    OLD_NAME = auto()  # of the place
    ABBREVIATION = auto()  # of the place or of the full name
    RARE_ABBREVIATION = auto()  # has another, commoner meaning: leads to the others, and they not to it
    FULL_NAME = auto()
    OKRUG = auto()  # leads to the regions of the okrug, and they not to it
    REGION = auto()  # one of these
    SYNONYM = auto()


class Member(NamedTuple):
    """An expression, as a reader would write it, and what it is in its group."""

    text: str
    role: Role


class Group(list[Member]):
    """Expressions for one thing."""

    def put(self, role: Role, *texts: str) -> None:
        """Add the expressions that are there and not in the group yet."""
        for text in texts:
            if text and all(text != member.text for member in self):
                self.append(Member(text, role))

    def put_first(self, role: Role, text: str) -> None:
        """Add the expression, or say anew what it is."""
        self[:] = [member for member in self if member.text != text]
        self.append(Member(text, role))


def values(cell: str) -> list[str]:
    """The values of a cell that «|» separates."""
    return [value.strip() for value in cell.split("|") if value.strip()]


def families(tables: Traversable = TABLES) -> dict[str, tuple[str, ...]]:
    """Each word of families.tsv with its family, the word itself among them."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("families", tables):
        words = tuple(row["words"].split("|"))
        found.update(dict.fromkeys(words, words))
    return found


def groups(tables: Traversable = TABLES) -> list[Group]:
    """The groups of all other tables."""
    return [*_Places(tables).groups(), *_roles(tables)]


def _roles(tables: Traversable) -> Iterator[Group]:
    for row in rows("roles", tables):
        group = Group()
        group.put(Role.SYNONYM, *values(row["words"]))
        yield group


class _Places:
    """Regions, okrugs, cities, countries, other toponyms; abbreviations join the place that they are short for."""

    def __init__(self, tables: Traversable) -> None:
        self.tables = tables
        self.regions = list(rows("regions", tables))
        self.cities = list(rows("cities", tables))
        self.regions_of: dict[str, set[str]] = defaultdict(set)  # by adjective
        for region in self.regions:
            for adjective in values(region["adjective"]):
                self.regions_of[adjective].add(region["name"])
        # Москва and the like: cities that are regions themselves.
        self.own = {a for city in self.cities if _is_region(city) for a in values(city["adjective"])}
        self.groups_of: dict[str, list[Group]] = defaultdict(list)  # by name

    def groups(self) -> list[Group]:
        """All groups with a place in them, and the abbreviations of anything else."""
        regions = {row["name"]: self._region(row) for row in self.regions}
        found = [*regions.values(), *map(self._city, self.cities), *self._countries(), *self._okrugs()]
        for group in found:
            for text, role in group:
                self.groups_of[fold(text)] += [group] if role in (Role.PLACE, Role.OKRUG) else []
        old = {text for group in found for text, role in group if role is Role.OLD_NAME}
        for row in rows("adjectives", self.tables):
            if not self.groups_of[fold(row["place"])]:
                near = () if row["place"] in old else sorted(self.regions_of[row["adjective"]])
                found += _other_place(row, [regions[name] for name in near])
        return [*found, *self._abbreviations()]

    def _region(self, row: Row) -> Group:
        group = Group()
        group.put(Role.PLACE, row["name"], *values(row["short"]), *values(row["nicknames"]))
        # «московский» says Москва, and not Московская область, of which Москва is no part.
        group.put(Role.ADJECTIVE, *(a for a in values(row["adjective"]) if a not in self.own))
        group.put(Role.OLD_NAME, *(YEARS.sub("", name) for name in values(row["old"])))
        for short in values(row["abbreviations"]):
            group.put(Role.RARE_ABBREVIATION if len(short) < SHORTEST_ABBREVIATION else Role.ABBREVIATION, short)
        return group

    def _city(self, row: Row) -> Group:
        group = Group()
        group.put(Role.PLACE, row["name"], *values(row["nicknames"]))
        for adjective in values(row["adjective"]):
            # «амурский» says Амурская область, and not Амурск, which lies elsewhere.
            if _is_region(row) or self.regions_of[adjective] <= {row["region"]}:
                group.put(Role.ADJECTIVE, adjective)
        group.put(Role.OLD_NAME, *(YEARS.sub("", name) for name in values(row["old"])))
        return group

    def _countries(self) -> Iterator[Group]:
        for row in rows("countries", self.tables):
            group, capital = Group(), Group()
            group.put(Role.PLACE, row["name"], *values(row["full"]), *values(row["nicknames"]))
            group.put(Role.ADJECTIVE, *values(row["adjective"]))
            capital.put(Role.PLACE, *values(row["capital"]))
            capital.put(Role.ADJECTIVE, *values(row["capital_adjective"]))
            yield from (group, capital)

    def _okrugs(self) -> Iterator[Group]:
        for row in rows("okrugs", self.tables):
            group = Group()
            group.put(Role.OKRUG, row["name"], *values(row["short"]))
            group.put(Role.ABBREVIATION, *values(row["abbreviations"]))
            group.put(Role.REGION, *values(row["regions"]))
            yield group

    def _abbreviations(self) -> Iterator[Group]:
        met: set[str] = set()
        for row in rows("abbreviations", self.tables):
            role = Role.RARE_ABBREVIATION if row["short"] in met else Role.ABBREVIATION
            met.add(row["short"])
            for group in self.groups_of[fold(row["full"])]:
                group.put_first(role, row["short"])
            if not self.groups_of[fold(row["full"])]:
                group = Group()
                group.put(Role.FULL_NAME, row["full"])
                group.put(role, row["short"])
                yield group


def _is_region(city: Row) -> bool:
    return city["name"] == city["region"]


def _other_place(row: Row, regions: list[Group]) -> Iterator[Group]:
    """A river, a town, a land; «Амур» may be short for each of the regions that have its adjective."""
    for region in regions or [Group()]:
        group = Group()
        group.put(Role.PLACE, row["place"], *(text for text, role in region if role is Role.PLACE))
        group.put(Role.ADJECTIVE, row["adjective"])
        yield group
