"""The ids of a segment: written, merged, found again."""

import random
from itertools import compress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.whoosh import columns
from indexer.engines.whoosh.blocks import Blocks, BlocksWriter
from indexer.engines.whoosh.ids import IdsReader

ids = st.lists(st.lists(st.binary(max_size=3), unique=True, min_size=1, max_size=300), min_size=1, max_size=4)


def written(path: Path, texts: list[bytes]) -> IdsReader:
    with path.open("wb") as file:
        blocks = BlocksWriter(file)
        columns._write_ids(blocks, texts)
        blocks.finish()
    return IdsReader(Blocks(path), len(texts))


@given(ids, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_merged_ids_are_those_of_the_live_articles_in_order(parts: list[list[bytes]], chance: random.Random) -> None:
    """An article that was put again is deleted where it was before, so no two live ones have the same id."""
    seen: set[bytes] = set()
    live = []
    for part in parts:
        live.append(np.array([one not in seen and chance.random() < 0.8 for one in part]))
        seen.update(compress(part, live[-1].tolist()))
    expected = [
        one for part, mask in zip(parts, live, strict=True) for one, lives in zip(part, mask, strict=True) if lives
    ]
    with TemporaryDirectory() as folder:
        readers = [written(Path(folder) / f"{number}", part) for number, part in enumerate(parts)]
        path = Path(folder) / "merged"
        with path.open("wb") as file:
            blocks = BlocksWriter(file)
            columns._merge_ids(list(zip(readers, live, strict=True)), blocks)
            blocks.finish()
        merged = IdsReader(Blocks(path), len(expected))
        assert merged.all() == expected
        assert [expected[number] for number in merged.in_order().tolist()] == sorted(expected)
        for number, one in enumerate(expected):
            assert merged.find(one) == (number,)
