"""Gets the results of a class into nbgrader's gradebook, by nbgrader's own Autograde.

A student whose submission, results and course are what they were when they were recorded is left alone, so that a
second run with nothing changed takes no time, and a resubmission costs that student's recording only.
"""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from collections.abc import Sequence
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
from autograder.results.last_run import Recorded
from autograder.running.classroom import Entry
from autograder.running.grader import Grader

log = logging.getLogger(__name__)

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

    def record(self, entries: Sequence[Entry]) -> None:
        """Record what came of `entries`, one student after the other; nobody else's results are touched.

        When it is interrupted, those who are in stay in.
        """
        notes = _Notes(self._course, self._assignment)
        mine = _by_student(entries)
        self.done = set() if self._again else notes.recorded_as_they_are(entries, self._grader)
        if len(self.done) == len(mine):
            return
        try:
            self._convert(set(mine) - self.done)
        finally:
            notes.write([entry for student in self.done for entry in mine.get(student, ())], self._grader)

    def _convert(self, students: set[str]) -> None:
        directory = self._course.directory
        directory.assignment_id = self._assignment
        directory.student_id_exclude = ",".join(sorted(set(self._course.students(self._assignment)) - students))
        converter = Autograde(coursedir=directory, config=self._config)
        converter.force = True
        converter.log.setLevel(logging.ERROR)
        theirs = converter.post_convert_hook
        folders = {self._course.submitted_folder(student, self._assignment): student for student in students}

        def note(notebooks: Sequence[str], **named: Any) -> None:  # nbgrader names no student there
            self.done |= {folders[folder] for folder in {Path(path).absolute().parent for path in notebooks}}
            if theirs:
                theirs(notebooks=notebooks, **named)

        converter.post_convert_hook = note
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # of nbgrader's own way with its sessions
                converter.start()
        except NbGraderException as error:
            log.error("nbgrader could not record every submission: %s", error)


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
            and all(grader.known(entry.work) for entry in found)
            and known[student] == self._note(student, found, grader)
        }

    def write(self, entries: Sequence[Entry], grader: Grader) -> None:
        """Note that these are recorded now."""
        graded = self._in_gradebook()
        notes = {s: self._note(s, found, grader) for s, found in _by_student(entries).items() if s in graded}
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
            graded = grader.result(entry.work)
            parts = [entry.name, entry.work.language, entry.submitted.notebook, graded.exercises, graded.errors]
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
