"""Writing analyzed articles into a Whoosh segment."""

import json
from typing import Any

from indexer.about import about_to_row
from indexer.analyzed import AnalyzedArticle
from indexer.article import to_row

from .kept import BlockWriter
from .schema import PROPERTIES, WORDS, ZONE_NUMBER, ZONE_SHIFT, Properties

MOST_SEGMENTS = 8
"""More segments than this are merged into one."""


class WhooshWriter:
    """Puts and deletes articles in one transaction of Whoosh's `SegmentWriter`.

    The tokens come ready, so Whoosh's analyzers and its `add_document` are passed
    by: postings go straight into its pool. `numbers` leads from the ids of the
    committed articles to their numbers.
    """

    def __init__(self, writer: Any, numbers: dict[str, int], blocks: BlockWriter) -> None:
        self._writer = writer
        self._committed = numbers
        self._blocks = blocks
        self._added: dict[str, int] = {}
        self._deleted: set[str] = set()
        self._encode = {name: writer.schema[name].format.encode for name in WORDS}

    @property
    def articles(self) -> int:
        """How many live articles the index will have after the commit."""
        return len(self._committed) - len(self._deleted) + len(self._added)

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self._deleted or self._writer.docnum or self._blocks.changed)

    def put(self, analyzed: AnalyzedArticle) -> None:
        """See `indexer.engine.Writer.put`."""
        article_id = analyzed.article.id
        self.delete(article_id)
        # Everything that can fail comes before Whoosh is touched: an exception within a document spoils its writer.
        postings = [
            (name, term.encode(errors="surrogatepass"), float(len(positions)), self._encode[name](sorted(positions)))
            for name in WORDS
            for term, positions in _positions(analyzed, name).items()
        ]
        properties = Properties.of(analyzed)
        row = to_row(analyzed.article) | {"about": about_to_row(analyzed.about)}
        stored = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        column = properties.to_bytes()

        writer = self._writer
        number, per_document, add = writer.docnum, writer.perdocwriter, writer.pool.add
        per_document.start_doc(number)
        for name, term, weight, encoded in postings:
            add((name, term, number, weight, encoded))
        add(("id", article_id.encode(errors="surrogatepass"), number, 1.0, b""))
        for name, zones in WORDS.items():
            length = sum(properties.lengths[ZONE_NUMBER[zone]] for zone in zones)
            per_document.add_field(name, writer.schema[name], None, length)
        per_document.add_field("stored", writer.schema["stored"], stored, 0)
        per_document.add_column_value("properties", PROPERTIES, column)
        per_document.finish_doc()
        writer._added = True
        writer.docnum += 1
        self._added[article_id] = number

    def delete(self, article_id: str) -> None:
        """See `indexer.engine.Writer.delete`."""
        if (number := self._added.pop(article_id, None)) is not None:
            # Put earlier in this very transaction: the unfinished segment can mark its own articles as deleted.
            self._writer.newsegment.delete_document(number)
        elif article_id in self._committed and article_id not in self._deleted:
            self._writer.delete_document(self._committed[article_id])
            self._deleted.add(article_id)

    def keep(self, name: str, data: bytes) -> None:
        """See `indexer.engine.Writer.keep`."""
        self._blocks.keep(name, data)

    @property
    def _merges(self) -> bool:
        # Whoosh's default policy would merge a few small segments at every commit, posting by posting in Python.
        return len(self._writer.segments) >= MOST_SEGMENTS

    def segment_files(self) -> list[str]:
        """The names of the files that make up the generation about to be committed."""
        segments = [] if self._merges else list(self._writer.segments)
        if self._merges or self._writer._added:
            segments.append(self._writer.newsegment)
        return [segment.make_filename(".seg") for segment in segments]

    def commit(self) -> None:
        """Write the segment and the table of contents."""
        self._writer.commit(optimize=self._merges, merge=False)

    def cancel(self) -> None:
        """Discard everything."""
        self._writer.cancel()


def _positions(analyzed: AnalyzedArticle, name: str) -> dict[str, set[int]]:
    """Where each term stands, in all zones of an inverted field together."""
    found: dict[str, set[int]] = {}
    for zone in WORDS[name]:
        base = ZONE_NUMBER[zone] << ZONE_SHIFT
        for token in analyzed.tokens.get(zone, ()):
            at = base + token.position
            for term in token.terms:
                if term in found:
                    found[term].add(at)
                else:
                    found[term] = {at}
    return found
