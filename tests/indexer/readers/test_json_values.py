"""JSON that is no JSON Lines: lists, objects over many lines, lists within objects."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers import json_values
from indexer.readers.json_values import list_within, values
from indexer.readers.page import BrokenOff
from tests.indexer.readers.given import pieces, read, told

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
objects = st.lists(st.dictionaries(st.text(max_size=4), anything, max_size=3), max_size=4)
styles = st.fixed_dictionaries({"indent": st.sampled_from([None, 0, 2]), "ensure_ascii": st.booleans()})


def cut(data: bytes, size: int, start: int = 0) -> Iterator[Any]:
    for value in values(pieces(data, size), 10_000, start):
        assert value.written is not None
        yield json.loads(value.written)


@settings(deadline=None)
@given(objects, styles, st.integers(1, 9))
def test_a_list_is_cut_into_its_elements(records: list[Any], style: dict[str, Any], size: int) -> None:
    written = json.dumps(records, **style).encode()
    assert list(cut(b" \n" + written + b" \n", size)) == records
    assert list(cut(written + b"\n" + written, size)) == records * 2


@settings(deadline=None)
@given(objects, styles, st.sampled_from(["", "\n", "\n\n "]), st.integers(1, 9))
def test_objects_one_after_the_other(records: list[Any], style: dict[str, Any], between: str, size: int) -> None:
    written = between.join(json.dumps(record, **style) for record in records).encode()
    assert list(cut(written, size)) == records


@settings(deadline=None)
@given(objects.filter(len), styles, st.integers(1, 9))
def test_a_list_within_an_object(records: list[Any], style: dict[str, Any], size: int) -> None:
    written = json.dumps({"version": "1", "author": {"name": "А"}, "items": records, "next": [1]}, **style).encode()
    start = list_within(written)
    assert written[start : start + 1] == b"["
    assert list(cut(written, size, start)) == records


@settings(deadline=None)
@given(objects.filter(len), st.integers(1, 9), st.floats(0, 1))
def test_a_list_that_does_not_end(records: list[Any], size: int, kept: float) -> None:
    written = json.dumps(records).encode()
    got: list[Any] = []
    with pytest.raises(BrokenOff, match="does not end"):
        got.extend(cut(written[: max(1, int((len(written) - 1) * kept))], size))
    assert got == records[: len(got)]


@pytest.mark.parametrize(
    "written",
    [
        '{"title": "Т", "text": "т", "items": [{"a": 1}]}',
        '{"title": "Т", "tags": [{"name": "a"}]}',
        '{"items": ["a", "b"]}',
        '{"items": {"a": 1}}',
        '{"a": {"items": [{"a": 1}]}}',
        '{"title": "items\\": [{"}',
        "[1]",
        "",
    ],
)
def test_an_article_with_lists_is_an_article(written: str) -> None:
    assert list_within(written.encode()) == 0


def test_formats_of_exports(tmp_path: Path) -> None:
    record = {"title": "Мост", "text": "Открыт"}
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Вести",
        "items": [
            {
                "id": "https://a.ru/1",
                "url": "https://a.ru/1",
                "title": "Паром",
                "content_html": "<p>Раз</p><p>Два &amp; три</p>",
                "date_published": "2023-11-05T10:20:00+10:00",
            }
        ],
    }
    (tmp_path / "1.json").write_text(json.dumps([record, {"title": "2"}]), "utf-8")
    (tmp_path / "2.json").write_text(json.dumps(record, indent=2), "utf-8")
    (tmp_path / "3.json").write_text(json.dumps(feed, ensure_ascii=False), "utf-8")
    (tmp_path / "4.json").write_text(json.dumps(feed, indent=1, ensure_ascii=False), "utf-16")
    (tmp_path / "5").write_text(json.dumps([record], ensure_ascii=False), "cp1251")
    (tmp_path / "6.json").write_text(json.dumps(record, indent=2) + "\n" + json.dumps(record, indent=2), "utf-8")
    found, articles = read(tmp_path)
    assert [(article.id, article.title, article.text) for article in found] == [
        ("1.json#1", "Мост", "Открыт"),
        ("1.json#2", "2", ""),
        ("2.json", "Мост", "Открыт"),
        ("https://a.ru/1", "Паром", "Раз\nДва & три"),
        ("https://a.ru/1", "Паром", "Раз\nДва & три"),
        ("5#1", "Мост", "Открыт"),
        ("6.json", "Мост", "Открыт"),
        ("6.json#2", "Мост", "Открыт"),
    ]
    assert str(found[3].published.day) == "2023-11-05"
    assert articles.warnings == []
    assert articles.complete


def test_a_broken_record_costs_itself(tmp_path: Path) -> None:
    path = tmp_path / "news.json"
    path.write_text('[\n{"title": "1"},\n{"title": 2,,},\n"x",\n[1],\n{"title": "3"}\n]\nи ещё', "utf-8")
    found, articles = read(path)
    assert [article.id for article in found] == ["news.json#1", "news.json#5"]
    assert told(articles) == [
        "news.json:3: is not JSON: expecting property name enclosed in double quotes, column 13",
        "news.json:4: is JSON, but not an object with fields",
        "news.json:5: is JSON, but not an object with fields",
        "news.json:8: is not JSON: expecting value, column 1",
    ]
    assert articles.unread == {str(path)}
    assert articles.complete


def test_a_truncated_list(tmp_path: Path) -> None:
    path = tmp_path / "news.json"
    path.write_text('[{"title": "1"},\n{"title": "2', "utf-8")
    found, articles = read(path)
    assert [article.title for article in found] == ["1"]
    assert told(articles) == ["news.json: breaks off in the middle: the JSON value that begins at line 2 does not end"]
    assert not articles.complete


def test_an_element_without_end_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_values, "LONGEST_RECORD", 1000)
    path = tmp_path / "news.json"
    path.write_text(json.dumps([{"title": "1"}, {"title": "2" * 2000}, {"title": "3"}]), "utf-8")
    found, articles = read(path)
    assert [article.title for article in found] == ["1", "3"]
    assert told(articles)[0].startswith("news.json:1: is longer than")


def test_a_file_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]", "utf-8")
    assert told(read(tmp_path)[1]) == ["a.json: is empty"]


def test_fields_by_a_path(tmp_path: Path) -> None:
    """The answers of WordPress hold titles in objects."""
    post = {"id": 7, "link": "https://a.ru/7", "title": {"rendered": "Мост"}, "content": {"rendered": "<p>Открыт</p>"}}
    (tmp_path / "posts.json").write_text(json.dumps([post]), "utf-8")
    fields = {"title": "title.rendered", "text": "content.rendered"}
    found, articles = read(tmp_path, fields)
    assert [(article.id, article.title, article.text) for article in found] == [("7", "Мост", "Открыт")]
    assert articles.warnings == []
