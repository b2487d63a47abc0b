"""Searches over articles that a test writes itself, and over the five pages of seeds/."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import indexer
from indexer import Article
from search_web import NewsSearch

SEEDS = Path(__file__).parents[2] / "seeds"
Over = Callable[..., NewsSearch]


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewsSearch]:
    place = tmp_path_factory.mktemp("seeds") / "index"
    indexer.build_index(indexer.read_articles(SEEDS), place)
    with NewsSearch.open(place) as news:
        yield news


@pytest.fixture
def over(tmp_path: Path) -> Iterator[Over]:
    """A search over the given articles."""
    with ExitStack() as stack:

        def build(*articles: Article) -> NewsSearch:
            indexer.build_index(articles, tmp_path / "index", allow_empty=True)
            return stack.enter_context(NewsSearch.open(tmp_path / "index"))

        yield build
