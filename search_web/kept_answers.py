"""Answers that are kept for when they are asked again: a reader goes back, a headline is asked by many.

They are those of one state of the index: the first search after a commit finds
none. Their number is bounded and, roughly, their bytes; what was not asked for
longest goes first.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace

from .answers import Answers, Hit

BYTES = 64 << 20
"""What the answers may take, roughly, unless told otherwise: some thousand pages with facets."""
MOST = 10_000
"""How many answers at most, however small they are."""
LARGEST = 16
"""An answer that would take more than one part in so many of all bytes is not kept."""

ANSWER_BYTES, HIT_BYTES, SPAN_BYTES, COUNT_BYTES = 3000, 1500, 120, 75
"""What these take besides their texts. The values of facets are texts that the open index holds anyway."""


class KeptAnswers:
    """Answers by all that they depend on besides the state of the index; safe to share between threads."""

    def __init__(self, bound: int = BYTES) -> None:
        self._bound = bound
        self._state = ""
        self._kept: OrderedDict[Hashable, tuple[Answers, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, state: str, key: Hashable) -> Answers | None:
        """The answer that was given in this state of the index, if it is kept; answers of other states are dropped."""
        with self._lock:
            if state != self._state:
                self._state = state
                self._kept.clear()
                self._bytes = 0
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
        return _own(found[0])

    def put(self, state: str, key: Hashable, answers: Answers) -> None:
        """Keep the answer, unless another state was asked for meanwhile."""
        size = size_of(answers) + 2 * len(repr(key))
        if size * LARGEST > self._bound:
            return
        with self._lock:
            if state != self._state or key in self._kept:
                return
            self._kept[key] = _own(answers), size
            self._bytes += size
            while self._bytes > self._bound or len(self._kept) > MOST:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._bytes -= dropped

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """What the answers take, roughly."""
        return self._bytes


def _own(answers: Answers) -> Answers:
    """The answers with counts of their own: all else in them is immutable, and counts are dicts for whoever asked."""
    return replace(answers, facets={keyword: dict(counts) for keyword, counts in answers.facets.items()})


def size_of(answers: Answers) -> int:
    """About how many bytes they take; rather more than less."""
    texts = [answers.understood, answers.repaired, *answers.offered, *answers.expansions]
    texts += (note.text for note in answers.notes)
    counts = sum(map(len, answers.facets.values()))
    return ANSWER_BYTES + _bytes(texts) + COUNT_BYTES * counts + sum(map(_hit_bytes, answers.hits))


def _hit_bytes(hit: Hit) -> int:
    first = hit.first_published
    texts = [hit.id, hit.title, hit.url, hit.location, hit.source, hit.published.as_written, hit.snippet.text]
    texts += (*hit.regions, *hit.via, *((first.id, first.title, first.url, first.source) if first else ()))
    return HIT_BYTES + _bytes(texts) + SPAN_BYTES * (len(hit.snippet.spans) + len(hit.title_spans))


def _bytes(texts: list[str]) -> int:
    """Cyrillic letters take two bytes each, a text itself about 80."""
    return 2 * sum(map(len, texts)) + 80 * len(texts)
