"""Articles and queries in a short notation for the engines' tests."""

from datetime import UTC, datetime

from indexer.analyzed import analyze_article
from indexer.article import UNDATED, Article, PublishedOn
from indexer.engine import Engine, Hits, Request, Sort
from indexer.language import EXACT, analyze
from indexer.query import Field, Phrase, Prefix, Query, Together, Word
from indexer.reprints import STORIES, Stories


def article(
    name: str,
    title: str = "",
    text: str = "",
    *,
    day: str = "",
    source: str = "",
    side: str = "",
    lead: str = "",
    regions: tuple[str, ...] = (),
) -> Article:
    published = PublishedOn.from_iso(day) if day else UNDATED
    if "T" in day:
        published = PublishedOn.on(datetime.fromisoformat(day).replace(tzinfo=UTC))
    return Article(
        id=name, title=title, text=text, lead=lead, side_text=side, source=source, published=published, regions=regions
    )


def put(engine: Engine, *articles: Article) -> None:
    """Write the articles in one commit."""
    with engine.writer() as writer:
        for one in articles:
            writer.put(analyze_article(one, analyze))


def tell_stories(engine: Engine, *stories: str) -> None:
    """Keep these stories, each as ids with blanks between."""
    with engine.writer() as writer:
        writer.keep(STORIES, Stories(tuple(tuple(ids.split()) for ids in stories)).to_bytes())


def w(word: str, field: Field = Field.ARTICLE) -> Word:
    """The query word: its readings, or with a leading «=» its exact form; «_» is an open slot."""
    if word == "_":
        return Word((), field)
    if word.startswith(EXACT):
        return Word((word,), field)
    return Word(analyze(word)[0].readings, field)


def slot(word: str, field: Field) -> Word | Prefix:
    """The word, or with a trailing «*» all written forms that begin so."""
    return Prefix(EXACT + word.strip("=*"), field) if word.endswith("*") else w(word, field)


def phrase(words: str, slop: int = 0, field: Field = Field.ARTICLE) -> Phrase:
    return Phrase(tuple(slot(word, field) for word in words.split()), slop, field)


def words(words: str, field: Field = Field.ARTICLE) -> Together:
    """The words in one sentence."""
    return Together(tuple(slot(word, field) for word in words.split()))


def ask(engine: Engine, *tiers: Query, sort: Sort = Sort.RELEVANCE, limit: int = 100) -> Hits:
    return engine.search(Request(tiers=tiers, sort=sort, limit=limit))


def found(engine: Engine, *tiers: Query, sort: Sort = Sort.NEWEST) -> str:
    """The ids of the hits, one after the other with a blank between."""
    hits = ask(engine, *tiers, sort=sort)
    assert hits.total == len(hits.page)
    return " ".join(hit.article.id for hit in hits.page)
