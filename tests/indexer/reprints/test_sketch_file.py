"""Sketches on the disk: what a reader of an error learns."""

import tempfile
from contextlib import closing

import pytest

from indexer.reprints import sketch_file
from indexer.reprints.sketch import SKETCH
from indexer.reprints.sketch_file import SketchFile

resource = pytest.importorskip("resource", reason="limits of a process are there on Unix alone")


def test_where_there_is_no_room_the_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketch_file, "HELD_BYTES", 1)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(SketchFile()) as file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10 * SKETCH.itemsize, before[1]))
        try:
            with pytest.raises(OSError, match="File too large") as raised:
                file.append(bytes(SKETCH.itemsize * 100_000))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raised.value.filename == tempfile.gettempdir()
