"""Which build serves: seen at once when it changes, and cheap to ask."""

import os
from pathlib import Path

import pytest

from indexer import index_folder
from indexer.errors import IndexDamaged, IndexMissing
from indexer.index_folder import IndexFolder


def test_each_change_over_is_seen_at_once(tmp_path: Path) -> None:
    writer, reader = IndexFolder(tmp_path), IndexFolder(tmp_path)
    for _ in range(100):
        build = writer.new_build()
        writer.serve(build)
        assert reader.serving() == reader.serving() == build


def test_a_file_that_looks_the_same_is_read_again_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = IndexFolder(tmp_path)
    first, second = folder.new_build(), folder.new_build()
    folder.serve(first)
    assert folder.serving() == first
    # As where the clock of files is coarse.
    small_file = tmp_path / "serving.json"
    looks = small_file.stat()
    small_file.write_text(small_file.read_text().replace(first.name, second.name))
    os.utime(small_file, ns=(looks.st_atime_ns, looks.st_mtime_ns))
    monkeypatch.setattr(index_folder, "BELIEVED", 60.0)
    assert folder.serving() == first
    monkeypatch.setattr(index_folder, "BELIEVED", 0.0)
    assert folder.serving() == second


def test_what_has_gone_or_is_damaged_is_told_at_once(tmp_path: Path) -> None:
    folder = IndexFolder(tmp_path)
    folder.serve(folder.new_build())
    assert folder.serving()
    (tmp_path / "serving.json").write_text("{}")
    with pytest.raises(IndexDamaged):
        folder.serving()
    (tmp_path / "serving.json").unlink()
    with pytest.raises(IndexMissing):
        folder.serving()
