"""The course as a whole: its notebooks run, nothing of the grader's is in a release; test_authoring.py verifies it."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
import torch

from autograder.authoring.exercises import fill, own_solutions
from autograder.student.language import SOURCE_LANGUAGE, languages
from reference.mnist import load
from tests.kit.conftest import REPO, run

HIDDEN = REPO / "tests" / "hidden"
COURSE = REPO / "assignments"
SOURCE = COURSE / "source"
ASSIGNMENTS = sorted(path.name for path in SOURCE.iterdir())
LANGUAGES = [SOURCE_LANGUAGE, *languages(COURSE)]
MODULES = sorted(HIDDEN.glob("*/test_*.py"))


def hidden_tests(module: Path) -> list[ast.FunctionDef]:
    """Return a hidden module's test functions."""
    body = ast.parse(module.read_text()).body
    return [node for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_every_hidden_test_has_a_sentence_for_students(module: Path) -> None:
    for test in hidden_tests(module):
        sentence = (ast.get_docstring(test) or "").splitlines()
        assert len(sentence) == 1, test.name
        assert sentence[0].endswith("."), test.name


def test_the_lecture_s_page_names_cells_that_exist() -> None:
    rows = [line.split("|") for line in (REPO / "docs" / "lecture.md").read_text().splitlines() if line.count("|") == 5]
    named = {(row[3].strip().strip("`"), cell.strip("`")) for row in rows[2:] for cell in row[4].split()}
    there = {
        (path.stem, cell["id"]) for path in SOURCE.glob("*/*.ipynb") for cell in json.loads(path.read_text())["cells"]
    }
    functions = {name.strip(" `") for row in rows[2:] for name in row[2].split(",")}

    assert {notebook for notebook, _ in named} == {path.name for path in SOURCE.iterdir()}
    assert not named - there
    assert {module.stem.removeprefix("test_") for module in MODULES} <= functions


@pytest.fixture(scope="module", params=LANGUAGES)
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release folder of all assignments in one language."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(SOURCE, folder / "source")
    shutil.copytree(COURSE / "locale", folder / "locale")
    (folder / "nbgrader_config.py").write_text((COURSE / "nbgrader_config.py").read_text() + "c.Grading.seed = 0\n")
    for assignment in ASSIGNMENTS:
        command = [f"{sys.prefix}/bin/nbgrader", "generate_assignment", assignment]
        made = run([*command, f"--Grading.language={request.param}"], folder)
        assert made.returncode == 0, made.stderr
    return folder / "release"


def run_all(notebooks: Iterable[Path]) -> None:
    """Run notebooks from top to bottom, two at a time, and fail where a cell raises; they keep their outputs."""

    def execute(notebook: Path) -> subprocess.CompletedProcess[str]:
        # one thread each: with one per core, two notebooks wait for each other all the time
        command = ["env", "OMP_NUM_THREADS=1", f"{sys.prefix}/bin/jupyter", "execute", "--inplace", notebook.name]
        return run(command, notebook.parent)

    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(execute, notebooks):
            assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.slow
def test_nothing_of_the_graders_is_in_the_release(released: Path) -> None:
    files = [path for path in released.rglob("*") if path.is_file()]
    text = "".join(path.read_text(errors="ignore") for path in files if path.suffix != ".gz")

    python = {path.parent.name for path in files if path.suffix == ".py"}
    assert {path.suffix for path in files} - {".mo"} == {".ipynb", ".gz", ".txt", ".md", ".py"}
    assert python == {"checks", "autograder", "student"}  # what students run themselves, and what runs it
    for secret in ("BEGIN SOLUTION", "HIDDEN TESTS", "raise RuntimeError", "import reference", "from reference"):
        assert secret not in text
    assert text.count("raise NotImplementedError()") >= len(MODULES)


def test_the_graders_test_images_are_balanced() -> None:
    _, labels = load(HIDDEN / "data", train=False)

    assert torch.equal(torch.bincount(labels), torch.full((10,), 200))


def test_what_decides_verdicts_is_as_it_was_after_the_images_were_read(tmp_path: Path) -> None:
    """Else the first run of a fresh clone would find its verdicts outdated in the middle, and reach each one twice."""
    shutil.copytree(HIDDEN / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*-ubyte"))
    before = sorted(tmp_path.rglob("*"))
    images, _ = load(tmp_path / "data", train=True)

    assert images.shape == (2000, 1, 28, 28)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.slow
@pytest.mark.parametrize("released", [SOURCE_LANGUAGE], indirect=True)
def test_released_notebooks_run_without_a_traceback(released: Path) -> None:
    run_all(released / name / f"{name}.ipynb" for name in ASSIGNMENTS)


@pytest.mark.slow
def test_solved_notebooks_run_without_a_traceback(released: Path) -> None:
    solved = []
    for name in ASSIGNMENTS:
        notebook = nbformat.read(released / name / f"{name}.ipynb", as_version=4)
        answers = own_solutions(nbformat.read(SOURCE / name / f"{name}.ipynb", as_version=4))
        solved.append(released / name / "solved.ipynb")
        nbformat.write(fill(notebook, answers), solved[-1])

    run_all(solved)
