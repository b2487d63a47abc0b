"""Numbers in the writings that people use for one and the same: XVIII and 18-й, 1,2 and 1.2, 10 000 and 10000."""

import re

ROMAN = re.compile("(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
"""I to XXXIX: congresses, forums, quarters, centuries. L, C, D and M alone are more often something else."""
DIGITS = {"I": 1, "V": 5, "X": 10}
ORDINAL = re.compile(r"(\d+)-(?:й|го|му|м|я|ю|е|х|ми|ый|ий|ая|ое|ого|ому|ым|ой|ую|ые|ых)")
DECIMAL = re.compile(r"\d+[.,]\d+")
GROUP = re.compile(r"\d{3}")
FIRST_GROUP = re.compile(r"[1-9]\d{0,2}")


def ordinal_of_roman(word: str) -> str | None:
    """«XVIII» is 18-й; None for what is no Roman number (capitals I, V, X up to XXXIX)."""
    if not ROMAN.fullmatch(word):
        return None
    values = [DIGITS[letter] for letter in word]
    total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return f"{total}-й"


def ordinal(word: str) -> str | None:
    """«18-го» is 18-й; None for what is no number with an ending («25-летие»)."""
    match = ORDINAL.fullmatch(word)
    return f"{int(match[1])}-й" if match and len(match[1]) < 5 else None


def decimal(word: str) -> str | None:
    """«1.2» is 1,2; None for other numbers."""
    return word.replace(".", ",") if DECIMAL.fullmatch(word) else None
