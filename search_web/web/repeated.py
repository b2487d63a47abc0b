"""Drawing a macro for many rows in the time of one: it is drawn once, and the values of each row are put in.

    {% macro value(text, address, active, number) %}<li><a href="{{ address }}">…{% endmacro %}
    <ul>{{ each(value, facet.rest) }}</ul>

A page has a hundred and fifty rows of facets, and each expression of a template
takes a microsecond. A row is the arguments of the macro: texts, and switches
(True or False). The macro is drawn anew for other switches, and where other
texts are empty, so it may ask for both; what a text says otherwise it can only
print. Every text is escaped.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

SHORT = 128
"""Texts up to so many code points are kept escaped: the commonest sources and regions stand on every page."""
PLACE = re.compile("\0([0-9]+)\0")

Value = str | bool
Shape = tuple[bool, ...]


class Each:
    """Draws rows, for one page: what a macro draws for a shape of row is kept as long."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[Callable[..., str], Shape], Callable[..., str]] = {}

    def __call__(self, macro: Callable[..., str], rows: Sequence[Sequence[Value]]) -> Markup:
        """The macro for each of the rows, one after the other."""
        columns = list(zip(*rows, strict=True))
        shapes = zip(*map(_bools, columns), strict=True)
        texts = zip(*map(_escaped, columns), strict=True)
        drawn = []
        for row, shape, values in zip(rows, shapes, texts, strict=True):
            pattern = self._patterns.get((macro, shape))
            if pattern is None:
                pattern = self._patterns[macro, shape] = _pattern(macro, row)
            drawn.append(pattern(*values))
        return Markup("".join(drawn))  # noqa: S704 - the template's own markup and escaped values


def _bools(column: Sequence[Value]) -> Iterable[bool]:
    return map(bool, column)


def _escaped(column: Sequence[Value]) -> list[str]:
    return [_escaped_before(text) if len(text) <= SHORT else str(escape(text)) for text in map(str, column)]


@lru_cache(1 << 13)
def _escaped_before(text: str) -> str:
    return str(escape(text))


def _pattern(macro: Callable[..., str], row: Sequence[Value]) -> Callable[..., str]:
    """What the macro draws, with places for the texts of the row, to be filled in by `format`."""
    places = [f"\0{n}\0" if value and isinstance(value, str) else value for n, value in enumerate(row)]
    drawn = str(macro(*places)).replace("{", "{{").replace("}", "}}")
    return PLACE.sub(r"{\1}", drawn).format
