"""Articles and their publication days."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import UNDATED, Article, Origin, Precision, PublishedOn
from indexer.article import from_row, to_row


@pytest.mark.parametrize(
    "case",
    [
        "2023-11-05 → day 2023-11-05 2023-11-05",
        "2023-11 → month 2023-11-01 2023-11-30",
        "2024-02 → month 2024-02-01 2024-02-29",
        "2023 → year 2023-01-01 2023-12-31",
        " 2023-11-05 → day 2023-11-05 2023-11-05",
        "2023-11-05T23:30:00+10:00 → day 2023-11-05 2023-11-05",
        "2020-12-07T11:36 → day 2020-12-07 2020-12-07",
    ],
)
def test_iso_text_is_read_as(case: str) -> None:
    text, _, expected = case.partition(" → ")
    day = PublishedOn.from_iso(text)
    assert f"{day.precision} {day.first} {day.last}" == expected


@pytest.mark.parametrize("text", ["", "вчера", "2023-13", "2023-02-30", "99.99.9999", "0000", "2023-1-5"])
def test_what_is_no_iso_day(text: str) -> None:
    with pytest.raises(ValueError):
        PublishedOn.from_iso(text)


def test_a_day_is_known_only_when_day_month_and_year_are() -> None:
    assert PublishedOn.from_iso("2023-11-05").day == date(2023, 11, 5)
    assert PublishedOn.from_iso("2023-11").day is None
    assert PublishedOn(precision=Precision.DAY_MONTH, as_written="27 марта").day is None
    assert UNDATED.day is None


def test_a_moment_has_a_zone_and_keeps_the_local_day() -> None:
    khabarovsk = timezone(timedelta(hours=10))
    on = PublishedOn.on(datetime(2023, 11, 5, 1, 30, tzinfo=khabarovsk))
    assert on.day == date(2023, 11, 5)
    assert on.moment == datetime(2023, 11, 4, 15, 30, tzinfo=UTC)
    assert PublishedOn.on(datetime(2023, 11, 5, 1, 30)).moment is None
    with pytest.raises(ValueError, match="time zone"):
        PublishedOn(moment=datetime(2023, 11, 5))


def test_impossible_intervals_are_refused() -> None:
    with pytest.raises(ValueError, match="together"):
        PublishedOn(first=date(2023, 1, 1))
    with pytest.raises(ValueError, match="after"):
        PublishedOn(first=date(2023, 1, 2), last=date(2023, 1, 1))


moments = st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1), timezones=st.sampled_from([UTC]))


@given(moments, moments)
def test_order_is_that_of_time(a: datetime, b: datetime) -> None:
    one, other = (PublishedOn.on(m.replace(microsecond=0)) for m in (a, b))
    if one.moment != other.moment:
        assert (one.order() < other.order()) == (a.replace(microsecond=0) < b.replace(microsecond=0))
    assert UNDATED.order() < one.order()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"id": " "}, "id"),
        ({"title": None}, "title"),
        ({"published": "2023-11-05"}, "PublishedOn.from_iso"),
        ({"regions": "Урал"}, "tuple"),
        ({"tags": "наука"}, "tuple"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_do(values: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        Article(**{"id": "1", "title": "Мост", "text": ""} | values)


FULL = Article(
    id="а/1",
    title="Мост",
    text="Открыт.\n\nСвободен.",
    lead="Лид",
    side_text="Меню",
    url="https://example.ru/1",
    location="/archive/1.txt",
    source="Вести",
    published=PublishedOn.on(datetime(2023, 11, 5, 1, 30, tzinfo=UTC), origin=Origin.METADATA, as_written="вчера"),
    regions=("Урал",),
    tags=("#мост",),
)


@pytest.mark.parametrize(
    "article",
    [
        FULL,
        Article(id="1", title="", text=""),
        Article(
            id="2", title="Т", text="", published=PublishedOn(precision=Precision.DAY_MONTH, as_written="27 марта")
        ),
        Article(id="3", title="Т", text="", published=PublishedOn.from_iso("2023-11")),
    ],
)
def test_a_stored_row_gives_the_article_back(article: Article) -> None:
    assert from_row(to_row(article)) == article
