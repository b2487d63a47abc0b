"""What a reader sees: start page, results, filters, pages, an article, the help page."""

import pytest
from flask.testing import FlaskClient

from indexer.article import Article, Origin, PublishedOn
from search_web import Answers, NewsSearch
from search_web.syntax import OPERATORS
from search_web.web.choices import facet as facet_of
from search_web.web.choices import link, numbers
from search_web.web.params import Asked

from .conftest import SEEDS, Library, Read, client_of, reader_of
from .page import Element, Page

MAYOR = "мэр Хабаровска"
KRAVCHUK = "Сергей Кравчук: Мы готовы сотрудничать с городами дружественных стран"


@pytest.fixture(scope="module")
def papers(library: Library) -> Read:
    """Reads pages over an article of which all is known, and one of which nothing is."""
    known = Article(
        id="2020/07.txt",
        title="Мэры подписали программу",
        lead="Москва и Пекин будут сотрудничать.",
        text="Первый.\n\nВторой.",
        side_text="Комментарии\nОхрана Каддафи покинула его",
        url="https://example.ru/news?id=7&lang=ru",
        source="Вести",
        published=PublishedOn.from_iso("2020-12-07T11:36+03:00", origin=Origin.METADATA),
        location="/srv/secret/dump.jsonl",
    )
    return reader_of(client_of(library(known, Article(id="2", title="Мэр", text="Мэр приехал."))))


def headlines(page: Page) -> list[str]:
    return [hit.one("h2").text for hit in page.root.all("article", class_="hit")]


def status(page: Page) -> str:
    return page.root.one(role="status").text


def follow(read: Read, link: Element) -> Page:
    return read(link.href)


def link_named(page: Page, text: str) -> Element:
    return next(link for link in page.root.all("a") if link.text == text)


# The start page


def test_start_page(read: Read, news: NewsSearch) -> None:
    page = read("/")
    assert page.root.one("title").text == "Губерния — поиск по региональным новостям"
    form = page.root.one("search").one("form", role="search")
    assert form.attributes["method"] == "get"
    box = form.one("input", type="search")
    assert (
        box.attributes | {"name": "q", "lang": "ru", "enterkeyhint": "search", "autocapitalize": "off"}
        == box.attributes
    )
    assert "maxlength" not in box.attributes
    assert f"В архиве {news.stats().articles} статей" in page.root.text
    examples = page.root.one(class_="examples").all("a")
    assert len(examples) == 3
    for example in examples:
        assert headlines(follow(read, example)), example.text


@pytest.mark.parametrize("address", ["/search", "/search?q=", "/search?q=%20%20&source=&since=&until="])
def test_nothing_asked_shows_the_start_page(read: Read, address: str) -> None:
    assert read(address).root.one("h1").text == "Губерния"


# Results


def test_results(read: Read) -> None:
    page = read("/search", q=MAYOR)
    assert headlines(page)[0] == KRAVCHUK
    hit = page.root.all("article", class_="hit")[0]
    assert {"мэр", "Хабаровска"} <= {mark.text for mark in hit.one(class_="snippet").all("mark")}
    total = len(headlines(page))
    assert page.root.one("h1").text.startswith(f"{MAYOR} — {total} стать")
    assert page.root.one("title").text == f"{MAYOR} — Губерния"
    assert status(page) == f"Найдено {total}, показаны 1–{total}"
    assert page.root.one("input", type="search").attributes["value"] == MAYOR


def test_all_words_of_the_query_first_then_the_rest_with_a_reason(read: Read) -> None:
    page = read("/search", q=MAYOR)
    reasons = [bool(hit.all(class_="via")) for hit in page.root.all("article", class_="hit")]
    assert reasons[0] is False
    assert reasons == sorted(reasons)
    strict = follow(read, link_named(page, "Только где есть все слова"))
    assert headlines(strict) == [KRAVCHUK]
    assert not strict.root.all(class_="via")
    assert headlines(follow(read, strict.root.one(class_="on"))) == headlines(page)


def test_the_file_an_article_was_read_from_is_never_shown(read: Read, news: NewsSearch) -> None:
    hit = news.search(MAYOR).hits[0]
    for page in (read("/search", q=MAYOR), follow(read, link_named(read("/search", q=MAYOR), KRAVCHUK))):
        assert str(SEEDS) not in page.html
        if hit.location != hit.id:
            assert hit.location not in page.html


def test_order(bridges: Read) -> None:
    page = bridges("/search", q="мост")
    assert link_named(page, "по релевантности").attributes["aria-current"] == "true"
    newest = follow(bridges, link_named(page, "сначала новые"))
    days = [time.attributes["datetime"] for time in newest.root.all("time")]
    assert days == sorted(days, reverse=True)
    assert days[0].startswith("2023")
    oldest = follow(bridges, link_named(newest, "сначала старые"))
    assert oldest.root.all("time")[0].attributes["datetime"].startswith("2020")


# Filters


def facet(page: Page, keyword: str) -> dict[str, str]:
    section = page.root.one("section", aria_labelledby=f"facet-{keyword}")
    return {value.one(class_="name").text: value.one(class_="count").text for value in section.all("a")}


def test_facets_count_and_state_what_has_no_value(bridges: Read) -> None:
    page = bridges("/search", q="мост")
    assert facet(page, "source") == {"Вести": "15", "Губернские ведомости": "15"}
    assert list(facet(page, "year")) == ["2023", "2022", "2021", "2020"]
    assert "источник не указан: 15" in page.root.text
    assert "без даты: 5" in page.root.text


def test_rare_values_are_folded_but_for_the_chosen_ones(client: FlaskClient) -> None:
    counts = {f"Газета {n}": 20 - n for n in range(12)} | {"": 3, "Пустая": 0}
    with client.application.test_request_context("/search"):
        drawn = facet_of("source", counts, Asked(text="мост", sources=("Газета 10",)))
    assert [value.text for value in drawn.shown] == [*(f"Газета {n}" for n in range(8)), "Газета 10"]
    assert [value.text for value in drawn.rest] == ["Газета 8", "Газета 9", "Газета 11"]
    assert drawn.unnamed == "источник не указан: 3"


def test_a_list_of_hundreds_ends_and_says_so_and_the_chosen_ones_stay(client: FlaskClient) -> None:
    counts = {f"Газета № {n} & Ко": 300 - n for n in range(300)}
    asked = Asked(text="any value", sources=("any value", "Газета № 200 & Ко"))
    with client.application.test_request_context("/search"):
        drawn = facet_of("source", counts, asked)
        assert [one.text for one in drawn.shown][-1] == "Газета № 200 & Ко"
        assert len(drawn.shown) + len(drawn.rest) == 51
        assert drawn.cut == "показано 51 из 300"
        # Made from a pattern, an address is the same as one made for itself.
        for one in drawn.rest:
            assert one.address == link(asked.but(sources=(*asked.sources, one.text)))


def value(page: Page, name: str) -> Element:
    return next(link for link in page.root.all("a", class_="value") if link.one(class_="name").text == name)


def test_sources_add_up_and_are_removed_one_by_one(bridges: Read) -> None:
    one = follow(bridges, value(bridges("/search", q="мост"), "Вести"))
    assert status(one) == "Найдено 15, показаны 1–10"
    assert value(one, "Вести").attributes["aria-current"] == "true"
    two = follow(bridges, value(one, "Губернские ведомости"))
    assert status(two) == "Найдено 30, показаны 1–10"
    chips = two.root.all("a", class_="on")
    assert [chip.text for chip in chips] == ["Вести убрать", "Губернские ведомости убрать"]
    assert status(follow(bridges, chips[0])) == "Найдено 15, показаны 1–10"
    assert status(follow(bridges, value(two, "Вести"))) == "Найдено 15, показаны 1–10"
    assert status(follow(bridges, link_named(two, "Сбросить всё"))) == "Найдено 45, показаны 1–10"


def test_a_year_is_a_period_and_leads_back(bridges: Read) -> None:
    page = follow(bridges, value(bridges("/search", q="мост"), "2023"))
    assert status(page) == "Найдено 10, показаны 1–10"
    assert page.root.one("input", id="since").attributes["value"] == "2023"
    assert [chip.text for chip in page.root.all("a", class_="on")] == ["2023 год убрать"]
    assert status(follow(bridges, value(page, "2023"))) == "Найдено 45, показаны 1–10"


def test_a_period_as_people_type_it(bridges: Read) -> None:
    page = bridges("/search", q="мост", since="05.2021", until="31.12.2022")
    assert status(page) == "Найдено 20, показаны 1–10"
    assert page.root.one("input", id="since").attributes["value"] == "05.2021"
    assert page.root.one("a", class_="on").text == "с: май 2021 по: 31 декабря 2022 убрать"


def test_filters_without_words_list_what_passes(bridges: Read) -> None:
    page = bridges("/search", source="Вести")
    assert status(page) == "Найдено 15, показаны 1–10"
    assert page.root.one("h1").text == "Все статьи — 15 статей"


def test_a_region_of_a_hit_is_a_filter(bridges: Read) -> None:
    page = bridges("/search", q="мост")
    chip = page.root.all("article", class_="hit")[0].one("a", class_="chip")
    filtered = follow(bridges, chip)
    assert {chip.text for hit in filtered.root.all("article", class_="hit") for chip in hit.all(class_="chip")} == {
        chip.text
    }


def test_a_new_query_keeps_filters_and_order_but_not_the_page(bridges: Read) -> None:
    page = bridges("/search", q="мост", source="Вести", since="2020", sort="oldest", page=2, strict=1)
    form = page.root.one("form", role="search")
    kept = {field.attributes["name"]: field.attributes["value"] for field in form.all("input", type="hidden")}
    assert kept == {"source": "Вести", "since": "2020", "sort": "oldest"}
    period = page.root.one("form", class_="period")
    kept = {field.attributes["name"]: field.attributes["value"] for field in period.all("input", type="hidden")}
    assert kept == {"q": "мост", "source": "Вести", "sort": "oldest", "strict": "1"}


@pytest.mark.parametrize(
    ("parameters", "note"),
    [
        ({"page": "abc"}, "Страницы «abc» нет: показана первая."),
        ({"sort": "xyz"}, "Порядок «xyz» неизвестен: показано по релевантности."),
        ({"per_page": "7"}, "Показано по 10 статей на странице."),
        ({"per_page": "1000000"}, "Показано по 10 статей на странице."),
        ({"since": "вчера"}, "Дата «вчера» не понята и не учтена."),
        ({"since": "2023", "until": "2022"}, "Начало периода позже его конца: период не учтён."),
        ({"scope": "all"}, "Область поиска «all» неизвестна"),
        ({"expand": "yes"}, "Значение expand=«yes» не понято и не учтено."),
        ({"freshness": "0"}, "Значение freshness=«0» не понято и не учтено."),
    ],
)
def test_what_the_address_gets_wrong_is_a_note(bridges: Read, parameters: dict[str, str], note: str) -> None:
    page = bridges("/search", q="мост", **parameters)
    assert note in page.root.one(class_="notes").text
    assert status(page) == "Найдено 45, показаны 1–10"


def test_words_outside_of_articles_on_request(papers: Read) -> None:
    page = papers("/search", q="Каддафи")
    assert status(page) == "Ничего не найдено"
    way = page.root.one(class_="nothing").all("a")[0]
    assert way.text.startswith("Искать и вне статьи")
    wide = follow(papers, way)
    assert headlines(wide) == ["Мэры подписали программу"]
    assert wide.root.one(class_="aside").text == "в тексте вне статьи"
    tick = wide.root.one("a", class_="tick")
    assert tick.attributes["aria-current"] == "true"
    assert status(follow(papers, tick)) == "Ничего не найдено"


def test_what_is_known_of_a_day_and_no_more(papers: Read) -> None:
    page = papers("/search", q="мэр | мэры", sort="newest")
    assert [hit.one(class_="day").text for hit in page.root.all("article", class_="hit")] == [
        "7 декабря 2020, 11:36",
        "дата неизвестна",
    ]
    assert page.root.one("time").attributes["datetime"] == "2020-12-07T11:36:00+03:00"


# Pages


def test_pages(bridges: Read) -> None:
    page = bridges("/search", q="мост", page=2)
    assert page.root.one("title").text == "мост — стр. 2 — Губерния"
    assert status(page) == "Найдено 45, показаны 11–20"
    nav = page.root.one("nav", aria_label="Страницы результатов")
    assert [link.text for link in nav.all("a")] == ["Назад", "1", "2", "3", "4", "5", "Вперёд"]
    assert nav.one("a", aria_current="page").text == "2"
    assert page.root.one("ol", class_="hits").attributes["start"] == "11"
    seen = [headline for n in range(1, 6) for headline in headlines(bridges("/search", q="мост", page=n))]
    assert len(set(seen)) == len(seen) == 45
    assert nav.one("a", rel="prev").text == "Назад"
    assert nav.one("a", rel="next").text == "Вперёд"


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, ""),
        (1, 5, "[1] 2 3 4 5"),
        (1, 9, "[1] 2 3 … 9"),
        (4, 9, "1 2 3 [4] 5 6 … 9"),
        (5, 9, "1 2 3 4 [5] 6 7 8 9"),
        (6, 11, "1 … 4 5 [6] 7 8 … 11"),
        (11, 11, "1 … 9 10 [11]"),
        (99, 3, "1 2 3"),
        (99, 9, "1 … 9"),
    ],
)
def test_pages_that_are_far_away_are_left_out(client: FlaskClient, page: int, pages: int, shown: str) -> None:
    answers = Answers(total=pages * 10, hits=(), page=page, per_page=10, understood="")
    with client.application.test_request_context("/search"):
        links = numbers(Asked(text="мост", page=page), answers)
    drawn = ["…" if link is None else f"[{link.text}]" if link.active else link.text for link in links]
    assert " ".join(drawn) == shown


def test_a_page_beyond_the_last_leads_to_the_last(bridges: Read) -> None:
    page = bridges("/search", q="мост", page=99)
    assert status(page) == "Найдено 45"
    assert "страниц всего 5" in page.root.text
    assert status(follow(bridges, link_named(page, "К последней странице"))) == "Найдено 45, показаны 41–45"


def test_page_sizes(bridges: Read) -> None:
    page = bridges("/search", q="мост", page=3)
    sizes = page.root.one("nav", aria_label="Статей на странице").all("a")
    assert [size.text for size in sizes] == ["10", "20", "50"]
    assert status(follow(bridges, sizes[2])) == "Найдено 45, показаны 1–45"


# Nothing found


def test_nothing_found(read: Read) -> None:
    page = read("/search", q="йцукенгшщ")
    assert status(page) == "Ничего не найдено"
    assert page.root.one("input", type="search").attributes["value"] == "йцукенгшщ"
    assert "йцукенгшщ" in page.root.one(class_="understood").text
    assert link_named(page, "как искать").href == "/help"
    assert not page.root.all("nav", aria_label="Страницы результатов")


def test_filters_that_leave_nothing_can_be_left_out(bridges: Read) -> None:
    page = bridges("/search", q="мост", source="Нет такой газеты", since="2023")
    assert status(page) == "Ничего не найдено"
    way = page.root.one(class_="nothing").all("a")[0]
    assert way.text == "Искать без фильтров"
    assert "45 статей" in page.root.one(class_="nothing").text
    assert status(follow(bridges, way)) == "Найдено 45, показаны 1–10"


# An article


def test_an_article(read: Read) -> None:
    results = read("/search", q=MAYOR)
    page = follow(read, link_named(results, KRAVCHUK))
    article = page.root.one("article", class_="whole")
    assert article.one("h1").text == KRAVCHUK
    assert {"мэр", "Хабаровска"} <= {mark.text for mark in article.all("mark")}
    assert len(article.all("p")) > 4
    assert page.root.one("title").text == f"{KRAVCHUK} — Губерния"
    assert headlines(follow(read, link_named(page, "К результатам"))) == headlines(results)


def test_the_way_back_keeps_the_whole_search(bridges: Read) -> None:
    results = bridges("/search", q="мост", source="Вести", sort="newest", page=2)
    back = link_named(follow(bridges, results.root.all("article", class_="hit")[0].all("a")[0]), "К результатам")
    assert follow(bridges, back).html == results.html


def test_what_was_set_aside_is_folded(papers: Read) -> None:
    page = papers("/article/2020/07.txt")
    article = page.root.one("article", class_="whole")
    assert [part.text for part in article.all("p")][1:4] == ["Москва и Пекин будут сотрудничать.", "Первый.", "Второй."]
    side = article.one("details", class_="side")
    assert "open" not in side.attributes
    assert side.one("summary").text == "Остальное со страницы"
    assert "Охрана Каддафи" in side.text
    assert not page.root.all(class_="back")


def test_what_was_set_aside_is_open_and_marked_where_the_whole_page_was_searched(papers: Read) -> None:
    side = papers("/article/2020/07.txt", q="Каддафи", scope="page").root.one("details", class_="side")
    assert "open" in side.attributes
    assert [mark.text for mark in side.all("mark")] == ["Каддафи"]
    for asked in ({"q": "Каддафи"}, {"q": "программа", "scope": "page"}):
        side = papers("/article/2020/07.txt", **asked).root.one("details", class_="side")
        assert "open" not in side.attributes
        assert not side.all("mark")
    results = papers("/search", q="Каддафи", scope="page")
    opened = follow(papers, results.root.all("article", class_="hit")[0].one("h2").one("a"))
    assert "open" in opened.root.one("details", class_="side").attributes


def test_the_day_and_where_it_was_read(papers: Read) -> None:
    known, unknown = papers("/article/2020/07.txt"), papers("/article/2")
    assert known.root.one(class_="dated").text == "7 декабря 2020, 11:36 · по метаданным страницы"
    assert unknown.root.one(class_="dated").text == "дата неизвестна"


def test_where_the_article_is_in_the_archive(papers: Read) -> None:
    page = papers("/article/2020/07.txt")
    assert page.root.one(class_="archived").text == "В архиве: 2020/07.txt, файл dump.jsonl"
    assert "secret" not in page.html
    assert papers("/article/2").root.one(class_="archived").text == "В архиве: 2"


def test_a_link_to_the_source_where_there_is_one(papers: Read) -> None:
    original = papers("/article/2020/07.txt").root.one("a", class_="original")
    assert original.href == "https://example.ru/news?id=7&lang=ru"
    assert original.text == "Читать на example.ru"
    assert not papers("/article/2").root.all("a", class_="original")


def test_similar_articles(read: Read, news: NewsSearch) -> None:
    article_id = news.search(MAYOR).hits[0].id
    page = read(f"/article/{article_id}")
    assert [link.text for link in page.root.one(class_="similar").all("a")] == [
        hit.title for hit in news.similar(article_id)
    ]


def test_an_article_that_is_not_there(read: Read) -> None:
    page = read("/article/нет-такой", status=404)
    assert "Такой статьи в архиве нет" in page.root.text
    read("/article", status=404)


# Help


def test_help_has_every_operator_and_examples_that_work(read: Read) -> None:
    page = read("/help")
    assert [term.text for term in page.root.all("dt")] == [operator.written for operator in OPERATORS]
    examples = page.root.one("dl").all("a")
    assert [link.text for link in examples] == [example for operator in OPERATORS for example in operator.examples]
    for example in examples:
        found = follow(read, example)
        assert found.root.one("input", type="search").attributes["value"] == example.text


def test_everything_that_is_linked_is_there(client: FlaskClient, read: Read) -> None:
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < 150:
        response = client.get(waiting.pop())
        assert response.status_code == 200
        if response.mimetype != "text/html":
            continue
        for element in Page(response.text).root.walk():
            href = element.attributes.get("href", "")
            if href.startswith("/") and href not in seen:
                seen.add(href)
                waiting.append(href)


# Regions


TOWNS = [
    Article(id="омск", title="Мост в Омске", text="Мост строят омичи."),
    Article(id="томск", title="Мост в Томске", text="Мост строят томичи."),
    Article(id="тула", title="Мост в Туле", text="Мост строят туляки.", regions=("Тульская обл",)),
    Article(id="нигде", title="Мост", text="Мост строят."),
]


def test_regions_stand_under_their_okrugs_with_counts(library: Library) -> None:
    page = reader_of(client_of(library(*TOWNS)))("/search", q="мост")
    facet = page.root.one("section", aria_labelledby="facet-region").text
    assert facet.startswith("Регион Сибирский федеральный округ 2 Омская область 1 Томская область 1 Центральный")
    assert facet.endswith("без региона: 1")


def test_a_chosen_region_leads_to_its_whole_okrug(library: Library) -> None:
    read = reader_of(client_of(library(*TOWNS)))
    page = read("/search", q="мост", region="Омская область")
    okrug = next(a for a in page.root.all("a", class_="value") if "Сибирский" in a.text)
    assert okrug.text == "Сибирский федеральный округ"
    assert follow(read, okrug).root.one("h1").text == "мост — 2 статьи"


def test_an_article_tells_the_words_that_led_to_its_regions(library: Library) -> None:
    page = reader_of(client_of(library(*TOWNS)))("/article/омск")
    assert page.root.one("section", class_="regions").one("li").text == "Омская область: Омске, омичи"


def test_an_article_tells_what_its_record_says(library: Library) -> None:
    page = reader_of(client_of(library(*TOWNS)))("/article/тула")
    item = page.root.one("section", class_="regions").one("li").text
    assert item == "Тульская область: Туле, туляки; указан в записи как «Тульская обл»"
