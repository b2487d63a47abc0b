"""Lines that come back over the pages of a source: menus, imprints and banners give themselves away by it.

A build counts the lines of all text pages, keeps what it found with the index,
and cleans by it; updates clean by the same, so a page reads alike whenever it
is read. A source here is the folder in which a page lies.
"""

import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Self

VERSION = 1
BLOCK = "furniture"
"""Under which name an engine keeps the statistics."""

FIGURES = re.compile(r"\d+")
FEWEST_PAGES, LEAST_SHARE = 3, 0.05
MOST_LINES = 200_000  # counted at a time over all sources
MOST_COPIES = 100_000  # pages remembered to notice copies
LONGEST_LINES = 3


@dataclass(slots=True)
class _Source:
    pages: int = 0
    counts: dict[int, int] = field(default_factory=dict)


class Furniture:
    """How often lines come back, source by source. Its size does not grow with the archive."""

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}
        self._counted = 0
        self._seen: set[int] = set()

    def learn(self, source: str, lines: Iterable[str]) -> None:
        """Count the lines of one page, each once; `lines` are their words (`cleaning.lines.said`).

        A page whose longest lines were seen before is a copy of another, not a
        page more that has them: its paragraphs are no furniture.
        """
        distinct = {line for line in lines if line}
        if not distinct:
            return
        longest = sorted(distinct, key=lambda line: (-len(line), line))[:LONGEST_LINES]
        page = _hash(source + "\n" + "\n".join(longest))
        if page in self._seen:
            return
        if len(self._seen) >= MOST_COPIES:
            self._seen.clear()
        self._seen.add(page)
        known = self._sources.setdefault(source, _Source())
        known.pages += 1
        for key in {_hash(_without_figures(line)) for line in distinct}:
            before = known.counts.get(key, 0)
            known.counts[key] = before + 1
            self._counted += not before
        if self._counted > MOST_LINES:
            self._prune()

    def __bool__(self) -> bool:
        """Whether any line comes back often enough to be furniture."""
        return any(_share(n, source.pages) for source in self._sources.values() for n in source.counts.values())

    def share(self, source: str, line: str) -> float:
        """On which part of the source's pages the line is; 0 where that is too few to call it furniture."""
        known = self._sources.get(source)
        if known is None or not line:
            return 0.0
        count = known.counts.get(_hash(_without_figures(line)), 0)
        return _share(count, known.pages)

    def to_bytes(self) -> bytes:
        """The lines that are furniture, to be kept with an index."""
        sources: dict[str, Any] = {}
        for name, source in sorted(self._sources.items()):
            counts = {f"{key:x}": n for key, n in sorted(source.counts.items()) if _share(n, source.pages)}
            sources[name] = {"pages": source.pages, "lines": counts}
        return zlib.compress(json.dumps({"version": VERSION, "sources": sources}).encode())

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """What `to_bytes` wrote; `ValueError` when another version wrote it, or it is damaged."""
        try:
            row = json.loads(zlib.decompress(data))
            if row["version"] != VERSION:
                raise ValueError(f"statistics of version {row['version']}, not {VERSION}")
            read = cls()
            for name, source in row["sources"].items():
                counts = {int(key, 16): int(count) for key, count in source["lines"].items()}
                read._sources[name] = _Source(int(source["pages"]), counts)
                read._counted += len(counts)
        except (zlib.error, KeyError, TypeError, AttributeError) as error:
            raise ValueError("statistics that cannot be read") from error
        return read

    def _prune(self) -> None:
        """Forget the rarest lines: first those far below the share that counts, then whatever is rarest."""
        least = 1
        while self._counted > MOST_LINES // 2:
            self._counted = 0
            for source in self._sources.values():
                floor = max(least, int(source.pages * LEAST_SHARE / 5))
                source.counts = {key: count for key, count in source.counts.items() if count > floor}
                self._counted += len(source.counts)
            least *= 2


def _share(count: int, pages: int) -> float:
    share = count / pages if pages else 0.0
    return share if count >= FEWEST_PAGES and share >= LEAST_SHARE else 0.0


def _without_figures(line: str) -> str:
    """«просмотров 17» and «просмотров 4» are one line, the result of a match is its own."""
    return FIGURES.sub("0", line) if any(word.isalpha() for word in line.split()) else line


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big")
