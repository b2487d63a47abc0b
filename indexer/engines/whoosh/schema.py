"""What is in a Whoosh index of ours, field by field.

    article      title, lead and body in one inverted field: a position carries its zone in the high bits,
                 so a phrase never crosses zones and an article frequency is the length of a posting list
    side         the words of the side text, in the same way
    id           the article's id, one term an article
    properties   a column: what ranking, filters and facets need of every article
    stored       the article itself and where it happens, as JSON

The schema holds Whoosh's own classes only: stock Whoosh opens the index.
"""

import json
import struct
from typing import NamedTuple

from whoosh import columns, fields
from whoosh.analysis import KeywordAnalyzer

from indexer.analyzed import AnalyzedArticle
from indexer.language import SENTENCE_END
from indexer.query import Keyword, Zone

SCHEMA_VERSION = 2
"""Grows whenever an index of the old kind could not be read as one of the new."""

ARTICLE, SIDE = "article", "side"
WORDS: dict[str, tuple[Zone, ...]] = {ARTICLE: (Zone.TITLE, Zone.LEAD, Zone.BODY), SIDE: (Zone.SIDE,)}
ZONE_NUMBER: dict[Zone, int] = {zone: number for number, zone in enumerate(Zone)}
ZONE_SHIFT = 28
"""A position in the index is the zone's number in the bits from here up, and below them the position in the zone."""

PROPERTIES = columns.VarBytesColumn()


def schema() -> fields.Schema:
    """A new schema."""
    words = {name: fields.TEXT(analyzer=KeywordAnalyzer(), phrase=True) for name in WORDS}
    return fields.Schema(id=fields.ID(unique=True), properties=fields.COLUMN(PROPERTIES), stored=fields.STORED, **words)


class Properties(NamedTuple):
    """Numbers and keywords of one article; days are proleptic ordinals, 0 where unknown; lengths by zone number."""

    lengths: tuple[int, int, int, int]
    first: int
    last: int
    order: int
    keywords: dict[str, list[str]]

    @classmethod
    def of(cls, analyzed: AnalyzedArticle) -> "Properties":
        """What the column says of an article."""
        published = analyzed.article.published
        words = {zone: [t for t in analyzed.tokens.get(zone, ()) if SENTENCE_END not in t.terms] for zone in Zone}
        lengths = (len({token.position for token in words[zone]}) for zone in Zone)
        return cls(
            lengths=tuple(lengths),  # type: ignore[arg-type]  # four zones, four lengths
            first=published.first.toordinal() if published.first else 0,
            last=published.last.toordinal() if published.last else 0,
            order=published.order(),
            keywords={keyword: list(values) for keyword, values in analyzed.keywords.items() if values},
        )

    def to_bytes(self) -> bytes:
        """The column value."""
        keywords = json.dumps(self.keywords, ensure_ascii=False, separators=(",", ":"))
        return NUMBERS.pack(*self.lengths, self.first, self.last, self.order) + keywords.encode(errors="surrogatepass")

    @classmethod
    def from_bytes(cls, value: bytes) -> "Properties":
        """What `to_bytes` wrote."""
        *lengths, first, last, order = NUMBERS.unpack_from(value)
        keywords = json.loads(bytes(value[NUMBERS.size :]).decode(errors="surrogatepass"))
        return cls(tuple(lengths), first, last, order, keywords)


NUMBERS = struct.Struct("<4Iiiq")


def keywords_of(properties: Properties, keyword: Keyword) -> list[str]:
    """The article's values of the keyword."""
    return properties.keywords.get(keyword, [])
