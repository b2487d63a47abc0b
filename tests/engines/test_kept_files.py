"""Kept blocks as files of the Whoosh engine: safe from damage, from crashes and from other processes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from indexer.engines.whoosh import WhooshEngine
from indexer.errors import IndexDamaged

from .examples import article, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> Iterator[WhooshEngine]:
    with closing(WhooshEngine(folder, create=True)) as made:
        put(made, article("мост", "Мост"))
        keep(made, "reprints", b"first")
        yield made


def keep(engine: WhooshEngine, name: str, data: bytes) -> None:
    with engine.writer() as writer:
        writer.keep(name, data)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("kept-*"))


def test_one_file_a_block_and_old_ones_are_removed(engine: WhooshEngine, folder: Path) -> None:
    (first,) = files(folder)
    put(engine, article("река", "Река"))
    assert files(folder) == [first]
    keep(engine, "reprints", b"second")
    (second,) = files(folder)
    assert second != first
    assert engine.manifest.files[second].bytes == len(b"second")
    assert engine.manifest.damaged_files(folder) == []


def test_merging_segments_does_not_touch_blocks(engine: WhooshEngine) -> None:
    for number in range(20):
        put(engine, article(f"{number}", "Мост"))
    assert engine.kept("reprints") == b"first"


def test_a_crash_leaves_nothing_that_is_taken_for_kept(engine: WhooshEngine, folder: Path) -> None:
    (folder / f"kept-{engine.stats().generation + 1}-reprints").write_bytes(b"from a commit that never was")
    assert engine.kept("reprints") == b"first"
    put(engine, article("река", "Река"))
    assert engine.kept("reprints") == b"first"
    assert len(files(folder)) == 1


def test_a_reader_reads_the_block_of_the_generation_it_holds(engine: WhooshEngine, folder: Path) -> None:
    with closing(WhooshEngine(folder)) as reader, reader._held() as held:
        keep(engine, "reprints", b"second")
        assert held.kept.read("reprints") == b"first"
        assert reader.kept("reprints") == b"second"


@pytest.mark.parametrize("left", [b"", b"f", b"worst"])
def test_a_damaged_block_is_told(folder: Path, left: bytes) -> None:
    with closing(WhooshEngine(folder, create=True)) as engine:
        keep(engine, "reprints", b"first")
    (name,) = files(folder)
    (folder / name).write_bytes(left)
    with pytest.raises(IndexDamaged, match=name), closing(WhooshEngine(folder)) as again:
        again.kept("reprints")
