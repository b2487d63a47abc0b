"""Everything that the project raises on purpose.

* GuberniaError
  - SourceMissing      there is nothing to read at that place
  - ExtraMissing       a format needs packages that are not installed
  - DatabaseUnusable   a database cannot be reached, or does not understand the query
  - WorkerDied         a process that analyzed was killed
  - WatchFailed        the system does not tell of changes in a folder: poll it
  - NothingToIndex     a rebuild would replace a non-empty index by an empty one
  + IndexUnusable
    - IndexMissing       there is no index at that place: build one
    - IndexOutdated      its schema is of another version: build it anew
    - IndexDamaged       its files are incomplete or unreadable: build it anew
  - IndexLocked        another process is changing the index: wait for it
  - EngineUnavailable  the engine's package or server is not there
  - ArticleMissing     the index has no article with that id

Every message is one sentence that says what to do, fit to be shown to a person.
"""

from collections.abc import Sequence


class GuberniaError(Exception):
    """Base class: catch this one to handle every failure on purpose."""


class SourceMissing(GuberniaError):
    """There is nothing to read at that place."""


class ExtraMissing(GuberniaError):
    """A format needs packages that are not installed; the message has the command that installs them."""


class DatabaseUnusable(GuberniaError):
    """The database cannot be reached, or its answer to the query makes no articles."""


class WorkerDied(GuberniaError):
    """A process that analyzed articles was killed, for example for lack of memory."""


class WatchFailed(GuberniaError):
    """The system does not tell of changes in a folder."""


class NothingToIndex(GuberniaError):
    """A rebuild would replace a non-empty index by an empty one; `warnings` tell what could not be read."""

    def __init__(self, message: str, warnings: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.warnings = warnings


class IndexUnusable(GuberniaError):
    """The index cannot serve as it is; building it helps."""


class IndexMissing(IndexUnusable):
    """There is no index at that place."""


class IndexOutdated(IndexUnusable):
    """The index was built with another version of the schema."""


class IndexDamaged(IndexUnusable):
    """Files of the index are missing or unreadable."""


class IndexLocked(GuberniaError):
    """Another process has the index open for changes."""


class EngineUnavailable(GuberniaError):
    """The engine's package is not installed, or its server does not answer."""


class ArticleMissing(GuberniaError, LookupError):
    """The index has no article with that id."""
