"""Gets the results of a class into nbgrader's gradebook, by nbgrader's own Autograde.

A student whose submission, results and course are what they were when they were recorded is left alone, so that a
second run with nothing changed takes no time, and a resubmission costs that student's recording only.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, NbGraderException

from autograder.course.course import Course
from autograder.course.state import state_folder
from autograder.errors import UsageError
from autograder.files import write_json
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


def record(course: Course, config: Any, assignment: str, entries: Sequence[Entry], grader: Grader, again: bool) -> None:
    """Record what came of `entries`, all submissions of the assignment.

    Those that the gradebook has as they are now are left out, unless they are recorded `again`.
    """
    notes = _Notes(course, assignment)
    students = list(dict.fromkeys(str(entry.student) for entry in entries))
    done = set() if again else notes.recorded_as_they_are(entries, grader)
    if len(done) < len(students):
        course.directory.assignment_id = assignment
        course.directory.student_id_exclude = ",".join(sorted(done))
        converter = Autograde(coursedir=course.directory, config=config)
        converter.force = True
        converter.log.setLevel(logging.ERROR)
        try:
            converter.start()
        except NbGraderException as error:
            log.error("nbgrader could not record every submission: %s", error)
        notes.write(entries, grader)


class _Notes:
    """What was recorded, by student: a digest of all that decides it, and the files that nbgrader made of it."""

    def __init__(self, course: Course, assignment: str) -> None:
        self._course = course
        self._assignment = assignment
        self._path = state_folder(course.root) / f"recorded-{assignment}.json"
        self._shared = hashlib.sha256(repr([_kit(), *map(_content, self._sources())]).encode()).hexdigest()

    def recorded_as_they_are(self, entries: Sequence[Entry], grader: Grader) -> set[str]:
        """Return the students whose results stand in the gradebook already."""
        try:
            known = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return set()
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
        """Note what is recorded now."""
        graded = self._in_gradebook()
        notes = {s: self._note(s, found, grader) for s, found in _by_student(entries).items() if s in graded}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_json(self._path, notes)

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
