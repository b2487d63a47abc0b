"""What people get when they typed something that no article has."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.analyzed import analyze_article
from indexer.article import Article
from indexer.engine import Engine
from indexer.engines.memory import MemoryEngine
from indexer.language import analyze
from search_web.lexicon import known_places
from search_web.repair import MOST_LOOKS, MOST_REPAIRED, RepairKind, applied, repaired

TEXT = """
Мэр Хабаровска Сергей Кравчук рассказал о сотрудничестве с Пекином. Хабаровск ждёт гостей из Москвы и Пекина.
Мэр Москвы Сергей Собянин и глава Благовещенска подписали программу сотрудничества. AmurMedia, VK и B2B тоже там.
В Приморье открыли мост; в Хабаровском крае — школу в области. Стали говорить о налогах, кубок вручили вчера.
Улан-Удэ, Нижний Новгород, Тверь, Казань, Пермь, Ульяновск, Челябинск и Щёлково, Vitamin D и plan B — в новостях.
В Перми, Перми и Перми заводы. Экономика растёт, объём вырос. Президент Путин, Putin и Путин. Россия, в России.
По-любому правительство и губернатор против эпидемии: коронавирус. Гордеев и его программа. Сделать всё можно.
"""
# Twelve articles that only have the one word: a frequent word, «Путин», and a rare one, «Putin».
MORE = ["Путин"] * 12


@pytest.fixture(scope="module")
def engine() -> Engine:
    return over(TEXT, *MORE)


def over(*texts: str) -> Engine:
    engine = MemoryEngine()
    with engine.writer() as writer:
        for number, text in enumerate(texts):
            writer.put(analyze_article(Article(id=str(number), title="", text=text), analyze))
    return engine


def read(query: str, engine: Engine) -> str:
    return repaired(query, engine).text


@pytest.mark.parametrize(
    "typed_and_read",
    [
        "gtrby → пекин",
        "Gtrby → Пекин",
        "GTRBY → ПЕКИН",
        "[f,fhjdcr → хабаровск",
        "cj,zyby → собянин",
        "'rjyjvbrf → экономика",
        "ФьгкЬувшф → AmurMedia",
        "фьгкьувшф → amurmedia",
        "Хабfhjdcr → Хабаровск",
        "ekfy-el' → улан-удэ",
        "мэр gtrbyf → мэр пекина",
        "gtrby, vjcrdf. → пекин, москва.",
        # operators stay
        "-gtrby → -пекин",
        "мост -gtrby → мост -пекин",
        "!Gtrby → !Пекин",
        "title:gtrby → title:пекин",
        "(vjcrdf | gtrby) → (москва | пекин)",
        "(vjcrdf|gtrby) → (москва|пекин)",
        "vjcrdf ИЛИ gtrby → москва ИЛИ пекин",
        '"vjcrdf b gtrby" → "москва и пекин"',
        '"vjcrdf gtrby"~3 → "москва пекин"~3',
        "[f,fhj* → хабаро*",
        "source:gtrby vjcrdf → source:gtrby москва",
        'source:"vjcrdf gtrby" vjcrdf → source:"vjcrdf gtrby" москва',
        # prepositions follow, though the articles have «D» and «B»
        "d vjcrdt b gtrbyt → в москве и пекине",
        "vjcn AmurMedia d gtrbyt → мост AmurMedia в пекине",
    ],
)
def test_the_other_keyboard_layout(typed_and_read: str, engine: Engine) -> None:
    typed, expected = typed_and_read.split(" → ")
    assert read(typed, engine) == expected
    assert {edit.kind for edit in repaired(typed, engine).edits} == {RepairKind.LAYOUT}


@pytest.mark.parametrize(
    "typed_and_read",
    [
        "Khabarovsk → Хабаровск",
        "Xabarovsk → Хабаровск",
        "Habarovsk → Хабаровск",
        "KHABAROVSK → ХАБАРОВСК",
        "Khabarovskom → Хабаровском",
        "Blagoveshchensk → Благовещенск",
        "Blagoveschensk → Благовещенск",
        "Sobyanin → Собянин",
        "Sobianin → Собянин",
        "Kravchuk → Кравчук",
        "Nizhniy Novgorod → Нижний Новгород",
        "Nizhny Novgorod → Нижний Новгород",
        "Ulan-Ude → Улан-Удэ",
        "Tver' → Тверь",
        "Kazan → Казань",
        "Perm → Пермь",
        "4elyabinsk → челябинск",
        "Shchyolkovo → Щелково",
        "-Khabarovsk → -Хабаровск",
        '"Sobyanin Kravchuk" → "Собянин Кравчук"',
        "habarov* → хабаров*",
        "Khabarovsk-Kazan → Хабаровск-Казань",
    ],
)
def test_latin_letters(typed_and_read: str, engine: Engine) -> None:
    typed, expected = typed_and_read.split(" → ")
    assert read(typed, engine) == expected
    assert {edit.kind for edit in repaired(typed, engine).edits} == {RepairKind.TRANSLIT}


def test_a_latin_name_that_articles_have_stays_unless_its_neighbours_are_transliterated(engine: Engine) -> None:
    assert read("Putin", engine) == "Putin"
    assert read("prezident Putin", engine) == "президент Путин"
    assert read("AmurMedia Sobyanin", engine) == "AmurMedia Собянин"


@pytest.mark.parametrize(
    "typed_and_read",
    [
        "Хабравоск → Хабаровск",
        "ХАБРАВОСК → ХАБАРОВСК",
        "мэр Хабравоска → мэр Хабаровска",
        "Собяннин → Собянин",
        "Благовещинск → Благовещенск",
        "сотруднечество → сотрудничество",  # the articles have other forms of it alone
        "програма → программа",
        "правительсво → правительство",
        "корановирус → коронавирус",
        "зделать → сделать",
        "вобласти → в области",
        "Хаба ровск → Хабаровск",
        "полюбому → по-любому",
        "ооочень моооост → ооочень мост",
        "-Хабравоск → -Хабаровск",
        '"мэр Хабравоска" → "мэр Хабаровска"',
        "!Хабравоск → !Хабаровск",
        "title:Хабравоск → title:Хабаровск",
        "Хабра́воск → Хабаровск",
        "Мэр-Хабравоска → Мэр-Хабаровска",
        "AmurMeida → AmurMedia",
    ],
)
def test_typos(typed_and_read: str, engine: Engine) -> None:
    typed, expected = typed_and_read.split(" → ")
    assert read(typed, engine).casefold() == expected.casefold()
    assert {edit.kind for edit in repaired(typed, engine).edits} == {RepairKind.TYPO}


def test_capitals_are_kept(engine: Engine) -> None:
    assert read("Хабравоск", engine) == "Хабаровск"
    assert read("хабравоск", engine) == "хабаровск"
    assert read("ХАБРАВОСК", engine) == "ХАБАРОВСК"


def test_a_slip_on_the_other_layout_and_in_latin_letters(engine: Engine) -> None:
    assert read("[f,hfdjcr", engine) == "хабаровск"
    assert read("Habarvosk", engine) == "Хабаровск"


@pytest.mark.parametrize(
    "query",
    [
        "Приморье",
        "Приамурье",  # is not «Приморье»
        "Приамурьем",
        "Кубань",  # is not «кубок»
        "сталь",  # is not «стали»
        "налёг",  # is not «налог»
        "МЭРР",  # looks like an abbreviation
        "07.12.2020",
        "3000",
        "AmurMedia",
        "tv",  # is not «ем»
        "the bridge",
        "Гордеева Гордей",
        "date:gtrby",
        "ытщкшефт",
    ],
)
def test_what_is_right_or_means_nothing_stays(query: str, engine: Engine) -> None:
    assert repaired(query, engine).edits == ()


def test_places_may_be_added_to_the_known_ones() -> None:
    engine = over("Приречье.")
    assert read("Преречье", engine) == "Приречье"
    assert repaired("Преречью", engine, known_places(["Преречье"])).text == "Преречью"


def test_a_right_word_that_sounds_like_one_of_the_index_is_only_offered() -> None:
    answer = repaired("компания", over("Началась кампания."))
    assert (answer.text, answer.edits) == ("компания", ())
    assert [(edit.typed, edit.read, edit.kind) for edit in answer.offered] == [
        ("компания", "кампания", RepairKind.TYPO)
    ]


def test_a_word_that_is_found_by_a_guess_alone_is_kept_and_a_better_one_offered() -> None:
    engine = over("Сели за расчёты.", "Расчёт верен.", "Пасажир уехал.", "Пассажирам всё равно.")
    answer = repaired("пасажирам", engine)
    assert (answer.text, [edit.read for edit in answer.offered]) == ("пасажирам", ["пассажирам"])


def test_surnames_that_the_dictionary_lacks_are_not_taken_for_common_words() -> None:
    assert read("снесарь", over("Слесарь.")) == "снесарь"
    assert read("Ivanov", over("Анна Иванова.")) == "Ivanov"
    assert read("мэр Делонов", over("Мэр завёл много деловых знакомств.")) == "мэр Делонов"


def test_a_place_is_not_even_offered_for_another() -> None:
    assert repaired("Чита", over("Дорога на Читу, Чета.")).offered == ()
    assert repaired("Ростов", over("Отец Растов.")).offered == ()


def test_the_commoner_word_wins() -> None:
    assert read("паром масква", over(*["Москва."] * 9, "Маскма.", "паром")) == "паром москва"


def test_an_edit_says_what_was_typed_where_and_how_it_was_read(engine: Engine) -> None:
    answer = repaired('"мост -gtrby Хабравоск', engine)
    assert [(e.start, e.stop, e.typed, e.read, str(e.kind)) for e in answer.edits] == [
        (7, 12, "gtrby", "пекин", "layout"),
        (13, 22, "Хабравоск", "Хабаровск", "typo"),
    ]


def test_among_words_on_the_wrong_layout_one_that_no_article_has_is_shown_readable_too(engine: Engine) -> None:
    assert read("gtrby cgbcjr", engine) == "пекин список"
    assert read("cgbcjr", engine) == "cgbcjr"


@pytest.mark.parametrize("typed", ["Хабравоск", "Хаборовска", "Хабаравске", "Хабаровскк"])
def test_articles_may_have_other_forms_only(typed: str) -> None:
    assert read(typed, over("Под Хабаровском.")) in ("Хабаровск", "Хабаровском")


def test_more_words_than_are_tried_are_told(engine: Engine) -> None:
    some = " ".join(["gtrby"] * MOST_REPAIRED)
    assert not repaired(some, engine).cut
    answer = repaired(some + " gtrby", engine)
    assert answer.cut
    assert answer.text == " ".join(["пекин"] * MOST_REPAIRED) + " gtrby"


class Counting(MemoryEngine):
    looks = 0

    def similar_terms(self, word: str, distance: int, limit: int) -> list[tuple[str, int]]:
        self.looks += 1
        return super().similar_terms(word, distance, limit)


def test_compounds_of_many_unknown_parts_cost_no_more_than_a_few_words() -> None:
    counting = Counting()
    assert repaired(" ".join(["-".join(["абвгдежз"] * 6)] * MOST_REPAIRED), counting).cut
    assert counting.looks <= 2 * MOST_LOOKS


WORDS = [
    "gtrby",
    "[f,",
    "cj,zyby",
    "Khabar",
    "ovsk",
    "Tver'",
    "Хаб",
    "равоск",
    "сотруднечество",
    "вобласти",
    "мост",
    "d",
    "B",
]
MARKS = [*'-!"«»()|&*;\u0301\u00ad', "~3", "title:", "source:", " ", " ", " ", " "]
PIECES = st.sampled_from([*WORDS, *MARKS])


@settings(max_examples=150, deadline=None)
@example(text="0𗀀A")  # in the other layout, a letter without a name in Unicode beside a Cyrillic one
@given(text=st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30))
def test_any_text_is_repaired_to_what_its_edits_say(engine: Engine, text: str) -> None:
    answer = repaired(text, engine)
    assert applied(text, answer.edits) == answer.text
    at = 0
    for edit in answer.edits:
        assert at <= edit.start < edit.stop
        assert text[edit.start : edit.stop] == edit.typed != edit.read
        at = edit.stop


@given(st.lists(st.sampled_from(TEXT.split()), max_size=8).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_a_query_of_words_that_articles_have_stays(engine: Engine, query: str) -> None:
    assert repaired(query, engine).text == query


@pytest.mark.parametrize("text", ["a" * 600, ";" * 300 + "a" + ";" * 211, "y" * 500, "а-" * 250, "(" * 512, "y-" * 250])
def test_long_nonsense_is_read_quickly_enough(engine: Engine, text: str) -> None:
    assert repaired(text, engine).text == text
