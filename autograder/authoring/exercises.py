"""The parts of which an exercise is made, and where each of them is or should be."""

from __future__ import annotations

import ast
import copy
import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.course import Course

_GRADED_BY_US = re.compile(r"^\s*raise RuntimeError\(", re.M)


@dataclass(frozen=True)
class Exercise:
    """An exercise: a function that students write and hidden tests grade.

    Attributes:
        notebook: the name of its notebook; empty where none has its grade cell.
        solution: the solution cell, if there is one.
        grade: the grade cell, if there is one.
        hidden: where its hidden tests belong.
        checks: where its visible checks belong.
        corpus: the folder for its right and wrong solutions.
    """

    name: str
    notebook: str
    solution: NotebookNode | None
    grade: NotebookNode | None
    hidden: Path
    checks: Path
    corpus: Path

    @property
    def wheats(self) -> list[Path]:
        """The files of right solutions."""
        return sorted((self.corpus / "wheats").glob("*.py"))

    @property
    def chaffs(self) -> list[Path]:
        """The files of wrong solutions."""
        return sorted((self.corpus / "chaffs").glob("*.py"))


def exercises(course: Course, assignment: str) -> list[Exercise]:
    """Return the exercises of an assignment: what has hidden tests, or a grade cell that waits for some."""
    modules = {path.stem.removeprefix("test_") for path in (course.hidden / assignment).glob("test_*.py")}
    cells: dict[str, tuple[str, NotebookNode]] = {}
    for name, notebook in course.notebooks(assignment).items():
        for cell in notebook.cells:
            if grade_id := cell.metadata.get("nbgrader", {}).get("grade_id"):
                cells.setdefault(grade_id, (name, cell))
    waiting = {
        grade_id.removeprefix("test_")
        for grade_id, (_, cell) in cells.items()
        if grade_id.startswith("test_") and cell.metadata.nbgrader.grade and _GRADED_BY_US.search(cell.source)
    }
    return [_exercise(course, assignment, name, cells) for name in sorted(modules | waiting)]


def _exercise(course: Course, assignment: str, name: str, cells: dict[str, tuple[str, NotebookNode]]) -> Exercise:
    notebook, grade = cells.get(f"test_{name}", ("", None))
    return Exercise(
        name,
        notebook,
        cells.get(name, ("", None))[1],
        grade,
        course.hidden / assignment / f"test_{name}.py",
        course.source_folder(assignment) / "checks" / f"test_{name}.py",
        course.corpus / assignment / name,
    )


def own_solutions(source: NotebookNode) -> dict[str, str]:
    """Return the solutions that a source notebook holds in its code cells, by the ids of these."""
    marked = {c.metadata.nbgrader.grade_id: c for c in source.cells if "nbgrader" in c.metadata}
    return {n: c.source for n, c in marked.items() if c.metadata.nbgrader.solution and c.cell_type == "code"}


def fill(notebook: NotebookNode, sources: Mapping[str, str]) -> NotebookNode:
    """Return a copy of a released notebook with `sources`, by function, in its solution cells.

    Raises:
        KeyError: the notebook has no solution cell of that name.
    """
    filled = copy.deepcopy(notebook)
    cells = {}
    for cell in filled.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader.get("solution"):
            cells[nbgrader["grade_id"]] = cell
    for function, source in sources.items():
        cells[function].source = source.rstrip("\n")
    return filled


def cell_names(path: Path) -> list[str]:
    """Return the ids of a notebook's cells, in its order, as its file has them."""
    cells = json.loads(path.read_bytes())["cells"]
    return [str(cell.get("id", index)) for index, cell in enumerate(cells)]


def points_of(module: Path) -> float | None:
    """Return what the tests of a hidden module are worth together; None where its text does not tell."""
    total = 0.0
    for test in _tests(module):
        calls = [call for call in test.decorator_list if isinstance(call, ast.Call)]
        marks = [call for call in calls if ast.unparse(call.func).endswith("graded")]
        worth = [keyword.value for call in marks for keyword in call.keywords if keyword.arg == "points"]
        times = 1
        try:
            for call in calls:
                if ast.unparse(call.func).endswith("parametrize"):
                    times *= len(ast.literal_eval(call.args[1]))
            total += times * sum(float(ast.literal_eval(value)) for value in worth)
        except (ValueError, TypeError, IndexError):
            return None
    return total


def without_sentence(module: Path) -> list[str]:
    """Return the tests of a hidden module that do not say in a docstring of one line what they are about."""
    return [test.name for test in _tests(module) if len((ast.get_docstring(test) or "").splitlines()) != 1]


def _tests(module: Path) -> Iterator[ast.FunctionDef]:
    for node in _tree(module, module.stat().st_mtime_ns).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


@functools.lru_cache(maxsize=256)
def _tree(module: Path, _changed: int) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))
