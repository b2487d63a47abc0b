"""«со ссылкой на …»: which sources a text names."""

import pytest

from indexer.cleaning.named_sources import MOST_SOURCES, TABLE, named_sources

# The sentence → the sources, with « | » between.
SENTENCES = """
Паром отошёл вовремя, сообщает ТАСС. → ТАСС
Об этом пишет «Коммерсантъ». → Коммерсантъ
Мост закрыли, передаёт РИА Новости со ссылкой на мэрию. → РИА Новости
Мост закрыли, передает РИА Новости. → РИА Новости
Как сообщает AmurMedia, лёд уже тронулся. → AmurMedia
Дорогу перекрыли, сообщили в пресс-службе МЧС. → пресс-служба МЧС
По данным пресс-службы правительства Хабаровского края, лёд сошёл. → пресс-служба правительства Хабаровского края
По информации пресс-центра УМВД России по Приморскому краю пожар потушили. → пресс-центр УМВД России по Приморскому краю
Склад сгорел, сообщает пресс-служба МЧС в Амурской области. → пресс-служба МЧС в Амурской области
Рейс отменили, сообщает пресс-служба. → пресс-служба
Завод встал, пишет газета «Вечерняя заря» со ссылкой на ИА «Огни Амура». → Вечерняя заря | ИА «Огни Амура»
Со ссылкой на "Северные вести" редакция сообщила о пожаре. → Северные вести
ссылаясь на информационное агентство „Заря“ → Заря
По данным портала gorod-n.ru, очередь выросла. → gorod-n.ru
Новость появилась в полдень, пишет Telegram-канал «Наш порт». → Наш порт
«Интерфакс» сообщает о новых рейсах. → Интерфакс
ТАСС передаёт: рейс отложен. → ТАСС
Дождя не будет, рассказали в Росгидромете. → Росгидромете
Сообщает ТАСС. Позже это подтвердил источник: сообщает ТАСС. → ТАСС
Пишет «Заря», по сведениям издания «Вести» и по информации ТАСС. → Заря | Вести | ТАСС
Он сообщает, что уезжает. →
Мэр пишет письма. →
Об этом сообщает Сергей Петров. →
По данным на утро вторника дороги свободны. →
По информации редакции, паром опоздал. →
«Мост закрыт», — сказал директор. →
"""


@pytest.mark.parametrize("line", SENTENCES.strip().splitlines())
def test_sources_of_a_sentence(line: str) -> None:
    text, _, sources = line.partition("→")
    assert " | ".join(named_sources(text.strip())) == sources.strip()


@pytest.mark.parametrize("row", [row for row in TABLE if row["kind"] != "outlet"], ids=lambda row: row["words"])
def test_every_way_of_the_table_is_read(row: dict[str, str]) -> None:
    assert named_sources(f"Мост закрыли, {row['example']}.")


def test_what_is_typed_oddly_is_read_as_well() -> None:
    assert named_sources("СО ССЫЛКОЙ НА\u00a0«Ве\u00adсти»") == ("Вести",)


def test_a_list_of_sources_is_cut() -> None:
    assert len(named_sources(" ".join(f"Пишет «Газета {n}»." for n in range(100)))) == MOST_SOURCES


def test_long_texts_without_an_end_take_no_time() -> None:
    """Patterns with repetitions inside repetitions would not come back from these."""
    for text in ("«" * 20_000, "А " * 20_000, "пишет " * 20_000, 'пишет "' * 20_000, "по данным пресс-службы " * 5_000):
        named_sources(text)
