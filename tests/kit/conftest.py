"""A tiny course of one exercise with hidden tests of its own: the engine is tested without the real content."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.cli import main
from autograder.sandbox.server import ForkServer
from tests.kit.progress import Modules

# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("kit", deadline=None)
hypothesis.settings.load_profile("kit")

REPO = Path(__file__).resolve().parents[2]

HIDDEN = '''
import torch
from hypothesis import given, strategies as st
from torch import nn

from autograder.testing import expect, expect_close, graded, probe


@graded(points=2, hint="Add up the absolute values.")
@given(n=st.integers(1, 3), beta=st.sampled_from([1.0, 0.0, 0.5]))
def test_the_value_is_right(student, n, beta):
    """The value is beta times the sum of all |p|."""
    model = nn.Linear(n, 1)
    nn.init.constant_(model.weight, -1.0)
    nn.init.constant_(model.bias, 2.0)
    mistakes = {"The biases are left out.": torch.tensor(beta * n)}
    expect_close(student.total(model, beta), torch.tensor(beta * (n + 2.0)), mistakes=mistakes)


@probe("the gradient of total({model}, {beta})")
def gradients(student, model, beta):
    student.total(model, beta).backward()
    return [p.grad for p in model.parameters()]


@graded(points=1, shows="sentence", seconds=3)
def test_the_gradient_flows(student):
    """The gradient reaches every parameter."""
    found = student(gradients, nn.Linear(2, 1), 0.5)
    expect(isinstance(found, list) and len(found) == 2, got=found, expected="two gradients")
    expect_close(found[0].abs() if isinstance(found[0], torch.Tensor) else found[0], torch.full((1, 2), 0.5))


@graded(points=1, shows="nothing", seconds=3)
def test_secret(student):
    """A secret property."""
    expect_close(student.total(nn.Linear(1, 1, bias=False).requires_grad_(False), 0.0), torch.tensor(0.0))
'''

GRADE_CELL = """# Hidden tests: 4 points.
### BEGIN HIDDEN TESTS
raise RuntimeError('graded by the autograder')
### END HIDDEN TESTS"""

SOLUTION = """def total(model, beta):
    return beta * sum(p.abs().sum() for p in model.parameters())
"""


def solution_cell(source: str, grade_id: str = "total") -> Any:
    """Return a solution cell."""
    meta = {"grade": False, "grade_id": grade_id, "locked": False, "schema_version": 3, "solution": True, "task": False}
    return new_code_cell(source, metadata={"nbgrader": meta})


def grade_cell(grade_id: str = "test_total", points: float = 4, source: str | None = None) -> Any:
    """Return a grade cell as the course's source holds it."""
    meta = {"grade": True, "grade_id": grade_id, "locked": True, "points": points, "schema_version": 3}
    cell = new_code_cell(GRADE_CELL if source is None else source)
    cell.metadata["nbgrader"] = {**meta, "solution": False, "task": False}
    return cell


def mini_notebook(solution: str = SOLUTION, *extra: Any) -> Any:
    """Return the exercise's notebook with this solution, and `extra` cells at its end."""
    cells = [
        new_markdown_cell("# A tiny exercise"),
        new_code_cell("import torch"),
        solution_cell(solution),
        grade_cell(),
    ]
    notebook = new_notebook(cells=[*cells, *extra])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"c{index}"
    return notebook


class MiniCourse:
    """The tiny course on disk: ``root/assignments`` and ``root/tests/hidden``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "assignments"
        self.hidden = root / "tests" / "hidden"
        (self.folder / "source" / "mini").mkdir(parents=True)
        (self.hidden / "mini").mkdir(parents=True)
        (self.hidden / "mini" / "test_total.py").write_text(HIDDEN)
        config = (REPO / "assignments" / "nbgrader_config.py").read_text()
        (self.folder / "nbgrader_config.py").write_text(f"{config}\nc.Grading.seed = 0\n")
        marked = SOLUTION.replace("    return", "    ### BEGIN SOLUTION\n    return") + "    ### END SOLUTION\n"
        nbformat.write(mini_notebook(marked), self.folder / "source" / "mini" / "mini.ipynb")

    def submit(self, student: str, notebook: Any, name: str = "mini.ipynb") -> Path:
        """Put a notebook (or the text of its file) into the student's submission folder."""
        path = self.folder / "submitted" / student / "mini" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(notebook, str):
            path.write_text(notebook)
        else:
            nbformat.write(notebook, path)
        return path

    def nbgrader(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run nbgrader in the course's folder."""
        return run([sys.prefix + "/bin/nbgrader", *arguments], self.folder)

    def autograder(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run autograder beside the course's folder."""
        return run([sys.prefix + "/bin/autograder", *arguments], self.root)


def run(command: list[str], folder: Path, home: Path = Path(sys.prefix)) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment in `home`, without a terminal, and return what it printed."""
    places = [f"{home}/bin", f"{sys.prefix}/bin", os.environ["PATH"]]  # nbgrader starts alembic by name
    path = os.pathsep.join(dict.fromkeys(places))
    environment = {**os.environ, "PATH": path}
    environment.pop("CI", None)  # there a missing bubblewrap is an error; what is tested here holds without
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=1500)


def expect_refused(arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """See that `autograder` refuses these arguments in one line, which holds `line`, with status 2."""
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert line in error


def pytest_configure(config: pytest.Config) -> None:
    """Show what is being tested; keep each of several test processes, and all that it starts, on a core of its own.

    Otherwise each of them would use all cores for its graders, and what has a time limit would miss it.
    """
    if config.option.verbose == 0:
        config.pluginmanager.register(Modules(config))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker.startswith("gw"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(worker.removeprefix("gw")) % len(cores)]})


@pytest.fixture
def course(tmp_path: Path) -> MiniCourse:
    """A fresh tiny course."""
    return MiniCourse(tmp_path)


@pytest.fixture(scope="session")
def server() -> Iterator[ForkServer]:
    """One warm fork server for all tests."""
    with ForkServer() as started:
        started.wait_ready()
        yield started


@pytest.fixture
def graded_mini(tmp_path: Path, server: ForkServer) -> Callable[..., Any]:
    """Grade a solution's text, or a whole notebook, of the tiny exercise in a process of its own."""
    from autograder.course import submissions
    from autograder.course.course import Course
    from autograder.grading.tasks import Tasks
    from tests.kit.grading_process import grade_apart

    mini = MiniCourse(tmp_path)
    found, _ = Course.find(mini.folder)

    def grade(solution: Any, *, rerun: bool = False) -> Any:
        found.grading.outputs = "rerun" if rerun else "handed in"
        notebook = mini_notebook(solution) if isinstance(solution, str) else solution
        submitted = submissions.read(found, "mini", "mini", mini.submit("someone", notebook))
        return grade_apart(Tasks(found, "mini").of("mini", submitted.notebook, None), server)

    return grade
