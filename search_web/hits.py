"""A hit as a reader sees it: marks, a snippet, and why it is here. Worked out for the hits of the page only."""

from collections.abc import Sequence

from indexer.analyzed import AnalyzedArticle, keyword_values, zone_texts
from indexer.engine import Hit as EngineHit
from indexer.language import Token, analyze
from indexer.matching import Indexed
from indexer.query import Field, Zone

from .answers import Hit, Reprint
from .marks import Marking, spans_of
from .plan import Plan, Reason, in_article_alone
from .snippet import Source, make_snippet


class HitMaker:
    """Makes the hits of a page, which were found by one plan."""

    def __init__(self, plan: Plan, where: Field) -> None:
        self._plan = plan
        self._where = where
        self._zones = (Zone.LEAD, Zone.BODY, Zone.SIDE) if where is Field.PAGE else (Zone.LEAD, Zone.BODY)
        self._marking: dict[int, Marking] = {}

    def hit(self, hit: EngineHit, first: Reprint | None = None) -> Hit:
        """The hit as a reader sees it: what was found in it, and why it is here."""
        article = hit.article
        texts = zone_texts(article)
        tokens = hit.tokens
        if tokens is None:
            tokens = {zone: analyze(text) for zone, text in texts.items()}
        in_side_text = False
        via: tuple[str, ...] = ()
        tier = self._plan.tiers[hit.tier]
        if tier.reason is not Reason.WRITTEN or self._plan.edits or self._where is Field.PAGE:
            indexed = Indexed(AnalyzedArticle(article, tokens, keyword_values(article, hit.about), hit.about))
            via = self._plan.via(hit.tier, indexed)
            in_side_text = self._where is Field.PAGE and not indexed.matches(in_article_alone(tier.query))
        marking = self._marking.get(hit.tier)
        if marking is None:
            marking = self._marking[hit.tier] = Marking(tier.query)
        return Hit(
            id=article.id,
            title=article.title,
            url=article.url,
            location=article.location,
            source=article.source,
            published=article.published,
            regions=hit.about.region_names,
            score=hit.score,
            snippet=make_snippet([_source(texts[z], tokens.get(z, ()), marking, z) for z in self._zones if texts[z]]),
            title_spans=spans_of(marking.found(tokens.get(Zone.TITLE, ()), Zone.TITLE)),
            via=via,
            in_side_text=in_side_text,
            reprints=max(0, len(hit.story) - 1),
            first_published=first,
        )


def _source(text: str, tokens: Sequence[Token], marking: Marking, zone: Zone) -> Source:
    ends = [token.stop for token in tokens if token.start == token.stop]
    return Source(text, marking.found(tokens, zone), ends)
