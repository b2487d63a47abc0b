"""Stories: which articles belong together, who was first, and that no order of work changes it."""

import random
from contextlib import closing
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import Article
from indexer.analyzed import analyze_article
from indexer.engine import Engine
from indexer.engines.memory import MemoryEngine
from indexer.errors import IndexDamaged
from indexer.reprints import STORIES, Stories, known_by, pairs, sketch_file
from indexer.reprints import kept as keeping
from indexer.reprints.book import SketchBook
from indexer.reprints.grouping import stories
from indexer.reprints.kept import PAIRS, SINCE, SKETCHES
from indexer.reprints.noting import noting_reprints
from indexer.reprints.pairs import WINDOW, all_pairs

from .examples import BRIDGE, SCHOOL, article, first_sentences


def of_book(book: SketchBook) -> list[str]:
    ids, sketches = book.all()
    return [" ".join(group) for group in stories(ids, sketches, all_pairs(ids, sketches)).groups]


def told(*articles: Article) -> list[str]:
    """The stories among the articles, the first published first: «а б в»."""
    with closing(SketchBook.of(articles)) as book:
        return of_book(book)


def kept(engine: Engine) -> list[str]:
    return [" ".join(group) for group in Stories.from_bytes(engine.kept(STORIES)).groups]


def write(engine: Engine, *articles: Article, deleted: str = "") -> None:
    with noting_reprints(engine) as writer:
        for one in articles:
            writer.put(analyze_article(one, lambda text: ()))
        for article_id in deleted.split():
            writer.delete(article_id)


DAYS = {
    "утро": "2024-05-05T08:00+10:00",
    "вечер": "2024-05-05T09:30+03:00",  # by the clock later, and later in fact
    "день": "2024-05-05",
    "завтра": "2024-05-06",
    "год": "2024",
    "никогда": "",
}


def test_the_first_published_stands_first_whatever_the_order_of_arrival() -> None:
    articles = [article(name, BRIDGE, day=day) for name, day in DAYS.items()]
    for order in list(permutations(articles))[::97]:
        assert told(*order) == ["утро вечер день завтра год никогда"]


def test_of_one_moment_and_of_no_day_the_smaller_id_is_first() -> None:
    assert told(*(article(name, BRIDGE, day="2024-05-05") for name in "вба")) == ["а б в"]
    assert told(*(article(name, BRIDGE) for name in "вба")) == ["а б в"]


def test_moments_are_compared_across_time_zones() -> None:
    """One o'clock at night in Vladivostok is yesterday afternoon in Moscow."""
    east = article("Восток", BRIDGE, day="2024-05-06T01:00+10:00")
    west = article("Запад", BRIDGE, day="2024-05-05T19:00+03:00")
    assert told(west, east) == ["Восток Запад"]


def test_a_text_that_is_like_two_stories_does_not_join_them() -> None:
    bridge, school = article("мост", BRIDGE, day="2024-05-01"), article("школа", SCHOOL, day="2024-05-02")
    both = article("обе", BRIDGE + SCHOOL, day="2024-05-03")
    again = article("опять", SCHOOL, day="2024-05-04")
    assert told(bridge, school, both, again) == ["мост обе", "школа опять"]


def test_a_chain_of_small_changes_does_not_make_one_story() -> None:
    """Each text is like the one before it; the last has not a word of the first."""
    chance = random.Random(1)
    words = [f"{chance.choice('бвгдж')}{chance.choice('аоуи')}{number}" for number in range(1200)]
    texts = [" ".join(words[at : at + 120]) for at in range(0, 1000, 20)]
    chain = told(
        *(
            article(f"{n:02}", text.translate(LETTERS), day=f"2024-01-{n % 28 + 1:02}")
            for n, text in enumerate(texts[:28])
        )
    )
    assert chain
    assert all(len(group.split()) <= 6 for group in chain)


LETTERS = str.maketrans("0123456789", "абвгдежзик")


def test_many_reprints_are_one_story() -> None:
    """More of them than neighbours that each is compared with."""
    count = 5 * WINDOW
    articles = [article(f"{n:03}", BRIDGE, day=f"2024-05-{n % 28 + 1:02}", source=f"Газета {n}") for n in range(count)]
    (group,) = told(*articles)
    assert len(group.split()) == count


def test_changes_join_leave_and_split() -> None:
    engine = MemoryEngine()
    whole, school = article("целое", BRIDGE + SCHOOL, day="2024-05-01"), article("школа", SCHOOL, day="2024-05-02")
    bridge = article("мост", BRIDGE, day="2024-05-03")
    write(engine, school, bridge)
    assert kept(engine) == []
    write(engine, whole)
    assert kept(engine) == ["целое школа мост"]
    write(engine, article("мост", first_sentences(SCHOOL, 1), day="2024-05-03"))
    assert kept(engine) == ["целое школа"]
    write(engine, bridge)
    assert kept(engine) == ["целое школа мост"]
    write(engine, deleted="целое нет")
    assert kept(engine) == []


def test_nothing_is_kept_anew_where_nothing_changed() -> None:
    engine = MemoryEngine()
    write(engine, article("а", BRIDGE))
    blocks = [engine.kept(name) for name in BLOCKS]
    write(engine, article("а", BRIDGE, title="Другой заголовок", source="а"), deleted="нет")
    assert [engine.kept(name) for name in BLOCKS] == blocks


BLOCKS = STORIES, SKETCHES, SINCE, PAIRS


def test_an_update_leaves_the_sketches_of_the_build_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large archive these are hundreds of megabytes; what updates put is written beside them until it is much."""
    monkeypatch.setattr(keeping, "FEW", 2)
    engine = MemoryEngine()
    write(engine, article("а", BRIDGE, day="2024-05-01"), article("б", SCHOOL, day="2024-05-02"))
    built = engine.kept(SKETCHES)
    write(engine, article("в", BRIDGE, day="2024-05-03"))
    write(engine, article("г", SCHOOL, day="2024-05-04"))
    assert kept(engine) == ["а в", "б г"]
    assert engine.kept(SKETCHES) == built
    write(engine, article("в", BRIDGE, day="2024-04-30"))
    assert kept(engine) == ["в а", "б г"]
    assert engine.kept(SKETCHES) != built


@pytest.mark.parametrize("lost", [PAIRS, SINCE])
def test_pairs_of_other_rules_are_found_anew_and_a_part_of_other_sketches_is_not_used(lost: str) -> None:
    engine = MemoryEngine()
    write(engine, article("а", BRIDGE, day="2024-05-01"), article("б", BRIDGE, day="2024-05-02"))
    write(engine, article("в", BRIDGE, day="2024-05-03"))
    with engine.writer() as writer:
        writer.keep(lost, b'{"rules":0,"built":7,"gone":[],"ids":[]}\n')
    write(engine, article("г", BRIDGE, day="2024-05-04"))
    assert kept(engine) == ["а б в г"]


@pytest.mark.parametrize("block", [b"", b"{}\n", b"[]\n", b'{"algorithm":"other","ids":["x"]}\n', b"\x80\x04.\n"])
def test_sketches_of_another_kind_are_made_anew_from_the_stored_articles(block: bytes) -> None:
    engine = MemoryEngine()
    write(engine, article("а", BRIDGE, day="2024"), article("б", BRIDGE, day="2023"))
    with engine.writer() as writer:
        writer.keep(SKETCHES, block)
        writer.keep(STORIES, Stories().to_bytes())
    write(engine, article("в", SCHOOL))
    assert kept(engine) == ["б а"]


@pytest.mark.parametrize("block", [b"", b"[1]", b'{"version":1}', b'{"version":1,"stories":[["one"]]}', b"\xff"])
def test_a_damaged_list_is_told(block: bytes) -> None:
    with pytest.raises(IndexDamaged, match="gubernia index"):
        Stories.from_bytes(block)


def test_a_list_of_a_later_version_is_no_list() -> None:
    assert Stories.from_bytes(b'{"version":99,"tales":[]}') == Stories() == Stories.from_bytes(None)


def test_any_id_is_kept() -> None:
    groups = (("\ud800", "a b\n", "ё"), ("1", "2"))
    assert Stories.from_bytes(Stories(groups).to_bytes()).groups == groups
    assert Stories(groups).of("ё") == groups[0]
    assert Stories(groups).of("нет") == ()


# A build of X is what updates up to X are

SENTENCES = [f"{sentence.strip()}." for sentence in f"{BRIDGE}{SCHOOL}".split(". ")]
texts = st.tuples(st.sampled_from([0, 3, 6, 9]), st.integers(4, 9), st.booleans()).map(
    lambda cut: " ".join(SENTENCES[cut[0] : cut[0] + cut[1]] + (["Об этом сообщает редакция."] if cut[2] else []))
)
days = st.sampled_from(["", "2023", "2024-05", "2024-05-01", "2024-05-01T10:00+03:00", "2024-05-02"])
news = st.builds(
    lambda name, text, day, source: article(name, text, day=day, source=source),
    st.sampled_from("абвгдежз"),
    texts,
    days,
    st.sampled_from(["Вести", "Заря", "Новь"]),
)
commits = st.lists(st.tuples(st.lists(news, max_size=5), st.lists(st.sampled_from("абвгдежз"), max_size=2)), max_size=5)


@settings(max_examples=60, deadline=None)
@given(commits, st.randoms(use_true_random=False))
def test_updates_come_to_what_a_build_comes_to(
    commits: list[tuple[list[Article], list[str]]], chance: random.Random
) -> None:
    updated, at_once = MemoryEngine(), MemoryEngine()
    for articles, deleted in commits:
        write(updated, *articles, deleted=" ".join(deleted))
    left = list(updated.articles())
    chance.shuffle(left)
    write(at_once, *left)
    assert kept(updated) == kept(at_once)


@settings(max_examples=60, deadline=None)
@given(st.lists(news, max_size=8, unique_by=lambda one: one.id))
def test_stories_are_groups_of_articles_each_with_the_first_published_in_front(articles: list[Article]) -> None:
    groups = [group.split() for group in told(*articles)]
    named = [name for group in groups for name in group]
    assert len(named) == len(set(named))
    when = {one.id: (known_by(one.published), one.id) for one in articles}
    assert all(len(group) > 1 and group == sorted(group, key=when.__getitem__) for group in groups)


def test_any_id_has_its_sketch_kept() -> None:
    engine = MemoryEngine()
    write(engine, article("а", BRIDGE, day="2024"), article("\ud800", BRIDGE, day="2023"))
    write(engine, article("б\n", BRIDGE, day="2022"))
    assert kept(engine) == ["б\n \ud800 а"]
    write(engine, deleted="а \ud800")
    assert kept(engine) == []
    write(engine, article("\ud800", BRIDGE, day="2021"))
    assert kept(engine) == ["\ud800 б\n"]


def test_the_stories_are_the_same_where_sketches_are_on_the_disk_and_looked_at_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    articles = [
        article(f"{text[1:4]}{day}", text if day % 2 else first_sentences(text, 4), day=f"2024-05-{day:02}")
        for text in (BRIDGE, SCHOOL, f"{BRIDGE} {SCHOOL}")
        for day in range(1, 8)
    ]

    def written() -> tuple[list[str], list[str]]:
        engine = MemoryEngine()
        write(engine, *articles)
        first = kept(engine)
        write(
            engine,
            article(articles[0].id, SCHOOL, day="2024-04-30"),
            article("новая", BRIDGE, day="2024-05-01"),
            deleted=f"{articles[3].id} {articles[5].id}",
        )
        return first, kept(engine)

    in_memory = written()
    assert len(in_memory[0]) > 1
    assert in_memory[0] != in_memory[1]
    monkeypatch.setattr(sketch_file, "HELD_BYTES", 400)
    monkeypatch.setattr(sketch_file, "PART", 5)
    monkeypatch.setattr(pairs, "MOST_HELD", 7)
    monkeypatch.setattr(pairs, "AT_ONCE", 2)
    monkeypatch.setattr(keeping, "IDS_AT_ONCE", 4)
    monkeypatch.setattr(keeping, "SKETCHES_AT_ONCE", 3)
    assert written() == in_memory
    monkeypatch.setattr(keeping, "FEW", 0)
    assert written() == in_memory
