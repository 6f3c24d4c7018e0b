"""The result of grading, and its JSON form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal

from autograder.course.cell import CodeCell

SCHEMA = 1
"""The version of the JSON form; a change of what is written is a new version, and a change of ``schema.json``."""


class Outcome(StrEnum):
    """What became of a test or an exercise. `ERROR` is the grader's own fault, never the student's."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    BLOCKED = "blocked"
    CRASHED = "crashed"
    TIMED_OUT = "timed out"
    ERROR = "error"


class Status(StrEnum):
    """What became of a submission as a whole."""

    GRADED = "graded"
    UNREADABLE = "unreadable"
    ERROR = "error"


# The outcome of an exercise is the first of these that one of its tests has.
_PRECEDENCE = (
    Outcome.ERROR,
    Outcome.BLOCKED,
    Outcome.CRASHED,
    Outcome.TIMED_OUT,
    Outcome.FAILED,
    Outcome.NOT_ATTEMPTED,
    Outcome.PASSED,
)


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test's outcome.

    `message` is for the student and holds the `hint`, where there is one; `earned` are its points where they are not
    all or nothing. A large class has a hundred thousand of these, and few that differ: `shared_test` makes equal ones
    one object, and so does unpickling.
    """

    __test__ = False

    name: str
    outcome: Outcome
    max_points: float
    message: str = ""
    earned: float | None = None
    hint: str = ""

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASSED

    @property
    def points(self) -> float:
        if self.earned is not None:
            return self.earned
        return self.max_points if self.passed else 0.0

    def __reduce__(self) -> tuple[Any, ...]:
        return shared_test, (self.name, self.outcome, self.max_points, self.message, self.earned, self.hint)


@lru_cache(maxsize=2000, typed=True)
def shared_test(*fields: Any) -> TestResult:
    """Return the `TestResult` of these fields, the same object for the same ones."""
    return TestResult(*fields)


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """All hidden tests of one function."""

    tests: Sequence[TestResult]

    @property
    def status(self) -> Outcome:
        outcomes = {test.outcome for test in self.tests}
        return next((outcome for outcome in _PRECEDENCE if outcome in outcomes), Outcome.ERROR)

    @property
    def score(self) -> float:
        return sum(test.points for test in self.tests)

    @property
    def max_score(self) -> float:
        return sum(test.max_points for test in self.tests)


Ending = Literal["finished", "raised", "crashed", "timed out"]


class Raised(Exception):
    """Student code raised; only the type's name, its builtin base classes and the text came across."""

    def __init__(self, type_name: str, bases: Sequence[str], text: str) -> None:
        self.type_name = type_name
        self.bases = frozenset(bases)
        self.text = text
        super().__init__(type_name, bases, text)  # all arguments, or it could not be unpickled

    def __str__(self) -> str:
        return f"{self.type_name}: {self.text}" if self.text else self.type_name


@dataclass
class CellRun:
    """What came of one cell: its nbformat outputs as plain data, and how it ended."""

    cell: CodeCell
    outputs: list[dict[str, Any]]
    ending: Ending
    error: Raised | None = None
    text: str = ""


@dataclass(frozen=True)
class Graded:
    """What came of all that is graded of a notebook."""

    exercises: dict[str, ExerciseResult]
    runs: Sequence[CellRun] = field(default=())
    seconds: float = 0.0
    errors: Sequence[str] = field(default=())
    warnings: Sequence[str] = field(default=())


@dataclass(frozen=True)
class SubmissionResult:
    """One submitted notebook's result.

    Attributes:
        submission: the path as it was given.
        student: None for a notebook that stands for itself.
        notebook: which of the assignment's notebooks it is.
        notes: lines about the notebook.
    """

    submission: str
    student: str | None
    notebook: str
    status: Status
    exercises: dict[str, ExerciseResult]
    seconds: float = 0.0
    notes: Sequence[str] = field(default=())

    @property
    def score(self) -> float:
        return sum(exercise.score for exercise in self.exercises.values())

    @property
    def max_score(self) -> float:
        return sum(exercise.max_score for exercise in self.exercises.values())


@dataclass(frozen=True)
class Change:
    """What becomes of a student's points in one exercise.

    Attributes:
        before: the points in the gradebook, None where there are none yet.
        tests: the names of the tests that were decided otherwise, with the points each moves the grade by.
    """

    student: str
    notebook: str
    exercise: str
    before: float | None
    after: float
    tests: Mapping[str, float]


@dataclass(frozen=True)
class Report:
    """What one run graded: all that a file of results is written from.

    Attributes:
        start: in seconds since 1970.
        changes: how a class's points differ from what the gradebook had, None where there is no gradebook.
    """

    assignment: str
    submissions: Sequence[SubmissionResult]
    start: float = 0.0
    seconds: float = 0.0
    changes: Sequence[Change] | None = None


def to_json(report: Report) -> dict[str, Any]:
    """Return the results in the published form, which ``schema.json`` beside this module describes."""
    return {
        "schema": SCHEMA,
        "assignment": report.assignment,
        "submissions": [submission_to_json(result) for result in report.submissions],
        **({} if report.changes is None else {"changes": [asdict(change) for change in report.changes]}),
    }


def submission_to_json(result: SubmissionResult) -> dict[str, Any]:
    """Return the part of `to_json` that is about one submission."""
    return {
        "submission": result.submission,
        "student": result.student,
        "notebook": result.notebook,
        "status": str(result.status),
        "score": float(result.score),
        "max_score": float(result.max_score),
        "seconds": round(result.seconds, 3),
        "notes": list(result.notes),
        "exercises": {name: _exercise(exercise) for name, exercise in result.exercises.items()},
    }


def _exercise(exercise: ExerciseResult) -> dict[str, Any]:
    return {
        "status": str(exercise.status),
        "score": float(exercise.score),
        "max_score": float(exercise.max_score),
        "tests": [
            {
                "name": test.name,
                "outcome": str(test.outcome),
                "points": float(test.points),
                "max_points": float(test.max_points),
                "message": test.message,
            }
            for test in exercise.tests
        ],
    }


def submission_of_json(found: Mapping[str, Any]) -> SubmissionResult:
    """Return the submission of which `submission_to_json` made this.

    A test's hint, which that leaves out, may stand there too.
    """
    return SubmissionResult(
        found["submission"],
        found["student"],
        found["notebook"],
        Status(found["status"]),
        {name: _exercise_of_json(exercise) for name, exercise in found["exercises"].items()},
        found["seconds"],
        tuple(found["notes"]),
    )


def _exercise_of_json(found: Mapping[str, Any]) -> ExerciseResult:
    return ExerciseResult(
        tuple(
            shared_test(
                test["name"],
                Outcome(test["outcome"]),
                test["max_points"],
                test["message"],
                test["points"],
                test.get("hint", ""),
            )
            for test in found["tests"]
        )
    )
