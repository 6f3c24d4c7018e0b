"""A round trip through nbgrader's own exchange: released, fetched, submitted, collected, graded, and feedback back."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from traitlets.config import Config, PyFileConfigLoader

from tests.kit.conftest import SOLUTION, MiniCourse

WRONG = "def total(model, beta):\n    return beta * model.weight.abs().sum()\n"
DATA = bytes(range(256)) * 4096


class Exchange:
    """The exchange's folder, with the instructor at the course and students each at a computer of their own."""

    def __init__(self, course: MiniCourse, place: Path) -> None:
        self._course = course
        self._place = place
        (place / "exchange").mkdir(parents=True)
        (place / "exchange").chmod(0o777)

    def instructor(self, step: str, **options: Any) -> None:
        """Take a step such as "Collect"; `options` are those of its class."""
        self._take(
            step, PyFileConfigLoader(str(self._course.folder / "nbgrader_config.py")).load_config(), "*", options
        )

    def student(self, step: str, name: str) -> None:
        """Take a step as the student of this name."""
        config = Config()
        config.CourseDirectory.course_id = "regularization"
        self._take(step, config, name, {})

    def fetched(self, name: str) -> Path:
        """Where a student works."""
        return self._place / name / "mini"

    def _take(self, step: str, config: Config, student: str, options: dict[str, Any]) -> None:
        config.Exchange.root = str(self._place / "exchange")
        config.Exchange.assignment_dir = str(self._place / student)
        config.Exchange.cache = str(self._place / student / "cache")
        config.CourseDirectory.root = str(self._course.folder if student == "*" else self._place / student)
        directory = CourseDirectory(config=config)
        directory.assignment_id, directory.student_id = "mini", student
        authenticator = Authenticator(config=config)
        factory = ExchangeFactory(config=config)
        part = getattr(factory, step)(coursedir=directory, authenticator=authenticator, config=config)
        for name, value in options.items():
            setattr(part, name, value)
        part.start()


def grades(course: MiniCourse) -> dict[str, tuple[float, bool, float | None]]:
    """Return each student's points, whether they were late, and what it cost them."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}", "regularization") as gradebook:
        found = gradebook.assignment_submissions("mini")
        return {
            s.student_id: (s.score, s.total_seconds_late > 0, s.notebooks[0].late_submission_penalty) for s in found
        }


def copies(course: MiniCourse) -> dict[str, int]:
    """Return how many copies there are on the disk of files that each student got, in all steps and of all students."""
    steps = ("submitted", "autograded", "feedback")
    names = {"images.bin": "data/images.bin", "check.py": "autograder/check.py"}
    files = {
        name: [f for step in steps for f in course.folder.glob(f"{step}/*/mini/{path}")] for name, path in names.items()
    }
    assert all(len(found) == 2 * len(steps) for found in files.values())
    return {name: len({file.stat().st_ino for file in found}) for name, found in files.items()}


def solve(folder: Path, solution: str) -> None:
    """Write a solution into a fetched notebook."""
    notebook = nbformat.read(folder / "mini.ipynb", as_version=4)
    (cell,) = (c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "total")
    cell.source = solution
    nbformat.write(notebook, folder / "mini.ipynb")


@pytest.mark.slow
def test_a_round_trip_through_the_exchange(course: MiniCourse) -> None:
    config = course.folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    source = course.folder / "source" / "mini"
    (source / "data").mkdir()
    (source / "data" / "images.bin").write_bytes(DATA)
    (source / "checks").mkdir()
    (source / "checks" / "test_total.py").write_text("def test_total(student):\n    pass\n")
    exchange = Exchange(course, course.root / "campus")

    assert course.nbgrader("generate_assignment", "mini").returncode == 0
    exchange.instructor("ReleaseAssignment")
    for student in ("anna", "late"):
        exchange.student("FetchAssignment", student)
        assert (exchange.fetched(student) / "data" / "images.bin").read_bytes() == DATA
        assert (exchange.fetched(student) / "autograder" / "check.py").is_file()
    for student, solution in (("anna", SOLUTION), ("late", WRONG)):
        solve(exchange.fetched(student), solution)
        exchange.student("Submit", student)
    exchange.instructor("Collect", check_owner=False)
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}", "regularization") as gradebook:
        now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        gradebook.update_or_create_assignment("mini", duedate=now)
    graded = course.autograder("grade", "mini")
    assert graded.returncode == 0, graded.stderr
    assert grades(course) == {"anna": (4.0, False, None), "late": (2.0, False, None)}

    solve(exchange.fetched("late"), SOLUTION)
    exchange.student("Submit", "late")
    exchange.instructor("Collect", check_owner=False, update=True)
    graded = course.autograder("grade", "mini")
    assert graded.returncode == 0, graded.stderr
    assert "late" in graded.stdout.partition("Points that changed")[2]
    assert grades(course) == {"anna": (4.0, False, None), "late": (4.0, True, 4.0)}

    made = course.nbgrader("generate_feedback", "mini")
    assert made.returncode == 0, made.stderr
    assert copies(course) == {"images.bin": 1, "check.py": 1}, "released files take no disk per student and step"
    exchange.instructor("ReleaseFeedback")
    for student in ("anna", "late"):
        exchange.student("FetchFeedback", student)
        (page,) = (exchange.fetched(student) / "feedback").glob("*/mini.html")
        assert "4 / 4" in page.read_text()
