"""Marked texts cut into paragraphs; marks stay data until the template draws them."""

import re

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


def shortened(text: str, limit: int = 120) -> str:
    """The text on one line, cut for a heading or a window title."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
