"""Letters of the wrong script that look right: «Cбер» with a Latin C, «Xабаровск» with a Latin X.

Only a word of both scripts is touched, and only when every letter of the rarer
one has a twin: «B2B» is all Latin, «Green-VLA» and «VKвидео» stay as they are.
The pairs are those of Unicode's confusables (UTS #39) that Russian keyboards can type.
"""

import re

LATIN = "ABCEHKMOPTXYaceopxy"
CYRILLIC = "АВСЕНКМОРТХУасеорху"
TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
TO_LATIN = str.maketrans(CYRILLIC, LATIN)

LATIN_LETTER = re.compile("[A-Za-z]")
CYRILLIC_LETTER = re.compile("[А-Яа-яЁё]")


def in_one_script(word: str) -> str | None:
    """The word in the script of most of its letters; None where nothing is mixed up. Of equals, Cyrillic.

    The parts of a compound may be of different scripts: «B2B-переговоры».
    """
    if "-" in word:
        parts = word.split("-")
        mended = [in_one_script(part) for part in parts]
        return "-".join(new or old for new, old in zip(mended, parts, strict=True)) if any(mended) else None
    return _in_one_script(word)


def _in_one_script(word: str) -> str | None:
    if not LATIN_LETTER.search(word) or not CYRILLIC_LETTER.search(word):
        return None
    latin, cyrillic = len(LATIN_LETTER.findall(word)), len(CYRILLIC_LETTER.findall(word))
    if cyrillic >= latin:
        mended = word.translate(TO_CYRILLIC)
        return None if LATIN_LETTER.search(mended) else mended
    mended = word.translate(TO_LATIN)
    return None if CYRILLIC_LETTER.search(mended) else mended
