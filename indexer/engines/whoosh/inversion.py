"""From articles with their tokens to postings: gathered as numbers, turned round by sorting.

Tokens that stand for the same terms are one class and go by its number, so a
token costs one lookup however many terms it has. A process that analyzes can
hand over a `Batch`: the classes new to it as a list, and arrays that number
them; the writer renumbers them as a whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from indexer.analyzed import AnalyzedArticle
from indexer.language.token import Token

from .inverted import ZONE_NUMBERS, Inverted
from .postings import Int32, UInt32
from .schema import WORDS, ZONE_NUMBER, ZONE_SHIFT
from .varints import offsets, ranges

Terms = tuple[str, ...]
TOKEN_BYTES = 80
"""What a token costs in memory while postings are turned round, at about two terms a token."""


class Tokens(NamedTuple):
    """The tokens of one field of an article: of which class each is, and its key."""

    classes: Int32
    keys: UInt32


class Classes(dict[Terms, int]):
    """The number of each class of tokens, by the terms that they stand for; a new one gets the next number."""

    def __missing__(self, terms: Terms) -> int:
        number = self[terms] = len(self)
        return number

    def tokens(self, analyzed: AnalyzedArticle) -> dict[str, Tokens]:
        """The tokens of an article, field by field."""
        return {name: self._field(analyzed, name) for name in WORDS}

    def _field(self, analyzed: AnalyzedArticle, name: str) -> Tokens:
        classes: list[int] = []
        keys: list[int] = []
        for zone in WORDS[name]:
            base = ZONE_NUMBER[zone] << ZONE_SHIFT
            tokens: tuple[Token, ...] = analyzed.tokens.get(zone, ())
            classes += [self[token.terms] for token in tokens]
            keys += [base | token.position for token in tokens]
        return Tokens(np.array(classes, dtype=np.int32), np.array(keys, dtype=np.uint32))


@dataclass
class FieldBuffer:
    """The tokens of one field of many articles."""

    name: str
    tokens: int = 0
    _classes: list[Int32] = field(default_factory=list)
    _keys: list[UInt32] = field(default_factory=list)
    _sizes: list[int] = field(default_factory=list)

    def add(self, tokens: Tokens) -> None:
        """The next article's tokens; their order does not matter."""
        classes, keys = tokens
        if keys.size > 1 and (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys, kind="stable")
            classes, keys = classes[order], keys[order]
        self._classes.append(classes)
        self._keys.append(keys)
        self._sizes.append(keys.size)
        self.tokens += keys.size

    def inverted(self, terms_of: "ClassTerms") -> Inverted:
        """The postings of all of them."""
        classes = np.concatenate(self._classes) if self._classes else np.empty(0, np.int32)
        keys = np.concatenate(self._keys) if self._keys else np.empty(0, np.uint32)
        sizes = np.array(self._sizes, dtype=np.int64)
        articles = np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)
        return invert(ZONE_NUMBERS[self.name], classes, articles, keys, terms_of)


class ClassTerms:
    """The terms of each class of tokens, as numbers."""

    def __init__(self, classes: Iterable[Terms]) -> None:
        number: dict[str, int] = {}
        flat: list[int] = []
        sizes: list[int] = []
        for terms in classes:
            flat += [number.setdefault(term, len(number)) for term in terms]
            sizes.append(len(terms))
        self.terms = [term.encode(errors="surrogatepass") for term in number]
        self.starts = offsets(np.array(sizes, dtype=np.int64))
        self.flat = np.array(flat, dtype=np.int32)


def invert(zones: tuple[int, ...], classes: Int32, articles: Int32, keys: UInt32, terms_of: ClassTerms) -> Inverted:
    """The postings of tokens that come by article and key."""
    begin, end = terms_of.starts[:-1][classes], terms_of.starts[1:][classes]
    term = terms_of.flat[ranges(begin, end)]
    token = np.repeat(np.arange(classes.size, dtype=np.uint32), end - begin)
    used = np.flatnonzero(np.bincount(term, minlength=len(terms_of.terms)))
    order = sorted(used.tolist(), key=terms_of.terms.__getitem__)
    place = np.zeros(len(terms_of.terms), dtype=np.uint64)
    place[order] = np.arange(len(order), dtype=np.uint64)
    # A term's place above, the number of the token below: one sort puts all in order.
    both = place[term] << np.uint64(32)
    del term
    both |= token
    del token
    both.sort()
    of = (both >> np.uint64(32)).astype(np.int64)
    at = (both & np.uint64(0xFFFFFFFF)).astype(np.int64)
    del both
    article, key = articles[at], keys[at]
    del at
    new = np.ones(of.size, dtype=np.bool_)
    new[1:] = (of[1:] != of[:-1]) | (article[1:] != article[:-1]) | (key[1:] != key[:-1])
    if not new.all():  # a compound and its part can stand at one place with the same term
        of, article, key = of[new], article[new], key[new]
    return Inverted.of(zones, [terms_of.terms[number] for number in order], of, article, key)
