"""The other keyboard layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_web.layout import keys, marks, neighbours, readings, to_cyrillic, to_latin

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


@pytest.mark.parametrize(
    "typed_and_meant",
    [
        "gtrby → пекин",
        "Gtrby → Пекин",
        "[f,fhjdcr → хабаровск",
        "{f,fhjdcr → Хабаровск",
        "cj,zyby → собянин",
        "j,]tv → объем",
        "'rjyjvbrf → экономика",
        ":ehyfk → Журнал",
        "`krf → ёлка",
        "~krf → Ёлка",
        "\\krf → ёлка",
        "cfyrn-gtnth,ehu → санкт-петербург",
        "Хабfhjdcr → Хабаровск",
        "25-ktnbt → 25-летие",
    ],
)
def test_russian_typed_on_the_american_layout(typed_and_meant: str) -> None:
    typed, meant = typed_and_meant.split(" → ")
    assert to_cyrillic(typed) == meant


@pytest.mark.parametrize("typed_and_meant", ["ФьгкЬувшф → AmurMedia", "И2И → B2B", "пщщпду → google", "хъ → []"])
def test_latin_typed_on_the_russian_layout(typed_and_meant: str) -> None:
    typed, meant = typed_and_meant.split(" → ")
    assert to_latin(typed) == meant


@given(st.text(alphabet=st.sampled_from(RUSSIAN + RUSSIAN.upper())))
def test_there_and_back_russian_letters_are_the_same(text: str) -> None:
    assert to_cyrillic(to_latin(text)) == text


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_there_and_back_latin_letters_are_the_same(text: str) -> None:
    assert to_latin(to_cyrillic(text)) == text


def test_every_russian_letter_has_a_key() -> None:
    assert {key.cyrillic for key in keys()} == set(RUSSIAN)


@pytest.mark.parametrize(
    "typed_and_readings",
    [
        "gtrby → пекин",
        "gtrby, → пекинб пекин",
        "[f, → хаб ха аб а",
        "Сибирь →",  # «Cb,bhm» is no word
        "gtrby/vjcrdf →",  # a slash is no letter on either layout
        "2023 →",
        "...... →",
    ],
)
def test_marks_at_the_ends_are_letters_or_marks(typed_and_readings: str) -> None:
    typed, _, expected = typed_and_readings.partition(" →")
    assert " ".join(read for *_, read in readings(typed)) == expected.strip()


@given(st.text(alphabet=st.sampled_from("abcхъ[];',.`\\-1 " + marks())))
def test_a_reading_stands_for_the_part_that_it_names(typed: str) -> None:
    for start, stop, read in readings(typed):
        assert read in (to_cyrillic(typed[start:stop]), to_latin(typed[start:stop]))


def test_neighbours_are_the_keys_around() -> None:
    assert {b for a, b in neighbours() if a == "ф"} == set("йцыя")
    assert {b for a, b in neighbours() if a == "п"} == set("енарми")
    assert {(b, a) for a, b in neighbours()} == neighbours()
