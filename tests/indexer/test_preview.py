"""What would be read from the first pages: rows, the table for people, JSON; nothing is written."""

import json
from pathlib import Path

import pytest
from wcwidth import wcswidth

from indexer import SourceMissing, preview_articles
from indexer.article import Origin, Precision, PublishedOn
from indexer.preview import Preview
from indexer.preview_table import NARROWEST, preview_table

from ..command_line import DONE, FAILED, MISUSED, WARNED, assert_one_sentence, ended, gubernia

SEEDS = str(Path(__file__).parents[2] / "seeds")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "1.txt").write_text("Паром ушёл\nПаром ушёл в рейс утром.\nНа борту двести человек.", "utf-8")
    (folder / "2.txt").write_bytes(bytes(range(256)) * 20)
    record = {
        "title": "Мост открыт",
        "text": "Мост.",
        "date": "2023-11-05",
        "source": "Вести",
        "region": "Амурская область",
    }
    lines = [json.dumps(record, ensure_ascii=False), "не запись", '{"title": "Сквер", "date": "99.99.9999"}']
    (folder / "3.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_row_for_each_page_with_what_it_would_become(archive: Path) -> None:
    paper, image, bridge, broken, day, square = preview_articles(archive)
    assert (paper.id, paper.title, paper.lead, paper.words) == ("1.txt", "Паром ушёл", "Паром ушёл в рейс утром.", 11)
    assert (paper.words_set_aside, paper.set_aside, paper.warnings) == (0, "", ())
    assert (image.id, image.title, image.location) == ("", "", str(archive / "2.txt"))
    assert len(image.warnings) == 1
    assert (bridge.source, bridge.regions) == ("Вести", ("Амурская область",))
    assert bridge.published == PublishedOn.from_iso("2023-11-05", origin=Origin.METADATA)
    assert [Path(row.location).name for row in (broken, day)] == ["3.jsonl:2", "3.jsonl:3"]
    assert "its day '99.99.9999' was left out" in day.warnings[0]
    assert (square.title, square.published.precision) == ("Сквер", Precision.NONE)


def test_no_more_is_read_than_the_first_pages(archive: Path) -> None:
    assert [row.title for row in preview_articles(archive, first=1)] == ["Паром ушёл"]
    (archive / "1.txt").rename(archive / "9.txt")
    first = preview_articles(archive, SEEDS, first=2)
    next(first)
    (archive / "9.txt").unlink()  # it is not asked for
    assert [row.title for row in first] == ["Мост открыт"]
    with pytest.raises(ValueError, match="first is 0"):
        preview_articles(archive, first=0)
    with pytest.raises(SourceMissing):
        preview_articles(archive / "нет")


ROWS = [
    Preview(
        location="/srv/archive/002.txt",
        id="002.txt",
        title="Сле́дующая стро́ка с ударе́ниями и 漢字漢字",
        lead="Строка, которая длиннее, чем ячейка, " * 4,
        source="AmurMedia",
        regions=("Ханты-Мансийский автономный округ — Югра", "Москва"),
        words=318,
        set_aside="Главная Новости Афиша " * 6,
        words_set_aside=71,
        published=PublishedOn.on(
            PublishedOn.from_iso("2020-12-07").first,  # type: ignore[arg-type]
            origin=Origin.DATELINE,
            as_written="11:36 07.12.2020",
        ),
        warnings=("holds bytes that are no text in UTF-8",),
    ),
    Preview(
        location="https://example.org/" + "длинный-адрес" * 12,
        id="1",
        published=PublishedOn(precision=Precision.DAY_MONTH, as_written="27 марта", origin=Origin.DATELINE),
    ),
    Preview(location="/srv/archive/image.txt", warnings=("is not text",)),
]


@pytest.mark.parametrize("width", [40, 80, 81, 100, 200])
def test_the_table_fits_and_its_edges_are_straight(width: int) -> None:
    table = preview_table(ROWS, width)
    widths = {wcswidth(line) for line in table.splitlines()}
    assert len(widths) == 1
    assert widths.pop() <= max(width, NARROWEST)


def words_of(table: str, column: int) -> list[str]:
    """The text of a column, a string for each row of the table."""
    rows: list[list[str]] = []
    for line in table.splitlines()[3:]:
        if line.startswith("+"):
            rows.append([])
        else:
            rows[-1].append(line.split("|")[column + 1].strip())
    return [" ".join(filter(None, cells)) for cells in rows if cells]


def test_the_table_says_all_of_it() -> None:
    table = "+" + "\n" + preview_table(ROWS, 200)
    day, named, title, aside = (words_of(table, column) for column in range(4))
    assert day == ["2020-12-07 «11:36 07.12.2020» (dateline)", "27 марта, year unknown (dateline)", "unknown"]
    assert named[0].startswith("AmurMedia Ханты-")
    assert title[0].startswith("Сле́дующая стро́ка с ударе́ниями и 漢字漢字 Строка, которая")
    assert "[318 words] 002.txt Warning: holds bytes" in title[0]
    assert title[1].startswith("(no title) (no text) [0 words]")
    assert title[2] == "image.txt Warning: is not text"
    assert aside[0].startswith("71 words: Главная Новости Афиша")
    assert aside[1:] == ["-", "-"]


# The command


def test_dry_run_prints_a_table_and_writes_nothing(tmp_path: Path, archive: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    stdout, stderr = ended(gubernia("index", "--dry-run", str(archive), "--index", str(tmp_path / "index")), DONE)
    assert "Паром ушёл" in stdout
    assert "2023-11-05" in stdout
    assert stderr == ""
    assert sorted(tmp_path.rglob("*")) == before


def test_dry_run_as_json_is_an_object_a_page(archive: Path) -> None:
    stdout, _ = ended(gubernia("index", "--dry-run", "--json", "--first", "3", str(archive)), DONE)
    paper, image, bridge = map(json.loads, stdout.splitlines())
    assert (paper["title"], image["title"]) == ("Паром ушёл", "")
    assert len(image["warnings"]) == 1
    assert bridge["published"]["first"] == "2023-11-05"
    assert bridge["published"]["origin"] == "metadata"
    assert bridge["regions"] == ["Амурская область"]
    assert set(paper) == set(Preview.__dataclass_fields__)


def test_dry_run_takes_standard_input_and_twenty_pages_unless_told() -> None:
    records = "".join(f'{{"title": "Новость {number}"}}\n' for number in range(30))
    stdout, _ = ended(gubernia("index", "--dry-run", "--json", "-", input=records), DONE)
    assert len(stdout.splitlines()) == 20


def test_dry_run_of_nothing_and_of_what_is_not_there(tmp_path: Path) -> None:
    stdout, _ = ended(gubernia("index", "--dry-run", str(tmp_path)), DONE)
    assert stdout == "No page was found.\n"
    _, stderr = ended(gubernia("index", "--dry-run", str(tmp_path / "нет")), FAILED)
    assert_one_sentence(stderr)
    ended(gubernia("index", "--first", "3", str(tmp_path)), MISUSED)


def test_dry_run_with_warnings_fails_only_if_asked(archive: Path) -> None:
    ended(gubernia("index", "--dry-run", str(archive)), DONE)
    ended(gubernia("index", "--dry-run", "--strict", str(archive)), WARNED)
