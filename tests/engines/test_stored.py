"""Stored articles, and where their tokens stand."""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, from_row, to_row
from indexer.engines.whoosh import layout
from indexer.engines.whoosh.blocks import Blocks, BlocksWriter
from indexer.engines.whoosh.schema import ZONE_NUMBER, ZONE_SHIFT
from indexer.engines.whoosh.stored import UTF8, Part, StoredBuilder, StoredReader, from_bytes, merge, to_bytes
from indexer.language import Token, analyze
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


Words = dict[Zone, Sequence[Token]]
Texts = dict[Zone, str]

NO_TEXT: Texts = dict.fromkeys(Zone, "")
BRIDGE = "Мост через Зею"


def of_all(zone: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(dict.fromkeys(Zone, zone))


def some_tokens(rows: list[tuple[int, int, int]]) -> list[Token]:
    return [Token(start, start + length, position, ("мост",)) for start, length, position in rows]


tokens_anywhere = st.lists(st.tuples(*[st.integers(0, 1000)] * 3), max_size=30).map(some_tokens)


def written_alone(tokens: Words, texts: Texts) -> bytes:
    return layout.write([tokens], [texts])[0]


def assert_come_back(tokens: Sequence[Words], texts: Sequence[Texts]) -> None:
    packed = layout.write(tokens, texts)
    assert packed == [written_alone(*of_one) for of_one in zip(tokens, texts, strict=True)]
    for expected, found in zip(tokens, layout.read(packed, texts), strict=True):
        columns = [column.tolist() for column in (found.keys, found.starts, found.stops)]
        assert list(zip(*columns, strict=True)) == [
            (ZONE_NUMBER[zone] << ZONE_SHIFT | t.position, t.start, t.stop) for zone in Zone for t in expected[zone]
        ]
        for zone, ends in found.ends().items():
            empty = [(t.start, t.stop, t.position) for t in expected[zone] if t.start == t.stop]
            assert [token[:3] for token in ends] == empty


@given(st.lists(st.tuples(of_all(tokens_anywhere), of_all(st.text("аБ1 -.\n中🙂\ud800", max_size=40))), min_size=1))
def test_where_tokens_stand_comes_back(articles: list[tuple[Words, Texts]]) -> None:
    assert_come_back([tokens for tokens, _ in articles], [texts for _, texts in articles])


@given(st.lists(of_all(st.text("Ага12 -.,:«»\n'\u0301\u00ad中🙂", max_size=60)), min_size=1, max_size=5))
def test_where_words_stand_comes_back(articles: list[Texts]) -> None:
    tokens: list[Words] = [{zone: analyze(text) for zone, text in texts.items()} for texts in articles]
    assert_come_back(tokens, articles)


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("Мост через Зею откроют 7 декабря 2020 года. Так сообщил онлайн-форум: 1,5 млн рублей.", 0),
        ("В Севе\u00adро-Курильске и\u0306од д'Артаньян", 0),
        ("На АмурЭкспоФоруме", 3),  # the parts of a run
        ("中 и 国", 2),  # of no alphabet of ours
    ],
)
def test_words_take_a_byte_each(text: str, odd: int) -> None:
    texts = NO_TEXT | {Zone.TITLE: text}
    tokens = analyze(text)
    size = len(written_alone({Zone.TITLE: tokens}, texts)) - len(written_alone({}, texts))
    assert size == len(tokens) + odd * layout.ODD_NUMBERS * layout.NUMBER.itemsize


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: b"\xff" + data[1:]])
def test_a_layout_of_another_length_is_noticed(damage: Callable[[bytes], bytes]) -> None:
    texts = NO_TEXT | {Zone.TITLE: BRIDGE}
    data = written_alone({Zone.TITLE: [*analyze(BRIDGE), Token(3, 500, 4, ("мост",))]}, texts)
    with pytest.raises(ValueError, match="another length"):
        layout.read([damage(data)], [texts])


@pytest.mark.parametrize("others", [[], [BRIDGE], [BRIDGE, BRIDGE]])
def test_a_layout_of_another_text_is_noticed(others: list[str]) -> None:
    texts = [NO_TEXT | {Zone.TITLE: text} for text in (BRIDGE, *others)]
    packed = [written_alone({Zone.TITLE: analyze(of[Zone.TITLE])}, of) for of in texts]
    with pytest.raises(ValueError, match="another text"):
        layout.read(packed, [NO_TEXT | {Zone.TITLE: "Мост"}, *texts[1:]])


def test_a_layout_that_points_outside_is_noticed() -> None:
    texts = NO_TEXT | {Zone.TITLE: BRIDGE}
    data = written_alone({Zone.TITLE: some_tokens([(3, 500, 4)])}, texts)
    place = layout.HEAD.size + 1
    with pytest.raises(ValueError, match="outside"):
        layout.read([data[:place] + b"\1" + data[place + 1 :], data], [texts, texts])
