"""What the page says about how it answered, and where its links lead: repair, offers, other words, recent first."""

from datetime import date, timedelta

import pytest

from indexer.article import Article, PublishedOn
from search_web import NewsSearch

from .conftest import Library, Read, client_of, reader_of
from .page import Element, Page


def headlines(page: Page) -> list[str]:
    return [hit.one("h2").text for hit in page.root.all("article", class_="hit")]


def status(page: Page) -> str:
    return page.root.one(role="status").text


def said(page: Page) -> list[str]:
    return [line.text for notes in page.root.all("ul", class_="notes") for line in notes.all("li")]


def links_said(page: Page) -> list[Element]:
    return [link for notes in page.root.all("ul", class_="notes") for link in notes.all("a")]


def chips(page: Page) -> list[str]:
    return [chip.text for chip in page.root.all("a", class_="on")]


def labels(page: Page) -> list[list[str]]:
    """Why each of the hits is there."""
    return [
        [label.text for via in hit.all("ul", class_="via") for label in via.all("li")]
        for hit in page.root.all("article", class_="hit")
    ]


def hidden(form: Element) -> dict[str, str]:
    return {field.attributes["name"]: field.attributes["value"] for field in form.all("input", type="hidden")}


# Repair


def test_what_was_repaired_is_one_click_away_from_what_was_typed(read: Read) -> None:
    page = read("/search", q="gtrby")
    assert said(page) == ["Показано по запросу пекин. Искать вместо этого gtrby"]
    assert page.root.one("input", type="search").attributes["value"] == "gtrby"
    assert page.root.one("h1").text.startswith("gtrby — ")
    assert page.root.one("title").text == "gtrby — Губерния"
    assert set(map(tuple, labels(page))) == {("исправлено: пекин",)}

    shown, typed = links_said(page)
    ordinary = read(shown.href)
    assert headlines(ordinary) == headlines(page) != []
    assert said(ordinary) == []
    assert page.root.one("title").text != ordinary.root.one("title").text == "пекин — Губерния"

    strict = read(typed.href)
    assert status(strict) == "Ничего не найдено"
    assert said(strict) == ["Слова «gtrby» нет ни в одной статье."]
    assert chips(strict) == ["только как написано убрать"]
    way = strict.root.one(class_="nothing").all("a")[0]
    assert way.text == "Искать не только как написано"
    assert headlines(read(way.href)) == headlines(page)


def test_links_to_what_was_meant_keep_filters_and_order_and_begin_at_the_first_page(bridges: Read) -> None:
    page = bridges("/search", q="vjcn", source="Вести", sort="newest", page=2)
    assert status(page) == "Найдено 15, показаны 11–15"
    for link, found in zip(links_said(page), ("Найдено 15, показаны 1–10", "Ничего не найдено"), strict=True):
        other = bridges(link.href)
        assert status(other) == found
        assert "Вести убрать" in chips(other)
        assert hidden(other.root.one("form", role="search")) == {"source": "Вести", "sort": "newest"}


def test_only_as_written_means_the_repaired_query_where_that_was_answered(read: Read) -> None:
    page = read("/search", q="Хабаровскк мэр")
    assert said(page)[0] == "Показано по запросу Хабаровск мэр. Искать вместо этого Хабаровскк мэр"
    narrower = links_said(page)[-1]
    assert narrower.text == "Только где есть все слова"
    assert headlines(read(narrower.href)) == headlines(page)[:1]


def test_markup_in_a_repaired_query_is_text(read: Read) -> None:
    page = read("/search", q="gtrby <москва>")
    assert said(page)[0] == "Показано по запросу пекин <москва>. Искать вместо этого gtrby <москва>"
    assert read(links_said(page)[0].href).root.one("input", type="search").attributes["value"] == "пекин <москва>"
    assert said(read("/explain", q="gtrby <москва>"))[0] == said(page)[0]


def test_long_queries_are_cut_in_the_line_and_whole_in_its_links(read: Read) -> None:
    typed = " ".join(["gtrby", *["москва"] * 25])
    page = read("/search", q=typed)
    shown, again = links_said(page)[:2]
    assert len(shown.text) <= 120
    assert shown.text.endswith("…")
    assert read(again.href).root.one("input", type="search").attributes["value"] == typed


# Offers


def test_what_may_have_been_meant_is_a_link_to_the_whole_query(read: Read, news: NewsSearch) -> None:
    page = read("/search", q="мера")
    offered = news.search("мера").offered
    assert offered
    assert said(page)[-1] == "Возможно, вы имели в виду: " + ", ".join(offered)
    assert "Слова «мера» нет ни в одной статье." in said(page)
    assert [link.text for link in links_said(page)] == list(offered)
    assert headlines(read(links_said(page)[0].href))


# Other words


@pytest.fixture(scope="module")
def ferries(library: Library) -> Read:
    """Twelve ferries were opened; the opening of another, and what is said of China in two ways."""
    opened = [Article(id=f"{n}", title=f"Паром {n}", text="Паром открыли утром.") for n in range(12)]
    other = [
        Article(id="opening", title="Открытие переправы", text="Оно назначено на утро."),
        Article(id="cn", title="Поезд из КНР", text="Поезд пришёл."),
        Article(id="china", title="Поезд из Китая", text="Поезд ушёл."),
        Article(id="train", title="Поезд стоит", text="Поезд подождёт."),
    ]
    return reader_of(client_of(library(*opened, *other)))


def test_hits_in_other_words_say_which(read: Read) -> None:
    page = read("/search", q="подписание")
    assert headlines(page)
    assert all(any(label.endswith(": подписать") for label in hit) for hit in labels(page))
    assert page.root.all("ul", class_="via")[0].attributes["aria-label"] == "Почему статья здесь"
    assert "Показаны статьи, где то же сказано другими словами." in said(page)
    # Nothing is as written: no link leads to an empty page.
    assert links_said(page) == []


def test_from_other_words_to_what_is_written_and_back(read: Read, news: NewsSearch) -> None:
    page = read("/search", q="КНР", per_page=20)
    (narrower,) = links_said(page)
    assert narrower.text == "Только как написано"
    strict = read(narrower.href)
    assert len(headlines(strict)) == news.search("КНР", strict=True).total < len(headlines(page))
    assert labels(strict) == [[]] * len(headlines(strict))
    assert headlines(read(strict.root.one("a", class_="on").href)) == headlines(page)


def test_other_words_on_request(ferries: Read) -> None:
    page = ferries("/search", q="открыли", per_page=20)
    assert len(headlines(page)) == 12
    (line,) = said(page)
    assert line.startswith("То же говорят и другими словами: ")
    (wider,) = links_said(page)
    assert wider.text == "Искать и другими словами"
    always = ferries(wider.href)
    assert headlines(always)[12:] == ["Открытие переправы"]
    assert labels(always)[12] != []
    assert chips(always) == ["и другими словами убрать"]
    assert hidden(always.root.one("form", role="search")) == {"per_page": "20"}
    assert hidden(always.root.one("form", class_="period")) == {"q": "открыли", "per_page": "20", "expand": "always"}
    assert headlines(ferries(always.root.one("a", class_="on").href)) == headlines(page)


def test_without_other_words_on_request(ferries: Read) -> None:
    page = ferries("/search", q="Поднебесная", expand="never")
    assert status(page) == "Ничего не найдено"
    assert chips(page) == ["без других слов убрать"]
    way = page.root.one(class_="nothing").all("a")[0]
    assert way.text == "Искать и другими словами"
    assert set(headlines(ferries(way.href))) == {"Поезд из КНР", "Поезд из Китая"}


def test_one_way_to_what_is_written_where_words_are_missing_and_others_stand_for_them(ferries: Read) -> None:
    page = ferries("/search", q="поезд КНР")
    assert headlines(page) == ["Поезд из КНР", "Поезд из Китая", "Поезд стоит"]
    assert [bool(hit) for hit in labels(page)] == [False, True, True]
    assert len(said(page)) == 2
    assert [link.text for link in links_said(page)] == ["Только как написано"]
    assert headlines(ferries(links_said(page)[0].href)) == ["Поезд из КНР"]


# Recent articles first


@pytest.fixture(scope="module")
def papers(library: Library) -> Read:
    """An old article that is all about a bridge, a recent one that mentions it, and more of middling age."""
    today = date.today()
    made = [
        Article(id="old", title="Мост", text="Мост.", published=PublishedOn.on(today - timedelta(days=4000))),
        Article(
            id="new",
            title="Итоги недели в районе",
            text="Дороги чинят, а старый мост ждёт.",
            published=PublishedOn.on(today),
        ),
    ]
    for n in range(12):
        day = PublishedOn.on(today - timedelta(days=3000 + n))
        made.append(Article(id=f"{n}", title=f"Строят мост {n}", text="Мост строят.", published=day))
    return reader_of(client_of(library(*made)))


def order(page: Page) -> tuple[list[str], str]:
    """The orders that can be chosen, and the present one."""
    nav = page.root.one("nav", aria_label="Порядок")
    return [link.text for link in nav.all("a")], nav.one("a", aria_current="true").text


def choose(read: Read, page: Page, name: str) -> Page:
    nav = page.root.one("nav", aria_label="Порядок")
    return read(next(link.href for link in nav.all("a") if link.text == name))


def test_recent_articles_first_is_an_order(papers: Read) -> None:
    page = papers("/search", q="мост")
    assert order(page) == (["по релевантности", "свежие выше", "сначала новые", "сначала старые"], "по релевантности")
    assert headlines(page)[0] == "Мост"
    fresh = choose(papers, page, "свежие выше")
    assert order(fresh)[1] == "свежие выше"
    assert headlines(fresh)[0] == "Итоги недели в районе"
    assert headlines(choose(papers, fresh, "по релевантности")) == headlines(page)
    newest = choose(papers, fresh, "сначала новые")
    assert order(newest)[1] == "сначала новые"
    assert order(choose(papers, newest, "по релевантности"))[1] == "по релевантности"


def test_all_links_keep_that_recent_articles_come_first(papers: Read) -> None:
    fresh = choose(papers, papers("/search", q="мост"), "свежие выше")
    assert hidden(fresh.root.one("form", role="search")) == {"freshness": "365"}
    assert hidden(fresh.root.one("form", class_="period")) == {"q": "мост", "freshness": "365"}
    following = papers(fresh.root.one("nav", aria_label="Страницы результатов").one("a", rel="next").href)
    assert order(following)[1] == "свежие выше"
    article = papers(following.root.all("article", class_="hit")[0].one("h2").one("a").href)
    assert papers(article.root.one(class_="back").all("a")[0].href).html == following.html


def test_another_freshness_in_the_address_stays(papers: Read) -> None:
    page = papers("/search", q="мост", freshness=30)
    assert order(page)[1] == "свежие выше"
    assert choose(papers, page, "свежие выше").html == page.html
