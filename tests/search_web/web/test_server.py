"""The server: one thread reads and answers, and nobody waits long for a slow answer. Over real connections."""

import http.client
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask, Response, request

from search_web.web import server
from search_web.web.server import Server

MUCH = 24 << 20
"""More than waitress holds of an answer before it waits for the reader."""


class Site:
    """An application whose answers are held back until a test lets them go."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.app = Flask(__name__)
        for view in (self.quick, self.slow, self.much, self.broken, self.leaving, self.given):
            self.app.add_url_rule(f"/{view.__name__}", view.__name__, view, methods=["GET", "POST"])

    def quick(self) -> str:
        return str(threading.get_ident())

    def slow(self) -> str:
        self.begun.release()
        assert self.let_go.wait(60)
        return str(threading.get_ident())

    def much(self) -> Response:
        return Response(b"." * (1 << 20) for _ in range(MUCH >> 20))

    def broken(self) -> str:
        raise KeyError("nothing")

    def leaving(self) -> str:
        sys.exit("enough")

    def given(self) -> str:
        return f"{request.args['n']} {len(request.get_data())}"


@contextmanager
def serving(app: Flask, *, host: str = "127.0.0.1", threads: int = 4) -> Iterator[Server]:
    running = Server(app, host=host, port=0, threads=threads)
    serves = threading.Thread(target=running.run, daemon=True)
    serves.start()
    try:
        yield running
    finally:
        running._over.set()
        serves.join(60)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.02)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 60.0)


def get(running: Server, path: str, body: bytes | None = None) -> str:
    """A page, over a connection of its own."""
    host, port = running.addresses[0]
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request("POST" if body else "GET", path, body)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return text if answer.status == 200 else str(answer.status)


@pytest.mark.usefixtures("patient")
def test_one_thread_reads_and_answers(site: Site) -> None:
    with serving(site.app) as running, ThreadPoolExecutor(8) as readers:
        answers = set(readers.map(lambda _: get(running, "/quick"), range(40)))
    assert len(answers) == 1
    assert answers != {str(threading.get_ident())}


@pytest.mark.usefixtures("impatient")
def test_a_slow_answer_holds_nobody_up_for_long(site: Site) -> None:
    with serving(site.app) as running, ThreadPoolExecutor(1) as reader:
        slow = reader.submit(get, running, "/slow")
        assert site.begun.acquire(timeout=60)
        quick = {get(running, "/quick") for _ in range(10)}
        assert len(quick) == 1  # whoever took over goes on
        site.let_go.set()
        assert slow.result() not in quick
        assert {get(running, "/quick") for _ in range(10)} == quick


@pytest.mark.usefixtures("impatient")
def test_where_no_thread_is_left_the_others_wait(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def none_left(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with serving(site.app) as running, ThreadPoolExecutor(2) as readers:
        slow = readers.submit(get, running, "/slow")
        assert site.begun.acquire(timeout=60)
        quick = readers.submit(get, running, "/quick")
        with monkeypatch.context() as full:
            full.setattr(threading.Thread, "start", none_left)
            deadline = time.monotonic() + 60
            while "no other thread can take over" not in caplog.text and time.monotonic() < deadline:
                time.sleep(0.01)
            site.let_go.set()
            assert slow.result() == quick.result()
    assert "no other thread can take over" in caplog.text


@pytest.mark.usefixtures("impatient")
def test_no_more_are_answered_at_a_time_than_it_may_have_threads(site: Site) -> None:
    with serving(site.app, threads=2) as running, ThreadPoolExecutor(4) as readers:
        slow = [readers.submit(get, running, "/slow") for _ in range(3)]
        assert all(site.begun.acquire(timeout=60) for _ in range(2))
        quick = readers.submit(get, running, "/quick")
        time.sleep(0.3)  # fifteen times as long as anybody has patience
        assert not site.begun.acquire(blocking=False)
        assert not quick.done()
        site.let_go.set()
        assert len({answer.result() for answer in slow}) <= 2
        assert quick.result(60)


@pytest.mark.usefixtures("patient")
def test_an_answer_that_fails_is_one_answer(site: Site) -> None:
    with serving(site.app) as running:
        assert get(running, "/broken") == "500"
        assert get(running, "/none") == "404"
        assert get(running, "/quick") == get(running, "/quick")


@pytest.mark.usefixtures("patient")
def test_a_view_that_would_end_the_process_ends_nothing(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with serving(site.app) as running, socket.create_connection(running.addresses[0], timeout=60) as connection:
        connection.sendall(b"GET /leaving HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(1) == b""
        assert get(running, "/quick").isdigit()
    assert "an answer was not given" in caplog.text


@pytest.mark.usefixtures("patient")
def test_requests_sent_at_once_over_one_connection_are_answered_in_their_order(site: Site) -> None:
    with serving(site.app) as running, socket.create_connection(running.addresses[0], timeout=60) as connection:
        asked = "".join(f"GET /given?n={n} HTTP/1.1\r\nHost: x\r\n\r\n" for n in range(5))
        connection.sendall(f"{asked}GET /given?n=last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        with connection.makefile("rb") as stream:
            answers = re.findall(r"\r\n\r\n(\w+) 0", stream.read().decode())
    assert answers == ["0", "1", "2", "3", "4", "last"]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("мост".encode(), "мост"),
        (b"%D0%BC%D0%BE%D1%81%D1%82", "мост"),
        ("м%D0%BEст".encode(), "мост"),
        ("мост".encode("cp1251"), "%EC%EE%F1%F2"),
        (b"most", "most"),
    ],
)
def test_an_address_may_be_written_as_it_is_typed(site: Site, written: bytes, read: str) -> None:
    with serving(site.app) as running, socket.create_connection(running.addresses[0], timeout=60) as connection:
        connection.sendall(b"GET /given?n=" + written + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        with connection.makefile("rb") as stream:
            assert stream.read().decode().endswith(f"\r\n\r\n{read} 0")


@pytest.mark.usefixtures("patient")
def test_what_a_reader_sends_is_read(site: Site) -> None:
    with serving(site.app) as running:
        assert get(running, "/given?n=1", b"." * (3 << 20)) == f"1 {3 << 20}"


@pytest.mark.usefixtures("impatient")
def test_a_reader_who_takes_his_time_over_much_holds_nobody_up(site: Site) -> None:
    with serving(site.app) as running:
        host, port = running.addresses[0]
        slow = http.client.HTTPConnection(host, port, timeout=60)
        slow.request("GET", "/much")
        answer = slow.getresponse()
        assert get(running, "/quick")
        assert len(answer.read()) == MUCH
        slow.close()


@pytest.mark.usefixtures("impatient")
def test_a_reader_who_goes_away_is_forgotten(site: Site) -> None:
    with serving(site.app) as running:
        with ExitStack() as readers:
            for path in ("/much", "/slow", "/quick"):
                reader = readers.enter_context(socket.create_connection(running.addresses[0], timeout=60))
                reader.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert site.begun.acquire(timeout=60)
        site.let_go.set()
        assert get(running, "/quick")


@pytest.fixture(params=[6, 250])
def few_connections(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> int:
    monkeypatch.setattr(server, "KEPT", request.param)
    monkeypatch.setattr(server, "_most_connections", lambda: 12 + server.ALL_AT_ONCE)
    return 12


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("sent", [b"", b"GET /quick HTTP/1.1\r\nHost", b"GET /quick HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_readers_who_keep_their_connections_keep_nobody_out(site: Site, few_connections: int, sent: bytes) -> None:
    with serving(site.app) as running, ExitStack() as readers:
        slow = readers.enter_context(ThreadPoolExecutor(1)).submit(get, running, "/slow")
        assert site.begun.acquire(timeout=60)
        silent = []
        for _ in range(3 * few_connections):
            silent.append(readers.enter_context(socket.create_connection(running.addresses[0], timeout=60)))
            silent[-1].sendall(sent)
            assert get(running, "/quick").isdigit()
        for first in silent[:few_connections]:  # those silent longest made room, after all they had been sent
            while first.recv(1 << 16):
                pass
        site.let_go.set()  # who waits for an answer is not silent
        assert slow.result(60).isdigit()


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("seconds", [60.0, 0.0])
def test_who_asks_on_keeps_his_connection_while_there_is_room(
    site: Site, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    monkeypatch.setattr(server, "KEPT", 6)
    monkeypatch.setattr(server, "SILENT", seconds)
    request = b"GET /quick HTTP/1.1\r\nHost: x\r\n\r\n"
    with serving(site.app) as running, ExitStack() as readers:
        asking = [readers.enter_context(socket.create_connection(running.addresses[0], timeout=60)) for _ in range(8)]
        for _ in range(3):
            for reader in asking if seconds else asking[-3:]:
                reader.sendall(request)
                came = b""
                while not re.search(rb"\r\n\r\n\d+$", came):
                    came += reader.recv(1 << 16) or pytest.fail("the connection was closed")
        if not seconds:
            assert [reader.recv(1) for reader in asking[:3]] == [b"", b"", b""]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say how many files may be open")
@pytest.mark.parametrize(("files", "connections"), [(256, 192), (64, 40), (1024, 900), (1 << 20, 900), (-1, 900)])
def test_no_more_connections_than_files_may_be_open(
    monkeypatch: pytest.MonkeyPatch, files: int, connections: int
) -> None:
    import resource

    unlimited = resource.RLIM_INFINITY
    monkeypatch.setattr(resource, "getrlimit", lambda _: (unlimited if files < 0 else files, unlimited))
    assert server._most_connections() == connections


@pytest.mark.usefixtures("impatient")
def test_where_all_wait_for_an_answer_the_next_waits_for_one_of_them(site: Site, few_connections: int) -> None:
    """And keeps waiting for nobody who keeps his connection afterwards."""
    with serving(site.app, threads=2) as running, ExitStack() as readers:
        for _ in range(3 * few_connections):
            reader = readers.enter_context(socket.create_connection(running.addresses[0], timeout=60))
            reader.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        next_one = readers.enter_context(ThreadPoolExecutor(1)).submit(get, running, "/quick")
        assert all(site.begun.acquire(timeout=60) for _ in range(2))
        time.sleep(0.1)
        assert not next_one.done()
        site.let_go.set()
        assert next_one.result(60).isdigit()


@pytest.mark.usefixtures("patient")
def test_all_of_its_addresses_are_served(site: Site) -> None:
    with serving(site.app, host="127.0.0.1") as one, serving(site.app, host="localhost") as all_of_them:
        assert len(one.addresses) == 1
        for host, port in all_of_them.addresses:
            connection = http.client.HTTPConnection(host, port, timeout=60)
            connection.request("GET", "/quick")
            assert connection.getresponse().read().isdigit()
            connection.close()


def test_where_threads_run_at_once_all_of_them_answer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys._is_gil_enabled", lambda: False, raising=False)
    running = Server(site.app, host="127.0.0.1", port=0, threads=2)
    serves = threading.Thread(target=running.run, daemon=True)
    serves.start()
    with ThreadPoolExecutor(2) as readers:
        slow = readers.submit(get, running, "/slow")
        assert site.begun.acquire(timeout=60)
        assert get(running, "/quick").isdigit()
        site.let_go.set()
        assert slow.result()
    waitress = running._waitress
    waitress.task_dispatcher.shutdown()
    waitress.trigger.pull_trigger(lambda: waitress.asyncore.close_all(running._channels))
    serves.join(60)


@pytest.mark.usefixtures("impatient")
def test_when_it_is_stopped_answers_under_way_are_still_given(site: Site) -> None:
    running = Server(site.app, host="127.0.0.1", port=0, threads=2)
    serves = threading.Thread(target=running.run)
    serves.start()
    with ThreadPoolExecutor(1) as reader:
        slow = reader.submit(get, running, "/slow")
        assert site.begun.acquire(timeout=60)
        running._over.set()
        serves.join(0.2)
        assert serves.is_alive()
        site.let_go.set()
        assert slow.result(60).isdigit()
    serves.join(60)
    assert not serves.is_alive()


def test_a_server_whose_loop_fails_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.01)
    running = Server(site.app, host="127.0.0.1", port=0, threads=2)

    def failing(**_: object) -> None:
        raise OSError("no more descriptors")

    monkeypatch.setattr(type(running._waitress).asyncore, "loop", failing)
    with pytest.raises(OSError, match="no more descriptors"):
        running.run()
