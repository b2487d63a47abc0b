"""Where an article was read: what holds that place, and what holds the holder.

`/archive/2021/pages.zip!may/bridge.html` is in `/archive/2021/pages.zip!may`, in
the archive itself, in the folders around it; a row of a database is in its query.
"""

import os
from collections.abc import Iterator

WITHIN = "!"
"""What stands between an archive and its member: `pages.zip!may/bridge.html`."""
ROW = "#"
"""What stands between a query and the id of its row: `sqlite:///news.db?query=5f0c#17`."""
DATABASE = "://"


def holders_of(location: str) -> Iterator[str]:
    """The location itself, then whatever holds it, the nearest first.

    A file that has "!" in its own name is no member of an archive: while it is
    there, what its name begins with holds it no more than any other file.
    """
    yield location
    if DATABASE in location:
        if ROW in location:
            yield location[: location.index(ROW)]
        return
    path, at = location, location.rfind(WITHIN)
    while at > 0 and not os.path.lexists(path):
        inner = path[at + 1 :]
        path = path[:at]
        yield from (f"{path}{WITHIN}{folder}" for folder in _folders(inner))
        yield path
        at = path.rfind(WITHIN)
    while (folder := os.path.dirname(path)) not in (path, ""):  # noqa: PTH120
        yield folder
        path = folder


def _folders(path: str) -> Iterator[str]:
    """The folders around a member, as its name has them."""
    while (end := path.rfind("/")) > 0:
        path = path[:end]
        yield path
