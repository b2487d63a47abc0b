"""Starting the processes that are measured, and talking with them."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .peers import OURS, TITLES

ROOT = Path(__file__).parents[1]
IMPORTS = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])


class PeerFailed(Exception):
    """A peer could not do what it was told; the text says why."""


class Process:
    """A worker process of one peer; ends with the block."""

    def __init__(self, name: str) -> None:
        self.name = name
        python = interpreter(name)
        if python is None:
            raise PeerFailed(absent(name))
        command = [python, "-W", "ignore", "-m", "benchmarks.peers.worker", name]
        # The interpreter of the system has nothing to do with the packages of this environment.
        environment = os.environ | {"PYTHONPATH": IMPORTS if python == sys.executable else str(ROOT)}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            text=True,
            encoding="utf-8",
        )

    def send(self, do: str, **arguments: Any) -> None:
        """Tell it what to do, without waiting."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise self._died() from None

    def answer(self) -> dict[str, Any]:
        """Wait for the answer; raises `PeerFailed`."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._died()
        found: dict[str, Any] = json.loads(line)
        if "error" in found:
            raise PeerFailed(f"{TITLES[self.name]}: {found['error']}")
        return found

    def ask(self, do: str, **arguments: Any) -> dict[str, Any]:
        """Tell it, and wait."""
        self.send(do, **arguments)
        return self.answer()

    def _died(self) -> PeerFailed:
        return PeerFailed(f"{TITLES[self.name]}: its process ended with {self._process.wait()}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if kind is not None:
            self._process.kill()
        with suppress(OSError):  # what a process that has died was not told any more
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@cache
def interpreter(name: str) -> str | None:
    """The Python that can import what the peer needs: this one, or for Xapian that of the system."""
    needs = "indexer" if name in OURS else {"fts5": "sqlite3"}.get(name, name)
    if find_spec(needs):
        return sys.executable
    if name != "xapian":
        return None
    for python in filter(None, ("/usr/bin/python3", shutil.which("python3"))):
        try:
            tried = subprocess.run([python, "-c", f"import {needs}"], capture_output=True)
        except OSError:
            continue
        if tried.returncode == 0:
            return python
    return None


def absent(name: str) -> str:
    """Why a peer is left out, and what to do about it."""
    how = {
        "tantivy": 'pip install "gubernia[bench]"',
        "xapian": "on Debian and Ubuntu, apt-get install python3-xapian",
    }.get(name, "pip install gubernia")
    return f"{TITLES[name]} is left out, since it is not installed: {how}."
