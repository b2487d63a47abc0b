"""A page saved as plain text: the article is told from the furniture around it (`indexer.cleaning`)."""

from collections.abc import Iterator

from ..article import PublishedOn
from ..cleaning import Repeated, clean, day_in_address
from ..cleaning.lines import CLOCK, said
from .page import LONGEST_TITLE, Page, Unreadable, cut, one_line, tidy, web_address
from .records import title_from


def page_from_text(text: str, repeated: Repeated | None = None) -> Page:
    """Title, lead, body, day and hashtags of a page, and what was around them as side text.

    Every line of the page stays in one of these. A page that begins with its
    text gets the first sentence for a title, and keeps it in the text as well.
    `repeated` tells which lines come back on other pages of the source.
    """
    text = tidy(text)
    if not text:
        raise Unreadable("is empty")
    page = clean(text, repeated)
    body = page.text
    title = one_line(page.title)
    if not title and not body:
        # Nothing but furniture, or what looks like it: to lose a page is worse than to index a menu.
        title, _, body = text.partition("\n")
        return Page(title=cut(one_line(title), LONGEST_TITLE), text=tidy(body) if len(title) <= LONGEST_TITLE else text)
    url = web_address(page.url)
    return Page(
        title=title or title_from(page.lead or body),
        lead=page.lead,
        text=body,
        side_text=page.side_text,
        url=url,
        published=_published(url, page.published),
        tags=page.tags,
    )


def lines_to_count(text: str) -> Iterator[str]:
    """The lines of a page as `Furniture` counts them."""
    for line in tidy(text).split("\n"):
        if not CLOCK.match(line):
            yield said(line)


def _published(url: str, found: PublishedOn) -> PublishedOn:
    return day_in_address(url) or found
