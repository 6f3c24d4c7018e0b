"""What was graded is kept and found again, and only for the same job."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from autograder.course.notebook import CodeCell
from autograder.grading.jobs import Job, Settings
from autograder.grading.store import Store
from autograder.results.model import CellRun, ExerciseResult, Graded, Outcome, Raised, TestResult

CELL = CodeCell(2, "1 / 0", "f", solution=True)
JOB = Job((CELL,), (), Path("/hidden"), ("f",), Settings(), suite="1")
TESTS = (TestResult("test_a", Outcome.PASSED, 2.0), TestResult("test_b", Outcome.FAILED, 1.0, "no\n  hint: ß"))
RUN = CellRun(
    CELL,
    [{"output_type": "stream", "name": "stdout", "text": "x"}],
    "raised",
    Raised("ZeroDivisionError", ["Exception"], "division by zero"),
)
GRADED = Graded({"f": ExerciseResult(TESTS)}, (RUN,), 1.5, warnings=("slow",))


def plain(graded: Graded | None) -> object:
    """Return all that is in it, for comparison."""
    assert graded is not None
    runs = [
        (r.cell, r.outputs, r.ending, r.error and (r.error.type_name, r.error.bases, r.error.text)) for r in graded.runs
    ]
    return graded.exercises, runs, graded.seconds, graded.warnings


def test_what_is_put_in_comes_out_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "new")
    assert store.get(JOB) is None
    store.put(JOB, GRADED)

    assert plain(store.get(JOB)) == plain(GRADED)
    assert store.count([JOB]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"suite": "2"},
        {"settings": Settings(seed=1)},
        {"cells": (CodeCell(2, "2 / 0", "f", solution=True),)},
        {"exercises": ("g",)},
        {"absent": "it is not JSON"},
    ],
)
def test_another_job_is_not_found(tmp_path: Path, change: dict[str, object]) -> None:
    store = Store(tmp_path)
    store.put(JOB, GRADED)

    assert store.get(dataclasses.replace(JOB, **change)) is None  # type: ignore[arg-type]


def test_another_file_beside_the_notebook_makes_another_job(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    store = Store(tmp_path / "store")
    store.put(dataclasses.replace(JOB, files=((tmp_path / "a.txt", "data.txt"),)), GRADED)

    assert store.get(dataclasses.replace(JOB, files=((tmp_path / "b.txt", "data.txt"),))) is None


def test_the_graders_own_faults_are_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    fault = ExerciseResult((TestResult("test_a", Outcome.ERROR, 2.0),))
    store.put(JOB, Graded({"f": fault}))
    store.put(JOB, Graded({"f": ExerciseResult(TESTS)}, errors=("broken",)))

    assert store.get(JOB) is None


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(JOB, GRADED)
    for path in tmp_path.iterdir():
        path.write_text('{"seconds": 1')

    assert store.get(JOB) is None


def test_what_no_job_needs_is_forgotten(tmp_path: Path) -> None:
    store = Store(tmp_path)
    other = dataclasses.replace(JOB, suite="2")
    store.put(JOB, GRADED)
    store.put(other, GRADED)
    (tmp_path / ".half-written").write_text("")
    store.forget(all_but=[other])

    assert store.get(JOB) is None
    assert store.get(other) is not None
    assert len(list(tmp_path.iterdir())) == 1
