"""Results as plain data, as a store keeps them and as they travel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from autograder.grading.jobs import Rerun, Verdict
from autograder.results.model import CellRun, ExerciseResult, Outcome, Raised, shared_test
from autograder.translation.references import Wordings


def verdict_data(verdict: Verdict, words: Wordings) -> dict[str, Any]:
    """Return a verdict that holds no errors of the grader's, with the texts of `words` by their numbers."""
    tests = [
        (t.name, t.outcome, t.max_points, words.packed(t.message), t.earned, words.packed(t.hint))
        for t in verdict.result.tests
    ]
    return {"seconds": verdict.seconds, "warnings": list(verdict.warnings), "tests": tests}


def verdict_of(data: Any, words: Wordings) -> Verdict:
    """Return the verdict that `verdict_data` made this of.

    Raises:
        ValueError, LookupError, TypeError: it is something else.
    """
    tests = tuple(
        shared_test(
            _text(name),
            Outcome(outcome),
            _number(points),
            words.unpacked(_text(message)),
            None if earned is None else _number(earned),
            words.unpacked(_text(hint)),
        )
        for name, outcome, points, message, earned, hint in data["tests"]
    )
    return Verdict(ExerciseResult(tests), _number(data["seconds"]), warnings=tuple(map(_text, data["warnings"])))


def runs_data(runs: Sequence[CellRun]) -> list[dict[str, Any]]:
    """Return what came of cells, which `runs_of` finds by their places in the notebook."""
    return [
        {
            "index": run.cell.index,
            "outputs": run.outputs,
            "ending": run.ending,
            "error": run.error and (run.error.type_name, sorted(run.error.bases), run.error.text),
            "text": run.text,
        }
        for run in runs
    ]


def runs_of(data: Any, task: Rerun) -> list[CellRun]:
    """Return what came of the cells of `task`; raises as `verdict_of` does."""
    cells = {cell.index: cell for cell in task.cells}
    return [
        CellRun(cells[r["index"]], r["outputs"], r["ending"], r["error"] and Raised(*r["error"]), r["text"])
        for r in data
    ]


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"{value!r:.100} in the place of a text")
    return value


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise TypeError(f"{value!r:.100} in the place of a number")
    return value
