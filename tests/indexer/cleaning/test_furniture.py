"""Lines that come back over the pages of a source, alone and through builds and updates."""

import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indexer
from indexer import Article, read_articles
from indexer.cleaning import Furniture, furniture
from search_web import NewsSearch

SUBJECTS = ["мост", "школа", "больница", "стадион", "библиотека", "музей", "завод", "театр", "вокзал", "рынок"]
SLOGAN = "Заречье — край рек и озёр"
NOTICE = "Жители Заречья собирают макулатуру по субботам на площади у фонтана."


def page(number: int) -> str:
    """A page about something of its own, with a slogan and a notice that all pages of the site have."""
    subject = f"{SUBJECTS[number % len(SUBJECTS)]}{number}"
    return "\n".join(
        (
            SLOGAN,
            f"Открыт новый объект {subject}",
            f"Объект {subject} построили за {number + 2} года, рассказал на объекте {subject} подрядчик {number}.",
            f"На объект {subject} потратили {number} миллионов, объект {subject} примет посетителей уже завтра утром.",
            NOTICE,
            f"Просмотров страницы насчитано {number * 7}",
        )
    )


def save(folder: Path, numbers: range) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number:04}.txt").write_text(page(number), encoding="utf-8")


def counted(pages: list[list[str]], source: str = "газета") -> Furniture:
    found = Furniture()
    for lines in pages:
        found.learn(source, lines)
    return found


def test_a_line_of_many_pages_is_furniture_and_a_line_of_one_is_not() -> None:
    found = counted([["край рек", f"новость номер {'и' * n} дня", f"просмотров {n}"] for n in range(10)])
    assert found.share("газета", "край рек") == 1.0
    assert found.share("газета", "просмотров 77") == 1.0  # figures differ from page to page
    assert found.share("газета", "новость номер иии дня") == 0.0
    assert found.share("другая газета", "край рек") == 0.0


def test_two_pages_prove_nothing() -> None:
    assert counted([["край рек", "а"], ["край рек", "б"]]).share("газета", "край рек") == 0.0


def test_copies_of_one_page_do_not_make_its_paragraphs_furniture() -> None:
    copy = ["длинный абзац о мосте", "второй длинный абзац о мосте", "третий длинный абзац о мосте"]
    assert counted([copy] * 20).share("газета", copy[0]) == 0.0


@given(st.lists(st.lists(st.sampled_from("абвгдеж"), max_size=5), max_size=30))
def test_what_is_kept_is_what_was_counted(pages: list[list[str]]) -> None:
    found = counted(pages)
    read = Furniture.from_bytes(found.to_bytes())
    assert all(read.share("газета", line) == found.share("газета", line) for line in "абвгдеж")
    assert read.to_bytes() == found.to_bytes()


def test_memory_is_bounded_and_common_lines_survive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(furniture, "MOST_LINES", 500)
    monkeypatch.setattr(furniture, "MOST_COPIES", 50)
    found = counted([["край рек", *(f"{'а' * n} {'б' * part}" for part in range(1, 10))] for n in range(1, 400)])
    assert sum(len(source.counts) for source in found._sources.values()) <= 500
    assert found.share("газета", "край рек") > 0.9


@pytest.mark.parametrize("data", [b"", b"x", zlib.compress(b"{}"), zlib.compress(b'{"version": 99}')])
def test_other_statistics_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="statistics"):
        Furniture.from_bytes(data)


def test_a_build_sets_repeated_lines_aside(tmp_path: Path) -> None:
    save(tmp_path / "pages" / "Заречье", range(8))
    indexer.build_index(read_articles(tmp_path / "pages"), tmp_path / "index")
    with NewsSearch.open(tmp_path / "index") as news:
        assert news.search("макулатура").total == 0
        assert news.search("макулатура", scope="page").total == 8
        assert news.search("просмотров", scope="page").hits[0].in_side_text
        hit = news.search("стадион3").hits[0]
        assert (hit.title, hit.source) == ("Открыт новый объект стадион3", "Заречье")


def stored(index: Path) -> dict[str, Article]:
    with NewsSearch.open(index) as news:
        ids = [hit.id for hit in news.search("объект", per_page=1000).hits]
        return {name: news.article(name).article for name in ids}


@settings(max_examples=5, deadline=None)
@given(first=st.integers(4, 10), more=st.lists(st.integers(1, 5), min_size=1, max_size=3))
def test_updates_up_to_an_archive_equal_its_build_with_the_same_statistics(
    tmp_path_factory: pytest.TempPathFactory, first: int, more: list[int]
) -> None:
    place = tmp_path_factory.mktemp("archive")
    archive = place / "pages"
    save(archive / "Заречье", range(first))
    indexer.build_index(read_articles(archive), place / "index")
    statistics = read_articles(archive).repeated_lines()
    count = first
    for pages in more:
        save(archive / "Заречье", range(count, count + pages))
        count += pages
        report = indexer.update_index(read_articles(archive), place / "index")
        assert (report.added, report.changed, report.unchanged) == (pages, 0, count - pages)
    afresh = read_articles(archive)
    afresh.furniture = statistics
    assert stored(place / "index") == {article.id: article for article in afresh}


def test_statistics_of_another_version_are_left_with_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "pages", range(4))
    indexer.build_index(read_articles(tmp_path / "pages"), tmp_path / "index")
    monkeypatch.setattr(furniture, "VERSION", 99)
    report = indexer.update_index(read_articles(tmp_path / "pages"), tmp_path / "index")
    assert report.articles == 4
    assert ["built anew" in warning.reason for warning in report.warnings] == [True]


def test_an_article_made_by_hand_is_never_cut(tmp_path: Path) -> None:
    text = "Поделиться\nПоследние новости\nКомментарии (0)\n5 ноября 2023"
    articles = [Article(id=str(n), title="Главная", text=text) for n in range(5)]
    indexer.build_index(articles, tmp_path / "index")
    with NewsSearch.open(tmp_path / "index") as news:
        assert news.article("3").article == articles[3]


def test_the_source_is_the_first_folder(tmp_path: Path) -> None:
    save(tmp_path / "Заря" / "2023" / "ноябрь", range(1))
    save(tmp_path, range(1, 2))
    assert {article.id: article.source for article in read_articles(tmp_path)} == {
        "0001.txt": "",
        "Заря/2023/ноябрь/0000.txt": "Заря",
    }
