"""The tables written by hand are well formed, spelled well, and agree with one another and with the dictionary."""

import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pymorphy3
import pytest

TABLES = Path(__file__).parents[3] / "indexer" / "language" / "tables"
HEADERS = {
    "abbreviations": "short full kind source",
    "regions": "name short adjective centre okrug nicknames old abbreviations source",
    "okrugs": "name short abbreviations regions source",
    "cities": "name region adjective nicknames old source",
    "countries": "name full adjective capital capital_adjective nicknames source",
    "interrogatives": "name source",
    "roles": "group words source",
    "towns": "name region population district source",
    "districts": "name region source",
    "residents": "place residents source",
}
KINDS = {"state", "authority", "organisation", "place", "term"}
YEARS = re.compile(r" \((?:\d{4}–\d{4}(?:, \d{4}–\d{4})*|до \d{4})\)$")
VALUE = re.compile(r"[А-ЯЁа-яё0-9«»’(),–— -]+")
OUTSIDE_ANY_OKRUG = {
    "Донецкая Народная Республика",
    "Луганская Народная Республика",
    "Запорожская область",
    "Херсонская область",
}
LOANS = {
    "АСЕАН",
    "ИИХФ",
    "ММА",
    "НАТО",
    "ОПЕК",
    "РУСАДА",
    "УЕФА",
    "ФАО",
    "ФИБА",
    "ФИДЕ",
    "ФИФА",
    "ЦЕРН",
    "ЮНЕСКО",
    "ЮНИСЕФ",
}
"""Initials of a foreign name, or letters that its Russian name does not have."""
OTHERWISE_SPELLED = {"КАС": "Спортивный арбитражный суд", "ННГУ": "Нижегородский государственный университет"}
NEW_WORDS = {
    "абилитации",
    "автогазозаправочная",
    "автогражданской",
    "бисексуалы",
    "двигателестроительная",
    "компримированный",
    "леванта",
    "ликинский",
    "микрофинансовая",
    "обструктивная",
    "общедомовые",
    "полимеразная",
    "промсвязьбанк",
    "росбизнесконсалтинг",
    "трансгендеры",
    "экстракорпоральное",
    "электрозарядная",
    "эл",
}
"""Words of full forms that are right and that the dictionary does not have."""
BETTER_KNOWN_AS_PLACES = {"Царицын", "Поднебесная"}
Row = dict[str, str]


@cache
def lines(table: str) -> list[list[str]]:
    text = (TABLES / f"{table}.tsv").read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    return [line.split("\t") for line in text[:-1].split("\n")]


@cache
def rows(table: str) -> list[Row]:
    header, *rest = lines(table)
    return [dict(zip(header, line, strict=True)) for line in rest]


def values(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def old_names(row: Row) -> list[str]:
    return [YEARS.sub("", name) for name in values(row["old"])]


def fold(text: str) -> str:
    return text.lower().replace("ё", "е")


@cache
def parses(word: str) -> list[Any]:
    """What the dictionary itself says of the word: no guesses."""
    return [parse for parse in dictionary().parse(word.lower()) if parse.is_known]


@cache
def dictionary() -> Any:
    return pymorphy3.MorphAnalyzer()


every_table = pytest.mark.parametrize("table", HEADERS)


@every_table
def test_every_line_has_the_columns_of_the_header(table: str) -> None:
    header, *rest = lines(table)
    assert header == HEADERS[table].split()
    assert [line for line in rest if len(line) != len(header)] == []


@every_table
def test_values_are_cyrillic_and_clean(table: str) -> None:
    # A Latin «C» in «СНГ» would never match; nor would a decomposed «й».
    texts = [
        v
        for row in rows(table)
        for column, cell in row.items()
        if column not in ("source", "kind")
        for v in cell.split("|")
    ]
    bad = [v for v in texts if v and (not VALUE.fullmatch(v) or v != v.strip() or "  " in v)]
    assert bad == []
    assert [v for v in texts if v != unicodedata.normalize("NFC", v)] == []
    assert [cell for row in rows(table) for cell in row.values() if cell and not all(cell.split("|"))] == []


@every_table
def test_ё_is_written(table: str) -> None:
    words = {
        w
        for row in rows(table)
        for column, c in row.items()
        if column != "source"
        for w in re.findall("[А-Яа-яЁё]+", c)
    }
    words = {w for w in words if not w.isupper() and "ё" not in w.lower()}
    assert sorted(w for w in words if parses(w) and all("ё" in parse.word for parse in parses(w))) == []


@every_table
def test_nothing_stands_twice(table: str) -> None:
    first = {
        "abbreviations": ("short", "full"),
        "cities": ("name", "region"),
        "towns": ("name", "region"),
        "districts": ("name", "region"),
        "residents": ("place",),
        "roles": ("words",),
    }.get(table, ("name",))
    counts = Counter(tuple(fold(row[column]) for column in first) for row in rows(table))
    assert [key for key, n in counts.items() if n > 1] == []
    for row in rows(table):
        names = [
            fold(YEARS.sub("", v))
            for column, cell in row.items()
            if column in ("name", "short", "nicknames", "old", "words")
            for v in values(cell)
        ]
        assert len(names) == len(set(names)), row


@every_table
def test_lines_are_sorted(table: str) -> None:
    order = {"abbreviations": "short", "roles": "group", "residents": "place"}.get(table, "name")
    if table in ("cities", "towns", "districts"):
        regions = {row["name"] for row in rows("regions")}
        keys = [(row["region"] not in regions, fold(row["region"]), fold(row["name"])) for row in rows(table)]
        assert keys == sorted(keys)
    else:
        assert [fold(row[order]) for row in rows(table)] == sorted(fold(row[order]) for row in rows(table))


def test_every_source_is_explained_and_every_explained_source_is_used() -> None:
    explained = re.findall(r"^\| `([\w-]+)` \|", (TABLES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    used = {key for table in HEADERS for row in rows(table) for key in row["source"].split("|")}
    assert used == set(explained)
    assert len(explained) == len(set(explained))


def test_there_are_enough_abbreviations_of_every_kind() -> None:
    counts = Counter(row["kind"] for row in rows("abbreviations"))
    assert set(counts) == KINDS
    assert sum(counts.values()) >= 300
    assert min(counts.values()) >= 20


def test_letters_of_an_abbreviation_stand_in_its_full_form_in_this_order() -> None:
    def abbreviates(short: str, full: str) -> bool:
        letters = iter(fold(full))
        return full[0].upper() == short[0] and all(letter in letters for letter in fold(short))

    wrong = [
        (short, full)
        for short, full in ((row["short"], row["full"]) for row in rows("abbreviations"))
        if short.isupper() and short not in LOANS and OTHERWISE_SPELLED.get(short) != full
        if not abbreviates(short, full)
    ]
    assert wrong == []


def test_full_forms_are_words_of_the_dictionary() -> None:
    words = {w.lower() for row in rows("abbreviations") for w in re.findall("[А-Яа-яЁё-]+", row["full"])}
    # The first part of a compound is no word of its own: горюче-смазочный.
    unknown = {word for word in words if not parses(word) and not parses(word.rpartition("-")[2])}
    assert unknown == NEW_WORDS


def test_there_are_89_regions_each_with_its_centre() -> None:
    assert len(rows("regions")) == 89
    cities = {(row["name"], row["region"]) for row in rows("cities")}
    assert [row["name"] for row in rows("regions") if (row["centre"], row["name"]) not in cities] == []


def test_regions_and_okrugs_say_the_same() -> None:
    by_region = {row["name"]: row["okrug"] for row in rows("regions")}
    by_okrug = {region: row["name"] for row in rows("okrugs") for region in values(row["regions"])}
    assert len(rows("okrugs")) == 8
    assert {name: okrug for name, okrug in by_region.items() if okrug} == by_okrug
    assert {name for name, okrug in by_region.items() if not okrug} == OUTSIDE_ANY_OKRUG


def test_abbreviations_of_places_say_the_same_as_the_tables_of_places() -> None:
    places = [row for table in ("regions", "okrugs") for row in rows(table)]
    name_of = {name: row["name"] for row in places for name in (row["name"], *values(row["short"]))}
    pairs = {(row["short"], name_of[row["full"]]) for row in rows("abbreviations") if row["full"] in name_of}
    of_places = {(short, row["name"]) for row in places for short in values(row["abbreviations"])}
    clipped = {
        ("Ленобласть", "Ленинградская область"),
        ("Мособласть", "Московская область"),
        ("ДВ", name_of["Дальний Восток"]),
    }
    assert pairs == of_places | clipped


def test_cities_lie_in_regions_or_countries() -> None:
    regions, countries = ({row["name"] for row in rows(table)} for table in ("regions", "countries"))
    assert {row["region"] for row in rows("cities")} <= regions | countries
    assert len({row["region"] for row in rows("cities")} & regions) == 89
    assert sum(row["region"] in countries for row in rows("cities")) >= 150


def test_a_capital_has_one_adjective_in_both_tables() -> None:
    of_cities = {(row["region"], row["name"]): row["adjective"] for row in rows("cities")}
    for row in rows("countries"):
        adjective = of_cities.get((row["name"], row["capital"]))
        assert adjective in (None, row["capital_adjective"]), row


def test_all_members_of_the_united_nations_are_there() -> None:
    assert len(rows("countries")) >= 193 + 2  # and two observers


@pytest.mark.parametrize("table", ["regions", "cities", "countries"])
def test_adjectives_are_adjectives(table: str) -> None:
    for row in rows(table):
        adjectives = values(row["adjective"])
        assert all(re.search("(?:[сц]кий|ской|ный)$", a) and a.islower() for a in adjectives), row
        assert not {fold(row["name"])} & set(map(fold, adjectives)), row
        known = [any("ADJF" in p.tag and p.normal_form == a for p in parses(a)) for a in adjectives]
        assert ("opencorpora" in row["source"]) == (bool(known) and all(known)), row


@pytest.mark.parametrize("table", ["regions", "cities"])
def test_old_names_carry_years_or_nothing(table: str) -> None:
    assert [name for row in rows(table) for name in old_names(row) if re.search(r"\(|\d{4}", name)] == []
    for row in rows(table):
        for since, until in re.findall(r"(\d{4})–(\d{4})", row["old"]):
            assert 1500 < int(since) < int(until) < 2030, row


def test_an_old_name_is_no_name_of_another_city_of_today() -> None:
    today = {fold(name) for row in rows("cities") for name in (row["name"], *values(row["nicknames"]))}
    assert [name for row in rows("cities") for name in old_names(row) if fold(name) in today] == []


@pytest.mark.parametrize("table", ["regions", "cities", "countries"])
def test_other_names_of_a_place_are_no_surnames_and_no_adjectives(table: str) -> None:
    # «Горький» would find every bitter taste: it stands as «город Горький».
    names = {
        name for row in rows(table) for name in values(row["nicknames"]) + (old_names(row) if "old" in row else [])
    }
    wrong = {
        name
        for name in names - BETTER_KNOWN_AS_PLACES
        if parses(name) and not any("Geox" in p.tag or ("NOUN" in p.tag and "inan" in p.tag) for p in parses(name))
    }
    assert wrong == set()


def test_roles_are_groups_that_share_nothing() -> None:
    groups = [values(row["words"]) for row in rows("roles")]
    assert len(groups) >= 60
    assert min(map(len, groups)) >= 2
    counts = Counter(fold(words) for group in groups for words in group)
    assert [words for words, n in counts.items() if n > 1] == []


def test_roles_do_not_repeat_abbreviations() -> None:
    pairs = {frozenset((fold(row["short"]), fold(row["full"]))) for row in rows("abbreviations")}
    assert [row["words"] for row in rows("roles") if frozenset(map(fold, values(row["words"]))) in pairs] == []
