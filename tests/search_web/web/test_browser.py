"""The pages in a real browser, the Chromium of this machine; nothing is downloaded."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from indexer.article import Article, Origin, PublishedOn
from search_web import NewsSearch
from search_web.web import create_app

from .conftest import Library

pytestmark = pytest.mark.browser

KRAVCHUK = "Сергей Кравчук: Мы готовы сотрудничать с городами дружественных стран"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
ADDRESSES = {
    "start": "/",
    "results": "/search?q=мэр+Хабаровска",
    "filters": "/search?q=сотрудничество&since=2020&until=2023&scope=page&sort=newest&page=x",
    "long": "/search?q=" + "сверхдлинноеслово" * 20,
    "nothing": "/search?q=йцукенгшщ",
    "repaired": "/search?q=стал+сталь+gtrby",
    "other words": "/search?q=подписание",
    "explain": "/explain?q=gtrby+сотрудничество&id=002_05876dee5305abfd.txt",
    "help": "/help",
    "article": "/article/004_b899ac0921a9f52f.txt?q=мэр+Хабаровска",
    "missing": "/article/нет",
}


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("GUBERNIA_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if not path:
        if os.environ.get("GUBERNIA_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium: install it, or say where it is in GUBERNIA_CHROMIUM")
        pytest.skip("no Chromium on this machine: install it, or say where it is in GUBERNIA_CHROMIUM")
    with (
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(executable_path=path, args=QUIET)) as found,
    ):
        yield found


@contextmanager
def served(news: NewsSearch) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = create_server(create_app(news), sockets=[listening])
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture(scope="module")
def site(news: NewsSearch) -> Iterator[str]:
    with served(news) as address:
        yield address


@pytest.fixture(scope="module")
def paper(library: Library) -> Iterator[str]:
    """An article with all that a page can show of it, nothing of it short."""
    article = Article(
        id="архив/2020/12/очень-длинное-имя-страницы-без-единого-пробела-0123456789abcdef.txt",
        title="Мэры подписали программу",
        lead="Москва и Пекин будут сотрудничать.",
        text="Первый.\n\nВторой.",
        side_text="Главная\nНовости\nОхрана Каддафи покинула его\n" + "Ещёзаголовок" * 12,
        url="https://news.xn--90adhmyrs5h.xn--p1ai/2020/12/07/1/",
        source="Губернские ведомости Дальнего Востока",
        regions=("Ханты-Мансийский автономный округ — Югра", "Москва"),
        published=PublishedOn.on(date(2020, 12, 7), origin=Origin.DATELINE, as_written="11:36 07.12.2020"),
        location="/srv/archive/выгрузка-0123456789abcdef0123456789abcdef.jsonl",
    )
    with served(library(article)) as address:
        yield f"{address}/article/{article.id}"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A window that remembers what the console said: a broken policy or a missing file is said there."""
    said: list[str] = []
    page = browser.new_page(base_url=site)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))
    page.on("request", lambda request: None if request.url.startswith(site) else said.append(request.url))
    yield page
    page.close()
    assert [line for line in said if "404 (NOT FOUND)" not in line] == []


def test_from_a_question_to_an_article(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Поиск по региональным новостям").fill("мэр Хабаровска")
    page.get_by_role("button", name="Найти").click()
    page.wait_for_url("**/search?**")
    first = page.get_by_role("article").first
    assert first.get_by_role("heading").inner_text() == KRAVCHUK
    marks = first.locator(".snippet mark").all_inner_texts()
    assert "мэр" in marks
    assert "Хабаровска" in marks
    first.get_by_role("link", name=KRAVCHUK).click()
    page.wait_for_url("**/article/**")
    assert page.locator("h1").inner_text() == KRAVCHUK
    assert "Хабаровска" in page.locator("article mark").all_inner_texts()
    page.get_by_role("link", name="К результатам").click()
    assert page.get_by_label("Поиск по новостям").input_value() == "мэр Хабаровска"


def test_a_query_in_the_wrong_layout_is_answered_and_one_click_asks_for_it_as_typed(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Поиск по региональным новостям").fill("gtrby")
    page.get_by_role("button", name="Найти").click()
    notes = page.get_by_role("list", name="Замечания к запросу")
    assert notes.inner_text() == "Показано по запросу пекин. Искать вместо этого gtrby"
    hits = page.get_by_role("article")
    assert hits.count() > 0
    for hit in hits.all():
        assert "Пекин" in hit.locator("mark").first.inner_text()
        assert hit.get_by_role("list", name="Почему статья здесь").inner_text() == "исправлено: пекин"
    notes.get_by_role("link", name="gtrby").click()
    assert page.get_by_role("status").inner_text() == "Ничего не найдено"
    assert page.get_by_label("Поиск по новостям").input_value() == "gtrby"
    assert page.get_by_role("article").count() == 0


def test_hits_in_other_words_are_labelled_at_any_width(page: Page) -> None:
    page.goto("/search?q=подписание")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for hit in page.get_by_role("article").all():
            label = hit.get_by_role("list", name="Почему статья здесь").get_by_role("listitem").first
            assert "подписать" in label.inner_text()
            snippet, box = hit.locator(".snippet").bounding_box(), label.bounding_box()
            assert snippet
            assert box
            assert box["y"] >= snippet["y"] + snippet["height"]
            assert box["x"] + box["width"] <= width


def test_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/search?q=мэр+Хабаровска")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "К результатам"
    assert page.locator(":focus").bounding_box() is not None
    page.keyboard.press("Enter")
    assert page.locator("main:focus").count() == 1
    page.get_by_label("Поиск по новостям").fill("сотрудничество с Китаем")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=%D1%81%D0%BE*")
    assert page.title().startswith("сотрудничество с Китаем")


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_windows_need_no_sideways_scrolling(page: Page, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(ADDRESSES[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
            .filter(element => element.className != 'skip')
            .map(element => [element.textContent, element.getBoundingClientRect()])
            .filter(([text, box]) => box.width && (box.height < 24 || box.width < 24))
            .map(([text, box]) => text)"""
    )
    assert small == []


CONTRAST = """() => {
    const parse = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, n) => sum + c * [.2126, .7152, .0722][n], 0);
    const ground = element => {
        for (; element; element = element.parentElement) {
            const colour = parse(getComputedStyle(element).backgroundColor);
            if (colour.length < 4 || colour[3] > 0) return colour;
        }
        return [255, 255, 255];
    };
    const poor = [];
    for (const element of document.querySelectorAll('body *')) {
        const texts = [...element.childNodes].filter(node => node.nodeType == 3 && node.data.trim());
        if (!texts.length || !element.getBoundingClientRect().width) continue;
        const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (ratio < 4.5) poor.push([element.outerHTML.slice(0, 80), ratio]);
    }
    return poor;
}"""


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(page: Page, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(ADDRESSES[name])
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("asked", ["", "?q=Каддафи&scope=page"], ids=["folded", "open"])
def test_an_article_with_side_text_at_any_width(browser: Browser, paper: str, scheme: str, asked: str) -> None:
    with closing(browser.new_page(color_scheme="dark" if scheme == "dark" else "light")) as page:
        page.goto(paper + asked)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(CONTRAST) == []
        side = page.locator("details.side")
        other = side.get_by_text("Охрана Каддафи покинула его")
        assert other.is_visible() == bool(asked)
        page.get_by_text("Остальное со страницы").focus()
        page.keyboard.press("Enter")
        assert other.is_visible() != bool(asked)
        assert page.get_by_role("link", name="Читать на news.губерния.рф").get_attribute("rel")
        assert page.locator(".dated").inner_text() == ("7 декабря 2020 · по строке с датой в тексте: 11:36 07.12.2020")


def test_filters_stand_beside_the_results_in_a_wide_window(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/search?q=сотрудничество")
    results, filters = page.locator(".found").bounding_box(), page.locator(".filters").bounding_box()
    assert results
    assert filters
    assert filters["x"] >= results["x"] + results["width"]
    assert filters["y"] < 300
