"""What is a word: to the index, to the dictionary, on the map. Asked about every word that may need repair."""

import re
from collections.abc import Collection, Container, Iterable
from functools import lru_cache
from typing import Any

from indexer.engine import Reader, Request
from indexer.language import EXACT, Token, fold, is_function_word
from indexer.language.morphology import dictionary
from indexer.language.tables import rows
from indexer.language.thesaurus import YEARS, values
from indexer.query import Word

from .words import Group, grouped

LATIN = re.compile(r"[a-zÀ-ɏ]", re.IGNORECASE)


def is_latin(text: str) -> bool:
    """Whether the text has Latin letters."""
    return LATIN.search(text) is not None


@lru_cache(1 << 14)
def in_dictionary(form: str) -> bool:
    """Whether pymorphy3's dictionary has this lower-case form, of whatever word; ё may be written е."""
    return bool(dictionary().word_is_known(form))


@lru_cache(1 << 14)
def lemmas(form: str) -> tuple[str, ...]:
    """The lemmas of a lower-case form, likeliest first, guessed where the dictionary lacks it; ё folded."""
    return tuple(dict.fromkeys(fold(lemma) for _, _, lemma, _, _ in dictionary().parse(form)))


def _tags(form: str) -> list[Any]:
    """The OpenCorpora tags of the parses of a form, likeliest first."""
    return [parse[1] for parse in dictionary().parse(form)]


def same_lemma(one: str, other: str) -> bool:
    """Whether two lower-case forms may be of the same word."""
    return not set(lemmas(one)).isdisjoint(lemmas(other))


@lru_cache(1 << 14)
def is_toponym(form: str) -> bool:
    """Whether the dictionary has the lower-case form as one of a geographical name."""
    return in_dictionary(form) and any("Geox" in tag for tag in _tags(form))


@lru_cache(1 << 14)
def may_be_name(form: str) -> bool:
    """Whether the lower-case form may be a name, for all the dictionary knows."""
    return not in_dictionary(form) or any(NAMES & tag.grammemes for tag in _tags(form))


@lru_cache(1 << 14)
def is_person(form: str) -> bool:
    """Whether the dictionary has the lower-case form as a name of people, and not of a place."""
    return not is_toponym(form) and any(PEOPLE & tag.grammemes for tag in _tags(form))


@lru_cache(1 << 14)
def is_preposition(form: str) -> bool:
    """Whether a lower-case form is a preposition, in its likeliest reading."""
    return bool(_tags(form)[0].POS == "PREP")


@lru_cache(1 << 14)
def is_nominal(form: str) -> bool:
    """Whether a lower-case form can stand after a preposition: «в области», never «на случалось»."""
    return any(tag.POS in NOMINAL for tag in _tags(form))


NOMINAL = frozenset({"NOUN", "ADJF", "PRTF", "NUMR", "NPRO"})
PEOPLE = frozenset({"Name", "Surn", "Patr"})
NAMES = PEOPLE | {"Geox", "Orgn", "Trad"}


class KnownPlaces(Container[str]):
    """Lower-case names of places in any form: the dictionary's, and more that it lacks («приамурье»)."""

    def __init__(self, more: Iterable[str] = ()) -> None:
        self._more = frozenset(map(fold, more))

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (is_toponym(word) or not self._more.isdisjoint({fold(word), *lemmas(word)}))


def known_places(more: Iterable[str] = ()) -> KnownPlaces:
    """The toponyms of the dictionary and of the tables of knowledge, and `more`, in the nominative."""
    cells = (row.get(column) or "" for table in PLACE_TABLES for row in rows(table) for column in PLACE_COLUMNS)
    named = (YEARS.sub("", name) for cell in cells for name in values(cell))
    return KnownPlaces([*named, *more])


PLACE_TABLES = ("regions", "cities", "countries")
PLACE_COLUMNS = ("name", "short", "nicknames", "old", "capital")


def parts(text: str) -> list[Token]:
    """The words of a text; of a compound its parts."""
    return [part for whole, inner in grouped(text) for part in inner or (whole,)]


MOST_SIMILAR = 60
PLAIN = re.compile("[^\\W_]+(?:-[^\\W_]+)*")
"""Terms that are words: not the keys, initials and days that the analysis adds."""


class Lexicon:
    """The words of one index, with what else is known of words. Remembers answers: make one for each query."""

    def __init__(self, reader: Reader, places: Container[str]) -> None:
        self.reader = reader
        self.places = places
        self._articles: dict[str, int] = {}

    def articles(self, terms: Collection[str]) -> dict[str, int]:
        """The terms that are in the index, with the number of articles that have them."""
        unknown = [term for term in dict.fromkeys(terms) if term not in self._articles]
        self._ask(unknown)
        return {term: self._articles[term] for term in terms if self._articles[term]}

    def _ask(self, terms: list[str]) -> None:
        """Most candidates are in no article, so they are asked about together, then by halves."""
        if not terms:
            return
        total = self.reader.search(Request(tiers=(Word(tuple(terms)),), limit=0)).total
        if total == 0 or len(terms) == 1:
            self._articles |= dict.fromkeys(terms, total)
        else:
            half = len(terms) // 2
            self._ask(terms[:half])
            self._ask(terms[half:])

    def has(self, token: Token) -> bool:
        """Whether any article has the word, in any form."""
        return bool(self.articles(token.terms))

    def begins(self, start: str) -> bool:
        """Whether any word of the index begins like this."""
        return bool(self.reader.terms(EXACT + fold(start), 1))

    def reads(self, text: str) -> int:
        """In how many articles the rarest word of the text is; 0 when a word of it is in none, or none is a word.

        A word that only shares a guessed lemma with the index is no word, and
        neither is a short one in a form that no article has: «ем» for «TV».
        """
        return min((self._count(text[token.start : token.stop], token) for token in parts(text)), default=0)

    def _count(self, typed: str, token: Token) -> int:
        form = fold(typed)
        if is_function_word(form):
            return 1  # to count the articles with «в» takes longer than all the rest
        found = self.articles(token.terms)
        if EXACT + form not in found and (len(form) < 4 or not in_dictionary(form)):
            return 0
        return max(found.values(), default=0)

    def knows(self, text: str) -> bool:
        """Whether every word of the text is in some article, in any form, or is a preposition or the like."""
        return all(self.knows_word(text, word) for word in grouped(text))

    def knows_word(self, text: str, word: Group) -> bool:
        """Whether a word of the text is, as a whole or part by part."""
        whole, inner = word
        if is_function_word(text[whole.start : whole.stop].lower()):
            return True
        return self.has(whole) or bool(inner and all(self.knows_word(text, (part, [])) for part in inner))

    def similar(self, form: str, distance: int) -> dict[str, int]:
        """Forms of the index within so many edits of this one, with article counts; and the lemmas of these."""
        near = self.reader.similar_terms(EXACT + form, distance, MOST_SIMILAR)
        forms = {term.removeprefix(EXACT): count for term, count in near if term.startswith(EXACT)}
        lemmas = [term for found in forms for token in parts(found) for term in token.readings if PLAIN.fullmatch(term)]
        return {fold(lemma): count for lemma, count in self.articles(lemmas).items()} | forms

    def similar_lemmas(self, lemma: str, distance: int) -> dict[str, int]:
        """Lemmas of the index within so many edits of this one, with article counts."""
        near = self.reader.similar_terms(lemma, distance, MOST_SIMILAR)
        return {fold(term): count for term, count in near if PLAIN.fullmatch(term)}

    def is_right(self, form: str) -> bool:
        """Whether the lower-case form is spelled rightly, whatever the index has."""
        return in_dictionary(form) or form in self.places
