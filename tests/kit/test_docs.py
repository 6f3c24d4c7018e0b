"""The pages: every command in them is known, every link leads somewhere, and the public API is what they say."""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.cli import EXAMPLES, EXIT_STATUS, command_line
from autograder.course.settings import Grading
from tests.kit.conftest import REPO, SOLUTION, MiniCourse, mini_notebook, run

PAGES = sorted([REPO / "README.md", REPO / "CONTRIBUTING.md", *(REPO / "docs").rglob("*.md")])
OURS = ("autograder", "nbgrader", "make", "python")
OTHERS = {
    "apt-get", "cd", "docker", "eval", "export", "git", "jupyter", "mv", "pip", "register-python-argcomplete", "sbatch",
    "source", "sh",
}  # fmt: skip
"""Programs that are not ours to test."""
PUBLIC = ("autograder.testing", "autograder.training", "autograder.check")

BLOCK = re.compile(r"^```(\w*)\n((?:.*\n)*?)```$|^((?:(?: {4}.*)?\n)* {4}.*\n)", re.M)
CODE = re.compile(r"`([^`]+)`")


def commands(page: Path) -> Iterator[list[str]]:
    """Return the words of each command in a page: in fenced shell blocks, in indented blocks, and within the text."""
    text = page.read_text(encoding="utf-8")
    for language, fenced, indented in BLOCK.findall(text):
        lines = (fenced or indented).replace("\\\n", " ").splitlines()
        for line in lines if language in ("bash", "sh", "console", "") else ():
            for words in split(line.strip().removeprefix("$ ")):
                if language or name(words) in (*OURS, *OTHERS):
                    yield words
    for code in CODE.findall(BLOCK.sub("", text)):
        words = code.split()
        if len(words) > 1 and name(words) in OURS:
            yield words


def split(line: str) -> Iterator[list[str]]:
    """Return the words of each command in a line."""
    with contextlib.suppress(ValueError):  # a text with an apostrophe, in an indented block
        words: list[str] = []
        for word in [*shlex.split(line, comments=True), "&&"]:
            if word in ("&&", "|", ";"):
                if words := words[next((i for i, w in enumerate(words) if not re.match(r"\w+=", w)), len(words)) :]:
                    yield words
                words = []
            else:
                words.append(word)


def name(words: list[str]) -> str:
    return words[0].rsplit("/", 1)[-1]


def expect_known(words: list[str]) -> None:
    """Fail unless there is such a command, with these options."""
    words = [word for word in words if word != "…"]
    program, arguments = name(words), words[1:]
    if program == "autograder":
        expect_ours(arguments)
    elif program == "make":
        assert run(["make", "-n", "-o", ".venv/.ready", *arguments], REPO).returncode == 0
    elif program == "nbgrader":
        expect_nbgraders(arguments)
    elif program == "python":
        expect_module(arguments)
    else:
        assert program in OTHERS


def expect_ours(arguments: list[str]) -> None:
    """Fail unless these are arguments of our command, or the name of one of its commands, as texts mention it."""
    if len(arguments) == 1 and arguments[0] in EXAMPLES:
        return
    status: object = 0
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            command_line().parse_args(arguments)
        except SystemExit as end:
            status = end.code
    assert status == 0


def expect_nbgraders(arguments: list[str]) -> None:
    from nbgrader.apps.nbgraderapp import NbGraderApp

    app = NbGraderApp.subcommands[arguments[0]][0]
    kinds = {kind.__name__: kind for kind in [*NbGraderApp().all_configurable_classes(), app, Grading]}
    for option in (argument.lstrip("-").split("=")[0] for argument in arguments if argument.startswith("--")):
        kind, _, trait = option.partition(".")
        if trait:
            assert kinds[kind].class_traits()[trait].metadata.get("config")
        else:
            assert option in app().flags or option in app().aliases


def expect_module(arguments: list[str]) -> None:
    if arguments[0] != "-m":
        assert (REPO / arguments[0]).is_file()
        return
    spec = importlib.util.find_spec(arguments[1])
    assert spec is not None
    if spec.name == "autograder":
        expect_ours(arguments[2:])
    elif spec.name.startswith("tests."):
        package = importlib.util.find_spec(f"{spec.name}.__main__") if spec.submodule_search_locations else spec
        assert package is not None
        source = Path(package.origin or "").read_text()
        assert all(f'"{option}"' in source for option in arguments if option.startswith("--") and option != "--help")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_every_command_in_the_pages_is_known(page: Path) -> None:
    for words in commands(page):
        try:
            expect_known(words)
        except (AssertionError, LookupError, ModuleNotFoundError):
            pytest.fail(f"{page.relative_to(REPO)}: unknown or misspelt: {shlex.join(words)}")


def test_commands_are_found_wherever_they_stand(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "`make\ncorpus`, `autograder`\n\n    A=1 old/bin/python -m venv x && make test # all\n    c.seed = 1\n\n"
        "```bash\nautograder grade \\\n    mini\nunheard of\n```\n```python\nmake = 1\n```\n"
    )
    found = [shlex.join(words) for words in commands(page)]
    assert found == ["old/bin/python -m venv x", "make test", "autograder grade mini", "unheard of", "make corpus"]


@pytest.mark.parametrize(
    "line",
    [
        "autograder grad mini", "autograder grade m --no", "make cake", "nbgrader grade", "nbgrader export --too=x",
        "nbgrader generate_feedback --Grading.x=1", "python -m tests.nothing",
        "python -m tests.corpus.measure --sed 2", "rm -r x",
    ],
)  # fmt: skip
def test_a_misspelt_command_is_noticed(line: str) -> None:
    with pytest.raises((AssertionError, LookupError, ModuleNotFoundError)):
        expect_known(line.split())


@pytest.mark.slow
def test_a_term_as_the_page_for_instructors_tells_it(course: MiniCourse) -> None:
    """The commands are run as they stand, for a course with another assignment."""
    solved = mini_notebook(SOLUTION)
    page = (REPO / "docs" / "instructors.md").read_text().replace("regularization", "mini")
    lines = [line for block in re.findall(r"```bash\n(.*?)```", page, re.S) for line in block.splitlines()]
    told = [line for line in lines if re.match(r"(nbgrader|autograder) \w", line) and "language" not in line]
    assert len(told) == 7, told
    for handed_in in ("some.ipynb", "others/one.ipynb"):
        path = course.folder / handed_in
        path.parent.mkdir(exist_ok=True)
        shutil.copy(course.submit("anna", solved), path)
    for line in told:
        if "doctor" not in line:  # tried in test_protections.py
            done = run(["bash", "-c", line], course.folder)
            assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr}"
    assert (course.folder / "feedback" / "anna" / "mini" / "mini.html").is_file()
    assert (course.folder / "report-mini.html").is_file()
    assert [s["score"] for s in json.loads((course.folder / "results.json").read_text())["submissions"]] == [4, 4]


def anchors(page: Path) -> set[str]:
    """Return what GitHub calls the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DATA-LICENCE.md"])
def test_links_outside_the_pages_lead_somewhere(page: str) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", (REPO / page).read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        if not path.startswith("https:"):
            assert (REPO / path).exists(), link
            assert not anchor or anchor in anchors(REPO / path), link


def test_the_table_on_strictness_counts_what_its_pages_say() -> None:
    table = (REPO / "docs" / "strictness.md").read_text("utf-8")
    counts = {}
    for page in (REPO / "docs" / "strictness").glob("*.md"):
        rows = [line.split("|") for line in page.read_text("utf-8").splitlines() if line.startswith("|")][2:]
        counts[page.stem] = (sum(bool(row[3].strip()) for row in rows), len(rows))  # the third column says who asks
    counts["all"] = tuple(map(sum, zip(*counts.values(), strict=True)))

    told = re.findall(r"^\| (?:\[(\w+)\]\([^)]*\)|(all)) \| (\d+) of (\d+) \|", table, re.M)
    assert {name or everything: (int(asked), int(of)) for name, everything, asked, of in told} == counts


@pytest.mark.slow
def test_the_pages_can_be_built_and_need_no_network(tmp_path: Path) -> None:
    done = run([sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path / "site")], REPO)
    assert done.returncode == 0, done.stderr
    for page in (tmp_path / "site").rglob("*.html"):
        loaded = re.findall(r"<(?:script|img|link|iframe)[^>]*(?:src|href)=\"?(https?:[^\" >]*)", page.read_text())
        assert not loaded, page


def test_pictures_are_small() -> None:
    assert all(path.stat().st_size < 150_000 for path in (REPO / "docs").rglob("*.png"))


# The command


def test_every_command_has_examples_that_it_takes() -> None:
    listed = command_line().format_help()
    for command in re.findall(r"^    (\w+)", listed, re.M):
        lines = EXAMPLES[command].splitlines()
        for line in lines:
            assert line in listed
            expect_known(shlex.split(re.split(r"  +", line)[0]))


def test_exit_statuses_stand_in_one_table() -> None:
    table = re.findall(r"^\| (\d+) \|", (REPO / "docs" / "instructors.md").read_text(), re.M)
    assert table == re.findall(r"^  (\d+) ", EXIT_STATUS, re.M)


def test_a_shell_completes_commands(tmp_path: Path) -> None:
    line, found = "autograder gr", tmp_path / "found"
    asked = {
        "_ARGCOMPLETE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "_ARGCOMPLETE_STDOUT_FILENAME": str(found),
    }
    command = [f"{sys.prefix}/bin/autograder"]
    subprocess.run(command, env={**os.environ, **asked}, cwd=tmp_path, timeout=60, capture_output=True)
    assert found.read_text().strip() == "grade"


def test_nothing_is_coloured_where_no_colour_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    from autograder.results.table import print_protections
    from autograder.sandbox.protections import layers

    monkeypatch.setenv("NO_COLOR", "1")
    screen = io.StringIO()
    print_protections(layers(False), [], Console(file=screen, force_terminal=True))
    assert "\x1b[" in screen.getvalue()  # bold and the like are no colours
    assert not re.search(r"\x1b\[[\d;]*(3|4|9)\d", screen.getvalue())


# The public API


def test_content_imports_what_is_public_and_nothing_else() -> None:
    folders = (REPO / "tests" / "hidden", REPO / "reference", REPO / "assignments" / "source")
    sources = [path.read_text() for folder in folders for path in folder.rglob("*.py")]
    for path in (REPO / "assignments" / "source").glob("*/*.ipynb"):
        cells = json.loads(path.read_text())["cells"]
        lines = ("".join(cell["source"]).splitlines() for cell in cells if cell["cell_type"] == "code")
        sources.append("\n".join(line for cell in lines for line in cell if line.startswith("from autograder")))
    used = set()
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
            used |= {(node.module, alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith("autograder") for alias in node.names)
    public = {(module, name) for module in PUBLIC for name in importlib.import_module(module).__all__}
    assert used
    assert used <= public


@pytest.mark.parametrize("module", PUBLIC)
def test_all_that_is_public_is_on_its_page(module: str) -> None:
    listed = re.findall(rf"^::: {module}\.(\w+)$", (REPO / "docs" / "api.md").read_text(), re.M)
    names = importlib.import_module(module).__all__
    assert sorted(listed) == sorted(names)
