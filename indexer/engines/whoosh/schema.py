"""What is in a Whoosh index of ours, field by field.

    article      title, lead and body in one inverted field: a position carries its zone in the high bits,
                 so a phrase never crosses zones and an article frequency is the length of a posting list
    side         the words of the side text, in the same way
    id           the article's id, one term an article
    stored       the article itself and where it happens, as JSON

What ranking, filters and facets need besides stands in columns of ours (`columns.py`), of which Whoosh knows nothing.
The schema holds Whoosh's own classes only: stock Whoosh opens the index.
"""

from whoosh import fields
from whoosh.analysis import KeywordAnalyzer

from indexer.query import Zone

SCHEMA_VERSION = 4
"""Grows whenever an index of the old kind could not be read as one of the new."""

ARTICLE, SIDE = "article", "side"
WORDS: dict[str, tuple[Zone, ...]] = {ARTICLE: (Zone.TITLE, Zone.LEAD, Zone.BODY), SIDE: (Zone.SIDE,)}
ZONE_NUMBER: dict[Zone, int] = {zone: number for number, zone in enumerate(Zone)}
ZONE_SHIFT = 28
"""A position in the index is the zone's number in the bits from here up, and below them the position in the zone."""
LAST_POSITION = (1 << ZONE_SHIFT) - 1


def schema() -> fields.Schema:
    """A new schema."""
    words = {name: fields.TEXT(analyzer=KeywordAnalyzer(), phrase=True) for name in WORDS}
    return fields.Schema(id=fields.ID(unique=True), stored=fields.STORED, **words)
