"""Pages of results that are kept as they were drawn, for when they are asked for again.

Only for an application that has nothing but these pages: what a page says then
depends on its address, the state of the index and the day. Where the blueprint
is mounted in another application, its frame may show who is logged in.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps

from flask import Response, request

from indexer.zstd import zstd
from search_web.kept import Kept

from .shelf import Shelf

LEVEL = 1
"""A page of 60 kB is packed in 0.1 ms to a sixth of that, and unpacked in half of the time."""
PAGE_BYTES = 500
"""What a page takes besides its own bytes and those of its address."""

View = Callable[[], Response]


class KeptPages:
    """The pages of one application; safe to share between threads."""

    def __init__(self, shelf: Shelf, bound: int) -> None:
        self._shelf = shelf
        self._kept: Kept[bytes] = Kept(bound)

    def before(self, view: View) -> View:
        """The view, which is asked only for pages that are not kept."""

        @wraps(view)
        def answering() -> Response:
            state = self._state()
            key = request.script_root, request.path, request.query_string
            if (packed := self._kept.get(state, key)) is not None:
                return Response(zstd.decompress(packed))
            response = view()
            # A page is made of several searches: of one state only if no commit came between them.
            if response.status_code == 200 and state == self._state():
                packed = zstd.compress(response.get_data(), LEVEL)
                self._kept.put(state, key, packed, PAGE_BYTES + len(packed) + len(request.query_string))
            return response

        return answering

    def _state(self) -> str:
        """Of the index and the day, from which freshness counts."""
        return f"{self._shelf.news().stats().generation} {date.today()}"
