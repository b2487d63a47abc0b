"""The toponyms of the tables as terms that analysis gives their words, in every case.

A toponym is looked for by the terms of its words: «Нижнего Новгорода» has those
of «Нижний Новгород». What the name may be besides a place is its `Doubt`; the
neighbours of a mention answer it (`toponyms.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from functools import cache
from typing import NamedTuple

from indexer.language import EXACT, analyze, fold
from indexer.language.morphology import Kind as ReadingKind
from indexer.language.morphology import readings
from indexer.language.tables import rows

LARGE = 200_000
"""People of a city that a reader thinks of first, although somebody is called like it."""
DISTRICT = "район"
FORMS_KEPT = 1 << 16
"""Forms of names whose expressions are remembered."""
LOWER_CASE = frozenset({"подмосковье"})
SHORTEST_ABBREVIATION = 3
"""Letters of an abbreviation that says its region alone: «РТ» may be other things."""


class Kind(Enum):
    """What is named, and how."""

    REGION = auto()
    CITY = auto()
    DISTRICT = auto()
    ADJECTIVE = auto()
    RESIDENTS = auto()
    OKRUG = auto()
    ABROAD = auto()


class Doubt(IntEnum):
    """How much a mention must prove."""

    NONE = 0
    WORD = 1  # a common word too: Шахты, Находка
    COMMON = 2  # mostly a common word: Орёл
    NAME = 3  # a person's name too: Киров, Владимир
    RARE = 4  # hardly ever the town: Остров, Мирный
    SUPPORT = 5  # says nothing alone: РТ, Амур, «ленинский»


class Sense(NamedTuple):
    """A place that is called so: its name, its federal subject ("" abroad), how many people live there (0 unknown)."""

    place: str
    region: str
    kind: Kind
    people: int = 0


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that name a place: the terms of each word, the places, the doubt."""

    words: tuple[frozenset[str], ...]
    senses: tuple[Sense, ...]
    doubt: Doubt
    nominative: str = ""


class Gazetteer:
    """All expressions by the terms of their first word, longer ones first."""

    def __init__(self) -> None:
        self._senses: dict[tuple[frozenset[str], ...], list[Sense]] = defaultdict(list)
        self._doubts: dict[tuple[frozenset[str], ...], Doubt] = {}
        self._nominatives: dict[tuple[frozenset[str], ...], str] = {}
        self._candidates: dict[tuple[str, ...], tuple[Expression, ...]] = {}
        self.okrug_of: dict[str, str] = {}
        self.okrugs: tuple[str, ...] = ()
        self._regions()
        self._cities()
        self._abroad()
        self.heads: dict[str, tuple[Expression, ...]] = self._by_head()
        self.terms = frozenset(self.heads)

    def candidates(self, terms: tuple[str, ...]) -> Sequence[Expression]:
        """The expressions that may begin with a word of these terms, longer ones first."""
        found = self._candidates.get(terms)
        if found is None:
            groups = [self.heads[term] for term in terms if term in self.heads]
            found = tuple(sorted((e for group in groups for e in group), key=lambda e: -len(e.words)))
            found = tuple(dict.fromkeys(found))
            if len(self._candidates) < FORMS_KEPT:
                self._candidates[terms] = found
        return found

    # What the tables say

    def _regions(self) -> None:
        people = {(row["name"], row["region"]): int(row["population"]) for row in rows("towns")}
        for row in rows("regions"):
            name = row["name"]
            self.okrug_of[name] = row["okrug"]
            region = Sense(name, name, Kind.REGION, people.get((row["centre"], name), LARGE))
            for text in (name, *values(row["short"]), *values(row["nicknames"])):
                self._add(text, region, Doubt.SUPPORT if text in UNSURE else Doubt.NONE)
            for text in values(row["abbreviations"]):
                sure = len(text) >= SHORTEST_ABBREVIATION and text not in UNSURE
                self._add(text, region, Doubt.NONE if sure else Doubt.SUPPORT)
            for text in values(row["adjective"]):
                place = region._replace(kind=Kind.ADJECTIVE)
                self._add(text, place, doubt_of_adjective(text))
        for row in rows("okrugs"):
            for text in (row["name"], *values(row["short"]), *values(row["abbreviations"])):
                self._add(text, Sense(row["name"], "", Kind.OKRUG), Doubt.NONE)
        self.okrugs = tuple(row["name"] for row in rows("okrugs"))

    def _cities(self) -> None:
        regions = set(self.okrug_of)
        people = {(fold(row["name"]), row["region"]): int(row["population"]) for row in rows("towns")}
        centres = {(row["centre"], row["name"]) for row in rows("regions")}
        cities: dict[tuple[str, str], Sense] = {}
        of_regions = {(a, row["name"]) for row in rows("regions") for a in values(row["adjective"])}
        shared = {adjective for adjective, _ in of_regions}
        for row in rows("cities"):
            at_home = row["region"] in regions
            where = row["region"] if at_home else ""
            key = (fold(row["name"]), where)
            known = max(people.get(key, 0), LARGE if (row["name"], where) in centres else 0)
            city = Sense(row["name"], where, Kind.CITY if at_home else Kind.ABROAD, known)
            if city.place != where:  # Москва is there already
                cities[key] = city
                self._add(row["name"], city, doubt_of(city))
            for text in values(row["nicknames"]):
                self._add(text, city, Doubt.NONE)
            for text in values(row["adjective"]):
                if at_home and text not in shared:
                    inside = Doubt.SUPPORT if text.capitalize() in OF_CITIES else Doubt.NONE
                    adjective = city._replace(kind=Kind.ADJECTIVE)
                    self._add(text, adjective, doubt_of_adjective(text))
                    self._add(f"{text} район", Sense(f"{text.capitalize()} район", where, Kind.DISTRICT), inside)
        for row in rows("towns"):
            key = (fold(row["name"]), row["region"])
            if key not in cities and row["name"] not in regions:
                city = cities[key] = Sense(row["name"], row["region"], Kind.CITY, int(row["population"]))
                self._add(row["name"], city, doubt_of(city))
            if row["district"]:
                district = Sense(f"{row['district']} район", row["region"], Kind.DISTRICT)
                self._add(district.place, district, Doubt.SUPPORT if row["district"] in OF_CITIES else Doubt.NONE)
        for row in rows("districts"):
            district = Sense(f"{row['name']} район", row["region"], Kind.DISTRICT)
            self._add(district.place, district, Doubt.SUPPORT if row["name"] in OF_CITIES else Doubt.NONE)
        by_name = {city.place: city for city in cities.values()}
        for row in rows("residents"):
            sense = by_name.get(row["place"]) or Sense(row["place"], row["place"], Kind.REGION)
            for text in values(row["residents"]):
                self._add(text, sense._replace(kind=Kind.RESIDENTS), Doubt.NONE)

    def _abroad(self) -> None:
        for row in rows("countries"):
            if row["name"] == "Россия":
                continue  # tells nothing of where in it
            country = Sense(row["name"], "", Kind.ABROAD)
            for text in (row["name"], *values(row["full"]), *values(row["nicknames"]), *values(row["adjective"])):
                self._add(text, country, Doubt.NONE)
            capital = Sense(row["capital"], "", Kind.ABROAD)
            for text in (*values(row["capital"]), *values(row["capital_adjective"])):
                self._add(text, capital, Doubt.NONE)

    # How they are found

    def _add(self, text: str, sense: Sense, doubt: Doubt) -> None:
        for words in spellings(text):
            senses = self._senses[words]
            if sense not in senses:
                senses.append(sense)
            self._doubts[words] = max(doubt, self._doubts.get(words, Doubt.NONE))
            self._nominatives.setdefault(words, fold(text))

    def _by_head(self) -> dict[str, tuple[Expression, ...]]:
        found: dict[str, list[Expression]] = defaultdict(list)
        for words, senses in self._senses.items():
            expression = Expression(words, tuple(senses), self._doubts[words], self._nominatives[words])
            for term in words[0]:
                found[term].append(expression)
        return {term: tuple(sorted(group, key=lambda e: -len(e.words))) for term, group in found.items()}


UNSURE = frozenset(
    {"Амур", "Донской край", "Саха", "НАО", "СО", "МО", "ЛО"}
    | {"донской", "волжский", "октябрьский", "первомайский", "железнодорожный", "советский"}
)
"""Expressions that say a region only beside others that do: Амур is a river of two regions, «советский» a word."""

WITH_SMALL_LETTER = frozenset(
    {"ленинградский", "кировский", "владимирский", "дзержинский", "калининский", "свердловский", "приморский"}
)
"""Adjectives that with a capital are mostly the name of something else: «Кировский район», «Приморский бульвар»."""

OF_CITIES = frozenset(
    {"Дзержинский", "Железнодорожный", "Калининский", "Кировский", "Комсомольский", "Красногвардейский", "Куйбышевский"}
    | {"Ленинский", "Октябрьский", "Орджоникидзевский", "Первомайский", "Правобережный", "Приволжский", "Пролетарский"}
    | {"Советский", "Центральный", "Чкаловский", "Волжский", "Заволжский", "Индустриальный", "Ивановский"}
)
"""Districts that many a city has inside."""


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the tables, one for the process."""
    return Gazetteer()


def values(cell: str) -> list[str]:
    """The values of a cell that «|» separates."""
    return [value.strip() for value in cell.split("|") if value.strip()]


def spellings(text: str) -> Iterator[tuple[frozenset[str], ...]]:
    """The words of an expression as the terms that texts have for them; a compound as a whole and in parts."""
    first, _, rest = text.partition(" ")
    if first.endswith(("ский", "цкий")) and (rest == DISTRICT or (first.islower() and not rest)):
        # Analysis would say the same of some three thousand adjectives, and take most of the time of all names.
        adjective = frozenset({first.lower(), fold(first)})
        yield (adjective, frozenset({DISTRICT})) if rest else (adjective,)
        return
    start = "в "
    tokens = [token for token in analyze(start + text) if token.start >= len(start) and token.start < token.stop]
    whole: list[frozenset[str]] = []
    parts: list[frozenset[str]] = []
    at = 0
    for i, token in enumerate(tokens):
        if token.stop <= at:
            parts.append(name_terms(token.terms))
            continue
        whole.append(name_terms(token.terms))
        at = token.stop
        if not (i + 1 < len(tokens) and tokens[i + 1].start < at):
            parts.append(whole[-1])
    yield tuple(whole)
    if len(parts) > len(whole):
        yield tuple(parts)


def name_terms(terms: Iterable[str]) -> frozenset[str]:
    """The terms that stand for a word of a name in all of its cases: not its exact form, nor an initial."""
    found = [term for term in terms if not term.startswith(EXACT) and term[1:] != "."]
    exact = {fold(term.removeprefix(EXACT)) for term in terms if term.startswith(EXACT)}
    own = [term for term in found if fold(term) in exact] or found
    keys = [term for term in found if term.startswith("~")]
    return frozenset([*own, *map(fold, own), *keys])


def doubt_of_adjective(text: str) -> Doubt:
    """What an adjective may be besides that of the place."""
    return Doubt.SUPPORT if text in UNSURE else Doubt.RARE if text in WITH_SMALL_LETTER else Doubt.NONE


def doubt_of(city: Sense) -> Doubt:
    """What a name of one word may be besides the city."""
    name = city.place.lower()
    if not name.isalpha():
        return Doubt.NONE
    shares = dict.fromkeys(ReadingKind, 0.0)
    adjective = 0.0
    for reading in readings(name):
        shares[reading.kind] += reading.share
        adjective += reading.share if reading.kind is ReadingKind.COMMON and "ADJF" in reading.parts else 0.0
    known = readings(name)[0].known
    if shares[ReadingKind.PERSON] >= 0.05:
        if shares[ReadingKind.PLACE] >= 0.5 and city.people >= LARGE:
            return Doubt.WORD
        return Doubt.NAME if known or name.endswith(("ов", "ев", "ёв", "ин", "ын", "ский")) else Doubt.NONE
    if not known:
        return Doubt.NONE
    if shares[ReadingKind.PLACE] < 0.05 or (adjective >= 0.4 and name.endswith(("ый", "ий", "ой"))):
        return Doubt.RARE
    common = shares[ReadingKind.COMMON]
    return Doubt.COMMON if common > 0.5 else Doubt.WORD if common >= 0.05 else Doubt.NONE
