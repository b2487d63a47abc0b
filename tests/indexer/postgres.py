"""A real PostgreSQL for the time of the tests: a server of its own in a temporary folder."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REQUIRED = os.environ.get("GUBERNIA_REQUIRE_POSTGRES") == "1"


def programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps them out of the path, one folder a version."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a database on a server of its own; skips where PostgreSQL is not installed."""
    found = programs()
    if found is None or sys.platform == "win32":
        reason = "PostgreSQL is not installed here: Debian has it as `postgresql`"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    # The path of its socket must be short, and a server that root starts must be another user's.
    folder = Path(tempfile.mkdtemp(prefix="gubernia-"))
    user: list[str] = []
    if os.getuid() == 0:
        user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *words: str) -> None:
        command = [*user, str(found / program), *words]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (command, done.stdout, done.stderr)

    data, options = str(folder / "data"), f"-p {port} -h 127.0.0.1 -k {folder} -F"
    try:
        run("initdb", "-D", data, "-U", "keeper", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://keeper:hidden-word@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
