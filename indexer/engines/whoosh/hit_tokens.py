"""The tokens of a page's hits that the query asks for, from the index: see `indexer.engine.Hit.tokens`."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from indexer.analyzed import zone_texts
from indexer.language import Token, analyze
from indexer.query import ZONES, Field, Prefix, Word, Zone

from .committed import Generation
from .fetched import Fetched, layouts_of
from .occurrences import LARGE, NONE, beginning, occurrences_of
from .postings import ARTICLE_SHIFT, Int32, Int64
from .schema import ARTICLE, LAST_POSITION, SIDE, ZONE_SHIFT

MOST_TERMS = 500
"""Terms beyond which analyzing the articles is the faster way in a large index: prefixes can have thousands."""

BY_POSITION = itemgetter(Token._fields.index("position"))
ZONE_OF = tuple(Zone)


class Found(NamedTuple):
    """Where words stand in some articles, in the zones that were looked into.

    `keys` ascend, none twice: the place of an article among these in the high
    half, zone and position in the low one. `terms` has those found at each.
    """

    zones: tuple[Zone, ...]
    keys: list[int]
    terms: list[tuple[str, ...]]


def found_in(generation: Generation, words: Sequence[Word | Prefix], numbers: Int32) -> Found | None:
    """Where the words stand in the articles, which ascend; None for too many terms."""
    in_side_text = any(word.field is Field.PAGE for word in words)
    terms = sorted({term for word in words if isinstance(word, Word) for term in word.terms})
    starts = {word.start for word in words if isinstance(word, Prefix)}
    every: list[Int64] = [NONE]
    wanted: list[str] = [""]
    for field in (ARTICLE, SIDE) if in_side_text else (ARTICLE,):
        of_prefixes = sum(generation.terms_with(field, start) for start in starts)
        if len(terms) + (of_prefixes if generation.size >= LARGE else 0) > MOST_TERMS:
            return None
        by_term = dict(zip(terms, occurrences_of(generation, field, terms, numbers), strict=True))
        for start in starts:
            by_term |= beginning(generation, field, start, numbers)
        for term in sorted(by_term):
            every.append(by_term[term])
            wanted.append(term)
    found = Found(ZONES[Field.PAGE if in_side_text else Field.ARTICLE], [], [])
    keys = np.concatenate(every)
    which = np.arange(len(every)).repeat([some.size for some in every])
    order = keys.argsort(kind="stable")
    keys = keys.take(order)
    places = numbers.searchsorted((keys >> ARTICLE_SHIFT).astype(np.int32))
    keys = (places << ARTICLE_SHIFT) | (keys & ((1 << ARTICLE_SHIFT) - 1))
    last = -1
    for key, at in zip(keys.tolist(), which.take(order).tolist(), strict=True):
        if key == last:
            found.terms[-1] += (wanted[at],)
        else:
            found.keys.append(key)
            found.terms.append((wanted[at],))
            last = key
    return found


def tokens_of(articles: Sequence[Fetched], found: Found) -> list[dict[Zone, list[Token]]]:
    """For each of the articles in which something was found the tokens that have these terms, and the ends of its
    sentences, zone by zone in their order."""
    layouts = layouts_of(articles)
    tokens = [{zone: ends[zone] for zone in found.zones} for ends in (layout.ends() for layout in layouts)]
    if not found.keys:
        return tokens
    # All tokens of all articles as one column: looking each key up there costs as much for ten articles as for one.
    keys = np.concatenate([layout.keys for layout in layouts])
    keys += np.arange(len(layouts)).repeat([layout.keys.size for layout in layouts]) << ARTICLE_SHIFT
    starts = np.concatenate([layout.starts for layout in layouts])
    stops = np.concatenate([layout.stops for layout in layouts])
    first = keys.searchsorted(found.keys)
    after = keys.searchsorted(found.keys, side="right")
    columns = first.tolist(), after.tolist(), starts.take(first).tolist(), stops.take(first).tolist()
    for key, terms, at, end, start, stop in zip(found.keys, found.terms, *columns, strict=True):
        place, zone = key >> ARTICLE_SHIFT, ZONE_OF[(key >> ZONE_SHIFT) & 0xF]
        here = tokens[place][zone]
        if end - at == 1:
            here.append(Token(start, stop, key & LAST_POSITION, terms))
            continue
        whole = Token(start, int(stops[at:end].max()), key & LAST_POSITION, terms)
        here += _told_apart(zone_texts(articles[place].article)[zone][whole.start : whole.stop], whole)
    for of_article in tokens:
        for here in of_article.values():
            here.sort(key=BY_POSITION)
    return tokens


def _told_apart(text: str, whole: Token) -> Iterator[Token]:
    """Of tokens at one position, a compound and its first part, those that have the terms."""
    left = set(whole.terms)
    for token in _analyzed(text):
        if token.position == 0 and (own := tuple(term for term in whole.terms if term in token.terms)):
            left.difference_update(own)
            yield Token(whole.start + token.start, whole.start + token.stop, whole.position, own)
    if left:
        yield whole._replace(terms=tuple(term for term in whole.terms if term in left))


@lru_cache(4096)
def _analyzed(text: str) -> tuple[Token, ...]:
    # The articles of a page, and those of the next, are about the same Санкт-Петербург.
    return tuple(analyze(text))
