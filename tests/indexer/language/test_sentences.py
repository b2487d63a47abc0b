"""Where sentences end. Certain marks are not shown to razdel and others one by one, which must make no difference."""

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from razdel import sentenize

from indexer.language import sentences

WORDS = ["т", "е", "им", "г", "Мэр", "Хабаровска", "сказал", "iPhone", "АмГУ", "5", "2020", "XVIII", "С", "др", "млн"]
MARKS = [
    ". ",
    ".",
    "! ",
    "?.. ",
    "… ",
    "; ",
    ": ",
    ", ",
    " ",
    "  ",
    " - ",
    "\u00a0",
    "» ",
    " «",
    '" ',
    ") ",
    " (",
    ":) ",
]


def as_razdel(line: str) -> list[str]:
    return [found.text.strip() for found in sentenize(line) if found.text.strip()]


def ours(line: str) -> list[str]:
    return [line[start:stop] for start, stop in sentences(line)]


@example(" ! Мэр")
@example("XVIII. Мэр")
@given(st.lists(st.sampled_from(WORDS + MARKS), max_size=40).map("".join))
def test_the_sentences_of_a_line_are_those_of_razdel(line: str) -> None:
    if any(mark in line for mark in ".!?…;"):
        assert ours(line) == as_razdel(line)


def test_the_sentences_of_the_sample_pages_are_those_of_razdel() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (Path(__file__).parents[3] / "seeds").glob("*.txt")]
    lines = [line for text in texts for line in text.splitlines() if "." in line]
    assert len(lines) > 20
    assert [ours(line) for line in lines] == [as_razdel(line) for line in lines]


def test_sentences() -> None:
    assert ours("Мэр в Хабаровске. Он сказал: «Да!» И уехал в 15 ч. 30 мин. домой") == [
        "Мэр в Хабаровске.",
        "Он сказал: «Да!»",
        "И уехал в 15 ч. 30 мин. домой",
    ]
    assert ours("Один\nДва. Три") == ["Один", "Два.", "Три"]
