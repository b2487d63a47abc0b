"""Names that no dictionary has: what stays the same in all of their cases.

A surname in -ов, -ев, -ин, -ын, -ский, -цкий is declined by a known pattern, so
its nominative can be told from any form: «Пузановым» is Пузанов, «Пузановой» is
Пузанова, «Пузанова» may be either. Of any other unknown name only the part
before the case ending is sure: «Снесарь», «Снесарем» and «Снесаря» share the
key ~снесар, «Приамурье» and «Приамурьем» ~приамур.
"""

import re

KEY = "~"
"""Begins the terms that stand for an unknown word in all of its cases."""

MALE, FEMALE = 1, 2

PARTICLE = re.compile("[аэ][лсшрднт]ь?-[А-ЯЁ][а-яё]+|ибн|бин|бен|оглы|кызы|заде")
"""What stands behind a name of the East: «Сейф аль-Ислам» is nobody's safe. «Самолёт Ан-24» is a plane all the same."""

POSSESSIVE = re.compile(r"(?P<base>.*[аеёиоуыэюя].*(?:ов|ев|ёв|ин|ын))(?P<ending>|а|у|ым|е|ой|ою|ы|ых|ыми)")
ADJECTIVAL = re.compile(r"(?P<base>.*[аеёиоуыэюя].*(?:ск|цк))(?P<ending>ий|ого|ому|им|ом|ая|ой|ую|ою|ие|их|ими)")
OF_MALE = {"", "а", "у", "ым", "е", "ы", "ых", "ыми", "ий", "ого", "ому", "им", "ом", "ие", "их", "ими"}
OF_FEMALE = {"а", "ой", "ою", "у", "ы", "ых", "ыми", "ая", "ую", "ие", "их", "ими"}
LIKE_SURNAMES = re.compile("(?:[оеё]в|[иы]н|[сц]к)[а-яё]{0,3}$")
SHORTEST_BASE = 4
"""«Львов» is a surname; «Цин» and «Чин» only look like a form of one."""

ENDINGS = re.compile(
    "(?:ь|ье|ья|ью|ьем|ьём|ьи|ий|ие|ия|ию|ием|ии|ией|иям|иями|иях|"
    "а|о|у|ы|е|и|ю|я|й|ам|ами|ах|ям|ями|ях|ой|ою|ей|ею|ом|ем|ём)$"
)
AMBIGUOUS = re.compile("(?:ам|ом|ем|ём|ах|ях|ям)$")
"""Endings of a case that a name may also have in the nominative: «Салем», «Бейдах»."""
SHORTEST_STEM = 3


def surnames(form: str) -> tuple[tuple[str, int], ...]:
    """The nominatives of the surname that a lower-case form may be, each with its gender; () if it looks like none."""
    if not LIKE_SURNAMES.search(form):
        return ()
    for pattern, male, female in ((POSSESSIVE, "", "а"), (ADJECTIVAL, "ий", "ая")):
        match = pattern.fullmatch(form)
        if match and len(match["base"]) >= SHORTEST_BASE:
            base, ending = match["base"].replace("ё", "е"), match["ending"]
            found = []
            if ending in OF_MALE:
                found.append((base + male, MALE))
            if ending in OF_FEMALE:
                found.append((base + female, FEMALE))
            return tuple(found)
    return ()


def keys(form: str) -> tuple[str, ...]:
    """The terms that an unknown lower-case form shares with its other cases."""
    form = form.replace("ё", "е")
    stems = [form]
    if match := ENDINGS.search(form):
        stem = form[: match.start()]
        if len(stem) >= SHORTEST_STEM:
            # «Салем» itself or a case of «Сал»: only both keys meet «Салема».
            stems = [form, stem] if AMBIGUOUS.search(form) else [stem]
    return tuple(KEY + stem for stem in stems)


def counterpart(surname: str) -> str:
    """The same surname of the other gender: киреев and киреева, хмурский and хмурская; "" where there is none."""
    for male, female in (("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина"), ("ын", "ына"), ("кий", "кая")):
        if surname.endswith(female):
            return surname[: -len(female)] + male
        if surname.endswith(male):
            return surname[: -len(male)] + female
    return ""
