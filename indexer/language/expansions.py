"""Other expressions for what a query says, each with the reason why it may stand in its place.

    ВОЗ                  Всемирная организация здравоохранения     полное название
    Амурская область     Приамурье, амурский                       место
    подписать            подписывать, подписание                   родственное слово

An expression is matched by its index terms, so in any form of its words. The
tables are read when the first question comes, and an expression of them is
analyzed when a query has a word that begins like it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from .analysis import analyze
from .morphology import is_function_word, readings
from .normalize import fold
from .tables import TABLES
from .thesaurus import Group, Member, Role, families, groups
from .token import EXACT, Token, compounds

BEGINNING = 3
"""Letters that a word and its lemma begin with alike; exceptions like «люди» stand in no table."""


class Kind(StrEnum):
    """Why one expression may stand for another; the value is what a reader is told. In the order of trust."""

    INITIAL = "по инициалу"
    NAMESAKE = "по фамилии"
    APART = "порознь"
    ABBREVIATION = "по сокращению"
    FULL_NAME = "по полному названию"
    PLACE = "по названию места"
    PRESENT_NAME = "по нынешнему названию"
    OLD_NAME = "по прежнему названию"
    ROLE = "по синониму"
    FAMILY = "по родственному слову"
    OKRUG = "по региону округа"


class Expansion(NamedTuple):
    """The other expression, as a reader would write it: «Всемирная организация здравоохранения»."""

    kind: Kind
    words: str

    @property
    def label(self) -> str:
        """What a hit is labelled with: «по сокращению: КНР»."""
        return f"{self.kind}: {self.words}"


def expansions_of(words: Sequence[Collection[str]]) -> Iterator[tuple[int, int, Expansion]]:
    """What may stand for `words[start:stop]`, each of the words given as its index terms.

    With its exact terms («=воз»), a word in small letters is also taken for the
    abbreviation that it is most often. Nothing is said of a part of a longer expression: in «Амурская
    область» not of «амурский». By span, then in the order of `Kind`, then as in
    the tables; each once.
    """
    yield from _thesaurus().of(words)


def analyze_tables() -> None:
    """Analyze every expression of the tables now, a second's work, and not when a query first comes near it."""
    _thesaurus().analyze_all()


Key = tuple[frozenset[str], ...]


class _Entry:
    """An expression of the tables with what may stand for it."""

    def __init__(self, text: str, abbreviation: bool) -> None:
        self.text = text
        self.abbreviation = abbreviation
        self.expansions: dict[Expansion, None] = {}

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The terms of its words, in the ways in which a query may have them.

        A query may split a compound at its hyphens, and leaves out prepositions:
        «служба по надзору», «служба надзора» are found alike.
        """
        written = [[(token, self.text[token.start : token.stop]) for token in tokens] for tokens in _ways(self.text)]
        keys: dict[Key, None] = {}
        for tokens in written:
            content = [(token, word) for token, word in tokens if not is_function_word(word.lower())]
            for way in (tokens, content):
                if way:
                    keys[tuple(frozenset(own_terms(token, word)) for token, word in way)] = None
        if self.abbreviation and _is_read_as_abbreviation(self.text.lower()):
            keys[(frozenset({EXACT + fold(self.text)}),)] = None
        return tuple(keys)

    def length_at(self, words: Sequence[Collection[str]], start: int) -> int:
        """How many words from `start` on are this expression; 0 when they are not."""
        for key in self.keys:
            if start + len(key) > len(words):
                continue
            for at, terms in enumerate(key, start):
                if terms.isdisjoint(words[at]):
                    break
            else:
                return len(key)
        return 0


def _is_read_as_abbreviation(form: str) -> bool:
    """Whether small letters may be meant so: «воз» for ВОЗ; not «газ» for ГАЗ, «кто» for КТО, «со» for СО."""
    likeliest = readings(form)[0]
    return likeliest.is_abbreviation


def own_terms(token: Token, word: str) -> tuple[str, ...]:
    """The terms of a word of the tables, a dictionary form: «Киров» is no form of Кирово, and «ГАЗ» is not the gas."""
    if word in token.readings and not word.islower():
        return (word,)
    own = tuple(term for term in token.readings if fold(term) == fold(word) or term.startswith("~"))
    return own if any(not term.startswith("~") for term in own) else token.readings


def _ways(text: str) -> list[tuple[Token, ...]]:
    """The tokens with compounds whole, and with their parts instead."""
    wholes, parts = whole_and_parts(text)
    return [wholes, parts] if parts != wholes else [wholes]


@lru_cache(1 << 14)
def whole_and_parts(text: str) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The tokens of an expression: each compound whole, and each as its parts."""
    groups = compounds(analyze(text))
    return tuple(whole for whole, _ in groups), tuple(token for whole, parts in groups for token in parts or (whole,))


class Thesaurus:
    """The expressions of the tables by the letters that they begin with."""

    def __init__(self, found: Sequence[Group], word_families: dict[str, tuple[str, ...]]) -> None:
        self._families = word_families
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        entries: dict[str, _Entry] = {}
        for group in found:
            for member in group:
                others = [e for other in group if other.text != member.text for e in _expansion(member, other)]
                if others:
                    entry = entries.get(member.text)
                    if entry is None:
                        entry = entries[member.text] = _Entry(member.text, False)
                        self._entries[fold(member.text)[:BEGINNING]].append(entry)
                    entry.abbreviation |= member.role in (Role.ABBREVIATION, Role.RARE_ABBREVIATION)
                    entry.expansions.update(dict.fromkeys(others))

    def analyze_all(self) -> None:
        """Work out the keys of every entry."""
        for entry in chain.from_iterable(self._entries.values()):
            _ = entry.keys

    def of(self, words: Sequence[Collection[str]]) -> Iterator[tuple[int, int, Expansion]]:
        """See `expansions_of`."""
        found: dict[tuple[int, int], dict[Expansion, None]] = {}
        for start in range(len(words)):
            for stop, expansion in self._from(words, start):
                found.setdefault((start, stop), {})[expansion] = None
        order = list(Kind)
        for span in sorted(found):
            if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in found):
                told: set[str] = set()
                for expansion in sorted(found[span], key=lambda expansion: order.index(expansion.kind)):
                    if expansion.words not in told:
                        told.add(expansion.words)
                        yield *span, expansion

    def _from(self, words: Sequence[Collection[str]], start: int) -> Iterator[tuple[int, Expansion]]:
        # Not a set, whose order differs from process to process: two servers would give the same answer in two ways.
        for beginning in dict.fromkeys(map(_beginning, words[start])):
            for entry in self._entries.get(beginning, ()):
                length = entry.length_at(words, start)
                if length:
                    if entry.abbreviation and not _has(entry, words[start]):
                        yield start + length, Expansion(Kind.ABBREVIATION, entry.text)
                    for expansion in entry.expansions:
                        yield start + length, expansion
        for term in words[start]:
            for word in self._families.get(term, ()):
                if word not in words[start]:
                    yield start + 1, Expansion(Kind.FAMILY, word)


def _beginning(term: str) -> str:
    return fold(term.lstrip(EXACT + "~"))[:BEGINNING]


def _has(entry: _Entry, word: Collection[str]) -> bool:
    """Whether the query word is the abbreviation as it is written, and not «воз» for ВОЗ."""
    return not entry.keys[0][0].isdisjoint(word)


def _expansion(member: Member, other: Member) -> Iterator[Expansion]:
    """The other expression of the group as an expansion of this one, if it is one."""
    kind = _kind(member.role, other.role)
    if kind is not None:
        yield Expansion(kind, other.text)


def _kind(role: Role, other: Role) -> Kind | None:
    match role, other:
        case (Role.REGION, _) | (_, Role.RARE_ABBREVIATION):
            return None  # a region does not stand for its okrug
        case _, Role.REGION:
            return Kind.OKRUG
        case _, Role.SYNONYM:
            return Kind.ROLE
        case _, Role.ABBREVIATION:
            return Kind.ABBREVIATION
        case Role.ADJECTIVE, Role.OLD_NAME:
            return None  # «екатеринбургский» is of today
        case _, Role.OLD_NAME:
            return Kind.OLD_NAME
        case Role.OLD_NAME, _:
            return Kind.PRESENT_NAME
        case _, Role.FULL_NAME:
            return Kind.FULL_NAME
        case _:
            return Kind.PLACE


@cache
def _thesaurus() -> Thesaurus:
    return Thesaurus(groups(TABLES), families(TABLES))
