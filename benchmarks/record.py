"""Keeping what was measured: raw numbers, set-up and tables, under the date and a word for the machine."""

import json
import os
import platform
import re
import shlex
import subprocess
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

RUNS = Path(__file__).parent / "runs"
PACKAGES = ("gubernia", "Whoosh", "whoosh3", "numpy", "pymorphy3", "pymorphy3-dicts-ru", "tantivy", "waitress", "Flask")


def setup() -> dict[str, Any]:
    """The machine, the versions and the command."""
    return {
        "date": date.today().isoformat(),
        "command": f"python -m {_module()} {shlex.join(map(_without_folders, sys.argv[1:]))}".strip(),
        "commit": _commit(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_bytes": _memory(),
        "load_average": _load_average(),
        "versions": {package: found for package in PACKAGES if (found := _version(package))},
    }


def write(name: str, title: str, result: dict[str, Any], shown: str, reading: str = "") -> Path:
    """Write `result.json` and `README.md` into a folder of their own; where it is.

    A README that is there keeps what stands below its line `## Reading`: that
    part is written by a person.
    """
    place = RUNS / f"{date.today().isoformat()}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"
    place.mkdir(parents=True, exist_ok=True)
    (place / "result.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    readme = place / "README.md"
    if readme.exists():
        reading = readme.read_text(encoding="utf-8").partition("\n## Reading\n")[2].strip() or reading
    about = result["setup"]
    versions = ", ".join(f"{package} {found}" for package, found in about["versions"].items())
    memory = f", {about['memory_bytes'] / 2**30:.0f} GiB" if about["memory_bytes"] else ""
    load = f", load average at the end {about['load_average']:.1f}" if about["load_average"] is not None else ""
    readme.write_text(
        f"# {about['date']}, {title}\n\n"
        f"    {about['command']}\n\n"
        f"{about['processor']}, {about['cores']} cores{memory}; {about['system']}, Python {about['python']}{load}; "
        f"{versions}; commit {about['commit'] or 'unknown'}.\n\n"
        f"{shown.strip()}\n\n## Reading\n\n{reading or 'Not written yet.'}\n",
        encoding="utf-8",
    )
    return place


def _module() -> str:
    main = sys.modules["__main__"].__spec__
    return main.name.removesuffix(".__main__") if main else "benchmarks"


def _without_folders(word: str) -> str:
    """Where files lie on the machine is nobody's business, and no part of what was measured."""
    return Path(word).name if Path(word).is_absolute() else word


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _commit() -> str:
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, cwd=Path(__file__).parent
        )
    except OSError:
        return ""
    return done.stdout.strip()


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _load_average() -> float | None:
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return None
