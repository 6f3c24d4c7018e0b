"""The benchmark's class: courses on disk, and right submissions of which no two answer a function alike."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from autograder.authoring.exercises import fill
from autograder.course import submissions
from autograder.course.course import Course
from autograder.grading.digests import digest_of
from autograder.grading.jobs import Work
from autograder.grading.tasks import Tasks
from autograder.running.grader import Counts
from tests.corpus.loader import Solution, load
from tests.kit.bench.clock import Done, command
from tests.kit.conftest import REPO

ASSIGNMENT = "regularization"
FUNCTIONS = tuple(sorted({solution.function for solution in load(ASSIGNMENT)}))

NO_TESTS = "# no tests"
TESTS_IN_THE_CELL = f"""from tests.kit.stock_tests import run_hidden_tests

run_hidden_tests({ASSIGNMENT!r}, {{function!r}}, globals())"""

_STOCK = """c = get_config()
c.CourseDirectory.course_id = "regularization"
c.Execute.timeout = 1800
"""
_COUNTS = re.compile(r"(\d+) verdicts asked for, (\d+) different, (\d+) of them known before")


def answers(number: int) -> dict[str, dict[str, str]]:
    """Return `number` right submissions: by student, the text of each function's solution cell."""
    wheats = {function: load(ASSIGNMENT, function, "wheat") for function in FUNCTIONS}
    return {
        f"student{index:03}": {function: _answer(solutions, index) for function, solutions in wheats.items()}
        for index in range(number)
    }


def _answer(solutions: Sequence[Solution], index: int) -> str:
    """Return a right solution; where the corpus has no more of them, an earlier one with an unused constant."""
    source = solutions[index % len(solutions)].source
    return source if index < len(solutions) else with_constant(source, index)


def with_constant(source: str, value: int) -> str:
    """Return a solution that behaves as `source` does and is another text for whoever compares syntax trees."""
    return f"{source.rstrip()}\n\n\n_student = {value}\n"


def some(students: Mapping[str, dict[str, str]], number: int) -> dict[str, dict[str, str]]:
    """Return `number` of the students, evenly spaced."""
    names = list(students)
    step = max(1, len(names) // max(1, number))
    return {name: students[name] for name in names[::step][:number]}


def counts_in(output: str) -> Counts:
    """Return the counts that ``autograder grade`` printed.

    Raises:
        ValueError: there are none.
    """
    found = _COUNTS.search(output)
    if found is None:
        raise ValueError(f"no line of counts in what was printed:\n{output[-2000:]}")
    return Counts(*map(int, found.groups()))


class BenchCourse:
    """A released course of one assignment on disk."""

    def __init__(self, folder: Path, grade_cell: str = "", root: Path = REPO) -> None:
        """Make and release the course, or open it where that was done before.

        Args:
            folder: where.
            grade_cell: what stands in its grade cells; with it the course is one of nbgrader alone.
            root: the folder that holds ``tests/hidden`` and ``reference``.
        """
        self.folder = folder
        self._root = root
        self._stock = bool(grade_cell)
        if (folder / "released.db").is_file():
            return
        shutil.rmtree(folder, ignore_errors=True)  # what an interrupted attempt left
        shutil.copytree(REPO / "assignments" / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT)
        if grade_cell:
            self._fill_grade_cells(grade_cell)
        self.configure()
        command(["nbgrader", "generate_assignment", ASSIGNMENT], folder)
        shutil.copy(folder / "gradebook.db", folder / "released.db")

    def _fill_grade_cells(self, text: str) -> None:
        path = self.folder / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if (meta := cell.metadata.get("nbgrader")) and meta.grade:
                cell.source = text.format(function=meta.grade_id.removeprefix("test_"))
        nbformat.write(notebook, path)

    def configure(self, *lines: str) -> None:
        """Write the course's configuration, with further lines at its end."""
        kit = (REPO / "assignments" / "nbgrader_config.py").read_text()
        hidden, reference = str(self._root / "tests" / "hidden"), str(self._root / "reference")
        kit += f"\nc.Grading.hidden_tests = {hidden!r}\nc.Grading.suite = {[hidden, reference]!r}\nc.Grading.seed = 0\n"
        text = _STOCK if self._stock else kit
        (self.folder / "nbgrader_config.py").write_text("\n".join([text, *lines, ""]))

    def submit(self, students: Mapping[str, Mapping[str, str]]) -> None:
        """Hand in notebooks, beside those that were before."""
        released = self.folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        for student, sources in students.items():
            path = self.submitted(student)
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(fill(nbformat.read(released, as_version=4), sources), path)

    def submitted(self, student: str) -> Path:
        return self.folder / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

    def start_afresh(self, keep_verdicts: bool = False) -> None:
        """Make the course as it was when the class had just handed in, but for verdicts that are to be kept."""
        for path in (self.folder / "autograded", *(self.folder / ".autograder").glob("*")):
            if path.is_dir() and not (keep_verdicts and path.name == "verdicts"):
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
        shutil.copy(self.folder / "released.db", self.folder / "gradebook.db")

    def grade(self, **options: object) -> Done:
        """Grade the class by ``autograder grade``; ends the benchmark unless everybody gets full points."""
        return self._graded(["autograder", "grade", ASSIGNMENT], **options)

    def autograde(self) -> Done:
        """Grade the class by ``nbgrader autograde``; ends the benchmark unless everybody gets full points."""
        return self._graded(["nbgrader", "autograde", ASSIGNMENT, "--force"])

    def _graded(self, arguments: list[str], **options: object) -> Done:
        done = command(arguments, self.folder, **options)  # type: ignore[arg-type]
        self.expect_full_points(done.output)
        return done

    def expect_full_points(self, output: str) -> None:
        """End the benchmark unless everybody who handed in has full points."""
        with Gradebook(f"sqlite:///{self.folder}/gradebook.db", "regularization") as gradebook:
            found = {s.student_id: (s.score, s.max_score) for s in gradebook.assignment_submissions(ASSIGNMENT)}
        students = {path.name for path in (self.folder / "submitted").iterdir()}
        less = {student: found.get(student) for student in students if not _is_full(found.get(student))}
        if less:
            sys.exit(f"right submissions without full points in {self.folder}: {less}\n{output[-3000:]}")

    def work(self, student: str) -> Work:
        """Return what is to be graded of a student's notebook."""
        course, _ = Course.find(self.folder)
        submitted = submissions.read(course, ASSIGNMENT, ASSIGNMENT, self.submitted(student))
        return Tasks(course, ASSIGNMENT).of(ASSIGNMENT, submitted.notebook, self.submitted(student).parent)

    def digests(self) -> dict[tuple[str, str], str]:
        """Return what each verdict is kept under, by student and function."""
        students = sorted(path.name for path in (self.folder / "submitted").iterdir())
        return {(s, f): digest_of(task) for s in students for f, task in self.work(s).tasks.items()}


def _is_full(points: tuple[float, float] | None) -> bool:
    return points is not None and points[1] > 0 and points[0] == points[1]
