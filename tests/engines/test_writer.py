"""The writer beyond the contract: little memory, arrays made elsewhere, articles put again."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from pickle import dumps, loads

import pytest

from indexer.analyzed import analyze_article
from indexer.engine import Request
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import WhooshEngine, prepared, stored, writer
from indexer.engines.whoosh.schema import ARTICLE
from indexer.engines.whoosh.segment import SegmentFile
from indexer.engines.whoosh.writer import ColumnarWriter
from indexer.language import analyze
from indexer.query import Everything, Keyword, Or

from .examples import article, phrase, put, w

NEWS = [article(f"{n % 17}", f"Мост {n}", f"Река {n % 5}. Новый сквер.", side="Погода", day="2024") for n in range(40)]
REQUESTS = [
    Request(tiers=(query,), facets=(Keyword.YEAR,))
    for query in (Everything(), Or((w("мост"), w("4"))), phrase("новый сквер"))
]


def test_articles_that_do_not_fit_into_memory_become_one_segment(tmp_path: Path) -> None:
    memory = MemoryEngine()
    put(memory, *NEWS)
    with closing(WhooshEngine(tmp_path, create=True, memory=1000)) as engine:
        with engine.writer() as one:
            for number, news in enumerate(NEWS):
                one.put(analyze_article(news, analyze))
                if number == 30:
                    assert len(list(tmp_path.glob("*.seg"))) > 2
        assert len(list(tmp_path.glob("*.seg"))) == 1
        for request in REQUESTS:
            found, expected = engine.search(request), memory.search(request)
            assert (found.total, found.facets) == (expected.total, expected.facets)
            assert [hit.article for hit in found.page] == [hit.article for hit in expected.page]
            assert [hit.score for hit in found.page] == pytest.approx([hit.score for hit in expected.page], rel=1e-5)


def test_later_segments_are_packed_like_the_first_that_told_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "SAMPLED_ARTICLES", 20)
    monkeypatch.setattr(writer, "GOOD_BYTES", 10)
    news = [replace(one, text=one.text * 40) for one in NEWS]
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        for some in (news[:30], news[30:35], news[35:]):
            put(engine, *(replace(one, id=f"{some[0].title} {n}") for n, one in enumerate(some)))
        parts = [SegmentFile(path) for path in sorted(tmp_path.glob("*.seg"))]
        assert len(parts) > 1
        assert len({part.stored.dictionary for part in parts}) == 1
        assert parts[0].stored.dictionary
        assert sorted(one.text for one in engine.articles()) == sorted(one.text for one in news)


def test_a_segment_can_be_read_again_after_its_memory_was_given_back(tmp_path: Path) -> None:
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        put(engine, *NEWS)
        (part,) = map(SegmentFile, tmp_path.glob("*.seg"))
    field = part.fields[ARTICLE]
    before = list(field.range(b"")), [part.stored.row(number) for number in range(17)]
    part.release()
    assert (list(field.range(b"")), [part.stored.row(number) for number in range(17)]) == before


def test_what_other_processes_prepare_is_written_like_articles(tmp_path: Path) -> None:
    with (
        closing(WhooshEngine(tmp_path / "a", create=True)) as expected,
        closing(WhooshEngine(tmp_path / "b", create=True, memory=1000)) as engine,
    ):
        put(expected, *NEWS)
        with engine.writer() as one:
            assert isinstance(one, ColumnarWriter)
            one.put(analyze_article(NEWS[0], analyze))  # numbers some classes in its own order
            processes = [loads(dumps(one.preparing())) for _ in range(2)]
            for start in range(0, 40, 8):  # one after the other, each several times
                analyzed = [analyze_article(news, analyze) for news in NEWS[start : start + 8]]
                one.put_prepared(loads(dumps(processes[start // 8 % 2].prepare(analyzed))))
        for request in REQUESTS:
            assert replace(engine.search(request), generation=0) == replace(expected.search(request), generation=0)
        assert engine.terms("", 99) == expected.terms("", 99)


def test_a_process_may_number_its_classes_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST_CLASSES", 10)
    with (
        closing(WhooshEngine(tmp_path / "a", create=True)) as expected,
        closing(WhooshEngine(tmp_path / "b", create=True)) as engine,
    ):
        put(expected, *NEWS)
        with engine.writer() as one:
            assert isinstance(one, ColumnarWriter)
            process = one.preparing()
            for start in range(0, 40, 4):
                one.put_prepared(process.prepare([analyze_article(news, analyze) for news in NEWS[start : start + 4]]))
        assert engine.terms("", 99) == expected.terms("", 99)
        assert engine.search(REQUESTS[1]).total == expected.search(REQUESTS[1]).total


def test_a_batch_cannot_be_left_out(tmp_path: Path) -> None:
    with closing(WhooshEngine(tmp_path, create=True)) as engine, engine.writer() as one:
        assert isinstance(one, ColumnarWriter)
        process = one.preparing()
        process.prepare([analyze_article(NEWS[0], analyze)])
        with pytest.raises(ValueError, match="none is left out"):
            one.put_prepared(process.prepare([analyze_article(NEWS[1], analyze)]))
