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
    WatchFailed,
    WorkerDied,
)
from .preview import Preview, preview_articles
from .readers import Articles, ReadWarning, read_articles, read_sql
from .watch import watch_folder

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
    "Preview",
    "Progress",
    "PublishedOn",
    "ReadWarning",
    "SourceMissing",
    "WatchFailed",
    "WorkerDied",
    "build_index",
    "preview_articles",
    "read_articles",
    "read_sql",
    "update_index",
    "watch_folder",
]
