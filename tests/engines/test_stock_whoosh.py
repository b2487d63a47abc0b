"""The index stays a Whoosh index: stock Whoosh opens it and finds the same articles."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from whoosh import index, query

from indexer.engines.whoosh import WhooshEngine
from indexer.engines.whoosh.codec import ColumnarCodec
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two segments, the larger with a deleted article."""
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        put(engine, *ARTICLES, *(article(f"{n}", f"Сквер {n}", "Мост и сквер. " * n) for n in range(20)))
        put(engine, article("б", "Река", "Река и мост"))
    return tmp_path


def test_stock_whoosh_reads_lengths_frequencies_and_terms(folder: Path) -> None:
    with index.open_dir(str(folder)).reader() as reader:
        assert not reader.is_atomic()
        assert (reader.doc_count_all(), reader.doc_count()) == (24, 23)
        assert reader.doc_frequency("article", "мост") == 22  # the deleted one counts until it is merged away
        assert reader.frequency("article", "река") == 4
        assert reader.term_info("article", "сквер").max_weight() == 20
        assert (reader.min_field_length("article"), reader.max_field_length("article")) == (2, 59)
        assert list(reader.expand_prefix("article", "=мос")) == ["=мост".encode()]
        assert [term.decode() for term in reader.lexicon("id")][-3:] == ["а", "б", "в"]
        assert {json.loads(stored["stored"])["id"] for _, stored in reader.iter_docs()} >= {"а", "б", "в", "0", "19"}


def test_stock_whoosh_ranks_and_walks(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:
        asked = query.Or([query.Term("article", "мост"), query.Term("article", "город")])
        hits = searcher.search(asked, limit=5)
        assert len(hits) == 22
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert all(hit.score > 0 for hit in hits)
        one = searcher.search(query.Term("id", "б"))
        assert [json.loads(hit["stored"])["title"] for hit in one] == ["Река"]
        near = searcher.search(query.FuzzyTerm("article", "сквир"), limit=None)
        assert len(near) == 21
        nothing = searcher.search(query.And([query.Term("article", "мост"), query.Not(query.Every())]))
        assert len(nothing) == 0


def test_stock_whoosh_is_not_let_write(folder: Path) -> None:
    with pytest.raises(NotImplementedError, match=r"use WhooshEngine\.writer"):
        index.open_dir(str(folder)).writer(codec=ColumnarCodec())
