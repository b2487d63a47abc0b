"""Where words stand in all articles that have them: for nearness, of which queries ask again and again."""

import numpy as np

from indexer.query import Field, Prefix, Word

from .committed import Generation, Part
from .hot_positions import whole_positions_of
from .occurrences import fields_of, occurrences_in, of_title
from .postings import ARTICLE_SHIFT, Int32, Int64, Positions
from .pseudo_term import articles_in, key_of
from .schema import ARTICLE
from .varints import offsets, ranges

NO_KEYS = np.empty(0, dtype=np.uint32)


def whole_positions(generation: Generation, leaf: Word | Prefix) -> Positions:
    """Where the word stands in each live article that has it."""
    pieces = [_live(part, leaf) for part in generation.parts]
    if len(pieces) == 1:
        return pieces[0]
    sizes = [np.diff(piece.starts) for piece in pieces]
    keys = [piece.keys for piece in pieces]
    return Positions(offsets(np.concatenate([np.empty(0, np.int64), *sizes])), np.concatenate([NO_KEYS, *keys]))


def _live(part: Part, leaf: Word | Prefix) -> Positions:
    """Those in live articles of a segment."""
    whole = _whole(part, leaf)
    if part.live is None or (alive := part.live.take(articles_in(part, leaf))).all():
        return whole
    starts, stops = whole.starts[:-1].compress(alive), whole.starts[1:].compress(alive)
    return Positions(offsets(stops - starts), whole.keys.take(ranges(starts, stops)))


def _whole(part: Part, leaf: Word | Prefix) -> Positions:
    """Those in all articles of a segment that have the word."""
    if isinstance(leaf, Word) and len(leaf.terms) == 1 and leaf.field is Field.ARTICLE:
        return whole_positions_of(part, ARTICLE, leaf.terms[0])
    return part.known.positions.get((part.name, None, *key_of(leaf)), lambda: _by_article(part, leaf))


def _by_article(part: Part, leaf: Word | Prefix) -> Positions:
    articles = articles_in(part, leaf)
    keys = _all_occurrences(part, leaf, articles)
    starts = np.append(keys.searchsorted(articles.astype(np.int64) << ARTICLE_SHIFT), keys.size)
    return Positions(starts, (keys & ((1 << ARTICLE_SHIFT) - 1)).astype(np.uint32))


def _all_occurrences(part: Part, leaf: Word | Prefix, articles: Int32) -> Int64:
    """Where the word stands in all `articles` of a segment that have it."""
    if isinstance(leaf, Word):
        return occurrences_in(part, leaf, articles)
    # A thousand terms one after the other take a hundred times as long.
    found = [part.words.occurrences(field, leaf.start) for field in fields_of(leaf.field)]
    keys: Int64 = found[0] if len(found) == 1 else np.sort(np.concatenate(found), kind="stable")
    return of_title(keys) if leaf.field is Field.TITLE else keys
