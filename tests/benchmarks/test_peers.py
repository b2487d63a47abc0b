"""Every engine that is measured answers what it is asked; an answer to another question would be no comparison."""

from pathlib import Path

import pytest

from benchmarks.peers import BUILDS, NAMES
from benchmarks.peers.peer import Question, Row, write_rows
from benchmarks.processes import PeerFailed, Process, absent, interpreter

# Words that every analysis takes apart in the same way.
ROWS = [
    Row("1", "Новый мост", "Мост через реку открыл мэр.", "Вести", "Амурская область", "2020-01-05"),
    Row("2", "Старый мост", "Завод у реки закрыт. Мэр уехал.", "Вести", "Алтайский край", "2020-01-06"),
    Row("3", "Новый завод", "Завод построен за год.", "Заря", "Амурская область", "2021-03-01"),
    Row("4", "Форум", "Форум открыл мэр города.", "Заря", "Алтайский край", "2021-04-01"),
    Row("5", "Город", "Форум и завод.", "Новь", "Амурская область", ""),
    *(Row(f"more {n}", "Заметка", f"Погода номер{n}. Мост.", "Новь", "Регион", "2022-01-01") for n in range(20)),
]
CASES = [
    (Question(how="all", words=("форум",)), 2, 2),
    (Question(how="all", words=("завод", "мэр")), 1, 1),
    (Question(how="any", words=("завод", "форум")), 4, 4),
    (Question(how="phrase", words=("открыл", "мэр")), 2, 2),
    (Question(how="phrase", words=("мэр", "открыл")), 0, 0),
    (Question(how="prefix", words=("номе",)), 20, 10),
    (Question(how="all", words=("мост",)), 22, 10),
    (Question(how="all", words=("мост",), page=3), 22, 2),
    (Question(how="all", words=("мост",), page=100), 22, 0),
    (Question(how="all", words=("мост",), newest=True), 22, 10),
    (Question(how="all", words=("мост",), facets=True), 22, 10),
    (Question(how="all", words=("завод",), since="2020-01-06", until="2021-03-01"), 2, 2),
    (Question(how="all", words=("завод",), source="Вести"), 1, 1),
    (Question(how="all", words=("завод",), region="Амурская область"), 2, 2),
    (Question(how="all", words=("такогонет",)), 0, 0),
]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rows") / "articles.jsonl"
    write_rows(ROWS, path)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_are_right(name: str, articles: Path, tmp_path: Path) -> None:
    if interpreter(name) is None:
        pytest.skip(absent(name))
    with Process(name) as process:
        built = process.ask("build", articles=str(articles), folder=str(tmp_path / "index"))
        assert built["articles"] == len(ROWS)
        assert min(built["seconds"], built["bytes"]) > 0
        process.ask("open", folder=str(tmp_path / "index"))
        asked = [question.to_json() for question, *_ in CASES]
        counted = process.ask("ask", questions=asked, count=True, rounds=2)
        totals = [total for _, total, _ in CASES]
        if name in BUILDS:  # it also finds articles with fewer of the words
            assert all(found >= total for found, total in zip(counted["total"], totals, strict=True))
        else:
            assert counted["total"] == totals
            assert counted["came"] == [came for *_, came in CASES]
        assert [len(took) for took in counted["ms"]] == [len(CASES)] * 2
        if False in process.ask("hello")["counts"]:
            alone = process.ask("ask", questions=asked, count=False)
            assert alone["came"] == counted["came"]
        assert process.ask("load", questions=asked, threads=2, seconds=0.2)["answered"] > 0


def test_what_a_peer_cannot_do_is_told_and_it_goes_on(tmp_path: Path) -> None:
    with Process("fts5") as process:
        with pytest.raises(PeerFailed, match="SQLite FTS5: FileNotFoundError"):
            process.ask("build", articles=str(tmp_path / "nowhere"), folder=str(tmp_path / "index"))
        assert process.ask("hello")["version"]


@pytest.mark.parametrize("gone", [False, True])
def test_a_peer_whose_process_dies_is_named(gone: bool) -> None:
    with Process("fts5") as process:
        process._process.kill()
        if gone:  # then the question itself cannot be sent
            process._process.wait()
        with pytest.raises(PeerFailed, match="SQLite FTS5: its process ended"):
            process.ask("hello")
