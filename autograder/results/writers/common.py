"""What several formats need: a submission's name, its tests in a row, and text that any of them can hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.results.model import Outcome, Status, SubmissionResult, TestResult
from autograder.student.text import visible


def plain(text: str) -> str:
    """Return `text` in lines, without the characters that XML forbids and those that deceive who reads it."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def name_of(result: SubmissionResult) -> str:
    """Return what a submission is called: its student and notebook, or its path as it was given."""
    path = result.submission
    return plain(path if result.student is None else f"{result.student}/{Path(path).name}")


def notes_of(result: SubmissionResult) -> str:
    """Return what was noticed about a submission, a line each."""
    return "\n".join(plain(note) for note in result.notes)


def tests_of(result: SubmissionResult) -> Iterator[tuple[str, TestResult]]:
    """Yield each test of a submission with its exercise's name.

    A submission that was not graded gets one test more, with no exercise's name: programs that know nothing but tests
    must not take it for one in which all went well.
    """
    for name, exercise in result.exercises.items():
        for test in exercise.tests:
            yield name, test
    if result.status is not Status.GRADED:
        outcome = Outcome.ERROR if result.status is Status.ERROR else Outcome.NOT_ATTEMPTED
        yield "", TestResult("submission", outcome, 0.0, "\n".join(result.notes) or str(result.status))
