"""A word form and its readings: which dictionary words it can be.

Cyrillic words are read by pymorphy3 (OpenCorpora dictionary). A form has often
several parses; the probabilities of those with the same lemma are added up, and
a lemma is kept when it has a tenth of the whole or more: «стали» is стать
(0.975), not сталь. Latin words are stemmed by Snowball's English stemmer.
"""

import re
import threading
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

import pymorphy3
import snowballstemmer

from .normalize import fold
from .token import EXACT

ENOUGH = 0.1
"""The share of probability that keeps a reading. On gold lemmas (GSD, Lenta) 0.1 gave F1 0.965, all readings 0.961."""

LONGEST = 64
"""Code points of a word that count. Longer runs of letters are no words: addresses, keys, torn layout."""

CYRILLIC = re.compile("[а-яё]")
LATIN = re.compile("[a-z]")
FUNCTION_WORDS = frozenset({"PREP", "CONJ", "PRCL"})

FORMS_CACHED = 1 << 19


@cache
def _dictionary() -> Any:
    return pymorphy3.MorphAnalyzer()


_stemmer = snowballstemmer.stemmer("english")
_stemmer_lock = threading.Lock()  # a Snowball stemmer keeps the word it works on in itself


def dictionary_versions() -> dict[str, str]:
    """The packages whose version can change what a word is read as."""
    return {name: version(name) for name in ("pymorphy3", "pymorphy3-dicts-ru", "snowballstemmer")}


@lru_cache(FORMS_CACHED)
def readings(form: str) -> tuple[str, ...]:
    """The lemmas of a lower-case form, likeliest first; never empty.

    Lemmas from the dictionary keep their ё («партнер» and «партнёр» are both
    партнёр, «темы» is not Тёма); what is only guessed is folded to е.
    """
    form = form[:LONGEST]
    if CYRILLIC.search(form):
        morph = _dictionary()
        shares: dict[str, float] = {}
        for parse in morph.parse(form):
            lemma = parse.normal_form if parse.is_known else fold(parse.normal_form)
            shares[lemma] = shares.get(lemma, 0.0) + parse.score
        ranked = sorted(shares, key=lambda lemma: -shares[lemma])
        enough = ENOUGH * sum(shares.values())
        return tuple(lemma for i, lemma in enumerate(ranked) if i == 0 or shares[lemma] >= enough)
    if LATIN.search(form):
        with _stemmer_lock:
            return (_stemmer.stemWord(form),)
    return (form,)


@lru_cache(FORMS_CACHED)
def terms(form: str) -> tuple[str, ...]:
    """All index terms of a lower-case form: its readings, then the form itself, with е for ё and also as it is."""
    form = form[:LONGEST]
    folded = fold(form)
    exact = (EXACT + folded,) if folded == form else (EXACT + folded, EXACT + form)
    return readings(form) + exact


@lru_cache(FORMS_CACHED)
def is_function_word(form: str) -> bool:
    """Whether the lower-case form is, in its likeliest reading, a preposition, a conjunction or a particle."""
    if not CYRILLIC.search(form) or len(form) > LONGEST:
        return False
    return _dictionary().parse(form)[0].tag.POS in FUNCTION_WORDS
