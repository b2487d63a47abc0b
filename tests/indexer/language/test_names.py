"""Names of people and places: in every case, known to the dictionary or not, apart from common words."""

import pytest

from indexer.language import analyze, analyze_query
from indexer.language.names import keys, surnames

from .notation import readings


def meets(query: str, text: str) -> bool:
    """Whether each word of the query shares a reading with some word of the text."""
    found = {term for token in analyze(text) for term in token.readings}
    return all(not found.isdisjoint(token.readings) for token in analyze_query(query) if token.readings)


PUZANOV = ["Пузанов", "Пузанова", "Пузанову", "Пузановым", "Пузанове"]
SNESAR = ["Снесарь", "Снесаря", "Снесарю", "Снесарем", "Снесаре"]


@pytest.mark.parametrize("forms", [
    PUZANOV,
    SNESAR,
    ["Мантуров", "Мантурова", "Мантурову", "Мантуровым", "Мантурове"],
    ["Цзинин", "Цзинина", "Цзинину", "Цзинином", "Цзинине"],
    ["Чэнь", "Чэня", "Чэню", "Чэнем", "Чэне"],
    ["Собянин", "Собянина", "Собянину", "Собяниным", "Собянине"],
    ["Хмурский", "Хмурского", "Хмурскому", "Хмурским", "Хмурском"],
    ["Приамурье", "Приамурья", "Приамурью", "Приамурьем"],
    ["Хэйлунцзян", "Хэйлунцзяна", "Хэйлунцзяну", "Хэйлунцзяном", "Хэйлунцзяне"],
    ["Цицикар", "Цицикара", "Цицикару", "Цицикаром", "Цицикаре"],
    ["Салем", "Салема", "Салему", "Салемом", "Салеме"],
], ids=lambda forms: forms[0])  # fmt: skip
def test_a_name_is_found_in_every_case_from_every_case(forms: list[str]) -> None:
    for query in forms:
        for form in forms:
            assert meets(query, f"Об этом сказал {form} вчера."), (query, form)
            assert meets(query.lower(), f"Об этом сказал {form} вчера."), (query, form)


@pytest.mark.parametrize(("query", "text"), [
    ("пузан", "Об этом сказал Павел Пузанов."),
    ("песок", "Об этом сообщил Песков."),
    ("песок", "Переговоры не планируются - Песков"),
    ("петух", "Делегацию возглавил Юрий Петухов."),
    ("Иваново", "Начальник управления Татьяна Иванова проинформировала."),
    ("Ивановка", "Начальник управления Татьяна Иванова проинформировала."),
    ("сейф", "Охрана Сейфа аль-Ислама покинула его."),
    ("Тёма", "Обсудили основные темы."),
    ("сталь", "Вопросы логистики стали основными."),
    ("Ия", "Проекты с ИИ внедряют осторожно."),
    ("воз", "Эксперты ВОЗ назвали причину."),
    ("Киреев", "Это отметила Екатерина Киреева."),
    ("лев", "Во встрече участвовал Андрей Львов."),
    ("сочить", "Форум прошёл в Сочи."),
])  # fmt: skip
def test_a_name_is_no_common_word_and_no_other_name(query: str, text: str) -> None:
    assert not meets(query, text)


@pytest.mark.parametrize(("query", "text"), [
    ("собянин", "Об этом сказал Собянин."),
    ("песков", "Об этом сообщил Песков."),
    ("надежда", "Он выразил надежду."),
    ("надежда", "Встречу вела Надежда Петрова."),
    ("Сейф аль-Ислам", "Охрана Сейфа аль-Ислама покинула его."),
    ("точка кипения", "Встреча в «Точке кипения» прошла."),
    ("министерство", "Сообщает Министерство экономики."),
    ("восточный", "Космодром Восточный принял гостей."),
    ("Киреева", "Это отметила Екатерина Киреева."),
    ("Киреевой", "Это отметила Киреева."),
    ("Сергеевна", "Слово дали Анне Сергеевне Петровой."),
    ("Белых", "Об этом сказал Никита Белых."),
    ("белый", "Это Белый дом."),
    ("офицер", "Встреча в Доме Офицеров прошла."),
    ("самолёт", "Новый Самолёт Ан-24 прилетел."),
    ("президент", "Президент бен Али прилетел."),
])  # fmt: skip
def test_capitals_do_not_hide_what_a_reader_means(query: str, text: str) -> None:
    assert meets(query, text)


@pytest.mark.parametrize("case", [
    # A given name beside a surname tells whose it is.
    "Татьяна Иванова → татьяна т.; иванова",
    "с Павлом Пузановым → с; павел п.; пузанов",
    "Екатерине Киреевой → екатерина е.; киреева",
    "С. Киреева → с.; киреев киреева",
    # At the beginning of a sentence a capital tells nothing; a given name does.
    "Песков заявил → песков песок; заявить",
    "Песков Дмитрий заявил → песков; дмитрий д.; заявить",
    # A patronymic keeps its gender and has an initial.
    "с Анной Сергеевной → с; анна а.; сергеевна с.",
    "Сергей Семёнович → сергей с.; семёнович с.",
])  # fmt: skip
def test_names_are_read_as(case: str) -> None:
    text, _, expected = case.partition(" → ")
    assert readings(text) == expected


@pytest.mark.parametrize("case", [
    "пузанова → пузанов пузанова", "пузановым → пузанов", "пузановой → пузанова",
    "хмурской → хмурская", "хмурским → хмурский", "мост → ", "чин → ",
])  # fmt: skip
def test_a_surname_is_told_by_its_ending(case: str) -> None:
    form, _, expected = case.partition(" → ")
    assert " ".join(name for name, _ in surnames(form)) == expected


def test_an_unknown_name_has_two_keys_where_its_ending_may_belong_to_it() -> None:
    assert keys("салем") == ("~салем", "~сал")
    assert keys("салема") == ("~салем",)
