"""A flipped byte anywhere in an index: told as damage, or without consequence; never another answer."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from indexer.engine import Hits, Request
from indexer.engines.whoosh import WhooshEngine, committed
from indexer.errors import IndexDamaged
from indexer.query import Everything, Keyword, Or, Prefix, Query

from .examples import article, ask, phrase, put, w

QUERIES: list[Query] = [Everything(), Or((w("мост"), w("река"))), phrase("новый мост"), Prefix("=с")]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "index"
    with closing(WhooshEngine(folder, create=True)) as engine:
        texts = ("Сквер у реки. " * n for n in range(9))
        put(engine, *(article(f"{n}", f"Новый мост {n}", t, day="2024", source="Заря") for n, t in enumerate(texts)))
        put(engine, article("3", "Река", side="Погода"), article("новая", "Старый мост"))
    return folder


def answers(folder: Path) -> list[Hits | object]:
    with closing(WhooshEngine(folder)) as engine:
        found: list[Hits | object] = [ask(engine, query) for query in QUERIES]
        facets = (Keyword.SOURCE, Keyword.YEAR, Keyword.ID)
        found.append(engine.search(Request(tiers=(Everything(),), facets=facets)))
        found += [engine.terms("=", 9), engine.similar_terms("=мосты", 2, 9)]
        return [*found, engine.stats(), list(engine.articles(["7"]))]


def test_a_flipped_byte_is_told_or_changes_nothing(sound: Path, tmp_path: Path) -> None:
    expected = answers(sound)
    folder = tmp_path / "index"
    shutil.copytree(sound, folder)
    files = [path for path in folder.iterdir() if path.suffix in {".seg", ".toc"}]
    assert len(files) == 3
    told = tried = 0
    for path in files:
        data = path.read_bytes()
        for at in range(0, len(data), max(1, len(data) // 60)):
            tried += 1
            path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
            try:
                assert answers(folder) == expected, (path.name, at)
            except IndexDamaged as error:
                told += "build it anew" in str(error)
            assert committed(folder).damaged_files(folder) == [path.name]
        path.write_bytes(data)
    assert told > tried / 2
    assert answers(folder) == expected
