"""A piece of HTML inside of a record or a feed: its text, paragraph by paragraph."""

import re
from html import unescape
from typing import Any

from .page import one_line, tidy

# What content management systems write between paragraphs; «a < b» and «<имя>» are no markup.
MARKUP = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|h[1-6]|li|ul|ol|table|td|blockquote|figure)\s*>|<br\s*/?>|<p(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
# ruff: noqa: SIM905 - names of elements are read more easily as words
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table tr ul".split()
)
UNSEEN = frozenset("script style noscript template iframe object svg head".split())
UNSEEN_OR_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
WHITE = re.compile(r"[ \t\r\n\f\u00a0]+")


def looks_like_markup(text: str) -> bool:
    """Whether a text is written in HTML: one paragraph, line break or end of an element is enough."""
    return MARKUP.search(text) is not None


def text_of_fragment(markup: str) -> str:
    """What a browser would show of it, with a line for each paragraph; the text itself when it cannot be parsed."""
    from lxml import html
    from lxml.etree import LxmlError

    if not markup.strip():
        return ""
    try:
        # Without links to the network and without entities beyond those of HTML.
        root = html.fragment_fromstring(markup, create_parent="div", parser=html.HTMLParser(huge_tree=True))
    except (LxmlError, ValueError, AssertionError):
        return tidy(markup)
    lines: list[str] = [""]
    _walk(root, lines)
    text = tidy("\n".join(filter(None, (WHITE.sub(" ", line).strip() for line in lines))))
    # Below two thousand levels the parser sees nothing: then the tags alone are taken away.
    return text or one_line(unescape(UNSEEN_OR_TAG.sub(" ", markup)))


def _walk(root: Any, lines: list[str]) -> None:
    """Gather lines, without recursion: pages nest deeper than Python's stack."""
    waiting: list[tuple[Any, bool]] = [(root, False)]
    while waiting:
        element, left = waiting.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if left:
            if tag in BLOCKS:
                lines.append("")
            if element is not root:
                lines[-1] += element.tail or ""
            continue
        waiting.append((element, True))
        if not tag or tag in UNSEEN:
            continue
        if tag in BLOCKS:
            lines.append("")
        lines[-1] += element.text or ""
        waiting.extend((child, False) for child in reversed(element))
