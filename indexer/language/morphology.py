"""A word form and its readings: which dictionary words it can be.

Cyrillic words are read by pymorphy3 (OpenCorpora dictionary). A form has often
several parses; those with the same lemma and of the same kind are one reading,
and their probabilities are added up. Where pymorphy3's lemma says less than a
reader sees, ours differs:

- «крупнейший» is крупнейший, not крупный: who types it wants the superlative;
- «Киреевой» is Киреева, not Киреев, and «Сергеевны» Сергеевна: names keep their gender;
- the noun «стать» is стать.сущ, so that «статей» does not find «стали».
"""

import re
import threading
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any, NamedTuple
from zlib import crc32

import snowballstemmer
from pymorphy3.units.by_lookup import DictionaryAnalyzer

from .context import class_of
from .names import FEMALE, MALE
from .normalize import fold
from .paradigms import Paradigms
from .paradigms import dictionary as dictionary
from .tables import TABLES, rows

LONGEST = 64
"""Code points of a word that count. Longer runs of letters are no words: addresses, keys, torn layout."""

CYRILLIC = re.compile("[а-яё]")
LATIN = re.compile("[a-z]")
VOWEL = re.compile("[аеёиоуыэюя]")
FUNCTION_WORDS = frozenset({"PREP", "CONJ", "PRCL"})
SUPERLATIVE_ENDING = re.compile("(?:ого|его|ому|ему|ым|им|ом|ем|ая|яя|ой|ей|ою|ею|ую|юю|ое|ее|ые|ие|ых|их|ыми|ими)$")
FEMALE_PATRONYMIC_ENDING = re.compile("(?:на|ны|не|ну|ной|ною|н|нам|нами|нах)$")
MAY_BE_INFINITIVE = ("ть", "ти", "чь")

FORMS_CACHED = 1 << 15
READINGS_CACHED = 1 << 16
"""A word is met again at the beginning of a sentence, in capitals, as the last part of a compound."""


class Kind(StrEnum):
    """What a reading names."""

    COMMON = "common"
    PERSON = "person"
    PLACE = "place"  # or an organisation


class Reading(NamedTuple):
    """One dictionary word that a form can be.

    `share` is its part of the form's probability; `classes` are the context
    classes that it can stand for, each with its share of the form; `genders` of
    persons is a sum of MALE and FEMALE; `function` tells pronouns and words like
    prepositions, `known` words of the dictionary from guessed ones; `parts` are its parts of speech.
    """

    lemma: str
    kind: Kind
    share: float
    classes: tuple[tuple[int, float], ...]
    genders: int
    given: bool
    abbreviation: bool
    function: bool
    known: bool
    parts: frozenset[str]

    @property
    def is_abbreviation(self) -> bool:
        """Whether that is all it is: the dictionary has ПО for «по», ЗАТО for «зато» and СТО for «сто», too."""
        return self.abbreviation and self.parts <= {"NOUN"}


_stemmer = snowballstemmer.stemmer("english")
_stemmer_lock = threading.Lock()  # a Snowball stemmer keeps the word it works on in itself


DECIDING = (
    "abbreviations", "contexts", "improbable",
    "cities", "countries", "districts", "okrugs", "regions", "residents", "towns",
)  # fmt: skip
"""The tables of ours that can change what a word is read as, or which places an article names."""


@cache
def dictionary_versions() -> dict[str, str]:
    """The packages and tables that can change what a word is read as, with their versions."""
    packages = {name: version(name) for name in ("pymorphy3", "pymorphy3-dicts-ru", "snowballstemmer")}
    tables = {name: f"{crc32((TABLES / f'{name}.tsv').read_bytes()):08x}" for name in DECIDING}
    return packages | tables


class _Tag(NamedTuple):
    parts: frozenset[str]
    kind: Kind
    context: int
    genders: int
    given: bool
    several_given: bool
    abbreviation: bool
    function: bool
    superlative: bool
    patronymic: bool
    surname: bool
    declined: bool
    infinitive: bool
    noun: bool
    special: bool


@cache
def tag_of(tag: Any) -> _Tag:
    """What we want to know of an OpenCorpora tag; there are some thousand of them, so each is worked out once."""
    marks = {str(grammeme) for grammeme in tag.grammemes}
    person = bool(marks & {"Name", "Surn", "Patr"})
    genders = (MALE if "masc" in marks else 0) | (FEMALE if "femn" in marks else 0)
    return _Tag(
        parts=frozenset((str(tag.POS or ""),)),
        kind=Kind.PERSON if person else Kind.PLACE if marks & {"Geox", "Orgn", "Trad"} else Kind.COMMON,
        context=class_of(marks),
        genders=genders or MALE | FEMALE,
        given=bool(marks & {"Name", "Patr"}) and "Init" not in marks,
        several_given="Name" in marks and "plur" in marks,
        abbreviation="Abbr" in marks,
        function=bool(marks & {"Apro", "NPRO", "PREP", "CONJ", "PRCL"}),
        superlative="Supr" in marks and "ADJF" in marks,
        patronymic="Patr" in marks,
        surname="Surn" in marks,
        declined="Fixd" not in marks,
        infinitive="INFN" in marks,
        noun="NOUN" in marks,
        special=bool(marks & {"Supr", "Surn", "Patr", "NOUN"}),
    )


@cache
def paradigms() -> Paradigms[_Tag]:
    """The forms of the dictionary, one for the process."""
    return Paradigms(tag_of)


@lru_cache(READINGS_CACHED)
def readings(form: str) -> tuple[Reading, ...]:
    """The dictionary words that a lower-case Cyrillic form can be, likeliest first; never empty."""
    parses = paradigms().parses(form)
    known = parses is not None
    if parses is None:
        parses = [(tag, fold(lemma), share) for tag, lemma, share in paradigms().guesses(form)]
    if len(parses) == 1 and not parses[0][0].special:
        ((tag, lemma, _),) = parses
        return (_reading(lemma, tag.kind, [(tag, tag.genders, 1.0)], known),)
    if len(parses) > 1:
        parses = _probable(form, parses)
    total = sum(parse[2] for parse in parses)
    grouped: dict[tuple[str, Kind], list[tuple[_Tag, int, float]]] = {}
    for tag, normal, score in parses:
        for lemma, genders in _lemmas(form, normal, tag) if tag.special else ((normal, tag.genders),):
            grouped.setdefault((lemma, tag.kind), []).append((tag, genders, score / total))
    found = [_reading(lemma, kind, members, known) for (lemma, kind), members in grouped.items()]
    if len(found) > 1:
        found.sort(key=lambda reading: -reading.share)
    return tuple(found)


def _probable(form: str, parses: list[tuple[_Tag, str, float]]) -> list[tuple[_Tag, str, float]]:
    """The parses without those that no reader thinks of."""
    # «Фёдоров» is a surname, hardly ever several men called Фёдор, and «Дмитрий» not several women called Дмитрия.
    person = any(tag.kind is Kind.PERSON and not tag.several_given for tag, _, _ in parses)
    improbable = _improbable()
    return [parse for parse in parses if not (person and parse[0].several_given) and (form, parse[1]) not in improbable]


def _reading(lemma: str, kind: Kind, members: list[tuple[_Tag, int, float]], known: bool) -> Reading:
    """One reading of all the parses that have its lemma and kind."""
    if len(members) == 1:
        ((tag, genders, share),) = members
        return Reading(
            lemma, kind, share, ((tag.context, share),), genders, tag.given, tag.abbreviation, tag.function, known,
            tag.parts,
        )  # fmt: skip
    classes: dict[int, float] = {}
    genders = 0
    parts = members[0][0].parts
    for tag, of_parse, share in members:
        classes[tag.context] = classes.get(tag.context, 0.0) + share
        genders |= of_parse
        if not tag.parts <= parts:  # mostly one and the same object
            parts |= tag.parts
    tags = [member[0] for member in members]
    return Reading(
        lemma,
        kind,
        sum(classes.values()),
        tuple(classes.items()),
        genders,
        any(tag.given for tag in tags),
        any(tag.abbreviation for tag in tags),
        all(tag.function for tag in tags),
        known,
        parts,
    )


@cache
def _improbable() -> frozenset[tuple[str, str]]:
    """Readings that pymorphy3 finds likely and no reader does, as (form, lemma)."""
    return frozenset((row["form"], row["lemma"]) for row in rows("improbable"))


def _lemmas(form: str, normal: str, tag: _Tag) -> tuple[tuple[str, int], ...]:
    """The lemma, with its gender; a surname in the plural has two."""
    if tag.superlative:
        return ((SUPERLATIVE_ENDING.sub("ий", form), tag.genders),)
    if tag.surname and tag.declined and tag.genders & FEMALE:
        female = _female(normal)
        if tag.genders == FEMALE:
            return ((female, FEMALE),)
        return ((normal, MALE), (female, FEMALE)) if female != normal else ((normal, tag.genders),)
    if tag.patronymic and tag.genders == FEMALE:
        return ((FEMALE_PATRONYMIC_ENDING.sub("на", form), FEMALE),)
    if tag.noun and normal.endswith(MAY_BE_INFINITIVE) and _is_infinitive(normal):
        return ((f"{normal}.сущ", tag.genders),)
    return ((normal, tag.genders),)


def _female(surname: str) -> str:
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return surname + "а"
    if surname.endswith(("ий", "ый", "ой")):
        return surname[:-2] + "ая"
    return surname


@cache
def _is_infinitive(lemma: str) -> bool:
    parses = dictionary().parse(lemma)
    return _is_known(parses) and any(tag_of(parse[1]).infinitive for parse in parses)


def _is_known(parses: Sequence[Any]) -> bool:
    """Whether the parses of a form come from the dictionary itself; е may stand for ё there."""
    methods = parses[0][4]
    return len(methods) == 1 and isinstance(methods[0][0], DictionaryAnalyzer)


@lru_cache(FORMS_CACHED)
def stem(form: str) -> str:
    """The stem of a lower-case Latin word (Snowball, English)."""
    with _stemmer_lock:
        return str(_stemmer.stemWord(form))


@cache
def _interrogatives() -> frozenset[str]:
    return frozenset(row["name"] for row in rows("interrogatives"))


def is_interrogative(lemma: str) -> bool:
    """Whether the dictionary word asks: кто, чей, сколько, где."""
    return lemma in _interrogatives()


@lru_cache(FORMS_CACHED)
def is_function_word(form: str) -> bool:
    """Whether the lower-case form is, in its likeliest reading, a preposition, a conjunction or a particle."""
    if not CYRILLIC.search(form) or len(form) > LONGEST:
        return False
    return not tag_of(dictionary().parse(form)[0][1]).parts.isdisjoint(FUNCTION_WORDS)
