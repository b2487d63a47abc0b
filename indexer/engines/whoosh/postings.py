"""What the executor asks of a committed generation, whatever its files look like."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from indexer.about import About
from indexer.article import Article
from indexer.query import Keyword
from indexer.reprints import Stories

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt16 = npt.NDArray[np.uint16]
UInt32 = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]

ARTICLE_SHIFT = 32
"""An occurrence as one number: `article << 32 | zone << 28 | position`."""


class Postings(NamedTuple):
    """In which articles a term stands: live ones only, numbered over all segments together. Read-only arrays.

    `counts` holds the occurrences in each zone of the field, a row a zone
    (title, lead, body; in the field `side` one row); `early` says of which
    articles `scoring.is_early` holds for at least one occurrence.
    """

    articles: Int32
    counts: UInt16
    early: Mask


class Positions(NamedTuple):
    """Where a term stands in some articles: `keys[starts[i]:starts[i + 1]]` are of the i-th.

    A key is `zone << 28 | position`; those of one article ascend.
    """

    starts: Int64
    keys: UInt32


class Standing(NamedTuple):
    """Where some terms stand in some articles, of those pairs of a term and an article that were asked for.

    `pairs` are the places of the pairs that stand anywhere, ascending; keys as in
    `Positions`: `keys[starts[i]:starts[i + 1]]` are of the pair at `pairs[i]`.
    """

    pairs: Int64
    starts: Int64
    keys: UInt32


class Stored(NamedTuple):
    """An article, where it happens, and where its tokens stand (`layout.py`)."""

    article: Article
    about: About
    layout: bytes


class Generation(Protocol):
    """One committed state, open for reading by any number of threads; its arrays never change.

    Whatever is not needed to open it may be read when it is first asked for.
    """

    @property
    def generation(self) -> int:
        """Its number."""

    @property
    def size(self) -> int:
        """How many numbers articles have, deleted ones included."""

    @property
    def live(self) -> Mask:
        """Which articles are not deleted."""

    @property
    def articles(self) -> int:
        """How many are live."""

    @property
    def lengths(self) -> list[Int32]:
        """The words of each article, by zone number."""

    @property
    def average(self) -> list[float]:
        """The average of `lengths` over live articles."""

    @property
    def first(self) -> Int32:
        """The first day of publication: proleptic ordinals, 0 where unknown."""

    @property
    def last(self) -> Int32:
        """The last one."""

    @property
    def order(self) -> Int64:
        """`PublishedOn.order` of each article."""

    @property
    def id_rank(self) -> Int32:
        """The place of each live article in the order of ids; for ties."""

    def postings(self, field: str, term: str) -> Postings:
        """Where the term stands; empty arrays where it is unknown."""

    def positions(self, field: str, term: str, among: Int32 | None = None) -> Positions:
        """Aligned with the articles of `postings`, or with `among`, an ascending part of them."""

    def standing(self, field: str, terms: Sequence[str], which: Int64, articles: Int32) -> Standing:
        """Where terms stand in a few live articles: `terms[which[i]]` in `articles[i]`, whether it stands there or not.

        `which` ascends, and of one term the articles do. A term may be unknown.
        """

    def occurrences(self, field: str, start: str) -> Int64:
        """Where any term that begins with `start` stands, as numbers (ARTICLE_SHIFT), ascending, none twice.

        The end of a sentence is no term here.
        """

    def dictionary(self, field: str, start: str) -> list[tuple[str, int]]:
        """Terms that begin with `start` and their article counts, by term; the end of a sentence is none."""

    def terms_with(self, field: str, start: str) -> int:
        """How many terms begin with `start`, or somewhat more."""

    def keyword(self, keyword: Keyword) -> tuple[list[str], Int32, Int32]:
        """The values of a keyword; and by article, `codes[starts[i]:starts[i + 1]]`, which it has."""

    def number_of(self, article_id: str) -> int | None:
        """The number of the live article with this id."""

    def article(self, number: int) -> Article:
        """The stored article with this number."""

    def stored(self, number: int) -> "Stored":
        """The article with this number, and what is stored beside it."""

    @property
    def story(self) -> Int64:
        """The number of each article's story; those without reprints have each a number of its own, below 0."""

    @property
    def with_reprints(self) -> Int32:
        """The articles that have reprints, ascending."""

    @property
    def stories(self) -> Stories:
        """Which articles are reprints of which."""
