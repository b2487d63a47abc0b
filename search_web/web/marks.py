"""Marked texts as HTML: cut into paragraphs, the marks drawn."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from search_web.answers import Marked

from .escaping import escaped

PARAGRAPH = re.compile(r"[^\r\n]+")


def paragraphs(marked: Marked) -> list[Marked]:
    """The lines that hold something, each with its own marks; a mark over a line's end goes on in the next line."""
    found = []
    for line in PARAGRAPH.finditer(marked.text):
        if not line[0].strip():
            continue
        spans = tuple(
            (max(start, line.start()) - line.start(), min(stop, line.end()) - line.start())
            for start, stop in marked.spans
            if start < line.end() and stop > line.start()
        )
        found.append(Marked(line[0], spans))
    return found


def drawn(marked: Marked) -> Markup:
    """The text escaped, its marks as `<mark>`, with nothing in between: a mark may end inside a word's hyphen."""
    return all_drawn([marked])[0]


def all_drawn(texts: Sequence[Marked]) -> list[Markup]:
    """The same of several."""
    pieces = [list(text.pieces()) for text in texts]
    known = iter(escaped([piece for some in pieces for piece, _ in some]))
    return [
        Markup("".join([f"<mark>{text}</mark>" if on else text for (_, on), text in zip(some, known, strict=False)]))  # noqa: S704 - every piece is escaped
        for some in pieces
    ]


def shortened(text: str, limit: int = 120) -> str:
    """The text on one line, cut for a heading or a window title."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
