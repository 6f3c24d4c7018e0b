"""Exercises whose tests stand in their own grade cells, as in courses made without this kit: nbgrader's scores."""

from __future__ import annotations

from collections.abc import Mapping

from nbformat import NotebookNode, from_dict
from nbgrader.utils import determine_grade

from autograder.results.model import CellRun, ExerciseResult, Graded, Outcome, TestResult
from autograder.results.outputs import cell_outputs
from autograder.student.language import _


def stock_exercises(cells: Mapping[int, NotebookNode], graded: Graded) -> dict[str, ExerciseResult]:
    """Return a result for each automatically graded cell that ran, by its nbgrader id, with the score nbgrader gives.

    Args:
        cells: those of a notebook, as `submissions.read` made it, by their place in it; others than these do not count.
        graded: what came of it.
    """
    found = {}
    for run in graded.runs:
        if run.cell.index in cells and run.cell.grade_id is not None:
            cell = NotebookNode(cells[run.cell.index])
            cell["outputs"] = [from_dict(output) for output in cell_outputs(run)]
            found[run.cell.grade_id] = ExerciseResult((_result(run.cell.grade_id, run, cell),))
    return found


def _result(name: str, run: CellRun, cell: NotebookNode) -> TestResult:
    try:
        score, max_points = determine_grade(cell)
    except ValueError:  # which would end nbgrader's run of this submission, and must not end that of a class
        message = _("The cell returned more points than it has.")
        return TestResult(name, Outcome.FAILED, float(cell.metadata["nbgrader"]["points"]), message)
    outcome = Outcome.PASSED if score == max_points else _outcome(run)
    message = "" if outcome is Outcome.PASSED else _message(cell)
    return TestResult(name, outcome, float(max_points), message, earned=float(score or 0.0))


def _outcome(run: CellRun) -> Outcome:
    if run.ending in ("crashed", "timed out"):
        return Outcome(run.ending)
    bases = run.error.bases if run.error is not None else frozenset()
    if "PermissionError" in bases:
        return Outcome.BLOCKED
    return Outcome.NOT_ATTEMPTED if "NotImplementedError" in bases else Outcome.FAILED


def _message(cell: NotebookNode) -> str:
    for output in cell.outputs:
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}".rstrip(": ")
    return _("The cell wrote to stderr or returned fewer points.")
