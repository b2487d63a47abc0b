"""What is known of each article besides its words: lengths, days, keywords, its id."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.analyzed import AnalyzedArticle
from indexer.query import Keyword, Zone

from .blocks import Blocks, BlocksWriter
from .ids import IdsReader
from .postings import Int32, Int64, Mask
from .varints import offsets, ranges

ZONES = len(Zone)
NUMBERS = ("first", "last", "order")
KEYWORDS = tuple(keyword for keyword in Keyword if keyword is not Keyword.ID)

KeywordColumn = tuple[list[str], Int64, Int32]
"""The values of a keyword that occur; and by article, `codes[starts[i]:starts[i + 1]]`, the numbers of those it has."""


@dataclass
class Columns:
    """The columns of some articles. Days are proleptic ordinals, 0 where unknown; `lengths` has a row for each zone."""

    ids: list[bytes]
    lengths: Int32
    first: Int32
    last: Int32
    order: Int64
    keywords: dict[Keyword, KeywordColumn]

    def write(self, blocks: BlocksWriter) -> None:
        """Write them as blocks."""
        for zone, row in zip(Zone, self.lengths, strict=True):
            blocks.add(f"length.{zone}", narrow(row))
        blocks.add("first", self.first.astype(np.int32))
        blocks.add("last", self.last.astype(np.int32))
        blocks.add("order", self.order)
        _write_ids(blocks, self.ids)
        for keyword, column in self.keywords.items():
            _write_keyword(blocks, keyword, column)


def _write_ids(blocks: BlocksWriter, ids: list[bytes]) -> None:
    _write_texts(blocks, "id", ids)
    by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.uint32)
    blocks.add("id.sorted", narrow(by_id))


def _merge_ids(parts: Sequence[tuple[IdsReader, Mask]], blocks: BlocksWriter) -> None:
    """Write the ids of the live articles; those of a million, as so many objects, take a hundred megabytes."""
    sizes = []
    with blocks.stream("id") as stream:
        for ids, live in parts:
            texts, of_part = ids.texts(live)
            stream.write(texts)
            sizes.append(of_part)
    blocks.add("id.at", narrow(offsets(np.concatenate(sizes))))
    before = offsets(np.array([np.count_nonzero(live) for _, live in parts])).tolist()
    runs = (ids.live_in_order(live, first) for (ids, live), first in zip(parts, before, strict=False))
    by_id = np.fromiter((number for _, number in heapq.merge(*runs)), dtype=np.uint32, count=before[-1])
    blocks.add("id.sorted", narrow(by_id))


def _write_keyword(blocks: BlocksWriter, keyword: Keyword, column: KeywordColumn) -> None:
    values, starts, codes = column
    _write_texts(blocks, f"{keyword}", [value.encode(errors="surrogatepass") for value in values])
    blocks.add(f"{keyword}.count", narrow(np.diff(starts)))
    blocks.add(f"{keyword}.code", narrow(codes))


def _write_texts(blocks: BlocksWriter, name: str, texts: list[bytes]) -> None:
    blocks.add(name, np.frombuffer(b"".join(texts), dtype=np.uint8))
    blocks.add(f"{name}.at", narrow(offsets(np.array([len(one) for one in texts], dtype=np.int64))))


def merge(parts: Sequence[tuple["ColumnsReader", Mask]], blocks: BlocksWriter) -> None:
    """Write the columns of the live articles of all parts, one part after the other.

    One column is in memory at a time: together those of a million articles are some hundreds of megabytes.
    """
    for zone in Zone:
        blocks.add(f"length.{zone}", narrow(np.concatenate([part.length(zone)[live] for part, live in parts])))
    for name in NUMBERS:
        blocks.add(name, np.concatenate([part.number(name)[live] for part, live in parts]))
    _merge_ids([(part.ids, live) for part, live in parts], blocks)
    whole = np.concatenate([live for _, live in parts])
    for keyword in KEYWORDS:
        _write_keyword(blocks, keyword, _of_live(join_keywords([part.keyword(keyword) for part, _ in parts]), whole))


def _of_live(column: KeywordColumn, live: Mask) -> KeywordColumn:
    """The column without the articles that are not live, and without the values that only they have."""
    values, starts, codes = column
    begin, end = starts[:-1][live], starts[1:][live]
    codes = codes[ranges(begin, end)]
    used = np.bincount(codes, minlength=len(values)) > 0
    number = (np.cumsum(used) - 1).astype(np.int32)
    return [values[i] for i in np.flatnonzero(used).tolist()], offsets(end - begin), number[codes]


def join_keywords(parts: list[KeywordColumn]) -> KeywordColumn:
    """Keyword columns of several parts as one, each value once."""
    number: dict[str, int] = {}
    counts, codes = [], []
    for values, starts, part_codes in parts:
        new = np.array([number.setdefault(value, len(number)) for value in values], dtype=np.int32)
        counts.append(np.diff(starts))
        codes.append(new[part_codes])
    if not parts:
        return [], np.zeros(1, np.int64), np.empty(0, np.int32)
    return list(number), offsets(np.concatenate(counts)), np.concatenate(codes)


class Row(NamedTuple):
    """What the columns have of one article: the words of its zones, its days and order; its values by `KEYWORDS`."""

    id: str
    numbers: tuple[int, ...]
    keywords: tuple[tuple[str, ...], ...]


def row_of(analyzed: AnalyzedArticle, lengths: tuple[int, ...]) -> Row:
    """The row of an article with so many words in each of its zones."""
    published = analyzed.article.published
    days = (
        published.first.toordinal() if published.first else 0,
        published.last.toordinal() if published.last else 0,
        published.order(),
    )
    keywords = tuple(analyzed.keywords.get(keyword, ()) for keyword in KEYWORDS)
    return Row(analyzed.article.id, (*lengths, *days), keywords)


class ColumnsBuilder:
    """Gathers the columns of articles as they come."""

    def __init__(self) -> None:
        self.ids: list[bytes] = []
        self._numbers: list[tuple[int, ...]] = []
        self._values: dict[Keyword, dict[str, int]] = {keyword: {} for keyword in KEYWORDS}
        self._counts: dict[Keyword, list[int]] = {keyword: [] for keyword in KEYWORDS}
        self._codes: dict[Keyword, list[int]] = {keyword: [] for keyword in KEYWORDS}

    def add(self, row: Row) -> int:
        """Take the article's row; its number."""
        codes = [
            [number.setdefault(value, len(number)) for value in values]
            for number, values in zip(self._values.values(), row.keywords, strict=True)
        ]
        self.ids.append(row.id.encode(errors="surrogatepass"))  # from here on nothing can fail
        self._numbers.append(row.numbers)
        for keyword, numbers in zip(KEYWORDS, codes, strict=True):
            self._counts[keyword].append(len(numbers))
            self._codes[keyword] += numbers
        return len(self.ids) - 1

    def columns(self) -> Columns:
        """The columns of the articles so far."""
        numbers = np.array(self._numbers, dtype=np.int64).reshape(len(self.ids), ZONES + 3).T
        return Columns(
            ids=self.ids,
            lengths=numbers[:ZONES].astype(np.int32),
            first=numbers[ZONES].astype(np.int32),
            last=numbers[ZONES + 1].astype(np.int32),
            order=numbers[ZONES + 2].copy(),
            keywords={
                keyword: (
                    list(self._values[keyword]),
                    offsets(np.array(self._counts[keyword], dtype=np.int64)),
                    np.array(self._codes[keyword], dtype=np.int32),
                )
                for keyword in KEYWORDS
            },
        )


class ColumnsReader:
    """The columns of a segment, each read when it is first asked for."""

    def __init__(self, blocks: Blocks, articles: int) -> None:
        self._blocks = blocks
        self.articles = articles
        self.ids = IdsReader(blocks, articles)

    @cached_property
    def lengths(self) -> Int32:
        """Words, by zone and article."""
        return np.stack([self.length(zone).astype(np.int32) for zone in Zone])

    def length(self, zone: Zone) -> npt.NDArray[Any]:
        """Words in the zone, by article."""
        return self._blocks[f"length.{zone}"]

    def number(self, name: str) -> npt.NDArray[Any]:
        """One of the columns NUMBERS."""
        return self._blocks[name]

    def keyword(self, keyword: Keyword) -> KeywordColumn:
        """See `KeywordColumn`."""
        data, at = self._blocks[f"{keyword}"].tobytes(), self._blocks[f"{keyword}.at"].tolist()
        values = [data[a:b].decode(errors="surrogatepass") for a, b in pairwise(at)]
        counts, codes = self._blocks[f"{keyword}.count"], self._blocks[f"{keyword}.code"]
        return values, offsets(counts), codes.astype(np.int32)


def narrow(values: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    """The numbers, none negative, in the smallest type that holds them."""
    most = int(values.max(initial=0))
    kind = next(kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if most <= np.iinfo(kind).max)
    return values.astype(kind)
