"""Other expressions for what a query says; one line is one case: «query → kind: expression, expression; ...»."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import analyze_query
from indexer.language.expansions import Expansion, Kind, Thesaurus, expansions_of
from indexer.language.thesaurus import Role, families, groups

TABLES = {
    "families": """
        words	source
        подписать|подписывать|подписание	x
        мыть|помыть|мытьё	x""",
    "abbreviations": """
        short	full	kind	source
        ВОЗ	Всемирная организация здравоохранения	organisation	x
        ФАП	фельдшерско-акушерский пункт	term	x
        КНР	Китайская Народная Республика	state	x
        СФО	Сибирский федеральный округ	place	x
        ГАЗ	Горьковский автомобильный завод	organisation	x
        КТО	контртеррористическая операция	term	x
        ЦБ	Центральный банк	authority	x
        ЦБ	ценные бумаги	term	x
        Роспотребнадзор	Федеральная служба по надзору в сфере защиты прав потребителей	authority	x""",
    "regions": """
        name	short	adjective	centre	okrug	nicknames	old	abbreviations	source
        Амурская область		амурский	Благовещенск	ДФО	Приамурье			x
        Алтайский край		алтайский	Барнаул	СФО				x
        Республика Алтай		алтайский	Горно-Алтайск	СФО	Горный Алтай		РА	x
        Краснодарский край		краснодарский	Краснодар	ЮФО	Кубань			x
        Московская область		московский|подмосковный	Москва	ЦФО	Подмосковье			x
        Москва		московский	Москва	ЦФО				x
        Новосибирская область		новосибирский	Новосибирск	СФО				x
        Пермский край	Прикамье	пермский	Пермь	ПФО		Молотовская область (1940–1957)	ПК	x
        Ханты-Мансийский автономный округ – Югра	Югра	югорский		УФО			ХМАО	x""",
    "okrugs": """
        name	short	abbreviations	regions	source
        Сибирский федеральный округ	Сибирский округ	СФО	Алтайский край|Новосибирская область	x""",
    "cities": """
        name	region	adjective	nicknames	old	source
        Краснодар	Краснодарский край	краснодарский		Екатеринодар (до 1920)	x
        Амурск	Хабаровский край	амурский			x
        Москва	Москва	московский	Первопрестольная		x
        Екатеринбург	Свердловская область	екатеринбургский		Свердловск (1924–1991)	x
        Караганда	Казахстан	карагандинский			x
        Киров	Кировская область	кировский		Вятка	x""",
    "countries": """
        name	full	adjective	capital	capital_adjective	nicknames	source
        Китай	Китайская Народная Республика	китайский	Пекин	пекинский		x""",
    "roles": """
        group	words	source
        мэр	мэр|глава города|градоначальник	x
        глава	глава города Москвы|мэр Москвы	x""",
    "adjectives": """
        place	adjective	source
        Амур	амурский	x
        Алтай	алтайский	x
        Караганда	карагандинский	x
        Свердловск	свердловский	x
        Дон	донской	x""",
}


@pytest.fixture(scope="module")
def thesaurus(tmp_path_factory: pytest.TempPathFactory) -> Thesaurus:
    folder: Path = tmp_path_factory.mktemp("tables")
    for name, text in TABLES.items():
        lines = [line.strip(" ") for line in text.strip().splitlines()]
        (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Thesaurus(groups(folder), families(folder))


def asked(text: str) -> list[tuple[str, set[str]]]:
    """The words of a query, each with its terms; a compound is one word."""
    words: list[tuple[str, set[str]]] = []
    end = 0
    for token in analyze_query(text):
        if end < token.stop and token.start < token.stop:
            words.append((text[token.start : token.stop], set(token.terms)))
            end = token.stop
    return words


def told(text: str, thesaurus: Thesaurus | None = None) -> str:
    """What stands for the words of the query, by kind; the words are named where they are not the whole query."""
    words = asked(text)
    terms = [terms for _, terms in words]
    found: dict[str, list[str]] = {}
    for start, stop, (kind, other) in thesaurus.of(terms) if thesaurus else expansions_of(terms):
        span = "" if (start, stop) == (0, len(words)) else f"[{' '.join(word for word, _ in words[start:stop])}] "
        found.setdefault(f"{span}{kind.name.lower().replace('_', ' ')}", []).append(other)
    return "; ".join(f"{kind}: {', '.join(others)}" for kind, others in found.items())


@pytest.mark.parametrize(
    "case",
    [
        # Abbreviations, both ways; in small letters too, and then for what is written in capitals.
        "ВОЗ → full name: Всемирная организация здравоохранения",
        "воз → abbreviation: ВОЗ; full name: Всемирная организация здравоохранения",
        "Всемирной организации здравоохранения → abbreviation: ВОЗ",
        "фап → full name: фельдшерско-акушерский пункт",
        "фельдшерско-акушерские пункты → abbreviation: ФАП",
        "фельдшерско акушерский пункт → abbreviation: ФАП",
        "возы → ",
        "газ → ",
        "кто → ",
        "ГАЗ → full name: Горьковский автомобильный завод",
        # Of several meanings only the first one leads to the abbreviation.
        "ЦБ → full name: Центральный банк, ценные бумаги",
        "центральный банк → abbreviation: ЦБ",
        "ценные бумаги → ",
        # Function words may be left out, as the query language does.
        "федеральная служба надзору сфере защиты прав потребителей → abbreviation: Роспотребнадзор",
        # A region with its adjective; a river that is short for it.
        "Амурская область → place: Приамурье, амурский, Амур",
        "Приамурье → place: Амурская область, амурский, Амур",
        "амурский → place: Амурская область, Приамурье, Амур",
        "Амур → place: Амурская область, Приамурье, амурский",
        "Алтай → place: Алтайский край, алтайский, Республика Алтай, Горный Алтай",
        "Горный Алтай → place: Республика Алтай, алтайский, Алтай",
        "Югра → abbreviation: ХМАО; place: Ханты-Мансийский автономный округ – Югра, югорский",
        # «РА» may be many things: it leads to the region, and the region not to it.
        "Республика Алтай → place: Горный Алтай, алтайский, Алтай",
        "Прикамье → place: Пермский край, пермский; old name: Молотовская область",
        # The centre is not the region, but one adjective may be of both.
        "Краснодар → place: краснодарский; old name: Екатеринодар",
        "Кубань → place: Краснодарский край, краснодарский",
        "краснодарский → place: Краснодарский край, Кубань, Краснодар",
        # «московский» is of Москва; «амурский» is not of Амурск.
        "Московская область → place: Подмосковье, подмосковный",
        "московский → place: Москва, Первопрестольная",
        "Амурск → ",
        # Countries, foreign cities, capitals.
        "КНР → place: Китай, Китайская Народная Республика, китайский",
        "китайский → abbreviation: КНР; place: Китай, Китайская Народная Республика",
        "Пекин → place: пекинский",
        "Караганда → place: карагандинский",
        # Old names: to the city of today and back; the adjective is of today.
        "Свердловск → place: свердловский; present name: Екатеринбург, екатеринбургский",
        "Екатеринбург → place: екатеринбургский; old name: Свердловск",
        "екатеринбургский → place: Екатеринбург",
        "Вятке → present name: Киров, кировский",
        # An okrug leads to its regions, and they not to it.
        "СФО → place: Сибирский федеральный округ, Сибирский округ; okrug: Алтайский край, Новосибирская область",
        "Сибирский округ → abbreviation: СФО; place: Сибирский федеральный округ; "
        "okrug: Алтайский край, Новосибирская область",
        "Новосибирская область → place: новосибирский",
        # Words.
        "мэром → role: глава города, градоначальник",
        "главы города → role: мэр, градоначальник",
        "подписание → family: подписать, подписывать",
        # The longest expression, and nothing of its parts.
        "глава города Москвы → role: мэр Москвы",
        "глава города Караганды → [глава города] role: мэр, градоначальник; [Караганды] place: карагандинский",
        "подписать договор с КНР → [подписать] family: подписывать, подписание; "
        "[КНР] place: Китай, Китайская Народная Республика, китайский",
        "привет → ",
        " → ",
    ],
)
def test_what_stands_for_a_query(case: str, thesaurus: Thesaurus) -> None:
    query, _, expected = case.partition(" → ")
    assert told(query, thesaurus) == expected.strip()


@pytest.mark.parametrize(
    "case",
    [
        "Амур → амурский, Амурская область, Приамурье",
        "Амурская область → Приамурье, амурский",
        "Алтай → Алтайский край, Республика Алтай, алтайский",
        "караганда → карагандинский",
        "пекинский → Пекин",
        "китайский → Китай, КНР",
        "искусственный интеллект → ИИ",
        "подписание → подписать, подписывать",
        "подписывать → подписать, подписание",
        "строительство → строить, построить",
        "погибнуть → гибель",
        "мэр → градоначальник, глава города",
        "губернатор → глава региона",
        "Югра → ХМАО",
        "Свердловск → Екатеринбург",
        "дальневосточный федеральный округ → ДФО, Хабаровский край",
        "уфимский → Уфа",
    ],
)
def test_what_the_tables_know(case: str) -> None:
    query, expected = case.split(" → ")
    others = {other for _, _, (_, other) in expansions_of([terms for _, terms in asked(query)])}
    assert set(expected.split(", ")) <= others


@pytest.mark.parametrize("query", ["питание", "состояние", "Хабаровский край", "Кубань", "дом", "стать", "имение"])
def test_what_the_tables_do_not_say(query: str) -> None:
    never = {"питать", "состоять", "Хабаровск", "Краснодар", "ДОМ", "сталь", "иметь"}
    assert not never & {other for _, _, (_, other) in expansions_of([terms for _, terms in asked(query)])}


def test_an_expression_and_what_stands_for_it_stand_for_each_other() -> None:
    one_way = {Role.RARE_ABBREVIATION, Role.OKRUG, Role.REGION, Role.OLD_NAME, Role.ADJECTIVE}
    checked = 0
    for group in groups()[::40]:
        members = [text for text, role in group if role not in one_way]
        for text in members:
            terms = [terms for _, terms in asked(text)]
            whole = {o for start, stop, (_, o) in expansions_of(terms) if (start, stop) == (0, len(terms))}
            missing = [other for other in members if other != text and other not in whole]
            assert not missing, f"{text} does not lead to {missing}"
            checked += 1
    assert checked > 50


words = st.sampled_from(
    ["глава", "город", "москва", "алтайский", "край", "алтай", "воз", "ВОЗ", "=воз", "подписать", "сибирский", "округ"]
)


@given(query=st.lists(st.frozensets(words, max_size=3), max_size=6))
def test_laws_of_spans(query: list[frozenset[str]], thesaurus: Thesaurus) -> None:
    found = list(thesaurus.of(query))
    spans = {(start, stop) for start, stop, _ in found}
    assert all(0 <= start < stop <= len(query) for start, stop in spans)
    assert not [(a, b) for a in spans for b in spans if a != b and b[0] <= a[0] and a[1] <= b[1]]
    assert len(found) == len({(start, stop, expansion.words) for start, stop, expansion in found})
    order = list(Kind)
    assert found == sorted(found, key=lambda item: (item[0], item[1], order.index(item[2].kind)))


def test_what_a_reader_is_told() -> None:
    assert Expansion(Kind.ABBREVIATION, "КНР").label == "по сокращению: КНР"
    assert Expansion(Kind.FAMILY, "подписание").label == "по родственному слову: подписание"


def test_importing_reads_no_table() -> None:
    program = (
        "import indexer.language.expansions as e, pathlib\n"
        "assert e._thesaurus.cache_info().currsize == 0\n"
        "list(e.expansions_of([{'воз'}]))\n"
        "assert e._thesaurus.cache_info().currsize == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
