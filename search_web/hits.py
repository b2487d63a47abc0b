"""A hit as a reader sees it: marks, a snippet, and why it is here. Worked out for the hits of the page only."""

from indexer.analyzed import AnalyzedArticle, analyze_article, keyword_values, zone_texts
from indexer.engine import Hit as EngineHit
from indexer.language import analyze
from indexer.matching import Indexed
from indexer.query import Field, Zone

from .answers import Hit, Reprint
from .marks import found, marks
from .plan import Plan, Reason, in_article_alone
from .snippet import Source, make_snippet


def make_hit(hit: EngineHit, plan: Plan, where: Field, first: Reprint | None = None) -> Hit:
    """The hit as a reader sees it: what was found in it, and why it is here."""
    article = hit.article
    if hit.tokens is None:
        analyzed = analyze_article(article, analyze, hit.about)
    else:
        analyzed = AnalyzedArticle(article, hit.tokens, keyword_values(article, hit.about), hit.about)
    texts = zone_texts(article)
    in_side_text = False
    via: tuple[str, ...] = ()
    tier = plan.tiers[hit.tier]
    if tier.reason is not Reason.WRITTEN or plan.edits or where is Field.PAGE:
        indexed = Indexed(analyzed)
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
        snippet=make_snippet(
            [Source(texts[z], found(analyzed.tokens.get(z, ()), tier.query, z)) for z in zones if texts[z]]
        ),
        title_spans=marks(analyzed.tokens.get(Zone.TITLE, ()), tier.query, Zone.TITLE),
        via=via,
        in_side_text=in_side_text,
        reprints=max(0, len(hit.story) - 1),
        first_published=first,
    )
