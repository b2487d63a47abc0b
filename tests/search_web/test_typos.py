"""How bad a slip is, and which word was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_web.typos import ARBITRARY, is_abbreviation, is_sayable, slip

LETTERS = st.text(alphabet="абвгдеийклнорстуцчшщыья-", max_size=8)


@given(LETTERS)
def test_no_slip_costs_nothing(word: str) -> None:
    assert slip(word, word) == 0


@given(LETTERS, LETTERS)
def test_other_words_cost_something_and_never_more_than_writing_them_anew(typed: str, meant: str) -> None:
    cost = slip(typed, meant)
    assert (cost > 0) == (typed != meant)
    assert cost <= ARBITRARY * (len(typed) + len(meant)) + 1


@pytest.mark.parametrize(
    "better_and_worse",
    [
        "сабака собака < лабака",  # an unstressed vowel and an arbitrary letter
        "програма программа < прогрмма",
        "зделать сделать < мделать",
        "извесный известный < изветный",
        "кагда когда < мгда",
        "учится учиться < учитса",
        "хабравоск хабаровск < хабраовс",
        "приемник преемник < пруемник",
        "щастье счастье < пастье",
        "пртвет привет < прсвет",  # the keys of «и» and «т» lie side by side
        "красивово красивого < красивобо",
        "обьект объект < обмект",
        "рекокомендую рекомендую < ремумендую",
    ],
)
def test_people_err_in_some_ways_rather_than_in_others(better_and_worse: str) -> None:
    better, worse = better_and_worse.split(" < ")
    typed, meant = better.split()
    assert slip(typed, meant) < slip(worse, meant)


def test_the_first_letter_is_seldom_wrong() -> None:
    assert slip("морона", "ворона") > slip("вомона", "ворона")


@pytest.mark.parametrize(
    "word_and_query", ["ВОЗЗ → ВОЗЗ в Москве", "ВОЗЗ → ВОЗЗ", "РОСАТОМ → РОСАТОМ сообщил", "МРОТТ → ПОДНЯЛИ МРОТТ"]
)
def test_capitals_are_abbreviations(word_and_query: str) -> None:
    word, query = word_and_query.split(" → ")
    assert is_abbreviation(word, query)


@pytest.mark.parametrize("word_and_query", ["ХАБРАВОСК → МЭР ХАБРАВОСКА", "Хабравоск → Хабравоск"])
def test_but_not_where_everything_is_in_capitals(word_and_query: str) -> None:
    word, query = word_and_query.split(" → ")
    assert not is_abbreviation(word, query)


@pytest.mark.parametrize("form", ["хфцгбцфыбт", "рфифкмщыл", "ьам", "гтркк"])
def test_what_no_russian_word_sounds_like(form: str) -> None:
    assert not is_sayable(form)


@pytest.mark.parametrize(
    "form", ["хабравоск", "агентство", "взгляд", "контрстратегия", "район", "йод", "йошкар", "подъезд"]
)
def test_what_russian_words_sound_like(form: str) -> None:
    assert is_sayable(form)
