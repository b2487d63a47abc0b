"""Zip and tar: members are read where they lie, and nothing in an archive can do harm."""

import gzip
import io
import os
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import build_index, update_index
from indexer.readers import compression, contents, read_articles
from indexer.readers.members import member_name
from indexer.readers.zip_archive import salvaged
from indexer.zstd import zstd
from tests.indexer.readers.given import pieces, read, told, until_the_break

PAGE = "<html><head><title>{0}</title></head><body><p>Первый абзац о том, что {0}.</p></body></html>"


def zipped(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files: dict[str, bytes | str], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


FILES: dict[str, bytes | str] = {
    "2021/мост.html": PAGE.format("мост открыт"),
    "news.jsonl": '{"title": "Паром"}\n{"title": "Порт", "id": "7"}\n',
    "table.csv": "title,text\nШкола,открыта\n",
    ".hidden": "Скрытый",
    "__MACOSX/._page": b"\0\1",
    "empty/": "",
}
EXPECTED = ["2021/мост.html", "news.jsonl#1", "7", "table.csv#2"]
PLAIN = {name: text for name, text in FILES.items() if not name.endswith("/")}
MADE: dict[str, Callable[[], bytes]] = {
    "a.zip": lambda: zipped(FILES),
    "b.zip": lambda: zipped(FILES, zipfile.ZIP_STORED),
    "c.zip": lambda: zipped(FILES, zipfile.ZIP_BZIP2),
    "d.zip": lambda: zipped(FILES, zipfile.ZIP_LZMA),
    "e.tar": lambda: tarred(PLAIN),
    "f.tar.gz": lambda: tarred(PLAIN, "w:gz"),
    "g.tar.bz2": lambda: tarred(PLAIN, "w:bz2"),
    "h.txz": lambda: tarred(PLAIN, "w:xz"),
    "i.tar.zst": lambda: zstd.compress(tarred(PLAIN)),
    "j.tar": lambda: tarred(PLAIN, form=tarfile.GNU_FORMAT),
}


@pytest.mark.parametrize("name", MADE)
def test_members_of_every_kind_of_archive(tmp_path: Path, name: str) -> None:
    path = tmp_path / "2021" / name
    path.parent.mkdir()
    path.write_bytes(MADE[name]())
    found, articles = read(tmp_path)
    assert [article.id for article in found] == [
        wanted if wanted == "7" else f"2021/{name}!{wanted}" for wanted in EXPECTED
    ]
    assert found[0].title == "мост открыт"
    assert found[0].location == f"{path}!2021/мост.html"
    assert (articles.warnings, articles.complete, articles.unread) == ([], True, set())
    (path.parent / "without-a-name").write_bytes(path.read_bytes())
    path.unlink()
    assert len(read(tmp_path)[0]) == 4


def test_archives_within_archives(tmp_path: Path) -> None:
    inner = zipped({"page.txt": "Мост"})
    middle = tarred({"inner.zip": inner, "b.jsonl.gz": gzip.compress(b'{"title": "2"}')}, "w:gz")
    (tmp_path / "outer.zip").write_bytes(zipped({"middle.tgz": middle, "c.txt": "Порт"}))
    found, articles = read(tmp_path)
    assert [article.id for article in found] == [
        "outer.zip!middle.tgz!inner.zip!page.txt",
        "outer.zip!middle.tgz!b.jsonl.gz#1",
        "outer.zip!c.txt",
    ]
    assert articles.warnings == []


def test_nesting_is_bounded(tmp_path: Path) -> None:
    data = zipped({"page.txt": "Мост"})
    for _ in range(6):
        data = zipped({"a.zip": data, "b.txt": "Порт"})
    (tmp_path / "a.zip").write_bytes(data)
    found, articles = read(tmp_path)
    assert len(found) == 5
    assert len(articles.warnings) == 2
    assert all(
        text.endswith("is packed more than 5 times over and was not unpacked further") for text in told(articles)
    )


def test_names_cannot_lead_out(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    names = ["../../escape.txt", "/abs.txt", "C:\\x\\y.txt", "a//./b.txt"]
    (tmp_path / "archive" / "a.zip").write_bytes(zipped({name: f"Заголовок {name}" for name in names}))
    before = sorted(tmp_path.rglob("*"))
    found, _ = read(tmp_path / "archive")
    assert [article.id for article in found] == [
        "a.zip!escape.txt",
        "a.zip!abs.txt",
        "a.zip!C:/x/y.txt",
        "a.zip!a/b.txt",
    ]
    assert sorted(tmp_path.rglob("*")) == before


@settings(deadline=None)
@given(st.text(max_size=20))
def test_a_member_name_is_a_path_downwards(written: str) -> None:
    parts = member_name(written).split("/")
    assert ".." not in parts
    assert all(parts) or parts == [""]
    assert member_name("/".join(parts)) == "/".join(parts)


def test_links_and_devices_are_told(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    (tmp_path / "a.tar").write_bytes(out.getvalue())
    found, articles = read(tmp_path)
    assert found == []
    assert told(articles) == [
        "a.tar!soft: is a link within an archive and was not followed",
        "a.tar!hard: is a link within an archive and was not followed",
        "a.tar!pipe: is a device or a pipe within an archive and was not followed",
    ]


def test_names_from_russian_windows(tmp_path: Path) -> None:
    data = zipped({"xxxx.txt": "Мост", "yyyy.txt": "Порт"}, zipfile.ZIP_STORED)
    data = data.replace(b"xxxx", "мост".encode("cp866")).replace(b"yyyy", "ёж".encode())
    (tmp_path / "a.zip").write_bytes(data)
    assert [article.id for article in read(tmp_path)[0]] == ["a.zip!мост.txt", "a.zip!ёж.txt"]


def test_encrypted_members_are_skipped_and_not_gone(tmp_path: Path) -> None:
    path, place = tmp_path / "a.zip", tmp_path / "index"
    path.write_bytes(zipped({"a.txt": "Мост", "b.txt": "Порт"}))
    build_index(read_articles(path), place)
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag of the first member, before it and in the table
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    found, articles = read(path)
    assert [article.title for article in found] == ["Порт"]
    assert told(articles) == ["a.zip!a.txt: is encrypted and was skipped: unpack the archive with its password"]
    assert articles.complete
    assert update_index(read_articles(path), place, gone=True).removed == 0


def test_pruning_looks_into_archives(tmp_path: Path) -> None:
    path, place = tmp_path / "a.zip", tmp_path / "index"
    files: dict[str, bytes | str] = {"x/a.txt": "Мост", "b.txt": "Порт", "c.jsonl": '{"title": "1"}\n{"title": "2"}'}
    path.write_bytes(zipped(files))
    other = tmp_path / "a.zip!other.txt"  # whose name looks like a member's
    other.write_text("Паром", "utf-8")
    assert build_index(read_articles(path, other), place).articles == 5
    path.write_bytes(zipped({"b.txt": "Порт", "c.jsonl": '{"title": "1"}'}))
    report = update_index(read_articles(path), place, gone=True)
    assert (report.removed, report.articles) == (2, 3)
    path.write_bytes(path.read_bytes()[:-30])
    assert update_index(read_articles(path), place, gone=True).removed == 0
    path.unlink()
    (tmp_path / "empty").mkdir()
    assert update_index(read_articles(tmp_path / "empty"), place, gone=True).removed == 0
    assert update_index(read_articles(tmp_path / "index"), place, gone=True).removed == 0


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.97])
def test_a_truncated_zip_gives_what_came_before(tmp_path: Path, method: int, kept: float) -> None:
    files: dict[str, bytes | str] = {
        f"{number}.txt": f"Новость {number}\n" + os.urandom(300).hex() for number in range(50)
    }
    data = zipped(files, method)
    (tmp_path / "a.zip").write_bytes(data[: int(len(data) * kept)])
    found, articles = read(tmp_path)
    assert [article.id for article in found] == [f"a.zip!{number}.txt" for number in range(len(found))]
    assert 10 < len(found) <= 50
    assert told(articles)[-1] == (
        "a.zip: has no table of contents: it is truncated or damaged, and only its beginning was read"
    )
    assert not articles.complete
    assert str(tmp_path / "a.zip") in articles.unread


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=5), st.booleans(), st.integers(0, 1))
def test_headers_before_members_tell_the_same_as_the_table(parts: list[bytes], streamed: bool, method: int) -> None:
    class Unseekable(io.BytesIO):
        """Sizes are then written behind the members."""

        def seekable(self) -> bool:
            return not streamed

    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if method or streamed else zipfile.ZIP_STORED) as archive:
        for number, part in enumerate(parts):
            with archive.open(f"{number}.txt", "w") as writer:
                writer.write(part)
    found = []
    for member in salvaged(io.BytesIO(out.getvalue())):
        assert not isinstance(member.content, Exception)
        found.append((member.name, b"".join(member.content)))
    assert found == [(f"{number}.txt", part) for number, part in enumerate(parts)]


def test_a_damaged_member_costs_itself(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "Мост" * 50, "b.txt": "Порт"}, zipfile.ZIP_STORED))
    data[60] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(bytes(data))
    found, articles = read(tmp_path)
    assert [article.title for article in found] == ["Порт"]
    assert told(articles) == ["a.zip!a.txt: cannot be unpacked: the archive is damaged there"]
    assert articles.unread == {f"{tmp_path / 'a.zip'}!a.txt"}


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.95])
def test_a_truncated_tar_gives_what_came_before(tmp_path: Path, kept: float) -> None:
    files: dict[str, bytes | str] = {f"{number}.txt": f"Новость {number}\n" + "слово " * 200 for number in range(20)}
    data = tarred(files)[: 20 * 2048]
    (tmp_path / "a.tar").write_bytes(data[: int(len(data) * kept)])
    found, articles = read(tmp_path)
    assert [article.id for article in found] == [f"a.tar!{number}.txt" for number in range(len(found))]
    assert 3 < len(found) < 20
    assert told(articles)[-1] == "a.tar: breaks off in the middle: the archive is truncated or damaged"
    assert not articles.complete


def test_a_tar_that_ends_between_members(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tarred({"a.txt": "Мост", "b.txt": "Порт"})[: 4 * 512])
    found, articles = read(tmp_path)
    assert len(found) == 2
    assert not articles.complete
    (tmp_path / "a.tar").write_bytes(tarred({"a.txt": "Мост", "b.txt": "Порт"})[: 2 * 512] + b"x" * 1024)
    found, articles = read(tmp_path)
    assert len(found) == 1
    assert not articles.complete


def test_a_header_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    info = tarfile.TarInfo("long")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 32
    (tmp_path / "a.tar").write_bytes(tarred({"a.txt": "Мост"})[:1024] + info.tobuf() + b"x" * 5000)
    found, articles = read(tmp_path)
    assert len(found) == 1
    assert told(articles) == ["a.tar: has a name longer than 1 MiB and was not read further"]


def test_equal_names_are_told_by_the_index(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "Мост старый")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", "Мост новый")
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    report = build_index(read_articles(tmp_path / "a.zip"), tmp_path / "index")
    assert report.articles == 1
    assert "has the same id as" in str(report.warnings[0])


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "MOST_UNPACKED", 1 << 20)
    monkeypatch.setattr(compression, "MOST_TIMES_LARGER", 50)
    zeros = b"[" * 3_000_000
    (tmp_path / "a.zip").write_bytes(zipped({"1.txt": "Мост", "2.txt": zeros, "3.txt": "Порт"}))
    (tmp_path / "b.tar.gz").write_bytes(gzip.compress(tarred({"1.txt": "Мост", "2.txt": zeros, "3.txt": "Порт"})))
    (tmp_path / "c.zip").write_bytes(zipped({"1.txt": "Паром", "in.zip": zipped({"in.txt": zeros})}))
    (tmp_path / "d.zip.gz").write_bytes(gzip.compress(zipped({"1.txt": zeros}, zipfile.ZIP_STORED)))
    found, articles = read(tmp_path)
    assert [article.id for article in found] == ["a.zip!1.txt", "b.tar.gz!1.txt", "c.zip!1.txt"]
    assert [warning.partition(":")[0] for warning in told(articles)] == ["a.zip", "b.tar.gz", "c.zip", "d.zip.gz"]
    assert all("unpacks to more than 50 times its size" in warning for warning in told(articles))
    assert not articles.complete


def test_a_large_archive_within_another_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "LARGEST_ASIDE", 1 << 10)
    inner = zipped({"a.txt": os.urandom(4000).hex()})
    (tmp_path / "a.tar").write_bytes(tarred({"in.zip": inner, "b.txt": "Порт"}))
    found, articles = read(tmp_path)
    assert [article.id for article in found] == ["a.tar!b.txt"]
    assert "larger than" in told(articles)[0]


def test_office_documents_are_no_archives(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<y/>"}))
    (tmp_path / "b.zip").write_bytes(zipped({}))
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04" + b"\xff" * 50)
    found, articles = read(tmp_path)
    assert found == []
    assert told(articles) == [
        "a.docx: is an office document, an e-book or a program, not a text",
        "b.zip: is an archive without files",
        "c.zip: has no table of contents: it is truncated or damaged, and only its beginning was read",
    ]


def test_a_zip_on_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(zipped({"a.txt": "Мост"}))))
    (article,) = read_articles("-")
    assert (article.id, article.location) == ("stdin!a.txt", "-!a.txt")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_whatever_is_damaged_is_told(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from([MADE["a.zip"](), MADE["b.zip"](), MADE["e.tar"](), MADE["f.tar.gz"]()]))
    damaged = bytearray(original)
    for place in data.draw(st.lists(st.integers(0, len(original) - 1), min_size=1, max_size=4)):
        damaged[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "a"
    path.write_bytes(bytes(damaged))
    read(path)


def test_streams_are_read_as_files() -> None:
    assert until_the_break(pieces(b"abc" * 10)) == (b"abc" * 10, "")
    assert struct.calcsize("<4s5H3L2H") == 30  # the header before each member of a zip archive


def test_a_member_without_a_name_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), "Паром ушёл\nНа другой берег.")
        archive.writestr("мост.txt", "Мост открыт\nДвижение пошло утром.")
    articles = read_articles(tmp_path / "pages.zip")
    assert [article.title for article in articles] == ["Мост открыт"]
    assert [warning.reason for warning in articles.warnings] == [
        "is a member without a name and was skipped: the archive is damaged"
    ]
