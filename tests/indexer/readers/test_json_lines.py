"""JSON Lines: one record, one article."""

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import UNDATED, Origin, Precision
from indexer.readers.json_lines import page_from_json
from indexer.readers.page import Page, Unreadable
from indexer.readers.records import page_from_record, published_on, title_from


def line(**fields: Any) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def test_all_fields() -> None:
    page = page_from_json(
        line(
            id="7",
            title="Мост открыт",
            text="Первый абзац.\nВторой.",
            lead="Главное.",
            url="https://amur.info/7",
            source="Амур.инфо",
            date="2023-11-05T10:20:00+10:00",
            regions=["Хабаровский край"],
            tags=["мост", "дороги", "мост"],
            views=12,
        )
    )
    assert (page.id, page.title, page.text, page.lead) == ("7", "Мост открыт", "Первый абзац.\nВторой.", "Главное.")
    assert (page.url, page.source) == ("https://amur.info/7", "Амур.инфо")
    assert page.published.day == date(2023, 11, 5)
    assert page.published.moment is not None
    assert page.published.moment.isoformat() == "2023-11-05T10:20:00+10:00"
    assert (page.regions, page.tags, page.problems) == (("Хабаровский край",), ("мост", "дороги"), ())


def test_other_names_of_fields() -> None:
    fields = {
        "title": "Т",
        "body": "текст",
        "description": "л",
        "link": "http://a.ru/1",
        "site": "А",
        "published_at": "2023",
    }
    page = page_from_record(fields)
    assert (page.text, page.lead, page.url, page.source) == ("текст", "л", "http://a.ru/1", "А")
    assert page.published.precision is Precision.YEAR
    assert page_from_record({"text": "", "content": "текст", "title": None}).text == "текст"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-11-05", "2023-11-05"),
        ("2023-11", "2023-11-01"),
        ("20231105", "2023-11-05"),
        ("2023-11-05 10:20", "2023-11-05"),
        ("2023-11-05T23:20:00Z", "2023-11-05T23:20:00+00:00"),
        ("1699142400", "2023-11-05T00:00:00+00:00"),
        ("1699142400.5", "2023-11-05T00:00:00.500000+00:00"),
        ("вчера", None),
        ("5 ноября 2023", None),
        ("2023-02-30", None),
        ("1699142400000", None),
        ("99999999999", "5138-11-16T09:46:39+00:00"),
        ("0", None),
        ("1e+20", None),
        ("", None),
    ],
)
def test_days(written: str, expected: str | None) -> None:
    published = published_on(written)
    if published is None:
        assert expected is None
        return
    assert published.first is not None
    assert (published.moment or published.first).isoformat() == expected
    assert published.origin is Origin.METADATA


@pytest.mark.parametrize("day", [1699142400, 1699142400.0, "2023-11-05", 20231105])
def test_day_of_a_record(day: object) -> None:
    assert page_from_record({"title": "Т", "date": day}).published.day == date(2023, 11, 5)


@pytest.mark.parametrize("day", ["вчера", True, ["2023"], {"y": 2023}, -1, 1e300])
def test_a_day_that_is_none_is_named(day: object) -> None:
    page = page_from_record({"title": "Т", "date": day})
    assert page.published == UNDATED
    assert "its day" in page.problems[0]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("regions", "Амурская область", ("Амурская область",)),
        ("regions", "Амурская область, Алтайский край", ("Амурская область", "Алтайский край")),
        ("tags", "мост; дороги;", ("мост", "дороги")),
        ("tags", [], ()),
        ("tags", None, ()),
    ],
)
def test_lists(field: str, value: object, expected: tuple[str, ...]) -> None:
    page = page_from_record({"title": "Т", field: value})
    assert getattr(page, field) == expected
    assert page.problems == ()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"lead": {"a": 1}}, "its lead was left out"),
        ({"tags": [1]}, "its tags were left out"),
        ({"url": "javascript:alert(1)"}, "its address 'javascript:alert(1)' was left out"),
        ({"source": [1]}, "its source was left out"),
        ({"id": True}, "its id was left out"),
    ],
)
def test_fields_of_the_wrong_kind_are_named(fields: dict[str, Any], problem: str) -> None:
    page = page_from_record({"title": "Т", **fields})
    assert page.problems[0].startswith(problem)


def test_numbers_and_paragraphs() -> None:
    page = page_from_record({"id": 17, "title": 2023, "text": ["Первый.", "Второй."]})
    assert (page.id, page.title, page.text) == ("17", "2023", "Первый.\nВторой.")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Мост открыт. Движение начнётся завтра.", "Мост открыт."),
        ("Мост открыт\nДвижение", "Мост открыт"),
        ("«Мост открыт!» — сказал мэр.", "«Мост открыт!»"),
        ("Курс 92.5 рубля", "Курс 92.5 рубля"),
        ("слово " * 40, "слово " * 19 + "слово…"),
    ],
)
def test_title_from(text: str, title: str) -> None:
    assert title_from(text) == title
    assert len(title_from(text)) <= 120


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"title": "x"', "is not JSON: expecting ',' delimiter, column 14"),
        (b"[1]", "not an object"),
        (b'"x"', "not an object"),
        (b'{"id": 1}', "has neither a title nor a text"),
        (b'{"title": " ", "text": null}', "has neither a title nor a text"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"title": ' + b"1" * 5000 + b"}", "is not JSON that can be read"),
    ],
)
def test_lines_without_an_article(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as raised:
        page_from_json(data)
    assert reason in str(raised.value)


def test_characters_that_no_output_can_carry() -> None:
    page = page_from_json(b'{"title": "a\\u0000b\\ud800c", "text": "d\te"}')
    assert (page.title, page.text) == ("ab\ufffdc", "d\te")


def test_a_line_in_windows_1251_and_a_damaged_one() -> None:
    text = "В Хабаровске открыли новый мост через Амур"
    assert page_from_json(f'{{"title": "{text}"}}'.encode("cp1251")).title == text
    damaged = page_from_json(f'{{"title": "{text}"}}'.encode().replace("Амур".encode(), b"\xff"))
    assert damaged.title.endswith("\ufffd")
    assert "could not be decoded" in damaged.problems[0]


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["id", "title", "text", "lead", "url", "source", "date", "regions", "tags", "x"])


@given(st.dictionaries(names, values))
def test_any_record_is_read_or_unreadable(record: dict[str, Any]) -> None:
    try:
        page = page_from_record(record)
    except Unreadable:
        return
    assert isinstance(page, Page)
    assert page.title
    (page.title + page.text + page.id + page.lead).encode("utf-8")


@given(st.binary())
def test_any_bytes_are_read_or_unreadable(data: bytes) -> None:
    with suppress(Unreadable):
        assert page_from_json(data).title
