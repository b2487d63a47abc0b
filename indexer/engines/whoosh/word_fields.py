"""The words of all segments as if they were one index: terms, and what leads to their postings and positions."""

from collections import Counter
from functools import cached_property

import numpy as np

from indexer.language import SENTENCE_END

from .bounded_cache import BoundedCache
from .committed import Part
from .commonest import FEW, commonest
from .dictionary import after_prefix
from .known import Known
from .postings import Mask
from .reading import read_by_parts
from .schema import ARTICLE, SIDE
from .segment import ColumnarSegment, SegmentFile
from .segment_words import END_OF_SENTENCE, SegmentWords, decoded, encoded
from .varints import offsets

LISTS_BYTES = 8 << 20
"""How many bytes of lists of terms that begin alike: who types a prefix has it sorted at every page."""


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


class WordFields:
    """The segments, which follow each other, their articles numbered through; and what stands in the word fields."""

    def __init__(self, segments: list[ColumnarSegment], files: list[SegmentFile], known: Known) -> None:
        self.segments = segments
        self.known = known
        self._files = files
        self._bases: list[int] = offsets(np.array([file.articles for file in files], np.int64)).tolist()
        self.size = self._bases[-1]
        self.articles = sum(int(segment.doc_count()) for segment in segments)
        self._whole = self.articles == self.size
        self.parts = [
            Part(
                name := segment.segment_id(),
                SegmentWords(name, file.fields, file.articles, known),
                base,
                segment.live if segment.has_deletions() else None,
                known,
            )
            for segment, file, base in zip(segments, files, self._bases, strict=False)
        ]
        self._commonest: BoundedCache[list[tuple[str, int]]] = BoundedCache(LISTS_BYTES, lambda terms: 200 * len(terms))

    def forget_words(self) -> None:
        """Let go of the files."""
        self._files, self.parts = [], []
        self._commonest = BoundedCache(0, len)

    @cached_property
    def live(self) -> Mask:
        """Which articles are not deleted."""
        return np.concatenate([np.empty(0, dtype=np.bool_), *(segment.live for segment in self.segments)])

    def dictionary(self, field: str, start: str) -> list[tuple[str, int]]:
        """Terms that begin with `start` and their article counts, by term; the end of a sentence is none.

        Deleted articles count until they are merged away, so a term may have no live article.
        """
        prefix = encoded(start)
        counts: dict[bytes, int] = {}
        for file in self._files:
            for term, count in file.fields[field].range(prefix, after_prefix(prefix)):
                counts[term] = counts.get(term, 0) + count
        counts.pop(END_OF_SENTENCE, None)
        by_term = sorted(counts.items()) if len(self._files) > 1 else counts.items()
        return [(decoded(term), count) for term, count in by_term]

    def terms_with(self, field: str, start: str) -> int:
        """See `committed.Generation.terms_with`: a term counts in each segment that has it."""
        prefix = encoded(start)
        return sum(file.fields[field].count(prefix, after_prefix(prefix)) for file in self._files)

    def commonest(self, start: str, limit: int) -> list[tuple[str, int]]:
        """Terms of title, lead and body that begin with `start`, with live article counts, the commonest first."""
        fields = [file.fields[ARTICLE] for file in self._files]
        with_most = [(field, field.most) for field in fields if field.most is not None]
        if limit <= FEW and len(with_most) == len(fields):
            found = commonest(with_most, encoded(start), limit, self._live_articles)
            return [(decoded(term), count) for term, count in found]
        whole = self._commonest.get(start, lambda: sorted(self.term_counts(start).items(), key=_by_count))
        return whole[:limit]

    def term_counts(self, start: str) -> dict[str, int]:
        """Terms of title, lead and body that begin with `start`, with live article counts."""
        if self._whole:
            return dict(self.dictionary(ARTICLE, start))
        prefix = encoded(start)
        counts: Counter[bytes] = Counter()
        for number, file in enumerate(self._files):
            live = self.live[self._bases[number] : self._bases[number + 1]]
            for some in read_by_parts(file.fields[ARTICLE], prefix, after_prefix(prefix)):
                before = offsets(live[some.articles].view(np.uint8))
                ends = np.cumsum(some.frequency)
                alive = before[ends] - before[ends - some.frequency]
                counts.update(dict(zip(some.terms, alive.tolist(), strict=True)))
        del counts[END_OF_SENTENCE]
        return {decoded(term): count for term, count in counts.items() if count}

    @cached_property
    def vocabulary(self) -> list[str]:
        """Every term of title, lead and body, those of deleted articles included."""
        return [term for term, _ in self.dictionary(ARTICLE, "")]

    def similar(self, word: str, distance: int) -> list[tuple[str, int, int]]:
        """(term, distance, live article count) of the terms of title, lead and body near the word."""
        found: dict[str, tuple[int, int]] = {}
        for file in self._files:
            for term, edits, count in file.vocabulary.near(word, distance):
                found[term] = edits, count + found.get(term, (0, 0))[1]
        found.pop(SENTENCE_END, None)
        if not self._whole:
            found = {term: (edits, self._live_articles(encoded(term))) for term, (edits, _) in found.items()}
        return [(term, edits, count) for term, (edits, count) in found.items() if count]

    def _live_articles(self, term: bytes) -> int:
        """How many live articles have the term in title, lead or body."""
        count = 0
        for part, file in zip(self.parts, self._files, strict=True):
            if part.live is None:
                count += file.fields[ARTICLE].frequency(term)
            else:
                count += int(part.live.take(part.words.postings(ARTICLE, decoded(term)).articles).sum())
        return count

    @cached_property
    def terms(self) -> int:
        """How many distinct terms the zones have, those of deleted articles included until they are merged away."""
        if len(self._files) == 1 and not self._files[0].fields[SIDE].terms:
            field = self._files[0].fields[ARTICLE]
            return field.terms - (field.find(END_OF_SENTENCE) is not None)
        side = {term for term, _ in self.dictionary(SIDE, "")}
        return len(side.union(self.vocabulary))
