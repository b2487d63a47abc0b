"""Which regions an article is about: one line a case, «text → regions», the one it is most about first."""

import pymorphy3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.about import About, Region
from indexer.analyzed import analyze_article
from indexer.article import Article
from indexer.cleaning.gazetteer import Kind, gazetteer, spellings
from indexer.language import analyze
from indexer.language.tables import rows


def about(text: str, title: str = "", *, side: str = "", regions: tuple[str, ...] = ()) -> About:
    """What an article is about that says this."""
    return analyze_article(Article(id="1", title=title, text=text, side_text=side, regions=regions), analyze).about


CASES = """
    # Every case, adjectives, people, nicknames, abbreviations
    Мост открыли в Хабаровске. → Хабаровский край
    Пожар произошёл под Хабаровском. → Хабаровский край
    Делегация Амурской области вернулась. → Амурская область
    Снегопад накрыл Приамурье. → Амурская область
    Урожай собрали на Кубани. → Краснодарский край
    Нижегородская полиция задержала вора. → Нижегородская область
    Хабаровчане встретили теплоход. → Хабаровский край
    Волгоградка выиграла турнир. → Волгоградская область
    Туляки купили автобусы. → Тульская область
    Пробки сковали Питер. → Санкт-Петербург
    Бюджет приняли ХМАО и ЯНАО. → Ханты-Мансийский автономный округ, Ямало-Ненецкий автономный округ
    В КБР ограничили движение. → Кабардино-Балкарская Республика
    Об этом сообщили в МВД по РТ. → Республика Татарстан
    В Республике Саха (Якутия) похолодает. → Республика Саха (Якутия)
    В Северной Осетии – Алании выпал снег. → Республика Северная Осетия
    В Ямало-Ненецком автономном округе открыли школу. → Ямало-Ненецкий автономный округ
    Мэр Йошкар-Олы ушёл в отставку. → Республика Марий Эл
    Завод в Каменске-Уральском остановили. → Свердловская область
    В Петропавловске-Камчатском ждут циклон. → Камчатский край
    В Комсомольске-на-Амуре построят мост. → Хабаровский край
    В Набережных Челнах и Нижнекамске открыли парки. → Республика Татарстан
    Погиб житель Гумбетовского района. → Республика Дагестан
    В Рыбно-Слободском районе ввели карантин. → Республика Татарстан
    В Тульской и Калужской областях похолодает. → Тульская область, Калужская область

    # One name, several places
    Мост через Амур строят в Благовещенске. → Амурская область
    В Благовещенске под Уфой открыли завод. → Республика Башкортостан
    В Железногорске Курской области открыли школу. → Курская область
    В Железногорске под Красноярском открыли школу. → Красноярский край
    В Железногорске открыли школу. →
    В Мирном добыли алмазы, сообщили в Якутии. → Республика Саха (Якутия)
    В Пушкине и Петергофе включили фонтаны. → Санкт-Петербург
    В Донецке работает почта. → Донецкая Народная Республика
    В Горном Алтае выпал снег. → Республика Алтай
    В Алтайском крае выпал снег. → Алтайский край
    В Великом Новгороде выпал снег. → Новгородская область
    В Нижнем Новгороде выпал снег. → Нижегородская область
    В Ростове Великом выпал снег. → Ярославская область
    В Ростове-на-Дону выпал снег. → Ростовская область
    В Подмосковье выпал снег. → Московская область
    В Ленинградской области выпал снег. → Ленинградская область

    # Towns and persons
    Президент приехал во Владимир. → Владимирская область
    Владимир Путин приехал на форум. →
    В Кирове прошёл форум. → Кировская область
    Убийство Кирова осталось загадкой. →
    Сергей Киров жил здесь. →
    С. М. Киров жил здесь. →
    Поэма написана Пушкиным. →
    Пушкин написал поэму. →
    Александр Жуковский выиграл гонку. →
    В Жуковском открыли авиасалон. → Московская область
    Антон Чехов жил на даче. →
    Андрей Курский забил гол. →
    Марина Иванова забила гол. →
    В Иванове выпал снег. → Ивановская область
    Из Иванова приехал театр. → Ивановская область
    В Королёве построили школу. → Московская область
    Дмитрий Донской выиграл битву. →

    # Towns and words
    Орёл сел на ветку. →
    Мэрия Орла купила автобусы. → Орловская область
    Автобусы купили в Орле. → Орловская область
    Шахты закроют на ремонт. →
    Завод в Шахтах остановили. → Ростовская область
    Дом стоял на горе у леса. →
    Остров открыли для туристов. →
    Мирный договор подписали вчера. →
    В городе Мирный открыли школу. →

    # Streets, names in quotes, rivers, parts of other names
    На улице Омской сбили пешехода. →
    На Киевском шоссе и Ярославском вокзале людно. →
    Дом на площади Кирова снесли. →
    Суд Кировского района вынес приговор. →
    В Ленинском районе прорвало трубу. →
    На улицах Саратова убирают снег. → Саратовская область
    Журналисты «Псковской ленты новостей» спросили министра. →
    Теплоход «Хабаровск» ушёл в рейс. →
    Хоккеисты «Амура» проиграли. →
    Волга и Дон обмелели. →
    Автобус пошёл в село Покрово-Пригородное. →
    Автобус пошёл в село Покров. →

    # The capital and the government
    Мэр Москвы открыл станцию. → Москва
    Москва заявила протест Вашингтону. →

    # Abroad
    В Бресте и Минске прошли выборы. →
    Переговоры провели в Пекине и Токио. →
"""


def lines(table: str) -> list[tuple[str, list[str]]]:
    """(text, names) of the lines that are cases."""
    found = []
    for line in table.splitlines():
        if line.strip() and not line.strip().startswith("#"):
            text, _, names = line.strip().partition("→")
            found.append((text.strip(), [name.strip() for name in names.split(",") if name.strip()]))
    return found


@pytest.mark.parametrize(("text", "names"), lines(CASES))
def test_regions_of_a_sentence(text: str, names: list[str]) -> None:
    assert list(about(text).region_names) == names


MORPH = pymorphy3.MorphAnalyzer()
REAL = [region["name"] for region in rows("regions")]
CASE_NAMES = ("nomn", "gent", "datv", "accs", "ablt", "loct")


def declined(name: str, case: str) -> str:
    """The name of a place in the case; one that the dictionary does not have stays as it is."""
    for parse in MORPH.parse(name.lower()):
        if {"nomn", "Geox"} in parse.tag and parse.normal_form == name.lower():
            form = parse.inflect({case})
            return form.word.capitalize() if form else name
    return name


@pytest.mark.parametrize("case", CASE_NAMES[1:])
def test_every_centre_is_found_in_every_case(case: str) -> None:
    missed = []
    for row in rows("regions"):
        centre = row["centre"]
        if centre.isalpha() and row["name"] not in ("Ленинградская область", "Московская область"):
            text = f"Мэрия города {declined(centre, case)}."
            if row["name"] not in about(text).region_names:
                missed.append(text)
    assert missed == []


def test_every_name_of_a_region_is_found_in_the_nominative() -> None:
    missed = []
    for row in rows("regions"):
        for name in (row["name"], *row["short"].split("|")):
            if (
                name
                and name not in ("Саха", "Алтай", "Москва")
                and row["name"] not in about(f"Вот {name}.").region_names
            ):
                missed.append(name)  # noqa: PERF401
    assert missed == []


@pytest.mark.parametrize("name", ["Ростов-на-Дону", "Йошкар-Ола", "Нижний Новгород"])
def test_a_compound_is_found_as_a_whole_and_in_parts(name: str) -> None:
    heads = gazetteer().heads
    for words in spellings(name):
        assert any(words == expression.words for term in words[0] for expression in heads[term])


def test_every_okrug_of_a_region_is_known() -> None:
    names = gazetteer()
    assert set(names.okrug_of) == set(REAL)
    assert {okrug for okrug in names.okrug_of.values() if okrug} == set(names.okrugs)


# What the article is about


def test_the_words_that_led_to_a_region_are_kept_as_written_each_once() -> None:
    found = about("В Хабаровске открыли мост. Хабаровчане рады. В Хабаровске салют.", "Мост в Хабаровском крае")
    words = ("Хабаровском крае", "Хабаровске", "Хабаровчане")
    assert found.regions == (Region("Хабаровский край", words),)
    assert found.okrugs == ("Дальневосточный федеральный округ",)
    assert found.places == ("Хабаровский край", "Хабаровск")


def test_the_title_says_first_what_it_is_about() -> None:
    found = about("Делегация побывала в Казани, в Казани были и гости.", "Мэр Омска вернулся домой")
    assert found.region_names == ("Омская область", "Республика Татарстан")


def test_a_place_mentioned_in_passing_is_a_place_but_no_region_of_the_article() -> None:
    text = "Мэр Омска открыл мост. В Омске людно. " + "Мост строили долго. " * 60 + "Балки везли через Пермь."
    found = about(text, "Мост в Омске")
    assert found.region_names == ("Омская область",)
    assert "Пермь" in found.places


def test_a_list_of_the_whole_country_has_no_region() -> None:
    text = "Больше всего берут в Омской области, Пермском крае, Татарстане, Якутии, Бурятии и Карелии."
    assert about(text, "Россияне стали больше читать").region_names == ()


def test_news_from_abroad_with_a_word_of_a_region_is_none_of_it() -> None:
    text = "В Италии, Франции и Испании бастуют. В Риме и Париже стоят поезда. Там был и турист из Перми."
    assert about(text, "Италия и Франция бастуют").region_names == ()


def test_an_okrug_that_the_article_names_is_its_okrug() -> None:
    found = about("Дороги ДФО ремонтируют.", "Дороги Дальневосточного федерального округа")
    assert (found.region_names, found.okrugs) == ((), ("Дальневосточный федеральный округ",))


def test_soft_hyphens_are_not_of_the_words() -> None:
    assert about("Мост открыли в Ха\N{SOFT HYPHEN}ба\N{SOFT HYPHEN}ров\N{SOFT HYPHEN}ске.").regions[0].words == (
        "Хабаровске",
    )


# What a record says


def test_the_regions_of_the_record_come_first_and_keep_their_writing() -> None:
    found = about("Мост открыли в Омске.", "Омск", regions=("Республика Саха", "Где-то там"))
    assert found.regions == (
        Region("Республика Саха (Якутия)", (), "Республика Саха"),
        Region("Где-то там", (), "Где-то там"),
        Region("Омская область", ("Омск", "Омске")),
    )
    assert found.okrugs == ("Дальневосточный федеральный округ", "Сибирский федеральный округ")


def test_the_record_settles_a_name_of_several_places() -> None:
    found = about("В Железногорске открыли школу.", regions=("Курская область",))
    assert found.regions == (Region("Курская область", ("Железногорске",), "Курская область"),)
    assert "Железногорск" in found.places


# Side text


places = st.sampled_from([row["name"] for row in rows("cities")][:200] + REAL)
sentences = st.sampled_from([text for text, _ in lines(CASES)])


@settings(max_examples=30)
@given(sentences, st.lists(places, max_size=5))
def test_places_in_side_text_change_nothing(text: str, aside: list[str]) -> None:
    assert about(text, side="Новости: " + ", ".join(aside)) == about(text)


@settings(max_examples=30)
@given(st.lists(sentences, max_size=4), st.sampled_from(REAL))
def test_a_region_of_the_record_is_never_lost(texts: list[str], region: str) -> None:
    assert about(" ".join(texts), regions=(region,)).region_names[0] == region


pieces = st.sampled_from([*"Аав -«».", "Киров", "Омск", "район", "Ростов-на-Дону", " в ", " г. ", "\xa0"])


@settings(max_examples=50)
@given(st.lists(pieces, max_size=12).map("".join))
def test_evidence_stands_in_the_text(text: str) -> None:
    for region in about(text).regions:
        assert all(word in " ".join(text.split()) for word in region.words)
        assert region.words


# The true parts of sample pages


def test_the_banner_of_another_town_is_none_of_its_news() -> None:
    found = about(
        "Форум собрал представителей Армении, Ирана, Алжира, Кении и Китая. Россию представляли несколько регионов, "
        "в том числе Амурская область.\nАмурская область активно встраивается в повестку форума.",
        "Делегация Амурской области приняла участие в форуме «Один пояс, один путь»",
        side="Главные новости в Ивантеевке",
    )
    assert found.region_names == ("Амурская область",)


def test_two_regions_that_sign_are_both() -> None:
    found = about(
        "В Амурской области с официальным визитом побывала делегация из Алтайского края. В благовещенской «Точке "
        "кипения» состоялась презентация двух регионов.",
        "Амурская область и Алтайский край определили направления сотрудничества",
    )
    assert found.region_names == ("Амурская область", "Алтайский край")


def test_two_capitals_whose_mayors_meet() -> None:
    found = about(
        "Москва и Пекин будут сотрудничать в ближайшие три года: программу подписали мэры Сергей Собянин и Чэнь "
        "Цзинин. Товарооборот между Москвой и Китаем вырос, отметил московский градоначальник.",
        "Мэры Москвы и Пекина подписали программу сотрудничества городов на 3 года",
    )
    assert found.region_names == ("Москва",)


def test_a_delegation_at_a_forum_elsewhere() -> None:
    found = about(
        "Форум сотрудничества России и Казахстана проходит в Оренбурге 28 ноября. На форуме работает делегация "
        "Новосибирской области.",
        "Делегация Новосибирской области принимает участие в форуме России и Казахстана в Оренбурге",
    )
    assert found.region_names[0] == "Новосибирская область"
    assert set(found.region_names) <= {"Новосибирская область", "Оренбургская область"}


def test_cities_that_take_part_stand_behind_the_one_that_speaks() -> None:
    found = about(
        "Представители администрации Хабаровска приняли участие во встрече. Смогли пообщаться Хабаровск, "
        "Екатеринбург, Казань, Уфа, Гуанчжоу и Цицикар. Мэр Хабаровска подписал соглашение.",
        "Хабаровск открыт для сотрудничества с дружественными городами",
    )
    assert found.region_names[0] == "Хабаровский край"


def test_the_gazetteer_knows_no_city_without_a_region_or_a_country() -> None:
    for group in gazetteer().heads.values():
        for expression in group:
            for sense in expression.senses:
                assert bool(sense.region) == (sense.kind not in (Kind.ABROAD, Kind.OKRUG))
