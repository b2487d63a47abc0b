"""What is written as bytes comes back: numbers, postings, the terms of a field."""

from bisect import bisect_left
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.whoosh import coding, dictionary, locating, varints
from indexer.engines.whoosh.blocks import Blocks, BlocksWriter
from indexer.engines.whoosh.dictionary import BLOCK, FieldReader, FieldWriter, after_prefix
from indexer.engines.whoosh.inverted import Inverted
from indexer.engines.whoosh.packed_counts import pack
from indexer.engines.whoosh.postings import Counts, PackedCounts
from indexer.engines.whoosh.reading import articles_of, positions_of, read
from indexer.engines.whoosh.schema import ARTICLE, SIDE, WORDS, ZONE_SHIFT
from indexer.engines.whoosh.standing_by_counts import standing_by_counts
from indexer.zstd import zstd

from .postings import Content, content_of, inverted, packed_by_chance, postings

MOST_WITH_BYTES = (223, 7_391, 236_767, 7_576_799, 242_457_823, 2**32 - 1)
"""The largest number of one byte, of two and so on."""

numbers = st.lists(
    st.one_of(
        st.integers(0, 300),
        st.integers(0, 2**32 - 1),
        st.sampled_from([*MOST_WITH_BYTES, *(largest + 1 for largest in MOST_WITH_BYTES[:-1])]),
    ),
    max_size=50,
)


@given(numbers)
def test_numbers_come_back_from_their_bytes(values: list[int]) -> None:
    data, starts = varints.encode(np.array(values, dtype=np.uint32), np.arange(len(values) + 1))
    assert varints.decode(data).tolist() == values
    assert len(starts) == len(values) + 1
    for value, start, stop in zip(values, starts, starts[1:], strict=False):
        assert varints.decode(data[start:stop]).tolist() == [value]
        assert stop - start == 1 + bisect_left(MOST_WITH_BYTES, value)


@given(numbers)
def test_a_long_stream_is_worked_on_a_part_at_a_time(values: list[int]) -> None:
    wanted = np.unique([0, len(values) // 3, len(values) // 2, len(values)])
    data, starts = varints.encode(np.array(values, dtype=np.uint32), wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(varints, "AT_ONCE", 7)
        in_parts, starts_in_parts = varints.encode(np.array(values, dtype=np.uint32), wanted)
        assert in_parts.tolist() == data.tolist()
        assert starts_in_parts.tolist() == starts.tolist()
        assert varints.decode(data).tolist() == values


@given(st.sets(st.binary(max_size=4).map(lambda term: term * 90) | st.binary(min_size=1, max_size=4), min_size=1))
def test_terms_share_what_both_begin_with(terms: set[bytes]) -> None:
    ordered = sorted(terms)
    shared = dictionary._shared(ordered)
    assert shared[0] == 0
    for one, other, same in zip(ordered, ordered[1:], shared[1:], strict=False):
        assert same <= len(one)
        assert one[:same] == other[:same]
        if same < dictionary.COMPARED and b"\0" not in one + other:
            assert one[same : same + 1] != other[same : same + 1]


@pytest.mark.parametrize("field", WORDS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_postings_come_back_from_their_streams(field: str, data: st.DataObject) -> None:
    content = data.draw(postings(field))
    part = inverted(field, content)
    assert content_of(part) == content
    coded = coding.encode(field, coding.pack(part))
    articles, counts, early = coding.decode_articles(field, part.frequency, coded.shapes, coded.articles)
    keys = coding.decode_positions(field, counts, varints.decode(coded.positions))
    assert content_of(Inverted(part.terms, part.frequency, articles, counts, early, keys)) == content
    starts = [at for _, at in coded.streams]
    for number in range(len(part.terms)):  # each term alone gives what all together do
        shapes = coded.shapes[starts[0][number] : starts[0][number + 1]]
        stream = coded.articles[starts[1][number] : starts[1][number + 1]]
        one = coding.decode_term(field, int(part.frequency[number]), shapes, stream)
        where = slice(int(part.frequency[:number].sum()), int(part.frequency[: number + 1].sum()))
        assert [array.tolist() for array in one] == [
            articles[where].tolist(),
            counts[:, where].tolist(),
            early[where].tolist(),
        ]


def test_more_occurrences_than_two_bytes_count(tmp_path: Path) -> None:
    part = inverted(SIDE, {b"a": {0: {(3, p) for p in range(70_000)}, 9: {(3, 1)}}})
    coded = coding.encode(SIDE, coding.pack(part))
    _, counts, _ = coding.decode_term(SIDE, 2, coded.shapes, coded.articles)
    assert counts.tolist() == [[70_000, 1]]


def field_of(path: Path, field: str, parts: list[Inverted]) -> FieldReader:
    with path.open("wb") as file:
        blocks = BlocksWriter(file)
        writer = FieldWriter(blocks, field)
        for part in parts:
            writer.add(coding.encode(field, coding.pack(part)))
        writer.finish()
        blocks.finish()
    return FieldReader(Blocks(path), field)


def unpacked(_: bytes) -> None:
    """A block as it is."""


def many(step: int) -> Content:
    return {f"=слово{n:04}".encode(): {n % 50: {(2, n)}, 60: {(0, 1), (2, n % 300)}} for n in range(0, 300, step)}


def test_a_field_finds_its_terms(tmp_path: Path) -> None:
    content = many(1)
    whole = inverted(ARTICLE, content)
    field = field_of(tmp_path / "f", ARTICLE, [whole.part(0, 70), whole.part(70, 71), whole.part(71, 300)])
    assert (field.terms, field.blocks) == (300, -(-300 // BLOCK))
    assert [term for term, _ in field.range(b"")] == sorted(content)
    for term, expected in content.items():
        found = articles_of(field, term)
        assert found is not None
        assert found[0].tolist() == sorted(expected)
        starts, keys = positions_of(field, term, found[1], None)
        assert [
            {(key >> ZONE_SHIFT, key & 0xFFFFFFF) for key in keys[a:b].tolist()} for a, b in pairwise(starts.tolist())
        ] == [expected[one] for one in sorted(expected)]
        chosen, some = positions_of(field, term, found[1], np.array([1]))
        assert (chosen.tolist(), some.tolist()) == ([0, 2], keys[1:].tolist())
    for unknown in (b"", "=слово".encode(), "=слово00000".encode(), b"\xff"):
        assert articles_of(field, unknown) is None
    prefix = "=слово01".encode()
    assert len(list(field.range(prefix, after_prefix(prefix)))) == 100
    ends = ["=слово", "=слово0001", "=слово0063", "=слово0064", "=слово0299", "=слово03"]
    for start, stop in combinations([b"", *(end.encode() for end in ends), None], 2):
        if start is not None:
            assert field.count(start, stop) == len(list(field.range(start, stop)))
    assert content_of(read(field, b"", None)) == content
    assert content_of(read(field, "=слово0100".encode(), "=слово0102".encode())) == {
        term: content[term] for term in sorted(content)[100:102]
    }


def test_short_blocks_are_packed_and_long_ones_can_be_read_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = many(1) | {"=яблоко".encode(): {number: {(2, number % 200)} for number in range(70_000)}}
    whole = inverted(ARTICLE, content)
    field = field_of(tmp_path / "f", ARTICLE, [whole])
    assert [field.begins(block, 0) is None for block in range(field.blocks)] == [True] * 4 + [False]
    assert content_of(read(field, b"", None)) == content
    for term in ("=слово0000", "=слово0299", "=яблоко"):
        found = articles_of(field, term.encode())
        assert found is not None
        assert found[0].tolist() == sorted(content[term.encode()])

    monkeypatch.setattr(dictionary, "_packed", unpacked)
    as_they_are = field_of(tmp_path / "g", ARTICLE, [whole])
    sizes, before = ([size for _, size in one.marks()] for one in (field, as_they_are))
    assert all(size < was for size, was in zip(sizes[:4], before[:4], strict=True))
    assert sizes[4] == before[4] > dictionary.PACKED_BELOW


@given(data=st.data())
@settings(deadline=None)
def test_terms_are_looked_up_in_articles_group_by_group(data: st.DataObject) -> None:
    field_name = data.draw(st.sampled_from(sorted(WORDS)))
    content = data.draw(postings(field_name).filter(bool))
    anywhere = sorted({number for articles in content.values() for number in articles})
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(locating, "GROUP", data.draw(st.sampled_from([2, 4, 16])))
        patch.setattr(locating, "FEW", data.draw(st.sampled_from([1, 4, 128])))
        patch.setattr(dictionary, "BLOCK", data.draw(st.sampled_from([1, 2, 64])))
        patch.setattr(dictionary, "_packed", data.draw(st.sampled_from([zstd.compress, packed_by_chance, unpacked])))
        field = field_of(Path(folder) / "f", field_name, [inverted(field_name, content)])
        terms = data.draw(st.lists(st.sampled_from([*content, b"\xfe unknown"]), unique=True))
        numbers = st.one_of(st.sampled_from(anywhere), st.integers(0, anywhere[-1] + 3))
        asked = [
            (which, number) for which in range(len(terms)) for number in sorted(data.draw(st.sets(numbers, max_size=9)))
        ]
        if not asked:
            return
        which, articles = (np.array(column) for column in zip(*asked, strict=True))
        located = [locating.locate(field, term) for term in terms]
        pairs, starts, keys = locating.standing(field, located, which, articles.astype(np.int32))
        runs = [keys[a:b].tolist() for a, b in pairwise(starts.tolist())]
        expected = {
            pair: sorted(zone << ZONE_SHIFT | position for zone, position in content[terms[i]][number])
            for pair, (i, number) in enumerate(asked)
            if number in content.get(terms[i], {})
        }
        assert dict(zip(pairs.tolist(), runs, strict=True)) == expected

        # The same by the counts of all of the terms' postings, where all are in groups of one size.
        nothing = np.empty(0, np.int32), np.empty((len(WORDS[field_name]), 0), np.uint16), np.empty(0, np.bool_)
        counts = [pack(Counts(field_name, *(articles_of(field, term) or nothing))) for term in terms]
        packed = [one for one in counts if isinstance(one, PackedCounts)]
        if len(packed) == len(terms) and len({one.group for one in located}) == 1:
            pairs, starts, keys = standing_by_counts(field, located, packed, which, articles.astype(np.int32))
            runs = [keys[a:b].tolist() for a, b in pairwise(starts.tolist())]
            assert dict(zip(pairs.tolist(), runs, strict=True)) == expected


def test_an_empty_field_knows_no_term(tmp_path: Path) -> None:
    field = field_of(tmp_path / "f", ARTICLE, [])
    assert articles_of(field, b"a") is None
    assert list(field.range(b"")) == []
    assert read(field, b"", None).terms == []


def test_what_comes_after_a_prefix() -> None:
    assert after_prefix(b"ab") == b"ac"
    assert after_prefix(b"a\xff") == b"b"
    assert after_prefix(b"\xff") is None
    assert after_prefix(b"") is None
