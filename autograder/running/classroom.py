"""Grades a class, or notebooks of nobody in particular."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.course import submissions
from autograder.course.course import Course
from autograder.course.notebook import is_scored_by_outputs
from autograder.grading.jobs import Verdict, Work
from autograder.grading.stock import stock_exercises
from autograder.grading.tasks import Tasks
from autograder.results.model import ExerciseResult, Graded, Outcome, Status, SubmissionResult
from autograder.results.wording import in_words
from autograder.running.grader import Asked, Grader
from autograder.student.language import speaking

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReadNotebook:
    """A submitted notebook as it was read, without its cells, which may be large.

    Attributes:
        student: who handed it in; None for a notebook that stands for itself.
        path: the file.
        name: which of the assignment's notebooks it is.
        notes: what was found when it was read and mended.
        absent: why there is nothing to grade; empty when there is.
        digest: of the notebook as it was mended.
        scored: the cells in whose outputs nbgrader looks for a score, by their place in the notebook, without outputs.
    """

    student: str | None
    path: Path
    name: str
    notes: tuple[str, ...]
    absent: str
    digest: str
    scored: dict[int, NotebookNode]

    @classmethod
    def of(
        cls, student: str | None, path: Path, name: str, submitted: submissions.Submitted, work: Work
    ) -> ReadNotebook:
        """Return what is kept of a notebook that was read, where `work` is what there is to grade of it."""
        notebook = submitted.notebook
        digest = hashlib.sha256(repr(notebook).encode(errors="surrogateescape")).hexdigest()
        cells = enumerate(notebook.cells) if work.rerun is not None else ()  # else nothing gives them outputs
        scored = {i: NotebookNode(cell, outputs=[]) for i, cell in cells if is_scored_by_outputs(cell)}
        return cls(student, path, name, submitted.notes, submitted.absent, digest, scored)


_Read = tuple[ReadNotebook, Work]


@dataclass(frozen=True)
class Entry(ReadNotebook):
    """A submitted notebook on which the grader has started; `asked` is what it asks for."""

    asked: Asked


def grade_notebooks(course: Course, assignment: str, paths: Sequence[Path], grader: Grader) -> list[SubmissionResult]:
    """Grade notebooks that stand for themselves; nothing is recorded."""
    tasks = Tasks(course, assignment)

    def all_read() -> Iterator[_Read]:
        for path in paths:
            name = submissions.recognise(course, assignment, path)
            submitted = submissions.read(course, assignment, name, path)
            work = tasks.of(name, submitted.notebook, None)
            yield ReadNotebook.of(None, path, name, submitted, work), work

    return [result_of(course, entry, grader.result(entry.asked)) for entry in _started(grader, all_read())]


def grade_class(
    course: Course,
    assignment: str,
    students: Sequence[str],
    grader: Grader,
    record: Callable[[Sequence[Entry]], None],
    watch: Callable[[Sequence[Entry]], AbstractContextManager[None]] = lambda _entries: nullcontext(),
    kept: Callable[[str, str, str], ExerciseResult | None] = lambda *_place: None,
) -> list[SubmissionResult]:
    """Grade what `students` submitted.

    Args:
        record: is called when all of it is under way, and waits for what it needs.
        watch: what to do meanwhile.
        kept: gives the result that stays, of an exercise that is not to be graded: of a student, notebook and exercise.
    """
    tasks = Tasks(course, assignment)

    def all_read() -> Iterator[_Read]:
        for student in students:
            for notebook, work in _read(course, assignment, student, tasks):
                for exercise, task in work.tasks.items():
                    if (result := kept(student, notebook.name, exercise)) is not None:
                        grader.assume(task, Verdict(result))
                yield notebook, work

    entries = _started(grader, all_read())
    with watch(entries):
        record(entries)
        return [result_of(course, entry, grader.result(entry.asked)) for entry in entries]


def _started(grader: Grader, read: Iterator[_Read]) -> list[Entry]:
    """Start on notebooks as they are read: nothing but what is asked for is held of one when the next is read."""
    notebooks: list[ReadNotebook] = []

    def work() -> Iterator[Work]:
        for notebook, each in read:
            notebooks.append(notebook)
            yield each

    asked = grader.start(work())
    return [Entry(**vars(notebook), asked=each) for notebook, each in zip(notebooks, asked, strict=True)]


def _read(course: Course, assignment: str, student: str, tasks: Tasks) -> list[_Read]:
    """Return what a student handed in, with what is to be graded of it."""
    try:
        return _handed_in(course, assignment, student, tasks)
    except Exception as error:  # of any kind: whatever this student did to the folder, the others are graded
        log.error("%s, %s could not be read: %s: %s", student, assignment, type(error).__name__, error)
        return _unreadable(course, assignment, student, tasks, error)


def _handed_in(course: Course, assignment: str, student: str, tasks: Tasks) -> list[_Read]:
    folder, found = course.submitted_folder(student, assignment), []
    submissions.set_surplus_aside(course, folder)
    for name, path in submissions.submission_paths(course, student, assignment).items():
        submitted = submissions.read(course, assignment, name, path, folder)
        work = tasks.of(name, submitted.notebook, folder)
        found.append((ReadNotebook.of(student, path, name, submitted, work), work))
    return found


def _unreadable(course: Course, assignment: str, student: str, tasks: Tasks, error: Exception) -> list[_Read]:
    folder, found = course.submitted_folder(student, assignment), []
    for name in course.notebooks(assignment):
        submitted = submissions.unreadable(course, assignment, name, error)
        work = tasks.of(name, submitted.notebook, None)
        found.append((ReadNotebook.of(student, folder / f"{name}.ipynb", name, submitted, work), work))
    return found


def result_of(course: Course, entry: Entry, graded: Graded) -> SubmissionResult:
    """Return the result of a submitted notebook, in the language of its release."""
    with speaking(entry.asked.language, course.hidden):
        graded = in_words(graded)
        exercises = {**graded.exercises, **stock_exercises(entry.scored, graded)}
    for error in graded.errors:
        log.error("%s: the grader's own fault: %s", entry.path, error)
    faulty = graded.errors or any(exercise.status is Outcome.ERROR for exercise in exercises.values())
    status = Status.ERROR if faulty else Status.UNREADABLE if entry.absent else Status.GRADED
    return SubmissionResult(str(entry.path), entry.student, entry.name, status, exercises, graded.seconds, entry.notes)
