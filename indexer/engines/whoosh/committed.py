"""What the executor asks of a committed generation, whatever its files look like."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from indexer.article import Article
from indexer.query import Keyword
from indexer.reprints import Stories

from .known import Known
from .postings import Int32, Int64, Mask, Positions, Postings, Standing, Stored


class Words(Protocol):
    """The words of a segment, whose articles are numbered from 0, deleted ones included. They never change."""

    @property
    def size(self) -> int:
        """How many articles it has."""

    def postings(self, field: str, term: str) -> Postings:
        """Where the term stands; empty arrays where it is unknown."""

    def positions(self, field: str, term: str, among: Int32 | None = None) -> Positions:
        """Aligned with the articles of `postings`, or with `among`, an ascending part of them."""

    def standing(self, field: str, terms: Sequence[str], which: Int64, articles: Int32) -> Standing:
        """Where terms stand in a few articles: `terms[which[i]]` in `articles[i]`, whether it stands there or not.

        `which` ascends, and of one term the articles do. A term may be unknown.
        """

    def occurrences(self, field: str, start: str) -> Int64:
        """Where any term that begins with `start` stands, as numbers (ARTICLE_SHIFT), ascending, none twice.

        The end of a sentence is no term here.
        """

    def beginning(self, field: str, start: str, among: Int32) -> dict[str, Int64]:
        """The same in articles that ascend, term by term, of those terms that stand in any of them."""

    def dictionary(self, field: str, start: str) -> list[tuple[str, int]]:
        """Terms that begin with `start` and their article counts, by term; the end of a sentence is none."""


class Part(NamedTuple):
    """A segment in a generation.

    `base` is the number that its first article has there, `live` says which of
    its articles are not deleted (None: all). Under its `name` what was worked
    out of it is `known`, to the generations before and after as well.
    """

    name: str
    words: Words
    base: int
    live: Mask | None
    known: Known


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

    def id_ranks(self, numbers: Int32) -> Int64:
        """Numbers that are in the order of the ids of these live articles; for ties."""

    @property
    def parts(self) -> Sequence[Part]:
        """Its segments; their articles follow each other."""

    def place_of(self, number: int) -> tuple[int, int]:
        """The place of an article's segment in `parts`, and its number there."""

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

    def stored(self, number: int) -> Stored:
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
