"""A page saved as plain text.

The simple reading: the first line is the headline, the rest is the article.
Whatever knows more about saved pages takes the place of `page_from_text`.
"""

from .page import LONGEST_TITLE, Page, Unreadable, cut, one_line, tidy


def page_from_text(text: str) -> Page:
    """Take the first line that is not blank for the title and the rest for the text.

    The structure of lines stays as it is: consumers take the first of several
    paragraphs for the lead. A first line too long for a title stays in the text
    as well, so that nothing is lost.

    Known limit: pages that were saved with their furniture begin with it. The
    first line of seeds/001 is the accessibility bar of the site.
    """
    title, _, body = tidy(text).partition("\n")
    title = one_line(title)
    if not title:
        raise Unreadable("is empty")
    if len(title) > LONGEST_TITLE:
        return Page(title=cut(title, LONGEST_TITLE), text=tidy(text))
    return Page(title=title, text=tidy(body))
