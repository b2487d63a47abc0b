"""From whatever holds news to articles: pages, records, feeds, crawls, archives of these, and databases.

How it fits together: `sources` finds and opens files, `contents` peels off what
they are packed in, `formats` tells what is in them, and one module a format
makes a `Page` of it, or an `Item` for each record; `reading` runs the loop and
gathers the warnings.
"""

from .reading import Articles, ReadWarning, read_articles, read_sql

__all__ = ["Articles", "ReadWarning", "read_articles", "read_sql"]
