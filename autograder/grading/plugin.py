"""The pytest plugin that runs hidden tests against a submission: the fixtures, time limits, and results.

Tests run here, on the trusted side. A test counts as passed only when it was seen to pass: a skip, an expected failure,
a test that never ran or any error in a test is the grader's fault and reported as such.
"""

from __future__ import annotations

import contextlib
import functools
import signal
import threading
from collections.abc import Generator, Iterator, Mapping
from typing import Any

import pytest

from autograder.grading.calibration import Judge
from autograder.grading.calls import Ended, Student, StudentFailure
from autograder.grading.examination import Examination
from autograder.grading.explain import result_of
from autograder.grading.sheets import Recorder, Sheet
from autograder.grading.suite import FIXTURES, Configured, HiddenTest
from autograder.results.model import Outcome, TestResult
from autograder.student.language import _, worded

_GRACE_SECONDS = 60.0


class HiddenTests(Configured):
    """A pytest plugin that runs some hidden tests of one exercise and keeps their results.

    It records question sheets of the tests that pass, and stops at the first failure if that is all one wants to know.
    """

    def __init__(
        self, examination: Examination, judge: Judge, tests: Mapping[str, HiddenTest], *, first_failure_ends: bool
    ) -> None:
        super().__init__()
        self.results: dict[str, TestResult] = {}
        self.sheets: dict[str, Sheet] = {}
        self._examination = examination
        self._judge = judge
        self._tests = tests
        self._first_failure_ends = first_failure_ends
        self._recorder = Recorder()

    @pytest.fixture(scope="session")
    def student(self) -> Student:
        """The submission, see `Student`."""
        return self._examination.student

    @pytest.fixture(scope="session")
    def judged(self) -> Judge:
        """``judged(experiment, run)`` trains and judges, see `autograder.grading.calibration`."""
        return self._judge

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if hasattr(handle := getattr(getattr(item, "obj", None), "hypothesis", None), "inner_test"):
                self._watch_examples(handle)

    def _watch_examples(self, handle: Any) -> None:
        """Wrap what hypothesis runs for each example, through the attribute it offers to test runners."""
        inner = getattr(handle.inner_test, "__autograder_inner__", handle.inner_test)

        @functools.wraps(inner)
        def watched(**kwargs: Any) -> None:
            self._examination.begin_example()
            fixtures = {name: value for name, value in kwargs.items() if name in FIXTURES}
            drawn = {name: value for name, value in kwargs.items() if name not in FIXTURES}
            try:
                with self._recorder.example(drawn) as arguments:
                    inner(**fixtures, **arguments)
            except (AssertionError, StudentFailure) as error:
                self._examination.note(error)
                raise

        watched.__autograder_inner__ = inner  # type: ignore[attr-defined]
        handle.inner_test = watched

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        if self._first_failure_ends and any(not result.passed for result in self.results.values()):
            raise Ended(Outcome.NOT_ATTEMPTED, _("Left out, since another test failed."))
        test = self._tests[item.name]
        self._examination.begin(test)
        self._recorder = self._examination.recorder = Recorder()
        with alarm(self._examination.seconds_allowed):
            try:
                if test.draws:
                    yield
                else:
                    with self._recorder.example(test.arguments):
                        yield
            except BaseException:
                with contextlib.suppress(Ended):
                    self._examination.end()
                raise
            self._examination.end()
            if test.plain and (sheet := self._recorder.sheet(self._examination.seconds)) is not None:
                self.sheets[item.name] = sheet

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        error = call.excinfo.value if call.excinfo else None
        if call.when == "call" or error is not None:
            found = result_of(self._tests[item.name], error, self._examination.last_call, self._examination.failure)
            if found.outcome is Outcome.ERROR:
                self.errors.append(worded(str(report.longrepr)))
            self._examination.patience.saw(found.outcome)
            self.results[item.name] = found
            if error is not None:
                self.sheets.pop(item.name, None)
        return report


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """End a test whose answers may take so many seconds if its trusted side hangs.

    Measured in the grader's processor time, with some grace: neither waiting for answers, which have limits of their
    own, nor for a processor counts.
    """

    def ring(*_args: Any) -> None:
        raise Ended(Outcome.ERROR, _("The grader itself did not finish this test. Your instructor can see it."))

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds + _GRACE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
