"""Reading some files of a source: the same articles as they are among all."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import Article, build_index, read_articles, update_index
from search_web import NewsSearch

NAMES = ("а", "б.txt", "в", "Г.txt")
PATHS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)


def page(path: Path, text: str = "Паром ушёл.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Новость {path.name}\n{text}", "utf-8")
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for name in ("1.txt", "2024/2.txt", "2024/осень/3.txt", "2025/4.txt", ".скрытая/5.txt"):
        page(tmp_path / "archive" / name)
    (tmp_path / "archive" / "2024" / "ленты.jsonl").write_text(
        '{"title": "а"}\n{"id": "сама", "title": "б"}\n', "utf-8"
    )
    return tmp_path / "archive"


def ids(archive: Path, *paths: Path | str) -> list[str]:
    return [article.id for article in read_articles(archive).within(*(archive / path for path in paths))]


def test_files_and_folders_have_the_ids_that_they_have_among_all(archive: Path) -> None:
    assert ids(archive, "1.txt") == ["1.txt"]
    assert ids(archive, "2024/осень/3.txt") == ["2024/осень/3.txt"]
    assert ids(archive, "2025", "2024/ленты.jsonl") == ["2024/ленты.jsonl#1", "сама", "2025/4.txt"]
    assert ids(archive, "2024/осень", "2024") == ids(archive, "2024", "2024/осень") == ids(archive, "2024")
    assert ids(archive, archive) == [article.id for article in read_articles(archive)]
    assert ids(archive) == []


def test_what_a_full_reading_passes_over_is_passed_over(archive: Path) -> None:
    assert ids(archive, ".скрытая", ".скрытая/5.txt") == []


def test_nothing_else_is_listed_or_read(archive: Path) -> None:
    (archive / "2025" / "image").write_bytes(bytes(range(256)) * 9)
    articles = read_articles(archive).within(archive / "2024" / "2.txt")
    (only,) = articles
    assert only.location == str(archive / "2024" / "2.txt")
    assert articles.warnings == []
    assert articles.complete
    assert articles.bytes_read == articles.bytes_total == (archive / "2024" / "2.txt").stat().st_size


def test_a_path_where_nothing_is_any_more_is_welcome(archive: Path) -> None:
    assert ids(archive, "нет.txt", "нет/нет.txt", "1.txt") == ["1.txt"]


@pytest.mark.parametrize("path", ["..", "../archive-2/а.txt", "/"])
def test_a_path_outside_of_the_sources_is_refused(archive: Path, path: str) -> None:
    with pytest.raises(ValueError, match="is not in the sources"):
        read_articles(archive).within(archive / path)


def test_gone_removes_only_what_was_read_within(archive: Path, tmp_path: Path) -> None:
    place = tmp_path / "index"
    build_index(read_articles(archive), place)
    for name in ("1.txt", "2024/2.txt", "2024/осень/3.txt"):
        (archive / name).unlink()
    report = update_index(
        read_articles(archive).within(archive / "2024" / "осень", archive / "1.txt"), place, gone=True
    )
    assert (report.added, report.removed) == (0, 2)
    with NewsSearch.open(place) as news:
        assert {hit.id for hit in news.search("паром").hits} == {"2024/2.txt", "2025/4.txt"}


@given(files=st.sets(PATHS, min_size=1, max_size=9), wanted=st.sets(PATHS, max_size=4), links=st.booleans())
@settings(max_examples=80, deadline=None)
def test_it_is_what_a_full_reading_finds_there(files: set[str], wanted: set[str], links: bool) -> None:
    root = Path(tempfile.mkdtemp())
    try:
        for name in sorted(files):
            if not any(parent.is_file() for parent in (root / name).parents) and not (root / name).exists():
                page(root / name)
        if links:
            target = page(root.parent / f"{root.name}-outside" / "да.txt").parent
            (root / "link").symlink_to(target, target_is_directory=True)
            wanted = wanted | {"link"}
        everything = list(read_articles(root))
        paths = [root / name for name in wanted]

        def is_wanted(article: Article) -> bool:
            return any(path in (Path(article.location), *Path(article.location).parents) for path in paths)

        expected = [article for article in everything if is_wanted(article)]
        found = list(read_articles(root).within(*paths))
        # A wanted path may lead through what has become a file: that file is read then, which does no harm.
        assert [article for article in found if is_wanted(article)] == expected
        assert {article.id for article in found} <= {article.id for article in everything}
    finally:
        shutil.rmtree(root)
        shutil.rmtree(root.parent / f"{root.name}-outside", ignore_errors=True)
