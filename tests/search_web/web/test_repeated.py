"""Rows that are drawn from one pattern are those that the macro draws one by one, whatever they say."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment

from search_web.web.repeated import MOST_PATTERNS, Each

TEMPLATE = """
{% macro value(text, address, active, number) %}
<li{% if active %} class="{on}"{% endif %}><a href="{{ address }}" title="{{ text }}">{{ text }}</a>
{% if number %} {{ number }}{% endif %}</li>
{% endmacro %}
{% macro other(text) %}[{{ text }}]{% endmacro %}
{% macro silent(text, on) %}{{ "[" }}{% if text and on %}+{% endif %}]{% endmacro %}
"""
Row = tuple[str, str, bool, str]


def macro(name: str) -> Callable[..., str]:
    found: Callable[..., str] = getattr(Environment(autoescape=True).from_string(TEMPLATE).module, name)
    return found


@pytest.fixture(scope="module")
def value() -> Callable[..., str]:
    return macro("value")


texts = st.text(st.sampled_from("аб \"'<>&{}0%\0\n") | st.characters(codec="utf-8"), max_size=20)


rows_of = st.lists(st.tuples(texts, texts, st.booleans(), texts), max_size=8)


@given(st.lists(rows_of, max_size=3))
@example([[("<script>", "?q='\"", True, "{0}"), ("\x000\x00", "\x001\x00", False, ""), ("", "", False, "")]])
@example([[], [("а", "б", False, "1")], [], [("в", "г", False, "2")]])
@example([[("", "", False, "")], [("", "", True, "")]])
@example([])
def test_rows_are_those_that_the_macro_draws(value: Callable[..., str], lists: list[list[Row]]) -> None:
    assert Each()(value, lists) == ["".join(str(value(*row)) for row in rows) for rows in lists]


@given(st.lists(st.tuples(texts, st.booleans()), max_size=4))
def test_a_macro_may_print_nothing_of_a_row(rows: list[tuple[str, bool]]) -> None:
    silent = macro("silent")
    assert Each()(silent, [rows]) == ["".join(str(silent(*row)) for row in rows)]


def test_patterns_are_of_one_macro_and_shape(value: Callable[..., str]) -> None:
    other, each = macro("other"), Each()
    assert each(other, [[("<",), ("",)]]) == ["[&lt;][]"]
    assert "<li>" in each(value, [[("а", "б", False, "")]])[0]
    assert each(other, [[("&",)]]) == ["[&amp;]"]


def test_macros_that_are_no_longer_used_do_not_pile_up() -> None:
    each = Each()
    for n in range(3 * MOST_PATTERNS):
        assert each(macro("other"), [[(str(n),)]]) == [f"[{n}]"]
    assert len(each._patterns) <= MOST_PATTERNS
