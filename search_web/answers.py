"""What a search answers: plain data, no HTTP, no markup."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from indexer.about import NOWHERE, About, Region
from indexer.article import Article, PublishedOn

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with spans to mark: (start, stop) in code points of `text`, sorted, not overlapping."""

    text: str
    spans: tuple[Span, ...] = ()

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text cut into (piece, is it marked); the pieces joined are the text."""
        at = 0
        for start, stop in self.spans:
            if at < start:
                yield self.text[at:start], False
            yield self.text[start:stop], True
            at = stop
        if at < len(self.text):
            yield self.text[at:], False


class NoteKind(StrEnum):
    """What a note is about; stable names for programs."""

    EMPTY = "empty"  # nothing was asked
    IGNORED = "ignored"  # a part of the query was not understood and left out
    BOUND = "bound"  # a bound cut something
    REPAIRED = "repaired"  # another query was answered: what was typed is in no article
    OFFERED = "offered"  # something else may have been meant
    EXPANDED = "expanded"  # articles that say it in other words are among the hits
    EXPANDABLE = "expandable"  # there are other words for it, which were not looked for
    FEWER_WORDS = "fewer-words"  # articles with only some of the words are among the hits
    UNKNOWN_WORD = "unknown-word"  # words that no article has
    UNKNOWN_VALUE = "unknown-value"  # a source, region, ... that no article has


@dataclass(frozen=True, slots=True)
class Note:
    """A Russian sentence to the reader about how the query was answered; `span` is the part of it that is meant."""

    kind: NoteKind
    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """One of the articles that have the same text."""

    id: str
    title: str
    url: str
    source: str
    published: PublishedOn


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found.

    `via` is () when the article matches as written; else it says why it is here
    («без слова: мост»). `in_side_text` is True where only text outside of the
    article matched. `title_spans` are the marks of `title`. `reprints` is how many
    other articles of the index have the same text (`NewsSearch.reprints` lists
    them), `first_published` the one of all of them that was published before the
    others, None where it has no reprints or their days do not tell.
    """

    id: str
    title: str
    url: str
    location: str
    source: str
    published: PublishedOn
    regions: tuple[str, ...]
    score: float
    snippet: Marked
    title_spans: tuple[Span, ...] = ()
    via: tuple[str, ...] = ()
    in_side_text: bool = False
    reprints: int = 0
    first_published: Reprint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A page of hits with all that a results page shows.

    `total` counts all articles found and is exact. `understood` is the query as
    it was read, in the query language. `repaired` is the text that was answered
    instead of what was typed, "" when that was answered; `offered` are texts
    that may have been meant as well. `expansions` are other expressions for the
    words of the query, asked for or not. `facets` maps each wanted keyword
    ("source", "year", "region", ...) to its values with article counts,
    commonest first; articles without a value count under "". `generation` names
    the state of the index that answered. `folded` is how many of the articles
    found are on no page because another one of their story is. `as_written` is how
    many of them match as the query was written (or as it was repaired): all that
    `strict` would find.
    """

    total: int
    hits: tuple[Hit, ...]
    page: int
    per_page: int
    understood: str
    repaired: str = ""
    offered: tuple[str, ...] = ()
    expansions: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    generation: str = ""
    folded: int = 0
    as_written: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are; 1 when nothing was found."""
        return max(1, -(-(self.total - self.folded) // self.per_page))


@dataclass(frozen=True, slots=True)
class WordScore:
    """What one word of a query brings to an article: in how many places of each zone it stands, its idf and score."""

    word: str
    terms: tuple[str, ...]
    occurrences: Mapping[str, int]
    idf: float
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query was read and why an article has its place.

    `reading` tells in Russian how the query was read, a line for each condition,
    two blanks deeper for each level; `repaired` is the text that was read instead
    of what was typed, "" for that itself; `tree` is the query as index terms;
    `matches` whether the article matches as
    written; `missing` are the words that it does not have; `total` is the sum of
    the words' scores (nearness of words, which only the first 200 hits gain
    from, aside). `regions` are those of the article, with the words that led to them.
    """

    understood: str
    reading: tuple[str, ...]
    tree: str
    matches: bool
    missing: tuple[str, ...]
    words: tuple[WordScore, ...]
    total: float
    repaired: str = ""
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStats:
    """The index that answers. `current` is False when another version of the analysis or dictionaries made it."""

    articles: int
    generation: str
    built_at: datetime | None = None
    current: bool = True


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A whole article with the words of a query marked.

    Title, lead and body are the article, side what was set aside. `about` tells
    where it happens: its regions with the words that led to them, okrugs, places.
    `named_sources` are those that its text refers to («со ссылкой на …»).
    """

    article: Article
    title: Marked
    lead: Marked
    body: Marked
    side: Marked
    about: About = NOWHERE
    named_sources: tuple[str, ...] = ()
