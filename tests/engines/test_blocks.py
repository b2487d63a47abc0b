"""Files of blocks, and terms near a word."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.engines.whoosh.blocks import PAGE, Blocks, BlocksWriter
from indexer.engines.whoosh.similar import Vocabulary
from indexer.errors import IndexDamaged


@given(st.lists(st.tuples(st.sampled_from(["u1", "i4", "i8"]), st.lists(st.integers(0, 100), max_size=40)), max_size=4))
@settings(deadline=None)
def test_blocks_come_back(values: list[tuple[str, list[int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blocks"
        with path.open("wb") as file:
            writer = BlocksWriter(file)
            for number, (kind, value) in enumerate(values):
                writer.add(f"{number}", np.array(value, dtype=kind))
            writer.finish()
        blocks = Blocks(path)
        assert [blocks[f"{number}"].tolist() for number in range(len(values))] == [value for _, value in values]


def touch_all(path: Path) -> None:
    opened = Blocks(path)
    opened.check(0, opened.end)


def test_every_flipped_byte_of_a_file_of_blocks_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "blocks"
    with path.open("wb") as file:
        writer = BlocksWriter(file)
        writer.add("a", np.arange(5000, dtype=np.uint16))
        writer.add("b", np.arange(3 * PAGE, dtype=np.uint8))
        writer.finish()
    sound = path.read_bytes()
    blocks = Blocks(path)
    assert blocks["a"].tolist() == list(range(5000))
    assert not blocks["a"].flags.writeable
    for at in range(0, len(sound), 97):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        with pytest.raises(IndexDamaged, match="is damaged: build it anew"):
            touch_all(path)


def test_a_cut_file_of_blocks_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "blocks"
    with path.open("wb") as file:
        writer = BlocksWriter(file)
        writer.add("a", np.arange(50))
        writer.finish()
    sound = path.read_bytes()
    for size in (0, 1, 24, len(sound) // 2, len(sound) - 1):
        path.write_bytes(sound[:size])
        with pytest.raises(IndexDamaged, match="is damaged: build it anew"):
            Blocks(path)


# Terms near a word


@given(st.sets(st.text("абв=", max_size=6), max_size=40), st.text("абв=я", max_size=6), st.integers(0, 3))
@settings(max_examples=300)
def test_terms_near_a_word_are_all_within_so_many_edits(terms: set[str], word: str, distance: int) -> None:
    near = Vocabulary([(term, len(term)) for term in sorted(terms)]).near(word, distance)
    expected = {(term, OSA.distance(word, term), len(term)) for term in terms if OSA.distance(word, term) <= distance}
    assert len(near) == len(expected)
    assert set(near) == expected
