"""Synthetic articles: like those of the archive, ever new words, the same for the same seed."""

import json
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import synthetic
from benchmarks.corpus import rows_of
from benchmarks.peers.peer import Row
from benchmarks.synthetic import LETTERS, MOST_GROWTH, SYLLABLES, Model, _variant


def row(number: int, title: str, text: str, day: str = "2020-02-03") -> Row:
    return Row(str(number), title, text, f"Издание {number % 3}", f"Регион {number % 2}", day)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(islice(rows_of(None), 300))


@pytest.fixture(scope="module")
def model(rows: list[Row]) -> Model:
    return Model.of(rows)


def words(rows: list[Row]) -> list[str]:
    return [word.lower() for row in rows for word in LETTERS.findall(row.text)]


def test_fewer_articles_are_the_first_of_more(model: Model) -> None:
    many = list(islice(model.articles(), 1500))
    assert list(islice(model.articles(), 700)) == many[:700]
    assert list(islice(model.articles(seed=2), 700)) != many[:700]
    assert len({row.id for row in many}) == 1500


def test_lengths_outlets_and_frequent_words_are_those_of_the_archive(rows: list[Row], model: Model) -> None:
    made = list(islice(model.articles(), 1000))
    assert {row.source for row in made} <= {row.source for row in rows}
    assert {row.region for row in made} <= {row.region for row in rows}
    real, like = words(rows), words(made)
    assert len(like) / 1000 == pytest.approx(len(real) / 300, rel=0.1)
    commonest = max(set(real), key=real.count)
    assert like.count(commonest) / len(like) == pytest.approx(real.count(commonest) / len(real), rel=0.2)


def test_new_words_keep_coming_but_ever_fewer() -> None:
    # Four words that come back, and in each article one that no other has.
    archive = [row(n, "О мосте", f"Новый мост стоит здесь. {syllables(n)}") for n in range(400)]
    like_it = Model.of(archive)
    made = words(list(islice(like_it.articles(), 8000)))
    parts = [len(set(made[: len(made) * part // 8])) for part in (1, 2, 4, 8)]
    times = [later / earlier for earlier, later in pairwise(parts)]
    assert parts[-1] > 2 * 400
    assert times == sorted(times, reverse=True)
    assert times[-1] == pytest.approx(2**like_it.growth, rel=0.1)
    assert like_it.growth <= MOST_GROWTH


def syllables(number: int) -> str:
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:03}") + "ово"


@pytest.mark.parametrize(
    ("token", "number", "variant"), [("Мост, ", 1, "Мосбат, "), ("мост ", 2, "мобест "), ("мост ", 66, "мобабаст ")]
)
def test_a_variant_keeps_capitals_marks_and_blanks(token: str, number: int, variant: str) -> None:
    assert _variant(token, number) == variant


def test_variants_differ() -> None:
    assert len({_variant("мост", number) for number in range(1, 5000)}) == 4999


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=80)), min_size=1, max_size=8))
def test_any_archive_will_do(texts: list[tuple[str, str]]) -> None:
    archive = [row(n, title, text, day="") for n, (title, text) in enumerate(texts)]
    made = list(islice(Model.of(archive).articles(), 5))
    assert len(made) == 5
    known = set("".join(text for pair in texts for text in pair)) | set("".join(SYLLABLES)) | {" "}
    assert set("".join(row.title + row.text for row in made)) <= known


def test_an_archive_without_articles_is_named() -> None:
    with pytest.raises(SystemExit, match="no article to learn from"):
        Model.of([])


def test_the_command_prints_records_that_can_be_indexed(capsys: pytest.CaptureFixture[str]) -> None:
    synthetic.main(["3"])
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [set(record) for record in records] == [{"id", "title", "text", "source", "regions", "date"}] * 3
