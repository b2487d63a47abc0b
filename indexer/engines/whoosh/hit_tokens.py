"""The tokens of a page's hits that the query asks for, from the index: see `indexer.engine.Hit.tokens`."""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

import numpy as np

from indexer.analyzed import zone_texts
from indexer.article import Article
from indexer.language import Token, analyze
from indexer.query import ZONES, Field, Prefix, Word, Zone

from .layout import Layout
from .occurrences import NONE, occurrences_of
from .postings import ARTICLE_SHIFT, Generation, Int32, Int64
from .schema import ARTICLE, SIDE, ZONE_NUMBER, ZONE_SHIFT

POSITION = (1 << ZONE_SHIFT) - 1
MOST_TERMS = 500
"""Terms beyond which analyzing the articles is the faster way: prefixes can have thousands."""

BY_POSITION = itemgetter(Token._fields.index("position"))


Found = dict[Zone, tuple[list[int], list[tuple[str, ...]]]]
"""What was found in one article: by zone, the positions, ascending, and the terms at each."""


def found_in(generation: Generation, words: Sequence[Word | Prefix], numbers: Int32) -> list[Found] | None:
    """Where the words stand in each of the articles, which ascend; None for too many terms."""
    in_side_text = any(word.field is Field.PAGE for word in words)
    zones = ZONES[Field.PAGE if in_side_text else Field.ARTICLE]
    found: list[Found] = [{zone: ([], []) for zone in zones} for _ in numbers]
    keys: list[Int64] = [NONE]
    terms: list[str] = [""]
    for field in (ARTICLE, SIDE) if in_side_text else (ARTICLE,):
        starts_of = {word.start for word in words if isinstance(word, Prefix)}
        if any(generation.terms_with(field, start) > MOST_TERMS for start in starts_of):
            return None
        wanted = sorted(set(_terms(generation, words, field)))
        if len(wanted) > MOST_TERMS:
            return None
        keys += occurrences_of(generation, field, wanted, numbers)
        terms += wanted
    every = np.concatenate(keys)
    which = np.arange(len(keys)).repeat([some.size for some in keys])
    order = every.argsort(kind="stable")
    every = every.take(order)
    article = numbers.searchsorted((every >> ARTICLE_SHIFT).astype(np.int32))
    zone_of = {ZONE_NUMBER[zone]: zone for zone in zones}
    last = -1
    for key, hit, at in zip(every.tolist(), article.tolist(), which.take(order).tolist(), strict=True):
        position = key & POSITION
        positions, terms_at = found[hit][zone_of[(key >> ZONE_SHIFT) & 0xF]]
        if key == last:
            terms_at[-1] += (terms[at],)
        else:
            positions.append(position)
            terms_at.append((terms[at],))
        last = key
    return found


def _terms(generation: Generation, words: Iterable[Word | Prefix], field: str) -> Iterator[str]:
    for word in words:
        if isinstance(word, Word):
            yield from word.terms
        else:
            yield from (term for term, _ in generation.dictionary(field, word.start))


def tokens_of(article: Article, layout: Layout, found: Found) -> dict[Zone, list[Token]]:
    """The tokens that have the terms found, and the ends of sentences, zone by zone in their order."""
    texts: dict[Zone, str] = {}
    tokens: dict[Zone, list[Token]] = {}
    for zone, (wanted, terms) in found.items():
        here = tokens[zone] = layout.ends(zone)
        if not wanted:
            continue
        places = layout.zone(zone)
        first = places.positions.searchsorted(wanted)
        after = places.positions.searchsorted(wanted, side="right")
        starts, stops = places.starts.take(first).tolist(), places.stops.take(first).tolist()
        alone = (after - first == 1).tolist()
        for i, position in enumerate(wanted):
            if alone[i]:
                here.append(Token(starts[i], stops[i], position, terms[i]))
                continue
            texts = texts or zone_texts(article)
            stop = int(places.stops[first[i] : after[i]].max())
            here += _told_apart(texts[zone][starts[i] : stop], Token(starts[i], stop, position, terms[i]))
        here.sort(key=BY_POSITION)
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
