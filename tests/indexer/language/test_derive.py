"""What the derivation of tables gives: families and adjectives of a few lemmas, and the tables as they are."""

from collections.abc import Sequence

import pytest

from indexer.language.tables.derive_families import Families, grouped
from indexer.language.tables.derive_lexicon import DERIVED, HERE, Lexicon, checked
from indexer.language.tables.derive_places import Places

EVERY = 25


def families(lemmas: Sequence[str], by_hand: str = "") -> set[str]:
    """The families that the rules find among the lemmas, with the help of one line by hand."""
    lines = {**checked(), "family": [by_hand.split("|")] if by_hand else []}
    return {words for words, _ in Families(Lexicon.read(lemmas), lines).lines()}


def table(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


@pytest.mark.parametrize(
    "family",
    [
        # The 1st person shows the stem: осужу, посещу, замечу, куплю.
        "осудить|осуждать|осуждение",
        "посетить|посещать|посещение",
        "заметить|замечать",
        "представить|представлять",
        "победить|побеждать",
        "выполнить|выполнять|выполнение",
        # -ывать and -ивать, with о → а and е → ё in the root.
        "подписать|подписывать|подписание|подписывание",
        "выстроить|выстраивать|выстраивание",
        "удержать|удерживать|удержание|удерживание",
        "подчеркнуть|подчёркивать",
        "рассмотреть|рассматривать|рассмотрение",
        "овладеть|овладевать|овладение",
        # Irregular endings.
        "провести|проводить|проведение",
        "вывезти|вывозить",
        "привлечь|привлекать|привлечение",
        "принять|принимать|принятие",
        "открыть|открывать|открытие",
        "спасти|спасать|спасение",
        "отозвать|отзывать",
        "исчезнуть|исчезать|исчезновение",
        "разойтись|расходиться",
        "подъехать|подъезжать",
        # Nouns without a partner, of reflexive verbs, of borrowed ones.
        "голосовать|голосование",
        "появиться|появляться|появление",
        "сотрудничать|сотрудничество",
        "отсутствовать|отсутствие",
        "ратифицировать|ратификация",
        "модернизировать|модернизация",
        "транслировать|трансляция",
        "проинформировать|информировать|информирование",
    ],
)
def test_words_that_the_rules_link(family: str) -> None:
    assert families(family.split("|")) == {family}


@pytest.mark.parametrize(
    "apart",
    [
        "питать питание",  # another thing by now
        "управить управлять управление",
        "иметь имение",
        "состоять состояние",
        "бить битва",
        "стоить стояние",
        "положить положение",
        "забить забыть",
        "отметить отметать",  # отмести → отметать; отметить → отмечать
        "разметить размещать",
        "лететь лечение",
        "открыться открытие открыть",  # the noun is of the plain verb, though the dictionary has just these
        "пойти походить",
        "москва подписать",
    ],
)
def test_words_that_only_look_alike(apart: str) -> None:
    first, second, *_ = apart.split()
    assert not any({first, second} <= set(family.split("|")) for family in families(apart.split()))


def test_of_two_perfectives_for_one_imperfective_none_is_taken() -> None:
    assert families(["развесить", "развешивать"]) == {"развесить|развешивать"}
    assert families(["развесить", "развешать", "развешивать"]) == set()


def test_a_family_by_hand_joins_what_the_rules_find() -> None:
    words = ["построить", "строить", "строительство", "пристроить", "пристраивать"]
    assert families(words) == {"пристроить|пристраивать"}
    assert families(words, "построить|строить|строительство") == {
        "построить|строить|строительство",
        "пристроить|пристраивать",
    }
    assert families(words, "пристроить|пристройка") == {"пристроить|пристраивать|пристройка"}


def test_links_make_groups() -> None:
    links = [("а", "б"), ("в", "г"), ("б", "д"), ("е", "в")]
    assert sorted(map(sorted, grouped(links))) == [["а", "б", "д"], ["в", "г", "е"]]


@pytest.mark.parametrize(
    "case",
    [
        "хабаровск → хабаровский",
        "караганда → карагандинский",
        "москва → московский",
        "прага → пражский",
        "рига → рижский",
        "казань → казанский",
        "тверь → тверской",
        "ярославль → ярославский",
        "елец → елецкий",
        "тула → тульский",
        "сочи → сочинский",
        "камчатка → камчатский",
        "россия → российский",
        "сербия → сербский",
        "поволжье → поволжский",
        "грозный → грозненский",
        "иваново → ивановский",
    ],
)
def test_the_adjective_of_a_place(case: str) -> None:
    place, adjective = case.split(" → ")
    rules = {**checked(), "adjective": []}
    assert list(Places(Lexicon.read([place, adjective]), rules).lines()) == [(place.capitalize(), adjective, DERIVED)]


def test_an_adjective_is_of_the_nearest_place_only() -> None:
    rules = {**checked(), "adjective": []}
    lemmas = ["ивановка", "ивановский"]
    assert list(Places(Lexicon.read(lemmas), rules).lines()) == [("Ивановка", "ивановский", DERIVED)]
    assert list(Places(Lexicon.read([*lemmas, "иваново"]), rules).lines()) == [("Иваново", "ивановский", DERIVED)]


def test_the_table_of_families_is_what_the_rules_give() -> None:
    lines = [words for words, source in table("families.tsv") if source == DERIVED][::EVERY]
    assert len(lines) > 300
    assert families([word for words in lines for word in words.split("|")]) == set(lines)


def test_the_table_of_adjectives_is_what_the_rules_give() -> None:
    lines = [(place, word) for place, word, source in table("adjectives.tsv") if source == DERIVED][::EVERY]
    assert len(lines) > 70
    lemmas = [lemma for place, word in lines for lemma in (place.lower(), word)]
    assert {(place, word) for place, word, _ in Places(Lexicon.read(lemmas), checked()).lines()} >= set(lines)


def test_each_word_is_in_one_family() -> None:
    words = [word for line, _ in table("families.tsv") for word in line.split("|")]
    assert len(words) == len(set(words))


def test_what_is_judged_by_hand_is_in_the_tables() -> None:
    lines = checked()
    written = [set(words.split("|")) for words, _ in table("families.tsv")]
    assert [words for words in lines["family"] if not any(set(words) <= family for family in written)] == []
    assert {tuple(line) for line in lines["adjective"]} <= {(place, word) for place, word, _ in table("adjectives.tsv")}
    of_hand = {word for words in lines["family"] for word in words}
    never = {word for words in lines["never"] for word in words} - of_hand
    assert not never & {word for family in written for word in family}
