"""Beginnings of words that begin too many: what is looked for, and what is said of it."""

import pytest

from indexer.analyzed import analyze_article
from indexer.article import Article
from indexer.engines.memory import MemoryEngine
from indexer.language import analyze
from search_web import bounds
from search_web.bounds import bounded
from search_web.query_language import parse


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    """Three words begin with «мост», and only two may be looked for."""
    monkeypatch.setattr(bounds, "MOST_PREFIX_TERMS", 2)
    monkeypatch.setattr(bounds, "COMMONEST", 2)
    engine = MemoryEngine()
    with engine.writer() as writer:
        for name, text in enumerate(["Мосты и мостик", "Мосты, мосток, река", "Мосток"]):
            writer.put(analyze_article(Article(id=str(name), title="", text=text), analyze))
    return engine


@pytest.mark.parametrize(
    "case",
    [
        "рек* → =рек*",
        "мост* → =мосток/=мосты",
        "title:мост* → title:=мосток/=мосты",
        '"новый мост*" → "новый =мосток/=мосты"',
        '"новый рек*"~3 → "новый =рек*"~3',
        "мост* & река → {=мосток/=мосты река}",
        "река -(рек* | мост*) → (река & -(=рек* | =мосток/=мосты))",
    ],
)
def test_the_commonest_are_looked_for(engine: MemoryEngine, case: str) -> None:
    text, _, tree = case.partition(" → ")
    query = parse(text).query
    assert query is not None
    cut, notes = bounded(query, engine)
    assert str(cut) == tree
    said = ["С «мост» начинается слишком много слов: искали 2 самых частых."] if "мосты" in tree else []
    assert [note.text for note in notes] == said
