"""A hit as a reader sees it: marks, a snippet, and why it is here. Worked out for the hits of the page only."""

from collections.abc import Sequence

from indexer.analyzed import AnalyzedArticle, keyword_values, zone_texts
from indexer.engine import Hit as EngineHit
from indexer.language import Token, analyze
from indexer.matching import Indexed
from indexer.query import Field, Query, Zone

from .answers import Hit, Reprint
from .marks import found, marks
from .plan import Plan, Reason, in_article_alone
from .snippet import Source, make_snippet


def make_hit(hit: EngineHit, plan: Plan, where: Field, first: Reprint | None = None) -> Hit:
    """The hit as a reader sees it: what was found in it, and why it is here."""
    article = hit.article
    texts = zone_texts(article)
    tokens = hit.tokens
    if tokens is None:
        tokens = {zone: analyze(text) for zone, text in texts.items()}
    in_side_text = False
    via: tuple[str, ...] = ()
    tier = plan.tiers[hit.tier]
    if tier.reason is not Reason.WRITTEN or plan.edits or where is Field.PAGE:
        indexed = Indexed(AnalyzedArticle(article, tokens, keyword_values(article, hit.about), hit.about))
        via = plan.via(hit.tier, indexed)
        in_side_text = where is Field.PAGE and not indexed.matches(in_article_alone(tier.query))
    zones = (Zone.LEAD, Zone.BODY, Zone.SIDE) if where is Field.PAGE else (Zone.LEAD, Zone.BODY)
    return Hit(
        id=article.id,
        title=article.title,
        url=article.url,
        location=article.location,
        source=article.source,
        published=article.published,
        regions=hit.about.region_names,
        score=hit.score,
        snippet=make_snippet([_source(texts[z], tokens.get(z, ()), tier.query, z) for z in zones if texts[z]]),
        title_spans=marks(tokens.get(Zone.TITLE, ()), tier.query, Zone.TITLE),
        via=via,
        in_side_text=in_side_text,
        reprints=max(0, len(hit.story) - 1),
        first_published=first,
    )


def _source(text: str, tokens: Sequence[Token], query: Query, zone: Zone) -> Source:
    ends = [token.stop for token in tokens if token.start == token.stop]
    return Source(text, found(tokens, query, zone), ends)
