"""Publication days as a Russian reader writes them; what is not known is said, never made up."""

import re

from indexer.article import Origin, Precision, PublishedOn

from .marks import shortened

ORIGINS = {
    Origin.METADATA: "по метаданным страницы",
    Origin.ADDRESS: "по адресу страницы",
    Origin.DATELINE: "по строке с датой в тексте",
    Origin.TEXT: "по тексту статьи",
    Origin.FILE: "по файлу",
}
TIME = re.compile(r"(?<![\d:.])\d{1,2}:\d{2}(?!\d)")
LONGEST_WRITTEN = 60
MONTHS = (
    (
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ),
    (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
)


def display(published: PublishedOn) -> str:
    """A day for people.

    «5 ноября 2023», «7 декабря 2020, 11:36», «ноябрь 2023», «2023 год»,
    «27 марта, год не указан», «дата неизвестна».
    """
    if published.precision is Precision.DAY_MONTH:
        written = " ".join(published.as_written.split())
        return f"{written}, год не указан" if written else "год не указан"
    first = published.first
    if first is None or published.precision is Precision.NONE:
        return "дата неизвестна"
    named, of = (names[first.month - 1] for names in MONTHS)
    match published.precision:
        case Precision.YEAR:
            return f"{first.year} год"
        case Precision.MONTH:
            return f"{named} {first.year}"
    day = f"{first.day} {of} {first.year}"
    moment = published.moment
    # The clock of the source: a moment that was stored in another time zone would show another day.
    return f"{day}, {moment:%H:%M}" if moment and moment.date() == first else day


def origin(published: PublishedOn) -> str:
    """Where the day was read, and how it stands there if that says more: «по строке с датой в тексте: 11:36 …».

    "" where no day is known, or not where it is from.
    """
    if published.precision is Precision.NONE or published.origin is None:
        return ""
    where = ORIGINS[published.origin]
    written = " ".join(published.as_written.split())
    says_more = TIME.search(written) and not TIME.search(display(published))
    return f"{where}: {shortened(written, LONGEST_WRITTEN)}" if says_more else where


def machine(published: PublishedOn) -> str:
    """The value of an HTML `datetime` attribute; "" where HTML has no notation for what is known."""
    first = published.first
    if first is None:
        return ""
    match published.precision:
        case Precision.DAY:
            moment = published.moment
            return moment.isoformat() if moment and moment.date() == first else first.isoformat()
        case Precision.MONTH:
            return first.isoformat()[:7]
        case Precision.YEAR:
            return first.isoformat()[:4]
    return ""
