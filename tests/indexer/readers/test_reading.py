"""Reading sources: what is delivered, in which order, and what is told of the rest."""

import gc
import gzip
import io
import json
import os
import random
import socket
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import SourceMissing
from indexer.readers import Articles, ReadWarning, contents, json_lines, read_articles, reading

SEEDS = Path(__file__).parents[3] / "seeds"


def record(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"


def ids(articles: Articles) -> list[str]:
    return [article.id for article in articles]


def told(articles: Articles) -> list[str]:
    """The warnings, with the last part of each place."""
    return [f"{Path(warning.location).name}: {warning.reason}" for warning in articles.warnings]


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """Writes files, by their relative paths, and returns their folder."""

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / "archive" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        (tmp_path / "archive").mkdir(exist_ok=True)
        return tmp_path / "archive"

    return write


def test_the_sample_archive() -> None:
    articles = read_articles(SEEDS)
    assert not articles.complete
    found = list(articles)
    assert [article.id for article in found] == sorted(page.name for page in SEEDS.glob("*.txt"))
    assert found[2].title == "Мэры Москвы и Пекина подписали программу сотрудничества городов на 3 года"
    assert found[2].location == str(SEEDS / found[2].id)
    assert (articles.warnings, articles.complete, articles.unread) == ([], True, set())
    assert articles.bytes_read == articles.bytes_total == sum(page.stat().st_size for page in SEEDS.iterdir())
    assert articles.roots == (str(SEEDS),)


def test_a_missing_source_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match=r"nothing to read at .*nowhere.*: check the path"):
        read_articles(SEEDS, tmp_path / "nowhere")
    with pytest.raises(SourceMissing):
        read_articles("")


def test_an_empty_folder_is_complete(archive: Callable[..., Path]) -> None:
    articles = read_articles(archive({}))
    assert list(articles) == []
    assert (articles.complete, articles.warnings, articles.bytes_total) == (True, [], 0)


def test_order_is_that_of_the_parts_of_paths(archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["a/z.txt", "a.txt", "b/a/1.txt", "b/a.txt", "B.txt", "б.txt", "a-1.txt", "ё.txt", "10.txt", "9.txt"]
    folder = archive({name: f"Заголовок {name}" for name in names})
    expected = sorted(names, key=lambda name: name.split("/"))
    assert ids(read_articles(folder)) == expected
    real = os.scandir

    class Shuffled(list[os.DirEntry[str]]):
        def __enter__(self) -> "Shuffled":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def shuffled(path: str) -> Shuffled:
        with real(path) as entries:
            listing = list(entries)
        random.shuffle(listing)
        return Shuffled(listing)

    monkeypatch.setattr(os, "scandir", shuffled)
    assert ids(read_articles(folder)) == expected


def test_ids(archive: Callable[..., Path]) -> None:
    folder = archive(
        {
            "news/a.jsonl": record(title="1", id="own", url="http://a.ru/1")
            + record(title="2", url="http://a.ru/2")
            + "\n"
            + record(title="4", id=" "),
            "page.html": "<html><head><title>П</title></head><body><p>Текст страницы</p></body></html>",
            "text.txt": "Заголовок",
            "with.html": '<html><head><title>П</title><link rel=canonical href="https://a.ru/3"></head><body>Текст</body></html>',
        }
    )
    own = ["own", "http://a.ru/2"]
    assert ids(read_articles(folder)) == [*own, "news/a.jsonl#4", "page.html", "text.txt", "https://a.ru/3"]
    assert ids(read_articles(folder / "news")) == [*own, "a.jsonl#4"]
    assert ids(read_articles(folder / "news" / "a.jsonl")) == [*own, "a.jsonl#4"]
    assert ids(read_articles(str(folder / "text.txt"))) == ["text.txt"]
    assert [article.location for article in read_articles(folder / "text.txt")] == [str(folder / "text.txt")]


def test_ids_do_not_depend_on_the_working_folder(archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = archive({"a/b.txt": "Заголовок"})
    monkeypatch.chdir(folder)
    articles = read_articles("a", ".")
    assert ids(articles) == ["b.txt", "a/b.txt"]
    assert articles.roots == (str(folder / "a"), str(folder))


def test_ids_are_composed(archive: Callable[..., Path]) -> None:
    decomposed = unicodedata.normalize("NFD", "Чёрный край.txt")
    folder = archive({decomposed: "Заголовок", "a.jsonl": record(id=unicodedata.normalize("NFD", "й"), title="т")})
    assert ids(read_articles(folder)) == ["й", "Чёрный край.txt"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_names_that_are_no_text(archive: Callable[..., Path]) -> None:
    folder = archive({})
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xcc\xee\xf1\xf2.txt"))).write_text("Заголовок", encoding="utf-8")
    articles = read_articles(folder)
    assert ids(articles) == ["\\udccc\\udcee\\udcf1\\udcf2.txt"]
    (article,) = articles
    article.location.encode("utf-8")


def test_names_with_a_dot_are_passed_over(archive: Callable[..., Path]) -> None:
    folder = archive({".hidden/a.txt": "А", ".DS_Store": b"\0", "b.txt": "Б"})
    articles = read_articles(folder)
    assert ids(articles) == ["b.txt"]
    assert articles.warnings == []
    assert ids(read_articles(folder / ".hidden")) == ["a.txt"]


def test_what_cannot_be_read_is_told_and_passed(archive: Callable[..., Path]) -> None:
    folder = archive(
        {
            "binary.txt": b"\x01\x00\x02",
            "blank.txt": " \n\n",
            "broken.html": "<html><body><script>x",
            "empty.jsonl": "",
            "empty.txt": "",
            "good.txt": "Заголовок",
            "lines.jsonl": record(title="1") + "{broken\n" + "[]\n" + record(id=4) + record(title="5", date="вчера"),
            "whole.json": '{\n"title" "x"}',
        }
    )
    articles = read_articles(folder)
    assert ids(articles) == ["good.txt", "lines.jsonl#1", "lines.jsonl#5"]
    assert told(articles) == [
        "binary.txt: is binary: it has zero bytes",
        "blank.txt: is empty",
        "broken.html: is an HTML page without any text",
        "empty.jsonl: is empty",
        "empty.txt: is empty",
        "lines.jsonl:2: is not JSON: expecting property name enclosed in double quotes, column 2",
        "lines.jsonl:3: is JSON, but not an object with fields",
        "lines.jsonl:4: has neither a title nor a text",
        "lines.jsonl:5: its day 'вчера' was left out: give it as 2023-11-05 or 2023-11-05T10:20:00+10:00",
        "whole.json:1: is not JSON: expecting ':' delimiter, line 2 of the record",
    ]
    assert articles.complete
    bad = ["binary.txt", "blank.txt", "broken.html", "empty.jsonl", "empty.txt", "lines.jsonl", "whole.json"]
    assert articles.unread == {str(folder / name) for name in bad}
    assert articles.bytes_read == articles.bytes_total


def test_a_warning_reads_as_a_line() -> None:
    assert str(ReadWarning("/a/b.jsonl:3", "is not JSON")) == "/a/b.jsonl:3: is not JSON"


def test_damaged_text_is_delivered_with_a_warning(archive: Callable[..., Path]) -> None:
    folder = archive({"a.txt": "Мост открыт\nДвижение начнётся завтра".encode() + b"\xff"})
    articles = read_articles(folder)
    (article,) = articles
    assert article.text == "Движение начнётся завтра\ufffd"
    assert told(articles) == ["a.txt: is damaged text: 1 place could not be decoded as utf-8 and became \ufffd"]
    assert articles.unread == set()


def test_no_permission(archive: Callable[..., Path]) -> None:
    folder = archive({"a.txt": "А", "b/c.txt": "Ц", "d.txt": "Д"})
    (folder / "a.txt").chmod(0)
    (folder / "b").chmod(0)
    if os.access(folder / "a.txt", os.R_OK):
        (folder / "b").chmod(0o755)
        pytest.skip("this user may read everything")
    try:
        articles = read_articles(folder)
        assert ids(articles) == ["d.txt"]
        assert told(articles) == ["a.txt: cannot be read: permission denied", "b: cannot be read: permission denied"]
        assert articles.unread == {str(folder / "a.txt"), str(folder / "b")}
        assert not articles.complete
    finally:
        (folder / "b").chmod(0o755)


def test_errors_of_the_system(archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = archive({"a.txt": "А", "b/c.txt": "Ц", "d.txt": "Д"})
    real_open, real_scandir = open, os.scandir

    def refusing(path: str, mode: str) -> object:
        if path.endswith("a.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real_open(path, mode)

    monkeypatch.setattr("builtins.open", refusing)
    articles = read_articles(folder)
    assert ids(articles) == ["b/c.txt", "d.txt"]
    assert told(articles) == ["a.txt: cannot be read: permission denied"]
    assert articles.complete, "the file was come to, and is known as unread"

    def unlisted(path: str) -> object:
        if path.endswith("b"):
            raise PermissionError(13, "Permission denied", path)
        return real_scandir(path)

    monkeypatch.setattr(os, "scandir", unlisted)
    articles = read_articles(folder)
    assert ids(articles) == ["d.txt"]
    assert not articles.complete, "what lies in a folder that cannot be listed is not gone"
    assert articles.unread == {str(folder / "a.txt"), str(folder / "b")}


def test_a_disk_that_fails_in_the_middle(archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(record(title=str(number)) for number in range(20_000))
    folder = archive({"a.jsonl": lines, "b.txt": "Б"})
    real_open = open

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= 100_000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    def failing(path: str, mode: str) -> object:
        return Failing(lines.encode()) if path.endswith("a.jsonl") else real_open(path, mode)

    monkeypatch.setattr("builtins.open", failing)
    articles = read_articles(folder)
    found = ids(articles)
    assert len(found) > 1000
    assert found[-1] == "b.txt"
    assert told(articles) == ["a.jsonl: breaks off in the middle: cannot be read: input/output error"]
    assert not articles.complete


def test_a_file_that_vanishes(archive: Callable[..., Path]) -> None:
    folder = archive({"a.txt": "А", "b.txt": "Б"})
    articles = read_articles(folder)
    reader = iter(articles)
    assert next(reader).id == "a.txt"
    (folder / "b.txt").unlink()
    assert list(reader) == []
    assert told(articles) == ["b.txt: vanished before it could be read"]
    lone = read_articles(folder / "a.txt")
    (folder / "a.txt").unlink()
    assert list(lone) == []
    assert told(lone) == ["a.txt: vanished before it could be read"]


def test_gzip(archive: Callable[..., Path]) -> None:
    lines = record(title="1") + record(title="2")
    folder = archive(
        {
            "a.jsonl.gz": gzip.compress(lines.encode()),
            "b": gzip.compress("Заголовок\nТекст".encode("cp1251")),
            "c.html.gz": gzip.compress(b"<html><title>Page</title><body><p>Text of the page"),
        }
    )
    articles = read_articles(folder)
    assert [(article.id, article.title) for article in articles] == [
        ("a.jsonl.gz#1", "1"),
        ("a.jsonl.gz#2", "2"),
        ("b", "Заголовок"),
        ("c.html.gz", "Page"),
    ]
    assert articles.complete
    assert articles.bytes_read == articles.bytes_total == sum(path.stat().st_size for path in folder.iterdir())


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_truncated_gzip(archive: Callable[..., Path], kept: float) -> None:
    lines = "".join(record(title=f"Новость {number}", text=str(random.random())) for number in range(2000))
    packed = gzip.compress(lines.encode())
    folder = archive({"a.jsonl.gz": packed[: int(len(packed) * kept)], "b.txt": "Б"})
    articles = read_articles(folder)
    found = ids(articles)
    assert found[:-1] == [f"a.jsonl.gz#{number}" for number in range(1, len(found))]
    assert 100 < len(found) <= 2001
    assert found[-1] == "b.txt"
    assert told(articles) == ["a.jsonl.gz: breaks off in the middle: the compressed file is truncated"]
    assert not articles.complete
    assert articles.unread == {str(folder / "a.jsonl.gz")}


def test_half_a_page_is_not_delivered(archive: Callable[..., Path]) -> None:
    folder = archive({"a.txt.gz": gzip.compress(SEEDS.joinpath("000_133f74fb6c54c19c.txt").read_bytes())[:-9]})
    articles = read_articles(folder)
    assert list(articles) == []
    assert not articles.complete


def test_bounds(archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "LARGEST_PAGE", 1 << 20)
    monkeypatch.setattr(json_lines, "LONGEST_RECORD", 1000)
    monkeypatch.setattr(reading, "MOST_WARNINGS_PER_FILE", 3)
    folder = archive(
        {
            "a.jsonl": record(title="1") + record(title="2" * 2000) + record(title="3"),
            "b.txt": "слово " * 200_000,
            "c.jsonl": "{\n" * 10,
        }
    )
    articles = read_articles(folder)
    assert ids(articles) == ["a.jsonl#1", "a.jsonl#3"]
    warnings = told(articles)
    assert warnings[0].startswith("a.jsonl:2: is longer than")
    assert warnings[1] == "b.txt: is larger than 1 MiB, which no page is: make it JSON Lines"
    assert warnings[2].startswith("c.jsonl:1: is not JSON")
    assert warnings[5:] == ["c.jsonl: has 7 more problems, which are not listed"]


def test_a_record_longer_than_what_is_looked_at(archive: Callable[..., Path]) -> None:
    folder = archive({"export": record(title="1", text="слово " * 50_000) + record(title="2")})
    assert ids(read_articles(folder)) == ["export#1", "export#2"]


def test_json_lines_in_utf16(archive: Callable[..., Path]) -> None:
    folder = archive({"a.jsonl": (record(title="Мост") + record(title="Амур")).encode("utf-16")})
    assert [article.title for article in read_articles(folder)] == ["Мост", "Амур"]


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


def test_standard_input(stdin: Callable[[bytes], None]) -> None:
    stdin("Мост открыт\nТекст".encode("koi8_r"))
    articles = read_articles("-")
    (article,) = articles
    assert (article.id, article.title, article.location) == ("stdin", "Мост открыт", "-")
    assert (articles.complete, articles.roots, articles.bytes_total) == (True, (), 0)
    assert articles.bytes_read > 0
    assert list(articles) == []
    assert [str(warning) for warning in articles.warnings] == ["-: standard input can be read only once"]
    assert not articles.complete


def test_records_on_standard_input(stdin: Callable[[bytes], None]) -> None:
    stdin(gzip.compress((record(title="1", id="own") + "{\n" + record(title="3")).encode()))
    articles = read_articles("-")
    assert ids(articles) == ["own", "stdin#3"]
    assert articles.warnings[0].location == "-:2"
    stdin(b"")
    empty = read_articles("-")
    assert list(empty) == []
    assert [str(warning) for warning in empty.warnings] == ["-: is empty"]


def test_no_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    articles = read_articles("-")
    assert list(articles) == []
    assert "there is no standard input" in articles.warnings[0].reason


def test_iterating_again_reads_again(archive: Callable[..., Path]) -> None:
    folder = archive({"a.txt": "А", "b.txt": ""})
    articles = read_articles(folder)
    assert ids(articles) == ["a.txt"]
    first = articles.warnings
    (folder / "b.txt").write_text("Б", encoding="utf-8")
    assert ids(articles) == ["a.txt", "b.txt"]
    assert (len(first), articles.warnings, articles.unread) == (1, [], set())
    assert articles.bytes_read == articles.bytes_total == 4


def test_leaving_early_closes_the_file(archive: Callable[..., Path]) -> None:
    articles = read_articles(archive({"a.jsonl": record(title="1") * 10}))
    reader = iter(articles)
    assert next(reader).title == "1"
    assert next(iter(articles)).title == "1"
    del reader
    gc.collect()  # an open file would warn here
    assert not articles.complete


def test_complete_is_told_at_the_end(archive: Callable[..., Path]) -> None:
    articles = read_articles(archive({"a.jsonl": record(title="1")}))
    reader = iter(articles)
    next(reader)
    assert not articles.complete
    assert list(reader) == []
    assert articles.complete


def link(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("links are not permitted here")


def test_links_do_not_lead_into_loops(archive: Callable[..., Path], tmp_path: Path) -> None:
    folder = archive({"a/1.txt": "А", "b/2.txt": "Б"})
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "3.txt").write_text("В", encoding="utf-8")
    link(folder / "a" / "up", folder)
    link(folder / "a" / "side", folder / "b")
    link(folder / "a" / "above", tmp_path)
    link(folder / "c", outside)
    link(folder / "d", outside / "deep")
    link(outside / "back", folder)
    link(folder / "file.txt", folder / "a" / "1.txt")
    link(folder / "gone", folder / "nothing")
    link(folder / "self", folder / "self")
    articles = read_articles(folder)
    assert ids(articles) == ["a/1.txt", "b/2.txt", "c/deep/3.txt", "file.txt"]
    warnings = told(articles)
    assert warnings[0] == "above: is a link to a folder around the source and was not followed"
    assert warnings[1] == "gone: is a link that leads to nothing"
    assert warnings[2].startswith("self: cannot be read: ")
    assert len(warnings) == 3


def test_a_link_to_a_hidden_folder_is_followed(archive: Callable[..., Path]) -> None:
    folder = archive({".store/1.txt": "А"})
    link(folder / "current", folder / ".store")
    assert ids(read_articles(folder)) == ["current/1.txt"]
    link(folder / ".store" / "root", folder)
    assert ids(read_articles(folder)) == ["current/1.txt"]
    inside = read_articles(folder / "current")
    assert ids(inside) == ["1.txt"]
    assert told(inside) == ["root: is a link to a folder around the source and was not followed"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipes_and_sockets_are_not_opened(archive: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = archive({"a.txt": "А"})
    os.mkfifo(folder / "pipe")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        articles = read_articles(folder)
        assert ids(articles) == ["a.txt"]
    reason = "is not a file to read but a pipe, a socket or a device"
    assert told(articles) == [f"pipe: {reason}", f"socket: {reason}"]
    assert read_articles(folder / "pipe").bytes_total == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=300),
    name=st.sampled_from(["x", "x.txt", "x.html", "x.jsonl", "x.json", "x.gz"]),
    pack=st.booleans(),
)
def test_any_file_is_read_or_told(tmp_path: Path, data: bytes, name: str, pack: bool) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if pack else data)
    articles = read_articles(path)
    found = list(articles)
    assert found or articles.warnings
    assert articles.bytes_read == path.stat().st_size
    for article in found:
        assert article.id
        article.title.encode("utf-8")
        article.text.encode("utf-8")
