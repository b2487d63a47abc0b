"""What a process may take of its machine, with files of control groups as Linux writes them."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from indexer.machine import cores, memory

GIGABYTE = 1 << 30
HOST = {"proc/self/cgroup": "0::/\n"}
CONTAINER = {
    "proc/self/cgroup": "0::/\n",
    "sys/fs/cgroup/cpu.max": "250000 100000\n",
    "sys/fs/cgroup/memory.max": f"{3 * GIGABYTE}\n",
}
SERVICE = {
    "proc/self/cgroup": "0::/system.slice/gubernia.service\n",
    "sys/fs/cgroup/system.slice/cpu.max": "300000 100000\n",
    "sys/fs/cgroup/system.slice/memory.max": "max\n",
    "sys/fs/cgroup/system.slice/gubernia.service/cpu.max": "max 100000\n",
    "sys/fs/cgroup/system.slice/gubernia.service/memory.max": f"{2 * GIGABYTE}\n",
}
PART_OF_A_CORE = CONTAINER | {"sys/fs/cgroup/cpu.max": "50000 100000\n"}
VERSION_1 = {
    "proc/self/cgroup": "11:memory:/docker/4e6a\n4:cpu,cpuacct:/docker/4e6a\n1:name=systemd:/docker/4e6a\n",
    "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n",
    "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{GIGABYTE}\n",
}
VERSION_1_WITHOUT_LIMITS = VERSION_1 | {
    "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
    "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
}
STRANGE = {
    "proc/self/cgroup": "\n:::\n0::/../../..\n",
    "sys/fs/cgroup/cpu.max": "100000 0",
    "sys/fs/cgroup/memory.max": "",
}


@pytest.fixture(autouse=True)
def _eight_cores_and_sixteen_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 16 * GIGABYTE // 4096}
    monkeypatch.setattr("os.sysconf", sizes.__getitem__, raising=False)


def written(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize(
    ("files", "most", "gigabytes"),
    [
        pytest.param({}, 8, 16, id="another system"),
        pytest.param(HOST, 8, 16, id="the machine itself"),
        pytest.param(CONTAINER, 2, 3, id="a container"),
        pytest.param(SERVICE, 3, 2, id="a service below a slice"),
        pytest.param(PART_OF_A_CORE, 1, 3, id="a part of a core"),
        pytest.param(VERSION_1, 2, 1, id="a container of version 1"),
        pytest.param(VERSION_1_WITHOUT_LIMITS, 8, 16, id="version 1 without limits"),
        pytest.param(STRANGE, 8, 16, id="strange files"),
    ],
)
def test_limits(files: Mapping[str, str], most: int, gigabytes: int, tmp_path: Path) -> None:
    root = written(tmp_path, files)
    assert (cores(root), memory(root)) == (most, gigabytes * GIGABYTE)


def test_this_machine() -> None:
    assert 1 <= cores() <= 8
    assert (memory() or 0) > 0


def test_a_system_that_does_not_tell_its_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert memory(tmp_path) is None
