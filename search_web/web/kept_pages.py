"""Pages of results that are kept as they were drawn, for when they are asked for again.

Only for an application that has nothing but these pages: what a page says then
depends on its address, the state of the index and the day. Where the blueprint
is mounted in another application, its frame may show who is logged in.
"""

from collections.abc import Callable, Hashable
from datetime import date
from functools import wraps

from flask import Response, g, request

from indexer.zstd import zstd
from search_web import Answers
from search_web.kept import Kept

from .shelf import Shelf
from .turns import Turns

LEVEL = 1
"""A page of 60 kB is packed in 0.1 ms to a sixth of that, and unpacked in half of the time."""
STATE = "gubernia_state"
"""Where a view leaves the state that its page is of."""
PAGE_BYTES = 500
"""What a page takes besides its own bytes and those of its address."""

View = Callable[[], Response]


class KeptPages:
    """The pages of one application; safe to share between threads."""

    def __init__(self, shelf: Shelf, bound: int) -> None:
        self._shelf = shelf
        self._kept: Kept[bytes] = Kept(bound)

    def before(self, view: View, turns: Turns) -> View:
        """The view, which is asked, in its turn, only for pages that are not kept."""

        @wraps(view)
        def drawing(state: str, key: Hashable) -> Response:
            response = view()
            if response.status_code == 200 and state == self._state(g.pop(STATE, "")):
                packed = zstd.compress(response.get_data(), LEVEL)
                self._kept.put(state, key, packed, PAGE_BYTES + len(packed) + len(request.query_string))
            return response

        drawn = turns.taking(drawing)

        @wraps(view)
        def answering() -> Response:
            state = self._state()
            key = request.script_root, request.path, request.query_string
            packed = self._kept.get(state, key)
            return drawn(state, key) if packed is None else Response(zstd.decompress(packed))

        return answering

    def _state(self, of_index: str = "") -> str:
        """Of the index, that of now unless one is given, and the day, from which freshness counts."""
        return f"{of_index or self._shelf.news().stats().generation} {date.today()}"


def made_of(answers: Answers) -> None:
    """Say that the page is made of nothing but these answers, which are of one state of the index.

    A page of several searches is of one state only if no commit came between them.
    """
    setattr(g, STATE, answers.generation)
