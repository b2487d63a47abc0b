"""The tokens of a page's hits that the query asks for, from the index: see `indexer.engine.Hit.tokens`."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from indexer.analyzed import zone_texts
from indexer.article import Article
from indexer.language import Token, analyze
from indexer.query import Field, Prefix, Word, Zone

from .layout import from_bytes
from .postings import Generation, Int32
from .schema import ARTICLE, SIDE, ZONE_SHIFT

ZONES = tuple(Zone)
POSITION = (1 << ZONE_SHIFT) - 1
MOST_TERMS = 500
"""Terms beyond which analyzing the articles is the faster way: prefixes can have thousands."""

Found = dict[int, list[str]]
"""The terms found in one article, by key: zone and position."""


def found_in(generation: Generation, words: Sequence[Word | Prefix], numbers: Int32) -> list[Found] | None:
    """Where the words stand in each of the articles, which ascend; None for too many terms."""
    found: list[Found] = [{} for _ in numbers]
    for field in [ARTICLE, SIDE] if any(word.field is Field.PAGE for word in words) else [ARTICLE]:
        terms = list(dict.fromkeys(_terms(generation, words, field)))
        if len(terms) > MOST_TERMS:
            return None
        for term in sorted(terms):
            having = generation.postings(field, term).articles
            if not having.size:
                continue
            at = np.minimum(np.searchsorted(having, numbers), having.size - 1)
            here = np.flatnonzero(having[at] == numbers)
            if not here.size:
                continue
            starts, keys = generation.positions(field, term, numbers[here])
            for i, start, stop in zip(here.tolist(), starts.tolist(), starts[1:].tolist(), strict=False):
                for key in keys[start:stop].tolist():
                    found[i].setdefault(key, []).append(term)
    return found


def _terms(generation: Generation, words: Iterable[Word | Prefix], field: str) -> Iterator[str]:
    for word in words:
        if isinstance(word, Word):
            yield from word.terms
        else:
            yield from (term for term, _ in generation.dictionary(field, word.start))


def tokens_of(article: Article, layout: bytes, found: Found) -> dict[Zone, list[Token]]:
    """The tokens that have the terms found, zone by zone in their order."""
    tokens: dict[Zone, list[Token]] = {zone: [] for zone in ZONES}
    texts: dict[Zone, str] = {}
    places = from_bytes(layout) if found else {}
    for key in sorted(found):
        zone, position = ZONES[key >> ZONE_SHIFT], key & POSITION
        starts, stops, positions = places[zone]
        first, last = np.searchsorted(positions, [position, position + 1]).tolist()
        if last - first == 1:
            tokens[zone].append(Token(int(starts[first]), int(stops[first]), position, tuple(found[key])))
            continue
        texts = texts or zone_texts(article)
        start, stop = int(starts[first]), int(stops[first:last].max())
        tokens[zone] += _told_apart(texts[zone][start:stop], Token(start, stop, position, tuple(found[key])))
    return tokens


def _told_apart(text: str, whole: Token) -> Iterator[Token]:
    """Of tokens at one position, a compound and its first part, those that have the terms."""
    left = set(whole.terms)
    for token in analyze(text):
        if token.position == 0 and (own := tuple(term for term in whole.terms if term in token.terms)):
            left.difference_update(own)
            yield Token(whole.start + token.start, whole.start + token.stop, whole.position, own)
    if left:
        yield whole._replace(terms=tuple(term for term in whole.terms if term in left))
