"""Names of places as people and registers write them: «typed → names»."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.place_names import canonical, okrug_of, subject
from indexer.language.tables import rows
from indexer.query import Keyword

TYPED = """
    region: Амурская область → Амурская область
    region: Амурской области → Амурская область
    region: амурская → Амурская область
    region: Приамурье → Амурская область
    region: приамурье → Амурская область
    region: Тульская обл. → Тульская область
    region: респ. Татарстан → Республика Татарстан
    region: татарстан → Республика Татарстан
    region: РТ → Республика Татарстан
    region: г. Москва → Москва
    region: Республика Саха → Республика Саха (Якутия)
    region: Республика Саха (Якутия) → Республика Саха (Якутия)
    region: Саха (Якутия) → Республика Саха (Якутия)
    region: Еврейская АО → Еврейская автономная область
    region: Ханты-Мансийский АО → Ханты-Мансийский автономный округ
    region: ХМАО-Югра → Ханты-Мансийский автономный округ
    region: Республика Северная Осетия - Алания → Республика Северная Осетия
    region: Северная Осетия-Алания → Республика Северная Осетия
    region: Кемеровская область - Кузбасс → Кемеровская область
    region: Чувашская Республика - Чувашия → Чувашская Республика
    region: Алтай → Алтайский край, Республика Алтай
    region: Хабаровск → Хабаровский край
    region: Марс →
    region: →
    okrug: ДФО → Дальневосточный федеральный округ
    okrug: дфо → Дальневосточный федеральный округ
    okrug: Дальневосточный → Дальневосточный федеральный округ
    okrug: дальневосточного → Дальневосточный федеральный округ
    okrug: Приволжский федеральный округ → Приволжский федеральный округ
    okrug: Лунный →
    place: Хабаровска → Хабаровск
    place: Питер → Санкт-Петербург
    place: в питере →
    place: Пекин → Пекин
    place: мглинский район → Мглинский район
    place: Луна-сити →
    source: Москва →
"""


@pytest.mark.parametrize("line", [line.strip() for line in TYPED.strip().splitlines()])
def test_typed_names(line: str) -> None:
    typed, _, names = line.partition("→")
    keyword, _, text = typed.partition(":")
    assert list(canonical(Keyword(keyword), text.strip())) == [n.strip() for n in names.split(",") if n.strip()]


def test_every_subject_is_known_by_its_own_name_and_lies_in_its_okrug() -> None:
    for row in rows("regions"):
        assert subject(row["name"]) == row["name"]
        assert okrug_of(row["name"]) == row["okrug"]


@given(st.text(max_size=40), st.sampled_from(list(Keyword)))
def test_anything_may_be_typed(text: str, keyword: Keyword) -> None:
    assert isinstance(canonical(keyword, text), tuple)
