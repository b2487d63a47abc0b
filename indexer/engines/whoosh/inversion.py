"""From articles with their tokens to postings: gathered as numbers, turned round by sorting.

Tokens that stand for the same terms are one class and go by its number, so a
token costs one lookup however many terms it has. Another process can number the
classes of its articles for itself and hand over its arrays with the list of its
classes; `Classes.of_others` says which numbers they have here, and one take from
that array renumbers an article.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer import language
from indexer.analyzed import AnalyzedArticle
from indexer.language import SENTENCE_END
from indexer.language.token import Token
from indexer.query import Zone

from .inverted import ZONE_NUMBERS, Inverted
from .postings import Int32, Int64, UInt32
from .schema import WORDS, ZONE_NUMBER, ZONE_SHIFT
from .varints import offsets, ranges

Terms = tuple[str, ...]
TERMS, POSITION = (itemgetter(Token._fields.index(name)) for name in ("terms", "position"))
TOKEN_BYTES = 32
"""What a token takes in memory until it is written, at two to three terms a token."""

TOKENS_AT_ONCE = 1 << 18
OCCURRENCES_AT_ONCE = 1 << 20
"""How many are worked on at a time where a step takes many bytes for each."""


class Tokens(NamedTuple):
    """The tokens of one field of an article: of which class each is, its key, and how long each zone is."""

    classes: Int32
    keys: UInt32
    lengths: tuple[int, ...]

    def ordered(self) -> tuple[Int32, UInt32]:
        """Classes and keys by key."""
        if self.keys.size > 1 and (self.keys[1:] < self.keys[:-1]).any():
            order = np.argsort(self.keys, kind="stable")
            return self.classes[order], self.keys[order]
        return self.classes, self.keys


class FieldTokens(NamedTuple):
    """The tokens of one field of some articles, one after the other by key, and how many each article has."""

    classes: Int32
    keys: UInt32
    sizes: list[int]

    @classmethod
    def of(cls, articles: Iterable[Tokens]) -> "FieldTokens":
        """Those of these articles."""
        ordered = [tokens.ordered() for tokens in articles]
        return cls(
            np.concatenate([np.empty(0, np.int32), *(classes for classes, _ in ordered)]),
            np.concatenate([np.empty(0, np.uint32), *(keys for _, keys in ordered)]),
            [keys.size for _, keys in ordered],
        )


class Classes(dict[Terms, int]):
    """The number of each class of tokens, by the terms that they stand for; a new one gets the next number."""

    def __init__(self) -> None:
        super().__init__()
        self.terms: list[Terms] = []
        """The terms of each class, by its number."""
        self._ends: list[int] = []

    def __missing__(self, terms: Terms) -> int:
        number = self[terms] = len(self)
        self.terms.append(terms)
        if SENTENCE_END in terms:
            self._ends.append(number)
        return number

    def tokens(self, analyzed: AnalyzedArticle) -> dict[str, Tokens]:
        """The tokens of an article, field by field."""
        return {name: self._field(zones, [analyzed.tokens.get(z, ()) for z in zones]) for name, zones in WORDS.items()}

    def _field(self, zones: Sequence[Zone], tokens: Sequence[Sequence[Token]]) -> Tokens:
        # All zones at once: most are so short that a step of NumPy's costs more than what it does.
        terms: list[Terms] = []
        positions: list[int] = []
        for some in tokens:
            more_terms, more_positions = _columns(some)
            terms += more_terms
            positions += more_positions
        if not terms:
            return Tokens(np.empty(0, np.int32), np.empty(0, np.uint32), (0,) * len(zones))
        classes = np.fromiter(map(self.__getitem__, terms), np.int32, len(terms))
        keys = np.array(positions, dtype=np.uint32)
        numbers = [ZONE_NUMBER[zone] for zone in zones]
        keys |= np.repeat(np.array(numbers, dtype=np.uint32) << np.uint32(ZONE_SHIFT), list(map(len, tokens)))
        return Tokens(classes, keys, tuple(self._lengths(classes, keys)[numbers].tolist()))

    def _lengths(self, classes: Int32, keys: UInt32) -> Int64:
        """By the number of a zone, how many of its positions hold words."""
        for end in self._ends:
            words = classes != end
            classes, keys = classes[words], keys[words]
        if (keys[1:] < keys[:-1]).any():
            keys = np.sort(keys)
        distinct = np.concatenate([keys[:1], keys[1:][keys[1:] != keys[:-1]]])
        return np.bincount(distinct >> np.uint32(ZONE_SHIFT), minlength=len(ZONE_NUMBER))

    def of_others(self, classes: Iterable[Terms]) -> Int32:
        """The numbers here of classes that somebody else numbered from 0 in this order."""
        return np.array([self[terms] for terms in classes], dtype=np.int32)


def _columns(tokens: Sequence[Token]) -> tuple[list[Terms], list[int]]:
    """Terms and positions."""
    if isinstance(tokens, language.Tokens):
        return tokens.terms, tokens.positions
    return list(map(TERMS, tokens)), list(map(POSITION, tokens))


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
        classes, keys = tokens.ordered()
        self.extend(FieldTokens(classes, keys, [keys.size]))

    def extend(self, tokens: FieldTokens) -> None:
        """The tokens of the next articles."""
        self._classes.append(tokens.classes)
        self._keys.append(tokens.keys)
        self._sizes += tokens.sizes
        self.tokens += tokens.keys.size

    def inverted(self, terms_of: "ClassTerms") -> Iterator[Inverted]:
        """The postings of all of them, a part of the terms at a time; the buffer is empty afterwards."""
        classes = np.concatenate([np.empty(0, np.int32), *self._classes])
        keys = np.concatenate([np.empty(0, np.uint32), *self._keys])
        sizes = np.array(self._sizes, dtype=np.int64)
        articles = np.repeat(np.arange(sizes.size, dtype=np.int32), sizes)
        self._classes, self._keys, self._sizes, self.tokens = [], [], [], 0
        return invert(ZONE_NUMBERS[self.name], classes, articles, keys, terms_of)


class ClassTerms:
    """The terms of each class of tokens, as numbers."""

    def __init__(self, classes: Collection[Terms]) -> None:
        number: defaultdict[str, int] = defaultdict(count().__next__)  # a new term gets the next number
        sizes = list(map(len, classes))
        flat = map(number.__getitem__, chain.from_iterable(classes))
        self.flat = np.fromiter(flat, np.int32, sum(sizes))
        self.terms = [term.encode(errors="surrogatepass") for term in number]
        self.starts = offsets(np.array(sizes, dtype=np.int64))


def invert(
    zones: tuple[int, ...], classes: Int32, articles: Int32, keys: UInt32, terms_of: ClassTerms
) -> Iterator[Inverted]:
    """The postings of tokens that come by article and key."""
    terms, place = _places(classes, terms_of)
    sizes = np.diff(terms_of.starts)
    # A term's place above, the number of the token below: one sort puts all in order.
    both = np.empty(int(sizes[classes].sum()), dtype=np.uint64)
    filled = 0
    for start in range(0, classes.size, TOKENS_AT_ONCE):
        some = classes[start : start + TOKENS_AT_ONCE]
        term = terms_of.flat[ranges(terms_of.starts[some], terms_of.starts[some + 1])]
        token = np.repeat(np.arange(start, start + some.size, dtype=np.uint64), sizes[some])
        both[filled : filled + term.size] = place[term] << np.uint64(32) | token
        filled += term.size
    both.sort()
    start = 0
    while start < both.size:
        stop = both.size
        if start + OCCURRENCES_AT_ONCE < stop:
            last = both[start + OCCURRENCES_AT_ONCE] >> np.uint64(32)
            stop = int(np.searchsorted(both, (last + np.uint64(1)) << np.uint64(32)))
        yield _postings(zones, terms, both[start:stop], articles, keys)
        start = stop


def _places(classes: Int32, terms_of: ClassTerms) -> tuple[list[bytes], npt.NDArray[np.uint64]]:
    """The terms that tokens of these classes stand for, sorted, and the place of each term among them."""
    used = np.flatnonzero(np.bincount(classes, minlength=terms_of.starts.size - 1))
    numbers = terms_of.flat[ranges(terms_of.starts[used], terms_of.starts[used + 1])]
    there = np.zeros(len(terms_of.terms), dtype=np.bool_)
    there[numbers] = True
    order = sorted(np.flatnonzero(there).tolist(), key=terms_of.terms.__getitem__)
    place = np.zeros(len(terms_of.terms), dtype=np.uint64)
    place[order] = np.arange(len(order), dtype=np.uint64)
    return [terms_of.terms[number] for number in order], place


def _postings(
    zones: tuple[int, ...], terms: list[bytes], both: npt.NDArray[np.uint64], articles: Int32, keys: UInt32
) -> Inverted:
    of = (both >> np.uint64(32)).astype(np.int64)
    at = (both & np.uint64(0xFFFFFFFF)).astype(np.int64)
    article, key = articles[at], keys[at]
    new = np.ones(of.size, dtype=np.bool_)
    new[1:] = (of[1:] != of[:-1]) | (article[1:] != article[:-1]) | (key[1:] != key[:-1])
    if not new.all():  # a compound and its part can stand at one place with the same term
        of, article, key = of[new], article[new], key[new]
    first, last = int(of[0]), int(of[-1])
    return Inverted.of(zones, terms[first : last + 1], of - first, article, key)
