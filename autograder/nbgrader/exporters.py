"""Grades in nbgrader's gradebook as CSV for learning platforms: classes for ``nbgrader export --exporter=...``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from nbgrader.api import Assignment, Gradebook, Student
from nbgrader.plugins import ExportPlugin
from traitlets import Dict, Enum, Unicode

from autograder.files import write_text
from autograder.results.writers.spreadsheet import csv_text

Row = Sequence[str | float | None]


class GradeExporter(ExportPlugin):
    """Writes a row for each student, with a column of grades for each assignment; what is in it, its subclasses say.

    A grade is what nbgrader's own export gives: automatic and manual points with extra credit, less the penalty for
    being late. It is left empty while something of the submission waits to be graded by hand: as the grader leaves it
    where it was itself at fault, it would be too low.
    """

    columns = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="The heading of an assignment's column, by nbgrader's name of it.",
    ).tag(config=True)
    missing = Unicode("", help="The grade of a student who submitted nothing, such as 0; by default none.").tag(
        config=True
    )
    file = "grades.csv"
    no_grade = ""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file that ``--to`` names."""
        assignments = [a for a in gradebook.assignments if not self.assignment or a.name in map(str, self.assignment)]
        students = [s for s in gradebook.students if not self.student or s.id in map(str, self.student)]
        for what, asked, found in (
            ("assignment", self.assignment, {a.name for a in assignments}),
            ("student", self.student, {s.id for s in students}),
        ):
            if unknown := [name for name in map(str, asked) if name not in found]:
                self._fail(f"the gradebook has no {what} {unknown[0]!r}")
        grades = [self._grades(gradebook, assignment.name) for assignment in assignments]
        rows = self.rows(
            assignments,
            ((student, [of.get(student.id, self.missing or self.no_grade) for of in grades]) for student in students),
        )
        path = Path(self.to or self.file)
        try:
            write_text(path.resolve(), csv_text(rows))
        except OSError as error:
            self._fail(f"{path} could not be written: {error.strerror}")
        self.log.info("Wrote %s", path)

    def rows(self, assignments: Sequence[Assignment], grades: Iterable[tuple[Student, list[str]]]) -> list[Row]:
        """Return the rows of the file, headings among them, from each student with the grades of `assignments`."""
        raise NotImplementedError

    def heading(self, assignment: Assignment) -> str:
        """Return the heading of an assignment's column."""
        return self.columns.get(assignment.name, assignment.name)

    def _grades(self, gradebook: Gradebook, assignment: str) -> dict[str, str]:
        grades, waiting = {}, []
        for submission in gradebook.assignment_submissions(assignment):
            student = submission.student_id
            grades[student] = number(max(0.0, submission.score - (submission.late_submission_penalty or 0.0)))
            if submission.needs_manual_grade:
                grades[student] = self.no_grade
                waiting.append(student)
        if waiting:
            students = ", ".join(sorted(waiting))
            self.log.warning("%s: no grade for whom something is still to be graded by hand: %s", assignment, students)
        return grades

    def _fail(self, line: str) -> NoReturn:
        self.log.error(line)
        raise SystemExit(1)


class MoodleExporter(GradeExporter):
    """For Moodle's gradebook, *Import*, *CSV file*: a column to find the user by, names, and grades."""

    identify_by = Enum(
        ["Username", "ID number", "Email address"],
        "Username",
        help="Moodle's field that nbgrader's student ids are; for the email address, that of the gradebook is taken.",
    ).tag(config=True)
    file = "moodle.csv"
    no_grade = "-"  # which Moodle's import of a new column, unlike an empty cell, takes for no grade as well

    def rows(self, assignments: Sequence[Assignment], grades: Iterable[tuple[Student, list[str]]]) -> list[Row]:
        """Return a row for each student that Moodle can be told of."""
        rows: list[Row] = [(self.identify_by, "First name", "Last name", *map(self.heading, assignments))]
        nameless = []
        for student, row in grades:
            identifier = self._identifier(student)
            if identifier:
                rows.append((identifier, student.first_name, student.last_name, *row))
            else:  # Moodle would give these grades to the user of the row above
                nameless.append(student.id)
        if nameless:
            self.log.warning("left out, since the gradebook has no email address: %s", ", ".join(nameless))
        return rows

    def _identifier(self, student: Student) -> str:
        if self.identify_by != "Email address":
            return student.id
        return (student.email or "").strip() or (student.id if "@" in student.id else "")


class CanvasExporter(GradeExporter):
    """For Canvas' gradebook, *Import*: the columns of Canvas' own export, and the row of possible points."""

    identify_by = Enum(
        ["SIS Login ID", "SIS User ID", "ID"],
        "SIS Login ID",
        help="Canvas' column that nbgrader's student ids are; the gradebook's lms_user_id stands under ID anyway.",
    ).tag(config=True)
    file = "canvas.csv"

    def rows(self, assignments: Sequence[Assignment], grades: Iterable[tuple[Student, list[str]]]) -> list[Row]:
        """Return the row of possible points and one for each student."""
        identifiers = ("ID", "SIS User ID", "SIS Login ID")
        rows: list[Row] = [
            ("Student", *identifiers, "Section", *map(self.heading, assignments)),
            ("    Points Possible", "", "", "", "", *(number(a.max_score) for a in assignments)),
        ]
        for student, row in grades:
            name = ", ".join(filter(None, (student.last_name, student.first_name))) or student.id
            known = {"ID": student.lms_user_id, self.identify_by: student.id}
            rows.append((name, *(known.get(column) for column in identifiers), "", *row))
        return rows


def number(points: float) -> str:
    """Return points as both platforms read them in any language: digits and at most one point."""
    return f"{points:.4f}".rstrip("0").rstrip(".")
