"""An article as a few hundred bytes that tell how much of its text another one has.

Two things are remembered: its shingles (every four words in a row, by MinHash),
and its figures and names, by which a new weather report differs from the one of
yesterday although nearly all of its words are the same.
"""

import re
from collections.abc import Iterator
from typing import Protocol
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from ..article import Article
from ..language.normalize import fold, normalize
from .stories import known_by

SHINGLE = 4
"""Words in a shingle."""

PERMUTATIONS = 128
"""Values of a signature, 12 bits of each: the similarity of two texts is known to within about 0.04."""

BANDS = PERMUTATIONS // 2
"""Two values of a signature are a band: articles that share one are compared."""

MARKS = 24
"""How many figures and names are remembered; of more, those with the smallest hashes."""

NO_MARK = 0xFFFF
"""Fills the places for marks that an article does not need."""

SEED = 20_260_101
ALGORITHM = f"rensa-R-{RMinHash.ALGORITHM_VERSION}/2"
"""How sketches are made. Those of another algorithm cannot be compared with ours."""

SKETCH = np.dtype(
    [
        ("known_by", "<i8"),
        ("shingles", "<u4"),
        ("source", "<u2"),
        ("marks", "<u2", MARKS),
        ("low", "u1", PERMUTATIONS),
        ("high", "u1", BANDS),
    ]
)
"""`known_by` is when the article was certainly published, in seconds of UTC; `shingles` counts different ones,
`source` is a hash of the outlet's name, 0 where that is unknown. Of each value of the signature `low` has the lower
eight bits; `high` has for each band the upper four, those of its first value in the lower half of the byte."""

Sketches = npt.NDArray[np.void]


class SketchesByPlace(Protocol):
    """Many sketches, of which all can be passed over and some taken."""

    def parts(self) -> Iterator[tuple[int, Sketches]]:
        """All of them, some at a time, each time with the place of the first."""

    def take(self, places: npt.NDArray[np.integer]) -> Sketches:
        """The sketches at these places, in their order."""

    def column(self, name: str) -> npt.NDArray[np.int64]:
        """One of their numbers, for all of them."""


WORD = re.compile(r"\w+")
# A capital letter within a sentence: «в Орске», «слова Петрова», not the first word after a full stop. It begins with
# the blank, which a search finds in a third of the time that it takes to try every letter. Of names in a row every
# second one is passed over.
NAME = re.compile(r" (?<=[\w,»)-] )[«\"„“(]?([A-ZА-ЯЁ]\w+)(?: [«\"„“(]?[A-ZА-ЯЁ]\w+)?")
STEM = 6
"""Letters of a name that count: «Хабаровска» and «Хабаровску» are one name."""


def sketch(article: Article) -> Sketches:
    """What is remembered of the lead and body of the article, one row; each outlet writes a title of its own."""
    text = normalize(f"{article.lead}\n{article.text}").text
    words = WORD.findall(fold(text))
    following = (words[at:] for at in range(SHINGLE))
    shingles = list(set(map(" ".join, zip(*following, strict=False))))
    signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    signature.update(shingles)
    row = np.zeros(1, dtype=SKETCH)
    row["known_by"] = known_by(article.published)
    row["shingles"] = len(shingles)
    row["source"] = _hash(fold(article.source)) if article.source else 0
    row["marks"] = _smallest({_hash(mark) for mark in _marks(text, words)})
    values = np.array(signature.digest(), dtype=np.uint32)
    row["low"] = values & 0xFF
    upper = values >> 8 & 0xF
    row["high"] = upper[0::2] | upper[1::2] << 4
    return row


def _marks(text: str, words: list[str]) -> set[str]:
    figures = {word for word in words if not word.isalpha() and any(map(str.isdigit, word))}
    return figures | {fold(name)[:STEM] for name in NAME.findall(text)}


def _hash(text: str) -> int:
    return crc32(text.encode(errors="surrogatepass")) % NO_MARK


def _smallest(hashes: set[int]) -> npt.NDArray[np.uint16]:
    marks = np.full(MARKS, NO_MARK, dtype=np.uint16)
    smallest = sorted(hashes)[:MARKS]
    marks[: len(smallest)] = smallest
    return marks
