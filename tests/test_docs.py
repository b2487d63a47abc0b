"""Documentation that fails when it lies: what it names must exist, what exists must be named, examples must run."""

import contextlib
import html
import inspect
import io
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner

import indexer
import indexer.errors
import search_web
from indexer.cli import main as indexer_command
from indexer.engines.whoosh.merging import LARGER
from indexer.index_folder import BUILD
from indexer.language.morphology import LONGEST as LONGEST_WORD
from indexer.readers.compression import MOST_TIMES_LARGER
from indexer.readers.contents import DEEPEST, LARGEST_ASIDE, LARGEST_PAGE
from indexer.readers.formats import Format
from indexer.readers.page import LONGEST_TITLE
from indexer.readers.reading import MOST_WARNINGS_PER_FILE
from indexer.readers.records import LONGEST_RECORD, NAMES
from search_web import NewsSearch, NoteKind, chunks, quoted, symbols
from search_web import query_language as ql
from search_web.bounds import COMMONEST, MOST_PREFIX_TERMS
from search_web.cli import main as gubernia
from search_web.kept import MOST
from search_web.kept_answers import BYTES
from search_web.relax import ENOUGH
from search_web.search import MOST_PER_PAGE
from search_web.syntax import OPERATORS
from search_web.web import create_app
from search_web.web.api import MOST_SUGGESTIONS
from search_web.web.params import FACETS, MOST_PAGES, MOST_VALUES, PARAMETERS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
NOT_OURS = {"var", "build", "dist", "__pycache__"}

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
CODE = re.compile(r"``?.*?``?")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def words_of(page: str) -> str:
    """The text with its entities as characters: a bar within a table is written as one."""
    return html.unescape(text_of(ROOT / page))


class Block(NamedTuple):
    """A fenced block: its language, its text, and where it begins."""

    language: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = text_of(page)
    return [Block(m[1], m[2], text.count("\n", 0, m.start()) + 1) for m in FENCE.finditer(text)]


def mentions(page: str, word: str) -> bool:
    """Whether the page has the word by itself: «index» is not mentioned by «indexer»."""
    return re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", words_of(page)) is not None


# The command line


def commands() -> list[tuple[str, click.Command]]:
    return list(gubernia.commands.items())


def options(command: click.Command) -> Iterator[tuple[click.Option, str]]:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for written in (*parameter.opts, *parameter.secondary_opts):
                yield parameter, written


COMMAND_NAMES = [command for command, _ in commands()]


@pytest.mark.parametrize("command", COMMAND_NAMES)
def test_every_command_has_help_and_is_documented(command: str) -> None:
    assert gubernia.commands[command].help
    section = operating_section(command)
    for option, written in options(gubernia.commands[command]):
        assert option.help, f"gubernia {command} {written} has no help"
        shared = written in ("--index", "--help", "--version")
        assert f"`{written}" in (words_of("docs/operating.md") if shared else section), f"{command} {written}"


@pytest.mark.parametrize("command", COMMAND_NAMES)
def test_no_option_is_made_up(command: str) -> None:
    real = {written for _, written in options(gubernia.commands[command])} | {"--help"}
    named = set(re.findall(r"^\| `(--[a-z-]+)", operating_section(command), re.MULTILINE))
    assert named <= real


def operating_section(command: str) -> str:
    _, heading, rest = words_of("docs/operating.md").partition(f"\n### gubernia {command}\n")
    assert heading, f"no section «gubernia {command}»"
    return re.split(r"^##", rest, maxsplit=1, flags=re.MULTILINE)[0]


def test_the_indexers_own_command_is_documented() -> None:
    assert "`python -m indexer`" in words_of("docs/operating.md")
    for command in indexer_command.commands:
        assert command in gubernia.commands


def test_environment_variables_are_documented() -> None:
    used = {
        variable
        for path in files()
        if path.suffix == ".py" and path != Path(__file__)
        for variable in re.findall(r"GUBERNIA_[A-Z_]+", text_of(path))
    }
    assert "GUBERNIA_INDEX" in used
    assert [variable for variable in sorted(used) if f"`{variable}`" not in words_of("docs/operating.md")] == []


# Public names


PUBLIC = [
    *(f"indexer.{public}" for public in indexer.__all__),
    *(f"search_web.{public}" for public in search_web.__all__),
    "search_web.web.create_app",
    "search_web.web.create_blueprint",
]


@pytest.mark.parametrize("public", PUBLIC)
def test_public_names_are_documented(public: str) -> None:
    short = public.rpartition(".")[2]
    assert mentions("docs/python-api.md", short) or mentions("docs/python-api.md", f"indexer.{short}")


def test_methods_of_the_search_and_their_arguments_are_documented() -> None:
    page = words_of("docs/python-api.md")
    for method, function in inspect.getmembers(NewsSearch, callable):
        if method.startswith("_"):
            continue
        assert f"`NewsSearch.{method}(" in page, method
        for argument in inspect.signature(function).parameters:
            if argument != "self":
                assert re.search(rf"\b{argument}\b", page), f"{method}({argument})"


@pytest.mark.parametrize("function", ["build_index", "update_index"])
def test_signatures_are_as_documented(function: str) -> None:
    signature = inspect.signature(getattr(indexer, function))
    short = ", ".join(
        parameter.name if parameter.default is parameter.empty else f"{parameter.name}={parameter.default}"
        for parameter in signature.parameters.values()
    ).replace("path, ", "path, *, ")
    assert f"`indexer.{function}({short})`" in words_of("docs/python-api.md")


@pytest.mark.parametrize(
    "type_name", ["Answers", "Hit", "Explanation", "WordScore", "IndexStats", "ArticleView", "Note"]
)
def test_attributes_of_answers_are_documented(type_name: str) -> None:
    for attribute in getattr(search_web, type_name).__dataclass_fields__:
        assert f"`{attribute}`" in words_of("docs/python-api.md"), f"{type_name}.{attribute}"


@pytest.mark.parametrize("type_name", ["Article", "PublishedOn", "BuildReport", "Preview", "Progress", "ReadWarning"])
def test_attributes_of_the_indexers_types_are_documented(type_name: str) -> None:
    for attribute in getattr(indexer, type_name).__dataclass_fields__:
        assert f"`{attribute}`" in words_of("docs/python-api.md"), f"{type_name}.{attribute}"


def test_every_error_is_public() -> None:
    errors = {
        short
        for short, value in vars(indexer.errors).items()
        if inspect.isclass(value) and issubclass(value, indexer.GuberniaError)
    }
    assert errors <= set(indexer.__all__)


# HTTP


def test_routes_are_documented() -> None:
    page = words_of("docs/http-api.md")
    rules = {rule.rule for rule in create_app("nowhere").url_map.iter_rules()}
    assert [rule for rule in sorted(rules) if f"`{rule}`" not in page] == []
    assert set(re.findall(r"^\| `(/[^`]*)` \|", page, re.MULTILINE)) == rules


def test_parameters_of_the_api_are_documented() -> None:
    page = words_of("docs/http-api.md")
    section = page.partition("## GET /api/v1/search")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE)) == PARAMETERS
    assert all(f"`{facet}`" in section for facet in FACETS)
    assert all(f"`{kind}`" in section for kind in NoteKind)
    assert "| `limit` |" in page


def test_what_the_api_answers_is_documented(seeds_here: Path) -> None:
    client = create_app("var/index").test_client()
    documented = words_of("docs/http-api.md")
    for address in ("search?q=мэр+Хабаровска", "articles/004_b899ac0921a9f52f.txt", "suggest?q=мэр", "search?page=0"):
        with contextlib.closing(client.get(f"/api/v1/{address}")) as response:
            assert [key for key in keys(response.get_json()) if f'"{key}"' not in documented] == []


def keys(value: object) -> Iterator[str]:
    """The names in a JSON value."""
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


# The query language


def table(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of query-language.md."""
    section = text_of(DOCS / "query-language.md").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [re.split(r" ?\| ?", line)[1:-1] for line in re.findall(r"^\|.*\|$", section, re.MULTILINE)[2:]]


def code(cell: str) -> list[str]:
    """What is written as code in a cell."""
    return [html.unescape(a or b) for a, b in re.findall(r"`([^`]+)`|<code>(.*?)</code>", cell)]


def test_operators_are_documented() -> None:
    rows = table("Operators")
    assert [code(row[2]) for row in rows] == [list(operator.examples) for operator in OPERATORS]
    for row, operator in zip(rows, OPERATORS, strict=True):
        assert operator.written in html.unescape(row[0])


def test_fields_and_operator_words_are_documented() -> None:
    page = words_of("docs/query-language.md")
    for field in (*chunks.WORD_FIELDS, *chunks.KEYWORD_FIELDS, *chunks.DATE_FIELDS):
        assert f"`{field}:`" in page
    for word in symbols.OR_WORDS | symbols.AND_WORDS | symbols.NOT_WORDS:
        assert f"`{word}`" in page or f"или {word}" in page


@pytest.mark.parametrize("row", table("What binds how"), ids=lambda row: row[0])
def test_what_is_said_to_be_the_same_is_the_same(row: list[str]) -> None:
    (typed,), (same,) = map(code, row)
    assert typed != same
    assert ql.parse(typed) == ql.parse(same)
    assert ql.parse(typed).query is not None


@pytest.mark.parametrize("row", table("Lenient reading"), ids=lambda row: row[0])
def test_what_is_not_understood_is_read_as_is_said(row: list[str]) -> None:
    (typed,), (read_as,) = map(code, row)
    assert ql.parse(typed).problems
    assert not any(problem.cut for problem in ql.parse(typed).problems)
    assert ql.parse(typed).query == ql.parse(read_as).query is not None
    assert ql.parse(read_as).problems == ()


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("query-language.md", f"| {ql.LONGEST_TEXT} characters |"),
        ("query-language.md", f"| words in it | {chunks.MOST_WORDS} |"),
        ("query-language.md", f"| brackets within brackets | {ql.DEEPEST} |"),
        ("query-language.md", f"| {quoted.SHORTEST_PREFIX} at least |"),
        ("query-language.md", f"| terms of one prefix | {MOST_PREFIX_TERMS}, else the {COMMONEST} commonest |"),
        ("query-language.md", f"| words between, after `~` | {symbols.MOST_SLOP} |"),
        ("query-language.md", f"fewer than {ENOUGH} articles have all words"),
        ("python-api.md", f"at most {MOST_PER_PAGE} articles on each"),
        ("python-api.md", f"answer_cache={BYTES})"),
        ("python-api.md", f"up to {MOST:,} of them, in about `answer_cache` bytes, {BYTES >> 20} MiB unless"),
        ("operating.md", f"in each process: {BYTES >> 20} MiB unless given"),
        ("http-api.md", f"| `per_page` | 1 to {MOST_PER_PAGE} |"),
        ("http-api.md", f"| `page` | 1 to {MOST_PAGES} |"),
        ("http-api.md", f"| `limit` | 1 to {MOST_SUGGESTIONS} |"),
        ("http-api.md", f"at most {MOST_VALUES} values"),
        ("operating.md", f"| {LARGEST_PAGE >> 20} MiB unpacked |"),
        ("operating.md", f"| one record: a line, a row, an entry, a value | {LONGEST_RECORD >> 20} MiB |"),
        ("operating.md", f"| layers around a page | {DEEPEST} |"),
        ("operating.md", f"more than {MOST_TIMES_LARGER} times its size"),
        ("operating.md", f"| an archive within another that is put aside | {LARGEST_ASIDE >> 30} GiB |"),
        ("operating.md", f"| a title | {LONGEST_TITLE} characters |"),
        ("operating.md", f"| warnings about one file | {MOST_WARNINGS_PER_FILE} |"),
        ("operating.md", f"| a word | {LONGEST_WORD} characters |"),
    ],
)
def test_bounds_are_as_documented(page: str, sentence: str) -> None:
    assert sentence in words_of(f"docs/{page}")


def test_the_number_of_segments_is_as_documented() -> None:
    assert "more than twice the articles of all smaller ones together" in words_of("docs/operating.md")
    assert LARGER == 2


def test_the_layout_of_the_index_folder_is_as_documented(seeds_here: Path) -> None:
    section = words_of("docs/operating.md").partition("\n## The index folder\n")[2].partition("\n## ")[0]
    documented = {line.split()[0].rstrip("/") for line in section.splitlines() if line.startswith("  ")}
    folder = seeds_here / "var" / "index"
    there = {re.sub(r"(?<=MAIN_)\w+(?=\.seg)", "…", path.name) for path in folder.rglob("*")}
    builds = {found for found in documented | there if BUILD.fullmatch(found)}
    assert len(builds) == 2
    assert documented - builds == there - builds


def test_formats_and_fields_of_records_are_documented() -> None:
    page = words_of("docs/operating.md")
    assert [format_ for format_ in Format if f"| {format_} |" not in page] == []
    assert [field for fields in NAMES.values() for field in fields if f"`{field}`" not in page] == []


# Architecture and decisions


def sections() -> dict[str, list[str]]:
    """The modules that architecture.md lists under the heading of each folder."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"^## ", text_of(DOCS / "architecture.md"), flags=re.MULTILINE)[1:]:
        if folder := re.match(r"\[([\w/]+)\]\(", part):
            found[folder[1]] = re.findall(r"^- `(\w+\.py)`", part, re.MULTILINE)
    return found


def test_the_map_names_every_module_once() -> None:
    listed = sorted(f"{folder}/{module}" for folder, modules in sections().items() for module in modules)
    there = sorted(
        path.relative_to(ROOT).as_posix()
        for package in ("indexer", "search_web")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py"
    )
    assert listed == there


def test_headings_of_the_map_are_folders_with_a_question() -> None:
    headings = re.findall(r"^## \[([\w/]+)\]\(\.\./([\w/]+)\): (.+)$", text_of(DOCS / "architecture.md"), re.MULTILINE)
    assert len(headings) == len(sections())
    for folder, target, question in headings:
        assert folder == target
        assert (ROOT / folder).is_dir()
        assert question.endswith("?")


def test_decisions_are_listed() -> None:
    listed = re.findall(r"^\| \[([\w-]+\.md)\]", text_of(DOCS / "decisions" / "README.md"), re.MULTILINE)
    assert sorted(path.name for path in (DOCS / "decisions").glob("0*.md")) == sorted(listed)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    packages = [re.split(r"[^\w.-]", dependency)[0] for dependency in project["dependencies"]]
    reasons = re.findall(r"^\| `([\w.-]+)` \|", text_of(DOCS / "decisions" / "0002-dependencies.md"), re.MULTILINE)
    assert reasons == packages


def test_the_changelog_has_the_version() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    assert f"\n## [{project['version']}] - " in text_of(ROOT / "CHANGELOG.md")


def test_the_plain_commands_are_those_of_the_makefile() -> None:
    makefile, readme = text_of(ROOT / "Makefile"), text_of(ROOT / "README.md")
    for target in re.findall(r"make (\w+)", readme):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    extras = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["optional-dependencies"]
    for extra in re.findall(r'pip install -e "\.\[(\w+)\]"', readme):
        assert extra in extras
        assert f'--editable ".[{extra}]"' in makefile
    assert "-m pytest -n auto" in readme
    assert "-m pytest -n auto" in makefile


# Links


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(CODE.sub("", FENCE.sub("", text_of(page)))):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = unquote(target).partition("#")
        there = (page.parent / place).resolve() if place else page
        assert there.exists(), f"{name(page)}: {target}"
        if anchor:
            assert anchor in anchors(there), f"{name(page)}: {target}"


@cache
def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to headings."""
    found: list[str] = []
    for heading in HEADING.findall(FENCE.sub("", text_of(page))):
        plain = html.unescape(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)).replace("`", "")
        anchor = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        found.append(f"{anchor}-{found.count(anchor)}" if anchor in found else anchor)
    return set(found)


def test_anchors_are_those_of_github() -> None:
    assert "по-русски" in anchors(ROOT / "README.md")
    assert "the-seam-what-must-an-engine-do" in anchors(DOCS / "architecture.md")


# Examples


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "here"
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    indexer.build_index(indexer.read_articles(folder / "seeds"), folder / "var" / "index")
    return folder


@pytest.fixture
def seeds_here(seeds_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of an example: the sample pages, and an index of them at the usual place."""
    folder = tmp_path / "here"
    shutil.copytree(seeds_index, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("GUBERNIA_INDEX", raising=False)
    return folder


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(b.language == "python" for b in blocks(page))], ids=name
)
def test_python_examples_run_and_print_what_they_say(page: Path, seeds_here: Path) -> None:
    shutil.rmtree(seeds_here / "var")  # the examples build what they search
    namespace: dict[str, object] = {"__name__": "example"}
    printed = io.StringIO()
    for block in blocks(page):
        if block.language == "python":
            printed = io.StringIO()
            # The lines of the page, so that a traceback leads there.
            code = compile("\n" * block.line + block.text, str(page), "exec", dont_inherit=True)
            with contextlib.redirect_stdout(printed):
                exec(code, namespace)
        elif block.language == "output":
            assert printed.getvalue() == block.text, f"{name(page)}:{block.line}"


def test_every_python_example_of_the_readme_and_the_api_is_run() -> None:
    assert {name(page) for page in PAGES if any(b.language == "python" for b in blocks(page))} == {
        "README.md",
        "docs/python-api.md",
    }


class Typed(NamedTuple):
    """A command in a shell example, and the output that follows it there."""

    words: list[str]
    output: str
    place: str

    @classmethod
    def of(cls, line: str, output: str, place: str) -> list["Typed"]:
        """The `gubernia` commands of a line, which may be a pipe."""
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&")
        lexer.whitespace_split = True
        found: list[list[str]] = [[]]
        for word in lexer:
            if set(word) <= set("|;&"):
                found.append([])
            else:
                found[-1].append(word)
        return [
            cls(words[1:], output, place)
            for words in found
            if words and words[0].replace("\\", "/").rpartition("/")[2] == "gubernia"
        ]


def shell_commands(languages: tuple[str, ...]) -> list[Typed]:
    found = []
    for page in PAGES:
        for block in blocks(page):
            if block.language not in languages:
                continue
            place = f"{name(page)}:{block.line}"
            if block.language == "sh":
                for line in block.text.splitlines():
                    found += Typed.of(line, "", place)
            else:
                for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                    line, _, output = part.partition("\n")
                    found += Typed.of(line, output, place)
    return found


def test_shell_examples_are_commands() -> None:
    typed = shell_commands(("sh", "console"))
    assert len(typed) > 15
    for words, _, place in typed:
        command = gubernia.commands.get(words[0])
        assert command is not None, f"{place}: gubernia {words[0]}"
        with gubernia.make_context("gubernia", [words[0]]) as group:
            try:
                command.make_context(words[0], words[1:], parent=group)
            except click.ClickException as error:
                pytest.fail(f"{place}: gubernia {shlex.join(words)}: {error.format_message()}")


def test_commands_of_the_help_texts_are_commands() -> None:
    for _, command in commands():
        for line in re.findall(r"^ +(.*gubernia .*)$", cast(str, command.epilog), re.MULTILINE):
            for words, _, _ in Typed.of(line, "", ""):
                gubernia.commands[words[0]].make_context(words[0], words[1:])


@pytest.mark.usefixtures("seeds_here")
def test_console_examples_print_what_they_say() -> None:
    typed = shell_commands(("console",))
    assert typed
    for words, output, place in typed:
        result = CliRunner().invoke(gubernia, words)
        assert result.exit_code == 0, place
        assert result.stdout.rstrip() == output.rstrip(), place


# The repository


@cache
def files() -> tuple[Path, ...]:
    """The files of the project, without what tools leave behind."""
    found = []
    waiting = [ROOT]
    while waiting:
        for path in waiting.pop().iterdir():
            if path.is_dir():
                hidden = path.name.startswith(".") and path.name != ".ci"
                if not hidden and path.name not in NOT_OURS and not path.name.endswith(".egg-info"):
                    waiting.append(path)
            elif path.is_file():
                found.append(path)
    return tuple(sorted(found))


def test_nothing_mentions_the_place_where_it_was_written() -> None:
    home = re.compile(rb"(?<![\w.<])/(?:wo" rb"rk|ro" rb"ot|t" rb"mp)/")
    assert [name(path) for path in files() if home.search(path.read_bytes())] == []


def test_the_screenshot_is_small() -> None:
    assert (DOCS / "screenshot.png").stat().st_size < 200_000
