"""The wrong keyboard layout: «gtrby» is «пекин», «Фьгкьувшф» is «AmurMedia»."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from indexer.language.tables import rows

from .lexicon import is_latin

MOST_MARKS = 2
"""Marks before a word, and after it, that may be letters; more of them are punctuation."""
NEIGHBOURS = 1.3
"""Keys whose middles are less than this apart are neighbours, in widths of a key."""


class Key(NamedTuple):
    """What a key types in both layouts, without shift and with it, and where it is, in widths of a key."""

    latin: str
    latin_shift: str
    cyrillic: str
    row: float
    column: float


@cache
def keys() -> tuple[Key, ...]:
    """The keys that have a Russian letter (`tables/keyboard.tsv`); the usual key for ё before the other."""
    table = (row.values() for row in rows("keyboard", files(__package__) / "tables"))
    return tuple(
        Key(latin, shift, cyrillic, float(row), float(column)) for latin, shift, cyrillic, row, column, _ in table
    )


@cache
def _tables() -> tuple[dict[int, str], dict[int, str]]:
    cyrillic: dict[int, str] = {}
    latin: dict[int, str] = {}
    for key in keys():
        cyrillic[ord(key.latin)] = key.cyrillic
        latin.setdefault(ord(key.cyrillic), key.latin)
        if key.latin_shift:
            cyrillic[ord(key.latin_shift)] = key.cyrillic.upper()
            latin.setdefault(ord(key.cyrillic.upper()), key.latin_shift)
    return cyrillic, latin


def to_cyrillic(text: str) -> str:
    """What the same keys type in the Russian layout; characters that are on no letter key stay."""
    return text.translate(_tables()[0])


def to_latin(text: str) -> str:
    """What the same keys type in the US layout; characters that are no Russian letters stay."""
    return text.translate(_tables()[1])


@cache
def marks() -> str:
    """What is punctuation on a US keyboard and a letter on a Russian one."""
    return "".join(chr(code) for code in _tables()[0] if not chr(code).isalpha())


def readings(typed: str) -> Iterator[tuple[int, int, str]]:
    """What the keys type on the other layout, and from which part: `typed[start:stop]`.

    Marks at the ends are first taken for letters, «[f,fhjdcr», then for
    punctuation, «gtrby,».
    """
    convert = to_cyrillic if is_latin(typed) else to_latin
    left = len(typed) - len(typed.lstrip(marks()))
    right = len(typed.rstrip(marks()))
    starts = range(left + 1) if left <= MOST_MARKS else (left,)
    stops = range(len(typed), right - 1, -1) if len(typed) - right <= MOST_MARKS else (right,)
    for start in starts:
        for stop in stops:
            read = convert(typed[start:stop])
            if read.replace("-", "").isalnum() and read != typed[start:stop]:
                yield start, stop, read


@cache
def neighbours() -> frozenset[tuple[str, str]]:
    """Pairs of Russian letters whose keys lie side by side, in both orders."""
    return frozenset(
        (one.cyrillic, other.cyrillic)
        for one in keys()
        for other in keys()
        if one.cyrillic != other.cyrillic
        and (one.row - other.row) ** 2 + (one.column - other.column) ** 2 < NEIGHBOURS**2
    )
