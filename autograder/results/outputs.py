"""Notebook outputs as the grader writes them: how a cell ended, and what came of an exercise."""

from __future__ import annotations

import html
from typing import Any

from autograder.course.outputs import error_output
from autograder.results.model import CellRun, ExerciseResult
from autograder.results.wording import OUTCOMES, sign
from autograder.student.language import _
from autograder.translation.texts import title

FRAME = "background:#e8f5e9;border:2px solid #2e7d32;border-left-width:10px;padding:0.3em 0.8em;margin:0.3em 0"
"""How the grader's own words look on pages: no submission can have a style, so that none can look like that."""

_CELL = "text-align:left;vertical-align:top;padding:0.3em 0.6em"
_MESSAGE = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"


def cell_outputs(run: CellRun) -> list[dict[str, Any]]:
    """Return a cell's outputs as nbformat data, with an error that says so where the cell did not end well."""
    outputs = list(run.outputs)
    if run.ending == "crashed":
        outputs.append(error_output("Crashed", _("This cell ended the process: {how}.").format(how=run.text)))
    elif run.ending == "timed out":
        outputs.append(error_output("TimedOut", _("This cell gave {what}.").format(what=run.text)))
    elif run.ending == "raised" and run.error is not None and not any(o["output_type"] == "error" for o in outputs):
        outputs.append(error_output(run.error.type_name, run.error.text))
    return outputs


def exercise_outputs(name: str, exercise: ExerciseResult, notes: list[str] | None = None) -> list[dict[str, Any]]:
    """Return a grade cell's outputs: the message for the student, then the score.

    nbgrader reads the number in an ``execute_result`` as partial credit and lets other outputs be, so both fit into
    one cell.
    """
    score = {"text/plain": f"{exercise.score:g}"}
    return [
        {
            "output_type": "display_data",
            "data": {"text/plain": as_text(name, exercise), "text/html": as_html(name, exercise)},
            "metadata": {},
        },
        {"output_type": "execute_result", "data": score, "metadata": {}, "execution_count": 1},
    ]


def as_text(name: str, exercise: ExerciseResult) -> str:
    """Return the message for the student as plain text."""
    lines = [_headline(name, exercise)]
    for test in exercise.tests:
        lines.append(f"{sign(test.outcome)} {_(title(test.name))} ({test.points:g} / {test.max_points:g})")
        if test.message:
            lines += [f"    {line}" for line in test.message.splitlines()]
    return "\n".join(lines)


def as_html(name: str, exercise: ExerciseResult) -> str:
    """Return the message for the student as HTML; every text in it is escaped."""
    rows = []
    for test in exercise.tests:
        mark = html.escape(f"{sign(test.outcome)} {_(OUTCOMES[test.outcome])}")
        message = f"<pre style='{_MESSAGE}'>{html.escape(test.message)}</pre>" if test.message else ""
        rows.append(
            f"<tr><td style='{_CELL};white-space:nowrap'>{mark}</td>"
            f"<td style='{_CELL}'>{html.escape(_(title(test.name)))}{message}</td>"
            f"<td style='{_CELL};white-space:nowrap'>{test.points:g} / {test.max_points:g}</td></tr>"
        )
    headline = html.escape(_headline(name, exercise))
    return f"<div style='{FRAME}'><p><b>{headline}</b></p><table>{''.join(rows)}</table></div>"


def _headline(name: str, exercise: ExerciseResult) -> str:
    text = _("{name}: {outcome}, {score:g} of {max_score:g} points")
    outcome = _(OUTCOMES[exercise.status])
    return text.format(name=name, outcome=outcome, score=exercise.score, max_score=exercise.max_score)
