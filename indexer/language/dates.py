"""Days that a text mentions, as terms: 07.12.2020, 7 декабря 2020 and 2020-12-07 are the same day.

A day gives the terms 2020-12-07, --12-07 (the day of any year) and 2020-12, a
day without a year --12-07, a month of a year 2020-12 (ISO 8601; without a year
as in its edition of 2000).
"""

import re
from calendar import monthrange
from functools import lru_cache

MONTHS = {
    form: number
    for number, forms in enumerate(
        (
            "январь января январе январю январём январем янв",
            "февраль февраля феврале февралю февралём февралем фев февр",
            "март марта марте марту мартом мар",
            "апрель апреля апреле апрелю апрелем апр",
            "май мая мае маю маем",
            "июнь июня июне июню июнем июн",
            "июль июля июле июлю июлем июл",
            "август августа августе августу августом авг",
            "сентябрь сентября сентябре сентябрю сентябрём сентябрем сен сент",
            "октябрь октября октябре октябрю октябрём октябрем окт",
            "ноябрь ноября ноябре ноябрю ноябрём ноябрем ноя нояб",
            "декабрь декабря декабре декабрю декабрём декабрем дек",
        ),
        1,
    )
    for form in forms.split()
}
"""Every case of the months' names, and the clipped ones of datelines («18 ноя. 2019»)."""

OF_A_DAY = frozenset(form for form in MONTHS if form[-1] in "ая" or len(form) < 5)
"""The forms that follow a day's number: «7 декабря», not «7 декабрь»."""

DAY_OF_MONTH = re.compile(r"(0?[1-9]|[12]\d|3[01])(?:-(?:е|го))?")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
DAY_AND_MONTH = re.compile(r"(\d{1,2})\.(\d{2})")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def day_terms(day: int, month: int, year: int | None) -> tuple[str, ...]:
    """The terms of a day, the most telling first; () where there is no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year or 2000, month)[1]:
        return ()
    of_any_year = f"--{month:02}-{day:02}"
    if year is None:
        return (of_any_year,)
    return f"{year:04}-{month:02}-{day:02}", of_any_year, f"{year:04}-{month:02}"


def written_in_figures(word: str) -> tuple[str, ...]:
    """The terms of «07.12.2020» and «2020-12-07», the year's among them; () for what is no day."""
    if match := DOTTED.fullmatch(word):
        day, month, year = map(int, match.groups())
    elif match := ISO.fullmatch(word):
        year, month, day = map(int, match.groups())
    else:
        return ()
    if not 1500 <= year < 2100:
        return ()
    terms = day_terms(day, month, year)
    return (*terms, f"{year}") if terms else ()


def day_in_figures(word: str) -> tuple[str, ...]:
    """The term of «28.11», which may also be a number; () for what is no day of a month."""
    match = DAY_AND_MONTH.fullmatch(word)
    return day_terms(int(match[1]), int(match[2]), None) if match else ()


@lru_cache(1 << 14)
def around_month(before: str, month: str, after: str) -> tuple[tuple[str, ...], bool, bool]:
    """The day or month that «7 декабря 2020» means, from the words around «декабря» (lower case, "" for none).

    Gives the terms, and whether the word before and the word after belong to it.
    """
    number = MONTHS[month]
    day = DAY_OF_MONTH.fullmatch(before) if month in OF_A_DAY else None
    year = int(after) if YEAR.fullmatch(after) else None
    if day:
        terms = day_terms(int(day[1]), number, year)
        if terms:
            return terms, True, year is not None
    return ((f"{year:04}-{number:02}",), False, True) if year else ((), False, False)
