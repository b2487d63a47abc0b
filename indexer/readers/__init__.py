"""From saved pages to articles: plain text, HTML and JSON Lines, from files, folders and standard input.

How it fits together: `sources` finds and opens files, `chunks` and `encoding`
turn their bytes into text, `formats` tells what it is, one file a format makes
a `Page` of it, and `reading` runs the loop and gathers the warnings.
"""

from .reading import Articles, ReadWarning, read_articles

__all__ = ["Articles", "ReadWarning", "read_articles"]
