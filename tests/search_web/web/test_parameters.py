"""URL parameters: read the same way for people and programs."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from search_web.web.params import MOST_VALUES, PARAMETERS, Asked, iso_day, misuse, read, typed_day


def args(query: str) -> "MultiDict[str, str]":
    return MultiDict(parse_qsl(query, keep_blank_values=True))


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", Asked()),
        ("q=мэр&source=&since=&page=&sort=&strict=&scope=&per_page=", Asked(text="мэр")),
        ("source=А&source=Б&source=А", Asked(sources=("А", "Б"))),
        ("region=Р&okrug=О&place=М", Asked(regions=("Р",), okrugs=("О",), places=("М",))),
        ("since=2023&until=2023-11", Asked(since="2023", until="2023-11")),
        ("since=2023-11-05&until=2023", Asked(since="2023-11-05", until="2023")),
        ("sort=newest&page=3&per_page=50", Asked(sort="newest", page=3, per_page=50)),
        ("strict=1&scope=page", Asked(strict=True, scope="page")),
        ("strict=false", Asked()),
        ("expand=never&freshness=30", Asked(expand="never", freshness=30)),
        ("expand=&freshness=", Asked()),
        ("reprints=shown", Asked(reprints="shown")),
        ("reprints=folded&sort=newest", Asked(reprints="folded", sort="newest")),
        ("facet=region&facet=year", Asked(facets=("region", "year"))),
    ],
)
def test_what_a_query_string_asks(query: str, asked: Asked) -> None:
    assert read(args(query)) == (asked, [])


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=abc", "page"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1.5", "page"),
        ("page=٣", "page"),
        ("page=" + "9" * 5000, "page"),
        ("per_page=1001", "per_page"),
        ("sort=xyz", "sort"),
        ("scope=everything", "scope"),
        ("strict=yes", "strict"),
        ("expand=yes", "expand"),
        ("freshness=0", "freshness"),
        ("freshness=36501", "freshness"),
        ("freshness=0.5", "freshness"),
        ("reprints=1", "reprints"),
        ("facet=colour", "facet"),
        ("since=вчера", "since"),
        ("since=2023-13", "since"),
        ("until=2023-02-29", "until"),
        ("until=0000", "until"),
        ("since=05.11.2023", "since"),
        ("since=2023-11-05T10:00", "since"),
        ("since=2023-11&until=2023-10", "until"),
        ("&".join(f"source={n}" for n in range(MOST_VALUES + 1)), "source"),
    ],
)
def test_what_cannot_be_read_is_named_and_left_out(query: str, parameter: str) -> None:
    asked, problems = read(args(query))
    assert [problem.parameter for problem in problems] == [parameter]
    assert problems[0].allowed
    assert problems[0].note.endswith(".")
    assert len(problems[0].given) <= 40
    if parameter != "source":
        assert asked == Asked()


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2023", "2023"),
        ("2023 год", "2023"),
        ("11.2023", "2023-11"),
        ("5.11.2023", "2023-11-05"),
        ("05.11.2023 г.", "2023-11-05"),
        ("2023-11-05", "2023-11-05"),
    ],
)
def test_people_may_type_days_the_russian_way(typed: str, iso: str) -> None:
    assert typed_day(typed) == iso


@pytest.mark.parametrize("typed", ["", "5 ноября", "31.02.2023", "13.2023", "23", "2023-1", "05/11/2023", "٢٠٢٣"])
def test_what_is_not_a_day(typed: str) -> None:
    for as_iso in (typed_day, iso_day):
        with pytest.raises(ValueError):
            as_iso(typed)


def test_a_program_is_told_of_parameters_that_would_do_nothing() -> None:
    assert [problem.parameter for problem in misuse(args("q=мэр&sources=А&page=1&page=2&source=А&source=Б"))] == [
        "sources",
        "page",
    ]


words = st.text(st.characters(codec="utf-8"), max_size=8)
values = st.lists(words.map(str.strip).filter(bool), max_size=3, unique=True).map(tuple)
searches = st.builds(
    Asked,
    text=words,
    sources=values,
    regions=values,
    okrugs=values,
    places=values,
    since=st.sampled_from(["", "2020", "2020-02", "2020-02-29"]),
    until=st.sampled_from(["", "2021", "2021-12", "2021-12-31"]),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    page=st.integers(1, 1_000_000),
    per_page=st.integers(1, 1000),
    strict=st.booleans(),
    scope=st.sampled_from(["article", "page"]),
    expand=st.sampled_from(["auto", "always", "never"]),
    freshness=st.integers(0, 36_500),
    facets=st.sampled_from([("source", "year"), ("year",), ("region", "place")]),
)


@given(searches)
def test_parameters_bring_a_search_back(asked: Asked) -> None:
    assert read(MultiDict(asked.parameters())) == (asked, [])


@given(
    st.dictionaries(st.sampled_from(sorted(PARAMETERS)), st.text()),
)
def test_nothing_in_a_query_string_raises(given: dict[str, str]) -> None:
    for as_iso in (iso_day, typed_day):
        asked, _ = read(MultiDict(given), as_iso)
        assert asked.text == given.get("q", "")
