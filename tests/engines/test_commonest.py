"""The commonest terms that begin alike, sought block by block: those of all terms, counted and sorted."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import Article
from indexer.analyzed import analyze_article
from indexer.engines.memory import MemoryEngine
from indexer.engines.whoosh import WhooshEngine, commonest, dictionary, merging
from indexer.language import analyze

words = st.text("абв", min_size=1, max_size=3)
articles = st.builds(
    lambda number, text: Article(id=f"{number}", title="", text=" ".join(text)),
    st.integers(0, 20),
    st.lists(words, max_size=12),
)
commits = st.lists(st.tuples(st.lists(articles, max_size=6), st.lists(st.integers(0, 20), max_size=2)), max_size=5)


@given(commits, st.sampled_from(["", "=", "=а", "=аб", "а", "=г"]), st.integers(1, 12))
@settings(deadline=None)
def test_they_are_those_of_all_terms(commits: list[tuple[list[Article], list[int]]], start: str, limit: int) -> None:
    """Over several segments, with deleted articles, and with blocks of few terms."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(dictionary, "BLOCK", 2)
        patch.setattr(merging, "LARGER", 0)  # segments stay as they are
        memory = MemoryEngine()
        with closing(WhooshEngine(Path(folder) / "index", create=True)) as engine:
            for put, deleted in commits:
                for one in (memory, engine):
                    with one.writer() as writer:
                        for article in put:
                            writer.put(analyze_article(article, analyze))
                        for number in deleted:
                            writer.delete(f"{number}")
            assert engine.terms(start, limit) == memory.terms(start, limit)


def test_few_blocks_are_read_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = [Article(id=f"{n}", title="Слово", text=f"сл{n:04} слон") for n in range(2000)]
    read = []

    def noting(blocks: commonest._Blocks) -> list[tuple[bytes, int]]:
        read.append(blocks)
        return reading(blocks)

    reading = commonest._Blocks.read
    monkeypatch.setattr(commonest._Blocks, "read", noting)
    with closing(WhooshEngine(tmp_path / "index", create=True)) as engine:
        with engine.writer() as writer:
            for article in text:
                writer.put(analyze_article(article, analyze))
        assert engine.terms_beginning("=сл") == 2002
        assert engine.terms("=сл", 2) == [("=слово", 2000), ("=слон", 2000)]
    assert len(read) <= 2
