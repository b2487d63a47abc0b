"""Which terms of a segment are near a word, by edits.

Comparing a word with every term takes too long, so terms are sifted first by
what a few array operations tell of all of them: their lengths, and which
letters they have. An edit changes the length by one at most, and adds one
letter and removes one at most.
"""

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .varints import offsets

Letters = npt.NDArray[np.uint64]


class Vocabulary:
    """Terms with their article counts, ready to be compared with words."""

    def __init__(self, terms: list[tuple[str, int]]) -> None:
        """Sort the terms by length; those of one length stay in their order."""
        sizes = np.array([len(term) for term, _ in terms], dtype=np.int64)
        order = np.argsort(sizes, kind="stable").tolist()
        self._terms = [terms[i] for i in order]
        self._letters = _letters([term for term, _ in self._terms])
        self._starts: list[int] = offsets(np.bincount(sizes)).tolist()

    def near(self, word: str, distance: int) -> list[tuple[str, int, int]]:
        """(term, edits, article count) of the terms within `distance` edits of the word."""
        longest = len(self._starts) - 1
        start = self._starts[min(max(len(word) - distance, 0), longest)]
        stop = self._starts[min(len(word) + distance + 1, longest)]
        others = self._letters[start:stop] ^ _letters([word])[0]
        sifted = (start + np.flatnonzero(_ones(others) <= 2 * distance)).tolist()
        found = process.extract(
            word, [self._terms[i][0] for i in sifted], scorer=OSA.distance, score_cutoff=distance, limit=None
        )
        return [(term, int(edits), self._terms[sifted[i]][1]) for term, edits, i in found]


def _letters(terms: list[str]) -> Letters:
    """For each term 64 bits: which letters it has, by the low six bits of their numbers, where Russian ones differ."""
    if not terms:
        return np.empty(0, dtype=np.uint64)
    codes = np.frombuffer("".join(terms).encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
    bits = np.uint64(1) << (codes & np.uint32(63)).astype(np.uint64)
    starts = offsets(np.array([len(term) for term in terms], dtype=np.int64))
    some = np.flatnonzero(np.diff(starts))
    letters = np.zeros(len(terms), dtype=np.uint64)
    if some.size:
        letters[some] = np.bitwise_or.reduceat(bits, starts[some])
    return letters


def _ones(bits: Letters) -> Letters:
    """How many bits of each are set: by pairs, by fours, by eights, then all bytes added up in the highest."""
    pairs = bits - ((bits >> np.uint64(1)) & np.uint64(0x5555555555555555))
    low = np.uint64(0x3333333333333333)
    fours = (pairs & low) + ((pairs >> np.uint64(2)) & low)
    eights = (fours + (fours >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    ones: Letters = (eights * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return ones
