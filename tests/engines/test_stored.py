"""Stored articles, and where their tokens stand."""

import json
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, from_row, to_row
from indexer.engines.whoosh.blocks import Blocks, BlocksWriter
from indexer.engines.whoosh.layout import Layout
from indexer.engines.whoosh.layout import to_bytes as layout_bytes
from indexer.engines.whoosh.schema import ZONE_NUMBER, ZONE_SHIFT
from indexer.engines.whoosh.stored import UTF8, Part, StoredBuilder, StoredReader, from_bytes, merge, to_bytes
from indexer.language import Token
from indexer.query import Zone


def written(path: Path, write: Callable[[BlocksWriter], object]) -> StoredReader:
    with path.open("wb") as file:
        writer = BlocksWriter(file)
        write(writer)
        writer.finish()
    return StoredReader(Blocks(path))


def stored(path: Path, texts: Iterable[str], dictionary: bytes = b"") -> StoredReader:
    builder = StoredBuilder(dictionary)
    for text in texts:
        builder.add(to_bytes({"text": text}, b"\0layout"))
    return written(path, builder.write)


def texts_of(reader: StoredReader, count: int) -> list[str]:
    return [reader.row(number)["text"] for number in range(count)]


def news(count: int) -> list[str]:
    return [f"Мост № {n} через Зею откроют {n % 28 + 1} мая, сообщил глава города." * 20 for n in range(count)]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_stored_articles_come_back(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        assert texts_of(stored(Path(folder) / "blocks", texts), len(texts)) == texts


def test_what_articles_have_in_common_is_kept_once(tmp_path: Path) -> None:
    texts = news(1000)
    reader = stored(tmp_path / "blocks", texts)
    assert texts_of(reader, 1000) == texts
    assert reader.dictionary
    alone = zlib.compress(texts[0].encode("cp1251"), 9)
    assert len(reader.packed(500)) < len(alone) / 2


@pytest.mark.parametrize("text", ["«Мост» — № 5…", "\ud800", "🙂", "\x98", "ѣ", "\u00a0\u00ad"])
def test_any_article_is_stored(text: str) -> None:
    one = Article(id=text, title=text, text=text)
    written, layout = from_bytes(to_bytes(to_row(one), b"layout\0"))
    assert layout == b"layout\0"
    assert from_row(json.loads(written)) == one


@pytest.mark.parametrize(
    ("sizes", "trained_anew"), [((1000, 3, 5), False), ((3, 5, 1000), False), ((400, 500, 300), True), ((2, 3), True)]
)
def test_articles_are_merged_without_the_deleted(tmp_path: Path, sizes: tuple[int, ...], trained_anew: bool) -> None:
    texts = news(sum(sizes))
    left = iter(texts)
    readers = [stored(tmp_path / str(n), [next(left) for _ in range(size)]) for n, size in enumerate(sizes)]
    live = [np.arange(size) % 3 != 1 for size in sizes]
    parts = [Part(reader, mask) for reader, mask in zip(readers, live, strict=True)]
    whole = written(tmp_path / "whole", partial(merge, parts))
    expected = [text for text, alive in zip(texts, np.concatenate(live).tolist(), strict=True) if alive]
    assert texts_of(whole, len(expected)) == expected
    largest = max(zip(sizes, readers, strict=True), key=lambda pair: pair[0])[1]
    assert (whole.dictionary != largest.dictionary or not whole.dictionary) == trained_anew


def test_articles_packed_with_one_dictionary_are_merged_as_they_are(tmp_path: Path) -> None:
    texts = news(1200)
    first = stored(tmp_path / "first", texts[:500])
    others = [stored(tmp_path / str(n), texts[n : n + 350], first.dictionary) for n in (500, 850)]
    parts = [
        Part(reader, np.ones(size, np.bool_)) for reader, size in zip((first, *others), (500, 350, 350), strict=True)
    ]
    whole = written(tmp_path / "whole", partial(merge, parts))
    assert whole.dictionary == first.dictionary
    assert texts_of(whole, 1200) == texts
    assert [whole.packed(850 + n) for n in range(350)] == [others[1].packed(n) for n in range(350)]


def test_another_article_than_was_written_is_noticed() -> None:
    with pytest.raises(ValueError, match="encoding"):
        from_bytes(b"{}")
    with pytest.raises(UnicodeDecodeError):
        from_bytes(UTF8 + b"\xff")


tokens_anywhere = st.lists(st.tuples(*[st.integers(0, 1000)] * 3), max_size=30).map(
    lambda rows: [Token(start, start + length, position, ("мост",)) for start, length, position in rows]
)


@given(st.fixed_dictionaries(dict.fromkeys(Zone, tokens_anywhere)))
def test_where_tokens_stand_comes_back(tokens: dict[Zone, list[Token]]) -> None:
    layout = Layout(layout_bytes(tokens))
    columns = [column.tolist() for column in (layout.keys, layout.starts, layout.stops)]
    assert list(zip(*columns, strict=True)) == [
        (ZONE_NUMBER[zone] << ZONE_SHIFT | t.position, t.start, t.stop) for zone in Zone for t in tokens[zone]
    ]
    for zone, ends in layout.ends().items():
        empty = [(t.start, t.stop, t.position) for t in tokens[zone] if t.start == t.stop]
        assert [token[:3] for token in ends] == empty


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: b"\xff" + data[1:]])
def test_a_layout_of_another_length_is_noticed(damage: Callable[[bytes], bytes]) -> None:
    data = layout_bytes({Zone.TITLE: [Token(0, 500, 0, ("мост",))]})
    with pytest.raises(ValueError, match="layout"):
        Layout(damage(data))
