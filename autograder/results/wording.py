"""Puts what was graded into words: a result holds data, since it is kept for students of any language."""

from __future__ import annotations

import dataclasses

from autograder.results.model import ExerciseResult, Graded, Outcome, TestResult
from autograder.student.blocks import put_off
from autograder.student.language import N_, worded
from autograder.student.text import clean

OUTCOMES = {
    Outcome.PASSED: N_("passed"),
    Outcome.FAILED: N_("failed"),
    Outcome.NOT_ATTEMPTED: N_("not attempted"),
    Outcome.BLOCKED: N_("blocked"),
    Outcome.CRASHED: N_("crashed"),
    Outcome.TIMED_OUT: N_("timed out"),
    Outcome.ERROR: N_("error"),
}
_SIGNS = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOT_ATTEMPTED: "–"}

_MAX_LINE = 600
_MAX_KEPT = 10_000  # characters of a part of a message, as data


def sign(outcome: Outcome) -> str:
    """Return the one character that stands for `outcome` where there is little room."""
    return _SIGNS.get(outcome, "!")


def in_words(graded: Graded) -> Graded:
    """Return `graded` with its texts in the language that is spoken now (see `autograder.student.language.speaking`).

    Whatever shows results gets them from here, and need not know that they were anything else.
    """
    exercises = {name: _exercise(exercise) for name, exercise in graded.exercises.items()}
    runs = tuple(dataclasses.replace(run, text=worded(run.text)) for run in graded.runs)
    return dataclasses.replace(graded, exercises=exercises, runs=runs)


def _exercise(exercise: ExerciseResult) -> ExerciseResult:
    return ExerciseResult(tuple(map(_test, exercise.tests)))


def _test(test: TestResult) -> TestResult:
    if not (test.message or test.hint):
        return test  # most of a class's: there is no need of another one
    return dataclasses.replace(test, message=worded(test.message), hint=clean(worded(test.hint), _MAX_LINE))


def laid_out(sentence: str, second: str, *parts: str) -> str:
    """Return the message about a failed test, in words once its texts are.

    Args:
        sentence: its first line.
        second: its second line, left out when it is empty.
        parts: names and texts in turn, for a line each, with the texts below one another. A part without a text is left
            out, though its name counts for where the texts begin.
    """
    return failure(*map(_bounded, (sentence, second, *parts)))


def _bounded(text: str) -> str:
    """Return `text`; if it is longer than any test makes it, so that student code did, what is shown of it."""
    return text if len(text) <= _MAX_KEPT else clean(worded(text), _MAX_LINE)


@put_off
def failure(sentence: str, second: str, *parts: str) -> str:
    """Return what `laid_out` says, of texts in words."""
    names, texts = parts[::2], parts[1::2]
    width = max(map(len, names), default=0) + 1
    lines = [sentence, *([second] if second else [])]
    lines += [f"  {name + ':':{width}} {text}" for name, text in zip(names, texts, strict=True) if text]
    return "\n".join(clean(line, _MAX_LINE) for line in lines)
