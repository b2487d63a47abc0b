"""What is answered when a query finds little: other words, fewer words, what was meant; each hit says why."""

from datetime import UTC, datetime, timedelta

import pytest

from indexer.article import Article, PublishedOn
from search_web import Answers, NewsSearch, NoteKind

from .conftest import Over


def texts(**by_id: str) -> list[Article]:
    return [Article(id=name, title="", text=text) for name, text in by_id.items()]


def shown(answers: Answers) -> list[str]:
    """Each hit as «id: why»."""
    return [": ".join(filter(None, (hit.id, "; ".join(hit.via)))) for hit in answers.hits]


def kinds(answers: Answers) -> set[NoteKind]:
    return {note.kind for note in answers.notes}


@pytest.mark.parametrize(("query", "text", "why"), [
    ("КНР", "Гости прибыли из Китая.", "по названию места: Китай"),
    ("ВОЗ", "Так считает Всемирная организация здравоохранения.",
     "по полному названию: Всемирная организация здравоохранения"),
    ("искусственный интеллект", "Проекты с ИИ внедряют.", "по сокращению: ИИ"),
    ("воз", "Эксперты ВОЗ назвали причину.", "по сокращению: ВОЗ"),
    ("подписание", "Стороны подписали план.", "по родственному слову: подписать"),
    ("градоначальник", "Мэр рад.", "по синониму: мэр"),
    ("Свердловск", "Это Екатеринбург.", "по нынешнему названию: Екатеринбург"),
    ("Киреев", "Отметила Екатерина Киреева.", "по фамилии: Киреева"),
    ("Сергей Собянин", "Сообщил С. Собянин.", "по инициалу: С. Собянин"),
    ("онлайн-форум", "Форум прошёл онлайн.", "порознь: онлайн форум"),
    ('"эксперты ВОЗ"', "Эксперты Всемирной организации здравоохранения рады.",
     "по полному названию: Всемирная организация здравоохранения"),
])  # fmt: skip
def test_other_words_for_the_same_are_found_and_labelled(over: Over, query: str, text: str, why: str) -> None:
    news = over(*texts(да=text, нет="О погоде."))
    answers = news.search(query)
    assert shown(answers) == [f"да: {why}"]
    assert NoteKind.EXPANDED in kinds(answers)
    assert news.search(query, strict=True).total == 0
    assert not any("по " in why for why in shown(news.search(query, expand="never")))


@pytest.mark.parametrize(("query", "text"), [
    ("-мэр погода", "Градоначальник о погоде."),  # what is excluded is excluded as written
    ("!подписание", "Стороны подписали план."),
    ("Приморье", "Это Приамурье."),
    ("сталь", "Они стали главными."),
    ("Кубань", "Команда взяла кубок."),
    ("магазин", "О погоде."),
])  # fmt: skip
def test_what_is_meant_as_written_brings_nothing_else(over: Over, query: str, text: str) -> None:
    answers = over(*texts(один=text)).search(query)
    assert [hit.via for hit in answers.hits] in ([], [()])


def test_tiers_stand_one_below_the_other(over: Over) -> None:
    news = over(*texts(мало="Мэр рад.", иначе="Градоначальник Хабаровска рад.", все="Мэр Хабаровска рад."))
    answers = news.search("мэр Хабаровска")
    assert shown(answers) == ["все", "иначе: по синониму: градоначальник", "мало: без слова: Хабаровска"]
    assert kinds(answers) == {NoteKind.EXPANDED, NoteKind.FEWER_WORDS}


def test_enough_articles_as_written_need_no_other_words_unless_they_are_wanted(over: Over) -> None:
    news = over(*texts(**{f"{i:02}": "Мэр рад." for i in range(10)}, иначе="Градоначальник рад."))
    auto = news.search("мэр")
    assert (auto.total, kinds(auto)) == (10, {NoteKind.EXPANDABLE})
    assert "градоначальник" in auto.expansions
    always = news.search("мэр", expand="always", per_page=20)
    assert (always.total, always.hits[-1].id) == (11, "иначе")
    assert kinds(news.search("мэр", expand="never")) == set()


HEADLINE = 'Мэр Хабаровска открыл новый "мост дружбы" через реку Амур'


def test_a_headline_is_one_tier_in_which_the_best_match_stands_first(over: Over) -> None:
    scattered = " ".join(f"{word} и ещё много слов о разном и о погоде в крае." for word in HEADLINE.split())
    digest = "О погоде и о разном. " * 40 + scattered
    news = over(*texts(рядом="В Хабаровске мэр открыл новый мост через Амур.", врозь=digest))
    answers = news.search(HEADLINE)
    assert shown(answers)[0] == "рядом: без слов: дружбы, реку"
    assert all(hit.via for hit in answers.hits)
    assert news.search(HEADLINE, strict=True).total == 0


def test_quotes_among_other_words_may_stand_apart_and_alone_they_may_not(over: Over) -> None:
    news = over(*texts(врозь="Мэр Хабаровска: карта хорошая, а дорожная сеть новая."))
    assert shown(news.search('мэр Хабаровска "дорожная карта"')) == ["врозь: слова не подряд: дорожная карта"]
    assert news.search('мэр "дорожная карта"').total == 0
    assert news.search('"дорожная карта"').total == 0
    assert news.search('мэр Хабаровска +"дорожная карта"').total == 0


@pytest.mark.parametrize(("typed", "read"), [
    ("gtrby", "пекин"), ("Khabarovsk", "Хабаровск"), ("Хабравоск", "Хабаровск"), ("сотруднечество", "сотрудничество"),
])  # fmt: skip
def test_what_no_article_has_is_read_as_what_was_meant(seeds: NewsSearch, typed: str, read: str) -> None:
    answers = seeds.search(typed)
    assert answers.total
    assert answers.repaired == read
    assert all(hit.via[0] == f"исправлено: {read}" for hit in answers.hits)
    assert [note.text for note in answers.notes if note.kind is NoteKind.REPAIRED] == [
        f"Показано по запросу «{read}». Искать вместо этого «{typed}»."
    ]
    assert seeds.search(typed, strict=True).total == 0


def test_a_word_that_the_dictionary_knows_is_only_offered_another(over: Over) -> None:
    answers = over(*texts(один="Он стал главным.")).search("сталь")
    assert (answers.total, answers.repaired, answers.offered) == (0, "", ("стал",))
    assert NoteKind.OFFERED in kinds(answers)


def test_the_article_marks_what_it_was_found_by(seeds: NewsSearch) -> None:
    for typed, mark in (("gtrby", "Пекин"), ("градоначальник", "мэр"), ("подписание", "подписал")):
        article_id = next(hit.id for hit in seeds.search(typed).hits if hit.via)
        view = seeds.article(article_id, typed)
        parts = (view.title, view.lead, view.body)
        assert any(mark.lower() in part.text[a:b].lower() for part in parts for a, b in part.spans), typed


def test_freshness_prefers_recent_articles(over: Over) -> None:
    today = datetime.now(UTC).date()
    days = {"давно": today - timedelta(days=3000), "вчера": today - timedelta(days=1)}
    articles = [
        Article(id="давно", title="Мэр", text="Мэр рад.", published=PublishedOn.from_iso(days["давно"].isoformat())),
        Article(id="вчера", title="", text="Мэр рад.", published=PublishedOn.from_iso(days["вчера"].isoformat())),
    ]
    news = over(*articles)
    assert [hit.id for hit in news.search("мэр").hits] == ["давно", "вчера"]
    assert [hit.id for hit in news.search("мэр", freshness=30).hits] == ["вчера", "давно"]
    with pytest.raises(ValueError, match="freshness"):
        news.search("мэр", freshness=0)


@pytest.mark.parametrize("case", [
    "мэр -Казахстан → всё вместе: | слово «мэр»: мэр | без этого: | слово «Казахстан»: казахстан",
    '"дорожная карта" → подряд: | слово «дорожная»: дорожный | слово «карта»: карта',
    "!Пекина хабаров* → всё вместе: | точно «Пекина» | слова на «хабаров…»",
    "title:мэр | +форум → любое из: | слово «мэр»: мэр — в заголовке | обязательно слово «форум»: форум",
    "песков → слово «песков»: песок или песков",
    "7 декабря 2020 → день или число «7 декабря 2020»: 2020-12-07, слитно или по частям",
    "С. Собянин → рядом, других слов между ними не больше 1: | имя на С | слово «Собянин»: собянин",
    "мэр & форум → в одном предложении: | слово «мэр»: мэр | слово «форум»: форум",
    "source:Вести date:2023 → всё вместе: | источник: Вести | опубликовано: с 2023-01-01 по 2023-12-31",
])  # fmt: skip
def test_how_a_query_was_read_is_told_in_russian(seeds: NewsSearch, case: str) -> None:
    query, _, expected = case.partition(" → ")
    lines = seeds.explain(query).reading
    told = [line.strip() for line in lines]
    if "если таких статей мало, ещё и другими словами:" in told:
        told = told[: told.index("если таких статей мало, ещё и другими словами:")]
    assert " | ".join(told) == expected


@pytest.mark.parametrize("typed", ["онлайн форум", "онлайн-форум", "онлайнфорум"])
def test_a_compound_is_found_however_it_is_written(over: Over, typed: str) -> None:
    news = over(*texts(
        слитно="Прошёл онлайнфорум.", дефис="Прошёл онлайн-форум.", рядом="Прошёл онлайн форум.",
        порознь="Форум был онлайн: онлайн показали и форум, и встречи.",
    ))  # fmt: skip
    assert {hit.id for hit in news.search(typed).hits} >= {"слитно", "дефис"}
    apart = next((i for i, why in enumerate(shown(news.search(typed))) if why.startswith("порознь")), 9)
    assert apart > next(i for i, hit in enumerate(news.search(typed).hits) if hit.id == "дефис")
