"""Widening a query by other expressions for its words, and saying which of them an article was found by.

    подписание                (подписание | подписать | подписывать)
    глава города & бюджет     (((глава & город) | мэр | градоначальник) & бюджет)
    "мэр спб"                 ("мэр спб" | "мэр санкт петербург" | "мэр питер")

Exact words, prefixes and what is excluded stay as they are written; quotes get
only other names of the same thing. An expression of several words is a phrase.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations, islice, product
from typing import NamedTuple

from indexer.language import EXACT, fold
from indexer.language.expansions import Expansion, Kind, expansions_of, own_terms, whole_and_parts
from indexer.language.persons import counterparts
from indexer.matching import Indexed
from indexer.query import And, AtLeast, Field, Or, Phrase, Prefix, Query, Together, Word, join

from .persons import initial_beside, written_name
from .words import is_compound

MOST_PER_WORD = 40
MOST_PER_PHRASE = 16
MOST_LABELS = 3

SUBSTITUTE = 0.4
"""What another expression is worth beside the one that was typed; measured, docs/decisions/0006-ranking-news.md."""

ALL_KINDS = frozenset(Kind)
IN_QUOTES = frozenset({Kind.ABBREVIATION, Kind.FULL_NAME, Kind.PLACE})
"""What may stand within quotes: names of the same thing."""


class Used(NamedTuple):
    """An expansion: the node that it became, and the part of the query that the node may stand for."""

    node: Query
    expansion: Expansion
    original: Query


@dataclass(frozen=True, slots=True)
class Expanded:
    """A query with its expansions; `cut` says that there were more than the bounds allow."""

    query: Query
    used: tuple[Used, ...] = ()
    cut: bool = False


def expanded(query: Query, kinds: Collection[Kind] = ALL_KINDS) -> Expanded:
    """The query, every part of it widened by expansions of these kinds; the same query where there are none."""
    widening = _Widening(frozenset(kinds))
    wider = widening.of(query)
    return Expanded(wider, tuple(dict.fromkeys(widening.used)), widening.cut)


def labels(expansion: Expanded, article: Indexed) -> tuple[str, ...]:
    """Why the article was found though it lacks words of the query: «по сокращению: КНР». At most three."""
    found: dict[str, None] = {}
    for node, words, original in expansion.used:
        if len(found) < MOST_LABELS and article.matches(node) and not article.matches(original):
            found[words.label] = None
    return tuple(found)


@lru_cache(4096)
def node_of(words: str, where: Field) -> Query:
    """The expression of the tables as a part of a query: a word, or a phrase of its words in any form."""
    wholes, parts = whole_and_parts(words)
    if len(parts) == 1:
        return Word(own_terms(wholes[0], words[wholes[0].start : wholes[0].stop]), where, words)
    return Phrase(_phrase_words(words, where), 0, where)


def _phrase_words(words: str, where: Field) -> tuple[Word, ...]:
    """One word for each position; a compound as its parts, as others may write it apart."""
    _, parts = whole_and_parts(words)
    typed = [words[token.start : token.stop] for token in parts]
    if len(parts) == 1:
        return (Word(own_terms(parts[0], typed[0]), where, typed[0]),)
    return tuple(Word(token.readings, where, word) for token, word in zip(parts, typed, strict=True))


def _terms(part: Query) -> tuple[str, ...]:
    """The terms of a plain word, or of a compound, and its form; () for what cannot be a part of an expression."""
    match part:
        case Word(terms, _, typed) if terms and not terms[0].startswith(EXACT):
            return (*terms, EXACT + fold(typed)) if typed else terms
        case Or((Word() as whole, Phrase())) if "-" in whole.typed or any("-" in term for term in whole.terms):
            return _terms(whole)
        case _:
            return ()


def _field(part: Query) -> Field | None:
    match part:
        case Word(field=where) | Or((Word(field=where), *_)):
            return where
        case _:
            return None


class _Span(NamedTuple):
    start: int
    stop: int
    expansions: tuple[Expansion, ...]


@dataclass
class _Widening:
    kinds: frozenset[Kind]
    used: list[Used] = field(default_factory=list)
    cut: bool = False

    def of(self, query: Query) -> Query:
        """The query with its expansions."""
        match query:
            case And(parts):
                return join(And, self._sequence(parts))
            case Together(parts):
                return Together(tuple(map(self.of, parts)))
            case AtLeast(n, parts):
                return AtLeast(n, tuple(map(self.of, parts)))
            case Phrase():
                return self._phrase(query)
            case Word() | Or() if _terms(query):
                return self._sequence((query,))[0]
            case Or(parts):
                return Or(tuple(map(self.of, parts)))
            case _:
                return query

    def _sequence(self, parts: Sequence[Query]) -> list[Query]:
        """Parts side by side; several of them may be one expression."""
        parts, pairs = self._with_initials(parts)
        spans = {span.start: span for span in self._spans([_terms(part) for part in parts], self.kinds, parts)}
        wider: list[Query] = []
        at = 0
        while at < len(parts):
            span = spans.get(at)
            if span is None:
                wider.append(parts[at] if parts[at] in pairs else self._alone(parts[at]))
                at += 1
            else:
                wider.append(self._either(join(And, tuple(parts[span.start : span.stop])), span.expansions, parts[at]))
                at = span.stop
        return wider

    def _alone(self, part: Query) -> Query:
        """A part that is no expression of the tables; of a surname also the other gender's."""
        if not _terms(part):
            return self.of(part)
        if isinstance(part, Or) and Kind.APART in self.kinds:
            return self._apart(part)
        if not isinstance(part, Word) or Kind.NAMESAKE not in self.kinds:
            return part
        nodes = [Word((name,), part.field, name.capitalize()) for name in counterparts(part.typed)]
        self.used += [Used(node, Expansion(Kind.NAMESAKE, node.typed), part) for node in nodes]
        return Or((part, *nodes), SUBSTITUTE) if nodes else part

    def _apart(self, compound: Or) -> Query:
        """A compound, or its parts anywhere in the article; a range of years is no article about either."""
        match compound:
            case Or((Word(), Phrase(parts))) if is_compound(compound) and all(p.typed.isalpha() for p in parts):
                apart = And(parts)
                self.used.append(Used(apart, Expansion(Kind.APART, " ".join(part.typed for part in parts)), compound))
                return Or((compound, apart), SUBSTITUTE)
            case _:
                return compound

    def _with_initials(self, parts: Sequence[Query]) -> tuple[list[Query], list[Query]]:
        """The parts, a given name beside a surname as one, which an initial may stand for; these."""
        found: list[Query] = []
        pairs: list[Query] = []
        for part in parts:
            before = found[-1] if found else None
            pair = initial_beside(before, part) if before is not None and Kind.INITIAL in self.kinds else None
            if pair is None or before is None:
                found.append(part)
            else:
                both = And((before, part))
                self.used.append(Used(pair, Expansion(Kind.INITIAL, written_name(pair)), both))
                found[-1] = Or((both, pair), SUBSTITUTE)
                pairs.append(found[-1])
        return found, pairs

    def _either(self, original: Query, expansions: Sequence[Expansion], first: Query) -> Query:
        where = _field(first) or Field.ARTICLE
        nodes: list[Query] = []
        for expansion in expansions[:MOST_PER_WORD]:
            node = node_of(expansion.words, where)
            if node not in nodes and node != original:
                nodes.append(node)
                self.used.append(Used(node, expansion, original))
        self.cut |= len(expansions) > MOST_PER_WORD
        if not nodes:
            return original
        return Or((original, *nodes), SUBSTITUTE)

    def _phrase(self, phrase: Phrase) -> Query:
        """The phrase, or the same with other names in it."""
        words = phrase.words
        terms = [() if isinstance(word, Prefix) else _terms(word) for word in words]
        spans = list(self._spans(terms, self.kinds & IN_QUOTES, ()))
        choices = _choices(spans)
        alternatives: dict[Phrase, None] = {}
        for chosen in islice(choices, MOST_PER_PHRASE):
            other = replace(phrase, words=tuple(_replaced(words, chosen, phrase.field)))
            if other != phrase:
                alternatives[other] = None
                self.used += [Used(other, expansion, phrase) for _, expansion in chosen]
        self.cut |= next(choices, None) is not None
        return Or((phrase, *alternatives), SUBSTITUTE) if alternatives else phrase

    def _spans(
        self, words: Sequence[tuple[str, ...]], kinds: frozenset[Kind], parts: Sequence[Query]
    ) -> Iterator[_Span]:
        """The spans that have expansions of these kinds, one after the other: of two that overlap the first."""
        found: dict[tuple[int, int], list[Expansion]] = {}
        told = _expansions_of_one(words[0]) if len(words) == 1 else expansions_of(words)
        for start, stop, expansion in told:
            if expansion.kind in kinds and len({_field(part) for part in parts[start:stop]}) <= 1:
                found.setdefault((start, stop), []).append(expansion)
        end = 0
        for (start, stop), expansions in sorted(found.items()):
            if start >= end:
                end = stop
                yield _Span(start, stop, tuple(expansions))


@lru_cache(4096)
def _expansions_of_one(terms: tuple[str, ...]) -> tuple[tuple[int, int, Expansion], ...]:
    """Those of a word by itself: each word of a headline is asked for, and many queries have it."""
    return tuple(expansions_of((terms,)))


Replacement = tuple[_Span, Expansion]


def _choices(spans: Sequence[_Span]) -> Iterator[tuple[Replacement, ...]]:
    """What to replace: first one span, in each of its ways, then two of them, and so on."""
    for count in range(1, len(spans) + 1):
        for some in combinations(spans, count):
            for expansions in product(*(span.expansions for span in some)):
                yield tuple(zip(some, expansions, strict=True))


def _replaced(
    words: Sequence[Word | Prefix], replacements: Sequence[Replacement], where: Field
) -> Iterator[Word | Prefix]:
    at = 0
    for span, expansion in replacements:
        yield from words[at : span.start]
        yield from _phrase_words(expansion.words, where)
        at = span.stop
    yield from words[at:]
