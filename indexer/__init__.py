"""From pages to an index.

    import indexer

    articles = indexer.read_articles("seeds")
    report = indexer.build_index(articles, "var/index")

Searching is the other package's part: `from search_web import NewsSearch`.
"""

from .article import UNDATED, Article, Origin, Precision, PublishedOn
from .build import BuildReport, Progress, build_index, update_index
from .errors import (
    ArticleMissing,
    DatabaseUnusable,
    EngineUnavailable,
    ExtraMissing,
    GuberniaError,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnusable,
    NothingToIndex,
    SourceMissing,
    WorkerDied,
)
from .readers import Articles, ReadWarning, read_articles, read_sql

__all__ = [
    "UNDATED",
    "Article",
    "ArticleMissing",
    "Articles",
    "BuildReport",
    "DatabaseUnusable",
    "EngineUnavailable",
    "ExtraMissing",
    "GuberniaError",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "IndexOutdated",
    "IndexUnusable",
    "NothingToIndex",
    "Origin",
    "Precision",
    "Progress",
    "PublishedOn",
    "ReadWarning",
    "SourceMissing",
    "WorkerDied",
    "build_index",
    "read_articles",
    "read_sql",
    "update_index",
]
