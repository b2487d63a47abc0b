"""Where the words of a query are, operators left aside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_web.spots import spots


@pytest.mark.parametrize(
    "query_and_spots",
    [
        "мэр Хабаровска → мэр · Хабаровска",
        "-gtrby → gtrby",
        "!Gtrby → Gtrby",
        "-!Gtrby → Gtrby",
        "+gtrby → gtrby",
        "title:gtrby → gtrby",
        "Заголовок:-gtrby → gtrby",
        "(vjcrdf | gtrby) → vjcrdf · gtrby",
        "(vjcrdf|gtrby) → vjcrdf · gtrby",
        '"vjcrdf b gtrby"~3 → vjcrdf · b · gtrby',
        "«vjcrdf» → vjcrdf",
        "[f,fhjd* → [f,fhjd*",
        "v'h~2 [f,fhjdcr → v'h · [f,fhjdcr",
        "vjcrdf & gtrby → vjcrdf · gtrby",
        "vjcrdf И gtrby ИЛИ НЕ d OR b → vjcrdf · gtrby · d · b",
        "source:Dtcnb vjcrdf → vjcrdf",
        'source:"Dtxthybq [f,fhjdcr" vjcrdf → vjcrdf',
        "источник:«Dtxthybq [f,fhjdcr» vjcrdf → vjcrdf",
        "date:2023..2024 vjcrdf → vjcrdf",
        "cfyrn-gtnth,ehu → cfyrn-gtnth,ehu",
        'source:"Dtxthybq → Dtxthybq',  # never closed
        "- ! | () → ",
    ],
)
def test_words_without_operators(query_and_spots: str) -> None:
    query, _, expected = query_and_spots.partition(" → ")
    found = [spot.within(query) + "*" * spot.prefix for spot in spots(query)]
    assert " · ".join(found) == expected


@given(st.text(alphabet=st.sampled_from('аbИ-+!"«»()|&:*~3 source:')))
def test_spots_are_in_order_and_hold_no_blanks(text: str) -> None:
    at = 0
    for spot in spots(text):
        assert at <= spot.start < spot.stop <= len(text)
        assert not any(map(str.isspace, spot.within(text)))
        at = spot.stop
