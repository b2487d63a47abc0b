"""Streams of bytes: unpacking, looking ahead, splitting into lines."""

from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.chunks import in_utf8, lines, looked_ahead
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
