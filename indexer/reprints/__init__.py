"""Which articles are the same news again: found when an index is written, kept with it, read by engines.

Text becomes a sketch of a fixed size, sketches are compared, pairs become stories.
Why it is done so, and how well: docs/decisions/0009-reprints.md
"""

from .stories import NO_STORIES, STORIES, Stories, known_by

__all__ = ["NO_STORIES", "STORIES", "Stories", "known_by"]
