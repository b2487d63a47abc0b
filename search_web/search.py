"""Search for people and programs: text in, ready answers out. Knows nothing of HTTP."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.about import NOWHERE
from indexer.analyzed import AnalyzedArticle, analyze_article, zone_texts
from indexer.article import Article
from indexer.cleaning.named_sources import named_sources
from indexer.engine import Engine, Filter, Freshness, Reader, Request, Sort
from indexer.engine import Hit as StoredArticle
from indexer.errors import ArticleMissing
from indexer.language import EXACT, analyze, fold, is_function_word
from indexer.language.expansions import analyze_tables
from indexer.matching import Indexed, leaves
from indexer.query import And, AtLeast, Everything, Field, Is, Keyword, Not, Query, Word, Zone
from indexer.scoring import idf

from . import kept_answers
from .answering import Answering
from .answers import Answers, ArticleView, Explanation, Hit, IndexStats, Marked, Reprint, WordScore
from .bounds import bounded
from .expand import Expanded, expanded
from .filters import Day, filters_of
from .hits import HitMaker
from .kept_answers import KeptAnswers
from .marks import marks
from .notes import nothing_asked, problem_note, values_notes
from .plan import Expand, Plan, Reason, Tier, plan
from .query_language import parse
from .reading import reading
from .relax import words_of
from .repair import Repaired, repaired
from .reprints import as_reprint, first_published
from .serving import Serving
from .written import label, written

MOST_PER_PAGE = 1000
MOST_SIMILAR_WORDS = 24
SCOPES = {"article": Field.ARTICLE, "page": Field.PAGE}
FACETS = tuple(keyword.value for keyword in Keyword if keyword is not Keyword.ID)


class NewsSearch:
    """Search over one news index; safe to share between threads.

        with NewsSearch.open("var/index") as news:
            for hit in news.search("мэр Хабаровска").hits:
                print(hit.title, hit.snippet.text)

    An index that is rebuilt or updated meanwhile is seen by the next search.
    Answers are kept for when they are asked again, until the index changes:
    `answer_cache` is about how many bytes they may take, 0 keeps none.
    """

    def __init__(self, serving: Serving, answer_cache: int = kept_answers.BYTES) -> None:
        if answer_cache < 0:
            raise ValueError(f"answer_cache is {answer_cache}: give a number of bytes, 0 to keep no answers")
        self._serving = serving
        self._kept = KeptAnswers(answer_cache) if answer_cache else None

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, answer_cache: int = kept_answers.BYTES) -> Self:
        """Open the index that `build_index` made at `path`.

        Raises `IndexMissing`, `IndexOutdated` (its schema is of another version)
        or `IndexDamaged`, each with a sentence that says what to do.
        """
        return cls(Serving.folder(Path(path)), answer_cache)

    @classmethod
    def over(cls, engine: Engine, *, answer_cache: int = kept_answers.BYTES) -> Self:
        """Search over an engine that is open already; closing the search closes it."""
        return cls(Serving.engine(engine), answer_cache)

    def warm_up(self) -> None:
        """Work out now what first searches would wait for; a server does so when it starts.

        Above all the words of the index, in which a mistyped one is looked for, a
        second for half a million of them; the tables of other words, another one;
        and the names of places, in which a filter looks.
        """
        analyze_tables()
        with self._serving.held() as (reader, _):
            reader.similar_terms(EXACT, 0, 1)
        self.search("главные новости", places=("Москва",), facets=FACETS, expand="always")

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
        expand: str = "auto",
        freshness: float | None = None,
    ) -> Answers:
        """Answer a query written in the query language (`syntax.py`); any text is one.

        Filters: each of `sources`, `regions`, `okrugs`, `places` passes articles
        with any of its values; `since` and `until` (an ISO day, month or year, or
        a date) those published wholly in between. `sort` is "relevance",
        "newest" or "oldest"; `scope` "article", or "page" to look into side text
        too; `facets` names keywords to count values of. `strict` shows only
        articles that match as written. `expand`: articles that say it in other
        words (abbreviations, names of places, related words) are looked for when
        few match as written ("auto"), "always" or "never". `freshness`: by
        relevance, prefer recent articles; what age adds to an article halves in
        so many days. `fold_reprints`: of articles with the same text only the best
        match is among the hits; all are counted. Raises `ValueError` for a bad
        argument.
        """
        order = _choice("sort", sort, Sort)
        where = SCOPES[_choice("scope", scope, SCOPES)]
        if page < 1:
            raise ValueError(f"page is {page}: pages are counted from 1")
        if not 1 <= per_page <= MOST_PER_PAGE:
            raise ValueError(f"per_page is {per_page}: give 1 to {MOST_PER_PAGE}")
        wanted = tuple(Keyword(_choice("facets", facet, FACETS)) for facet in facets)
        named = {Keyword.SOURCE: sources, Keyword.REGION: regions, Keyword.OKRUG: okrugs, Keyword.PLACE: places}
        filters = filters_of(named, since, until)

        how = Expand(_choice("expand", expand, Expand))
        if freshness is not None and not freshness > 0:
            raise ValueError(f"freshness is {freshness}: give a number of days above 0")
        request = Request(
            tiers=(),
            filters=filters,
            sort=Sort(order),
            offset=(page - 1) * per_page,
            limit=per_page,
            facets=wanted,
            freshness=None if freshness is None else Freshness(date.today(), half_life=freshness),
            fold=fold_reprints,
        )

        key = text, request, where, strict, how
        with self._serving.held() as (reader, state):
            answers = self._kept.get(state, key) if self._kept is not None else None
            if answers is None:
                answers = self._answers(reader, state, *key)
                if self._kept is not None:
                    self._kept.put(state, key, answers)
        return answers

    def _answers(
        self, reader: Reader, state: str, text: str, request: Request, where: Field, strict: bool, expand: Expand
    ) -> Answers:
        page, per_page = request.offset // request.limit + 1, request.limit
        parsed = parse(text, where)
        notes = [problem_note(problem) for problem in parsed.problems]
        query = parsed.query
        if query is None:
            if not request.filters:
                notes.append(nothing_asked(text))
                return Answers(
                    total=0, hits=(), page=page, per_page=per_page, understood="", notes=tuple(notes), generation=state
                )
            query = Everything()
        query, cut = bounded(query, reader)
        done = Answering(reader, request, where, strict=strict, expand=expand).answered(text, query)
        hits = done.hits
        notes += cut + done.notes
        if not hits.total:
            notes += values_notes(query, request.filters, reader)
        first = first_published(hits.page, reader)
        maker = HitMaker(done.plan, where)
        return Answers(
            total=hits.total,
            hits=tuple(maker.hit(hit, first.get(hit.story)) for hit in hits.page),
            page=page,
            per_page=per_page,
            understood=written(done.understood or parsed.query),
            repaired=done.repaired,
            offered=done.offered,
            expansions=done.plan.other_words,
            notes=tuple(notes),
            facets={keyword.value: counts for keyword, counts in hits.facets.items()},
            generation=state,
            folded=hits.folded,
            as_written=done.written,
        )

    def article(self, article_id: str, text: str = "") -> ArticleView:
        """The whole article, with the words of a query marked. Raises `ArticleMissing`."""
        with self._serving.held() as (reader, _):
            stored = _stored(article_id, reader)
            article = stored.article
            analyzed = analyze_article(article, analyze, stored.about)
            query = _found_by(text, analyzed, reader)
        texts = zone_texts(article)
        spans = {zone: marks(analyzed.tokens[zone], query, zone) if query else () for zone in texts}
        title, lead, body, side = (Marked(texts[zone], spans[zone]) for zone in Zone)
        named = named_sources(f"{article.lead}\n{article.text}")
        return ArticleView(article, title, lead, body, side, stored.about, named)

    def reprints(self, article_id: str) -> tuple[Reprint, ...]:
        """The article and all others with the same text, the first published first; () where there are no others.

        Raises `ArticleMissing`.
        """
        with self._serving.held() as (reader, _):
            hits = reader.search(Request(tiers=(Is(Keyword.ID, article_id),), limit=1)).page
            if not hits:
                raise _missing(article_id)
            found = {article.id: article for article in reader.articles(hits[0].story)}
            return tuple(as_reprint(found[one]) for one in hits[0].story if one in found)

    def suggest(self, start: str, limit: int = 8) -> list[str]:
        """What the last word of `start` may become: words of the index, commonest first; `start` up to it is kept."""
        before, blank, last = start.rpartition(" ")
        if len(fold(last)) < 2 or limit < 1:
            return []
        with self._serving.held() as (reader, _):
            terms = reader.terms(EXACT + fold(last), limit)
        return [before + blank + term.removeprefix(EXACT) for term, _ in terms]

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Articles that have many words of this one's title and lead, the most similar first; reprints aside."""
        with self._serving.held() as (reader, _):
            words = _gist(_stored(article_id, reader).article)
            if not words:
                return ()
            tier = And((AtLeast(max(1, len(words) // 3), words), Not(Is(Keyword.ID, article_id))))
            hits = reader.search(Request(tiers=(tier,), limit=limit + 1, fold=True, words=(words,)))
        # Its own story is one line at most.
        others = [hit for hit in hits.page if article_id not in hit.story][:limit]
        alike = Plan(tier, (Tier(tier, Reason.WRITTEN),), Expanded(tier))
        return tuple(map(HitMaker(alike, Field.ARTICLE).hit, others))

    def explain(self, text: str, article_id: str = "") -> Explanation:
        """How the query was read, and what each of its words brings to the article. Raises `ArticleMissing`.

        Without an article, only how it was read.
        """
        query = parse(text).query
        if query is None:
            return Explanation("", (), "", False, (), (), 0.0)
        with self._serving.held() as (reader, _):
            stored = _stored(article_id, reader) if article_id else None
            mended = repaired(text, reader)
            if mended.edits and not reader.search(Request(tiers=(query,), limit=0)).total:
                query = parse(mended.text).query or query
            else:
                mended = Repaired(text)
            query, _ = bounded(query, reader)
            words = () if stored is None else tuple(_word_scores(query, stored.article, reader))
        indexed = Indexed(analyze_article(stored.article, analyze, stored.about)) if stored else None
        return Explanation(
            understood=written(query),
            reading=reading(query, expanded(query)),
            tree=str(query),
            matches=indexed is not None and indexed.matches(query),
            missing=tuple(label(word) for word in words_of(query) if not indexed.matches(word)) if indexed else (),
            words=words,
            total=sum(word.score for word in words),
            repaired=mended.text if mended.edits else "",
            regions=stored.about.regions if stored else (),
        )

    def stats(self) -> IndexStats:
        """How many articles there are, and which state of the index answers."""
        return self._serving.stats()


def _stored(article_id: str, reader: Reader) -> StoredArticle:
    only = Filter(Keyword.ID, Is(Keyword.ID, article_id))
    found = reader.search(Request(tiers=(Everything(),), filters=(only,), limit=1)).page
    if not found:
        raise _missing(article_id)
    return found[0]


def _missing(article_id: str) -> ArticleMissing:
    return ArticleMissing(f"The index has no article with the id {article_id!r}.")


def _choice(name: str, value: str, allowed: Iterable[str]) -> str:
    names = [str(choice) for choice in allowed]
    if value not in names:
        raise ValueError(f"{name} is {value!r}: give one of {', '.join(names)}")
    return value


def _word_scores(query: Query, article: Article, reader: Reader) -> Iterator[WordScore]:
    """What each word of the query brings to the article."""
    indexed = Indexed(analyze_article(article, analyze, NOWHERE))
    # To measure the whole state would count its terms, too.
    count = reader.search(Request(tiers=(Everything(),), limit=0)).total
    for leaf in dict.fromkeys(leaves(query)):
        # An article alone cannot tell how common a word is, nor how long articles are on the average.
        hits = reader.search(Request(tiers=(leaf,), filters=(Filter(Keyword.ID, Is(Keyword.ID, article.id)),)))
        in_all = reader.search(Request(tiers=(leaf,), limit=0)).total
        at = {zone.value: len(indexed.occurrences(leaf, zone)) for zone in Zone}
        score = hits.page[0].score if hits.page else 0.0
        terms = leaf.terms if isinstance(leaf, Word) else (f"{leaf.start}*",)
        yield WordScore(label(leaf), terms, at, idf(count, in_all), score)


def _gist(article: Article) -> tuple[Word, ...]:
    """The words of its title and lead."""
    text = f"{article.title}\n{zone_texts(article)[Zone.LEAD]}"
    tokens = [t for t in analyze(text) if t.start < t.stop and not is_function_word(text[t.start : t.stop].lower())]
    return tuple(dict.fromkeys(Word(token.readings) for token in tokens[:MOST_SIMILAR_WORDS]))


def _found_by(text: str, analyzed: AnalyzedArticle, reader: Reader) -> Query | None:
    """What of the query the article was found by: as written, or in other words, or repaired."""
    query = parse(text, Field.PAGE).query
    if query is None:
        return None
    indexed = Indexed(analyzed)
    if indexed.matches(query):
        return query
    mended = repaired(text, reader)
    query = (parse(mended.text, Field.PAGE).query if mended.edits else None) or query
    found = plan(query, strict=False, expand=Expand.ALWAYS)
    tier = found.tier_of(indexed)
    return query if tier is None else found.tiers[tier].query
