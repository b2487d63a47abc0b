"""Answers that are kept for when they are asked again: see `kept.py`."""

from collections.abc import Hashable
from dataclasses import replace

from .answers import Answers, Hit
from .kept import Kept

BYTES = 64 << 20
"""What the answers may take, roughly, unless told otherwise: some thousand pages with facets."""

ANSWER_BYTES, HIT_BYTES, SPAN_BYTES, COUNT_BYTES = 3000, 1500, 120, 75
"""What these take besides their texts. The values of facets are texts that the open index holds anyway."""


class KeptAnswers:
    """Answers by all that they depend on besides the state of the index; safe to share between threads."""

    def __init__(self, bound: int = BYTES) -> None:
        self._kept: Kept[Answers] = Kept(bound)

    def get(self, state: str, key: Hashable) -> Answers | None:
        """The answer that was given in this state of the index, if it is kept; answers of other states are dropped."""
        found = self._kept.get(state, key)
        return None if found is None else _own(found)

    def put(self, state: str, key: Hashable, answers: Answers) -> None:
        """Keep the answer, unless another state was asked for meanwhile."""
        self._kept.put(state, key, _own(answers), size_of(answers) + 2 * len(repr(key)))

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """What the answers take, roughly."""
        return self._kept.bytes


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
