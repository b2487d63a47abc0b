"""What a reader is told of the reprints of an article."""

from collections.abc import Iterable, Mapping

from indexer.article import Article
from indexer.engine import Engine
from indexer.reprints import known_by

from .answers import Reprint


def as_reprint(article: Article) -> Reprint:
    """The article as one of its story."""
    return Reprint(
        id=article.id, title=article.title, url=article.url, source=article.source, published=article.published
    )


def first_published(stories: Iterable[tuple[str, ...]], engine: Engine) -> Mapping[tuple[str, ...], Reprint]:
    """For each story its first article, where days and moments tell that it was published before all others."""
    wanted = set(stories)
    # A story is in the order of publication: its first two tell.
    articles = {one.id: one for one in engine.articles(article_id for story in wanted for article_id in story[:2])}
    first = {}
    for story in wanted:
        one, other = (articles.get(article_id) for article_id in story[:2])
        if one and other and known_by(one.published) < known_by(other.published):
            first[story] = as_reprint(one)
    return first
