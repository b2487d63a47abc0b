"""Requests take turns, and nobody waits long for a slow one."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from search_web.web import turns
from search_web.web.turns import Turns


class Views:
    """Counts how many of its views run at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.running = self.most = 0
        self.counting = threading.Lock()
        self.view = Turns().taking(self._view)

    def _view(self, number: int, *, fails: bool = False) -> int:
        with self.counting:
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(self.seconds)
        with self.counting:
            self.running -= 1
        if fails:
            raise ValueError(number)
        return number


def asked(views: Views, times: int) -> list[int]:
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(views.view, range(times)))


def test_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    views = Views(0.002)
    assert asked(views, 8) == list(range(8))
    assert views.most == 1


def test_a_slow_one_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    views = Views(1.0)
    assert asked(views, 4) == list(range(4))
    assert views.most > 1


def test_a_view_that_fails_hands_on_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    views = Views(0.0)
    with pytest.raises(ValueError, match="7"):
        views.view(7, fails=True)
    assert views.view(8) == 8


def test_where_threads_run_at_once_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    monkeypatch.setattr("sys._is_gil_enabled", lambda: False, raising=False)
    together = threading.Barrier(2, timeout=60)
    meet = Turns().taking(together.wait)
    with ThreadPoolExecutor(2) as threads:
        assert sorted(future.result() for future in [threads.submit(meet) for _ in range(2)]) == [0, 1]


def test_a_server_of_one_thread_needs_no_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    together = threading.Barrier(2, timeout=60)
    meet = Turns(taken=False).taking(together.wait)
    with ThreadPoolExecutor(2) as threads:
        assert sorted(future.result() for future in [threads.submit(meet) for _ in range(2)]) == [0, 1]
