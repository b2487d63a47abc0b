"""Marked texts as HTML: cut into paragraphs, the marks drawn."""

import re

from markupsafe import Markup, escape

from search_web.answers import Marked

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
    pieces = (f"<mark>{_escaped(piece)}</mark>" if on else _escaped(piece) for piece, on in marked.pieces())
    return Markup("".join(pieces))  # noqa: S704 - every piece is escaped


def _escaped(piece: str) -> str:
    return str(escape(piece))


def shortened(text: str, limit: int = 120) -> str:
    """The text on one line, cut for a heading or a window title."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
