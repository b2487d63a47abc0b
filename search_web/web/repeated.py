"""Drawing a macro for many rows in the time of one: it is drawn once, and the values of each row are put in.

    {% macro value(text, address, active, number) %}<li><a href="{{ address }}">…{% endmacro %}
    {% set shown, rest = each(value, [facet.shown, facet.rest]) %}<ul>{{ shown }}</ul>

A page has a hundred and fifty rows of facets, and each expression of a template
takes a microsecond. A row is the arguments of the macro: texts, and switches
(True or False). The macro is drawn anew for other switches, and where other
texts are empty, so it may ask for both; what a text says otherwise, and what
the page is about, it can only print. Every text is escaped.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice, repeat
from typing import cast

from markupsafe import Markup, escape

PLACE = re.compile("\0([0-9]+)\0")
SEPARATOR = "\0"

MOST_PATTERNS = 64
"""A macro has a handful; where templates are read anew when they change, so are their macros."""

Value = str | bool
Rows = Sequence[Sequence[Value]]
Column = Sequence[str]
Shape = tuple[bool, ...]
Macro = Callable[..., str]
Pattern = tuple[str | int, ...]
"""What a macro draws, cut where texts of the row belong, and the numbers of their columns in between."""


class Each:
    """Draws rows; safe to share between threads.

    What a macro draws for a shape of row is kept for the next page, for as long as
    the macro is the same object: one imported from another template is.
    """

    def __init__(self) -> None:
        self._patterns: dict[tuple[Macro, Shape], Pattern] = {}

    def __call__(self, macro: Macro, lists: Sequence[Rows]) -> list[Markup]:
        """For each list of rows what the macro draws of them, one after the other."""
        rows = list(chain.from_iterable(lists))
        drawn = iter(self._drawn(macro, rows) if rows else ())
        # The template's own markup and escaped values.
        return [Markup("".join(islice(drawn, len(some)))) for some in lists]  # noqa: S704

    def _drawn(self, macro: Macro, rows: Rows) -> Iterable[str]:
        columns = list(zip(*rows, strict=True))
        escaped = list(map(_escaped, columns))
        shape = tuple(map(all, columns))
        if shape == tuple(map(any, columns)):  # nearly always all rows are of one shape
            return _filled(self._pattern(macro, rows[0], shape), escaped)
        shapes = (tuple(map(bool, row)) for row in rows)
        texts = ([(text,) for text in row] for row in zip(*escaped, strict=True))
        patterns = map(self._pattern, repeat(macro), rows, shapes)
        return chain.from_iterable(map(_filled, patterns, texts))

    def _pattern(self, macro: Macro, row: Sequence[Value], shape: Shape) -> Pattern:
        """For rows of this shape, of which one is given."""
        pattern = self._patterns.get((macro, shape))
        if pattern is None:
            places = [f"\0{n}\0" if value and isinstance(value, str) else value for n, value in enumerate(row)]
            pieces = PLACE.split(str(macro(*places)))
            pattern = tuple(int(piece) if n % 2 else piece for n, piece in enumerate(pieces))
            if len(self._patterns) >= MOST_PATTERNS:
                self._patterns = {}
            self._patterns[macro, shape] = pattern
        return pattern


def _filled(pattern: Pattern, columns: Sequence[Column]) -> Iterable[str]:
    """Each row: its texts, and before, between and behind these what the macro draws."""
    if len(pattern) == 1:  # nothing of the row is drawn
        return [cast("str", pattern[0])] * len(columns[0])
    pieces = [repeat(piece) if isinstance(piece, str) else columns[piece] for piece in pattern]
    return map("".join, zip(*pieces, strict=False))


def _escaped(column: Sequence[Value]) -> Column:
    """All texts of a column at once, which takes a tenth of the time; one by one where a text has the separator."""
    if isinstance(column[0], bool):
        return ("",) * len(column)  # no place is for a switch
    texts = cast("Column", column)
    escaped = str(escape(SEPARATOR.join(texts))).split(SEPARATOR)
    return escaped if len(escaped) == len(texts) else [str(escape(text)) for text in texts]
