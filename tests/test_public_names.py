"""What the packages promise by name: all of it, nothing else, and with types."""

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import indexer
import indexer.errors
import search_web
import search_web.web

ROOT = Path(__file__).parents[1]
PACKAGES = [indexer, search_web, search_web.web]


def names_in(package: ModuleType) -> set[str]:
    """The public names that the package's file binds."""
    assert package.__file__
    names = set()
    for node in ast.parse(Path(package.__file__).read_text("utf-8")).body:
        match node:
            case ast.ImportFrom(level=1 | 2):
                names |= {alias.asname or alias.name for alias in node.names}
            case ast.FunctionDef() | ast.ClassDef():
                names.add(node.name)
    return names


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_the_list_of_names_is_sorted_and_complete(package: ModuleType) -> None:
    def by_kind(name: str) -> tuple[int, str]:
        """As linters sort them: constants, classes, functions."""
        return (0 if name.isupper() else 1 if name[0].isupper() else 2), name

    assert package.__all__ == sorted(package.__all__, key=by_kind)
    assert len(package.__all__) == len(set(package.__all__))
    if package is not search_web.web:  # whose helpers are imported to be used
        assert set(package.__all__) == names_in(package)
    assert all(hasattr(package, name) for name in package.__all__)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_no_private_name_is_promised_and_each_has_a_description(package: ModuleType) -> None:
    for name in package.__all__:
        assert not name.startswith("_")
        thing = getattr(package, name)
        assert not inspect.ismodule(thing), name
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert thing.__doc__, name
            assert not re.search(r"(^|\.)_", thing.__qualname__), name
            assert thing.__module__.partition(".")[0] in ("indexer", "search_web"), name


def test_every_error_is_promised() -> None:
    classes = inspect.getmembers(indexer.errors, inspect.isclass)
    errors = {name: thing for name, thing in classes if issubclass(thing, Exception)}
    assert "GuberniaError" in errors
    for name, thing in errors.items():
        assert issubclass(thing, indexer.GuberniaError)
        assert getattr(indexer, name) is thing


def test_whatever_a_promised_function_gives_or_takes_is_promised_too() -> None:
    """A program can name the type of everything that it holds."""
    promised = set(indexer.__all__) | set(search_web.__all__)
    ours = {
        node.name
        for package in ("indexer", "search_web")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    } - {"Engine"}  # what `NewsSearch.over` takes is the seam, for those who write an engine
    calls: list[Callable[..., object]] = [
        indexer.read_articles,
        indexer.preview_articles,
        indexer.build_index,
        indexer.update_index,
        indexer.watch_folder,
    ]
    methods = inspect.getmembers(search_web.NewsSearch, inspect.isroutine)
    calls += [method for name, method in methods if not name.startswith("_")]
    assert len(calls) > 10
    for call in calls:
        signature = inspect.signature(call)
        types = [parameter.annotation for parameter in signature.parameters.values()]
        words = set(re.findall(r"\w+", " ".join(map(str, [*types, signature.return_annotation]))))
        assert words & ours <= promised, call


@pytest.mark.parametrize("package", ["indexer", "search_web"])
def test_the_package_says_that_it_has_types(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()
