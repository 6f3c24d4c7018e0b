"""What a test's end means for the student: an outcome and a message."""

from __future__ import annotations

from hypothesis.errors import FlakyFailure

from autograder.grading.calls import Ended, StudentFailure
from autograder.grading.suite import HiddenTest
from autograder.results.model import Outcome, TestResult
from autograder.results.wording import laid_out
from autograder.student.blocks import first_line
from autograder.student.language import N_, _
from autograder.testing import Mismatch
from autograder.translation.texts import title

_NOTHING_SHOWN = N_("A hidden test failed.")


def result_of(
    test: HiddenTest, error: BaseException | None, call: str, failure: tuple[Exception, str] | None
) -> TestResult:
    """Return the result of a test.

    Args:
        test: the test.
        error: what it ended with, None when it passed.
        call: the call that was made last, in words.
        failure: the latest example that failed, and its call, which counts where the test itself came to no clear end.
    """
    points = float(test.mark["points"])
    if error is None:
        return TestResult(test.name, Outcome.PASSED, points)
    unsettled = isinstance(error, FlakyFailure) or (isinstance(error, Ended) and error.outcome is Outcome.FAILED)
    if unsettled and failure is not None:
        error, call = failure
    sentence = _(test.sentence or title(test.name))
    if isinstance(error, Ended):
        return TestResult(test.name, error.outcome, points, _ended(test, error, sentence))
    if isinstance(error, (Mismatch, StudentFailure, AssertionError)):
        hint = _hint(test, error)
        message = _message(test, sentence, call, error, hint)
        return TestResult(test.name, Outcome.FAILED, points, message, hint=hint)
    text = _("The grader could not run this test. This is not your fault; your instructor can see it.")
    return TestResult(test.name, Outcome.ERROR, points, text)


def _ended(test: HiddenTest, error: Ended, sentence: str) -> str:
    if test.mark["shows"] == "counterexample":
        return f"{sentence}\n{error.text}"
    return f"{sentence}\n{error.bare}" if test.mark["shows"] == "sentence" else error.bare


def _hint(test: HiddenTest, error: BaseException) -> str:
    """Return the sentence towards the solution, where this failure has one and the test may show it."""
    if isinstance(error, StudentFailure) and test.mark["shows"] == "counterexample":
        return _("The function raises an error: read in the table which, and find out why.")
    if isinstance(error, Mismatch) and test.mark["shows"] != "nothing":
        return _(error.hint or test.mark["hint"])
    return ""


def _message(test: HiddenTest, sentence: str, call: str, error: BaseException, hint: str) -> str:
    shows = test.mark["shows"]
    if shows == "nothing":
        return _(_NOTHING_SHOWN)
    second = ""
    parts: list[str] = []
    if shows == "counterexample":
        if isinstance(error, Mismatch):
            parts += [_("call"), call, _("expected"), error.expected, _("got"), error.got]
        else:
            second = f"  {first_line(str(error)) if str(error) else _('The check failed.')}"
    if isinstance(error, Mismatch):
        parts += [_("hint"), hint]
    return laid_out(sentence, second, *parts)
