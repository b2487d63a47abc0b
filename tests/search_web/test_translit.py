"""What Latin letters stand for, whatever the scheme."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_web.translit import LONGEST, MOST_CANDIDATES, candidates, latin_words

TABLES = files("search_web") / "tables"

SPELLINGS = """
passport   Khabarovsk хабаровск   Blagoveshchensk благовещенск   Iuzhno южно   podiezd подъезд
passport   Sergei сергей   Tatiana татьяна   Arkhangelsk архангельск   Tver тверь
bgn        Yekaterinburg екатеринбург   Nizhniy нижний   Groznyy грозный   Ul'yanovsk ульяновск
bgn        Sobyanin собянин   Chelyabinsk челябинск   Ob’yekt объект   Korolëv королев
gost-b     Xabarovsk хабаровск   shhuka щука   Vy'borg выборг   Dal`nij дальний   ob``ekt объект
gost-b     Cherepovecz череповец   vozmozhnosti возможности
iso9       Čeboksary чебоксары   Ŝukin щукин   Ânvar' январь   Ûžnyj южный   Habarovsk хабаровск
scholarly  Jakutsk якутск   Juščenko ющенко   Xabarovsk хабаровск
press      Nizhny нижний   Alexander александр   Fyodor федор   Vasilyev васильев   Yoshkar-Ola йошкар-ола
press      Tsitsikar цицикар   Dzerzhinsky дзержинский   Kazan казань   Ulan-Ude улан-удэ
chat       4elyabinsk челябинск   6kola школа   Jenya женя   sch'astje счастье
"""


def spellings() -> list[tuple[str, str]]:
    words = [word for line in SPELLINGS.strip().splitlines() for word in line.split()[1:]]
    return list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(("typed", "meant"), spellings())
def test_what_a_spelling_may_stand_for(typed: str, meant: str) -> None:
    assert meant in candidates(typed)


@pytest.mark.parametrize(
    ("typed", "meant"), [("Khabarovsk", "хабаровск"), ("Cherepovets", "череповец"), ("Mariya", "мария")]
)
def test_the_plain_reading_comes_first(typed: str, meant: str) -> None:
    assert next(iter(candidates(typed))) == meant


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'4", max_size=LONGEST))
def test_readings_are_few_and_sorted(word: str) -> None:
    found = candidates(word)
    assert len(found) <= MOST_CANDIDATES
    assert list(found.values()) == sorted(found.values())


@given(st.text())
def test_any_text_has_words_within_it(text: str) -> None:
    at = 0
    for start, stop in latin_words(text):
        assert at <= start < stop <= len(text)
        at = stop


@pytest.mark.parametrize(
    "typed_and_words",
    [
        "Nizhniy Novgorod → Nizhniy, Novgorod",
        "Ulan-Ude → Ulan-Ude",
        "Tver', → Tver'",
        "4elyabinsk → 4elyabinsk",
        "Khabarovsk/Harbin → Khabarovsk, Harbin",
        "B2B → ",  # 2 stands for no letter
        "Хабаrovsk → ",
        "to → ",  # too short to be told from English
        "2024 → ",
    ],
)
def test_where_transliterated_words_may_be(typed_and_words: str) -> None:
    typed, words = typed_and_words.split(" → ")
    assert ", ".join(typed[start:stop] for start, stop in latin_words(typed)) == words


@pytest.mark.parametrize("name", ["transliteration", "confusions", "keyboard"])
def test_every_line_of_a_table_names_sources_that_are_explained(name: str) -> None:
    lines = (TABLES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[0][-1] == "source"
    section = (TABLES / "README.md").read_text(encoding="utf-8").split(f"## {name}.tsv")[1].split("\n## ")[0]
    explained = {
        key.strip() for line in section.splitlines() if line[:1] == "|" for key in line.split("|")[1].split(",")
    }
    assert {key for row in rows[1:] for key in row[-1].split("|")} <= explained
    assert len({tuple(row[:2]) for row in rows[1:]}) == len(rows) - 1
