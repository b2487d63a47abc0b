"""Which words of an article the query found: spans in the original text, never markup."""

from collections.abc import Iterable, Sequence

from indexer.language import Token
from indexer.matching import has_window
from indexer.query import ZONES, And, AtLeast, Or, Phrase, Prefix, Query, Word, Zone

from .answers import Span


def marks(tokens: Sequence[Token], query: Query, zone: Zone) -> tuple[Span, ...]:
    """The spans to mark in one zone: whole words as written, sorted, not overlapping.

    A word of a phrase is marked only where the phrase stands: in «на 3 года» not
    every «на» of the article. What the query excludes is never marked.
    """
    return merged((token.start, token.stop) for token in found(tokens, query, zone))


def found(tokens: Sequence[Token], query: Query, zone: Zone) -> list[Token]:
    """The tokens of one zone that the query is about."""
    match query:
        case Word(terms, where):
            wanted = frozenset(terms)
            return [t for t in tokens if not wanted.isdisjoint(t.terms)] if zone in ZONES[where] else []
        case Prefix(start, where):
            return [t for t in tokens if any(x.startswith(start) for x in t.terms)] if zone in ZONES[where] else []
        case Phrase(_, _, where):
            return _phrase(tokens, query) if zone in ZONES[where] else []
        case And(parts) | Or(parts) | AtLeast(_, parts):
            return [token for part in parts for token in found(tokens, part, zone)]
        case _:
            return []


def _phrase(tokens: Sequence[Token], phrase: Phrase) -> list[Token]:
    slots: list[tuple[int, dict[int, Token]]] = []
    for i, word in enumerate(phrase.words):
        wanted = frozenset(word.terms)
        if wanted:
            slots.append((i, {t.position: t for t in tokens if not wanted.isdisjoint(t.terms)}))
    if not slots or not all(at for _, at in slots):
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
