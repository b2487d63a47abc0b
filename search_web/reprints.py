"""What a reader is told of the reprints of an article."""

from collections.abc import Mapping, Sequence

from indexer.article import Article
from indexer.engine import Hit, Reader
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


def first_published(hits: Sequence[Hit], reader: Reader) -> Mapping[tuple[str, ...], Reprint]:
    """For the story of each hit its first article, where that is known."""
    wanted = {hit.story for hit in hits if hit.story}
    # A story is in the order of publication: its first two tell. One of them is often the hit itself.
    articles = {hit.article.id: hit.article for hit in hits}
    missing = {one for story in wanted for one in story[:2]} - articles.keys()
    if missing:
        articles |= {one.id: one for one in reader.articles(missing)}
    begun = {story: [as_reprint(articles[one]) for one in story[:2] if one in articles] for story in wanted}
    return {story: first for story in wanted if (first := known_first(begun[story]))}
