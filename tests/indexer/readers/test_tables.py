"""Tables as text: whichever way they are written, the same rows come out, and a broken row costs itself."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers import tables
from indexer.readers.formats import Format, format_of
from indexer.readers.page import Page, Unreadable, one_line, tidy
from indexer.readers.records import Fields
from indexer.readers.tables import read_table
from tests.indexer.readers.given import pieces, read, told

cells = st.text(st.sampled_from("абв \n\",;\t|'x"), max_size=12)


@settings(deadline=None)
@given(
    st.lists(st.tuples(cells, cells), max_size=6),
    st.sampled_from(tables.DELIMITERS),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1251"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.integers(1, 9),
)
def test_what_was_written_is_read(
    rows: list[tuple[str, str]], delimiter: str, encoding: str, quoting: int, size: int
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
    writer.writerow(["Title", "text"])
    writer.writerows(("Новая з" + title, "Мост через реку " + text) for title, text in rows)
    data = out.getvalue().encode(encoding)
    found = [item.found for item in read_table(pieces(data, size), Fields(), data)]
    assert all(isinstance(page, Page) for page in found), found
    assert [(page.title, page.text) for page in found if isinstance(page, Page)] == [
        (one_line("Новая з" + title), tidy("Мост через реку " + text).strip()) for title, text in rows
    ]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("id,title,text\n", "a", Format.TABLE),
        ("ID;Заголовок;Текст", "a.txt", Format.TABLE),
        ("title\ttext", "", Format.TABLE),
        ('"url"|"headline"', "", Format.TABLE),
        ("a,b,c", "a.csv", Format.TABLE),
        ("Текст, который начинается так, и дальше идёт", "a.txt", Format.PLAIN_TEXT),
        ("title", "a.txt", Format.PLAIN_TEXT),
        ("Дата и текст", "a.txt", Format.PLAIN_TEXT),
    ],
)
def test_told_by_the_names_of_columns(text: str, name: str, expected: Format) -> None:
    assert format_of(text.encode(), name) is expected
    assert format_of(text.encode("utf-16"), name) is expected
    if expected is Format.TABLE:
        assert format_of((text + "\nЗдесь строки в другой кодировке").encode("cp1251"), name) is expected


def test_as_excel_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    rows = "sep=;\r\nНомер;Заголовок;Текст;Дата;Рубрика\r\n"
    rows += '1;"Мост ""Амур""";"Первый абзац.\nВторой.";05.11.2023 10:20;\r\n'
    path.write_bytes(rows.encode("cp1251"))
    ((article,), articles) = read(path)
    assert (article.title, article.text) == ('Мост "Амур"', "Первый абзац.\nВторой.")
    assert (article.id, str(article.published.day)) == ("export.csv#3", "2023-11-05")
    assert article.published.as_written == "05.11.2023 10:20"
    assert articles.warnings == []
    assert [article.id for article in read(path, {"id": "Номер"})[0]] == ["1"]


def test_unknown_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("headl,day\nМост,2023\n", "utf-8")
    found, articles = read(path)
    assert found == []
    assert told(articles) == [
        "export.csv: has no column with a title or a text that is known here, its columns are 'headl', 'day': "
        "say which is which, for example --map title=headl"
    ]
    ((article,), articles) = read(path, {"title": "headl", "published": "day"})
    assert (article.title, article.published.as_written) == ("Мост", "2023")


def test_a_name_that_no_record_has_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("title,text\nМост,открыт\nПаром,ушёл\n", "utf-8")
    found, articles = read(path, {"lead": "announce"})
    assert len(found) == 2
    assert [str(warning) for warning in articles.warnings] == [
        "lead=announce: no record has a field 'announce': check its name"
    ]
    with pytest.raises(ValueError, match="'titel' is no field of an article: the fields are id, title, text"):
        read(path, {"titel": "x"})


def test_broken_rows_cost_themselves(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        'id,title,text\n1,Мост,открыт\n2,Паром\n3,Дом,"сдан\n'
        '4,Школа,закрыта\n5,Порт,"цел"\n6,а,б,в\n\n7,Мэр,,,\n8,,\n9,"ООО "Заря" закрыто",\n',
        "utf-8",
    )
    found, articles = read(path)
    assert [(article.id, article.title, article.text) for article in found] == [
        ("1", "Мост", "открыт"),
        ("4", "Школа", "закрыта"),
        ("5", "Порт", "цел"),
        ("7", "Мэр", ""),
        ("9", 'ООО Заря" закрыто"', ""),
    ]
    assert told(articles) == [
        "export.csv:3: has 2 fields, and the table has 3 columns: it was skipped",
        "export.csv:4: is no row of this table (',' expected after '\"'): "
        "its first line was skipped (is a quote left open?)",
        "export.csv:7: has 4 fields, and the table has 3 columns: it was skipped",
        "export.csv:10: has neither a title nor a text",
    ]
    assert articles.unread == {str(path)}


def test_a_quote_that_is_never_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST_RECORD", 200)
    path = tmp_path / "export.csv"
    path.write_text('id,title\n1,"Мост\n' + "".join(f"{number},Н\n" for number in range(2, 60)), "utf-8")
    found, articles = read(path)
    assert [article.id for article in found] == [str(number) for number in range(2, 60)]
    assert len(articles.warnings) == 1
    assert told(articles)[0].endswith("its first line was skipped (is a quote left open?)")


def test_a_row_longer_than_any_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST_RECORD", 1000)
    path = tmp_path / "export.csv"
    path.write_text("id,title\n1,Мост\n2," + "x" * 2000 + "\n3,Порт\n", "utf-8")
    found, articles = read(path)
    assert [article.id for article in found] == ["1", "3"]
    assert told(articles)[0].startswith("export.csv:3: is longer than")


def test_nothing_but_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,text\n", "utf-8")
    (tmp_path / "b.csv").write_text("", "utf-8")
    assert told(read(tmp_path)[1]) == ["a.csv: is empty", "b.csv: is empty"]


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(1, 9))
def test_any_bytes_are_rows_or_unreadable(data: bytes, size: int) -> None:
    written = b"title,text\n" + data
    for item in read_table(pieces(written, size), Fields(), written):
        assert isinstance(item.found, Page | Unreadable)
