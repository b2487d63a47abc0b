"""How a query is answered: tiers that are asked one after the other, and why a hit of each of them is there.

    as written
    with other expressions for its words     «по сокращению: КНР»
    with fewer of its words                  «без слова: мост»

All words, some of them said in another way, are more than some of the words: so
expansions come before missing words. When the query was repaired first, every
hit says so.

A long query is a pasted headline: nobody counts its words. An article that tells
the story in its lead and lacks one of nine words stands above a digest that has
all nine scattered about, so there is one tier for all, ranked by score alone;
what an article lacks is still said.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import chain

from indexer.matching import Indexed, words_in
from indexer.query import And, AtLeast, Field, Not, Or, Phrase, Prefix, Query, Together, Word

from .expand import Expanded, expanded, labels
from .relax import HEADLINE, quotes_of, relaxed, words_of
from .repair import Edit
from .written import label


class Expand(StrEnum):
    """When articles that say it in other words are looked for."""

    AUTO = "auto"  # when few have it as written
    ALWAYS = "always"
    NEVER = "never"


class Reason(StrEnum):
    """Why a tier is asked."""

    WRITTEN = "written"
    EXPANDED = "expanded"
    FEWER = "fewer"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class Tier:
    """A query that is asked, and why."""

    query: Query
    reason: Reason


@dataclass(frozen=True)
class Plan:
    """The tiers of one query. `expansion` is the query with all its expansions, whether they are asked or not."""

    query: Query
    tiers: tuple[Tier, ...]
    expansion: Expanded
    edits: tuple[Edit, ...] = ()
    words: tuple[tuple[Query, Query], ...] = ()
    """The words that may be missing, each with what may stand in for it."""
    expands: bool = True

    def via(self, tier: int, article: Indexed) -> tuple[str, ...]:
        """Why an article of the tier is among the hits; () when it matches as it was typed."""
        repairs = tuple(f"исправлено: {edit.read}" for edit in self.edits)
        match self.tiers[tier].reason:
            case Reason.EXPANDED:
                return repairs + labels(self.expansion, article)
            case Reason.HEADLINE if article.matches(self.query):
                return repairs
            case Reason.FEWER | Reason.HEADLINE:
                in_other_words = labels(self.expansion, article) if self.expands else ()
                return repairs + self._missing(article) + in_other_words
            case _:
                return repairs

    def _missing(self, article: Indexed) -> tuple[str, ...]:
        missing = [
            typed for typed, (_, wider) in zip(self._typed, self.words, strict=True) if not article.matches(wider)
        ]
        apart = [typed for typed, quotes in self._quotes if not article.matches(quotes)]
        return (
            *((f"без {'слова' if len(missing) == 1 else 'слов'}: {', '.join(missing)}",) if missing else ()),
            *((f"слова не подряд: {', '.join(apart)}",) if apart and not missing else ()),
        )

    # Every hit may lack some: to write them down anew for each took a tenth of what the hits of a headline take.

    @cached_property
    def _typed(self) -> tuple[str, ...]:
        """Each of `words` as it was typed."""
        return tuple(label(word) for word, _ in self.words)

    @cached_property
    def _quotes(self) -> tuple[tuple[str, Phrase], ...]:
        """What stands in quotes that may stand apart, as it was typed."""
        return tuple((label(quotes).strip('"'), quotes) for quotes in quotes_of(self.query))

    @property
    def tokens(self) -> tuple[tuple[Word | Prefix, ...], ...]:
        """For each tier the words that tell what to mark in its hits, and why they are there."""
        return tuple(
            tuple(dict.fromkeys(chain.from_iterable(map(words_in, self._asked_of(tier))))) for tier in self.tiers
        )

    def _asked_of(self, tier: Tier) -> Iterator[Query]:
        """What `via` asks of an article of the tier."""
        yield tier.query
        if tier.reason is not Reason.WRITTEN:
            yield self.query
            yield self.expansion.query
            for used in self.expansion.used:
                yield used.node
                yield used.original
            for word, wider in self.words:
                yield word
                yield wider

    @property
    def is_headline(self) -> bool:
        """Whether there is but one tier, for articles with all of the words and with some."""
        return self.tiers[0].reason is Reason.HEADLINE

    @property
    def other_words(self) -> tuple[str, ...]:
        """The other expressions for its words, each once."""
        return tuple(dict.fromkeys(used.expansion.words for used in self.expansion.used))

    def tier_of(self, article: Indexed) -> int | None:
        """The first tier that the article matches; None if it matches none."""
        return next((i for i, tier in enumerate(self.tiers) if article.matches(tier.query)), None)


def plan(
    query: Query,
    *,
    strict: bool,
    expand: Expand,
    edits: Sequence[Edit] = (),
    as_written: Callable[[Query], Query] = lambda query: query,
) -> Plan:
    """The tiers of a query, the closest to what was typed first; `as_written` makes the query of the first tier."""
    if strict:
        return Plan(query, (Tier(as_written(query), Reason.WRITTEN),), Expanded(query), tuple(edits))
    expansion = expanded(query)

    def wider(word: Query) -> Query:
        if expand is Expand.NEVER:
            return word
        return expansion.query if word is query else expanded(word).query

    words = tuple((word, wider(word)) for word in words_of(query))
    fewer = relaxed(query, dict(words).__getitem__)
    if fewer is not None and len(words) >= HEADLINE:
        return Plan(query, (Tier(fewer, Reason.HEADLINE),), expansion, tuple(edits), words, expand is not Expand.NEVER)
    tiers = [Tier(as_written(query), Reason.WRITTEN)]
    if expansion.query != query and expand is not Expand.NEVER:
        tiers.append(Tier(expansion.query, Reason.EXPANDED))
    if fewer is not None:
        tiers.append(Tier(fewer, Reason.FEWER))
    return Plan(query, tuple(tiers), expansion, tuple(edits), words, expand is not Expand.NEVER)


def in_article_alone(query: Query) -> Query:
    """The query, asked of the article without its side text."""
    match query:
        case Word(field=Field.PAGE) | Prefix(field=Field.PAGE):
            return replace(query, field=Field.ARTICLE)
        case Phrase(words, slop, Field.PAGE):
            return Phrase(tuple(replace(word, field=Field.ARTICLE) for word in words), slop, Field.ARTICLE)
        case And(parts):
            return And(tuple(map(in_article_alone, parts)))
        case Or(parts, worth):
            return Or(tuple(map(in_article_alone, parts)), worth)
        case Together(parts):
            return Together(tuple(map(in_article_alone, parts)))
        case AtLeast(n, parts):
            return AtLeast(n, tuple(map(in_article_alone, parts)))
        case Not(part):
            return Not(in_article_alone(part))
        case _:
            return query
