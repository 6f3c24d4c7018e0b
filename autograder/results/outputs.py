"""Notebook outputs: checks what a student's process reports, and writes the grader's own messages."""

from __future__ import annotations

import base64
import binascii
import html
from typing import Any

from autograder.results.model import CellRun, ExerciseResult, Outcome
from autograder.student.language import N_, _
from autograder.student.text import clean
from autograder.translation.texts import title

MAX_ALL_OUTPUTS = 64 << 20
"""Characters of all outputs of a notebook together, pictures in base 64 among them."""
_MAX_CELL_OUTPUTS = 16 << 20
_MAX_OUTPUTS = 1100  # of one cell
_MAX_TEXT = 250_000  # characters of one output
_CELL = "text-align:left;vertical-align:top;padding:0.3em 0.6em"
_MESSAGE = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"
_PNG = b"\x89PNG\r\n\x1a\n"

_WORDS = {
    Outcome.PASSED: N_("passed"),
    Outcome.FAILED: N_("failed"),
    Outcome.NOT_ATTEMPTED: N_("not attempted"),
    Outcome.BLOCKED: N_("blocked"),
    Outcome.CRASHED: N_("crashed"),
    Outcome.TIMED_OUT: N_("timed out"),
    Outcome.ERROR: N_("error"),
}
_SIGNS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_ATTEMPTED: "–"}


def checked_output(raw: Any) -> dict[str, Any] | None:
    """Return `raw` as a well-formed nbformat output of plain text and PNG images, or None when it is not one.

    Nothing else passes: HTML and scripts would run in the browser of whoever opens the feedback.
    """
    match raw:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": _text(text)}
        case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": list(lines)}:
            return error_output(name, value, [line for line in lines if isinstance(line, str)])
        case {"output_type": "display_data", "data": dict(data)}:
            kept = _data(data)
            return {"output_type": "display_data", "data": kept, "metadata": {}} if kept else None
        case {"output_type": "execute_result", "data": dict(data), "execution_count": int(count)}:
            count = min(max(count, 1), 1_000_000)
            return {"output_type": "execute_result", "data": _data(data), "metadata": {}, "execution_count": count}
    return None


def checked_outputs(raw: Any, room: int) -> tuple[list[dict[str, Any]], int]:
    """Return one cell's well-formed outputs, as many as `room` characters hold, and the room that is left.

    The process that reports them cuts them off by itself; this is for one that does not.
    """
    outputs, room_of_cell = [], _MAX_CELL_OUTPUTS
    for item in raw[:_MAX_OUTPUTS] if isinstance(raw, list) else []:
        if (good := checked_output(item)) is not None:
            size = len(str(good))
            if size > min(room, room_of_cell):
                break
            room, room_of_cell = room - size, room_of_cell - size
            outputs.append(good)
    return outputs, room


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


def error_output(name: str, value: str, traceback: list[str] | None = None) -> dict[str, Any]:
    """Return an nbformat ``error`` output."""
    lines = [_text(line) for line in traceback or []] or [_text(f"{name}: {value}")]
    return {"output_type": "error", "ename": clean(name, 200), "evalue": clean(value, 2000), "traceback": lines}


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
        lines.append(f"{_SIGNS.get(test.outcome, '!')} {_(title(test.name))} ({test.points:g} / {test.max_points:g})")
        if test.message:
            lines += [f"    {line}" for line in test.message.splitlines()]
    return "\n".join(lines)


def as_html(name: str, exercise: ExerciseResult) -> str:
    """Return the message for the student as HTML; every text in it is escaped."""
    rows = []
    for test in exercise.tests:
        mark = html.escape(f"{_SIGNS.get(test.outcome, '!')} {_(_WORDS[test.outcome])}")
        message = f"<pre style='{_MESSAGE}'>{html.escape(test.message)}</pre>" if test.message else ""
        rows.append(
            f"<tr><td style='{_CELL};white-space:nowrap'>{mark}</td>"
            f"<td style='{_CELL}'>{html.escape(_(title(test.name)))}{message}</td>"
            f"<td style='{_CELL};white-space:nowrap'>{test.points:g} / {test.max_points:g}</td></tr>"
        )
    return f"<p><b>{html.escape(_headline(name, exercise))}</b></p><table>{''.join(rows)}</table>"


def _headline(name: str, exercise: ExerciseResult) -> str:
    text = _("{name}: {outcome}, {score:g} of {max_score:g} points")
    outcome = _(_WORDS[exercise.status])
    return text.format(name=name, outcome=outcome, score=exercise.score, max_score=exercise.max_score)


def _data(data: dict[str, Any]) -> dict[str, str]:
    kept = {}
    if isinstance(text := data.get("text/plain"), str):
        kept["text/plain"] = _text(text)
    if isinstance(image := data.get("image/png"), str) and _is_png(image):
        kept["image/png"] = image
    return kept


def _is_png(text: str) -> bool:
    try:
        return base64.b64decode(text, validate=True).startswith(_PNG)
    except (binascii.Error, ValueError):
        return False


def _text(text: str) -> str:
    """Return `text` line by line without characters that could deceive a reader, and not too long.

    Of a line that was written over with carriage returns, such as a progress bar, the last state stays.
    """
    lines = (line.rstrip("\r").rsplit("\r", 1)[-1] for line in text[:_MAX_TEXT].split("\n"))
    return "\n".join(clean(line.replace("\t", "    "), 4000) for line in lines)
