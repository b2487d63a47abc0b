"""Which articles a query matches, exactly; `indexer/matching.py` says what each node means."""

from indexer.matching import leaves
from indexer.query import (
    And,
    AtLeast,
    Everything,
    Is,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Together,
    Word,
)

from .article_set import NO_NUMBERS, ArticleSet, at_least, intersection, union
from .committed import Generation
from .derived import Derived
from .impacts import Impacts
from .places import Places, in_field, is_open
from .postings import Int32, Mask


class Matches:
    """Works out the nodes of one request over one generation."""

    def __init__(self, generation: Generation, derived: Derived, *, scored: bool = True) -> None:
        self.generation = generation
        self.derived = derived
        self.size = generation.size
        self._scored = scored
        # By identity, which is far cheaper than by value; a kept leaf keeps its identity to itself.
        self._impacts: dict[int, tuple[Word | Prefix, Impacts]] = {}
        self._words: dict[int, tuple[Query, list[Impacts]]] = {}
        self._inside: dict[int, list[tuple[ArticleSet | None, ArticleSet]]] = {}

    def impacts(self, leaf: Word | Prefix) -> Impacts:
        """The articles with a word."""
        known = self._impacts.get(id(leaf))
        if known is None:
            known = self._impacts[id(leaf)] = leaf, self.derived.impacts(self.generation, leaf)
        return known[1]

    def form(self, leaf: Word) -> ArticleSet:
        """The articles with the word in the form in which it was typed."""
        return self.derived.having_term(self.generation, leaf.field, leaf.form)

    def words(self, query: Query) -> list[Impacts]:
        """The words that the query looks for, see `leaves`."""
        known = self._words.get(id(query))
        if known is None:
            known = self._words[id(query)] = query, [self.impacts(leaf) for leaf in leaves(query)]
        return known[1]

    def live(self) -> ArticleSet:
        """All articles."""
        return self.derived.live(self.generation)

    def of(self, query: Query, among: ArticleSet | None = None) -> ArticleSet:
        """The articles that match, of all or of those `among`."""
        found = self._of(query, among)
        if not isinstance(query, (Word, Prefix)):
            self._inside.setdefault(id(query), []).append((among, found))
        return found

    def inside(self, query: Query, scope: ArticleSet) -> ArticleSet:
        """The articles of `scope` that match, and maybe others; known where the query was asked for in all of them."""
        for among, found in self._inside.get(id(query), ()):
            if among is None or among is scope or scope.without(among).count == 0:
                return found
        return self.of(query, scope)

    def matching(self, query: Phrase | Together, numbers: Int32) -> Mask:
        """Which of the articles, which ascend, match; no position is read where that is known."""
        for among, found in self._inside.get(id(query), ()):
            if among is None or among.has(numbers).all():
                return found.has(numbers)
        return self.standing(query, numbers)

    def _of(self, query: Query, among: ArticleSet | None) -> ArticleSet:
        match query:
            case Word() | Prefix():
                found = self.impacts(query).set if self._scored else self.derived.having(self.generation, query)
            case And(parts):
                return self._all(parts, among)
            case Or(parts):
                return union(self.size, [self.of(part, among) for part in parts])
            case AtLeast(n, parts):
                if n > 0:
                    return at_least(self.size, n, [self.of(part, among) for part in parts])
                found = self.live()
            case Phrase() | Together():
                found = self._standing(query, among)
            case Not(part):
                return (among or self.live()).without(self.of(part, among))
            case Is() | Published():
                found = self.derived.filtered(self.generation, query)
            case Everything():
                found = self.live()
        return found if among is None else found.among(among)

    def _all(self, parts: tuple[Query, ...], among: ArticleSet | None) -> ArticleSet:
        """What is known at once first, smallest first; what needs positions looks only into what is left."""
        known, excluded, others = [] if among is None else [among], [], []
        for part in parts:
            if isinstance(part, (Word, Prefix, Is, Published, Everything)):
                known.append(self.of(part))
            elif isinstance(part, Not):
                excluded.append(part.part)
            else:
                others.append(part)
        found = intersection(known) if known else None
        for part in sorted(others, key=lambda part: isinstance(part, (Phrase, Together))):
            found = self.of(part, found)
        if found is None:
            found = self.live()
        for part in excluded:
            found = found.without(self.of(part, found))
        return found

    def _standing(self, query: Phrase | Together, among: ArticleSet | None) -> ArticleSet:
        """Where the words stand as wanted. What was looked for in all articles is kept: the next page asks for it."""
        if among is None:
            return self.derived.standing(query, lambda: self._found_standing(query, None))
        return self.derived.known_standing(query) or self._found_standing(query, among)

    def _found_standing(self, query: Phrase | Together, among: ArticleSet | None) -> ArticleSet:
        """Positions are read in the articles that have all of the words."""
        candidates = self._having(query, among)
        numbers = candidates.numbers()
        return ArticleSet.of(self.size, numbers.compress(self.standing(query, numbers)) if numbers.size else NO_NUMBERS)

    def standing(self, query: Phrase | Together, numbers: Int32) -> Mask:
        """In which of the articles, which ascend, the words stand as wanted."""
        return Places(self.generation, numbers).articles(query)

    def _having(self, query: Query, among: ArticleSet | None) -> ArticleSet:
        """The articles that have the words which a phrase or a sentence cannot do without."""
        match query:
            case Phrase(words):
                slots = tuple(in_field(word, query.field) for word in words if not is_open(word))
                return self._all(slots, among) if slots else ArticleSet.of(self.size, NO_NUMBERS)
            case Together(parts) | And(parts):
                found = among
                for part in parts:
                    found = self._having(part, found)
                return found if found is not None and parts else ArticleSet.of(self.size, NO_NUMBERS)
            case Or(parts):
                return union(self.size, [self._having(part, among) for part in parts])
            case Word() | Prefix():
                return self.of(query, among)
            case _:
                return ArticleSet.of(self.size, NO_NUMBERS)
