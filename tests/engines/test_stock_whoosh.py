"""The index stays a Whoosh index: stock Whoosh opens it and finds the same articles."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from whoosh import index, query

from indexer.engines.whoosh import WhooshEngine
from indexer.query import And, Or, Phrase, Prefix, Query, Word

from .examples import article, found, put

ARTICLES = (
    article("а", "Новый мост", "Мост через реку открыт."),
    article("б", "Река", "Новый паром, старый мост. Город рад."),
    article("в", "Город", "В городе новый сквер."),
)


def stock(our: Query) -> query.Query:
    """The same query in Whoosh's own terms."""
    match our:
        case Word((term,)):
            return query.Term("article", term)
        case And(parts):
            return query.And([stock(part) for part in parts])
        case Or(parts):
            return query.Or([stock(part) for part in parts])
        case Phrase(words):
            return query.Phrase("article", [word.terms[0] for word in words if isinstance(word, Word)])
        case Prefix(start):
            return query.Prefix("article", start)
    raise AssertionError(our)


MOST, NEW, RIVER, CITY = (Word((term,)) for term in ("мост", "новый", "река", "город"))


@pytest.mark.parametrize(
    "asked",
    [
        MOST,
        Word(("=мост",)),
        And((MOST, NEW)),
        And((NEW, CITY)),
        Or((RIVER, CITY)),
        Phrase((NEW, MOST)),
        Phrase((MOST, NEW)),
        Prefix("=нов"),
        Word(("нет",)),
    ],
    ids=str,
)
def test_stock_whoosh_finds_the_same_articles(tmp_path: Path, asked: Query) -> None:
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        put(engine, *ARTICLES, article("лишняя", "Новый мост", "Река и город."))
        with engine.writer() as writer:
            writer.delete("лишняя")
        expected = set(found(engine, asked).split())
    with index.open_dir(str(tmp_path)).searcher() as searcher:
        hits = searcher.search(stock(asked), limit=None)
        assert {json.loads(hit["stored"])["id"] for hit in hits} == expected
