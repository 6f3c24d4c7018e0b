"""The round trip through nbgrader: release, autograde, gradebook, feedback; and courses made by others."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import nbgrader
import pytest
from nbgrader.api import Gradebook

from autograder.course import notebook as nb
from autograder.course.cell import CodeCell
from autograder.grading.stock import stock_exercises
from autograder.results.model import CellRun, Graded, Outcome
from tests.kit.conftest import REPO, SOLUTION, MiniCourse, grade_cell, mini_notebook, run, solution_cell

NBGRADER = f"{sys.prefix}/bin/nbgrader"
WRONG = "def total(model, beta):\n    return beta * model.weight.abs().sum()"
STUB = "def total(model, beta):\n    raise NotImplementedError()"


def fill(course: MiniCourse) -> dict[str, float]:
    """Submit one notebook of each kind; return the score each should get."""
    without = mini_notebook()
    del without.cells[3]
    edited = mini_notebook(WRONG)
    edited.cells[3] = grade_cell(points=500, source="500")
    doubled = mini_notebook(WRONG)
    doubled.cells += [solution_cell(SOLUTION), grade_cell()]
    stripped = mini_notebook()
    for cell in stripped.cells:
        cell.metadata.clear()
    course.submit("right", mini_notebook())
    course.submit("wrong", mini_notebook(WRONG))
    course.submit("stub", mini_notebook(STUB))
    course.submit("crash", mini_notebook("import os\nos._exit(0)"))
    course.submit("without", without)
    course.submit("edited", edited)
    course.submit("doubled", json.dumps(doubled))
    course.submit("stripped", stripped)
    course.submit("renamed", mini_notebook(), "mini (1).ipynb")
    course.submit("garbage", "{")
    course.submit("linked", mini_notebook()).with_name("secret.txt").symlink_to("/etc/passwd")
    course.submit("link", mini_notebook(), "elsewhere.txt").with_name("mini.ipynb").symlink_to("elsewhere.txt")
    (course.folder / "submitted" / "missing" / "mini").mkdir(parents=True)
    full = dict.fromkeys(["right", "without", "doubled", "stripped", "renamed", "linked"], 4.0)
    none = dict.fromkeys(["stub", "crash", "garbage", "link", "missing"], 0.0)
    return {**full, **none, "wrong": 2.0, "edited": 2.0}


def scores(course: MiniCourse) -> dict[str, float]:
    """Return what stands in the gradebook."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions("mini")}


@pytest.fixture
def filled(course: MiniCourse) -> tuple[MiniCourse, dict[str, float]]:
    """The tiny course, released and with submissions, and the scores they should get."""
    made = course.nbgrader("generate_assignment", "mini")
    assert made.returncode == 0, made.stderr
    return course, fill(course)


@pytest.mark.slow
def test_nbgrader_and_the_class_run_give_the_same_grades(filled: tuple[MiniCourse, dict[str, float]]) -> None:
    course, expected = filled

    graded = course.nbgrader("autograde", "mini")
    assert graded.returncode == 0, graded.stderr
    assert scores(course) == expected

    (course.folder / "gradebook.db").unlink()
    shutil.rmtree(course.folder / "autograded")
    course.nbgrader("generate_assignment", "mini", "--force")
    together = course.autograder("grade", "mini", "--json", "all.json")
    assert together.returncode == 0, together.stderr
    assert scores(course) == expected
    report = json.loads((course.root / "all.json").read_text())
    assert {s["student"]: s["score"] for s in report["submissions"]} == expected
    assert {s["status"] for s in report["submissions"] if s["student"] in ("garbage", "link", "missing")} == {
        "unreadable"
    }


@pytest.mark.slow
def test_feedback_holds_the_message_and_nothing_it_should_not(filled: tuple[MiniCourse, dict[str, float]]) -> None:
    course, _ = filled
    course.autograder("grade", "mini")
    made = course.nbgrader("generate_feedback", "mini")

    assert made.returncode == 0, made.stderr
    page = (course.folder / "feedback" / "wrong" / "mini" / "mini.html").read_text()
    assert "The biases are left out." in page
    assert "expected: 3 (0-d float32 tensor)" in page
    assert "HIDDEN TESTS" not in page
    assert not list((course.folder / "feedback").rglob("secret.txt"))
    for name, note in {
        "without": "put back",
        "garbage": "not JSON",
        "missing": "missing",
        "edited": "put back",
    }.items():
        assert note in (course.folder / "feedback" / name / "mini" / "mini.html").read_text()


@pytest.mark.slow
def test_the_release_holds_no_solution_and_no_test(course: MiniCourse) -> None:
    course.nbgrader("generate_assignment", "mini")
    text = (course.folder / "release" / "mini" / "mini.ipynb").read_text()

    assert "NotImplementedError" in text
    assert "sum(" not in text
    assert "RuntimeError" not in text


@pytest.mark.slow
def test_without_the_engine_grading_fails_closed(course: MiniCourse) -> None:
    (course.folder / "nbgrader_config.py").write_text("c = get_config()\n")
    course.nbgrader("generate_assignment", "mini")
    course.submit("right", mini_notebook())
    course.nbgrader("autograde", "mini")

    assert scores(course) == {"right": 0.0}


@pytest.mark.slow
def test_a_course_made_by_others_gets_stock_scores(tmp_path: Path) -> None:
    """Nbgrader's own example course, whose grade cells hold their asserts."""
    guide = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
    found: dict[str, Any] = {}
    for name in ("stock", "isolated"):
        folder = tmp_path / name / "course"
        folder.mkdir(parents=True)
        for part in ("source", "submitted"):
            shutil.copytree(guide / part, folder / part)
        config = "c = get_config()\n"
        (folder / "nbgrader_config.py").write_text(config)
        for command in (["update", "."], ["generate_assignment", "ps1"]):
            assert run([NBGRADER, *command], folder).returncode == 0
        if name == "isolated":
            shutil.copy(REPO / "assignments" / "nbgrader_config.py", folder)
        assert run([NBGRADER, "autograde", "ps1"], folder).returncode == 0
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
            found[name] = {
                s.student.id: (s.score, sorted((g.name, g.auto_score) for n in s.notebooks for g in n.grades))
                for s in gradebook.assignment_submissions("ps1")
            }

    report = tmp_path / "report.json"
    done = run(
        [f"{sys.prefix}/bin/autograder", "grade", "ps1", "--json", str(report)], tmp_path / "isolated" / "course"
    )
    assert done.returncode == 0, done.stderr
    together: dict[str, float] = {}
    for entry in json.loads(report.read_text())["submissions"]:  # one for each of the assignment's two notebooks
        together[entry["student"]] = together.get(entry["student"], 0.0) + entry["score"]
    assert together == {"bitdiddle": 1.5, "hacker": 3.0}
    assert found["isolated"] == found["stock"]
    assert {student: score for student, (score, _) in found["isolated"].items()} == {"bitdiddle": 1.5, "hacker": 3.0}


def test_a_submitted_notebook_is_recognised_by_its_cells(course: MiniCourse) -> None:
    ids = {"mini": {"total", "test_total"}, "other": {"x"}}

    assert nb.recognise(nb.read(course.submit("a", mini_notebook(), "b.ipynb")), ids) == "mini"


@pytest.mark.slow
def test_a_long_lived_server_sees_changes_of_the_suite(course: MiniCourse) -> None:
    """Formgrader's button calls nbgrader's API in one process for days; a test mended meanwhile must count."""
    course.nbgrader("generate_assignment", "mini")
    course.submit("wrong", mini_notebook(WRONG))
    script = f"""
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader
from pathlib import Path

if __name__ == "__main__":
    config = PyFileConfigLoader("nbgrader_config.py").load_config()
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    test = Path({str(course.hidden / "mini" / "test_total.py")!r})
    for text in (test.read_text(), test.read_text().replace("(n + 2.0)", "n")):
        test.write_text(text)
        done = api.autograde("mini", "wrong")
        assert done["success"], done
        with api.gradebook as gradebook:
            print(gradebook.find_submission("mini", "wrong").score)
"""
    done = run([sys.executable, "-c", script], course.folder)

    assert done.stdout.split() == ["2.0", "4.0"], done.stderr


def test_a_score_above_the_cells_points_costs_only_that_cell() -> None:
    """Nbgrader raises there; a student's function must not end the run of a class by what it returns."""
    notebook = mini_notebook("total = 500")
    cell = CodeCell(3, "total", grade=True, grade_id="test_total")
    outputs = [{"output_type": "execute_result", "data": {"text/plain": "500"}, "metadata": {}, "execution_count": 1}]
    graded = Graded({}, [CellRun(cell, outputs, "finished")])
    (test,) = stock_exercises(dict(enumerate(notebook.cells)), graded)["test_total"].tests

    assert (test.outcome, test.points, test.max_points) == (Outcome.FAILED, 0.0, 4.0)
    assert test.message == "The cell returned more points than it has."
