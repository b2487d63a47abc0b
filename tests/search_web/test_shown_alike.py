"""A hit is marked from what the index knows of its words: that shows what analyzing the article anew would show."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import Article, read_articles
from indexer.analyzed import analyze_article
from indexer.engine import Engine, Hits, Request
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import WhooshEngine
from indexer.language import analyze
from indexer.query import Word
from search_web import Answers, NewsSearch

SEEDS = Path(__file__).parents[2] / "seeds"
MADE = [
    Article(id="а", title="Онлайн-форум в Чите", text="Форум открыл С. Петров.\nОн шёл 7 декабря 2020 года."),
    Article(id="б", title="ТЛТ КАНИКУРГАН", text="Мост через Амур. Сейф аль-Ислам о мосте.", side_text="Мэр Читы"),
    Article(id="в", title="Те\u0301мы дня", text="Партнёры из КНР.\n10 000 тонн, 2023-2025 гг., АмурЭкспоФорум2023"),
]
QUERIES = (
    "форум", "онлайн", "онлайн-форум", '"онлайн форум"', "7 декабря 2020", "2020-12-07", "мост & Амур", '"мост Амур"~3',
    "С. Петров", "Сейф аль-Ислам", "мэр", "мэр Читы форум", "партнер", "Китай", "кани*", "форум -Чита", "10000", "2024",
    "темы", "экспофорум", "сотрудничество", "мэр Хабаровска", "Эрмитаж", "Приамурье", "Собянин подписал", "gtrby",
    "губернатор Амурской области рассказал о сотрудничестве с регионами", "!форум | !мост", 'title:"Алтайский край"',
)  # fmt: skip


class Forgetful(MemoryEngine):
    """Brings no tokens with its hits, so that the articles have to be analyzed."""

    def search(self, request: Request) -> Hits:
        return super().search(replace(request, words=()))


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Engine]]:
    engines = {"anew": Forgetful(), "memory": MemoryEngine()}
    with closing(WhooshEngine(tmp_path_factory.mktemp("index") / "build", create=True)) as whoosh:
        opened: dict[str, Engine] = {**engines, "whoosh": whoosh}
        for engine in opened.values():
            with engine.writer() as writer:
                for article in [*read_articles(SEEDS), *MADE]:
                    writer.put(analyze_article(article, analyze))
        yield opened


def shown(answers: Answers) -> list[object]:
    return [(hit.id, hit.snippet, hit.title_spans, hit.via, hit.in_side_text) for hit in answers.hits]


@pytest.mark.parametrize("query", QUERIES)
def test_every_engine_shows_the_same(engines: dict[str, Engine], query: str) -> None:
    for scope in ("article", "page"):
        anew, *others = (shown(NewsSearch.over(engine).search(query, scope=scope)) for engine in engines.values())
        assert others == [anew, anew]


def test_the_index_brings_the_tokens(engines: dict[str, Engine]) -> None:
    """Otherwise the test above would compare analyzing with analyzing."""
    word = Word(("форум",))
    for name in ("memory", "whoosh"):
        hits = engines[name].search(Request(tiers=(word,), words=((word,),))).page
        assert hits
        assert all(hit.tokens for hit in hits)
