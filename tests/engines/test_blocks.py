"""Files of blocks, stored articles, and terms near a word."""

import json
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.article import Article, from_row, to_row
from indexer.engines.whoosh.blocks import PAGE, Blocks, BlocksWriter
from indexer.engines.whoosh.similar import Vocabulary
from indexer.engines.whoosh.stored import AFTER_JSON, pack, to_bytes, unpack
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


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_stored_articles_come_back(texts: list[str]) -> None:
    rows = [to_bytes({"text": text}, b"\0layout") for text in texts]
    assert unpack(pack(rows), len(rows)) == rows


@pytest.mark.parametrize("text", ["«Мост» — № 5…", "\ud800", "🙂", "\x98", "ѣ", "\u00a0\u00ad"])
def test_any_article_is_stored(text: str) -> None:
    one = Article(id=text, title=text, text=text)
    ((data, narrow),) = unpack(pack([to_bytes(to_row(one), b"layout\0")]), 1)
    written, _, layout = data.partition(AFTER_JSON)
    assert layout == b"layout\0"
    row = json.loads(written.decode("cp1251") if narrow else written.decode(errors="surrogatepass"))
    assert from_row(row) == one


def test_a_chunk_of_other_articles_is_noticed() -> None:
    with pytest.raises((ValueError, zlib.error)):
        unpack(pack([(b"abc", True)])[:-2], 1)
    with pytest.raises(ValueError):
        unpack(zlib.compress(b"\x06\0\0\0a"), 1)


# Terms near a word


@given(st.sets(st.text("абв=", max_size=6), max_size=40), st.text("абв=я", max_size=6), st.integers(0, 3))
@settings(max_examples=300)
def test_terms_near_a_word_are_all_within_so_many_edits(terms: set[str], word: str, distance: int) -> None:
    near = Vocabulary([(term, len(term)) for term in sorted(terms)]).near(word, distance)
    expected = {(term, OSA.distance(word, term), len(term)) for term in terms if OSA.distance(word, term) <= distance}
    assert len(near) == len(expected)
    assert set(near) == expected
