"""Drawing a macro for many rows in the time of one: it is drawn once, and the values of each row are put in.

    {% macro value(text, address, active, number) %}<li><a href="{{ address }}">…{% endmacro %}
    {% set shown, rest = each(value, [facet.shown, facet.rest]) %}<ul>{{ shown }}</ul>

A page has a hundred and fifty rows of facets, and each expression of a template
takes a microsecond. A row is the arguments of the macro: texts, markup, and
switches (True or False). The macro is drawn anew for other switches, and where
other texts are empty, so it may ask for both; what a text says otherwise, and
what the page is about, it can only print. Every text is escaped.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice, repeat
from typing import cast

from markupsafe import Markup

from .escaping import escaped

PLACE = re.compile("\0([0-9]+)\0")

MOST_PATTERNS = 64
"""A macro has a handful; where templates are read anew when they change, so are their macros."""

Value = str | bool
Rows = Sequence[Sequence[Value]]
Column = Sequence[Value]
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
        drawn = iter(self._drawn(macro, list(zip(*rows, strict=True))) if rows else ())
        # The template's own markup and escaped values.
        return [Markup("".join(islice(drawn, len(some)))) for some in lists]  # noqa: S704

    def columns(self, macro: Macro, *columns: Column) -> Markup:
        """What the macro draws of rows that are given column by column."""
        return Markup("".join(self._drawn(macro, columns) if columns[0] else ()))  # noqa: S704 - as above

    def _drawn(self, macro: Macro, columns: Sequence[Column]) -> Iterable[str]:
        """Each row."""
        texts = list(map(_escaped, columns))
        shape = tuple(map(all, columns))
        if shape == tuple(map(any, columns)):  # nearly always all rows are of one shape
            return _filled(self._pattern(macro, shape, columns), texts)
        shapes = list(zip(*(map(bool, column) for column in columns), strict=True))
        patterns = {shape: self._pattern(macro, shape, columns) for shape in dict.fromkeys(shapes)}
        return [
            "".join([piece if isinstance(piece, str) else row[piece] for piece in patterns[shape]])
            for shape, row in zip(shapes, zip(*texts, strict=True), strict=True)
        ]

    def _pattern(self, macro: Macro, shape: Shape, columns: Sequence[Column]) -> Pattern:
        """What the macro draws of rows of this shape, of which the columns have some."""
        pattern = self._patterns.get((macro, shape))
        if pattern is None:
            places = [
                there if isinstance(column[0], bool) else f"\0{n}\0" if there else ""
                for n, (there, column) in enumerate(zip(shape, columns, strict=True))
            ]
            pieces = PLACE.split(str(macro(*places)))
            pattern = tuple(int(piece) if n % 2 else piece for n, piece in enumerate(pieces))
            if len(self._patterns) >= MOST_PATTERNS:
                self._patterns = {}
            self._patterns[macro, shape] = pattern
        return pattern


def _filled(pattern: Pattern, columns: Sequence[Sequence[str]]) -> Iterable[str]:
    """Each row: its texts, and before, between and behind these what the macro draws."""
    if len(pattern) == 1:  # nothing of the row is drawn
        return [cast("str", pattern[0])] * len(columns[0])
    pieces = [repeat(piece) if isinstance(piece, str) else columns[piece] for piece in pattern]
    return map("".join, zip(*pieces, strict=False))


def _escaped(column: Column) -> Sequence[str]:
    if isinstance(column[0], bool):
        return ("",) * len(column)  # no place is for a switch
    return escaped(cast("Sequence[str]", column))
