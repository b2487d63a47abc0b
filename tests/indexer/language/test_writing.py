"""The ways in which people write one and the same: letters, abbreviations, numbers, days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import analyze_query
from indexer.language.dates import day_terms
from indexer.language.homoglyphs import CYRILLIC, LATIN, in_one_script
from indexer.language.numerals import ordinal, ordinal_of_roman

from .notation import readings


@pytest.mark.parametrize("case", [
    # An abbreviation is a word of its own; among capitals, capitals tell nothing.
    "эксперты ВОЗ → эксперт; ВОЗ",
    "воз сена → воз; сено",
    "проекты с ИИ → проект; с; ИИ",
    "МЭР ХАБАРОВСКА → мэр; хабаровск",
    "из ОМОНа → из; ОМОН омон",
    "в мчс → в; мчс МЧС",
    "по городу → по; город",
    "зато сто рублей → зато; сто; рубль",
    "в ЗАТО Фокино → в; ЗАТО; фокино",
    "разработка ПО → разработка; ПО",
    # Letters of the wrong script.
    "Cбербанк → сбербанк",
    "Xабаровск → хабаровск",
    "зона B2B-переговоров → зона; b2b-переговоров b2b-переговоры + b2b; переговоры",
    "VKвидео → vkвидео ~vkвиде",
    # Camel case is kept whole and split.
    "AmurMedia → amurmedia + amur; media",
    "#ФорумМэров2023 → форуммэров2023 + форум; мэр мэров; 2023",
    "МегаФон → мегафон",
    # Numbers.
    "XVIII форум → xviii 18-й 18; форум",
    "соцсеть X → соцсеть; x 10-й",
    "18-го форума → 18-й + 18; го; форум",
    "10 000 рублей → 10000 + 10; 000; рубль",
    "на 3 года → на; 3; год",
    # Days.
    "7 декабря 2020 года → 2020-12-07 --12-07 2020-12 + 7; декабрь; 2020; год",
    "07.12.2020 → 2020-12-07 --12-07 2020-12 2020 07.12.2020",
    "28 ноября → --11-28 + 28; ноябрь",
    "в мае 2023 → в; 2023-05 + май; 2023",
    "31.02.2020 → 31.02.2020",
    "до 28.11 → до; 28,11 --11-28",
    "март выдался тёплым → март; выдаться; тёплый",
])  # fmt: skip
def test_text_is_read_as(case: str) -> None:
    text, _, expected = case.partition(" → ")
    assert readings(text) == expected


@pytest.mark.parametrize("case", [
    # A query is narrowed by nothing but its words: a day is that day alone.
    "07.12.2020 → 2020-12-07",
    "7 декабря 2020 → 2020-12-07 + 7; декабрь; 2020",
    "2020-12-07 → 2020-12-07 + 2020; 12; 07",
    # The dictionary form is meant where there is one.
    "том → том",
    "суть → суть",
    "Иваново → иваново",
    "песок → песок",
    "песков → песок песков",
    "стали → стать",
    # First, things said by adjectives and nouns alike.
    "данные → дать данные данный",
    # Abbreviations typed without shift.
    "мчс → МЧС",
    "воз → воз",
    "по → по",
    "ПО → ПО",
    "ВОЗ → ВОЗ",
])  # fmt: skip
def test_a_query_is_read_as(case: str) -> None:
    text, _, expected = case.partition(" → ")
    assert readings(text, analyze_query) == expected


@pytest.mark.parametrize("case", [
    "из стали → из; стать сталь",
    "эти вопросы стали главными → этот; вопрос; стать; главный",
    "купили мыла → купить; мыло",
    "русская печь → русский; печь.сущ",
    "он будет вести приём → он; быть; вести; приём",
    "решение суда → решение; суд",
    "под знаком → под; знак",
    "знаком с мэром → знак знакомый; с; мэр",
])  # fmt: skip
def test_neighbours_choose_between_readings(case: str) -> None:
    text, _, expected = case.partition(" → ")
    assert readings(text) == expected


@given(st.text(alphabet="абвгдежзАБСХМabcxyzMBC2-"))
def test_letters_of_two_scripts_become_those_of_one_or_stay(word: str) -> None:
    mended = in_one_script(word)
    if mended is not None:
        assert len(mended) == len(word)
        assert mended != word
        twins = dict(zip(LATIN + CYRILLIC, CYRILLIC + LATIN, strict=True))
        assert all(a == b or twins[a] == b for a, b in zip(word, mended, strict=True))


@given(st.integers(1, 39))
def test_roman_numbers_are_ordinals(number: int) -> None:
    tens, ones = divmod(number, 10)
    roman = "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
    assert ordinal_of_roman(roman) == ordinal(f"{number}-й") == f"{number}-й"


def test_words_that_only_look_like_roman_numbers_are_none() -> None:
    assert [ordinal_of_roman(word) for word in ("", "VX", "IIII", "MIX", "ХVIII", "x")] == [None] * 6


@given(st.dates())
def test_a_day_has_terms_from_the_closest_to_the_loosest(day) -> None:  # type: ignore[no-untyped-def]
    iso = day.isoformat()
    assert day_terms(day.day, day.month, day.year) == (iso, f"--{iso[5:]}", iso[:7])
    assert day_terms(day.day, day.month, None) == (f"--{iso[5:]}",)


def test_there_is_no_thirty_first_of_june() -> None:
    assert day_terms(31, 6, 2020) == day_terms(29, 2, 2023) == day_terms(1, 13, 2020) == ()
