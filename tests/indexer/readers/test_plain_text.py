"""Plain text pages: the first line is the title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.page import Unreadable, cut, tidy, web_address
from indexer.readers.plain_text import page_from_text


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("Заголовок\nТекст", "Заголовок", "Текст"),
        ("\n\n  Заголовок \n\n\nПервый абзац.\n\nВторой абзац.\n\n", "Заголовок", "Первый абзац.\n\nВторой абзац."),
        ("Заголовок", "Заголовок", ""),
        ("Мэр\tХабаровска\r\nоткрыл мост\rчерез Амур\n", "Мэр Хабаровска", "открыл мост\nчерез Амур"),
        ("Заголовок\n  с отступом", "Заголовок", "  с отступом"),
    ],
)
def test_title_and_body(text: str, title: str, body: str) -> None:
    page = page_from_text(text)
    assert (page.title, page.text, page.lead) == (title, body, "")


def test_a_line_too_long_for_a_title_stays_in_the_text() -> None:
    line = "слово " * 60
    page = page_from_text(line + "\nдальше")
    assert len(page.title) <= 300
    assert page.title.endswith("слово…")
    assert page.text == line.strip() + "\nдальше"


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff\n".strip("\ufeff")])
def test_nothing_is_no_page(text: str) -> None:
    with pytest.raises(Unreadable, match="is empty"):
        page_from_text(text)


@given(st.text(min_size=1))
def test_every_word_is_kept(text: str) -> None:
    if text.strip():
        page = page_from_text(text)
        assert page.title
        kept = page.text if page.title.endswith("…") else page.title + page.text
        assert "".join(text.split()) in ("".join(kept.split()), "".join((page.title + page.text).split()))


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
