"""Formats: told by content first, then by name."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.formats import HEAD, Format, enough_to_tell, format_of, refuse_binary
from indexer.readers.page import Unreadable

HTML, JSON_LINES, PLAIN_TEXT = Format.HTML, Format.JSON_LINES, Format.PLAIN_TEXT


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("<!DOCTYPE html><p>x", "a.txt", HTML),
        ("\ufeff \n<!-- saved from\n url --><!-- > -->\n<HTML lang=ru>", "", HTML),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">', "", HTML),
        ("<head><title>x", "", HTML),
        ("<script>var a</script><body class=x>", "", HTML),
        ("<p>Абзац</p>", "a.html", HTML),
        ("<p>Абзац</p>", "a.htm.gz", HTML),
        ("Только текст, 3 < 5", "a.html", PLAIN_TEXT),
        ("<p>Абзац</p>", "a.txt", PLAIN_TEXT),
        ("О теге <body> и прочем", "a.txt", PLAIN_TEXT),
        ("<!doctype html>", "a.jsonl", HTML),
        ('{"title": "x"}\n{', "a.txt", JSON_LINES),
        ('\n\n {"title": "Мост"}', "", JSON_LINES),
        ('{"title": "x"', "a.jsonl", JSON_LINES),
        ("что угодно", "a.NDJSON", JSON_LINES),
        ("что угодно", "a.jsonl.gz", JSON_LINES),
        ("{фигурные} скобки", "a.txt", PLAIN_TEXT),
        ('["x"]', "a.txt", PLAIN_TEXT),
        ("", "a.txt", PLAIN_TEXT),
    ],
)
def test_format_of(text: str, name: str, expected: Format) -> None:
    assert format_of(text.encode(), name) is expected
    assert format_of(text.encode("utf-16"), name) is expected
    if "\ufeff" not in text:
        assert format_of(text.encode("koi8_r"), name) is expected


def test_json_that_is_not_json_lines() -> None:
    assert format_of(b'{\n  "title": "x"\n}', "a.json") is Format.JSON
    assert format_of(b'{"title": "x"}', "a.json") is JSON_LINES


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"abc\0def", "zero bytes"),
        (bytes(range(1, 256)), "control characters"),
        (b"%PDF-1.7\n", "PDF"),
        (b"7z\xbc\xaf\x27\x1c", "is a 7z archive: unpack it"),
    ],
)
def test_binaries(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        refuse_binary(data)


def test_a_stray_control_character_is_no_binary() -> None:
    refuse_binary("Мост открыт в понедельник\x07, движение начнётся завтра\x1a".encode("cp866"))


@given(st.binary(), st.sampled_from(["", "a.html", "a.json", "a.jsonl"]))
def test_any_bytes_have_a_format_or_are_unreadable(data: bytes, name: str) -> None:
    with suppress(Unreadable):
        assert format_of(data, name) in Format


def test_a_record_is_told_by_its_whole_first_line() -> None:
    record = json.dumps({"text": "я" * HEAD}, ensure_ascii=False).encode()
    assert not enough_to_tell(record[:HEAD], 1 << 24)
    assert enough_to_tell(record + b"\n", 1 << 24)
    assert enough_to_tell(b"x" * HEAD, 1 << 24)
    assert format_of(record + b"\n{") is JSON_LINES
