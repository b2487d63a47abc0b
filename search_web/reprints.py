"""What a reader is told of the reprints of an article."""

from collections.abc import Iterable, Mapping, Sequence

from indexer.article import Article
from indexer.engine import Engine
from indexer.reprints import known_by

from .answers import Reprint


def as_reprint(article: Article) -> Reprint:
    """The article as one of its story."""
    return Reprint(
        id=article.id, title=article.title, url=article.url, source=article.source, published=article.published
    )


def known_first(story: Sequence[Reprint]) -> Reprint | None:
    """The first of a story in the order of publication, if days and moments tell that it was before all others."""
    return story[0] if len(story) > 1 and known_by(story[0].published) < known_by(story[1].published) else None


def first_published(stories: Iterable[tuple[str, ...]], engine: Engine) -> Mapping[tuple[str, ...], Reprint]:
    """For each story its first article, where that is known."""
    wanted = set(stories)
    # A story is in the order of publication: its first two tell.
    articles = {one.id: one for one in engine.articles(article_id for story in wanted for article_id in story[:2])}
    begun = {story: [as_reprint(articles[one]) for one in story[:2] if one in articles] for story in wanted}
    return {story: first for story in wanted if (first := known_first(begun[story]))}
