"""Which words are marked: marked words stand in [brackets]."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import analyze
from indexer.query import Zone
from search_web.answers import Marked
from search_web.marks import marks, merged
from search_web.query_language import parse


def marked(text: str, query: str, zone: Zone = Zone.BODY) -> str:
    tree = parse(query).query
    spans = marks(analyze(text), tree, zone) if tree else ()
    return "".join(f"[{piece}]" if on else piece for piece, on in Marked(text, spans).pieces())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # Whole words, in whatever form they stand.
        ("мэр Хабаровска", "[Мэры] Москвы и [Хабаровск]"),
        ("хабаров*", "[Хабаровские] команды из [Хабаровска], не хабар"),
        ("!мэра", "мэр и мэры, [мэра]"),
        # A word of a phrase only where the phrase is.
        ('"на 3 года"', "на мосту [на] [3] [года], 3 раза на год"),
        ('"один пояс один путь"', "[Один] [пояс], [один] [путь] и один шаг"),
        ('"мэр город"~2', "[мэр] большого [города]; а совсем другой мэр далеко от всех остальных городов"),
        ('"мэр * Кравчук"', "[мэр] Сергей [Кравчук], мэр Кравчук"),
        ('"мэр хабаров*"', "[мэр] [Хабаровска], мэр Москвы, хабаровский край"),
        ("мэр~1 Кравчук", "[Кравчук] стал [мэром]; но тот мэр, о котором говорит Кравчук"),
        # Words of one sentence only where they all are in it.
        ("мэр & Хабаровск", "Мэр уехал. [Хабаровск] ждёт [мэра]. Хабаровск рад."),
        ("мэр & (Москва | Пекин)", "[Мэр] в [Москве]. Москва. [Пекин] ждёт [мэра]"),
        ('"новый мост" & река', "Новый мост. Река. [Новый] [мост] через [реку], мост новый"),
        ("(Москва Пекин | река) & мэр", "[Мэр] у [реки]. Мэр в Москве. [Мэр] [Москвы] в [Пекине]."),
        ("паром | мэр & Хабаровск", "Мэр. [Паром]. Хабаровск"),
        ("+мост", "[мост]"),
        # What is excluded is not marked.
        ("мост -река", "[мост] через реку"),
        ("мост -(река | город)", "[мост] через реку в городе"),
        ("(Москва | Пекин) мэр", "[мэры] [Москвы] и [Пекина]"),
        # Function words beside others are not asked for.
        ("в Благовещенске", "в [Благовещенске] в доме"),
        # A part of a compound, or all of it.
        ("форум", "онлайн-[форум]"),
        ("онлайн-форум", "[онлайн-форум] и [онлайн] [форум], форум онлайн"),
        # As written: soft hyphens, stress marks and decomposed letters inside.
        ("привет", "[при\u00adве\u0301т]!"),
        ("китайский", "[кита\u0438\u0306ский] рынок"),
        ("date:2023", "ничего 2023"),
    ],
)
def test_marked(query: str, expected: str) -> None:
    assert marked(expected.replace("[", "").replace("]", ""), query) == expected


def test_a_title_word_is_marked_in_the_title_only() -> None:
    assert marked("Мост", "title:мост", Zone.TITLE) == "[Мост]"
    assert marked("Мост", "title:мост", Zone.BODY) == "Мост"
    assert marked("Мост", "мост", Zone.SIDE) == "Мост"


spans = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)).map(lambda s: (s[0], s[0] + s[1])))


@given(spans)
def test_merged_spans_cover_the_same_and_do_not_overlap(found: list[tuple[int, int]]) -> None:
    result = merged(found)
    assert {i for a, b in result for i in range(a, b)} == {i for a, b in found for i in range(a, b)}
    assert all(before[1] <= after[0] for before, after in pairwise(result))


@given(st.text("мост река\n", max_size=40), spans)
def test_pieces_join_to_the_text(text: str, found: list[tuple[int, int]]) -> None:
    inside = merged((a, b) for a, b in found if b <= len(text))
    pieces = list(Marked(text, inside).pieces())
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, on in pieces if on] == [text[a:b] for a, b in inside]
