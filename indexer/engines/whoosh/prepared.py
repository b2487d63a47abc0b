"""What a process that analyzes articles does of the writer's work: see `indexer.engine.Preparing`.

Its tokens come as arrays that go by the numbers of its own `Classes`; the terms
of a class are sent once, with the first article that has one of its tokens. All
that is left to do for the writer is to renumber, and to turn round the arrays.
"""

from collections.abc import Sequence
from secrets import token_hex
from typing import NamedTuple

import numpy as np

from indexer.about import about_to_row
from indexer.analyzed import AnalyzedArticle, zone_texts
from indexer.article import to_row

from . import layout
from .columns import Row, row_of
from .inversion import Classes, FieldTokens, Terms
from .postings import Int32
from .schema import WORDS
from .stored import to_bytes

MOST_CLASSES = 1 << 16
"""Classes after which a process begins to number anew: so much is remembered of each process, too."""


class Batch(NamedTuple):
    """Articles ready to be written; `first` is how many classes the sender sent before."""

    sender: str
    first: int
    classes: list[Terms]
    rows: list[Row]
    stored: list[bytes]
    fields: dict[str, FieldTokens]


class Preparing:
    """Prepares articles for a `ColumnarWriter`, in whichever process it is sent to."""

    def __init__(self) -> None:
        self._sender = ""
        self._classes = Classes()

    def prepare(self, articles: Sequence[AnalyzedArticle]) -> Batch:
        """See `indexer.engine.Preparing.prepare`."""
        if not self._sender or len(self._classes) > MOST_CLASSES:
            self._sender = self._sender or token_hex(8)  # of the process, not of the one that sent it here
            self._classes = Classes()
        first = len(self._classes)
        tokens = [self._classes.tokens(article) for article in articles]
        return Batch(
            self._sender,
            first,
            self._classes.terms[first:],
            [
                row_of(article, tuple(n for name in WORDS for n in of[name].lengths))
                for article, of in zip(articles, tokens, strict=True)
            ],
            stored_bytes(articles),
            {name: FieldTokens.of([of[name] for of in tokens]) for name in WORDS},
        )


def stored_bytes(articles: Sequence[AnalyzedArticle]) -> list[bytes]:
    """What is stored of each article."""
    layouts = layout.write([one.tokens for one in articles], [zone_texts(one.article) for one in articles])
    rows = (to_row(one.article) | {"about": about_to_row(one.about)} for one in articles)
    return [to_bytes(row, its) for row, its in zip(rows, layouts, strict=True)]


_Sent = tuple[list[Terms], Classes | None, Int32]
"""The classes of a sender, the writer's classes, and the numbers that they have there."""


class Numbers:
    """Which numbers the classes of each sender have in the writer."""

    def __init__(self) -> None:
        self._senders: dict[str, _Sent] = {}

    def of(self, batch: Batch, classes: Classes) -> Int32:
        """The number in `classes` of each class that the sender of the batch has sent."""
        nothing: _Sent = [], None, np.empty(0, dtype=np.int32)
        terms, known, numbers = self._senders.get(batch.sender, nothing) if batch.first else nothing
        if len(terms) != batch.first:
            raise ValueError("the batches of a process are put in their order, and none is left out")
        if known is not classes:  # what was held has been written, and the writer has begun anew
            numbers = classes.of_others(terms)
        new = classes.of_others(batch.classes)
        # The writer's own objects: a second copy of all terms for each process would be much.
        terms += map(classes.terms.__getitem__, new.tolist())
        numbers = np.concatenate([numbers, new])
        self._senders[batch.sender] = terms, classes, numbers
        return numbers
