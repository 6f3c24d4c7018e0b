"""Notebook outputs as the grader writes them: how a cell ended, and what came of an exercise.

The latter is there as text, as HTML, and as data for the summary on top of the pages.
"""

from __future__ import annotations

import html
from typing import Any

from autograder.course.outputs import error_output
from autograder.results.model import CellRun, ExerciseResult, Outcome
from autograder.results.wording import OUTCOMES, sign
from autograder.student.language import N_, _
from autograder.translation.texts import title

FRAME = (
    "background:#e8f5e9;color:#1b1b1b;border:2px solid #2e7d32;border-left-width:10px;"
    "padding:0.3em 0.8em;margin:0.3em 0"
)
"""How the grader's own words look on pages: no submission can have a style, so that none can look like that."""
BOX = f"<div class='autograder' style='{FRAME}'>"
"""Opens a box of the grader's own words; no submission can have its class either, by which pages find it."""
ABOUT = "autograder"
"""Where the grader's first cell of an autograded notebook notes the language of its texts, in its metadata."""
EXERCISE = "application/vnd.autograder.exercise+json"
"""The type of what came of an exercise as data; outputs of a submission are text and pictures only."""

_CELL = "text-align:left;vertical-align:top;padding:0.3em 0.6em"
_MESSAGE = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"

_NEXT = {
    Outcome.NOT_ATTEMPTED: N_("Write this function."),
    Outcome.BLOCKED: N_("Leave out what is not allowed here, such as other files, the network and new processes."),
    Outcome.CRASHED: N_("Find what ends the process or fills the memory."),
    Outcome.TIMED_OUT: N_("Find the loop that does not end, or what takes so long."),
    Outcome.ERROR: N_("Nothing to do: this is not your fault, and your instructor can see it."),
}


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
            "data": {
                "text/plain": as_text(name, exercise),
                "text/html": as_html(name, exercise),
                EXERCISE: as_data(name, exercise),
            },
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
    return f"{BOX}<p><b>{headline}</b></p><table>{''.join(rows)}</table></div>"


def as_data(name: str, exercise: ExerciseResult) -> dict[str, Any]:
    """Return the exercise in a line of a summary, as data: its name, points, a word, and what to do next."""
    return {
        "name": name,
        "outcome": str(exercise.status),
        "sign": sign(exercise.status),
        "word": _(OUTCOMES[exercise.status]),
        "points": float(exercise.score),
        "next": next_step(exercise),
    }


def next_step(exercise: ExerciseResult) -> str:
    """Return the one thing to do next, nothing where all is right.

    Every word of it is the course's or the grader's: messages hold what the student's code said as well.
    """
    if exercise.status is Outcome.PASSED:
        return ""
    if exercise.status in _NEXT:
        return _(_NEXT[exercise.status])
    failed = [test for test in exercise.tests if test.outcome is Outcome.FAILED]
    if hint := next((test.hint for test in failed if test.hint), ""):
        return hint
    return _("See to this: {what}.").format(what=_(title(failed[0].name)))


def _headline(name: str, exercise: ExerciseResult) -> str:
    text = _("{name}: {outcome}, {score:g} of {max_score:g} points")
    outcome = _(OUTCOMES[exercise.status])
    return text.format(name=name, outcome=outcome, score=exercise.score, max_score=exercise.max_score)
