"""Streams of bytes: unpacking, looking ahead, splitting into lines."""

import gzip
from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.chunks import in_utf8, lines, looked_ahead, taken, unpacked
from indexer.readers.page import BrokenOff


def pieces(data: bytes, size: int = 7) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def until_the_break(chunks: Iterable[bytes]) -> tuple[bytes, str]:
    got = b""
    try:
        for chunk in chunks:
            got += chunk
    except BrokenOff as broken:
        return got, str(broken)
    return got, ""


@given(st.binary(max_size=200), st.integers(1, 9))
def test_gzip_round_trip(data: bytes, size: int) -> None:
    packed = gzip.compress(data, mtime=0)
    assert until_the_break(unpacked(pieces(packed, size))) == (data, "")
    assert until_the_break(unpacked(pieces(packed + packed + b"\0" * 5, size))) == (data * 2, "")


@given(st.binary(max_size=200).filter(lambda data: not data.startswith(b"\x1f\x8b")), st.integers(1, 9))
def test_what_is_not_packed_passes(data: bytes, size: int) -> None:
    assert until_the_break(unpacked(pieces(data, size))) == (data, "")


@given(st.integers(2, 400))
def test_truncated_gzip_gives_its_beginning(kept: int) -> None:
    data = bytes(range(256)) * 20
    packed = gzip.compress(data, mtime=0)
    got, reason = until_the_break(unpacked(pieces(packed[: min(kept, len(packed) - 1)])))
    assert data.startswith(got)
    assert "truncated" in reason


def test_damaged_gzip() -> None:
    packed = bytearray(gzip.compress(b"abc" * 5000, mtime=0))
    packed[-6] ^= 0xFF  # the checksum
    got, reason = until_the_break(unpacked(pieces(bytes(packed))))
    assert got
    assert (b"abc" * 5000).startswith(got)
    assert "damaged" in reason
    assert "damaged" in until_the_break(unpacked([gzip.compress(b"abc") + b"and more"]))[1]


def test_a_small_file_of_much_content_is_unpacked_piece_by_piece() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert max(len(chunk) for chunk in unpacked([bomb])) <= 1 << 16
    assert taken(unpacked([bomb]), 1000) is None


@given(st.binary(max_size=50), st.integers(1, 9), st.integers(0, 60))
def test_looking_ahead_loses_nothing(data: bytes, size: int, wanted: int) -> None:
    head, stream = looked_ahead(pieces(data, size), lambda seen: len(seen) >= wanted)
    assert data.startswith(head)
    assert len(head) >= min(wanted, len(data))
    assert b"".join(stream) == data


@given(st.lists(st.binary(max_size=9).map(lambda part: part.replace(b"\n", b"")), min_size=1), st.integers(1, 9))
def test_lines(parts: list[bytes], size: int) -> None:
    data = b"\n".join(parts)
    expected = list(enumerate(parts if parts[-1] else parts[:-1], start=1))
    assert list(lines(pieces(data, size), 100)) == expected


@given(st.lists(st.integers(0, 20), min_size=1), st.integers(1, 9))
def test_lines_too_long_are_skipped(lengths: list[int], size: int) -> None:
    data = b"".join(b"x" * length + b"\n" for length in lengths)
    expected = [(number, b"x" * length if length <= 10 else None) for number, length in enumerate(lengths, start=1)]
    assert list(lines(pieces(data, size), 10)) == expected


def test_utf16_becomes_utf8() -> None:
    data = '{"title": "Мост"}\n{"title": "Амур"}'.encode("utf-16")
    assert b"".join(in_utf8(data[:20], pieces(data, 3))).decode() == '{"title": "Мост"}\n{"title": "Амур"}'
    assert b"".join(in_utf8(b"abc", [b"abc", b"def"])) == b"abcdef"
