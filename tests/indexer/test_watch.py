"""A folder that is watched: what is added, changed, moved and removed in it, and what must not be lost."""

import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import Progress, SourceMissing, build_index, read_articles, update_index, watch_folder
from indexer.index_folder import IndexFolder
from indexer.watch import _Updates

from .watching import articles_at, ids_at, page, records, until, watched

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="Windows asks for rights to make links")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    page(folder / "а.txt")
    page(folder / "2024" / "б.txt")
    records(folder / "лента.jsonl", "1", "2")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


ALL = "1 2 2024/б.txt а.txt"


def test_an_update_first_then_what_changed_and_nothing_else_is_read(folder: Path, place: Path) -> None:
    with watched(folder, place) as watching:
        assert ids_at(place) == ALL
        page(folder / "в.txt")
        watching.wait_for(f"{ALL} в.txt")
        page(folder / "а.txt", "Сквер открыт.")
        until(lambda: "Сквер" in articles_at(place)["а.txt"].text)
    assert watching.counts() == ["+4 ~0 =0 -0", "+1 ~0 =0 -0", "+0 ~1 =0 -0"]
    assert watching.notices == []
    with watched(folder, place) as watching:
        assert watching.counts() == ["+0 ~0 =5 -0"]


def test_articles_are_the_same_as_of_a_full_run(folder: Path, place: Path, tmp_path: Path) -> None:
    with watched(folder, place) as watching:
        page(folder / "2025" / "осень" / "г.txt")
        records(folder / "2025" / "ещё.jsonl", "3")
        (folder / "2025" / "без имён.jsonl").write_text('{"title": "Сквер"}\n{"title": "Паром"}\n', "utf-8")
        watching.wait_for(f"{ALL[:4]}2024/б.txt 2025/без имён.jsonl#1 2025/без имён.jsonl#2 2025/осень/г.txt 3 а.txt")
    build_index(read_articles(folder), tmp_path / "full")
    assert articles_at(place) == articles_at(tmp_path / "full")


def test_what_vanished_stays_unless_it_is_asked_for(folder: Path, place: Path) -> None:
    with watched(folder, place) as watching:
        (folder / "а.txt").unlink()
        records(folder / "лента.jsonl", "2")
        page(folder / "в.txt")
        watching.wait_for(f"{ALL} в.txt")
    with watched(folder, place, gone=True) as watching:
        assert ids_at(place) == "2 2024/б.txt в.txt"
        (folder / "в.txt").unlink()
        records(folder / "лента.jsonl", "3")
        watching.wait_for("2024/б.txt 3")
        shutil.rmtree(folder / "2024")
        watching.wait_for("3")


def test_files_and_folders_that_are_moved(folder: Path, place: Path, tmp_path: Path) -> None:
    with watched(folder, place, gone=True) as watching:
        (folder / "лента.jsonl").rename(folder / "2024" / "лента.jsonl")  # records have ids of their own
        (folder / "а.txt").rename(folder / "в.txt")
        watching.wait_for("1 2 2024/б.txt в.txt")
        (folder / "2024").rename(folder / "2025")
        watching.wait_for("1 2 2025/б.txt в.txt")
        (folder / "2025").rename(tmp_path / "elsewhere")
        watching.wait_for("в.txt")
        (tmp_path / "elsewhere").rename(folder / "снова")
        watching.wait_for("1 2 в.txt снова/б.txt")
    assert watching.notices == []


def test_a_file_that_is_being_written_is_not_read_half(folder: Path, place: Path) -> None:
    with watched(folder, place, quiet=2.0, at_most=2.0) as watching:
        with (folder / "долгий.txt").open("w", encoding="utf-8") as file:
            file.write("Новость\n")
            for number in range(24):
                file.write(f"Строка {number}.\n")
                file.flush()
                time.sleep(0.1)
        watching.wait_for(f"{ALL} долгий.txt")
        assert "Строка 23." in articles_at(place)["долгий.txt"].text
    assert watching.counts()[1:] == ["+1 ~0 =0 -0"]


def test_what_cannot_be_read_is_a_warning_and_the_watch_goes_on(folder: Path, place: Path) -> None:
    with watched(folder, place, gone=True) as watching:
        (folder / "а.txt").write_bytes(bytes(range(256)) * 20)
        until(lambda: len(watching.reports) == 2)
        page(folder / "в.txt")
        watching.wait_for(f"{ALL} в.txt")
    (warning,) = watching.reports[1].warnings
    assert warning.location == str(folder / "а.txt")


def test_a_folder_that_goes_and_comes_back_loses_nothing(folder: Path, place: Path, tmp_path: Path) -> None:
    """As a disk that is taken out, and for a while leaves an empty folder behind."""
    with watched(folder, place, gone=True) as watching:
        folder.rename(tmp_path / "away")
        until(lambda: watching.notices)
        assert watching.notices == [f"{folder} is gone: waiting for it to come back. Its articles stay."]
        folder.mkdir()
        until(lambda: len(watching.reports) == 2)
        (warning,) = watching.reports[1].warnings
        assert "is gone or has no file in it, so nothing of it was dropped" in warning.reason
        assert ids_at(place) == ALL
        folder.rmdir()
        page(tmp_path / "away" / "в.txt")
        (tmp_path / "away").rename(folder)
        watching.wait_for(f"{ALL} в.txt")
        page(folder / "г.txt")
        watching.wait_for(f"{ALL} в.txt г.txt")


def test_emptying_the_folder_keeps_the_articles(folder: Path, place: Path) -> None:
    with watched(folder, place, gone=True, quiet=1.5) as watching:
        for child in (folder / "2024", folder / "а.txt", folder / "лента.jsonl"):
            shutil.rmtree(child) if child.is_dir() else child.unlink()
        until(lambda: len(watching.reports) == 2)
        assert ids_at(place) == ALL
        assert "nothing of it was dropped" in watching.reports[1].warnings[0].reason


def test_an_index_that_somebody_else_changes_is_waited_for(folder: Path, place: Path) -> None:
    with IndexFolder(place).locked():
        watching = None
        holding = threading.Event()

        def first() -> None:
            nonlocal watching
            with watched(folder, place) as watching:
                holding.set()
                until(lambda: ids_at(place) == f"{ALL} в.txt")

        thread = threading.Thread(target=first)
        thread.start()
        time.sleep(1.5)
        assert not holding.is_set()
        assert ids_at(place) == "no index"
    until(holding.is_set)
    with IndexFolder(place).locked():
        page(folder / "в.txt")
        assert watching
        until(lambda: watching and len(watching.notices) == 2)
        assert ids_at(place) == ALL
    thread.join(60)
    assert not thread.is_alive()
    assert watching.notices == [f"Another process is changing the index at {place}: waiting for it."] * 2
    assert watching.counts() == ["+4 ~0 =0 -0", "+1 ~0 =0 -0"]


def test_an_index_that_was_replaced_meanwhile_gets_the_whole_folder_again(folder: Path, place: Path) -> None:
    with watched(folder, place) as watching:
        build_index([], place, allow_empty=True)
        page(folder / "в.txt")
        until(lambda: len(watching.reports) == 2)
        assert ids_at(place) == f"{ALL} в.txt"
        shutil.rmtree(place)
        page(folder / "г.txt")
        watching.wait_for(f"{ALL} в.txt г.txt")


def test_an_index_within_the_folder_does_not_wake_the_watch(folder: Path) -> None:
    place = folder / "var" / "index"
    with watched(folder, place) as watching:
        page(folder / "в.txt")
        until(lambda: len(watching.reports) == 2)
        time.sleep(1.2)
    assert watching.counts()[1:] == ["+1 ~0 =0 -0"]


def test_names_with_a_dot_are_passed_over(folder: Path, place: Path) -> None:
    with watched(folder, place) as watching:
        page(folder / ".в.txt.part").rename(folder / "в.txt")
        page(folder / ".скрытая" / "г.txt")
        watching.wait_for(f"{ALL} в.txt")
        time.sleep(0.8)
    assert watching.counts()[1:] == ["+1 ~0 =0 -0"]


@LINKS
def test_files_behind_a_link_have_the_ids_of_a_full_run(folder: Path, place: Path, tmp_path: Path) -> None:
    outside = page(tmp_path / "outside" / "д.txt").parent
    (folder / "связь").symlink_to(outside, target_is_directory=True)
    with watched(folder, place) as watching:
        assert ids_at(place) == f"{ALL} связь/д.txt"
        page(folder / "связь" / "е.txt")
        watching.wait_for(f"{ALL} связь/д.txt связь/е.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="only here a name may be no text")
def test_a_name_that_is_no_text_is_read_all_the_same(folder: Path, place: Path) -> None:
    with watched(folder, place) as watching:
        Path(os.fsdecode(os.fsencode(folder) + b"/\xe0.txt")).write_text("Новость\nПаром.", "utf-8")
        watching.wait_for(r"1 2 2024/б.txt \udce0.txt а.txt")
        page(folder / "в.txt")
        watching.wait_for(r"1 2 2024/б.txt \udce0.txt а.txt в.txt")
        Path(os.fsdecode(os.fsencode(folder) + b"/\xe0.txt")).write_text("Новость\nСквер.", "utf-8")
        until(lambda: "Сквер" in articles_at(place)[r"\udce0.txt"].text)
    assert watching.notices[0] == f"A name in {folder} is no text: from now on the folder is looked at every second."


def test_polling_finds_the_same_changes(folder: Path, place: Path) -> None:
    with watched(folder, place, poll=True, gone=True) as watching:
        page(folder / "2025" / "г.txt")
        (folder / "а.txt").unlink()
        watching.wait_for("1 2 2024/б.txt 2025/г.txt")
    build_index(read_articles(folder), place.with_name("full"))
    assert articles_at(place) == articles_at(place.with_name("full"))


def test_the_end_gives_up_reading_and_changes_nothing(folder: Path, place: Path) -> None:
    build_index(read_articles(folder), place)
    page(folder / "в.txt")
    stop = threading.Event()

    def progress(progress: Progress) -> None:
        stop.set()

    assert list(watch_folder(folder, place, stop=stop, progress=progress)) == []
    assert ids_at(place) == ALL


def test_the_end_waits_for_a_commit_that_runs(folder: Path, place: Path) -> None:
    stop = threading.Event()

    def progress(progress: Progress) -> None:
        if progress.writing:
            stop.set()

    (report,) = watch_folder(folder, place, stop=stop, progress=progress)
    assert report.articles == 4
    assert ids_at(place) == ALL


def test_only_a_folder_can_be_watched(folder: Path, place: Path) -> None:
    for wrong in (folder / "а.txt", folder / "нет"):
        with pytest.raises(SourceMissing, match="only a folder can be watched"):
            watch_folder(wrong, place)
    with pytest.raises(ValueError, match="give seconds above 0"):
        watch_folder(folder, place, quiet=5, at_most=1)


# The law: whatever happens in the folder, the index is what a full run would make of it

NAMES = ("а.txt", "б/в.txt", "б/г.jsonl", "д.jsonl", "е.jsonl")
CHANGES = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), st.sets(st.sampled_from("123"), min_size=1)),
    st.tuples(st.just("remove"), st.sampled_from((*NAMES, "б"))),
    st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
)


def change(root: Path, what: tuple[object, ...]) -> set[str]:
    """Make the change; the paths that a system would tell of."""
    path = root / str(what[1])
    match what:
        case ("write", str(name), set(ids)):
            if name.endswith(".txt"):
                page(path, " ".join(sorted(ids)))
            else:
                records(path, *sorted(ids), text=name)
        case ("remove", _):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        case ("move", _, str(name)) if path.is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(root / name)
            return {str(path), str(root / name)}
    return {str(path)}


@given(batches=st.lists(st.lists(CHANGES, min_size=1, max_size=4), min_size=1, max_size=4), gone=st.booleans())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_batches_make_the_index_that_full_updates_make(batches: list[list[tuple[object, ...]]], gone: bool) -> None:
    """Also where several files have articles of one id, of which the last in the order of names counts."""
    top = Path(tempfile.mkdtemp())
    root = top / "pages"
    records(page(root / "всегда.txt").with_name("ё.jsonl"), "1")
    updates = _Updates(str(root), top / "index", None, 1, gone, threading.Event(), None, lambda _: None)
    try:
        assert updates.of_everything()
        update_index(read_articles(root), top / "full")
        for batch in batches:
            waiting = {path for what in batch for path in change(root, what)}
            while waiting:
                _, waiting = updates.of(waiting)
            update_index(read_articles(root), top / "full", gone=gone)
            assert articles_at(top / "index") == articles_at(top / "full")
    finally:
        shutil.rmtree(top)
