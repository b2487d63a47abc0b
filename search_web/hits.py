"""A hit as a reader sees it: marks, a snippet, and why it is here. Worked out for the hits of the page only."""

from dataclasses import replace

from indexer.analyzed import analyze_article, zone_texts
from indexer.engine import Hit as EngineHit
from indexer.language import analyze
from indexer.matching import Indexed
from indexer.query import And, Field, Not, Or, Phrase, Prefix, Query, Word, Zone

from .answers import Hit
from .marks import found, marks
from .relax import relaxed, words_of
from .snippet import Source, make_snippet
from .written import label


def make_hit(hit: EngineHit, query: Query, where: Field) -> Hit:
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
