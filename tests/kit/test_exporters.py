"""``nbgrader export`` for Moodle and Canvas: grades as nbgrader has them, in files that their importers take."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader.exporters import number
from tests.kit.conftest import MiniCourse

pytestmark = pytest.mark.slow

MODULE = "autograder.nbgrader.exporters"


@pytest.fixture
def graded(course: MiniCourse, monkeypatch: pytest.MonkeyPatch) -> MiniCourse:
    """The tiny course with a gradebook: late, extra credit, waiting to be graded, nothing submitted, odd names."""
    monkeypatch.setenv("PATH", f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}")  # nbgrader starts alembic by name
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        for assignment, points in (("mini", 4), ("second", 6)):
            gradebook.add_assignment(assignment)
            gradebook.add_notebook("nb", assignment)
            gradebook.add_grade_cell("auto", "nb", assignment, max_score=points, cell_type="code")
        gradebook.add_grade_cell("by_hand", "nb", "mini", max_score=2, cell_type="markdown")
        for student, first, last, email, lms in (
            ("ada", "Ada", "Lovelace", "ada@example.org", "101"),
            ("ben", "=cmd|' /C calc'!A0", 'O"Neil, jr.', None, None),
            ("cem", "Cem\x1b[31m\nnext", "Çelik; –", "cem@example.org", None),
            ("dora@example.org", "Dora", "Meier", None, None),
            ("eve", None, None, "eve@example.org", None),
        ):
            gradebook.add_student(student, first_name=first, last_name=last, email=email, lms_user_id=lms)
        for student, auto, by_hand, extra, late in (
            ("ada", 3.5, 1.25, 0.5, 0.0),
            ("ben", 3.0, 1.0, 0.0, 1.5),
            ("cem", 1.0, 0.5, 0.0, 9.0),
            ("dora@example.org", 4.0, None, 0.0, 0.0),
        ):
            gradebook.add_submission("mini", student)
            for name, points, more in (("auto", auto, 0.0), ("by_hand", by_hand, extra)):
                grade = gradebook.find_grade(name, "nb", "mini", student)
                grade.auto_score = points if name == "auto" else None
                grade.manual_score = points if name == "by_hand" else None
                grade.extra_credit, grade.needs_manual_grade = more, points is None
            gradebook.find_submission_notebook("nb", "mini", student).late_submission_penalty = late
        gradebook.db.commit()
    return course


def export(course: MiniCourse, exporter: str, *arguments: str, config: str = "") -> tuple[str, str]:
    """Return what the command writes, and what it says."""
    with (course.folder / "nbgrader_config.py").open("a") as file:
        file.write(f"\n{config}\n")
    done = course.nbgrader("export", f"--exporter={MODULE}.{exporter}", "--to=out.csv", *arguments)
    assert done.returncode == 0, done.stderr
    return (course.folder / "out.csv").read_bytes().decode("utf-8"), done.stderr


def into_moodle(text: str, users: set[str], key: str) -> dict[str, dict[str, float | None]]:
    """Return the grades that Moodle's import of a CSV file would save, by its rules.

    A row whose user field is empty counts for the user of the row above, an unknown user ends the import, ``-`` is no
    grade, and anything else that is no number ends it as well.
    """
    head, *lines = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    found: dict[str, dict[str, float | None]] = {}
    user = ""
    for line in lines:
        assert len(line) == len(head)
        user = line[head.index(key)] or user
        assert user in users
        assert user not in found
        grades = dict(zip(head[3:], line[3:], strict=True))
        found[user] = {name: None if grade == "-" else float(grade) for name, grade in grades.items()}
    return found


def into_canvas(text: str) -> tuple[dict[str, float], dict[str, dict[str, float | None]]]:
    """Return the possible points and the grades that Canvas' gradebook import would take, by its rules.

    Its first row must have the columns of its own export in their order; a first cell with "Points Possible" makes a
    row that of the points; an empty grade or ``-`` is none; semicolons separate where they make more columns.
    """
    first = text.splitlines()[:3]
    assert min(line.count(",") for line in first) > max(line.count(";") for line in first)
    head, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert re.search(r"SIS\s+User\s+ID", head[2])
    assert re.search(r"SIS\s+Login\s+ID", head[3])
    assert "Section" in head[4]
    points: dict[str, float] = {}
    found: dict[str, dict[str, float | None]] = {}
    for line in lines:
        assert len(line) == len(head)
        if "Points Possible" in line[0]:
            points = dict(zip(head[5:], map(float, line[5:]), strict=True))
            continue
        user = line[1] or line[2] or line[3] or line[0]
        grades = dict(zip(head[5:], line[5:], strict=True))
        found[user] = {name: None if grade in ("", "-") else float(grade) for name, grade in grades.items()}
    return points, found


def no_formulas(text: str) -> None:
    """See that no cell is one."""
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(re.match(r"\s*[=+\-@]\s*\S", cell) for cell in row)


def test_moodle_gets_the_grades_that_nbgrader_exports(graded: MiniCourse) -> None:
    text, said = export(graded, "MoodleExporter")
    assert graded.nbgrader("export", "--to=own.csv").returncode == 0
    own = (graded.folder / "own.csv").read_text()
    by_nbgrader = dict(re.findall(r"^mini,[^,]*,[^,]*,(ada|ben),.*,([\d.]+),[\d.]+$", own, re.MULTILINE))
    moodle = into_moodle(text, {"ada", "ben", "cem", "dora@example.org", "eve"}, "Username")

    assert moodle == {
        "ada": {"mini": 5.25, "second": None},
        "ben": {"mini": 2.5, "second": None},
        "cem": {"mini": 0.0, "second": None},
        "dora@example.org": {"mini": None, "second": None},
        "eve": {"mini": None, "second": None},
    }
    assert {student: float(grade) for student, grade in by_nbgrader.items()} == {"ada": 5.25, "ben": 2.5}
    assert "mini: no grade for whom something is still to be graded by hand: dora@example.org" in said
    no_formulas(text)
    assert "'=cmd" in text
    assert "\x1b" not in text


def test_moodle_can_find_its_users_by_email(graded: MiniCourse) -> None:
    config = "c.MoodleExporter.identify_by = 'Email address'\nc.GradeExporter.missing = '0'"
    text, said = export(graded, "MoodleExporter", "--assignment=['mini']", config=config)
    users = {f"{name}@example.org" for name in ("ada", "cem", "dora", "eve")}

    assert into_moodle(text, users, "Email address") == {
        "ada@example.org": {"mini": 5.25},
        "cem@example.org": {"mini": 0.0},
        "dora@example.org": {"mini": None},
        "eve@example.org": {"mini": 0.0},
    }
    assert "left out, since the gradebook has no email address: ben" in said


def test_canvas_gets_its_columns_and_the_possible_points(graded: MiniCourse) -> None:
    text, _ = export(graded, "CanvasExporter", config="c.CanvasExporter.columns = {'mini': 'Mini (4711)'}")
    points, grades = into_canvas(text)

    assert points == {"Mini (4711)": 6.0, "second": 6.0}
    assert grades == {
        "101": {"Mini (4711)": 5.25, "second": None},  # by Canvas' own id, where the gradebook has it
        "ben": {"Mini (4711)": 2.5, "second": None},
        "cem": {"Mini (4711)": 0.0, "second": None},
        "dora@example.org": {"Mini (4711)": None, "second": None},
        "eve": {"Mini (4711)": None, "second": None},
    }
    rows = {row[3]: row[0] for row in csv.reader(io.StringIO(text))}
    assert (rows["ada"], rows["eve"]) == ("Lovelace, Ada", "eve")
    no_formulas(text)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--to=no/such/folder.csv"], "no/such/folder.csv could not be written: No such file or directory"),
        (["--assignment=['third']"], "the gradebook has no assignment 'third'"),
        (["--student=['fay']"], "the gradebook has no student 'fay'"),
    ],
)
def test_what_cannot_be_exported_is_one_line(graded: MiniCourse, arguments: list[str], line: str) -> None:
    done = graded.nbgrader("export", f"--exporter={MODULE}.CanvasExporter", *arguments)

    assert done.returncode == 1
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(Path(graded.folder).glob("*.csv"))


def test_points_are_digits_and_one_point() -> None:
    assert [number(points) for points in (0.0, 10.0, 2.5, 1 / 3, 1e-9, 123456.0)] == [
        "0", "10", "2.5", "0.3333", "0", "123456",
    ]  # fmt: skip
