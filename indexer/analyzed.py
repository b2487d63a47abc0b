"""An article with its tokens: all that an engine needs to index it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .about import NOWHERE, About
from .article import Article
from .cleaning.places import places_of
from .language.token import Token
from .query import Keyword, Zone

Analyze = Callable[[str], Sequence[Token]]


@dataclass(frozen=True, slots=True)
class AnalyzedArticle:
    """An article, the tokens of each of its zones, and its keyword values; `about` is where it happens."""

    article: Article
    tokens: Mapping[Zone, Sequence[Token]]
    keywords: Mapping[Keyword, tuple[str, ...]]
    about: About = NOWHERE


def zone_texts(article: Article) -> dict[Zone, str]:
    """The text of each zone, to which the offsets of its tokens refer.

    Where an article does not say what its lead is, the first of several
    paragraphs is taken for it: news puts the gist there.
    """
    lead, body = article.lead, article.text
    if not lead:
        first, line_end, rest = body.lstrip().partition("\n")
        if line_end and rest.strip():
            lead, body = first, rest
    return {Zone.TITLE: article.title, Zone.LEAD: lead, Zone.BODY: body, Zone.SIDE: article.side_text}


def keyword_values(article: Article, about: About) -> dict[Keyword, tuple[str, ...]]:
    """What filters and facets see of the article: no value twice, no empty one."""
    first, last = article.published.first, article.published.last
    year = (str(first.year),) if first and last and first.year == last.year else ()
    return {
        Keyword.ID: (article.id,),
        Keyword.SOURCE: (article.source,) if article.source else (),
        Keyword.REGION: about.region_names,
        Keyword.OKRUG: about.okrugs,
        Keyword.PLACE: about.places,
        Keyword.TAG: tuple(dict.fromkeys(filter(None, article.tags))),
        Keyword.YEAR: year,
    }


def analyze_article(article: Article, analyze: Analyze, about: About | None = None) -> AnalyzedArticle:
    """Pair the article with the tokens of its zones; `about` is what is known of its places already."""
    texts = zone_texts(article)
    tokens = {zone: analyze(text) for zone, text in texts.items()}
    if about is None:
        about = places_of(texts, tokens, article.regions)
    return AnalyzedArticle(article, tokens, keyword_values(article, about), about)
