"""What is a reprint and what only looks like one."""

import pytest

from indexer import Article
from indexer.reprints.alike import are_alike
from indexer.reprints.sketch import sketch

from .examples import BRIDGE, SCHOOL, article, first_sentences, weather


def alike(one: Article, other: Article) -> bool:
    there, back = (bool(are_alike(sketch(a), sketch(b))[0]) for a, b in ((one, other), (other, one)))
    assert there == back
    return there


OTHER_LETTERS = BRIDGE.upper().replace("Ё", "Е").replace(" ", "\u00a0").replace("МОСТ", "МО\u00adСТ")
OTHER_MARKS = BRIDGE.replace(",", " –").replace(". ", "!\n\n")
CUT = first_sentences(BRIDGE, 5)
WITH_INTRO = f"Об этом пишет наш корреспондент, который побывал на берегу и поговорил с жителями. {BRIDGE}"
IN_PART = BRIDGE.replace("Теперь до вокзала можно доехать за двадцать минут. ", "").replace("около часа", "целый час")
WITH_ANOTHER = f"{first_sentences(BRIDGE, 2)} {SCHOOL}"


@pytest.mark.parametrize("text", [BRIDGE, OTHER_LETTERS, OTHER_MARKS, CUT, WITH_INTRO, IN_PART])
def test_a_reprint(text: str) -> None:
    assert alike(article("Вести", BRIDGE), article("Заря", text))


@pytest.mark.parametrize("text", ["", "Мост открыли.", SCHOOL, WITH_ANOTHER, first_sentences(BRIDGE, 1)])
def test_no_reprint(text: str) -> None:
    assert not alike(article("Вести", BRIDGE), article("Заря", text))


def test_the_lead_counts_and_the_title_does_not() -> None:
    lead, rest = first_sentences(BRIDGE, 4), BRIDGE.strip()[len(first_sentences(BRIDGE, 4)) :]
    split = Article(id="1", title="Открыт мост", lead=lead, text=rest, source="Вести")
    assert alike(split, article("Заря", BRIDGE, title="Лесногорск получил новую переправу"))
    assert not alike(split, Article(id="2", title=BRIDGE, text=SCHOOL))


def test_reports_of_different_days_are_different_news() -> None:
    monday = weather(18, 11, 6, 3, "Лесногорск")
    assert alike(article("Вести", monday), article("Заря", monday))
    assert not alike(article("Вести", monday), article("Заря", weather(19, 14, 9, 7, "Лесногорск")))
    assert not alike(article("Вести", monday), article("Вести", weather(19, 14, 9, 7, "Лесногорск")))


def test_the_fewer_words_the_more_of_them_must_be_the_same() -> None:
    short = first_sentences(SCHOOL, 2)
    changed = short.replace("приборы", "компьютеры").replace("заканчивают", "завершают").replace("сдадут", "откроют")
    assert alike(article("Вести", short), article("Заря", short))
    assert not alike(article("Вести", short), article("Заря", changed))
    long = short + BRIDGE
    assert alike(article("Вести", long), article("Заря", changed + BRIDGE))


def test_two_captions_are_no_reprints_however_equal() -> None:
    caption = "Фото: пресс-служба мэрии города"
    assert not alike(article("Вести", caption), article("Заря", caption))


def test_within_one_outlet_a_part_of_an_article_is_no_reprint() -> None:
    """A paragraph of background comes back there in article after article."""
    part = first_sentences(BRIDGE, 6)
    assert alike(article("1", BRIDGE + SCHOOL, source="Вести"), article("2", part, source="Заря"))
    assert alike(Article(id="1", title="", text=BRIDGE + SCHOOL), Article(id="2", title="", text=part))
    assert not alike(article("1", BRIDGE + SCHOOL, source="Вести"), article("2", part, source="вести"))
