"""The lines that a browser would show of an HTML page, in their order."""

import re
from collections.abc import Iterator
from typing import Any

from .page import one_line

NOT_SHOWN = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "title", "iframe", "object", "canvas", "math", "select"}
)
INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr output q s samp small
    span strike strong sub sup time tt u var wbr
"""
INLINE = frozenset(INLINE_NAMES.split())
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def shown_lines(tree: Any) -> list[str]:
    """The lines of a parsed page (an lxml tree); each block of it begins a new one."""
    lines: list[str] = []
    held: list[str] = []
    for piece in _pieces(tree):
        if piece is not None:
            held.append(piece)
        elif line := one_line("".join(held)):
            lines.append(line)
            held = []
        else:
            held = []
    if line := one_line("".join(held)):
        lines.append(line)
    return lines


def _pieces(tree: Any) -> Iterator[str | None]:
    """Texts, and None where a line ends; without recursion: pages nest deeper than Python's stack."""
    waiting: list[tuple[Any, bool]] = [(tree, False)]
    while waiting:
        element, ends = waiting.pop()
        if ends:
            if _breaks(element):
                yield None
            if element is not tree:
                # Entries of a menu stand side by side without a space between them.
                yield element.tail or " "
            continue
        if not isinstance(element.tag, str) or _is_hidden(element):
            if element.tail and element is not tree:
                yield element.tail
            continue
        if _breaks(element):
            yield None
        if element.text:
            yield element.text
        waiting.append((element, True))
        waiting.extend((child, False) for child in reversed(element))


def _breaks(element: Any) -> bool:
    return element.tag not in INLINE


def _is_hidden(element: Any) -> bool:
    return (
        element.tag in NOT_SHOWN
        or "hidden" in element.attrib
        or (element.get("type") == "hidden")
        or HIDDEN.search(element.get("style") or "") is not None
    )
