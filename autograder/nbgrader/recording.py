"""Gets the results of a class into nbgrader's gradebook, by nbgrader's own Autograde.

A student whose submission, results and course are what they were when they were recorded is left alone, so that a
second run with nothing changed takes no time, and a resubmission costs that student's recording only.
"""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from collections.abc import Callable, Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde, NbGraderException
from sqlalchemy.exc import SAWarning

from autograder.course.course import Course
from autograder.course.state import state_folder
from autograder.errors import UsageError
from autograder.files import write_json
from autograder.grading.tasks import Tasks
from autograder.nbgrader.scratch import scratch
from autograder.results.last_run import Recorded
from autograder.running.classroom import Entry
from autograder.running.grader import Grader, Progress

log = logging.getLogger(__name__)

_BATCH = 20  # students; what of them is not in the gradebook yet when a run is killed is recorded anew
_PACKAGE = Path(__file__).resolve().parents[1]


def expect_released(course: Course, assignment: str) -> None:
    """See that the gradebook knows the assignment.

    Raises:
        UsageError: it does not.
    """
    try:
        with Gradebook(course.directory.db_url, course.directory.course_id) as gradebook:
            gradebook.find_assignment(assignment)
    except MissingEntry:
        raise UsageError(f"{assignment} is not released yet: run `nbgrader generate_assignment {assignment}`") from None


def recorded_points(course: Course, assignment: str) -> Recorded:
    """Return the points that the gradebook has from automatic grading."""
    found: dict[tuple[str, str], dict[str, float | None]] = {}
    with Gradebook(course.directory.db_url, course.directory.course_id) as gradebook:
        rows = (
            gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade.auto_score)
            .select_from(Grade)
            .join(BaseCell, Grade.cell_id == BaseCell.id)
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .filter(Assignment.name == assignment)
        )
        for student, notebook, cell, points in rows:
            found.setdefault((student, notebook), {})[cell.removeprefix("test_")] = points
    return found


class Recording:
    """The recording of one class run.

    Attributes:
        done: the students who stand in the gradebook with the results of this run.
    """

    def __init__(self, course: Course, config: Any, assignment: str, grader: Grader, again: bool) -> None:
        """Prepare to record; students who are there as they are now are left out, unless they are recorded `again`."""
        self.done: set[str] = set()
        self._course = course
        self._config = config
        self._assignment = assignment
        self._grader = grader
        self._again = again
        self._tasks = Tasks(course, assignment)

    def record(self, entries: Sequence[Entry]) -> None:
        """Record what came of `entries` as it comes, some students at a time; nobody else's results are touched.

        When it is interrupted, those who are in stay in.
        """
        notes = _Notes(self._course, self._assignment)
        mine = _by_student(entries)
        self.done = set() if self._again else notes.recorded_as_they_are(entries, self._grader)
        waiting = [student for student in mine if student not in self.done]
        if not waiting:
            return
        progress = self._grader.watch([entry.asked for entry in entries])
        with Gradebook(self._course.directory.db_url, self._course.directory.course_id) as gradebook:
            while waiting:
                batch = self._ready(waiting, entries, progress)
                waiting = [student for student in waiting if student not in batch]
                try:
                    self._convert(gradebook, batch)
                finally:
                    notes.write([entry for student in self.done & batch for entry in mine[student]], self._grader)

    def _ready(self, waiting: Sequence[str], entries: Sequence[Entry], progress: Callable[[], Progress]) -> set[str]:
        """Return the next students whose verdicts are there, and wait for those of the first if there are none."""
        for _attempt in range(2):
            finished = progress().finished
            unfinished = {str(entry.student) for entry, there in zip(entries, finished, strict=True) if not there}
            if ready := [student for student in waiting if student not in unfinished]:
                return set(ready[:_BATCH])
            for entry in entries:
                if entry.student == waiting[0]:
                    self._grader.result(entry.asked)
        return {waiting[0]}

    def _convert(self, gradebook: Gradebook, students: set[str]) -> None:
        """Let nbgrader convert the submissions of `students`, and bring what it records of them in together."""
        with scratch(gradebook, students) as copy:
            converter = _AutogradeSome(self._course, self._config, self._assignment, students, copy.url, self._tasks)
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", SAWarning)  # of nbgrader's own way with its sessions
                    converter.start()
            except NbGraderException as error:
                log.error("nbgrader could not record every submission: %s", error)
            finally:
                copy.bring_in(converter.converted)
                self.done |= converter.converted


class _AutogradeSome(Autograde):
    """Nbgrader's own conversion, of some students, all of whose notebooks are given and graded.

    Attributes:
        converted: those who are done.
        names_all_notebooks: for `SubmissionExporter`, that it need not add those that were not submitted.
        tasks: for it, what makes the assignment's tasks.
    """

    names_all_notebooks = True

    def __init__(
        self, course: Course, config: Any, assignment: str, students: Collection[str], db_url: str, tasks: Tasks
    ) -> None:
        directory = Course.at(course.root, config).directory
        directory.assignment_id, directory.db_url = assignment, db_url
        super().__init__(coursedir=directory, config=config)
        self.force = True
        self.log.setLevel(logging.ERROR)
        self.converted: set[str] = set()
        self.tasks = tasks
        self._names = list(course.notebooks(assignment))
        self._folders = {course.submitted_folder(student, assignment): student for student in sorted(students)}

    def init_notebooks(self) -> None:
        """Name what is to be converted, in place of looking through all that was submitted."""
        self.assignments = {
            str(folder): [str(folder / f"{name}.ipynb") for name in self._names] for folder in self._folders
        }
        self.notebooks: list[str] = []

    def run_post_convert_hook(self) -> None:
        """Run the course's hook, and note who is done."""
        super().run_post_convert_hook()
        self.converted |= {self._folders[Path(path).absolute().parent] for path in self.notebooks}


class _Notes:
    """What was recorded, by student: a digest of all that decides it, and the files that nbgrader made of it."""

    def __init__(self, course: Course, assignment: str) -> None:
        self._course = course
        self._assignment = assignment
        self._path = state_folder(course.root) / f"recorded-{assignment}.json"
        self._shared = hashlib.sha256(repr([_kit(), *map(_content, self._sources())]).encode()).hexdigest()

    def recorded_as_they_are(self, entries: Sequence[Entry], grader: Grader) -> set[str]:
        """Return the students whose results stand in the gradebook already."""
        known = self._known()
        graded = self._in_gradebook()
        mine = _by_student(entries)
        return {
            student
            for student, found in mine.items()
            if student in graded
            and student in known
            and all(grader.known(entry.asked) for entry in found)
            and known[student] == self._note(student, found, grader)
        }

    def write(self, entries: Sequence[Entry], grader: Grader) -> None:
        """Note that these stand in the gradebook now."""
        notes = {student: self._note(student, found, grader) for student, found in _by_student(entries).items()}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_json(self._path, {**self._known(), **notes})

    def _known(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _note(self, student: str, entries: Sequence[Entry], grader: Grader) -> list[Any]:
        digest = hashlib.sha256(self._shared.encode())
        for entry in entries:
            graded = grader.result(entry.asked)
            parts = [entry.name, entry.asked.language, entry.digest, graded.exercises, graded.errors]
            runs = [(run.outputs, run.ending, run.text) for run in graded.runs]
            digest.update(repr([*parts, runs]).encode(errors="surrogateescape"))
        digest.update(_content(self._course.submitted_folder(student, self._assignment) / "timestamp.txt").encode())
        directory = self._course.directory
        folder = Path(directory.format_path(directory.autograded_directory, student, self._assignment))
        files = [_state(folder / f"{entry.name}.ipynb") for entry in entries]
        return [digest.hexdigest(), files]

    def _in_gradebook(self) -> set[str]:
        with Gradebook(self._course.directory.db_url, self._course.directory.course_id) as gradebook:
            return {submission.student_id for submission in gradebook.assignment_submissions(self._assignment)}

    def _sources(self) -> list[Path]:
        folder = self._course.source_folder(self._assignment)
        return [self._course.root / "nbgrader_config.py", *sorted(folder.glob("*.ipynb")), *self._catalogues()]

    def _catalogues(self) -> list[Path]:
        return sorted(p for place in (self._course.root, self._course.hidden) for p in (place / "locale").glob("*.po"))


def _by_student(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(str(entry.student), []).append(entry)
    return found


@cache
def _kit() -> str:
    paths = sorted(p for p in _PACKAGE.rglob("*") if p.suffix in (".py", ".po"))
    return hashlib.sha256("".join(map(_content, paths)).encode()).hexdigest()


def _content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""


def _state(path: Path) -> list[int]:
    return [path.stat().st_size, path.stat().st_mtime_ns] if path.is_file() else []
