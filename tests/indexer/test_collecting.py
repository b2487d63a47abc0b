"""Python's collector of garbage: what it is spared, and that it finds what it has to."""

import gc
import weakref

from indexer.collecting import pass_over_all


class Cycle:
    def __init__(self) -> None:
        self.me = self


def test_a_server_is_not_stopped_for_what_it_holds_for_good() -> None:
    lasting = [Cycle()]
    try:
        assert any(one is lasting for one in gc.get_objects())
        pass_over_all()
        assert not any(one is lasting for one in gc.get_objects())
    finally:
        gc.unfreeze()


def test_garbage_of_before_goes_and_garbage_of_afterwards_is_found() -> None:
    before = weakref.ref(Cycle())
    try:
        pass_over_all()
        assert before() is None
        after = weakref.ref(Cycle())
        gc.collect()
        assert after() is None
    finally:
        gc.unfreeze()
