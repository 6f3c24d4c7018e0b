"""Runs an assignment's visible checks on its own solutions, as students would who wrote just these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat

from autograder.authoring.exercises import Exercise, fill, own_solutions
from autograder.authoring.quick import Check
from autograder.course.course import Course
from autograder.student.check_notebook import NotCheckable, check_notebook
from autograder.student.language import _


def visible_checks(course: Course, assignment: str, exercises: Sequence[Exercise], released: Path) -> Check:
    """Say whether the visible checks hold for the course's own solutions.

    Args:
        course: the course.
        assignment: which of its assignments.
        exercises: those to look at.
        released: the folder of its release; notebooks with the solutions are written there as well.
    """
    found: list[str] = []
    for name, source in course.notebooks(assignment).items():
        names = {each.name for each in exercises if each.notebook == name and each.solution and each.checks.is_file()}
        if names:
            solved = released / f"solved-{name}.ipynb"
            nbformat.write(fill(nbformat.read(released / f"{name}.ipynb", as_version=4), own_solutions(source)), solved)
            found += _faults(solved, names)
    return Check(_("the visible checks hold for the solutions"), found)


def _faults(notebook: Path, names: set[str]) -> Iterator[str]:
    try:
        reports = check_notebook(notebook, only=names)
    except NotCheckable as error:
        yield str(error)
        return
    for report in reports:
        for row in report.rows:
            if row.state != "holds":
                text = _("checks/test_{name}.py: {sentence!r} {state} ({told}); correct the check or the solution")
                told = " ".join(" ".join(row.details).split())[:200]
                yield text.format(name=report.function, sentence=row.sentence, state=_(row.state), told=told)
    for name in sorted(names - {report.function for report in reports}):
        yield _("checks/test_{name}.py: it cannot be run; try `autograder check` on the notebook").format(name=name)
