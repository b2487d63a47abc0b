"""Which words of an article the query found: spans in the original text, never markup."""

from collections.abc import Iterable, Iterator, Sequence

from indexer.language import SENTENCE_END, Token
from indexer.matching import has_window
from indexer.query import ZONES, And, AtLeast, Or, Phrase, Prefix, Query, Together, Word, Zone

from .answers import Span


def marks(tokens: Sequence[Token], query: Query, zone: Zone) -> tuple[Span, ...]:
    """The spans to mark in one zone: whole words as written, sorted, not overlapping.

    A word of a phrase is marked only where the phrase stands: in «на 3 года» not
    every «на» of the article; words that `&` joins only in sentences that have
    them all. What the query excludes is never marked.
    """
    return spans_of(Marking(query).found(tokens, zone))


def spans_of(found: Iterable[Token]) -> tuple[Span, ...]:
    """The places of tokens as spans to mark."""
    return merged((token.start, token.stop) for token in found)


class Marking:
    """What a query is about: worked out once for all texts of a page, though expansions made a hundred words of it.

    A plain word is marked wherever it stands, so the terms of all of them are one
    set. The other nodes, of which a phrase is one, are asked one by one.
    """

    def __init__(self, query: Query) -> None:
        nodes = list(_marking(query))
        words = [node for node in nodes if isinstance(node, Word)]
        self._others = [node for node in nodes if not isinstance(node, Word)]
        self._terms = {
            zone: frozenset(term for word in words if zone in ZONES[word.field] for term in word.terms) for zone in Zone
        }

    def found(self, tokens: Sequence[Token], zone: Zone) -> list[Token]:
        """The tokens of one zone that the query is about, perhaps some of them twice."""
        terms = self._terms[zone]
        found = [token for token in tokens if not terms.isdisjoint(token.terms)]
        if self._others:
            by_term = _Tokens(tokens)
            for node in self._others:
                found += _found(by_term, node, zone)
        return found


def _marking(query: Query) -> Iterator[Query]:
    """The parts of a query that are marked each for itself."""
    match query:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _marking(part)
        case Word() | Prefix() | Phrase() | Together():
            yield query


class _Tokens:
    """The tokens of a zone by their terms: a query with expansions asks for a hundred words."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.all = tokens
        self.having: dict[str, list[Token]] = {}
        for token in tokens:
            for term in token.terms:
                self.having.setdefault(term, []).append(token)

    def of(self, word: Word | Prefix) -> list[Token]:
        """The tokens that are the word, each once."""
        if isinstance(word, Prefix):
            terms: Iterable[str] = [term for term in self.having if term.startswith(word.start)]
        else:
            terms = word.terms
        lists = [self.having[term] for term in terms if term in self.having]
        return lists[0] if len(lists) == 1 else list(dict.fromkeys(token for some in lists for token in some))


def _found(tokens: _Tokens, query: Query, zone: Zone) -> list[Token]:
    match query:
        case Word() | Prefix():
            return tokens.of(query) if zone in ZONES[query.field] else []
        case Phrase(_, _, where):
            return _phrase(tokens, query) if zone in ZONES[where] else []
        case Together():
            return [token for sentence in _sentences(tokens.all) for token in _together(sentence, query, zone)]
        case _:
            return []


def _together(sentence: Sequence[Token], query: Query, zone: Zone) -> list[Token]:
    """The tokens of a sentence that the query is about; none unless all of it stands there."""
    match query:
        case Together(parts) | And(parts):
            each = [_together(sentence, part, zone) for part in parts]
            return [token for tokens in each for token in tokens] if all(each) else []
        case Or(parts):
            return [token for part in parts for token in _together(sentence, part, zone)]
        case Word() | Prefix() | Phrase():
            return _found(_Tokens(sentence), query, zone)
        case _:
            return []


def _sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for i, token in enumerate(tokens):
        if SENTENCE_END in token.terms:
            yield tokens[start:i]
            start = i + 1
    yield tokens[start:]


def _phrase(tokens: _Tokens, phrase: Phrase) -> list[Token]:
    slots: list[tuple[int, dict[int, Token]]] = []
    for i, word in enumerate(phrase.words):
        if isinstance(word, Prefix) or word.terms:
            at = {token.position: token for token in tokens.of(word)}
            if not at:
                return []
            slots.append((i, at))
    if not slots:
        return []
    marked: list[Token] = []
    if phrase.slop == 0:
        first, starts = slots[0]
        for start in starts:
            if all(start - first + i in at for i, at in slots):
                marked += (at[start - first + i] for i, at in slots)
        return marked
    width = len(phrase.words) + phrase.slop
    for start in sorted({position for _, at in slots for position in at}):
        inside = [{p: t for p, t in at.items() if start <= p < start + width} for _, at in slots]
        if has_window([sorted(at) for at in inside], width):
            marked += (token for at in inside for token in at.values())
    return marked


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans, those that overlap made one."""
    result: list[Span] = []
    for start, stop in sorted(set(spans)):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(stop, result[-1][1]))
        else:
            result.append((start, stop))
    return tuple(result)
