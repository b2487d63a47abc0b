"""`gubernia` as it is typed: in this process, or in one of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from search_web.cli import main

ROOT = Path(__file__).parents[1]
IMPORTS = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
DONE, WARNED, MISUSED, FAILED = 0, 1, 2, 3
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals and terminals")


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": IMPORTS, "PYTHONUTF8": "1"} | more


def process(*words: str, program: tuple[str, ...] = ("-m", "search_web"), **more: Any) -> Any:
    """A real process of `gubernia`, or of another program."""
    command = [sys.executable, *program, *words]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, encoding="utf-8", **more)


def gubernia(*words: str, **more: Any) -> Result:
    """The same within this process."""
    result = CliRunner().invoke(main, words, **more)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ended(result: Result, code: int) -> tuple[str, str]:
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


def assert_one_sentence(stderr: str) -> None:
    assert re.fullmatch(r"Error: [^\n]+\n", stderr), stderr
    assert "Traceback" not in stderr


PROGRESS = re.compile(r"^\d+ articles?(?:, \d+ % read| read, writing the index)?\n", re.MULTILINE)


def without_progress(stderr: str) -> str:
    """What a command said besides how far it was: a slow machine tells that more often."""
    return PROGRESS.sub("", stderr)
