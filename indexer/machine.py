"""What this process may take of the machine: cores and memory.

In a container, or in a service with limits, that is less than the machine has.
Linux tells it in files of control groups, of the group that the process is in and
of those above it: cgroups(7), and "Control Group v2" in the documentation of the
kernel. Where a container shows its own group as the root, the root is looked at.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

UNLIMITED = 1 << 60
"""Version 1 writes a number near 2**63 where memory has no limit."""


def cores(root: Path = Path("/")) -> int:
    """How many cores it may keep busy, at least one. The files of the system are looked for below `root`."""
    most = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    for quota, period in _quotas(root):
        most = min(most, quota // period)
    return max(1, most)


def memory(root: Path = Path("/")) -> int | None:
    """Bytes that it may hold; None where the system does not tell."""
    limits = [limit for limit in _limits(root) if limit < UNLIMITED]
    with suppress(AttributeError, ValueError, OSError):  # Windows has no such function
        limits.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    return min(limits, default=None)


def _quotas(root: Path) -> Iterator[tuple[int, int]]:
    """Microseconds of processors in each period of so many, of every group that has a quota."""
    written = [_read(group / "cpu.max").split() for group in _groups(root, "")]  # «max 100000», «150000 100000»
    # -1 where there is none.
    written += [[_read(group / f"cpu.cfs_{name}_us") for name in ("quota", "period")] for group in _groups(root, "cpu")]
    for words in written:
        if len(words) == 2 and all(map(str.isdecimal, words)) and int(words[1]):
            yield int(words[0]), int(words[1])


def _limits(root: Path) -> Iterator[int]:
    for controller, name in ("", "memory.max"), ("memory", "memory.limit_in_bytes"):
        for group in _groups(root, controller):
            if (limit := _read(group / name)).isdecimal():
                yield int(limit)


def _groups(root: Path, controller: str) -> Iterator[Path]:
    """The folders of the group that the process is in and of those above it; of version 2 with "" for a controller."""
    top = root / "sys/fs/cgroup" / controller
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controller in controllers.split(","):
            group = top / path.lstrip("/")
            yield from (group, *(above for above in group.parents if above.is_relative_to(top)))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""
