"""Looking a word up as it is written.

How a word is written tells what it is. In the middle of a sentence «Песков» is a
name and «песков» is not; at its beginning the capital says nothing. «ВОЗ» among
small letters is an abbreviation, in «МЭР ХАБАРОВСКА» capitals say nothing again.
So a word is looked up as it is written, in one of the manners of `Manner`.

A word of a query is never narrowed by its capitals: phones and pasted headlines
capitalize, and «собянин» is typed for the name.
"""

import re
from functools import cache

from .context import number as class_number
from .dates import MONTHS, day_in_figures, written_in_figures
from .form import ENOUGH, FOR_THE_CONTEXT, Choice, Form, Manner, signature_of, unique
from .homoglyphs import in_one_script
from .morphology import CYRILLIC, LATIN, LONGEST, VOWEL, Kind, Reading, readings, stem
from .names import FEMALE, MALE, PARTICLE, keys, surnames
from .normalize import fold
from .numerals import decimal, ordinal, ordinal_of_roman
from .tables import rows
from .token import EXACT
from .words import parts_of

DICTIONARY_FORM = 0.25
"""A query word that is, with this probability, the dictionary form of a word, is that word: «том» is not тот."""

SOME_CAPITALS = re.compile("[А-ЯЁA-Z]{2}")
CAPITALS = re.compile("[А-ЯЁA-Z]{2,}")
DECLINED_ABBREVIATION = re.compile("([А-ЯЁ]{2,})-?([а-яё]{1,3})")
NOUN_LIKE = frozenset({"NOUN", "ADJF"})
NUMBER = signature_of([(class_number("NUMB"), 1.0)])
LATIN_WORD = signature_of([(class_number("LATN"), 1.0)])
ABBREVIATION = signature_of(
    [(class_number("NOUN" + case), 1 / 6) for case in ("nomn", "gent", "datv", "accs", "ablt", "loct")]
)

SUBSTANTIVE = ("ое", "ее", "ые", "ие", "ая", "яя", "ий", "ый", "ой")


@cache
def abbreviations() -> frozenset[str]:
    """The abbreviations of the table that are written in capitals, all of them or some: ВОЗ, СПб."""
    return frozenset(row["short"] for row in rows("abbreviations") if SOME_CAPITALS.match(row["short"]))


SIMPLE = re.compile(f"[А-ЯЁ]?[а-яё]{{2,{LONGEST - 1}}}")
"""Words in one script, without figures and parts, of one capital or none: nine of ten."""


def look_up(word: str, manner: Manner, *, hashtag: bool = False) -> Form:
    """The form of a word as it is written, without its neighbours."""
    word = word[:LONGEST]
    lower = word if word.islower() else word.lower()  # one string: hundreds of thousands of words are remembered
    exact = exact_terms(lower)
    if SIMPLE.fullmatch(word):
        return _with_exact(_simple(word, lower, manner), lower, exact, manner)
    mended = in_one_script(word)
    if mended:
        form = look_up(mended, manner, hashtag=hashtag)
        form.terms = unique([*form.terms, *exact])
        form.choice, form.as_person, form.plain = None, None, not form.parts
        for start, stop, part in form.parts:
            part.terms = unique([*part.terms, *exact_terms(lower[start:stop])])
            part.choice, part.as_person, part.plain = None, None, True
        return form
    form = _number(word, lower, manner) or _letters(word, lower, manner)
    form = _with_exact(form, lower, exact, manner)
    if places := parts_of(word, hashtag=hashtag):
        # The capitals of camel case tell nothing.
        of_parts = manner if manner is Manner.TYPED or "-" in word else Manner.FIRST
        inside = [(start, stop, look_up(word[start:stop], of_parts)) for start, stop in places]
        form.parts = tuple(inside)
        form.plain = False
    return form


def _with_exact(form: Form, lower: str, exact: tuple[str, ...], manner: Manner) -> Form:
    # A given name in a text is found by its initial too.
    also = (f"{lower[0]}.", *exact) if form.given and manner is not Manner.TYPED else exact
    form.terms = unique([*form.terms, *also])
    if form.choice:
        form.choice.fixed += also
    if form.as_person:
        form.as_person = {genders: unique([*terms, *also]) for genders, terms in form.as_person.items()}
    return form


def exact_terms(lower: str) -> tuple[str, ...]:
    """The terms that keep a lower-case form as written: with е for ё, and also as it is."""
    folded = fold(lower)
    return (EXACT + folded,) if folded == lower else (EXACT + folded, EXACT + lower)


def _number(word: str, lower: str, manner: Manner) -> Form | None:
    """Numbers, ordinals and days in figures; None for other words."""
    if roman := ordinal_of_roman(word):
        # A single letter may be a brand or a grade: «соцсеть X» is not about ten.
        figures = () if manner is Manner.TYPED or len(word) == 1 else (roman.removesuffix("-й"),)
        return Form((lower, roman, *figures), signature=NUMBER)
    if not word[0].isdigit():
        return None
    if day := written_in_figures(lower):
        return Form(day[:1] if manner is Manner.TYPED else (*day, lower), signature=NUMBER)
    if th := ordinal(lower):
        return Form((th,), signature=NUMBER)
    if fraction := decimal(lower):
        return Form((fraction, *day_in_figures(lower)), signature=NUMBER)
    if not word.isdigit():
        return None
    form = Form((lower,), signature=NUMBER)
    form.number = True
    form.plain = False
    return form


def _letters(word: str, lower: str, manner: Manner) -> Form:
    if not CYRILLIC.search(lower):
        return Form((stem(lower) if LATIN.search(lower) else lower,), signature=LATIN_WORD)
    if len(word) == 1 and word.isupper():
        form = Form((lower,), signature=signature_of((c, s) for r in readings(lower) for c, s in r.classes))
        form.initial, form.plain = True, False
        return form
    if CAPITALS.fullmatch(word):
        return _capitals(word, lower, manner)
    if word in abbreviations():
        return Form((word, lower), signature=ABBREVIATION)
    form = _simple(word, lower, manner)
    declined = DECLINED_ABBREVIATION.fullmatch(word) if word[1:2].isupper() else None
    if declined and (declined[1] in abbreviations() or not readings(lower)[0].known):
        form.terms = unique([declined[1], *form.terms])
    if "-" in lower:
        form.terms = unique([*form.terms, *_joined(lower)])
    return form


def _simple(word: str, lower: str, manner: Manner) -> Form:
    """A word of which only the first letter may be a capital that tells something."""
    found = readings(lower)
    known = found[0].known
    if manner is Manner.TYPED:
        form = Form(_typed(lower, found, known))
    elif word[0].isupper() and manner is Manner.PLAIN:
        form = _name(lower, found, known)
    elif word[0].isupper():
        form = _open(lower, found, known)
    else:
        form = _small(lower, found, known)
    if PARTICLE.fullmatch(word):
        form.particle, form.plain = True, False
    if lower in MONTHS:
        form.month, form.plain = True, False
    return form


def _small(lower: str, found: tuple[Reading, ...], known: bool) -> Form:
    """A word in small letters: a common word where it can be one."""
    common = [r for r in found if r.kind is Kind.COMMON] or list(found)
    fixed: list[str] = []
    if lower.upper() in abbreviations() and all(r.is_abbreviation for r in common if known):
        fixed.append(lower.upper())
    return _chosen(common, [*fixed, *_of_unknown(lower, known)])


def _open(lower: str, found: tuple[Reading, ...], known: bool) -> Form:
    """A word whose capital tells nothing: a common word or a name."""
    form = _chosen(list(found), [*_surname(lower, found), *_of_unknown(lower, known)])
    form.as_person = _persons(lower, found)
    form.given = _given(found)
    form.plain = form.plain and not form.as_person
    return form


def _name(lower: str, found: tuple[Reading, ...], known: bool) -> Form:
    """A word with a capital within a sentence: a name where it can be one."""
    names = [r for r in found if r.kind is not Kind.COMMON] if known else []
    if any(r.given and r.share >= ENOUGH for r in names):
        names = [r for r in names if not r.given or r.share >= ENOUGH]  # «Анне» is Анна; there is an Анне, too
    if names:
        # «Белых», «Восточный»: adjectives are capitalized in names of every kind.
        kept = names + [r for r in found if r.kind is Kind.COMMON and r.parts & {"ADJF"} and r.share >= ENOUGH]
        terms = [*(r.lemma for r in kept), *_surname(lower, found)]
        form = Form(terms, signature=signature_of(c for r in kept for c in r.classes))
    elif known:
        form = _chosen(list(found), _surname(lower, found))
    else:
        kept = [r for r in found if r.parts & NOUN_LIKE and r.share >= ENOUGH] or list(found[:1])
        terms = [*_surname(lower, found), *(r.lemma for r in kept), *_of_unknown(lower, known)]
        form = Form(terms, signature=signature_of(c for r in kept for c in r.classes))
    form.as_person = _persons(lower, found)
    form.given = _given(found)
    form.plain = form.plain and not form.as_person
    return form


def _typed(lower: str, found: tuple[Reading, ...], known: bool) -> tuple[str, ...]:
    """The terms of a word of a query."""
    kept = [r for i, r in enumerate(found) if i == 0 or r.share >= ENOUGH]
    adjective = any(r.parts & {"ADJF", "PRTF"} for r in found)
    content = sum(r.share for r in found if not r.function)
    for reading in found:
        # «первое» may be a course of a meal, but who types it means первый.
        substantive = reading.parts == {"NOUN"} and adjective and lower.endswith(SUBSTANTIVE)
        # «Собянина» is as often the mayor in the genitive as his wife.
        if (
            reading.function
            or substantive
            or reading.kind is Kind.PERSON
            or not reading.parts & {"NOUN", "INFN", "ADJF"}
        ):
            continue
        # Nobody looks for pronouns: «том» is a volume, although it is mostly a form of тот.
        if fold(reading.lemma) == fold(lower) and reading.share >= DICTIONARY_FORM * content:
            kept = [r for r in found if fold(r.lemma) == fold(lower)]
            break
    terms = [r.lemma for r in kept]
    upper = lower.upper()
    if upper in abbreviations() and all(r.is_abbreviation or r.kind is not Kind.COMMON for r in found if known):
        terms = [upper, *(r.lemma for r in kept if r.kind is Kind.COMMON)]
    return unique([*terms, *_surname(lower, found), *_of_unknown(lower, known)])


def _capitals(word: str, lower: str, manner: Manner) -> Form:
    """A word all in capitals: an abbreviation, or a word like others among capitals."""
    found = readings(lower)
    known = found[0].known
    listed = word in abbreviations()
    others = [r for r in found if not r.abbreviation and r.kind is Kind.COMMON]
    if listed and manner is not Manner.AMID_CAPITALS:
        # The dictionary knows ВОЗ beside воз; СПИД it knows as a word alone.
        same = [] if any(r.abbreviation for r in found) or not known else [r.lemma for r in others]
        form = Form([word, *same], signature=ABBREVIATION)
    elif not known:
        form = _open(lower, found, known)
        form.terms = unique([word, lower, *form.terms])
        form.choice = None
    elif not listed and manner is not Manner.AMID_CAPITALS and not others and any(r.abbreviation for r in found):
        form = Form([word, lower], signature=ABBREVIATION)
    elif manner is Manner.TYPED:
        form = Form(_typed(lower, found, known))
    else:
        form = _open(lower, found, known)
        if listed:
            form.terms = unique([word, *form.terms])
            form.choice = None
    form.capitals = True
    form.plain = False
    return form


def _chosen(kept: list[Reading], fixed: list[str]) -> Form:
    """A form with these readings: left to the neighbours where there is more than one."""
    if len(kept) == 1:
        return Form(unique([kept[0].lemma, *fixed]), signature=signature_of(kept[0].classes))
    signature = signature_of(c for r in kept for c in r.classes)
    possible: dict[str, list[tuple[int, float]]] = {}
    for reading in kept:
        possible.setdefault(reading.lemma, []).extend(reading.classes)
    total = sum(r.share for r in kept)
    shares = {lemma: sum(share for _, share in classes) / total for lemma, classes in possible.items()}
    best = max(shares, key=lambda lemma: shares[lemma])
    likely = [lemma for lemma in possible if shares[lemma] >= ENOUGH or lemma == best]
    considered = [(lemma, tuple(classes)) for lemma, classes in possible.items() if shares[lemma] >= FOR_THE_CONTEXT]
    choice = Choice(considered, tuple(fixed)) if len(considered) > 1 else None
    return Form(unique([*likely, *fixed]), signature=signature, choice=choice)


def _of_unknown(lower: str, known: bool) -> list[str]:
    if known or not lower.isalpha():
        return []
    return [*keys(lower), *(() if VOWEL.search(lower) else (lower,))]


def _surname(lower: str, found: tuple[Reading, ...]) -> list[str]:
    """The surname that a form looks like, where the dictionary has none: «Пузанова», which it takes for a place."""
    if any(r.kind is Kind.PERSON for r in found if r.known):
        return []
    return [name for name, _ in surnames(fold(lower))]


def _given(found: tuple[Reading, ...]) -> int:
    genders = 0
    for reading in found:
        if reading.given and reading.share >= ENOUGH:
            genders |= reading.genders
    return genders


def _persons(lower: str, found: tuple[Reading, ...]) -> dict[int, tuple[str, ...]] | None:
    """Its terms next to a given name of one gender or the other; None if that changes nothing."""
    dictionary = [(r.lemma, r.genders) for r in found if r.kind is Kind.PERSON and r.known]
    names = dictionary or list(surnames(fold(lower)))
    if not names:
        return None
    both = unique(name for name, _ in names)
    by_gender = {MALE | FEMALE: both}
    for gender in (MALE, FEMALE):
        by_gender[gender] = unique(name for name, genders in names if genders & gender) or both
    return by_gender


def _joined(lower: str) -> tuple[str, ...]:
    """«онлайн-форума» as others write it: онлайнфорум."""
    before, _, last = lower.rpartition("-")
    before = before.replace("-", "")
    if not (before + last).isalpha() or not CYRILLIC.search(last):
        return ()
    return tuple(before + r.lemma for i, r in enumerate(readings(last)) if i == 0 or r.share >= ENOUGH)
