"""The five sample pages: true titles, leads, bodies and days, and what was set aside."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer import Article, Origin, Precision, read_articles

SEEDS = Path(__file__).parents[3] / "seeds"


class Expected(NamedTuple):
    """Beginnings and ends, as a reader of the page would mark them."""

    title: str
    lead: tuple[str, str]
    body: tuple[str, str]
    aside: tuple[str, ...]


PAGES = {
    "000": Expected(
        "Делегация Амурской области приняла участие в форуме межрегионального сотрудничества"
        " в рамках форума «Один пояс, один путь»",
        ("В Пекине представители разных стран обсудили", "технологий и гуманитарных связей."),
        ("В Пекине представители разных стран обсудили", "внешних связей Амурской области Екатерина Киреева."),
        (
            "Последние новости",
            "МРОТ",
            "БРИКС",
            "Константиновском районе",
            "Ивантеевке",
            "Добавить комментарий",
            "email",
        ),
    ),
    "001": Expected(
        "Амурская область и Алтайский край определили перспективные направления сотрудничества до 2025 года",
        ("В Амурской области с официальным визитом", "Амурской области и Алтайского края."),
        ("27 марта\n#сотрудничество #АмурЭкпоФорум2023\n«Соглашение", "кондитерскую фабрику «Зея»."),
        (
            "Версия для слабовидящих",
            "кабинет",
            "Инвестиционная карта",
            "Поделиться новостью:",
            "Полезные сервисы",
            "ДФО",
        ),
    ),
    "002": Expected(
        "Мэры Москвы и Пекина подписали программу сотрудничества городов на 3 года",
        ("Москва и Пекин будут тесно сотрудничать", "столицами РФ и КНР."),
        ("11:36 07.12.2020\nПо словам Сергея Собянина", "еще больше укрепляться», - сказал Собянин."),
        (
            "Комментарии отключены",
            "22:20 06.02.2026",
            "Эрмитаж",
            "Песков",
            "Мантуров",
            "Сейфа аль-Ислама",
            "комментарии(0)",
        ),
    ),
    "003": Expected(
        "Делегация Новосибирской области принимает участие в XVIII форуме межрегионального сотрудничества"
        " России и Казахстана в Оренбурге",
        ("Снятие инфраструктурных ограничений", "первым заместителем Губернатора Юрием Петуховым."),
        ("Руководитель делегации Новосибирской области", "между городами Новосибирск и Павлодар."),
        ("Кратко", "во главе с первым […]"),
    ),
    "004": Expected(
        "Сергей Кравчук: Мы готовы сотрудничать с городами дружественных стран",
        ("Туроператоров из городов-участников онлайн-встречи", "с туристическим потенциалом"),
        ("5 ноября 2023. Представители администрации", '"Таланты юных — любимому городу" в мае будущего года.'),
        ("Хабаровск открыт для взаимовыгодного", "Фото: Пресс-служба", "Смотрите полную версию", "Следующая новость"),
    ),
}


def seed(number: str) -> Article:
    return next(article for article in read_articles(SEEDS) if article.id.startswith(number))


@pytest.mark.parametrize("number", PAGES)
def test_title_lead_and_body_begin_and_end_where_a_reader_sees_it(number: str) -> None:
    article, expected = seed(number), PAGES[number]
    assert article.title == expected.title
    assert (article.lead.startswith(expected.lead[0]), article.lead.endswith(expected.lead[1])) == (True, True)
    assert (article.text.startswith(expected.body[0]), article.text.endswith(expected.body[1])) == (True, True)


@pytest.mark.parametrize("number", PAGES)
def test_furniture_is_set_aside_and_not_lost(number: str) -> None:
    article = seed(number)
    for said in PAGES[number].aside:
        assert said in article.side_text
    whole = sorted(f"{article.title}\n{article.lead}\n{article.text}\n{article.side_text}".split())
    page = next(SEEDS.glob(f"{number}*")).read_text(encoding="utf-8")
    assert whole == sorted(page.split())


def test_a_repeated_lead_is_the_lead_once() -> None:
    # The short version is the lead, the body begins with the longer one.
    article = seed("000")
    assert article.text.startswith(article.lead)
    # The version cut with «[…]» is side text, the whole one the lead.
    article = seed("003")
    assert article.side_text.count("Снятие инфраструктурных ограничений") == 1
    assert "Снятие инфраструктурных ограничений международной торговли и сотрудничество" not in article.text


def test_days() -> None:
    days = {number: seed(number).published for number in PAGES}
    assert days["000"].precision is Precision.NONE  # 2025 stands in other headlines only
    assert (days["001"].precision, days["001"].as_written, days["001"].first) == (Precision.DAY_MONTH, "27 марта", None)
    assert (days["002"].day, days["002"].as_written) == (date(2020, 12, 7), "11:36 07.12.2020")
    assert days["003"].precision is Precision.NONE  # «28 ноября» is the day of the forum
    assert days["004"].day == date(2023, 11, 5)
    assert {days[number].origin for number in ("001", "002", "004")} == {Origin.DATELINE}


def test_the_pages_hashtags_are_its_tags() -> None:
    assert seed("001").tags == ("сотрудничество", "АмурЭкпоФорум2023")
