"""What would be read from the first pages of an archive, before anything is built."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .analyzed import analyze_article, zone_texts
from .article import UNDATED, Article, PublishedOn, published_json
from .language import analyze
from .language.words import WORD
from .query import Keyword, Zone
from .readers import Articles, ReadWarning, read_articles
from .readers.page import cut, one_line

LONGEST_BEGINNING = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be read from one page or record; only `location` and `warnings` where it makes no article.

    `lead` and `set_aside` are the first words of the article, and of the text of
    its page that is not the article; `words` and `words_set_aside` count them all.
    """

    location: str
    id: str = ""
    title: str = ""
    published: PublishedOn = UNDATED
    source: str = ""
    regions: tuple[str, ...] = ()
    lead: str = ""
    words: int = 0
    set_aside: str = ""
    words_set_aside: int = 0
    warnings: tuple[str, ...] = ()


def preview_articles(
    *sources: str | os.PathLike[str], fields: Mapping[str, str] | None = None, first: int = 20
) -> Iterator[Preview]:
    """What would be read from the first pages of these sources, in their order; no index is needed or touched.

    Takes what `read_articles` takes, and reads no further than it must.
    """
    return preview_of(read_articles(*sources, fields=fields), first)


def preview_of(articles: Articles, first: int) -> Iterator[Preview]:
    """See `preview_articles`."""
    if first < 1:
        raise ValueError(f"first is {first}: give a number of pages, 1 or more")
    return islice(_previews(articles), first)


def _previews(articles: Articles) -> Iterator[Preview]:
    told = 0
    for article in articles:
        new, told = articles.warnings[told:], len(articles.warnings)
        yield from map(_obstacle, (warning for warning in new if warning.location != article.location))
        yield _preview(article, tuple(warning.reason for warning in new if warning.location == article.location))
    yield from map(_obstacle, articles.warnings[told:])


def _obstacle(warning: ReadWarning) -> Preview:
    return Preview(location=warning.location, warnings=(warning.reason,))


def _preview(article: Article, warnings: tuple[str, ...]) -> Preview:
    texts = zone_texts(article)
    return Preview(
        location=article.location,
        id=article.id,
        title=article.title,
        published=article.published,
        source=article.source,
        regions=analyze_article(article, analyze).keywords[Keyword.REGION],
        lead=_beginning(texts[Zone.LEAD] or texts[Zone.BODY]),
        words=sum(_count(texts[zone]) for zone in (Zone.TITLE, Zone.LEAD, Zone.BODY)),
        set_aside=_beginning(article.side_text),
        words_set_aside=_count(article.side_text),
        warnings=warnings,
    )


def _count(text: str) -> int:
    return sum(1 for _ in WORD.finditer(text))


def _beginning(text: str) -> str:
    return cut(one_line(text[: LONGEST_BEGINNING * 10]), LONGEST_BEGINNING)


def preview_json(preview: Preview) -> dict[str, Any]:
    """The row as values that JSON knows."""
    return {
        "location": preview.location,
        "id": preview.id,
        "title": preview.title,
        "published": published_json(preview.published),
        "source": preview.source,
        "regions": preview.regions,
        "lead": preview.lead,
        "words": preview.words,
        "set_aside": preview.set_aside,
        "words_set_aside": preview.words_set_aside,
        "warnings": preview.warnings,
    }
