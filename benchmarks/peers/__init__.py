"""Engines that are measured, each in a process of its own, so that its peak memory is its own.

A module for each, with a class `Peer`; `worker.py` is the process. What is
here must run on an interpreter that has nothing but the standard library and
the engine itself: Debian binds Xapian to its own Python.
"""

NAMES = ("executor", "executor_bm25", "news_search", "whoosh", "tantivy", "fts5", "xapian")
"""In the order of the tables: ours through `Engine.search`, as it is and without nearness, ours through
`NewsSearch.search`, and the others."""

OURS = ("executor", "executor_bm25", "news_search")

TITLES = {
    "executor": "Gubernia, engine alone",
    "executor_bm25": "Gubernia, engine, BM25F alone",
    "news_search": "Gubernia, with snippets",
    "whoosh": "Whoosh, stock",
    "tantivy": "Tantivy",
    "fts5": "SQLite FTS5",
    "xapian": "Xapian",
}

BUILDS = {"executor_bm25": "executor", "news_search": "executor"}
"""Whose index a peer searches, where it is not its own."""
