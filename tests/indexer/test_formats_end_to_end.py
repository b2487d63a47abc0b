"""Each format from the file to the hit, by the command, with a broken file beside the whole one."""

import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.warc import WarcRecord, WarcRecordType

from tests.command_line import DONE, WARNED, ended, gubernia

PAGE = (
    "<html lang=ru><head><title>{0}</title></head><body><article><h1>{0}</h1>"
    "<p>{0}, сообщили в порту.</p></article></body></html>"
)
TITLES = ("Ледокол вышел из бухты", "Маяк починили к зиме")


def csv_file() -> bytes:
    rows = "".join(f'{number};"{title}";"{title}, сообщили\nв порту."\n' for number, title in enumerate(TITLES))
    return f"id;headline;body\n{rows}".encode("cp1251")


def feed_file() -> bytes:
    items = "".join(
        f"<item><title>{title}</title><link>https://port.ru/{number}</link><pubDate>Sun, 05 Nov 2023 10:00:00 +1000"
        f"</pubDate><description>{title}, сообщили в порту.</description></item>\n"
        for number, title in enumerate(TITLES)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Порт</title>\n{items}</channel></rss>'.encode()


def warc_file() -> bytes:
    out = b""
    for number, title in enumerate(TITLES):
        record = WarcRecord()
        record.init_headers(record_type=WarcRecordType.response)
        record.headers["WARC-Target-URI"] = f"https://port.ru/{number}"
        record.headers["Content-Type"] = "application/http; msgtype=response"
        record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.format(title).encode())
        written = io.BytesIO()
        record.write(written)
        out += gzip.compress(written.getvalue())
    return out


def zip_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, title in enumerate(TITLES):
            archive.writestr(f"2023/{number}.html", PAGE.format(title))
    return out.getvalue()


def json_file() -> bytes:
    return json.dumps([{"title": title, "text": f"{title}, сообщили в порту."} for title in TITLES], indent=1).encode()


def broken(whole: bytes) -> bytes:
    return whole[: len(whole) * 3 // 4]


@pytest.mark.parametrize(
    ("name", "made", "said"),
    [
        ("news.csv", csv_file, "unexpected end of data"),
        ("feed.xml", feed_file, "the entry that begins at line 3 does not end"),
        ("crawl.warc.gz", warc_file, "the compressed file is truncated"),
        ("pages.zip", zip_file, "has no table of contents: it is truncated or damaged"),
        ("news.json", json_file, "the JSON value that begins at line 6 does not end"),
    ],
)
def test_from_the_file_to_the_hit(tmp_path: Path, name: str, made: Callable[[], bytes], said: str) -> None:
    place = str(tmp_path / "index")
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / name).write_bytes(made())
    mapped = ("--map", "title=headline") if name.endswith("csv") else ()
    stdout, _ = ended(gubernia("index", str(tmp_path / "whole"), "--index", place, "--strict", *mapped), DONE)
    assert stdout.startswith("2 articles in the index")
    found = json.loads(ended(gubernia("search", "починенный маяк", "--index", place, "--json"), DONE)[0])
    assert [hit["title"] for hit in found["hits"]] == [TITLES[1]]

    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / f"a-{name}").write_bytes(broken(made()))
    (tmp_path / "broken" / "b.txt").write_text("Паром стоит\nУ причала стоит паром.", "utf-8")
    result = gubernia("index", str(tmp_path / "broken"), "--index", place, "--strict", *mapped)
    _, stderr = ended(result, WARNED)
    assert said in stderr
    assert f"a-{name}" in stderr
    assert "Traceback" not in stderr
    found = json.loads(ended(gubernia("search", "ледокол | паром", "--index", place, "--json"), DONE)[0])
    assert {hit["title"] for hit in found["hits"]} == {TITLES[0], "Паром стоит"}


def test_files_and_a_query_in_one_index(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "news.db") as connection:
        connection.execute("CREATE TABLE news (id INTEGER, headline TEXT, body TEXT)")
        connection.executemany("INSERT INTO news VALUES (?, ?, ?)", enumerate_rows())
    connection.close()
    (tmp_path / "page.txt").write_text("Паром стоит\nУ причала.", "utf-8")
    words = ["index", str(tmp_path / "page.txt"), "--index", str(tmp_path / "index")]
    words += [
        "--sql",
        "SELECT id, headline AS title, body FROM news",
        "--database",
        f"sqlite:///{tmp_path / 'news.db'}",
    ]
    assert ended(gubernia(*words, "--strict"), DONE)[0].startswith("3 articles in the index")
    assert ended(gubernia(*words, "--update", "--prune"), DONE)[0].startswith("3 articles in the index")


def enumerate_rows() -> list[tuple[int, str, str]]:
    return [(number, title, f"{title}, сообщили в порту.") for number, title in enumerate(TITLES)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "heading=x"], "an article has no field 'heading', but id, title, text"),
        (["--map", "title="], "which name do the records have for it?"),
        (["--map", "title"], "which name do the records have for it?"),
        (["--map", "title=a", "--map", "title=b"], "title is mapped to 'a' already"),
    ],
)
def test_misuse_of_map(tmp_path: Path, words: list[str], said: str) -> None:
    result = gubernia("index", str(tmp_path), "--index", str(tmp_path / "index"), *words)
    assert result.exit_code == 2
    assert said in result.stderr
