"""Which of the changed files are read now: those that rest, together, and not too late."""

import pytest

from indexer.pending import MOST_TAKEN, RESTLESS, Look, Pending


class Disk:
    """Files by their lengths, and a clock that tests move."""

    def __init__(self) -> None:
        self.lengths: dict[str, int] = {}
        self.now = 0.0
        self.pending = Pending(1.0, 10.0, self.look)

    def look(self, path: str) -> Look | None:
        return (self.lengths[path], 0, 0) if path in self.lengths else None

    def write(self, path: str, *, told: bool = True) -> None:
        self.lengths[path] = self.lengths.get(path, 0) + 1
        if told:
            self.pending.note(path, self.now)

    def taken_at(self, now: float) -> str:
        self.now = now
        return " ".join(sorted(self.pending.take(now)))


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_a_file_is_read_when_it_has_rested_for_a_second_and_only_once(disk: Disk) -> None:
    disk.write("а")
    assert disk.taken_at(0.9) == ""
    assert disk.pending
    assert disk.taken_at(1.0) == "а"
    assert not disk.pending
    assert disk.taken_at(99) == ""


def test_a_file_that_is_being_written_waits(disk: Disk) -> None:
    disk.write("а")
    for tenth in range(5, 50, 5):
        assert disk.taken_at(tenth / 10) == ""
        disk.write("а")
    assert disk.taken_at(5.4) == ""
    assert disk.taken_at(5.5) == "а"


def test_a_change_that_nobody_told_of_is_seen_before_reading(disk: Disk) -> None:
    disk.write("а")
    disk.write("а", told=False)
    assert disk.taken_at(1) == ""
    assert disk.taken_at(1.9) == ""
    assert disk.taken_at(2) == "а"


def test_a_file_that_is_gone_is_ready_too(disk: Disk) -> None:
    disk.write("а")
    del disk.lengths["а"]
    disk.pending.note("а", 0.5)
    assert disk.taken_at(1.4) == ""
    assert disk.taken_at(1.5) == "а"


def test_files_are_read_together_but_wait_for_others_ten_seconds_at_most(disk: Disk) -> None:
    disk.write("а")
    for half in range(20):
        assert disk.taken_at(half / 2) == ""
        disk.write("б")
    assert disk.taken_at(10) == "а"
    assert disk.taken_at(10.4) == ""
    assert disk.taken_at(10.5) == "б"


def test_very_many_files_wait_for_nothing(disk: Disk) -> None:
    for number in range(MOST_TAKEN):
        disk.write(str(number))
    disk.now = 0.5
    disk.write("поздний")
    assert len(disk.taken_at(1.1).split()) == MOST_TAKEN
    assert disk.taken_at(1.6) == "поздний"


def test_a_new_folder_is_listed_after_a_second_and_its_files_are_not_read_before(disk: Disk) -> None:
    disk.pending.note_folder("п", 0)
    disk.write("п/а")
    assert disk.pending.folders(0.9) == []
    assert disk.taken_at(0.99) == ""
    assert disk.pending.folders(1) == ["п"]
    disk.pending.note_listed(["п/а", "п/б"], 1)
    assert disk.pending.folders(1) == []
    assert disk.taken_at(1.9) == ""  # «п/а» rests since 0, «п/б» may be being written
    assert disk.taken_at(2) == "п/а п/б"


def test_a_file_that_never_rests_is_named_once(disk: Disk) -> None:
    disk.write("а")
    assert disk.pending.restless(RESTLESS - 1) == []
    disk.now = RESTLESS - 0.5
    disk.write("а")
    assert disk.pending.restless(RESTLESS) == ["а"]
    assert disk.pending.restless(RESTLESS + 1) == []
    assert disk.taken_at(RESTLESS + 1) == "а"
