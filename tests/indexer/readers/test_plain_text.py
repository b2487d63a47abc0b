"""Plain text pages become articles; what cleaning does is tested in tests/indexer/cleaning."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Origin
from indexer.readers.page import Unreadable, cut, tidy, web_address
from indexer.readers.plain_text import page_from_text


@pytest.mark.parametrize(
    ("text", "title", "lead", "body"),
    [
        ("Заголовок\nТекст", "Заголовок", "", "Текст"),
        ("\n\n  Заголовок \n\n\nПервый абзац.\n\nВторой абзац.\n\n", "Заголовок", "Первый абзац.", "Второй абзац."),
        ("Заголовок", "Заголовок", "", ""),
        ("Мэр\tХабаровска\r\nоткрыл мост\rчерез Амур\n", "Мэр Хабаровска", "открыл мост", "через Амур"),
        ("Новости", "Новости", "", ""),
    ],
)
def test_title_lead_and_body(text: str, title: str, lead: str, body: str) -> None:
    page = page_from_text(text)
    assert (page.title, page.lead, page.text, page.side_text) == (title, lead, body, "")


def test_a_page_that_begins_with_its_text_keeps_it_whole() -> None:
    line = "слово " * 60
    page = page_from_text(line + "\nдальше")
    assert len(page.title) <= 300
    assert page.title.endswith("слово…")
    assert (page.lead, page.text) == (line.strip(), "дальше")


def test_an_address_above_the_page_is_its_own() -> None:
    page = page_from_text("https://amurmedia.ru/news/2021/05/16/1/\nМост открыт\nПо мосту поехали первые машины.")
    assert (page.title, page.url) == ("Мост открыт", "https://amurmedia.ru/news/2021/05/16/1/")
    assert (page.published.day, page.published.origin) == (date(2021, 5, 16), Origin.ADDRESS)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff\n".strip("\ufeff")])
def test_nothing_is_no_page(text: str) -> None:
    with pytest.raises(Unreadable, match="is empty"):
        page_from_text(text)


LINES = [
    "Открыт новый мост через Амур",
    "В Хабаровске открыли новый мост через Амур, сообщила пресс-служба правительства края в понедельник.",
    "Движение по мосту начнётся через неделю, на строительство ушло три года и пять миллиардов рублей.",
    "5 ноября 2023, 14:05",
    "14:05",
    "#мост #Амур",
    "Поделиться",
    "Читайте также: Другая новость",
    "Последние новости",
    "Суд вынес приговор",
    "Фото: пресс-служба",
    "Главная",
    "* * *",
    "",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES) | st.text(max_size=40), min_size=1, max_size=30))
def test_every_word_of_a_page_is_kept(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    page = page_from_text(text)
    assert page.title
    kept = f"{page.lead}\n{page.text}\n{page.side_text}\n{page.url}".split()
    # A title that was made of the text stays in it.
    assert sorted(text.split()) in (sorted(kept), sorted(kept + page.title.split()))


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("новый мост", 10, "новый мост"),
        ("новый мост", 9, "новый…"),
        ("новый мост", 6, "новый…"),
        ("новый, мост", 8, "новый…"),
        ("безпробелов", 5, "безп…"),
    ],
)
def test_cut(text: str, longest: int, expected: str) -> None:
    assert cut(text, longest) == expected


@given(st.text(), st.integers(2, 50))
def test_cut_keeps_the_bound(text: str, longest: int) -> None:
    assert len(cut(text, longest)) <= longest


@given(st.text())
def test_tidy_settles_at_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://amurmedia.ru/news/1/", True),
        (" HTTP://a.ru ", True),
        ("/news/1", False),
        ("//a.ru/1", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("", False),
    ],
)
def test_web_address(address: str, kept: bool) -> None:
    assert web_address(address) == (address.strip() if kept else "")
