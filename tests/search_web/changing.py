"""An index and a day that change while something is asked."""

from datetime import date

from indexer import Article
from indexer.analyzed import analyze_article
from indexer.engine import Hits, Request
from indexer.engines.memory import MemoryEngine
from indexer.language import analyze


def put(engine: MemoryEngine, *articles: Article) -> None:
    with engine.writer() as writer:
        for one in articles:
            writer.put(analyze_article(one, analyze))


class Counting(MemoryEngine):
    """Counts what it is asked, and lets somebody commit meanwhile."""

    def __init__(self, *articles: Article) -> None:
        super().__init__()
        self.searches = 0
        self.meanwhile: list[Article] = []
        self.whole = self  # of which a reader is a copy
        put(self, *articles)

    def search(self, request: Request) -> Hits:
        whole = self.whole
        whole.searches += 1
        if whole.meanwhile:
            put(whole, whole.meanwhile.pop())
        return super().search(request)


class Day(date):
    """Stands for `date` where the day is asked for; it is what a test says."""

    now = date(2023, 1, 1)

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return cls.now
