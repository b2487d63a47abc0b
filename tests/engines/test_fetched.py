"""Articles that a page has shown are kept: the next page does not read them again, and shows the same."""

from collections import Counter

from indexer.analyzed import AnalyzedArticle, analyze_article
from indexer.article import Article
from indexer.engine import Hits, Request
from indexer.engines.whoosh.postings import Stored
from indexer.engines.whoosh.search import search
from indexer.language import SENTENCE_END, analyze
from indexer.query import Word, Zone

from .generations import ArticlesInMemory

TEXTS = (
    "Мэр открыл мост. На мосту играл оркестр.",
    "Мост закрыт. Мэр объяснил почему. Оркестра не было.",
)


class Counting(ArticlesInMemory):
    """Counts how often each article is read."""

    def __init__(self, articles: list[AnalyzedArticle | None]) -> None:
        super().__init__(1, articles)
        self.read: Counter[int] = Counter()

    def stored(self, number: int) -> Stored:
        self.read[number] += 1
        return super().stored(number)


def opened() -> Counting:
    articles = [Article(id=str(n), title=f"Новость {n}", text=text) for n, text in enumerate(TEXTS)]
    return Counting([analyze_article(article, analyze) for article in articles])


def asked(generation: ArticlesInMemory, word: str) -> Hits:
    query = Word((word,))
    return search(generation, Request(tiers=(query,), words=((query,),)))


def marked(hits: Hits) -> dict[str, list[str]]:
    """The words marked in the body of each hit, and · for each end of a sentence."""
    shown = {}
    for hit in hits.page:
        assert hit.tokens is not None
        tokens = hit.tokens[Zone.BODY]
        words = ["·" if SENTENCE_END in t.terms else hit.article.text[t.start : t.stop] for t in tokens]
        shown[hit.article.id] = words
    return shown


def test_each_article_is_read_once_for_all_pages() -> None:
    generation = opened()
    for word in ("мэр", "мост", "оркестр", "мэр"):
        assert asked(generation, word).total == len(TEXTS)
    assert generation.read == {0: 1, 1: 1}


def test_a_page_does_not_show_the_marks_of_the_page_before() -> None:
    generation = opened()
    for word in ("мэр", "мост", "оркестр", "мост", "мэр"):
        assert marked(asked(generation, word)) == marked(asked(opened(), word))
    assert marked(asked(generation, "мост")) == {"0": ["мост", "·", "мосту"], "1": ["Мост", "·", "·"]}
