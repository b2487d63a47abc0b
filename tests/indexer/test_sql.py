"""Databases: real ones, SQLite and PostgreSQL, by the same tests."""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from indexer import Article, DatabaseUnusable, ExtraMissing, build_index, read_articles, read_sql, update_index
from search_web import NewsSearch
from tests.command_line import DONE, FAILED, MISUSED, assert_one_sentence, ended, gubernia
from tests.indexer import postgres

QUERY = "SELECT id, headline AS title, body AS text, published, link AS url FROM news ORDER BY id"
ROWS = [
    (1, "Мост через Амур открыт", "<p>Первые машины прошли утром.</p><p>Проезд бесплатный.</p>", "2023-11-05", None),
    (2, "Паром ушёл в рейс", "Скидка 100% до весны", None, "https://a.ru/2"),
    (3, None, None, None, None),
    (4, "Порт закрыт", "Шторм", "не день", None),
]


@pytest.fixture(scope="module")
def postgres_address() -> Iterator[str]:
    with postgres.server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the rows in a table."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'news.db'}"
    else:
        address = request.getfixturevalue("postgres_address")
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS news")
        connection.exec_driver_sql(
            "CREATE TABLE news (id INTEGER PRIMARY KEY, headline TEXT, body TEXT, published TEXT, link TEXT)"
        )
    insert(engine, ROWS)
    yield address
    engine.dispose()


def insert(engine: Any, rows: list[tuple[Any, ...]]) -> None:
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO news VALUES ({', '.join([mark] * 5)})", rows)


def change(database: str, statement: str) -> None:
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_rows_become_articles(database: str) -> None:
    articles = read_sql(QUERY, database)
    found: list[Article] = list(articles)
    assert [(article.id, article.title, article.text, article.url) for article in found] == [
        ("1", "Мост через Амур открыт", "Первые машины прошли утром.\nПроезд бесплатный.", ""),
        ("2", "Паром ушёл в рейс", "Скидка 100% до весны", "https://a.ru/2"),
        ("4", "Порт закрыт", "Шторм", ""),
    ]
    assert str(found[0].published.day) == "2023-11-05"
    reasons = [warning.reason for warning in articles.warnings]
    assert reasons[0] == "has neither a title nor a text"
    assert reasons[1].startswith("its day 'не день' was left out")
    assert articles.warnings[0].location.endswith(" row 3")
    assert articles.complete
    assert all("hidden" not in article.location for article in found)
    assert found[0].location == f"{articles.roots[0]}#1"
    assert "keeper" not in found[0].location
    assert [article.id for article in articles] == ["1", "2", "4"], "a query can be asked again"


def test_percent_signs_and_colons_are_left_alone(database: str) -> None:
    articles = read_sql("SELECT id, headline AS title FROM news WHERE body LIKE '%100%' AND 'a :b' <> ''", database)
    assert [article.id for article in articles] == ["2"]


def test_columns_by_their_names_or_mapped(database: str) -> None:
    articles = read_sql("SELECT id, headline, body FROM news WHERE id = 1", database, fields={"title": "headline"})
    ((article,)) = list(articles)
    assert article.title == "Мост через Амур открыт"
    assert article.text.startswith("Первые")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT id, title FROM nowhere", "nowhere"),
        ("SELEKT 1", "does not answer the query"),
        ("SELECT id, published FROM news", "its columns are 'id', 'published': name them in the query"),
        ("SELECT headline AS title FROM news", "neither an id nor a url"),
        ("DELETE FROM news", "does not answer the query"),
        ("  ", "The query is empty"),
    ],
)
def test_bad_queries_are_one_sentence(database: str, query: str, said: str) -> None:
    with pytest.raises(DatabaseUnusable) as raised:
        list(read_sql(query, database))
    message = str(raised.value)
    assert said in message
    assert "\n" not in message
    assert "hidden-word" not in message
    assert len(list(read_sql(QUERY, database))) == 3, "nothing was written"


def test_update_and_prune(database: str, tmp_path: Path) -> None:
    place, page = tmp_path / "index", tmp_path / "page.txt"
    page.write_text("Страница", "utf-8")
    build_index([*read_sql(QUERY, database), *read_articles(page)], place)
    change(database, "DELETE FROM news WHERE id = 2")
    change(database, "UPDATE news SET headline = 'Мост закрыт' WHERE id = 1")
    report = update_index(read_sql(QUERY, database), place)
    assert (report.changed, report.unchanged, report.removed, report.articles) == (1, 1, 0, 4)
    another = "SELECT id, headline AS title FROM news WHERE id = 4"
    assert update_index(read_sql(another, database), place, gone=True).removed == 0, "it is another query"
    # Row 3 makes no article: what cannot be read in a query keeps all that was read in it before.
    assert update_index(read_sql(QUERY, database), place, gone=True).removed == 0
    change(database, "DELETE FROM news WHERE id = 3")
    report = update_index(read_sql(QUERY, database), place, gone=True)
    assert (report.removed, report.articles) == (1, 3)
    with NewsSearch.open(place) as news:
        assert [hit.title for hit in news.search("мост").hits] == ["Мост закрыт"]
        assert news.search("паром").total == 0
        assert news.search("страница").total == 1


def test_many_rows_come_in_turn(database: str) -> None:
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    insert(engine, [(number, f"Новость {number}", "т", None, None) for number in range(10, 3010)])
    engine.dispose()
    reader = iter(read_sql(QUERY, database))
    assert next(reader).id == "1"
    reader.close()  # type: ignore[attr-defined]
    change(database, "DELETE FROM news WHERE id > 2")  # which an open transaction would keep waiting
    assert len(list(read_sql(QUERY, database))) == 2


def test_the_command(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / "index")
    stdout, stderr = ended(gubernia("index", "--sql", QUERY, "--database", database, "--index", place), DONE)
    assert stdout.startswith("3 articles in the index")
    assert "hidden-word" not in stdout + stderr
    monkeypatch.setenv("GUBERNIA_DATABASE", database)
    _, stderr = ended(gubernia("index", "--sql", "SELECT 1 FROM nowhere", "--index", place), FAILED)
    assert_one_sentence(stderr.partition("\n")[2] if stderr.startswith("0 articles") else stderr)
    assert "hidden-word" not in stderr
    stdout, _ = ended(gubernia("search", "паром", "--index", place), DONE)
    assert "Паром ушёл в рейс" in stdout


def test_misuse(tmp_path: Path) -> None:
    assert "--sql goes with --database" in ended(gubernia("index", "--sql", "SELECT 1"), MISUSED)[1]
    assert "Nothing to index" in ended(gubernia("index"), MISUSED)[1]
    with pytest.raises(DatabaseUnusable, match="There is no database at"):
        list(read_sql(QUERY, f"sqlite:///{tmp_path / 'news.db'}"))
    assert list(tmp_path.iterdir()) == [], "looking for a database must not make one"
    (tmp_path / "text.db").write_text("no database " * 100, "utf-8")
    with pytest.raises(DatabaseUnusable, match="file is not a database"):
        list(read_sql(QUERY, f"sqlite:///{tmp_path / 'text.db'}"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("no address: hidden-word", "none that SQLAlchemy knows"),
        ("nonsense://a:hidden-word@h/x", "of a kind that SQLAlchemy does not know"),
        ("mysql+nodriver://a:hidden-word@h/x", "nodriver|of a kind"),
        ("oracle://a:hidden-word@h/x", "needs the driver"),
        ("postgresql://a:hidden-word@127.0.0.1:1/x?sslpassword=hidden-word", "does not answer"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, said: str) -> None:
    with pytest.raises(DatabaseUnusable, match=said) as raised:
        list(read_sql(QUERY, address))
    assert "hidden-word" not in str(raised.value)


def test_a_database_that_fails_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE news (id INTEGER, title TEXT)")
        connection.executemany("INSERT INTO news VALUES (?, ?)", [(n, f"Новость {n}") for n in range(3000)])
    connection.close()
    overflow = "CASE WHEN id = 2000 THEN abs(-9223372036854775807 - 1) ELSE title END"
    articles = read_sql(f"SELECT id, {overflow} AS title FROM news", f"sqlite:///{path}")
    found = list(articles)
    assert 1000 <= len(found) <= 2000
    assert "breaks off in the middle: integer overflow" in articles.warnings[0].reason
    assert not articles.complete


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(ExtraMissing, match=r'pip install "gubernia\[sql\]"'):
        read_sql(QUERY, "sqlite:///news.db")
