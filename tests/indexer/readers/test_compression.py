"""Compressed streams: whatever unpacks them, what comes out, and where it ends."""

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers import compression
from indexer.readers.chunks import CHUNK, taken
from indexer.readers.compression import Allowance, TooMuch, codec_of, peeled, unpacked, unpacked_name
from indexer.zstd import zstd
from tests.indexer.readers.given import pieces, read, told, until_the_break

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda data: zstd.compress(data),
}
packers = st.sampled_from(list(PACKERS.values()))


def content(chunks: Iterable[bytes]) -> Iterator[bytes]:
    codec, stream = peeled(chunks)
    return unpacked(stream, codec) if codec else stream


@settings(deadline=None)
@given(packers, st.binary(max_size=200), st.integers(1, 9))
def test_round_trip(pack: Callable[[bytes], bytes], data: bytes, size: int) -> None:
    packed = pack(data)
    assert until_the_break(content(pieces(packed, size))) == (data, "")
    assert until_the_break(content(pieces(packed + packed + b"\0" * 5, size))) == (data * 2, "")


@settings(deadline=None)
@given(st.binary(max_size=200).filter(lambda data: not codec_of(data[:6])), st.integers(1, 9))
def test_what_is_not_packed_passes(data: bytes, size: int) -> None:
    assert until_the_break(content(pieces(data, size))) == (data, "")


def test_three_letters_are_no_bzip2() -> None:
    assert codec_of(b"BZh is a name") is None
    assert codec_of(bz2.compress(b"")) is not None
    assert codec_of(bz2.compress(b"abc")) is not None


@settings(deadline=None)
@given(packers, st.floats(0.1, 0.999))
def test_truncated_gives_its_beginning(pack: Callable[[bytes], bytes], kept: float) -> None:
    data = bytes(range(256)) * 20
    packed = pack(data)
    got, reason = until_the_break(content(pieces(packed[: max(6, int(len(packed) * kept))])))
    assert data.startswith(got)
    assert "truncated" in reason


@pytest.mark.parametrize("ending", PACKERS)
def test_damaged(ending: str) -> None:
    packed = bytearray(PACKERS[ending](b"abc" * 5000))
    packed[len(packed) // 2] ^= 0xFF
    got, reason = until_the_break(content(pieces(bytes(packed))))
    if ending != ".xz":  # which shows a damage only by its checksum at the end
        assert (b"abc" * 5000).startswith(got)
    assert "damaged" in reason or "truncated" in reason
    assert "damaged" in until_the_break(content([PACKERS[ending](b"abc") + b"and more of it, " * 9]))[1]


@pytest.mark.parametrize("ending", PACKERS)
def test_a_small_file_of_much_content_is_unpacked_piece_by_piece(ending: str) -> None:
    bomb = PACKERS[ending](b"\0" * 20_000_000)
    assert max(len(chunk) for chunk in content([bomb])) <= CHUNK
    assert taken(content([bomb]), 1000) is None


def test_a_window_of_gigabytes_is_refused() -> None:
    wide: dict[int, int] = {
        zstd.CompressionParameter.window_log: 30,
        zstd.CompressionParameter.enable_long_distance_matching: 1,
    }
    got, reason = until_the_break(content([zstd.compress(b"abc" * 5000, options=wide)]))
    if got != b"abc" * 5000:  # the library may narrow the window to what there is
        assert "damaged" in reason


def test_an_allowance_grows_with_what_was_read() -> None:
    allowance = Allowance(size=10)
    allowance.spend(compression.MOST_UNPACKED)
    with pytest.raises(TooMuch, match="more than 300 times its size"):
        allowance.spend(1)
    allowance.more_read(10 * compression.MOST_UNPACKED)
    allowance.spend(1)


@pytest.mark.parametrize("ending", PACKERS)
def test_a_bomb_is_told_and_what_came_before_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(compression, "MOST_UNPACKED", 1 << 20)
    monkeypatch.setattr(compression, "MOST_TIMES_LARGER", 20)
    path = tmp_path / f"news.jsonl{ending}"
    path.write_bytes(PACKERS[ending](b'{"title": "\xd0\x9c\xd0\xbe\xd1\x81\xd1\x82"}\n' + b" " * 5_000_000))
    found, articles = read(path)
    assert [article.title for article in found] == ["Мост"]
    assert told(articles) == [
        f"{path.name}: unpacks to more than 20 times its size, as no archive of news does: "
        "what came before that was read, the rest was not"
    ]
    assert not articles.complete


def test_layers_are_peeled_to_a_bound(tmp_path: Path) -> None:
    data = "Мост открыт\nТекст".encode()
    for _ in range(5):
        data = gzip.compress(data)
    (tmp_path / "a.txt").write_bytes(data)
    (tmp_path / "b.txt").write_bytes(gzip.compress(data))
    found, articles = read(tmp_path)
    assert [article.id for article in found] == ["a.txt"]
    assert told(articles) == ["b.txt: is packed more than 5 times over and was not unpacked further"]


@pytest.mark.parametrize(
    ("packed", "inside"),
    [("news.csv.gz", "news.csv"), ("a.TGZ", "a.tar"), ("a.tar.zst", "a.tar"), ("a.txt", "a.txt"), ("gz", "gz")],
)
def test_names_of_what_is_inside(packed: str, inside: str) -> None:
    assert unpacked_name(packed) == inside
