"""Requests take turns, and nobody waits long for a slow one."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, request

from search_web.web import turns
from search_web.web.turns import InOneThread, InTheirThreads, Turns

BOTH = pytest.mark.parametrize("taking", [InTheirThreads, InOneThread])


class Views:
    """Counts how many of its views run at once."""

    def __init__(self, turns: Turns, seconds: float) -> None:
        self.seconds = seconds
        self.running = self.most = 0
        self.threads: set[int] = set()
        self.counting = threading.Lock()
        self.view = turns.taking(self._view)

    def _view(self, number: int, *, fails: type[Exception] | None = None) -> int:
        with self.counting:
            self.running += 1
            self.most = max(self.most, self.running)
            self.threads.add(threading.get_ident())
        time.sleep(self.seconds)
        with self.counting:
            self.running -= 1
        if fails:
            raise fails(number)
        return number


def asked(views: Views, times: int) -> list[int]:
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(views.view, range(times)))


@BOTH
def test_one_after_the_other(taking: Callable[[], Turns], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    views = Views(taking(), 0.002)
    assert asked(views, 8) == list(range(8))
    assert views.most == 1


@BOTH
def test_a_slow_one_holds_nobody_up_for_long(taking: Callable[[], Turns], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    views = Views(taking(), 1.0)
    assert asked(views, 4) == list(range(4))
    assert views.most > 1


@BOTH
@pytest.mark.parametrize("error", [ValueError, TimeoutError])
def test_a_view_that_fails_hands_on_its_turn(
    taking: Callable[[], Turns], error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    views = Views(taking(), 0.0)
    with pytest.raises(error, match="7"):
        views.view(7, fails=error)
    assert views.view(8) == 8


@BOTH
def test_where_threads_run_at_once_nobody_waits(taking: Callable[[], Turns], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    monkeypatch.setattr("sys._is_gil_enabled", lambda: False, raising=False)
    together = threading.Barrier(2, timeout=60)
    meet = taking().taking(together.wait)
    with ThreadPoolExecutor(2) as threads:
        assert sorted(future.result() for future in [threads.submit(meet) for _ in range(2)]) == [0, 1]


def test_whose_thread_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    one, theirs = Views(InOneThread(), 0.01), Views(InTheirThreads(), 0.01)
    asked(one, 4)
    asked(theirs, 4)
    assert (len(one.threads), len(theirs.threads)) == (1, 4)


def test_the_request_is_there_in_another_thread() -> None:
    app = Flask(__name__)
    app.add_url_rule(
        "/", "start", InOneThread().taking(lambda: f"{request.args['q']} {threading.current_thread().name}")
    )
    assert app.test_client().get("/?q=мост").text == "мост gubernia-pages_0"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_process_that_was_forked_has_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 60.0)
    views = Views(InOneThread(), 0.0)
    assert views.view(1) == 1
    # Fails if it takes as long as a request has patience.
    child = multiprocessing.get_context("fork").Process(target=lambda: os._exit(views.view(2)))
    child.start()
    child.join(30)
    assert child.exitcode == 2


def test_a_request_that_comes_while_python_ends_is_answered() -> None:
    one = InOneThread()
    one._thread.shutdown()
    assert one.taking(lambda: 3)() == 3
