"""The numbers of the score; what they weigh is written in `engines/memory.py`.

BM25F: S. Robertson, H. Zaragoza, M. Taylor, "Simple BM25 extension to multiple
weighted fields" (CIKM 2004). Chosen by measurement: docs/decisions/0006-ranking-news.md.
"""

from math import log

from .query import Zone

K1 = 0.9
"""How soon more occurrences of a word stop to matter."""

B = {Zone.TITLE: 0.5, Zone.LEAD: 0.5, Zone.BODY: 0.75, Zone.SIDE: 0.75}
"""How much a zone's length counts against it: 0 not at all, 1 in full."""

WEIGHT = {Zone.TITLE: 5.0, Zone.LEAD: 3.0, Zone.BODY: 1.0, Zone.SIDE: 0.25}
"""What an occurrence in a zone is worth, in occurrences in the body."""

EARLY = 0.3
"""What a word adds that stands in the title, the lead or early in the body, as a share of its idf: news says first
what it is about."""

EARLY_IN_BODY = 80
"""The positions of the body that are early."""

EXACT_FORM = 0.15
"""What the very form that was typed adds, as a share of the word's idf."""

NEAR = 8
"""Two words of the query that stand further apart than this many positions gain nothing from each other."""

PROXIMITY = 0.1
"""What two neighbouring words of the query add, as a share of the rarer one's weight."""

RERANKED = 200
"""How many of the best are ranked again with nearness and exact forms, unless a request says otherwise."""


def idf(articles: int, with_word: int) -> float:
    """The weight of a word that `with_word` of all `articles` have; positive even when every article has it."""
    return log(1 + (articles - with_word + 0.5) / (with_word + 0.5))


def is_early(zone: Zone, position: int) -> bool:
    """Whether a word there is among the first things that an article says."""
    return zone in (Zone.TITLE, Zone.LEAD) or (zone is Zone.BODY and position < EARLY_IN_BODY)
