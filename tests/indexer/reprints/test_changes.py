"""What an update finds out from what was known before is what comparing all articles would find out."""

from contextlib import closing
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer import Article
from indexer.analyzed import analyze_article
from indexer.engines.memory import MemoryEngine
from indexer.reprints import STORIES
from indexer.reprints import kept as keeping
from indexer.reprints import pairs as comparing
from indexer.reprints.book import SketchBook
from indexer.reprints.kept import read_kept
from indexer.reprints.noting import noting_reprints
from indexer.reprints.pairs import all_pairs, parted
from indexer.reprints.sketch import BANDS, NO_MARK, SKETCH, Sketches

Named = set[frozenset[str]]


@cache
def made_up(text: str) -> Sketches:
    """A sketch in a few letters: «б3 120»: of the text б its third edition, with so many shingles.

    Two of three bands are the text's own; the others have few values, as boilerplate has.
    """
    edition, shingles = text.split()
    own = np.random.default_rng(ord(edition[0])).integers(10, 2**24, BANDS, dtype=np.uint32)
    chance = np.random.default_rng([ord(edition[0]), int(edition[1:])])
    bands = np.where(chance.random(BANDS) < 0.65, own, chance.integers(0, 2, BANDS, dtype=np.uint32))
    row = np.zeros(1, dtype=SKETCH)
    row["low"], row["high"] = (bands & 0xFFFF).astype("<u2").view(np.uint8), bands >> 16
    row["marks"], row["shingles"] = NO_MARK, int(shingles)
    return row


def sketched(article: Article) -> Sketches:
    row = made_up(article.text).copy()
    row["known_by"] = int(article.title)
    return row


def update(engine: MemoryEngine, put: list[Article], deleted: str) -> None:
    with noting_reprints(engine) as writer:
        for one in put:
            writer.put(analyze_article(one, lambda text: ()))
        for article_id in deleted:
            writer.delete(article_id)


def known(engine: MemoryEngine) -> Named:
    """The pairs that the engine keeps, by their ids."""
    kept = read_kept(engine.kept)
    if kept is None or kept.pairs is None:
        return set()
    return {frozenset((kept.ids[one], kept.ids[other])) for one, other in zip(*parted(kept.pairs), strict=True)}


def compared(engine: MemoryEngine) -> Named:
    """The pairs among its articles, each compared with all."""
    with closing(SketchBook.of(engine.articles())) as book:
        ids, sketches = book.all()
        some, others = parted(all_pairs(ids, sketches))
    return {frozenset((ids[one], ids[other])) for one, other in zip(some, others, strict=True)}


NAMES = "абвгдежзик"
news = st.builds(
    lambda name, text, edition, shingles, day: Article(id=name, title=str(day), text=f"{text}{edition} {shingles}"),
    st.sampled_from(NAMES),
    st.sampled_from("мн"),
    st.integers(0, 5),
    st.sampled_from([120, 120, 120, 40, 11]),
    st.integers(0, 4),
)
commit = st.tuples(st.lists(news, max_size=6), st.lists(st.sampled_from(NAMES), max_size=3).map("".join))


def edition(name: str, text: str, day: int) -> Article:
    return Article(id=name, title=str(day), text=f"{text} 120")


@settings(max_examples=150, deadline=None)
@given(commits=st.lists(commit, min_size=2, max_size=6), window=st.integers(1, 3), few=st.sampled_from([0, 2, 5, 100]))
@example([([edition("а", "м0", 0), edition("в", "м0", 2)], ""), ([edition("б", "м0", 1)], "")], 1, 100)
@example([([edition(n, "м0", day) for day, n in enumerate("абв")], ""), ([], "б")], 1, 100)
def test_pairs_after_updates_are_those_that_all_articles_compared_would_give(
    commits: list[tuple[list[Article], str]], window: int, few: int
) -> None:
    engine, anew = MemoryEngine(), MemoryEngine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.reprints.book.sketch", sketched)
        patch.setattr(comparing, "WINDOW", window)
        patch.setattr(keeping, "FEW", few)
        for put, deleted in commits:
            update(engine, put, deleted)
            assert known(engine) == compared(engine)
        update(anew, list(engine.articles()), "")
    if list(engine.articles()):
        assert engine.kept(STORIES) == anew.kept(STORIES)


def test_neighbours_that_an_article_came_between_are_compared_no_more() -> None:
    """With a window of one, б parts а from в; when it goes, they are neighbours again."""
    engine = MemoryEngine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.reprints.book.sketch", sketched)
        patch.setattr(comparing, "WINDOW", 1)
        seen = []
        for put, deleted in (("ав", ""), ("б", ""), ("", "б"), ("б", ""), ("", "а")):
            update(engine, [edition(name, "м0", NAMES.index(name)) for name in put], deleted)
            seen.append(" ".join(sorted("".join(sorted(pair)) for pair in known(engine))))
    assert seen == ["ав", "аб бв", "ав", "аб бв", "бв"]
