"""What a build and an update make of articles, and what they leave alone."""

import gc
import gzip
import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import indexer
from indexer import (
    Article,
    Articles,
    BuildReport,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnusable,
    NothingToIndex,
    Progress,
    PublishedOn,
    build,
    build_index,
    parallel,
    read_articles,
    update_index,
)
from indexer.analyzed import analyze_article
from indexer.cli import main
from indexer.engines.whoosh import WhooshEngine
from indexer.engines.whoosh.schema import SCHEMA_VERSION
from indexer.index_folder import IndexFolder
from indexer.language import analysis
from search_web import Answers, NewsSearch

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"

QUESTIONS = (
    "мэр Хабаровска",
    "форум",
    "«Один пояс, один путь»",
    "сотрудничеств*",
    "Пекин OR Казахстан -Москва",
    "title:делегация",
    "!мэр !города",
    "регион развитие область город",
)


def article(name: str, text: str = "", title: str = "Мост", day: str = "", **more: Any) -> Article:
    published = PublishedOn.from_iso(day) if day else PublishedOn()
    return Article(id=name, title=title, text=text, published=published, **more)


def answers_of(news: NewsSearch, questions: Iterable[str] = QUESTIONS) -> list[tuple[object, ...]]:
    """All that a reader sees, but for the name of the generation."""
    return [as_seen(news.search(text, per_page=100, facets=("source", "year"))) for text in questions]


def as_seen(answers: Answers) -> tuple[object, ...]:
    return answers.total, answers.hits, answers.facets, answers.notes, answers.understood


def answers_at(place: Path, questions: Iterable[str] = QUESTIONS) -> list[tuple[object, ...]]:
    with NewsSearch.open(place) as news:
        return answers_of(news, questions)


def stored(place: Path) -> dict[str, Article]:
    """The articles of the index by their ids."""
    with closing(WhooshEngine(IndexFolder(place).serving())) as engine:
        return {one.id: one for one in engine.articles()}


def ids(place: Path) -> str:
    return " ".join(sorted(stored(place)))


def files(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*"))


def generation(place: Path) -> str:
    with NewsSearch.open(place) as news:
        return news.stats().generation


def counts(report: BuildReport) -> str:
    return f"+{report.added} ~{report.changed} ={report.unchanged} -{report.removed}"


def the_only(place: Path, pattern: str) -> Path:
    (path,) = place.glob(pattern)
    return path


def edit_manifest(place: Path, **values: object) -> None:
    path = the_only(place, "build-*/manifest-*.json")
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")


def breaking_off(*articles: Article) -> Iterator[Article]:
    yield from articles
    raise ZeroDivisionError


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def analyzed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the articles that were analyzed."""
    found: list[str] = []
    real = analyze_article

    def counting(one: Article, analyze: Any) -> Any:
        found.append(one.id)
        return real(one, analyze)

    monkeypatch.setattr(parallel, "analyze_article", counting)
    return found


# Building


def test_the_sample_pages_make_an_index_that_answers(place: Path) -> None:
    report = build_index(read_articles(SEEDS), place)
    assert (report.articles, counts(report), report.warnings) == (5, "+5 ~0 =0 -0", [])
    assert 0 < report.seconds < 60
    assert stored(place) == {one.id: one for one in read_articles(SEEDS)}
    with NewsSearch.open(place) as news:
        assert news.search("мэр Хабаровска").hits[0].id == "004_b899ac0921a9f52f.txt"
        assert news.stats().articles == 5


def test_a_rebuild_holds_only_what_was_given_this_time(place: Path) -> None:
    build_index([article("а", "Паром"), article("б", "Паром")], place)
    report = build_index([article("б", "Сквер"), article("в", "Сквер")], place)
    assert (report.articles, counts(report)) == (2, "+2 ~0 =0 -0")
    assert stored(place) == {"б": article("б", "Сквер"), "в": article("в", "Сквер")}
    with NewsSearch.open(place) as news:
        assert news.search("паром", strict=True).total == 0
        assert news.search("сквер").total == 2


def test_the_old_index_serves_until_the_new_one_is_complete(place: Path) -> None:
    build_index(read_articles(SEEDS), place)
    with NewsSearch.open(place) as news:
        before = answers_of(news)

        def watched() -> Iterator[Article]:
            for number in range(3):
                assert answers_of(news) == before
                assert answers_at(place) == before
                yield article(f"{number}", "Форум в Пекине")
            assert answers_of(news) == before

        build_index(watched(), place)
        assert {hit.id for hit in news.search("форум").hits} == {"0", "1", "2"}
        assert answers_of(news) == answers_at(place) != before


def test_what_was_begun_on_the_old_build_ends_on_it(place: Path) -> None:
    old = [article(f"{number:02}", f"Паром {number}") for number in range(40)]
    build_index(old, place)
    with closing(WhooshEngine(IndexFolder(place).serving())) as engine:
        reading = engine.articles()
        first = next(reading)
        build_index([article("другая", "Сквер")], place)
        build_index([article("третья", "Сквер")], place)
        assert [first, *reading] == old
    assert ids(place) == "третья"


def test_what_was_begun_before_an_update_ends_on_the_old_articles(place: Path) -> None:
    old = [article(f"{number:02}", f"Паром {number}") for number in range(40)]
    build_index(old, place)
    with closing(WhooshEngine(IndexFolder(place).serving())) as engine:
        reading = engine.articles()
        first = next(reading)
        for step in range(10):  # enough commits that segments are merged and the old ones deleted
            update_index([article("01", f"Сквер {step}")], place)
        assert [first, *reading] == old
        assert {one.id: one for one in engine.articles()}["01"] == article("01", "Сквер 9")


def test_the_folder_holds_one_build_and_nothing_else_after_each(place: Path) -> None:
    for _ in range(3):
        build_index([article("а", "Паром")], place)
        assert len(list(place.glob("build-*"))) == 1
        assert {path.name for path in place.iterdir() if path.is_file()} == {"serving.json", "writing.lock"}
        build = the_only(place, "build-*")
        assert sorted(path.suffix for path in build.iterdir()) == [*[""] * 5, ".json", ".seg", ".toc"]
        assert len(list(build.glob("kept-*"))) == 4


@pytest.mark.parametrize("change", [build_index, update_index], ids=["build", "update"])
def test_progress_tells_of_each_article_and_of_the_end_of_reading(
    place: Path, change: Callable[..., BuildReport]
) -> None:
    told: list[Progress] = []
    change(read_articles(SEEDS), place, progress=told.append)
    size = sum(page.stat().st_size for page in SEEDS.iterdir())
    assert [progress.articles for progress in told] == [1, 2, 3, 4, 5, 5]
    assert [progress.writing for progress in told] == [False] * 5 + [True]
    assert {progress.bytes_total for progress in told} == {size}
    assert [progress.bytes_read for progress in told] == sorted(progress.bytes_read for progress in told)
    assert told[-1].bytes_read == size


# The same articles, the same answers


def test_the_same_pages_give_the_same_answers_whatever_their_order_and_the_number_of_processes(tmp_path: Path) -> None:
    pages = list(read_articles(SEEDS))
    pages += [article(f"равная {number}", "Форум в Хабаровске", day="2023-05-05") for number in range(40)]
    build_index(pages, tmp_path / "first")
    expected = answers_at(tmp_path / "first")
    assert any(total for total, *_ in expected)
    for name, articles, jobs in [("again", pages, 1), ("backwards", pages[::-1], 1), ("processes", pages, 2)]:
        build_index(articles, tmp_path / name, jobs=jobs)
        assert answers_at(tmp_path / name) == expected, name


def test_processes_keep_order_and_replacements(place: Path) -> None:
    articles = [article(f"{number % 70}", f"Паром {number}") for number in range(140)]
    report = build_index(articles, place, jobs=2)
    assert (report.articles, len(report.warnings)) == (70, 70)
    assert stored(place) == {one.id: one for one in articles[70:]}


def test_a_large_build_forgets_words_and_tells_and_finds_the_same(
    archive: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [article("а", "Паром"), article("б"), article("а", "Сквер")]
    reports = [build_index(given, place)]
    assert analysis._plain
    small = stored(place), answers_at(place)
    monkeypatch.setattr(build, "MANY", 1)
    reports.append(build_index(given, place))
    assert not analysis._plain
    assert (stored(place), answers_at(place)) == small
    assert str(reports[0].warnings) == str(reports[1].warnings)
    build_index([*read_articles(archive), article("рукой")], place)
    edit_manifest(place, analysis=0)
    (archive / "а.txt").unlink()
    assert counts(prune(place, archive)) == "+0 ~0 =6 -1"


def test_less_than_one_process_is_a_mistake(place: Path) -> None:
    build_index([article("а")], place)
    with pytest.raises(ValueError, match="jobs is 0"):
        build_index([article("б")], place, jobs=0)
    assert ids(place) == "а"


# Failures


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_that_fails_in_the_middle_changes_nothing(place: Path, jobs: int) -> None:
    build_index(read_articles(SEEDS), place)
    before, at_first = answers_at(place), files(place)
    with pytest.raises(ZeroDivisionError):
        build_index(breaking_off(*(article(f"{i}") for i in range(100))), place, jobs=jobs)
    assert answers_at(place) == before
    assert files(place) == at_first


def test_a_first_build_that_fails_leaves_no_index(place: Path) -> None:
    for change in (build_index, update_index):
        with pytest.raises(ZeroDivisionError):
            change(breaking_off(article("а")), place)
        with pytest.raises(IndexMissing):
            NewsSearch.open(place)
        assert files(place) == ["writing.lock"]


def test_an_update_that_fails_in_the_middle_changes_nothing(place: Path) -> None:
    build_index(read_articles(SEEDS), place)
    before, at_first = answers_at(place), generation(place)
    with pytest.raises(ZeroDivisionError):
        update_index(breaking_off(*(article(f"{i}") for i in range(300))), place)
    assert answers_at(place) == before
    assert generation(place) == at_first
    report = update_index([article("а")], place)
    assert (report.articles, counts(report)) == (6, "+1 ~0 =0 -0")


@pytest.mark.parametrize("fails", [False, True], ids=["unchanged", "failed"])
def test_an_update_that_commits_nothing_leaves_no_files(place: Path, fails: bool) -> None:
    build_index([article("а")], place)
    at_first = files(place)
    if fails:
        with pytest.raises(ZeroDivisionError):
            update_index(breaking_off(article("б")), place)
    else:
        update_index([article("а")], place)
    assert files(place) == at_first


@pytest.mark.parametrize("nothing", ["no articles", "an empty folder"])
def test_an_index_with_articles_is_not_replaced_by_an_empty_one(tmp_path: Path, place: Path, nothing: str) -> None:
    build_index(read_articles(SEEDS), place)
    before, at_first = answers_at(place), files(place)
    (tmp_path / "empty").mkdir()
    articles: Iterable[Article] = read_articles(tmp_path / "empty") if nothing == "an empty folder" else []
    with pytest.raises(NothingToIndex, match=r"^No article was found, and the index has some"):
        build_index(articles, place)
    assert answers_at(place) == before
    assert files(place) == at_first

    assert build_index(articles, place, allow_empty=True).articles == 0
    assert ids(place) == ""
    with NewsSearch.open(place) as news:
        assert news.search("форум").total == 0


def test_an_empty_index_may_be_made_and_filled(place: Path) -> None:
    assert build_index([], place).articles == 0
    assert build_index([], place).articles == 0
    assert counts(update_index([article("а")], place)) == "+1 ~0 =0 -0"
    assert ids(place) == "а"


# Equal ids


def test_of_equal_ids_the_second_stays_and_a_warning_names_both_places(tmp_path: Path, place: Path) -> None:
    for folder, text in (("old", "Паром ушёл."), ("new", "Сквер открыт.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.txt").write_text(f"Новость\n{text}", "utf-8")
    report = build_index(read_articles(tmp_path / "old", tmp_path / "new"), place)
    assert (report.articles, counts(report)) == (1, "+1 ~0 =0 -0")
    old, new = tmp_path / "old" / "page.txt", tmp_path / "new" / "page.txt"
    assert [str(warning) for warning in report.warnings] == [
        f"{new}: has the same id as {old} ('page.txt') and replaces it"
    ]
    with NewsSearch.open(place) as news:
        assert news.search("паром", strict=True).total == 0
        assert news.search("сквер").hits[0].location == str(new)


def test_equal_ids_of_articles_made_by_hand(place: Path) -> None:
    report = build_index([article("а", "Паром"), article("б"), article("а", "Сквер")], place)
    assert [str(warning) for warning in report.warnings] == [
        "а: has the same id as an earlier article ('а') and replaces it"
    ]
    assert stored(place) == {"б": article("б"), "а": article("а", "Сквер")}


@pytest.mark.parametrize(
    "incoming",
    [
        ["Паром", "Сквер"],
        ["Сквер", "Паром"],
        ["Сквер", "Сквер"],
        ["Паром", "Паром"],
    ],
    ids=" then ".join,
)
def test_of_equal_ids_in_one_update_the_second_stays(place: Path, incoming: list[str]) -> None:
    build_index([article("а", "Паром")], place)
    report = update_index([article("а", text) for text in incoming], place)
    assert stored(place) == {"а": article("а", incoming[1])}
    assert len(report.warnings) == 1


def test_an_id_that_comes_twice_is_counted_once(place: Path) -> None:
    build_index([article("а")], place)
    report = update_index([article("б", "Паром"), article("б", "Сквер")], place)
    assert (report.articles, counts(report)) == (2, "+1 ~0 =0 -0")


# Updating


def test_an_update_analyzes_what_is_new_or_changed_and_counts_right(place: Path, analyzed: list[str]) -> None:
    build_index([article(f"{number:03}", f"Паром {number}") for number in range(250)], place)
    analyzed.clear()
    incoming = [article(f"{number:03}", f"Паром {number}") for number in range(240)]
    incoming[7] = article("007", "Сквер")
    incoming[231] = article("231", "Паром 231", day="2024-05-05")
    incoming.insert(100, article("новая", "Сквер"))
    report = update_index(incoming, place)
    assert sorted(analyzed) == ["007", "231", "новая"]
    assert (report.articles, counts(report)) == (251, "+1 ~2 =238 -0")
    assert report.seconds > 0
    with NewsSearch.open(place) as news:
        assert {hit.id for hit in news.search("сквер").hits} == {"007", "новая"}
        assert [hit.id for hit in news.search("", since="2024").hits] == ["231"]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Другой"},
        {"title": "Другой"},
        {"lead": "Другой"},
        {"side_text": "Другой"},
        {"url": "https://example.org/другой"},
        {"location": "другой"},
        {"source": "Заря"},
        {"day": "2024"},
        {"regions": ("Урал",)},
        {"tags": ("мосты",)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_anything_is_a_change(place: Path, change: dict[str, Any]) -> None:
    build_index([article("а", day="2023")], place)
    changed = article("а", **({"day": "2023"} | change))
    assert counts(update_index([changed], place)) == "+0 ~1 =0 -0"
    assert stored(place) == {"а": changed}


def test_an_update_without_changes_commits_nothing(place: Path, analyzed: list[str]) -> None:
    build_index(read_articles(SEEDS), place)
    analyzed.clear()
    before = generation(place)
    report = update_index(read_articles(SEEDS), place)
    assert (report.articles, counts(report), analyzed) == (5, "+0 ~0 =5 -0", [])
    assert generation(place) == before
    report = update_index(read_articles(SEEDS), place, gone=True)
    assert (report.articles, counts(report)) == (5, "+0 ~0 =5 -0")
    assert generation(place) == before
    assert update_index([], place).articles == 5
    assert generation(place) == before


def test_an_update_is_seen_by_an_open_search(place: Path) -> None:
    build_index([article("а", "Паром")], place)
    with NewsSearch.open(place) as news:
        first = news.search("паром")
        update_index([article("б", "Паром")], place)
        second = news.search("паром")
        assert (first.total, second.total) == (1, 2)
        assert first.generation != second.generation == news.stats().generation


def test_an_update_without_an_index_builds_one(tmp_path: Path, place: Path) -> None:
    report = update_index(read_articles(SEEDS), place, gone=True)
    assert (report.articles, counts(report)) == (5, "+5 ~0 =0 -0")
    update_index([], tmp_path / "empty")
    assert ids(tmp_path / "empty") == ""


def test_an_update_with_processes_is_the_same_update(tmp_path: Path) -> None:
    old = [article(f"{number:02}", f"Паром {number}") for number in range(80)]
    new = [article(one.id, "Сквер" if number % 3 else one.text) for number, one in enumerate(old)]
    for jobs in (1, 2):
        build_index(old, tmp_path / f"{jobs}")
        assert counts(update_index(new, tmp_path / f"{jobs}", jobs=jobs)) == "+0 ~53 =27 -0"
    questions = ("паром", "сквер", "мост паром")
    assert answers_at(tmp_path / "1", questions) == answers_at(tmp_path / "2", questions)


WORDS = ("паром", "сквер", "мэр", "река", "стали")
ONE = st.builds(
    article,
    st.sampled_from("абвгд"),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    day=st.sampled_from(["", "2023", "2023-05-05"]),
    source=st.sampled_from(["", "Вести", "Заря"]),
)
BATCHES = st.lists(st.lists(ONE, max_size=4), min_size=1, max_size=4)


@settings(max_examples=15, deadline=None)
@given(batches=BATCHES)
def test_updates_in_any_batches_give_what_a_rebuild_of_their_result_gives(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Article]]
) -> None:
    folder = tmp_path_factory.mktemp("law")
    expected: dict[str, Article] = {}
    for batch in batches:
        report = update_index(batch, folder / "updated")
        expected |= {one.id: one for one in batch}
        assert report.articles == len(expected)
        assert report.added + report.changed + report.unchanged == len({one.id for one in batch})
    build_index(expected.values(), folder / "rebuilt")
    assert stored(folder / "updated") == expected
    questions = [*WORDS, "мост", "паром сквер", "«мэр река»", "мост -мэр", "с*"]
    with NewsSearch.open(folder / "updated") as updated, NewsSearch.open(folder / "rebuilt") as rebuilt:
        for sort in ("relevance", "newest"):
            for text in questions:
                one, other = (news.search(text, sort=sort, facets=("source", "year")) for news in (updated, rebuilt))
                assert as_seen(one) == as_seen(other)
    shutil.rmtree(folder)


# Only what is gone


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three pages, and three records in a packed file."""
    folder = tmp_path / "archive"
    (folder / "2024").mkdir(parents=True)
    for name in ("а.txt", "б.txt", "2024/в.txt"):
        (folder / name).write_text(f"Новость {name}\nПаром ушёл.", "utf-8")
    write_records(folder, "1", "2", "3")
    return folder


def write_records(folder: Path, *names: str) -> None:
    lines = (json.dumps({"id": name, "title": f"Запись {name}", "text": "Сквер открыт."}) for name in names)
    (folder / "records.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))


ALL = "1 2 2024/в.txt 3 а.txt б.txt"


def prune(place: Path, *sources: Path) -> BuildReport:
    return update_index(read_articles(*sources), place, gone=True)


def test_without_gone_nothing_is_removed(archive: Path, place: Path) -> None:
    build_index(read_articles(archive), place)
    (archive / "а.txt").unlink()
    write_records(archive, "1")
    assert counts(update_index(read_articles(archive), place)) == "+0 ~0 =3 -0"
    assert ids(place) == ALL


def test_gone_removes_pages_and_records_that_vanished(archive: Path, place: Path) -> None:
    build_index(read_articles(archive), place)
    (archive / "а.txt").unlink()
    (archive / "2024" / "в.txt").unlink()
    write_records(archive, "1", "3")
    report = prune(place, archive)
    assert (report.articles, counts(report)) == (3, "+0 ~0 =3 -3")
    assert ids(place) == "1 3 б.txt"
    with NewsSearch.open(place) as news:
        assert [hit.id for hit in news.search("паром").hits] == ["б.txt"]
        assert news.search("скверы", facets=("year",)).facets == {"year": {"": 2}}


def test_gone_may_remove_everything(archive: Path, place: Path) -> None:
    build_index(read_articles(archive), place)
    for path in sorted(archive.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    report = prune(place, archive)
    assert (report.articles, counts(report)) == (0, "+0 ~0 =0 -6")
    assert ids(place) == ""


def test_a_source_without_any_file_is_spared_if_asked(archive: Path, tmp_path: Path, place: Path) -> None:
    """A disk that is not mounted leaves an empty folder behind."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "г.txt").write_text("Новость\nПаром.", "utf-8")
    build_index(read_articles(archive, other), place)
    (archive / "а.txt").unlink()
    (other / "г.txt").unlink()
    (other / "2025").mkdir()
    report = update_index(read_articles(archive, other), place, gone=True, spare_empty=True)
    assert counts(report) == "+0 ~0 =5 -1"
    (warning,) = report.warnings
    assert warning.location == str(other)
    assert warning.reason.startswith("is gone or has no file in it, so nothing of it was dropped: mount or restore it")
    assert ids(place) == "1 2 2024/в.txt 3 б.txt г.txt"
    # So is a source that goes while others are read, and what is read within such a source.
    articles = read_articles(archive, other)
    other.rename(tmp_path / "away")
    assert counts(update_index(articles, place, gone=True, spare_empty=True)) == "+0 ~0 =5 -0"
    within = articles.within(other / "г.txt")
    assert counts(update_index(within, place, gone=True, spare_empty=True)) == "+0 ~0 =0 -0"
    assert counts(update_index(within, place, gone=True)) == "+0 ~0 =0 -1"


def test_gone_removes_only_under_the_given_sources(archive: Path, tmp_path: Path, place: Path) -> None:
    neighbour = tmp_path / "archive-2"  # a name that begins like the other
    neighbour.mkdir()
    (neighbour / "г.txt").write_text("Новость\nПаром.", "utf-8")
    build_index(read_articles(archive, neighbour), place)
    (neighbour / "г.txt").unlink()
    (archive / "а.txt").unlink()
    (archive / "2024" / "в.txt").unlink()
    assert counts(prune(place, archive / "2024")) == "+0 ~0 =0 -1"
    assert ids(place) == "1 2 3 а.txt б.txt г.txt"
    # A file alone is a source too.
    write_records(archive, "2")
    assert counts(prune(place, archive / "records.jsonl.gz")) == "+0 ~0 =1 -2"
    assert ids(place) == "2 а.txt б.txt г.txt"
    assert counts(prune(place, archive)) == "+0 ~0 =2 -1"
    assert ids(place) == "2 б.txt г.txt"


def test_gone_never_removes_what_was_made_by_hand_or_came_from_elsewhere(
    archive: Path, tmp_path: Path, place: Path
) -> None:
    by_hand = [
        article("рукой", "Паром"),
        article("с адреса", "Паром", location="https://example.org/page"),
        article("издалека", "Паром", location=str(tmp_path / "elsewhere" / "page.txt")),
    ]
    build_index([*read_articles(archive), *by_hand], place)
    for path in sorted(archive.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert counts(prune(place, archive)) == "+0 ~0 =0 -6"
    assert stored(place) == {one.id: one for one in by_hand}


def test_an_unreadable_file_is_not_gone(archive: Path, place: Path) -> None:
    build_index(read_articles(archive), place)
    (archive / "а.txt").write_bytes(bytes(range(256)) * 20)
    (archive / "б.txt").unlink()
    report = prune(place, archive)
    assert counts(report) == "+0 ~0 =4 -1"
    assert [Path(warning.location).name for warning in report.warnings] == ["а.txt"]
    assert ids(place) == "1 2 2024/в.txt 3 а.txt"


def test_records_of_a_file_with_an_unreadable_line_are_not_gone(archive: Path, place: Path) -> None:
    build_index(read_articles(archive), place)
    content = gzip.decompress((archive / "records.jsonl.gz").read_bytes()).decode().splitlines()
    broken = "\n".join([content[0], content[1][:20], content[2]])
    (archive / "records.jsonl.gz").write_bytes(gzip.compress(broken.encode()))
    assert counts(prune(place, archive)) == "+0 ~0 =5 -0"
    assert ids(place) == ALL


def test_a_source_that_was_not_read_to_its_end_removes_nothing(archive: Path, place: Path) -> None:
    build_index(read_articles(archive), place)
    (archive / "а.txt").unlink()
    packed = (archive / "records.jsonl.gz").read_bytes()
    (archive / "records.jsonl.gz").write_bytes(packed[:-12])
    articles = read_articles(archive)
    report = update_index(articles, place, gone=True)
    assert not articles.complete
    assert report.removed == 0
    assert [Path(warning.location).name for warning in report.warnings] == ["records.jsonl.gz"]
    assert ids(place) == ALL
    # When the file is whole again, the page that really is gone goes.
    (archive / "records.jsonl.gz").write_bytes(packed)
    assert counts(prune(place, archive)) == "+0 ~0 =5 -1"


def test_an_article_that_moved_within_the_source_is_not_gone(archive: Path, place: Path) -> None:
    build_index(read_articles(archive), place)
    (archive / "records.jsonl.gz").rename(archive / "2024" / "records.jsonl.gz")
    assert counts(prune(place, archive)) == "+0 ~3 =3 -0"
    assert ids(place) == ALL


@pytest.mark.parametrize("articles", [[], [article("а")], iter([article("а")])], ids=["nothing", "list", "iterator"])
def test_gone_needs_articles_that_know_where_they_come_from(place: Path, articles: Iterable[Article]) -> None:
    build_index([article("б")], place)
    with pytest.raises(ValueError, match="gone=True needs articles that read_articles"):
        update_index(articles, place, gone=True)
    assert ids(place) == "б"


# Indexes of other versions

OTHER_ANALYSIS = [
    pytest.param({"analysis": 0}, id="analysis"),
    pytest.param({"dictionaries": {"pymorphy3": "0.1"}}, id="dictionary"),
]


@pytest.mark.parametrize("made_with", OTHER_ANALYSIS)
def test_an_index_of_another_analysis_serves_and_says_so(
    place: Path, made_with: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    build_index(read_articles(SEEDS), place)
    before = answers_at(place)
    assert not caplog.records
    edit_manifest(place, **made_with)
    with caplog.at_level(logging.WARNING), NewsSearch.open(place) as news:
        assert answers_of(news) == before
        assert not news.stats().current
    (record,) = caplog.records
    assert "made with another version of the analysis or the dictionaries" in record.getMessage()
    assert str(place) in record.getMessage()


@pytest.mark.parametrize("made_with", OTHER_ANALYSIS)
def test_an_update_of_it_analyzes_everything_anew_and_loses_nothing(
    place: Path, made_with: dict[str, object], analyzed: list[str]
) -> None:
    build_index([article("а", "Паром"), article("б", "Паром"), article("в", "Паром")], place)
    edit_manifest(place, **made_with)
    analyzed.clear()
    with NewsSearch.open(place) as news:
        report = update_index([article("б", "Паром"), article("в", "Сквер"), article("г", "Сквер")], place)
        assert (report.articles, counts(report)) == (4, "+1 ~1 =2 -0")
        assert sorted(analyzed) == ["а", "б", "в", "г"]
        assert news.stats().current
        assert {hit.id for hit in news.search("паром").hits} == {"а", "б"}
        assert {hit.id for hit in news.search("сквер").hits} == {"в", "г"}
    analyzed.clear()
    assert counts(update_index([article("б", "Паром")], place)) == "+0 ~0 =1 -0"
    assert analyzed == []


def test_an_update_of_it_that_fails_changes_nothing(place: Path) -> None:
    build_index([article("а", "Паром")], place)
    edit_manifest(place, analysis=0)
    at_first = files(place)
    with pytest.raises(ZeroDivisionError):
        update_index(breaking_off(article("б")), place)
    assert files(place) == at_first
    assert ids(place) == "а"


def test_gone_works_while_everything_is_analyzed_anew(archive: Path, place: Path) -> None:
    build_index([*read_articles(archive), article("рукой")], place)
    edit_manifest(place, analysis=0)
    (archive / "а.txt").unlink()
    report = prune(place, archive)
    assert (report.articles, counts(report)) == (6, "+0 ~0 =6 -1")
    assert ids(place) == "1 2 2024/в.txt 3 б.txt рукой"


def test_analyzing_anew_may_leave_nothing(archive: Path, place: Path) -> None:
    build_index(read_articles(archive / "2024"), place)
    edit_manifest(place, analysis=0)
    (archive / "2024" / "в.txt").unlink()
    report = prune(place, archive / "2024")
    assert ids(place) == ""
    assert (report.articles, counts(report)) == (0, "+0 ~0 =0 -1")


@pytest.mark.parametrize("schema", [0, SCHEMA_VERSION - 1, SCHEMA_VERSION + 1])
def test_an_index_of_another_schema_names_the_command_to_run(place: Path, schema: int) -> None:
    build_index([article("а")], place)
    edit_manifest(place, schema=schema)
    for use in (lambda: NewsSearch.open(place).close(), lambda: update_index([article("б")], place)):
        with pytest.raises(IndexOutdated, match=f"schema {schema}.*`gubernia index SOURCE"):
            use()


def test_an_index_of_another_schema_is_replaced_by_a_build(place: Path) -> None:
    build_index([article("а")], place)
    edit_manifest(place, schema=0)
    with pytest.raises(IndexUnusable):
        NewsSearch.open(place)
    build_index([article("б")], place)
    assert ids(place) == "б"


# Damage


def cut(pattern: str, to: int | None) -> Callable[[Path], None]:
    """Keep the first bytes of a file; with None, remove it."""

    def damage(place: Path) -> None:
        path = the_only(place, pattern)
        path.unlink() if to is None else path.write_bytes(path.read_bytes()[:to])

    return damage


def write(pattern: str, content: str | bytes) -> Callable[[Path], None]:
    def damage(place: Path) -> None:
        the_only(place, pattern).write_bytes(content.encode() if isinstance(content, str) else content)

    return damage


def note(**values: object) -> Callable[[Path], None]:
    return lambda place: edit_manifest(place, **values)


def without_build(place: Path) -> None:
    shutil.rmtree(the_only(place, "build-*"))


def leading_away(place: Path) -> None:
    """The file that names the build names a sound index elsewhere."""
    shutil.copytree(the_only(place, "build-*"), place.parent / "x")
    write("serving.json", '{"build": "../x"}')(place)


SEGMENT, CONTENTS, MANIFEST, SERVING = "build-*/*.seg", "build-*/*.toc", "build-*/manifest-*.json", "serving.json"
DAMAGE = {
    "segment cut": cut(SEGMENT, -1),
    "segment empty": cut(SEGMENT, 0),
    "segment gone": cut(SEGMENT, None),
    "contents cut": cut(CONTENTS, -1),
    "contents empty": cut(CONTENTS, 0),
    "contents gone": cut(CONTENTS, None),
    "contents garbage": write(CONTENTS, b"\x00\xff" * 700),
    "manifest cut": cut(MANIFEST, -20),
    "manifest empty": cut(MANIFEST, 0),
    "manifest gone": cut(MANIFEST, None),
    "manifest garbage": write(MANIFEST, b"\xff\xfe\x00"),
    "manifest a list": write(MANIFEST, "[]"),
    "manifest too deep": write(MANIFEST, "[" * 100_000),
    "manifest without files": note(files=None),
    "manifest with an unknown value": note(colour="red"),
    "manifest without a day": note(built_at="yesterday"),
    "manifest without dictionaries": note(dictionaries=None),
    "serving empty": cut(SERVING, 0),
    "serving garbage": write(SERVING, b"\xff\xfe\x00"),
    "serving null": write(SERVING, "null"),
    "serving without a build": write(SERVING, "{}"),
    "serving a number": write(SERVING, '{"build": 1}'),
    "serving too deep": write(SERVING, "[" * 100_000),
    "serving gone": cut(SERVING, None),
    "build gone": without_build,
    "leading away": leading_away,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_told_in_one_sentence_and_a_build_repairs_it(place: Path, damage: Callable[[Path], None]) -> None:
    build_index(read_articles(SEEDS), place)
    damage(place)
    with pytest.raises((IndexDamaged, IndexMissing)) as caught:
        NewsSearch.open(place)
    sentence = str(caught.value)
    assert sentence.endswith("`gubernia index SOURCE...`.")
    assert "\n" not in sentence
    assert len(sentence.removeprefix(str(place))) < 400
    build_index([article("а")], place)
    assert ids(place) == "а"


@pytest.mark.parametrize("content", ["", "null", '{"build": "../x"}'])
def test_an_update_that_is_refused_removes_no_build(place: Path, content: str) -> None:
    build_index([article("а")], place)
    sound = (place / "serving.json").read_text("utf-8")
    (place / "serving.json").write_text(content, "utf-8")
    with pytest.raises((IndexDamaged, IndexMissing)):
        update_index([article("б")], place)
    (place / "serving.json").write_text(sound, "utf-8")
    assert ids(place) == "а"


@pytest.fixture
def _files_left_open() -> Iterator[None]:
    """Whoosh leaves a file open that it cannot read: let the warning come here and not in a later test."""
    yield
    gc.collect()


OPEN_FILE = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@OPEN_FILE
@pytest.mark.usefixtures("_files_left_open")
def test_a_flipped_bit_breaks_a_search_as_damage_or_not_at_all(place: Path) -> None:
    build_index([article(f"{number}", f"Паром и сквер {number}") for number in range(30)], place)
    segment = the_only(place, SEGMENT)
    data = segment.read_bytes()
    broken = 0
    for at in range(0, len(data), len(data) // 50):
        segment.write_bytes(flipped(data, at))
        try:
            answers_at(place, ["паром", "сквер*", "«паром и сквер»"])
        except IndexDamaged:
            broken += 1
    assert broken


@OPEN_FILE
@pytest.mark.usefixtures("_files_left_open")
def test_check_finds_one_flipped_bit(place: Path) -> None:
    build_index(read_articles(SEEDS), place)
    update_index([article("а", "Паром")], place)
    check = ["check", "--index", str(place)]
    sound = CliRunner().invoke(main, check)
    assert (sound.exit_code, sound.stdout) == (0, f"6 articles in 7 files at {place}: sound.\n")
    for path in place.glob(SEGMENT):
        data = path.read_bytes()
        for at in range(0, len(data), len(data) // 7):
            path.write_bytes(flipped(data, at))
            found = CliRunner().invoke(main, check)
            assert (found.exit_code, found.stdout) == (3, ""), at
            assert "build it anew with `gubernia index SOURCE...`" in found.stderr
        path.write_bytes(data)
    assert CliRunner().invoke(main, check).exit_code == 0


@OPEN_FILE
@pytest.mark.usefixtures("_files_left_open")
def test_check_finds_one_flipped_bit_in_the_table_of_contents(place: Path) -> None:
    build_index([article(f"{number}", "Паром") for number in range(5)], place)
    update_index([article("1", "Сквер")], place)
    contents = the_only(place, CONTENTS)
    data = contents.read_bytes()
    for at in range(len(data)):
        contents.write_bytes(flipped(data, at))
        assert CliRunner().invoke(main, ["check", "--index", str(place)]).exit_code == 3, at


# One writer at a time


@pytest.mark.parametrize("change", [build_index, update_index], ids=["build", "update"])
def test_a_second_writer_is_refused_and_the_first_goes_on(
    place: Path, change: Callable[[Iterable[Article], Path], BuildReport]
) -> None:
    build_index([article("а")], place)

    def watched() -> Iterator[Article]:
        yield article("б")
        for second in (build_index, update_index):
            with pytest.raises(IndexLocked, match="Another process is changing the index"):
                second([article("в")], place)
        command = [sys.executable, "-m", "indexer", "index", str(SEEDS), "--index", str(place)]
        other = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
        assert (other.returncode, other.stdout) == (3, "")
        assert other.stderr.startswith("Error: Another process is changing the index")
        assert other.stderr.count("\n") == 1
        yield article("г")

    change(watched(), place)
    assert ids(place) == ("б г" if change is build_index else "а б г")
    build_index([article("потом")], place)
    assert ids(place) == "потом"


def test_different_indexes_may_be_built_at_once(tmp_path: Path) -> None:
    def watched() -> Iterator[Article]:
        yield article("а")
        build_index([article("б")], tmp_path / "other")

    build_index(watched(), tmp_path / "one")
    assert (ids(tmp_path / "one"), ids(tmp_path / "other")) == ("а", "б")


def test_read_articles_gives_what_gone_needs() -> None:
    assert isinstance(indexer.read_articles(SEEDS), Articles)
