"""Where the words of a normalized text are, and how a word falls into parts.

онлайн-форума     a compound: itself, and its parts онлайн, форума
1,2   18:35   07.12.2020     a number is one word
2023-2025   25-летие   B2B-переговоров   Green-VLA     compounds like any other
АмурЭкспоФорум2023   AmurMedia     camel case: itself, and its parts
Сибирь/Урал   С.Кравчук     two words each
"""

import re

ATOM = r"(?:\d+(?:[.,:]\d+)+(?![^\W_])|[^\W_]+(?:'[^\W_]+)*)"
PART = re.compile(ATOM)
WORD = re.compile(rf"([\W_]*)({ATOM}(?:-{ATOM})*)")
"""What stands before a word, and the word."""

HUMP = re.compile("[А-ЯЁ]+(?![а-яё])|[А-ЯЁ]?[а-яё]+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
SHORTEST_HUMP = 4
"""Letters of each part of a camel-case word: «МегаФон» is not about a фон, «АмурЭкспоФорум» is about a форум."""


def parts_of(word: str, *, hashtag: bool = False) -> tuple[tuple[int, int], ...]:
    """The places of the parts within a compound or camel-case word; () if it has none."""
    if "-" in word:
        return tuple(part.span() for part in PART.finditer(word))
    if word.islower() or word[1:].islower():
        return ()
    humps = [hump.span() for hump in HUMP.finditer(word)]
    if len(humps) < 2 or sum(stop - start for start, stop in humps) < len(word):
        return ()
    long_enough = all(stop - start >= SHORTEST_HUMP or word[start:stop].isdigit() for start, stop in humps)
    has_letters = sum(not word[start:stop].isdigit() for start, stop in humps)
    return tuple(humps) if has_letters and (hashtag or (long_enough and has_letters > 1)) else ()
