"""WARC: pages as servers sent them, out of archives that crawlers really write."""

import gzip
import io
import random
import sys
import zlib
from pathlib import Path
from typing import Any

import brotli
import pytest
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers import contents
from indexer.readers.compression import Allowance
from indexer.readers.warc import decoded_body
from tests.indexer.readers.given import read, told

PAGE = "<html><head><title>{0}</title></head><body><article><p>Первый абзац о том, что {0}.</p></article></body></html>"


def answer(title: str, *, status: str = "200 OK", encoding: str = "utf-8", **headers: str) -> bytes:
    """What a server sent: the page, in the codings that the headers name."""
    body = PAGE.format(title).encode(encoding)
    match headers.get("Content_Encoding", ""):
        case "gzip":
            body = gzip.compress(body)
        case "br":
            body = brotli.compress(body)
        case "deflate":
            body = zlib.compress(body)
    if headers.get("Transfer_Encoding") == "chunked":
        half = len(body) // 2
        body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:])) + b"0\r\n\r\n"
    lines = {"Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return "\r\n".join([f"HTTP/1.1 {status}", *(f"{n}: {v}" for n, v in lines.items()), "", ""]).encode() + body


def record(
    block: bytes, url: str = "https://a.ru/1", kind: Any = WarcRecordType.response, content_type: str = ""
) -> bytes:
    made = WarcRecord()
    made.init_headers(record_type=kind)
    made.headers["WARC-Target-URI"] = url
    made.headers["WARC-Date"] = "2024-05-06T07:08:09Z"
    made.headers["Content-Type"] = content_type or "application/http; msgtype=response"
    made.set_bytes_content(block)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def test_pages_of_a_crawl(tmp_path: Path) -> None:
    records = [
        record(b"software: test\r\n", kind=WarcRecordType.warcinfo, content_type="application/warc-fields"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind=WarcRecordType.request),
        record(answer("мост открыт")),
        record(
            answer("паром ушёл", encoding="cp1251", Content_Type="text/html; charset=windows-1251"), "https://a.ru/2"
        ),
        record(answer("порт закрыт", Content_Encoding="gzip"), "https://a.ru/3"),
        record(answer("школа сдана", Content_Encoding="br"), "https://a.ru/4"),
        record(answer("мэр ушёл", Transfer_Encoding="chunked", Content_Encoding="gzip"), "https://a.ru/5"),
        record(answer("снег выпал", Content_Encoding="deflate"), "<https://a.ru/6>"),
        record(answer("нет страницы", status="404 Not Found"), "https://a.ru/7"),
        record(answer("рисунок", Content_Type="image/png"), "https://a.ru/8"),
        record(answer("тот же мост"), kind=WarcRecordType.revisit),
        record("Дождь идёт\nТекст о дожде".encode(), "https://a.ru/9", WarcRecordType.conversion, "text/plain"),
    ]
    (tmp_path / "1.warc").write_bytes(b"".join(records))
    (tmp_path / "2.warc.gz").write_bytes(b"".join(gzip.compress(part) for part in records))
    found, articles = read(tmp_path)
    pages = [
        ("https://a.ru/1", "мост открыт"),
        ("https://a.ru/2", "паром ушёл"),
        ("https://a.ru/3", "порт закрыт"),
        ("https://a.ru/4", "школа сдана"),
        ("https://a.ru/5", "мэр ушёл"),
        ("https://a.ru/6", "снег выпал"),
        ("https://a.ru/9", "Дождь идёт"),
    ]
    assert [(article.id, article.title) for article in found] == pages * 2
    assert found[0].source == "a.ru"
    assert found[0].text == "Первый абзац о том, что мост открыт."
    assert found[0].published.first is None, "the day of the crawl is no publication day"
    assert found[0].location == str(tmp_path / "1.warc")
    assert (articles.warnings, articles.complete) == ([], True)


def test_a_truncated_archive_gives_what_came_before(tmp_path: Path) -> None:
    random.seed(5)
    records = [record(answer(f"новость {number} {random.random()}"), f"https://a.ru/{number}") for number in range(4)]
    whole = b"".join(records)
    place = len(b"".join(records[:3]))
    for cut in (place + 100, place + 460, len(whole) - 40):
        (tmp_path / "a.warc").write_bytes(whole[:cut])
        found, articles = read(tmp_path / "a.warc")
        assert len(found) == 3, cut
        assert told(articles)[0].startswith("a.warc: breaks off in the middle: "), cut
        assert not articles.complete
    assert told(articles) == [f"a.warc: breaks off in the middle: the record at byte {place} is truncated"]
    packed = b"".join(map(gzip.compress, records))
    (tmp_path / "b.warc.gz").write_bytes(packed[:-50])
    found, articles = read(tmp_path / "b.warc.gz")
    assert len(found) == 3
    assert told(articles) == ["b.warc.gz: breaks off in the middle: the compressed file is truncated"]


def test_what_cannot_be_decoded_costs_its_own_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "LARGEST_PAGE", 1 << 20)
    bomb = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: %s\r\n\r\n%s"
    records = [
        record(answer("первая", Content_Encoding="exi")),
        record(
            answer("вторая").replace(b"charset=utf-8", b"charset=utf-8\r\nContent-Encoding: gzip"), "https://a.ru/2"
        ),
        record(bomb % (b"gzip", gzip.compress(b" " * 3_000_000)), "https://a.ru/3"),
        record(bomb % (b"br", brotli.compress(b" " * 3_000_000)), "https://a.ru/4"),
        record(answer("x" * 2_000_000), "https://a.ru/5"),
        record(answer("последняя"), "https://a.ru/6"),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    found, articles = read(tmp_path / "a.warc")
    assert [article.id for article in found] == ["https://a.ru/2", "https://a.ru/6"]
    assert [warning.partition(": ")[2] for warning in told(articles)] == [
        "is in the coding 'exi', which is not known here",
        "unpacks to more than 1 MiB, which no page is",
        "unpacks to more than 1 MiB, which no page is",
        "is larger than 1 MiB, which no page is",
    ]
    assert told(articles)[0].startswith("a.warc at byte 0: ")
    assert articles.complete


def test_something_else_after_records(tmp_path: Path) -> None:
    first = record(answer("мост открыт"))
    (tmp_path / "a.warc").write_bytes(first + b"no record of WARC\r\n\r\n" + first)
    found, articles = read(tmp_path / "a.warc")
    assert len(found) == 1
    assert "breaks off in the middle" in told(articles)[0]
    assert not articles.complete
    (tmp_path / "b.warc").write_bytes(record(b"x", kind=WarcRecordType.request))
    assert told(read(tmp_path / "b.warc")[1]) == ["b.warc: has no HTML page that a server sent with status 200"]


def test_without_the_package_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.warc").write_bytes(record(answer("мост")))
    (tmp_path / "b.txt").write_text("Порт", "utf-8")
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    found, articles = read(tmp_path)
    assert [article.id for article in found] == ["b.txt"]
    assert told(articles) == [
        'a.warc: was not read. Reading WARC files needs more packages: pip install "gubernia[warc]"'
    ]


@settings(deadline=None)
@given(st.binary(max_size=300), st.lists(st.sampled_from(["gzip", "br", "deflate"]), max_size=2), st.booleans())
def test_codings_round_trip(body: bytes, codings: list[str], chunked: bool) -> None:
    body += b"<html>"
    sent = body
    for coding in codings:
        sent = {"gzip": gzip.compress, "br": brotli.compress, "deflate": zlib.compress}[coding](sent)
    if chunked:
        parts = [sent[at : at + 20] for at in range(0, len(sent), 20)]
        sent = b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    transfer = "chunked" if chunked else ""
    assert decoded_body(sent, transfer, ", ".join(codings), Allowance(), 1 << 20) == body


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_damaged_is_told(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    original = b"".join(record(answer(f"новость {number}"), f"https://a.ru/{number}") for number in range(3))
    damaged = bytearray(original)
    for place in data.draw(st.lists(st.integers(0, len(original) - 1), min_size=1, max_size=4)):
        damaged[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "a.warc"
    path.write_bytes(bytes(damaged))
    read(path)
