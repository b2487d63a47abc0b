"""Gubernia's engine ranking by BM25F alone, as the other engines rank: no word gains from standing near another."""

from . import executor


class Peer(executor.Peer):
    """Like for like with those that know no nearness."""

    reranked = 0
