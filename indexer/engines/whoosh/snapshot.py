"""One committed generation, open for reading: arrays over articles, and where terms stand.

Articles are numbered as Whoosh numbers them, over all segments, deleted ones
included (`live` tells). An occurrence is one 64-bit number,

    article << 32 | zone << 28 | position

so that sorted arrays of occurrences answer everything: the article is the high
half, a phrase is an intersection of shifted arrays, nearness a binary search.

Whoosh's readers must not be used by two threads at once (they then answer
wrongly, without an error), so every read of them holds `_reading`. What was read
is kept as arrays that nobody changes, which any number of threads share.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.about import About, about_from_row
from indexer.article import Article, from_row
from indexer.errors import GuberniaError, IndexDamaged
from indexer.language import SENTENCE_END
from indexer.manifest import Manifest
from indexer.query import ZONES, Field, Keyword, Prefix, Word, Zone
from indexer.reprints import STORIES, Stories

from .folding import story_numbers
from .kept import KeptBlocks
from .schema import ARTICLE, SIDE, ZONE_NUMBER, ZONE_SHIFT, Properties

ARTICLE_SHIFT = 32
CACHE_BYTES = 64 << 20
"""How many bytes of occurrences are kept for the next query."""

END_OF_SENTENCE = SENTENCE_END.encode()
ENTRY_BYTES = 200
"""What a cached term costs besides its occurrences."""

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
NONE: Ints = np.empty(0, dtype=np.int64)
NONE.flags.writeable = False


class Snapshot:
    """A generation. Whoever uses it holds it; the last to let go of a retired one closes it."""

    def __init__(self, reader: Any, manifest: Manifest, folder: Path) -> None:
        self._reader = reader
        self._reading = threading.Lock()
        self._holders = 1
        self._holding = threading.Lock()
        self._cache: OrderedDict[tuple[str, str], Ints] = OrderedDict()
        self._cached_bytes = 0
        self.manifest = manifest
        self.generation = manifest.generation
        self.folder = folder
        self._segments: list[tuple[Any, int]] = list(reader.leaf_readers()) if reader.doc_count_all() else []
        self.size: int = reader.doc_count_all()
        self._load_properties()
        self.kept = KeptBlocks(folder, manifest)

    def _load_properties(self) -> None:
        self.live: Mask = np.zeros(self.size, dtype=np.bool_)
        rows: list[Properties] = []
        for segment, base in self._segments:
            column = segment.column_reader("properties", translate=False)
            rows += (Properties.from_bytes(column[i]) for i in range(segment.doc_count_all()))
            self.live[[base + i for i in segment.all_doc_ids()]] = True
        self._keywords = [row.keywords for row in rows]
        self._ids = [row.keywords[Keyword.ID][0] for row in rows]
        numbers = np.array([(*row.lengths, row.first, row.last, row.order) for row in rows], dtype=np.int64)
        numbers = numbers.reshape(self.size, 7)
        self.lengths: list[Ints] = [np.ascontiguousarray(numbers[:, i]) for i in range(len(Zone))]
        self.first, self.last, self.order = (np.ascontiguousarray(numbers[:, i]) for i in (4, 5, 6))
        self.articles = int(np.count_nonzero(self.live))
        self.average = [
            float(length[self.live].sum()) / self.articles if self.articles else 0.0 for length in self.lengths
        ]

    # Holding and closing

    def hold(self) -> bool:
        """Keep it open; False when it is already closed."""
        with self._holding:
            if self._holders == 0:
                return False
            self._holders += 1
            return True

    def release(self) -> None:
        """Let go of it."""
        with self._holding:
            self._holders -= 1
            last = self._holders == 0
        if last:
            self.kept.close()
            with self._reading:
                self._reader.close()

    @contextmanager
    def _read(self) -> Iterator[None]:
        """Alone with the reader; whatever its decoding raises on damaged bytes becomes `IndexDamaged`."""
        with self._reading:
            try:
                yield
            except GuberniaError:
                raise
            except Exception as error:
                raise IndexDamaged(
                    f"The index at {self.folder} is damaged: build it anew with `gubernia index SOURCE...`."
                ) from error

    # Articles

    def article(self, number: int) -> Article:
        """The stored article with this number."""
        return self.stored(number)[0]

    def stored(self, number: int) -> tuple[Article, About]:
        """The stored article with this number, and where it happens."""
        with self._read():
            row = json.loads(self._reader.stored_fields(int(number))["stored"])
            about = about_from_row(row.pop("about"))
            return from_row(row), about

    @cached_property
    def numbers(self) -> dict[str, int]:
        """From the ids of live articles to their numbers."""
        live = np.flatnonzero(self.live).tolist()
        return {self._ids[number]: number for number in live}

    @cached_property
    def id_rank(self) -> Ints:
        """The place of each live article in the order of ids; for ties."""
        rank = np.zeros(self.size, dtype=np.int64)
        for place, article_id in enumerate(sorted(self.numbers)):
            rank[self.numbers[article_id]] = place
        return rank

    @cached_property
    def story(self) -> Ints:
        """The number of each article's story; those without reprints have each a number of its own, below 0."""
        return story_numbers(self.stories, self.numbers, self.size)

    @cached_property
    def stories(self) -> Stories:
        """Which articles are reprints of which."""
        return Stories.from_bytes(self.kept.read(STORIES))

    def keyword(self, keyword: Keyword) -> tuple[list[str], Ints, Ints]:
        """The values of a keyword, and pairs (article, index of a value) as two arrays."""
        with self._holding:
            known = self._coded.get(keyword)
        if known is None:
            values: dict[str, int] = {}
            articles, codes = [], []
            for number, keywords in enumerate(self._keywords):
                for value in keywords.get(keyword, ()):
                    articles.append(number)
                    codes.append(values.setdefault(value, len(values)))
            known = list(values), np.array(articles, dtype=np.int64), np.array(codes, dtype=np.int64)
            with self._holding:
                self._coded[keyword] = known
        return known

    @cached_property
    def _coded(self) -> dict[Keyword, tuple[list[str], Ints, Ints]]:
        return {}

    # Terms

    def occurrences(self, leaf: Word | Prefix) -> Ints:
        """Every occurrence of a word in the zones of its field, live articles only, sorted, none twice."""
        zones = ZONES[leaf.field]
        fields = [ARTICLE, SIDE] if Zone.SIDE in zones else [ARTICLE]
        found: list[Ints] = []
        for name in fields:
            terms = leaf.terms if isinstance(leaf, Word) else [t for t, _ in self._dictionary(name, leaf.start)]
            found += (self._term(name, term) for term in terms)
        found = [keys for keys in found if keys.size]
        if not found:
            return NONE
        keys = found[0] if len(found) == 1 else np.unique(np.concatenate(found))
        if leaf.field is Field.TITLE:
            keys = keys[(keys >> ZONE_SHIFT) & 0xF == ZONE_NUMBER[Zone.TITLE]]
        return keys

    def _term(self, name: str, term: str) -> Ints:
        with self._read():
            keys = self._cache.get((name, term))
            if keys is not None:
                self._cache.move_to_end((name, term))
                return keys
            keys = self._read_term(name, term.encode(errors="surrogatepass"))
            keys.flags.writeable = False
            self._cache[name, term] = keys
            self._cached_bytes += keys.nbytes + ENTRY_BYTES
            while self._cached_bytes > CACHE_BYTES and len(self._cache) > 1:
                _, dropped = self._cache.popitem(last=False)
                self._cached_bytes -= dropped.nbytes + ENTRY_BYTES
            return keys

    def _read_term(self, name: str, term: bytes) -> Ints:
        keys: list[int] = []
        for segment, base in self._segments:
            if (name, term) not in segment:
                continue
            matcher = segment.postings(name, term)
            while matcher.is_active():
                article = (base + matcher.id()) << ARTICLE_SHIFT
                keys += [article | position for position in matcher.value_as("positions")]
                matcher.next()
        return np.array(keys, dtype=np.int64)

    def _dictionary(self, name: str, start: str) -> Iterator[tuple[str, int]]:
        """Terms that begin with `start`, with article counts; a term of several segments comes once for each."""
        prefix = start.encode(errors="surrogatepass")
        for segment, _ in self._segments:
            with self._read():
                terms = []
                for field_name, term in segment.terms_from(name, prefix):
                    if field_name != name or not term.startswith(prefix):
                        break
                    if term == END_OF_SENTENCE:
                        continue
                    terms.append((term.decode(errors="surrogatepass"), segment.doc_frequency(name, term)))
            yield from terms

    def term_counts(self, start: str) -> dict[str, int]:
        """Terms of title, lead and body that begin with `start`, with live article counts."""
        counts: dict[str, int] = {}
        for term, count in self._dictionary(ARTICLE, start):
            counts[term] = counts.get(term, 0) + count
        if self.articles < self.size:  # Whoosh's counts include deleted articles
            for term in counts:
                counts[term] = np.unique(self._term(ARTICLE, term) >> ARTICLE_SHIFT).size
            counts = {term: count for term, count in counts.items() if count}
        return counts

    @cached_property
    def vocabulary(self) -> list[str]:
        """Every term of title, lead and body, those of deleted articles included."""
        return sorted({term for term, _ in self._dictionary(ARTICLE, "")})

    def similar(self, word: str, distance: int) -> list[tuple[str, int, int]]:
        """(term, distance, live article count) of the terms within `distance` edits of the word."""
        near = process.extract(word, self.vocabulary, scorer=OSA.distance, score_cutoff=distance, limit=None)
        found = (
            (term, int(edits), np.unique(self._term(ARTICLE, term) >> ARTICLE_SHIFT).size) for term, edits, _ in near
        )
        return [item for item in found if item[2]]

    @cached_property
    def terms(self) -> int:
        """How many distinct terms the zones have, those of deleted articles included until they are merged away."""
        side = {term for term, _ in self._dictionary(SIDE, "")}
        return len(side.union(self.vocabulary))
