"""Pieces of HTML in records and feeds become lines of text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers.fragment import looks_like_markup, text_of_fragment
from indexer.readers.records import page_from_record


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Раз</p><p>Два <b>и</b> три</p>", "Раз\nДва и три"),
        ("Раз<br>два<br/>три", "Раз\nдва\nтри"),
        ("<div>Раз<div>два</div>три</div> четыре", "Раз\nдва\nтри\nчетыре"),
        ("<ul><li>а<li>б</ul>", "а\nб"),
        ("<p>Мост&nbsp;&mdash; «Амур» &amp; Зея</p><script>x</script><style>y</style>", "Мост — «Амур» & Зея"),
        ("<p>незакрытый <i>тег", "незакрытый тег"),
        ("<!-- x --><p>текст</p>", "текст"),
        ("Мост &amp; паром", "Мост & паром"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_text(markup: str, text: str) -> None:
    assert text_of_fragment(markup) == text


@pytest.mark.parametrize("text", ["если a < b, то", "курс <растёт>", "Раз\nДва", "<3", "a</ b>", "письмо <a@b.ru>"])
def test_what_is_no_markup_stays(text: str) -> None:
    assert not looks_like_markup(text)
    assert page_from_record({"title": "Т", "text": text}).text == text


@settings(deadline=None)
@given(st.text(st.sampled_from("абв <>/pbdiv&;!-\"'= \n"), max_size=60))
def test_anything_is_text(markup: str) -> None:
    text_of_fragment(markup).encode("utf-8")


@pytest.mark.parametrize("depth", [1000, 5000])
def test_deep_nesting(depth: int) -> None:
    assert text_of_fragment("<div>" * depth + "дно" + "</div>" * depth) == "дно"
