"""Gradescope's ``results.json`` for one submission: its student sees all of it."""

from __future__ import annotations

from typing import Any

from autograder.results.model import Outcome, Report, Status, TestResult
from autograder.results.writers.common import notes_of, plain
from autograder.student.language import _
from autograder.translation.texts import title


def to_gradescope(report: Report) -> dict[str, Any]:
    """Return what Gradescope's autograder leaves in ``/autograder/results/results.json``.

    All notebooks of the report are taken for those of one submission; the names of their files stay out of it. Every
    text is marked as plain, so that nothing in it is taken for HTML, Markdown or a terminal's commands.
    """
    results = report.submissions
    output = [notes_of(result) for result in results if result.notes]
    if any(result.status is Status.ERROR for result in results):
        output.insert(0, _("The grader itself was at fault, so this result is not final; please tell your instructor."))
    return {
        "score": float(sum(result.score for result in results)),
        "execution_time": round(sum(result.seconds for result in results)),
        "output": "\n".join(output),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            _test(name, test)
            for result in results
            for name, exercise in result.exercises.items()
            for test in exercise.tests
        ],
    }


def _test(exercise: str, test: TestResult) -> dict[str, Any]:
    # Without a status Gradescope tells by the points; it has none for a fault of the grader's own.
    status = {} if test.outcome is Outcome.ERROR else {"status": "passed" if test.passed else "failed"}
    return {
        "name": plain(f"{exercise}: {_(title(test.name))}"),
        "score": float(test.points),
        "max_score": float(test.max_points),
        **status,
        "output": plain(test.message),
        "visibility": "visible",
    }
