"""The words of one segment: terms, postings, positions."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from indexer.language import SENTENCE_END
from indexer.query import Field

from .article_set import contains
from .dictionary import FieldReader, after_prefix
from .inverted import ZONE_NUMBERS
from .known import Known
from .locating import SPARSE, locate, standing
from .postings import ARTICLE_SHIFT, Int32, Int64, Mask, PackedCounts, Positions, Postings, Standing
from .reading import articles_of, positions_of, read_by_parts
from .schema import ARTICLE
from .standing_by_counts import standing_by_counts
from .varints import offsets, ranges

END_OF_SENTENCE = SENTENCE_END.encode()


class SegmentWords:
    """See `committed.Words`; what was read is kept under the segment's name."""

    def __init__(self, name: str, fields: Mapping[str, FieldReader], size: int, known: Known) -> None:
        self._name = name
        self._fields = fields
        self._known = known
        self.size = size

    def postings(self, field: str, term: str) -> Postings:
        """See `committed.Words.postings`."""
        return self._known.postings.get((self._name, field, term), lambda: self._decode(field, encoded(term)))

    def _decode(self, field: str, term: bytes) -> Postings:
        found = articles_of(self._fields[field], term)
        if found is None:
            zones = len(ZONE_NUMBERS[field])
            found = np.empty(0, np.int32), np.empty((zones, 0), np.uint16), np.empty(0, np.bool_)
        for array in found:
            array.flags.writeable = False
        return Postings(*found)

    def positions(self, field: str, term: str, among: Int32 | None = None) -> Positions:
        """See `committed.Words.positions`."""
        written = encoded(term)
        if among is not None and among.size * SPARSE <= self._fields[field].frequency(written):
            return Positions(*self.standing(field, (term,), np.zeros(among.size, np.int64), among)[1:])
        postings = self.postings(field, term)
        if not postings.articles.size:
            return Positions(np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.uint32))
        chosen = None if among is None else postings.articles.searchsorted(among)
        return Positions(*positions_of(self._fields[field], written, postings.counts, chosen))

    def standing(self, field: str, terms: Sequence[str], which: Int64, articles: Int32) -> Standing:
        """See `committed.Words.standing`."""
        reader = self._fields[field]
        located = [
            self._known.located.get((self._name, field, term), partial(locate, reader, encoded(term))) for term in terms
        ]
        if field == ARTICLE and len({one.group for one in located}) == 1:
            known = [self._known.counts.peek((self._name, field, Field.ARTICLE, term)) for term in terms]
            counts = [one for one in known if isinstance(one, PackedCounts)]
            if counts and len(counts) == len(known):
                return standing_by_counts(reader, located, counts, which, articles)
        return standing(reader, located, which, articles)

    def occurrences(self, field: str, start: str) -> Int64:
        """See `committed.Words.occurrences`."""
        prefix = encoded(start)
        found = [np.empty(0, dtype=np.int64)]
        for some in read_by_parts(self._fields[field], prefix, after_prefix(prefix)):
            words = some.without(END_OF_SENTENCE)
            articles = words.articles.repeat(words.counts.sum(axis=0, dtype=np.int64))
            found.append(articles.astype(np.int64) << ARTICLE_SHIFT | words.keys)
        whole = np.concatenate(found)
        whole.sort()
        first: Mask = np.diff(whole, prepend=-1) != 0
        return whole.compress(first)

    def beginning(self, field: str, start: str, among: Int32) -> dict[str, Int64]:
        """See `committed.Words.beginning`."""
        prefix = encoded(start)
        found: dict[str, Int64] = {}
        for some in read_by_parts(self._fields[field], prefix, after_prefix(prefix)):
            words = some.without(END_OF_SENTENCE)
            here = contains(among, words.articles).nonzero()[0]
            at = offsets(words.counts.sum(axis=0, dtype=np.int64))
            first, after = at.take(here), at.take(here + 1)
            keys = words.articles.take(here).astype(np.int64).repeat(after - first) << ARTICLE_SHIFT
            keys |= words.keys.take(ranges(first, after))
            term = np.arange(len(words.terms)).repeat(words.frequency).take(here)
            news = np.diff(term, prepend=-1).nonzero()[0]
            cuts = np.append(offsets(after - first).take(news), keys.size).tolist()
            for number, (begin, end) in zip(term.take(news).tolist(), pairwise(cuts), strict=True):
                found[decoded(words.terms[number])] = keys[begin:end]
        return found

    def dictionary(self, field: str, start: str) -> list[tuple[str, int]]:
        """See `committed.Words.dictionary`."""
        prefix = encoded(start)
        terms = self._fields[field].range(prefix, after_prefix(prefix))
        return [(decoded(term), count) for term, count in terms if term != END_OF_SENTENCE]


def encoded(term: str) -> bytes:
    """A term as it is written; text that was cut within a character has halves of it."""
    return term.encode(errors="surrogatepass")


def decoded(term: bytes) -> str:
    """A term that was written so."""
    return term.decode(errors="surrogatepass")
