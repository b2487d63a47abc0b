"""What was worked out of a segment is known for as long as the segment is there, through any number of commits."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from indexer.engine import Hits, Request
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import WhooshEngine, reading, segment_words
from indexer.engines.whoosh.dictionary import FieldReader
from indexer.engines.whoosh.known import Known
from indexer.engines.whoosh.stored import StoredReader
from indexer.query import Field, Or, Phrase, Prefix, Query, Word

from .examples import article, ask, found, phrase, put, tell_stories, w

TEXTS = {
    "мост": "Новый мост открыли. Мэр обещал второй мост.",
    "мэр": "Мэр Хабаровска стал почетным гражданином. Сталь подорожала.",
    "река": "Река у моста стала. Лед держит.",
    "форум": "Форум открыл мэр. Новый форум будет через год.",
}
QUERIES: list[Query] = [
    w("мост"),
    w("стали"),
    Or((w("мэр"), w("форум"))),
    phrase("новый мост"),
    Prefix("=мо"),
    Word(w("мэр").terms, Field.TITLE),
    Word(w("стали").terms, Field.PAGE),
    Phrase((w("мэр"), w("стали")), slop=4),
]


@contextmanager
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """What is decoded meanwhile: terms of segments, and stored articles."""
    done: Counter[str] = Counter()
    articles_of, row_and_layout = reading.articles_of, StoredReader.row_and_layout

    def noted_articles_of(field: FieldReader, term: bytes) -> Any:
        result = articles_of(field, term)
        done[term.decode()] += result is not None
        return result

    def noted_row(self: StoredReader, number: int) -> Any:
        done["articles"] += 1
        return row_and_layout(self, number)

    with monkeypatch.context() as patch:
        patch.setattr(segment_words, "articles_of", noted_articles_of)
        patch.setattr(StoredReader, "row_and_layout", noted_row)
        yield done


def filled(engine: WhooshEngine | MemoryEngine) -> None:
    put(engine, *(article(name, name, text) for name, text in TEXTS.items()))


def test_a_commit_makes_nothing_be_read_again_of_the_segments_that_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        filled(engine)
        assert found(engine, w("мост")) == "мост река"
        put(engine, article("яма", "Яма", "Яма у моста."))
        with reads(monkeypatch) as done:
            assert found(engine, w("мост")) == "мост река яма"
        # The word is read in the new segment, and the new article.
        assert done == {"мост": 1, "articles": 1}


def test_what_is_deleted_is_not_found_although_it_is_known(tmp_path: Path) -> None:
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        filled(engine)
        assert found(engine, w("мэр")) == "мост мэр форум"
        with engine.writer() as writer:
            writer.delete("мэр")
        assert found(engine, w("мэр")) == "мост форум"


def test_a_story_is_told_anew_by_each_commit(tmp_path: Path) -> None:
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        filled(engine)
        assert [hit.story for hit in ask(engine, w("река")).page] == [()]
        tell_stories(engine, "река мост")
        assert [hit.story for hit in ask(engine, w("река")).page] == [("река", "мост")]


def answers(engine: WhooshEngine | MemoryEngine) -> list[Hits]:
    return [engine.search(Request(tiers=(query,), fold=fold)) for query in QUERIES for fold in (False, True)]


def told(hits: list[Hits]) -> list[tuple[int, int, list[str], list[float]]]:
    return [
        (one.total, one.folded, [hit.article.id for hit in one.page], [round(hit.score, 6) for hit in one.page])
        for one in hits
    ]


def test_answers_are_right_after_each_of_many_commits(tmp_path: Path) -> None:
    """Segments come, lose articles, and are merged; each time all queries are asked, so that all is known."""
    memory = MemoryEngine()
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        for both in (memory, engine):
            filled(both)
        for step in range(12):
            assert told(answers(engine)) == told(answers(memory))
            for both in (memory, engine):
                put(both, article(f"мост {step % 7}", f"Мост {step}", TEXTS["мост"] + " Стали ждать." * (step % 3)))
                if step % 4 == 3:
                    tell_stories(both, "мост река", f"мэр форум мост{step}")
                    with both.writer() as writer:
                        writer.delete(f"мост {step % 5}")
        assert told(answers(engine)) == told(answers(memory))


def test_segments_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    with closing(WhooshEngine(tmp_path, create=True)) as engine:
        known: Known | None = None
        for step in range(6):
            put(engine, article(f"{step}", "Мост", TEXTS["мост"]))
            answers(engine)
            assert engine._snapshot is not None
            assert known is None or engine._snapshot.known is known
            known = engine._snapshot.known
            names = set(engine._snapshot.files)
            for cache in (known.postings, known.counts, known.positions, known.articles):
                assert cache.bytes
                assert {key[0] for key in cache._kept if isinstance(key, tuple)} <= names
