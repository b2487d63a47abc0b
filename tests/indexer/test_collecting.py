"""Python's collector of garbage: what it is spared, and that it finds what it has to."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from indexer.collecting import SELDOM, pass_over_all


class Cycle:
    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _the_collector_as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_a_server_is_not_stopped_for_what_it_holds_for_good() -> None:
    lasting = [Cycle()]
    assert any(one is lasting for one in gc.get_objects())
    pass_over_all()
    assert not any(one is lasting for one in gc.get_objects())


def test_garbage_of_before_goes_and_garbage_of_afterwards_is_found() -> None:
    before = weakref.ref(Cycle())
    pass_over_all()
    assert before() is None
    after = weakref.ref(Cycle())
    gc.collect(1)  # as it is looked for among what is not old
    assert after() is None


def test_a_server_is_seldom_stopped_for_what_it_has_come_to_hold() -> None:
    passes: list[int] = []

    def noted(phase: str, about: dict[str, int]) -> None:
        if phase == "stop":
            passes.append(about["generation"])

    pass_over_all()
    gc.callbacks.append(noted)
    try:
        held = [Cycle() for _ in range(100_000)]
    finally:
        gc.callbacks.remove(noted)
    assert len(held) == 100_000
    assert passes.count(1) > 3  # cycles among what is not old are still looked for
    assert 2 not in passes


@pytest.mark.parametrize("thresholds", [(0, 10, 10), (700, 10, 5 * SELDOM)])
def test_a_collector_that_somebody_has_made_rarer_stays_so(thresholds: tuple[int, int, int]) -> None:
    gc.set_threshold(*thresholds)
    pass_over_all()
    assert gc.get_threshold() == (*thresholds[:2], max(thresholds[2], SELDOM))
