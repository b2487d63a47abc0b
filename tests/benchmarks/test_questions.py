"""Queries are drawn from the articles: the same each time, and what a class says of them is true."""

from itertools import islice

import pytest

from benchmarks.corpus import rows_of
from benchmarks.peers.peer import WORD, Question, Row
from benchmarks.questions import questions_of


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(islice(rows_of(None), 400))


@pytest.fixture(scope="module")
def drawn(rows: list[Row]) -> dict[str, list[Question]]:
    return questions_of(rows, 20)


def test_the_same_articles_give_the_same_queries(rows: list[Row], drawn: dict[str, list[Question]]) -> None:
    assert questions_of(rows, 20) == drawn
    assert questions_of(rows, 20, seed=8) != drawn
    assert all(len(questions) == 20 for questions in drawn.values())


def test_every_question_survives_the_way_to_another_process(drawn: dict[str, list[Question]]) -> None:
    questions = [question for questions in drawn.values() for question in questions]
    assert [Question.from_json(question.to_json()) for question in questions] == questions


@pytest.mark.parametrize("n", [2, 3, 5])
def test_words_asked_for_together_stand_in_one_article(
    rows: list[Row], drawn: dict[str, list[Question]], n: int
) -> None:
    texts = [set(WORD.findall(f"{row.title} {row.text}".lower())) for row in rows]
    for question in drawn[f"{n} words, all"]:
        assert len(set(question.words)) == n
        assert any(text.issuperset(question.words) for text in texts)
    assert [q.words for q in drawn[f"{n} words, any"]] == [q.words for q in drawn[f"{n} words, all"]]


@pytest.mark.parametrize("n", [2, 3])
def test_phrases_stand_in_an_article(rows: list[Row], drawn: dict[str, list[Question]], n: int) -> None:
    texts = [row.text.lower() for row in rows]
    for question in drawn[f"phrase of {n} words"]:
        assert len(question.words) == n
        assert any(" ".join(question.words) in text for text in texts)


def test_filters_are_of_the_archive(rows: list[Row], drawn: dict[str, list[Question]]) -> None:
    assert {q.source for q in drawn["frequent word, one source"]} <= {row.source for row in rows}
    assert {q.region for q in drawn["frequent word, one region"]} <= {row.region for row in rows}
    for question in drawn["frequent word, between days"]:
        inside = [row for row in rows if question.since <= row.day <= question.until]
        assert 0.05 < len(inside) / len(rows) < 0.2


def test_page_100_is_asked_only_of_words_that_have_one(rows: list[Row], drawn: dict[str, list[Question]]) -> None:
    assert "frequent word, page 100" not in drawn
    more = [row._replace(id=f"{n} {row.id}") for n in range(4) for row in rows]
    for question in questions_of(more, 5)["frequent word, page 100"]:
        assert sum(question.words[0] in WORD.findall(f"{row.title} {row.text}".lower()) for row in more) >= 1000
