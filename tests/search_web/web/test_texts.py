"""Dates, numbers, paragraphs, addresses: the small functions behind the pages."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from indexer.article import UNDATED, Origin, Precision, PublishedOn
from search_web import Marked
from search_web.web import dates, marks, plural
from search_web.web.addresses import file_name, host, web_address

MOSCOW = timezone(timedelta(hours=3))
YEARLESS = PublishedOn(precision=Precision.DAY_MONTH, as_written="27  марта")


@pytest.mark.parametrize(
    ("published", "shown", "machine"),
    [
        (PublishedOn.from_iso("2023-11-05"), "5 ноября 2023", "2023-11-05"),
        (PublishedOn.from_iso("2020-12-07T11:36+03:00"), "7 декабря 2020, 11:36", "2020-12-07T11:36:00+03:00"),
        (PublishedOn.from_iso("2023-11"), "ноябрь 2023", "2023-11"),
        (PublishedOn.from_iso("2023"), "2023 год", "2023"),
        (YEARLESS, "27 марта, год не указан", ""),
        (PublishedOn(precision=Precision.DAY_MONTH), "год не указан", ""),
        (UNDATED, "дата неизвестна", ""),
    ],
)
def test_days(published: PublishedOn, shown: str, machine: str) -> None:
    assert dates.display(published) == shown
    assert dates.machine(published) == machine


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (PublishedOn.from_iso("2023-11-05", origin=Origin.DATELINE), "по строке с датой в тексте"),
        (PublishedOn.from_iso("2023-11-05", origin=Origin.METADATA), "по метаданным страницы"),
        (PublishedOn.from_iso("2023-11-05T10:20+10:00", origin=Origin.METADATA), "по метаданным страницы"),
        (PublishedOn.from_iso("2023-11", origin=Origin.ADDRESS), "по адресу страницы"),
        (PublishedOn.from_iso("2023", origin=Origin.TEXT), "по тексту статьи"),
        (PublishedOn.from_iso("2023", origin=Origin.FILE), "по файлу"),
        (
            PublishedOn.on(date(2020, 12, 7), origin=Origin.DATELINE, as_written="11:36\n07.12.2020"),
            "по строке с датой в тексте: 11:36 07.12.2020",
        ),
        (
            PublishedOn.on(date(2020, 12, 7), origin=Origin.DATELINE, as_written="вчера, 14:05"),
            "по строке с датой в тексте: вчера, 14:05",
        ),
        (
            PublishedOn(precision=Precision.DAY_MONTH, as_written="27 марта, 9:05", origin=Origin.DATELINE),
            "по строке с датой в тексте",  # the day is shown as it is written anyway
        ),
        (PublishedOn.from_iso("2023-11-05"), ""),
        (PublishedOn(origin=Origin.DATELINE), ""),
        (UNDATED, ""),
    ],
)
def test_where_a_day_was_read(published: PublishedOn, told: str) -> None:
    assert dates.origin(published) == told


def test_what_stands_for_a_day_is_shortened() -> None:
    published = PublishedOn.on(date(2020, 12, 7), origin=Origin.TEXT, as_written="11:36 " + "слово " * 40)
    assert len(dates.origin(published)) < 90
    assert dates.origin(published).endswith("…")


def test_a_moment_in_another_zone_does_not_change_the_day() -> None:
    local = datetime(2023, 11, 5, 1, 30, tzinfo=MOSCOW)
    stored = PublishedOn(first=local.date(), last=local.date(), moment=local.astimezone(UTC), precision=Precision.DAY)
    assert dates.display(stored) == "5 ноября 2023"


def test_months() -> None:
    shown = [dates.display(PublishedOn.from_iso(f"2023-{month:02}-01")) for month in range(1, 13)]
    assert shown[0] == "1 января 2023"
    assert shown[4] == "1 мая 2023"
    assert shown[11] == "1 декабря 2023"
    assert dates.display(PublishedOn.from_iso("2023-08")) == "август 2023"


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, "0 статей"),
        (1, "1 статья"),
        (2, "2 статьи"),
        (4, "4 статьи"),
        (5, "5 статей"),
        (11, "11 статей"),
        (12, "12 статей"),
        (21, "21 статья"),
        (22, "22 статьи"),
        (111, "111 статей"),
        (1001, "1001 статья"),
        (12_345, "12\N{NO-BREAK SPACE}345 статей"),
        (1_000_002, "1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}002 статьи"),
    ],
)
def test_counted_articles(n: int, shown: str) -> None:
    assert plural.articles(n) == shown


def test_paragraphs_take_their_marks_along() -> None:
    text = "Мэр приехал.\r\n\n  \nВ Хабаровск\nутром"
    spans = ((0, 3), (text.index("Хаб"), text.index("утром") + 2))
    cut = marks.paragraphs(Marked(text, spans))
    assert [paragraph.text for paragraph in cut] == ["Мэр приехал.", "В Хабаровск", "утром"]
    assert [[piece for piece, hit in paragraph.pieces() if hit] for paragraph in cut] == [
        ["Мэр"],
        ["Хабаровск"],
        ["ут"],
    ]
    assert marks.paragraphs(Marked("")) == []


def test_long_headings_are_cut() -> None:
    assert marks.shortened(" мэр \n Хабаровска ") == "мэр Хабаровска"
    assert len(marks.shortened("слово " * 100)) <= 120
    assert marks.shortened("слово " * 100).endswith("…")


@pytest.mark.parametrize("url", ["https://example.ru/а?б=1#в", "http://10.0.0.1:8080/"])
def test_web_addresses_become_links(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//host/path",
        "file:///etc/passwd",
        "ftp://example.ru/",
        "https:",
        "https://",
        "/path",
        "http://[",
        "mailto:a@example.ru",
    ],
)
def test_other_addresses_do_not(url: str) -> None:
    assert web_address(url) == ""


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://amurmedia.ru/news/1/", "amurmedia.ru"),
        ("http://www.vesti.example:8080/?id=7", "vesti.example"),
        ("https://xn--90adhmyrs5h.xn--p1ai/a", "губерния.рф"),
        ("https://xn--mur-5cd.ru/", "xn--mur-5cd.ru"),  # «аmur» with a Cyrillic «а»
        ("https://xn--99999999999.xn--p1ai/", "xn--99999999999.xn--p1ai"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_sites_as_people_write_them(url: str, shown: str) -> None:
    assert host(url) == shown


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/srv/secret/news.jsonl", "news.jsonl"),
        (r"C:\\secret\\новости.zip!2024/page.html", "новости.zip"),
        ("/srv/secret/news.zip!2024/page.html", "news.zip"),
        ("", ""),
    ],
)
def test_only_the_name_of_a_file_is_shown(location: str, shown: str) -> None:
    assert file_name(location) == shown
