"""A class that nobody graded: made-up results of the tiny exercise and of another, for the instructor's report."""

from __future__ import annotations

import os
import sys
import warnings
from unittest.mock import patch

from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from autograder.results.last_run import LastRun
from autograder.results.model import ExerciseResult, Outcome, Status, SubmissionResult, TestResult
from tests.kit.conftest import MiniCourse, mini_notebook

BIASES = "biases_left_out"
LONG = """\
def total(model, beta):
    # by {name}
    result = 0.0
    for {variable} in model.parameters():
        if {variable}.requires_grad:
            result = result + {variable}.abs().sum() * {factor}
        else:
            result = result + {variable}.detach().abs().sum() * {factor}
    if result < 0:
        raise ValueError("a penalty is never below 0")
    return beta * result
"""
CHAFF = '''"""Penalises the weights only; the biases are parameters too.

Fails:
    secret
"""


def total(model, beta):
    return beta * model.weight.abs().sum()
'''


def message(got: str) -> str:
    call = "The penalty sums over all.\n  call:     total(model, 1)"
    return f"{call}\n  expected: 2\n  got:      {got}\n  hint:     Biases count."


def result(course: MiniCourse, student: str, value: bool, secret: bool, got: str = "1") -> SubmissionResult:
    """Return what came of a student's exercise, whose two tests passed or failed."""
    tests = [
        TestResult("test_the_value_is_right", Outcome.PASSED if value else Outcome.FAILED, 2.0, "" if value else "No."),
        TestResult("test_secret", Outcome.PASSED, 2.0)
        if secret
        else TestResult("test_secret", Outcome.FAILED, 2.0, message(got), hint="Biases count."),
    ]
    other = TestResult("test_more", Outcome.PASSED if value and secret else Outcome.FAILED, 3.0, "Not <b>so</b>.")
    path = course.folder / "submitted" / student / "mini" / "mini.ipynb"
    exercises = {"total": ExerciseResult(tests), "other": ExerciseResult([other])}
    return SubmissionResult(str(path), student, "mini", Status.GRADED, exercises, 1.5)


def hand_in(course: MiniCourse, size: int) -> list[SubmissionResult]:
    """Hand in: a third leaves the biases out, two share their code, and there are faults of every kind."""
    results = []
    for number in range(size):
        student = f"student{number:02}"
        text = (
            LONG.format(name=student, variable="p" if number else "weight", factor=1.0)
            if number < 2
            else f"x = {number}"
        )
        course.submit(student, mini_notebook(text))
        results.append(result(course, student, number % 4 != 0, number % 3 != 0, got="1" if number else "'I am Zoe'"))
    slow = TestResult("test_secret", Outcome.TIMED_OUT, 2.0, "The penalty.\nno answer within 10 s")
    wrong = TestResult("test_secret", Outcome.ERROR, 2.0, "The grader could not run this test.")
    course.submit("lost", "{")
    lost = course.folder / "submitted" / "lost" / "mini" / "mini.ipynb"
    notes = ("mini.ipynb was not graded: it is not JSON.",)
    results += [
        SubmissionResult(results[2].submission, "slow", "mini", Status.GRADED, {"total": ExerciseResult([slow])}, 25.0),
        SubmissionResult(results[3].submission, "odd", "mini", Status.ERROR, {"total": ExerciseResult([wrong])}),
        SubmissionResult(str(lost), "lost", "mini", Status.UNREADABLE, results[0].exercises, notes=notes),
    ]
    return results


def make_class(course: MiniCourse, size: int = 30, language: str = "en") -> None:
    """Hand in and record a class, with a wrong solution that the course knows by name."""
    with (course.folder / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Grading.language = {language!r}\n")
    (course.folder / "locale").mkdir()
    (course.folder / "locale" / "de.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')
    chaff = course.root / "tests" / "corpus" / "mini" / "total" / "chaffs" / f"{BIASES}.py"
    chaff.parent.mkdir(parents=True)
    chaff.write_text(CHAFF)
    results = hand_in(course, size)
    _record(course, results)
    (course.folder / ".autograder").mkdir(exist_ok=True)
    LastRun(course.folder, "mini").write(results)
    page = course.folder / "feedback" / "student01" / "mini" / "mini.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>feedback</p>")
    course.submit("waiting", mini_notebook())


def _record(course: MiniCourse, results: list[SubmissionResult]) -> None:
    with (
        patch.dict(os.environ, PATH=f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}"),  # it starts alembic by name
        Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}", "regularization") as gradebook,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", SAWarning)  # of nbgrader's own way with its sessions
        gradebook.add_assignment("mini")
        gradebook.add_notebook("mini", "mini")
        gradebook.add_grade_cell("test_total", "mini", "mini", max_score=4, cell_type="code")
        for found in results:
            gradebook.add_student(str(found.student), first_name="Zoe", last_name="<Zed>")
            gradebook.add_submission("mini", str(found.student))
