"""What a page saved as text is taken apart into: «A» marks a line of the article, «T» its title, «-» side text."""

from datetime import date

import pytest

from indexer.cleaning import CleanPage, clean
from indexer.cleaning.lines import lines_of

FIRST = "В Хабаровске открыли новый мост через Амур, сообщила пресс-служба правительства края в понедельник."
SECOND = "Движение по мосту начнётся через неделю: на строительство ушло три года и пять миллиардов рублей."
THIRD = "Мост через Амур свяжет Хабаровск с левым берегом, его длина вместе с подъездами почти четыре километра."


def marked(page: CleanPage) -> dict[str, str]:
    """Line -> its mark. A line that stands in two places is marked by the last."""
    lines = dict.fromkeys(page.side_text.split("\n"), "-")
    lines |= dict.fromkeys(f"{page.lead}\n{page.text}".split("\n"), "A")
    return lines | {page.title: "T"}


def check(notation: str) -> CleanPage:
    """Clean a page in which every line begins with its mark; the marks must come back."""
    rows = [line.strip() for line in notation.strip().split("\n")]
    page = clean("\n".join(row[2:] for row in rows))
    found = marked(page)
    expected = "\n".join(rows)
    got = "\n".join(f"{found.get(row[2:], '?')} {row[2:]}".strip() for row in rows)
    assert got == expected
    return page


def test_a_menu_and_a_bar_above_the_title() -> None:
    check(f"""
        - Версия для слабовидящих
        - Главная
        - Новости
        - Контакты
        T Открыт новый мост через Амур
        A {FIRST}
        A {SECOND}
        - Поделиться:
        - ВКонтакте
        - Комментарии (0)
        """)


def test_other_news_with_their_days() -> None:
    page = check(f"""
        T Открыт новый мост через Амур
        A 11:36 07.12.2020
        A {FIRST}
        A {SECOND}
        - Лента новостей
        - 22:20 06.02.2026
        - Суд вынес приговор по делу о лесных пожарах
        - 20:45 06.02.2026
        - Биржа закрылась ростом
        """)
    assert page.published.day == date(2020, 12, 7)


def test_the_name_of_the_window_is_not_the_title() -> None:
    check(f"""
        - Открыт новый мост через Амур — Заречье сегодня
        - Новости
        T Открыт новый мост через Амур
        A {FIRST}
        A {SECOND}
        """)


def test_a_caption_with_its_credit() -> None:
    check(f"""
        T Открыт новый мост через Амур
        - Первые машины на мосту
        - Фото: пресс-служба правительства
        A {FIRST}
        A {SECOND}
        """)


def test_other_headlines_between_paragraphs() -> None:
    check(f"""
        T Открыт новый мост через Амур
        A {FIRST}
        - Читайте также: Суд вынес приговор
        A {SECOND}
        - Читайте также
        - Биржа закрылась ростом
        - Вратарь продлил контракт
        A {THIRD}
        """)


def test_an_interview_keeps_its_short_questions() -> None:
    check(f"""
        T Открыт новый мост через Амур
        A {FIRST}
        A — Когда начнётся движение?
        A {SECOND}
        A — Почему?
        A — Да.
        A Длина моста
        A {THIRD}
        """)


def test_lists_tables_and_verses_stay() -> None:
    check(f"""
        T Открыт новый мост через Амур
        A {FIRST}
        A На мосту запрещено:
        A - останавливаться;
        A - ходить пешком;
        A - ловить рыбу
        A {SECOND}
        A Амур – Заря 2:1
        A Луч – Смена 0:0
        A Океан – Восток 1:3
        A {THIRD}
        A Над рекою мост высокий,
        A Под мостом река течёт,
        A Путь-дороженька далёко
        A В край родной меня ведёт.
        """)


def test_a_flash_of_one_sentence() -> None:
    check("""
        T Над Хабаровском сбили беспилотник
        A Пострадавших нет.
        """)
    check("""
        T Над Хабаровском сбили беспилотник
        - 14:05
        A Об этом сообщил губернатор
        """)


def test_teasers_and_comments_below_an_article() -> None:
    check(f"""
        T Открыт новый мост через Амур
        A {FIRST}
        A {SECOND}
        A {THIRD}
        - Последние новости
        - Зарплата учителей вырастет
        - Министерство подготовило законопроект об оплате труда преподавателей.
        - Вратарь продлил контракт
        - Спортсмен останется в команде ещё на два сезона.
        - Комментарии (1)
        - Николай
        - Давно пора было, а то одни обещания.
        - Ваш email не публикуется. Обязательные поля отмечены *
        """)


def test_a_sentence_that_begins_like_a_button_stays() -> None:
    check(f"""
        T Открыт новый мост через Амур
        A {FIRST}
        A Следующий этап строительства моста начнётся в декабре.
        A Комментарии экспертов о строительстве моста публикует краевая газета.
        A {SECOND}
        """)


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("Мост открыт", "5 ноября 2023, 14:05", FIRST), date(2023, 11, 5)),
        (("5 ноября 2023", "Мост открыт", FIRST), date(2023, 11, 5)),
        (("Мост открыт", "Общество | 5 ноября 2023 | 1200 просмотров", FIRST), date(2023, 11, 5)),
        (("Мост открыт", "14:05", "5 ноября 2023", FIRST), date(2023, 11, 5)),
        (("Мост открыт", f"5 ноября 2023. {FIRST}", SECOND), date(2023, 11, 5)),
        (("Мост открыт", FIRST, SECOND, "Опубликовано: 5 ноября 2023"), date(2023, 11, 5)),
        (("Мост открыт", FIRST, SECOND, "05.11.2023 14:05"), date(2023, 11, 5)),
        (("Сегодня 6 ноября 2023, понедельник", "Меню", "Мост открыт", "вчера, 14:05", FIRST), date(2023, 11, 5)),
        (("Мост открыт", "вчера, 14:05", FIRST), None),
        (("Мост открыт", "Обновлено 5 ноября 2023", FIRST), None),
        (("Мост открыт", FIRST, "Форум пройдёт 28 ноября 2023 года."), None),
        (("Мост открыт", "#Форум2023", FIRST, "Программа рассчитана на 2018-2023 годы."), None),
        (("Мост открыт", FIRST, SECOND, "Новости", "5 ноября 2023", "Суд", "4 ноября 2023", "Вратарь"), None),
    ],
)
def test_publication_day(lines: tuple[str, ...], day: date | None) -> None:
    assert clean("\n".join(lines)).published.day == day


def test_hashtags_and_listed_tags() -> None:
    page = clean(f"Мост открыт\n{FIRST}\n{SECOND}\n#мост #Амур\nТеги: дороги, Хабаровск")
    assert page.tags == ("мост", "Амур", "дороги", "Хабаровск")
    assert "#мост #Амур" in page.text
    assert page.side_text == "Теги: дороги, Хабаровск"


def test_lines_that_come_back_on_other_pages_are_furniture() -> None:
    menu = {"заречье наш дом": 1.0, "совет ветеранов ждёт вас": 0.9, "открыт новый мост через амур": 0.2}
    text = f"Заречье — наш дом\nОткрыт новый мост через Амур\n{FIRST}\nСовет ветеранов ждёт вас.\n{SECOND}"
    page = clean(text, lambda line: menu.get(line.replace("е", "е"), 0.0))
    # A headline that other pages name stays the title of its own.
    assert page.title == "Открыт новый мост через Амур"
    assert "Заречье — наш дом" in page.side_text


def test_blank_lines_keep_paragraphs_apart() -> None:
    page = clean(f"Мост открыт\n\n{FIRST}\n\n{SECOND}\n{THIRD}")
    assert (page.lead, page.text) == (FIRST, f"{SECOND}\n{THIRD}")


def test_lines_know_whether_a_blank_one_stands_before_them() -> None:
    assert [line.after_blank for line in lines_of("а\nб\n\n\nв")] == [True, False, True]
