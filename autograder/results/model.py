"""The result of grading, and its JSON form (schema 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from autograder.course.cell import CodeCell

SCHEMA = 1


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


@dataclass(frozen=True)
class TestResult:
    """One test's outcome.

    `message` is for the student and holds the `hint`, where there is one; `earned` are its points where they are not
    all or nothing.
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


@dataclass(frozen=True)
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
    """One submission's result; `submission` is the path as it was given, `notes` are lines about the notebook."""

    submission: str
    student: str | None
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


def to_json(assignment: str, submissions: Sequence[SubmissionResult]) -> dict[str, Any]:
    """Return the results in the published schema."""
    return {
        "schema": SCHEMA,
        "assignment": assignment,
        "submissions": [
            {
                "submission": result.submission,
                "student": result.student,
                "status": str(result.status),
                "score": float(result.score),
                "max_score": float(result.max_score),
                "seconds": round(result.seconds, 3),
                "notes": list(result.notes),
                "exercises": {name: _exercise(exercise) for name, exercise in result.exercises.items()},
            }
            for result in submissions
        ],
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
