"""waitress, in which the thread that reads requests answers them.

waitress reads with one thread and answers with others. As Python runs one thread
at a time, whoever makes a page hands over to one that has something to read or to
send, and back, eight times a page, and finds the processor's caches full of
something else. Here one thread reads, answers what it has read, and reads on.
Where an answer takes long, another thread goes on reading and answering in its
place, and who was replaced ends with its answer (Leader/Followers: D. Schmidt and
others, Pattern-Oriented Software Architecture 2, 2000).
"""

import logging
import re
import threading
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ThreadedTaskDispatcher

from .turns import PATIENCE, one_at_a_time

IDLE = 1.0
"""Seconds that the leader waits for something to read before it looks whether it still leads."""
LAST_ANSWERS = 5.0
"""Seconds that are left to answers under way when the server is stopped."""
KEPT = 250
"""Connections that stay open for the next page, our own two among them; each costs the loop a quarter of a microsecond
each time round. Of more, those that have been silent for SILENT seconds are closed."""
SILENT = 1.0
MOST = 900
"""Connections at a time, where the system lets us have as many: `select` knows 1,024. When all but ALL_AT_ONCE of them
are open, others are closed sooner; the last ones are for when all wait for an answer."""
ALL_AT_ONCE = 20
OTHER_FILES = 64
"""What else may be open: a segment of the index has one."""

BEYOND_ASCII = re.compile(rb"[\x80-\xff]")

log = logging.getLogger("gubernia.web")


class Server:
    """Serves a WSGI application over HTTP; at most `threads` requests are answered at a time.

    Raises `OSError` or `ValueError` where it cannot listen at the address.
    """

    def __init__(self, app: Any, *, host: str, port: int, threads: int) -> None:
        # It warns of every request that waits for a thread, even one and even for a millisecond.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._most = threads
        connections = _most_connections()
        self._full = connections - ALL_AT_ONCE
        # Where threads run at once (PEP 703), waitress's own way is the quicker one.
        self._tasks = _Tasks() if one_at_a_time() else None
        self._channels: dict[int, Any] = {}
        self._waitress: Any = create_server(
            app,
            self._channels,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            connection_limit=connections,
            _dispatcher=self._tasks,
        )
        for listening in self._channels.values():
            if isinstance(listening, BaseWSGIServer):
                listening.channel_class = _Channel
        self._lock = threading.Lock()
        self._leader: object = None
        self._since: float | None = None
        """When the leader began with the answer that it is at; None while it reads."""
        self._running = 0
        self._over = threading.Event()
        self._failed: BaseException | None = None

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Hosts and ports that it listens at: a name can mean several addresses, and port 0 a free one."""
        several = getattr(self._waitress, "effective_listen", None)
        found = several or [(self._waitress.effective_host, self._waitress.effective_port)]
        return [(host, int(port)) for host, port in found]

    def run(self) -> None:
        """Serve until Ctrl+C."""
        try:
            if self._tasks is None:
                while self._channels:
                    self._step(IDLE)
            else:
                with self._lock:
                    self._lead_by_another(self._tasks)
                while not self._over.wait(self._watched(self._tasks)):
                    pass
        except (SystemExit, KeyboardInterrupt):
            pass
        self._end()
        if self._failed:
            raise self._failed

    def _step(self, seconds: float) -> None:
        """Read what has come and send what can be sent; wait so long for the first of it."""
        self._waitress.asyncore.loop(
            timeout=seconds, use_poll=self._waitress.adj.asyncore_use_poll, map=self._channels, count=1
        )
        if len(self._channels) >= self._full:
            _make_room(self._channels, 0.0)
        elif len(self._channels) >= KEPT:
            _make_room(self._channels, SILENT)

    def _end(self) -> None:
        """Give those who answer time to do so, and close all connections."""
        self._leader = None
        if self._tasks is None:
            self._waitress.task_dispatcher.shutdown()
        for channel in list(self._channels.values()):
            if isinstance(channel, BaseWSGIServer):
                channel.pull_trigger()  # a leader that waits for something to read looks up
        deadline = time.monotonic() + LAST_ANSWERS
        while self._running and time.monotonic() < deadline:
            time.sleep(0.01)
        for channel in list(self._channels.values()):
            if isinstance(channel, HTTPChannel):
                channel.handle_close()  # with the files that hold what was too much to hold
        self._waitress.asyncore.close_all(self._channels)

    def _watched(self, tasks: "_Tasks") -> float:
        """Replace a leader that is at an answer for long; for how many seconds there is nothing to do then."""
        with self._lock:
            left = PATIENCE if self._since is None else self._since + PATIENCE - time.monotonic()
            if left > 0:
                return left
            if self._running < self._most:
                try:
                    self._lead_by_another(tasks)
                except RuntimeError as error:  # the system has no thread left: the others wait for this answer
                    log.warning("no other thread can take over: %s", error)
            return PATIENCE

    def _lead_by_another(self, tasks: "_Tasks") -> None:
        """Begin a thread that leads from now on; called with the lock."""
        me = object()
        threading.Thread(target=self._lead, args=(me, tasks), name="gubernia-pages", daemon=True).start()
        self._leader, self._since = me, None
        self._running += 1

    def _lead(self, me: object, tasks: "_Tasks") -> None:
        with self._lock:  # it was begun with the lock, and does not lead before that is given back
            pass
        try:
            while self._leader is me:
                # Between two answers it is read what has come meanwhile: who comes first is answered first.
                self._step(0.0 if tasks.queue else IDLE)
                if tasks.queue and self._leader is me:
                    self._answer(me, tasks.queue.popleft())
        except BaseException as error:
            self._failed = error
            self._over.set()
        finally:
            with self._lock:
                self._running -= 1

    def _answer(self, me: object, task: Any) -> None:
        self._since = time.monotonic()
        try:
            task.service()
        except BaseException:  # SystemExit, too: who asks for that ends no server
            log.exception("an answer was not given")
            task.cancel()  # nobody is left to wait for it
        finally:
            with self._lock:
                if self._leader is me:  # else the time is that of another leader's answer
                    self._since = None


class _Tasks(ThreadedTaskDispatcher):
    """Requests that were read and wait to be answered; it has no threads of its own."""

    def add_task(self, task: Any) -> None:
        """One more; called by who reads, and by who has answered the one before on the same connection."""
        self.queue.append(task)


class _Parser(HTTPRequestParser):
    """Takes addresses as they are typed: `curl "http://127.0.0.1:8000/search?q=мост"`."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the headers; waitress refuses addresses whose letters are not percent-encoded."""
        first, end, headers = header_plus.partition(b"\r\n")
        if not first.isascii():
            first = BEYOND_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], first)
        super().parse_header(first + end + headers)


class _Channel(HTTPChannel):
    parser_class = _Parser


def _make_room(channels: dict[int, Any], seconds: float) -> None:
    """Close the connection that has been silent longest, if for so many seconds, and waits for no answer.

    waitress takes no more than its limit, and closes one after two minutes of
    silence: a hundred readers who look at their hits kept the next one out for so
    long. Who asks for one page after the other is to keep his connection: a
    request that comes while it is being closed is lost.
    """
    silent = [one for one in channels.values() if isinstance(one, HTTPChannel) and not one.requests]
    if silent:
        longest = min(silent, key=_last_activity)
        if time.time() - _last_activity(longest) >= seconds:
            longest.handle_close()


def _last_activity(channel: HTTPChannel) -> float:
    return float(channel.last_activity)


def _most_connections() -> int:
    """MOST, or as many as may be open besides other files: macOS gives a process 256."""
    try:
        import resource  # not on Windows
    except ImportError:
        return MOST // 2  # where `select` knows 512
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(2 * ALL_AT_ONCE, min(MOST, files - OTHER_FILES))
