"""From a question to answers: `from search_web import NewsSearch`. Needs no Flask."""

from .answers import (
    Answers,
    ArticleView,
    Explanation,
    Hit,
    IndexStats,
    Marked,
    Note,
    NoteKind,
    Reprint,
    WordScore,
)
from .search import NewsSearch

__all__ = [
    "Answers",
    "ArticleView",
    "Explanation",
    "Hit",
    "IndexStats",
    "Marked",
    "NewsSearch",
    "Note",
    "NoteKind",
    "Reprint",
    "WordScore",
]
