"""Days as pages write them, one line a case: what is written, then what it is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Origin, Precision
from indexer.cleaning import day_in_address, days_in
from indexer.cleaning.dateline import dateline

WRITTEN = """
11:36 07.12.2020 → 2020-12-07
07.12.2020, 11:36 → 2020-12-07
7.12.20 → 2020-12-07
07/12/1998 → 1998-12-07
07.12.98 → 1998-12-07
2020-12-07 → 2020-12-07
5 ноября 2023 → 2023-11-05
5 ноября 2023 г., 14:05 → 2023-11-05
Вс, 5 ноября 2023 года, в 14:05 → 2023-11-05
Воскресенье, 05 Ноября 2023 → 2023-11-05
Ноябрь 5, 2023 → 2023-11-05
18 ноя. 2019 → 2019-11-18
1 сент. 2020 → 2020-09-01
2 мая 2021 → 2021-05-02
2 май 2021 → 2021-05-02
3-го июня 2021 года → 2021-06-03
27 марта → --03-27
14:05, 27 марта → --03-27
29 февраля → --02-29
ноябрь 2023 → 2023-11
сегодня, 10:15 → today
вчера в 14:05 → yesterday
на 2018-2023 годы →
в 2020 году →
#АмурЭкпоФорум2023 →
31.02.2020 →
45 марта →
29 февраля 2021 →
1-5 ноября →
8 (4212) 30-30-30 →
5 мартовских котов →
18:35 →
версия 1.2.2020.3 →
"""
CASES = [tuple(part.strip() for part in line.split("→")) for line in WRITTEN.strip().splitlines()]


def read(text: str) -> str:
    day = next(days_in(text), None)
    if day is None:
        return ""
    if day.back is not None:
        return {0: "today", 1: "yesterday"}[day.back]
    published = day.published(Origin.DATELINE)
    match published.precision:
        case Precision.DAY:
            return str(published.day)
        case Precision.MONTH:
            return str(published.first)[:7]
    return f"--{day.month:02}-{day.day:02}"


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_days(written: str, expected: str) -> None:
    assert read(written) == expected


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("5 ноября 2023, 14:05 МСК", "2023-11-05T14:05:00+03:00"),
        ("5 ноября 2023, 14:05 (мск)", "2023-11-05T14:05:00+03:00"),
        ("14:05 мск+7 05.11.2023", "2023-11-05T14:05:00+10:00"),
        ("05.11.2023 14:05 UTC+10", "2023-11-05T14:05:00+10:00"),
        ("2023-11-05T14:05:30+10:00", "2023-11-05T14:05:00+10:00"),
        ("2023-11-05 14:05Z", "2023-11-05T14:05:00+00:00"),
        ("5 ноября 2023, 14:05", None),
        ("5 ноября 2023", None),
    ],
)
def test_a_time_is_a_moment_only_beside_its_zone(written: str, moment: str | None) -> None:
    published = next(days_in(written)).published(Origin.DATELINE)
    assert published.day == date(2023, 11, 5)
    assert (published.moment.isoformat() if published.moment else None) == moment


def test_yesterday_is_a_day_beside_a_known_day_only() -> None:
    (day,) = days_in("вчера, 14:05")
    assert day.published(Origin.DATELINE).precision is Precision.NONE
    assert day.published(Origin.DATELINE).as_written == "вчера, 14:05"
    assert day.published(Origin.DATELINE, near=date(2023, 3, 1)).day == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.ru/2021/05/16/most", date(2021, 5, 16)),
        ("https://a.ru/news/20210516/1.html", date(2021, 5, 16)),
        ("https://a.ru/politics/16/05/2021/60a0", date(2021, 5, 16)),
        ("https://a.ru/2021-05-16/", date(2021, 5, 16)),
        ("https://a.ru/news/20211316/", None),
        ("https://a.ru/2021/05/", None),
        ("https://a.ru/doc/4815387", None),
        ("", None),
    ],
)
def test_days_in_addresses(address: str, expected: date | None) -> None:
    published = day_in_address(address)
    assert (published.day if published else None) == expected
    assert published is None or published.origin is Origin.ADDRESS


@pytest.mark.parametrize(
    ("paragraph", "written"),
    [
        ("5 ноября 2023. Представители администрации приняли участие", "5 ноября 2023"),
        ("ХАБАРОВСК, 5 ноября — РИА Новости. Мост открыт", "5 ноября"),
        ("ПЕРМЬ, 1 ноября, ФедералПресс. Суд признал", "1 ноября"),
        ("Москва. 7 декабря 2020 года. Агентство — Мост", "7 декабря 2020 года"),
        ("5 ноября 2023 г. Представители администрации", "5 ноября 2023 г."),
        ("5 ноября, Минск /Корр. агентства/. Мост", "5 ноября"),
        ("(Хабаровск, 05.11.2023) — Мост открыт", "05.11.2023"),
        ("28 ноября в Оренбурге прошёл форум.", None),
        ("5 ноября 2023 года в Хабаровске открыли мост.", None),
        ("Форум прошёл в Оренбурге 28 ноября. На нём были", None),
        ("Программа на 2018-2023 годы. Мост", None),
        ("Сегодня, 5 ноября, открыли мост.", None),
    ],
)
def test_a_dateline_begins_a_paragraph_and_an_event_does_not(paragraph: str, written: str | None) -> None:
    found = dateline(paragraph)
    assert (found.written if found else None) == written


MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905


@given(st.text(alphabet="0123456789.:/- ,ноябрягмтевч", max_size=60))
def test_any_line_is_read_and_no_day_is_outside_of_the_calendar(text: str) -> None:
    for day in days_in(text):
        assert text[day.start : day.stop].strip(" ,") == day.written
        day.published(Origin.TEXT, near=date(2023, 3, 1))


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.times())
def test_every_day_is_read_back(day: date, time: object) -> None:
    clock = str(time)[:5]
    for written in (
        f"{clock} {day:%d.%m.%Y}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year} г., {clock}",
        f"{day} {clock}",
    ):
        (found,) = days_in(written)
        assert found.published(Origin.TEXT).day == day
        assert found.timed
