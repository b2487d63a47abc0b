"""What matches: the meaning of each node of a query, spelled out for one article."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from .analyzed import AnalyzedArticle
from .language import SENTENCE_END, fold
from .query import (
    ZONES,
    And,
    AtLeast,
    Everything,
    Field,
    Is,
    Keyword,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Together,
    Word,
    Zone,
)

Slot = tuple[int, list[int]]
"""A word of a phrase: which one it is, and the positions at which it stands, sorted."""

ALL_ENDS = Word((SENTENCE_END,), Field.PAGE)
"""The ends of sentences, as a word."""


class Indexed:
    """An article as the engine sees it: where each term stands."""

    def __init__(self, analyzed: AnalyzedArticle) -> None:
        self.article = analyzed.article
        self.keywords = analyzed.keywords
        self.about = analyzed.about
        self.tokens = analyzed.tokens
        self.positions: dict[Zone, dict[str, set[int]]] = {}
        self._terms: dict[Field, set[str]] = {}
        for zone in Zone:
            where: dict[str, set[int]] = {}
            self.positions[zone] = where
            for token in analyzed.tokens.get(zone, ()):
                position = token.position
                for term in token.terms:
                    if term in where:
                        where[term].add(position)
                    else:
                        where[term] = {position}

    @cached_property
    def length(self) -> dict[Zone, int]:
        """How many words each zone has: who only asks what matches does not count them."""
        return {
            zone: len({token.position for token in self.tokens.get(zone, ()) if SENTENCE_END not in token.terms})
            for zone in Zone
        }

    def terms(self, field: Field) -> set[str]:
        """Those that stand anywhere in the field."""
        known = self._terms.get(field)
        if known is None:
            known = self._terms[field] = set().union(*(self.positions[zone] for zone in ZONES[field]))
        return known

    def occurrences(self, leaf: Word | Prefix, zone: Zone) -> set[int]:
        """The positions in the zone at which the word stands, in any of its readings."""
        where = self.positions[zone]
        match leaf:
            case Word(terms):
                found = [where[term] for term in terms if term in where]
            case Prefix(start):
                found = [at for term, at in where.items() if term.startswith(start) and term != SENTENCE_END]
        return set().union(*found)

    def matches(self, query: Query) -> bool:
        """Whether the article answers the query: the meaning of each node, spelled out."""
        match query:
            case Everything():
                return True
            case Word(terms):
                return not self.terms(query.field).isdisjoint(terms)
            case Prefix():
                return any(self.occurrences(query, zone) for zone in ZONES[query.field])
            case Phrase(words):
                # Of most phrases that stand for other words, an article lacks one.
                here = self.terms(query.field)
                if any(isinstance(word, Word) and word.terms and here.isdisjoint(word.terms) for word in words):
                    return False
                return any(stand_near(self.slots(query, zone), query) for zone in ZONES[query.field])
            case Together():
                return any(self.sentences(query, zone) for zone in Zone)
            case And(parts):
                return all(self.matches(part) for part in parts)
            case Or(parts):
                return any(self.matches(part) for part in parts)
            case AtLeast(n, parts):
                return sum(self.matches(part) for part in parts) >= n
            case Not(part):
                return not self.matches(part)
            case Is(keyword, value):
                return is_among(keyword, value, self.keywords.get(keyword, ()))
            case Published(since, until):
                first, last = self.article.published.first, self.article.published.last
                if first is None or last is None:
                    return since is None and until is None
                return (since is None or since <= first) and (until is None or last <= until)

    def slots(self, phrase: Phrase, zone: Zone) -> list[Slot]:
        """Where each word of the phrase stands in the zone, whatever the others do; open slots are left out."""
        words = [(i, word) for i, word in enumerate(phrase.words) if isinstance(word, Prefix) or word.terms]
        return [(i, sorted(self.occurrences(word, zone))) for i, word in words]

    def sentences(self, query: Query, zone: Zone) -> set[int]:
        """The sentences of the zone, counted from 0, in which the query stands, as `Together` says."""
        ends = sorted(self.positions[zone].get(SENTENCE_END, ()))
        match query:
            case Word() | Prefix():
                return (
                    {bisect_left(ends, at) for at in self.occurrences(query, zone)}
                    if zone in ZONES[query.field]
                    else set()
                )
            case Phrase():
                if zone not in ZONES[query.field]:
                    return set()
                slots = self.slots(query, zone)
                return {
                    sentence
                    for sentence in range(len(ends) + 1)
                    if stand_near([(i, [p for p in at if bisect_left(ends, p) == sentence]) for i, at in slots], query)
                }
            case Together(parts) | And(parts):
                found = [self.sentences(part, zone) for part in parts]
                return set.intersection(*found) if found else set()
            case Or(parts):
                return set().union(*(self.sentences(part, zone) for part in parts))
            case _:
                return set()


def stand_near(slots: Sequence[Slot], phrase: Phrase) -> bool:
    """Whether the words can be taken from their places so that they stand near each other, as `Phrase` says."""
    if not slots or not all(at for _, at in slots):
        return False
    if phrase.slop == 0:
        first, starts = slots[0]
        places = [(i, set(at)) for i, at in slots]
        return any(all(start - first + i in at for i, at in places) for start in starts)
    return has_window([at for _, at in slots], len(phrase.words) + phrase.slop)


def is_among(keyword: Keyword, value: str, values: tuple[str, ...]) -> bool:
    """Whether the article has the keyword value: an id to the letter, any other whatever its capitals and ё."""
    if keyword is Keyword.ID:
        return value in values
    return fold_keyword(value) in map(fold_keyword, values)


def fold_keyword(value: str) -> str:
    """A keyword value for comparing: capitals, ё and repeated blanks do not matter."""
    return fold(" ".join(value.split()))


def has_window(slots: list[list[int]], width: int) -> bool:
    """Whether each slot can take a position of its own so that all lie within `width` consecutive positions."""
    for start in sorted({position for slot in slots for position in slot}):
        inside = [[p for p in slot if start <= p < start + width] for slot in slots]
        if all(inside) and _assign(sorted(inside, key=len), set()):
            return True
    return False


def _assign(slots: list[list[int]], taken: set[int]) -> bool:
    if not slots:
        return True
    return any(_assign(slots[1:], taken | {p}) for p in slots[0] if p not in taken)


def leaves(query: Query) -> Iterator[Word | Prefix]:
    """The words that a query looks for, in its order; not those it excludes."""
    match query:
        case Word(terms):
            if terms:
                yield query
        case Prefix():
            yield query
        case Phrase(words, _, where):
            for word in words:
                yield from leaves(word if word.field is where else replace(word, field=where))
        case Together(parts) | And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)


def words_in(query: Query) -> Iterator[Word | Prefix]:
    """Every word that tells whether the query matches, those it excludes among them."""
    match query:
        case Not(part):
            yield from words_in(part)
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from words_in(part)
        case Together(parts):
            for part in parts:
                yield from words_in(part)
        case _:
            yield from leaves(query)


def typed(query: Query) -> Iterator[Word | Prefix]:
    """The words that a query looks for, without those that merely stand in for others."""
    match query:
        case Or((first, *_), worth) if worth < 1:
            yield from typed(first)
        case Together(parts) | And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from typed(part)
        case _:
            yield from leaves(query)
