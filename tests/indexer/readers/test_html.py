"""HTML pages: the article, and what the page says of itself."""

import logging
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import UNDATED, Origin
from indexer.readers.html import MOST_SIDE_TEXT, page_from_html
from indexer.readers.page import Unreadable

FIRST = "В Хабаровске открыли новый мост через Амур, сообщила пресс-служба правительства края в понедельник."
SECOND = "Движение по мосту начнётся через неделю. Строительство заняло три года и обошлось в пять миллиардов рублей."


def page(
    head: str = "", body: str = f"<p>{FIRST}</p><p>{SECOND}</p>", heading: str = "<h1>Открыт новый мост</h1>"
) -> str:
    return f"<!doctype html><html><head>{head}</head><body><article>{heading}{body}</article></body></html>"


def test_paragraphs_are_lines_and_the_title_is_not_repeated() -> None:
    found = page_from_html(page())
    assert found.title == "Открыт новый мост"
    assert found.text == f"{FIRST}\n{SECOND}"
    assert found.published == UNDATED
    assert found.problems == ()


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ('<meta property="og:title" content="Мост открыт"><title>Сайт</title>', "<h1>Иначе</h1>", "Мост открыт"),
        ("<title>Мост открыт - Амур.инфо</title>", "<h1>Мост открыт</h1>", "Мост открыт"),
        ("<title>Мост открыт</title>", "<h1>Наш сайт</h1>", "Мост открыт"),
        ("<title>Мост открыт</title>", "", "Мост открыт"),
        ("", "<h1>Мост\n <b>открыт</b></h1>", "Мост открыт"),
        (
            '<script type="application/ld+json">{"headline": "Мост открыт", "datePublished": "2023"}</script>',
            "",
            "Мост открыт",
        ),
        ("", "", FIRST),
    ],
)
def test_title(head: str, heading: str, title: str) -> None:
    assert page_from_html(page(head, heading=heading)).title == title


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        ('<meta property="article:published_time" content="2023-11-05T10:20:00+10:00">', "2023-11-05T10:20:00+10:00"),
        ('<meta itemprop="datePublished" content="2023-11-05T10:20:00Z">', "2023-11-05T10:20:00+00:00"),
        (
            LD.format('{"@type": "NewsArticle", "datePublished": "2023-11-05T10:20:00+0300"}'),
            "2023-11-05T10:20:00+03:00",
        ),
        (LD.format('{"@graph": [{"name": "x"}, {"datePublished": "2023-11-05"}]}'), None),
        (LD.format('{"description": "о "мосте"", "datePublished": "2023-11-05"}'), None),
        ('<meta name="article:published_time" content="2023-11-05 10:20:00">', None),
        ('<meta property="article:published_time" content="вчера"><meta name="pubdate" content="2023-11-05">', None),
    ],
)
def test_day_from_metadata(head: str, moment: str | None) -> None:
    published = page_from_html(page(head)).published
    assert published.day == date(2023, 11, 5)
    assert (published.moment.isoformat() if published.moment else None) == moment
    assert published.origin is Origin.METADATA


@pytest.mark.parametrize(
    ("around", "day"),
    [
        ('<time datetime="2023-11-05T10:20+10:00">5 ноября</time>', date(2023, 11, 5)),
        ('<time pubdate="2023-11-05">5 ноября</time>', date(2023, 11, 5)),
        ('<time datetime="2023-11-05">5</time><time datetime="2023-11-05T12:00">5</time>', date(2023, 11, 5)),
        (
            '<span itemprop="datePublished" datetime="2023-11-05">5</span><time datetime="2023-11-07">7</time>',
            date(2023, 11, 5),
        ),
        ('<time datetime="2023-11-05">5</time><time datetime="2023-11-07">7</time>', None),
        ("<time>5 ноября 2023</time>", date(2023, 11, 5)),
        ("<p>Опубликовано: 05.11.2023 в 14:05</p>", date(2023, 11, 5)),
        ("<p>Программа на 2018-2023 годы</p>", None),
        ("<p>Форум пройдёт 28 ноября 2023 года в Оренбурге.</p>", None),
    ],
)
def test_day_near_the_headline(around: str, day: date | None) -> None:
    other_news = '<ul><li><time datetime="2023-11-09">9 ноября</time> Другое</li></ul>'
    text = page(heading=f"<div><h1>Открыт новый мост</h1>{around}</div>")
    assert page_from_html(text).published.day == day
    if day:
        assert page_from_html(text.replace("</body>", f"{other_news}</body>")).published.day == day


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:modified_time" content="2023-11-05">',
        '<meta property="article:published_time" content="0001-01-01T00:00:00">',
        '<meta property="article:published_time" content="1970-01-01T00:00:00+00:00">',
        LD.format('{"comment": [{"datePublished": "2023-11-05"}]}'),
        LD.format("[" * 100_000),
        '<link rel="canonical" href="https://a.ru/2023/11/most">',
    ],
)
def test_no_day_is_invented(head: str) -> None:
    assert page_from_html(page(head)).published == UNDATED


def test_the_address_gives_the_day_that_metadata_do_not() -> None:
    found = page_from_html(page('<link rel="canonical" href="https://a.ru/2023/11/05/most">'))
    assert (found.published.day, found.published.origin) == (date(2023, 11, 5), Origin.ADDRESS)


def test_what_the_page_shows_besides_is_side_text_in_its_order() -> None:
    text = page(heading="<div><h1>Открыт новый мост</h1><p>5 ноября 2023, 14:05</p></div>").replace(
        "<article>", "<nav><a>Главная</a><a>Контакты</a><p>Архив</p></nav><article>"
    )
    text = text.replace(
        "</article>",
        "</article><aside><h3>Читайте также</h3><ul><li>Суд вынес приговор</li></ul></aside>"
        "<script>var hidden = 1</script><p style='display: none'>спрятано</p><form>Ваш комментарий</form>",
    )
    found = page_from_html(text)
    assert found.side_text == "Главная Контакты\nАрхив\nЧитайте также\nСуд вынес приговор\nВаш комментарий"
    # The dateline belongs to the article, the first paragraph stays the lead.
    assert (found.lead, found.text) == (FIRST, f"5 ноября 2023, 14:05\n{SECOND}")
    assert found.published.day == date(2023, 11, 5)


def test_furniture_within_the_article_is_set_aside() -> None:
    found = page_from_html(page(body=f"<p>{FIRST}</p><p>Фото: пресс-служба правительства</p><p>{SECOND}</p>"))
    assert found.text == f"{FIRST}\n{SECOND}"
    assert found.side_text == "Фото: пресс-служба правительства"


def test_side_text_is_bounded_and_the_page_says_so() -> None:
    around = "".join(f"<li>Новость номер {number}</li>" for number in range(8000))
    found = page_from_html(page().replace("</body>", f"<nav><ul>{around}</ul></nav></body>"))
    assert len(found.side_text) <= MOST_SIDE_TEXT
    assert found.problems == (
        f"has more text around the article than is kept: of that, the first {MOST_SIDE_TEXT} characters",
    )


@pytest.mark.parametrize(
    ("head", "url", "source"),
    [
        ('<link rel="canonical" href="https://www.amur.info/news/1">', "https://www.amur.info/news/1", "amur.info"),
        (
            '<link rel="canonical" href="/news/1"><meta property="og:url" content="http://a.ru/2">',
            "http://a.ru/2",
            "a.ru",
        ),
        (
            '<link rel="canonical" href="https://a.ru/"><meta property="og:site_name" content="Амур.инфо">',
            "",
            "Амур.инфо",
        ),
        ('<link rel="canonical" href="javascript:alert(1)">', "", ""),
        ('<link rel="canonical" href="http://[1/x">', "", ""),
    ],
)
def test_address_and_source(head: str, url: str, source: str) -> None:
    found = page_from_html(page(head))
    assert (found.url, found.source) == (url, source)


def test_tags() -> None:
    head = '<meta property="article:tag" content="мост"><meta property="article:tag" content="Амур, #дороги; мост">'
    assert page_from_html(page(head)).tags == ("мост", "Амур", "дороги")
    section = '<meta property="article:section" content="Общество">'
    assert page_from_html(page(head + section)).tags == ("мост", "Амур", "дороги", "Общество")
    assert page_from_html(page('<meta name="keywords" content="открыт, новый, мост">')).tags == ()


@pytest.mark.parametrize(
    "text", ["<html></html>", "<html><body> <script>var a</script>", "<!doctype html>", "<html><!-- x"]
)
def test_a_page_without_text(text: str) -> None:
    with pytest.raises(Unreadable, match="without any text"):
        page_from_html(text)


def test_a_title_alone_is_delivered_with_a_problem() -> None:
    found = page_from_html("<html><head><title>Мост открыт</title></head><body></body></html>")
    assert (found.title, found.text) == ("Мост открыт", "")
    assert "no text" in found.problems[0]


def test_few_words_are_read_all_the_same() -> None:
    found = page_from_html("<html><title>Мост</title><body><p>Открыт.</p></body></html>")
    assert (found.title, found.text) == ("Мост", "Открыт.")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div",
                ">",
                "<!--",
                "-->",
                "<h1>",
                "<title>",
                "мост ",
                "&#0;",
                "<time datetime='",
                "'",
                "<body>",
                "]]>",
                "<script type='application/ld+json'>{",
                "}</script>",
                "\x00",
                "<svg>",
            ]
        )
    )
)
def test_any_markup_is_read_or_unreadable(parts: list[str]) -> None:
    try:
        found = page_from_html("<html>" + "".join(parts))
    except Unreadable:
        return
    assert found.title


def test_deep_nesting_does_no_harm() -> None:
    assert page_from_html(page(body="<div>" * 5000 + FIRST + "</div>" * 5000)).title == "Открыт новый мост"


def test_the_library_keeps_its_discards_to_itself(caplog: pytest.LogCaptureFixture) -> None:
    handlers = list(logging.getLogger().handlers)
    with pytest.raises(Unreadable):
        page_from_html("<html><body></body></html>")
    assert [record for record in caplog.records if record.levelno < logging.ERROR] == []
    assert logging.getLogger().handlers == handlers
