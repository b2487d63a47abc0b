"""Search for people and programs: text in, ready answers out. Knows nothing of HTTP."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.analyzed import analyze_article, zone_texts
from indexer.article import Article
from indexer.engine import Engine, Filter, Hits, Request, Sort
from indexer.engine import Hit as EngineHit
from indexer.engines.memory import Indexed, leaves
from indexer.errors import ArticleMissing
from indexer.language import EXACT, analyze, fold
from indexer.query import (
    And,
    AtLeast,
    Everything,
    Field,
    Is,
    Keyword,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Word,
    Zone,
    join,
)
from indexer.scoring import idf

from .answers import Answers, ArticleView, Explanation, Hit, IndexStats, Marked, Note, NoteKind, WordScore
from .marks import found, marks
from .query_language import Problem, parse, published
from .relax import ENOUGH, relaxed, words_of
from .serving import Serving
from .snippet import Source, make_snippet
from .written import label, written

MOST_PREFIX_TERMS = 500
MOST_PER_PAGE = 1000
SCOPES = {"article": Field.ARTICLE, "page": Field.PAGE}
UNKNOWN_VALUE = {
    Keyword.SOURCE: "Источника",
    Keyword.REGION: "Региона",
    Keyword.OKRUG: "Округа",
    Keyword.PLACE: "Места",
}
FACETS = tuple(keyword.value for keyword in Keyword if keyword is not Keyword.ID)

Day = str | date


class NewsSearch:
    """Search over one news index; safe to share between threads.

        with NewsSearch.open("var/index") as news:
            for hit in news.search("мэр Хабаровска").hits:
                print(hit.title, hit.snippet.text)

    An index that is rebuilt or updated meanwhile is seen by the next search.
    """

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """Open the index that `build_index` made at `path`.

        Raises `IndexMissing`, `IndexOutdated` (its schema is of another version)
        or `IndexDamaged`, each with a sentence that says what to do.
        """
        return cls(Serving.folder(Path(path)))

    @classmethod
    def over(cls, engine: Engine) -> Self:
        """Search over an engine that is open already; closing the search closes it."""
        return cls(Serving.engine(engine))

    def close(self) -> None:
        """Release the index. Searches that run finish first."""
        self._serving.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(
        self,
        text: str,
        *,
        sources: Sequence[str] = (),
        regions: Sequence[str] = (),
        okrugs: Sequence[str] = (),
        places: Sequence[str] = (),
        since: Day | None = None,
        until: Day | None = None,
        sort: str = "relevance",
        page: int = 1,
        per_page: int = 10,
        strict: bool = False,
        scope: str = "article",
        facets: Sequence[str] = (),
        fold_reprints: bool = False,
    ) -> Answers:
        """Answer a query written in the query language (`syntax.py`); any text is one.

        Filters: each of `sources`, `regions`, `okrugs`, `places` passes articles
        with any of its values; `since` and `until` (an ISO day, month or year, or
        a date) those published wholly in between. `sort` is "relevance",
        "newest" or "oldest"; `scope` "article", or "page" to look into side text
        too; `facets` names keywords to count values of. `strict` shows only
        articles that match as written. Raises `ValueError` for a bad argument.
        """
        order = _choice("sort", sort, Sort)
        where = SCOPES[_choice("scope", scope, SCOPES)]
        if page < 1:
            raise ValueError(f"page is {page}: pages are counted from 1")
        if not 1 <= per_page <= MOST_PER_PAGE:
            raise ValueError(f"per_page is {per_page}: give 1 to {MOST_PER_PAGE}")
        wanted = tuple(Keyword(_choice("facets", facet, FACETS)) for facet in facets)
        named = {Keyword.SOURCE: sources, Keyword.REGION: regions, Keyword.OKRUG: okrugs, Keyword.PLACE: places}
        filters = _filters(named, since, until)

        parsed = parse(text, where)
        notes = [_problem_note(problem) for problem in parsed.problems]
        query = parsed.query
        if query is None:
            if not filters:
                notes.append(_nothing_asked(text))
                return Answers(total=0, hits=(), page=page, per_page=per_page, understood="", notes=tuple(notes))
            query = Everything()
        with self._serving.held() as (engine, build):
            query, cut = bounded(query, engine)
            notes += cut
            fewer = None if strict else relaxed(query)
            request = Request(
                tiers=(query,) if fewer is None else (query, fewer),
                enough=ENOUGH,
                filters=filters,
                sort=Sort(order),
                offset=(page - 1) * per_page,
                limit=per_page,
                facets=wanted,
            )
            hits = engine.search(request)
            notes += _words_notes(query, hits, engine)
            if not hits.total:
                notes += _values_notes(query, filters, engine)
        return Answers(
            total=hits.total,
            hits=tuple(_hit(hit, query, where) for hit in hits.page),
            page=page,
            per_page=per_page,
            understood=written(parsed.query),
            notes=tuple(notes),
            facets={keyword.value: counts for keyword, counts in hits.facets.items()},
            generation=f"{build}.{hits.generation}",
        )

    def article(self, article_id: str, text: str = "") -> ArticleView:
        """The whole article, with the words of a query marked. Raises `ArticleMissing`."""
        article = self._article(article_id)
        query = parse(text, Field.PAGE).query
        texts = zone_texts(article)
        spans = {zone: marks(analyze(text), query, zone) if query else () for zone, text in texts.items()}
        title, lead, body, side = (Marked(texts[zone], spans[zone]) for zone in Zone)
        return ArticleView(article, title, lead, body, side)

    def suggest(self, start: str, limit: int = 8) -> list[str]:
        """What the last word of `start` may become: words of the index, commonest first; `start` up to it is kept."""
        before, blank, last = start.rpartition(" ")
        if len(fold(last)) < 2 or limit < 1:
            return []
        with self._serving.held() as (engine, _):
            terms = engine.terms(EXACT + fold(last), limit)
        return [before + blank + term.removeprefix(EXACT) for term, _ in terms]

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Articles that have many words of this one's title and lead, the most similar first."""
        article = self._article(article_id)
        texts = zone_texts(article)
        query = parse(" ".join(_plain_words(f"{article.title}\n{texts[Zone.LEAD]}"))).query
        words = tuple(dict.fromkeys(leaves(query))) if query else ()
        if not words:
            return ()
        tier = And((AtLeast(max(1, len(words) // 3), words), Not(Is(Keyword.ID, article_id))))
        with self._serving.held() as (engine, _):
            hits = engine.search(Request(tiers=(tier,), limit=limit))
        return tuple(_hit(hit, tier, Field.ARTICLE) for hit in hits.page)

    def explain(self, text: str, article_id: str) -> Explanation:
        """How the query was read, and what each of its words brings to the article. Raises `ArticleMissing`."""
        article = self._article(article_id)
        indexed = Indexed(analyze_article(article, analyze))
        query = parse(text).query
        if query is None:
            return Explanation("", "", False, (), (), 0.0)
        with self._serving.held() as (engine, _):
            query, _ = bounded(query, engine)
            count = engine.stats().articles
            words = []
            for leaf in dict.fromkeys(leaves(query)):
                # An article alone cannot tell how common a word is, nor how long articles are on the average.
                hits = engine.search(Request(tiers=(leaf,), filters=(Filter(Keyword.ID, Is(Keyword.ID, article_id)),)))
                in_all = engine.search(Request(tiers=(leaf,), limit=0)).total
                at = {zone.value: len(indexed.occurrences(leaf, zone)) for zone in Zone}
                score = hits.page[0].score if hits.page else 0.0
                terms = leaf.terms if isinstance(leaf, Word) else (f"{leaf.start}*",)
                words.append(WordScore(label(leaf), terms, at, idf(count, in_all), score))
        return Explanation(
            understood=written(query),
            tree=str(query),
            matches=indexed.matches(query),
            missing=tuple(label(word) for word in words_of(query) if not indexed.matches(word)),
            words=tuple(words),
            total=sum(word.score for word in words),
        )

    def stats(self) -> IndexStats:
        """How many articles there are, and which state of the index answers."""
        return self._serving.stats()

    def _article(self, article_id: str) -> Article:
        with self._serving.held() as (engine, _):
            article = next(iter(engine.articles([article_id])), None)
        if article is None:
            raise ArticleMissing(f"The index has no article with the id {article_id!r}.")
        return article


def bounded(query: Query, engine: Engine) -> tuple[Query, list[Note]]:
    """The query with prefixes that begin too many words cut to the commonest of them, and what to say of it."""
    notes: list[Note] = []

    def bound(node: Query) -> Query:
        match node:
            case Prefix(start, where, typed):
                terms = engine.terms(start, MOST_PREFIX_TERMS + 1)
                if len(terms) <= MOST_PREFIX_TERMS:
                    return node
                text = f"С «{typed}» начинается слишком много слов: искали {MOST_PREFIX_TERMS} самых частых."
                notes.append(Note(NoteKind.BOUND, text))
                return Word(tuple(term for term, _ in terms[:MOST_PREFIX_TERMS]), where, f"{typed}*")
            case And(parts):
                return And(tuple(map(bound, parts)))
            case Or(parts):
                return Or(tuple(map(bound, parts)))
            case Not(part):
                return Not(bound(part))
            case _:
                return node

    return bound(query), notes


def _choice(name: str, value: str, allowed: Iterable[str]) -> str:
    names = [str(choice) for choice in allowed]
    if value not in names:
        raise ValueError(f"{name} is {value!r}: give one of {', '.join(names)}")
    return value


def _filters(named: Mapping[Keyword, Sequence[str]], since: Day | None, until: Day | None) -> tuple[Filter, ...]:
    filters = []
    for keyword, values in named.items():
        if isinstance(values, str):
            raise ValueError(f'the {keyword} filter is a string: give a sequence of strings, for example ["{values}"]')
        if values:
            filters.append(Filter(keyword, join(Or, [Is(keyword, value) for value in values])))
    first, last = _day("since", since).since, _day("until", until).until
    if first and last and first > last:
        raise ValueError(f"since ({first}) is after until ({last})")
    if first or last:
        filters.append(Filter(Keyword.YEAR, Published(first, last)))
    return tuple(filters)


def _day(name: str, value: Day | None) -> Published:
    if value is None or value == "":
        return Published()
    text = value if isinstance(value, str) else value.isoformat()[:10]
    try:
        if ".." in text:
            raise ValueError("one bound is wanted, not a range")
        return published(text)
    except ValueError:
        raise ValueError(f"{name} is {value!r}: give a day like 2023-11-05, a month like 2023-11 or a year") from None


def _problem_note(problem: Problem) -> Note:
    kind = NoteKind.BOUND if problem.cut else NoteKind.IGNORED
    return Note(kind, problem.message, (problem.start, problem.stop))


def _nothing_asked(text: str) -> Note:
    if text.strip():
        return Note(NoteKind.EMPTY, "В запросе не осталось слов, по которым можно искать.")
    return Note(NoteKind.EMPTY, "Запрос пуст: введите слово или выберите издание или дату.")


def _words_notes(query: Query, hits: Hits, engine: Engine) -> list[Note]:
    """Which words no article has, and that articles without some of the words are shown."""
    notes: list[Note] = []
    together = hits.tier_totals[0]
    if together == 0:
        unknown = [f"«{label(word)}»" for word in words_of(query) if _is_nowhere(word, engine)]
        if unknown:
            words = "Слова" if len(unknown) == 1 else "Слов"
            notes.append(Note(NoteKind.UNKNOWN_WORD, f"{words} {', '.join(unknown)} нет ни в одной статье."))
    if len(hits.tier_totals) > 1 and hits.tier_totals[1]:
        if together:
            text = "Статей, где есть все слова, мало: ниже показаны и те, где есть не все."
        else:
            text = "Нет статей, где есть все слова: показаны те, где есть не все."
        notes.append(Note(NoteKind.FEWER_WORDS, text))
    return notes


def _values_notes(query: Query, filters: tuple[Filter, ...], engine: Engine) -> list[Note]:
    """Which of the wanted sources, regions and so on no article has."""
    wanted = dict.fromkeys(node for part in (query, *(f.query for f in filters)) for node in _keywords(part))
    return [
        Note(NoteKind.UNKNOWN_VALUE, f"{UNKNOWN_VALUE[node.keyword]} «{node.value}» нет ни у одной статьи.")
        for node in wanted
        if node.keyword in UNKNOWN_VALUE and _is_nowhere(node, engine)
    ]


def _keywords(query: Query) -> Iterator[Is]:
    match query:
        case Is():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from _keywords(part)


def _is_nowhere(query: Query, engine: Engine) -> bool:
    return engine.search(Request(tiers=(query,), limit=0)).total == 0


def _hit(hit: EngineHit, query: Query, where: Field) -> Hit:
    """The hit as a reader sees it: what was found in it, and why it is here."""
    article = hit.article
    analyzed = analyze_article(article, analyze)
    texts = zone_texts(article)
    in_side_text = False
    via: tuple[str, ...] = ()
    if hit.tier or where is Field.PAGE:
        indexed = Indexed(analyzed)
        if hit.tier:
            via = _via(query, indexed)
        in_side_text = where is Field.PAGE and not _matches_outside_side(query, indexed, hit.tier)
    zones = (Zone.LEAD, Zone.BODY, Zone.SIDE) if where is Field.PAGE else (Zone.LEAD, Zone.BODY)
    return Hit(
        id=article.id,
        title=article.title,
        url=article.url,
        location=article.location,
        source=article.source,
        published=article.published,
        regions=article.regions,
        score=hit.score,
        snippet=make_snippet([Source(texts[z], found(analyzed.tokens[z], query, z)) for z in zones if texts[z]]),
        title_spans=marks(analyzed.tokens[Zone.TITLE], query, Zone.TITLE),
        via=via,
        in_side_text=in_side_text,
    )


def _via(query: Query, article: Indexed) -> tuple[str, ...]:
    missing = [label(word) for word in words_of(query) if not article.matches(word)]
    return (f"без {'слова' if len(missing) == 1 else 'слов'}: {', '.join(missing)}",)


def _matches_outside_side(query: Query, article: Indexed, tier: int) -> bool:
    """Whether the article alone, without its side text, answers the query in the same tier."""
    narrow = _narrowed(query)
    if tier == 0:
        return article.matches(narrow)
    fewer = relaxed(narrow)
    return fewer is not None and article.matches(fewer)


def _narrowed(query: Query) -> Query:
    match query:
        case Word(field=Field.PAGE) | Prefix(field=Field.PAGE):
            return replace(query, field=Field.ARTICLE)
        case Phrase(words, slop, Field.PAGE):
            return Phrase(tuple(replace(word, field=Field.ARTICLE) for word in words), slop, Field.ARTICLE)
        case And(parts):
            return And(tuple(map(_narrowed, parts)))
        case Or(parts):
            return Or(tuple(map(_narrowed, parts)))
        case Not(part):
            return Not(_narrowed(part))
        case _:
            return query


def _plain_words(text: str, most: int = 20) -> Iterator[str]:
    """The first words of a text, to be asked for as words and nothing else."""
    for token in analyze(text)[:most]:
        yield text[token.start : token.stop]
