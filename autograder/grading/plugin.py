"""The pytest plugin: the fixture `student`, points, time limits, and outcomes a student can understand.

Tests run here, on the trusted side. `HiddenTests` is given to pytest as a plugin object, one per submission, and
collects a `TestResult` for every test. A test counts as passed only when it was seen to pass: a skip, an expected
failure, a test that never ran or any error in a test is the grader's fault and reported as such.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import torch
from hypothesis.errors import FlakyFailure

from autograder.grading.calibration import Judge
from autograder.grading.jobs import CellRun, Raised, Settings
from autograder.grading.submission import Crashed, Submission, TimedOut
from autograder.results.model import ExerciseResult, Outcome, TestResult
from autograder.results.wording import laid_out
from autograder.student.blocks import first_line
from autograder.student.describe import describe_call
from autograder.student.language import N_, _, worded
from autograder.student.text import clean
from autograder.testing import Mismatch, Probe, graded
from autograder.translation.texts import title

hypothesis.settings.register_profile(
    "grading",
    max_examples=40,
    database=None,
    deadline=None,
    derandomize=False,  # pytest's --hypothesis-seed carries the grader's seed
    report_multiple_bugs=False,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink],
    print_blob=False,
)
hypothesis.settings.register_profile(
    "verdict",
    hypothesis.settings.get_profile("grading"),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)

_DEFAULTS = graded(points=0.0).mark.kwargs
_GRACE_SECONDS = 60.0
_NOTHING_SHOWN = N_("A hidden test failed.")
_IDLE = N_("This holds, but also for a function that does nothing: it counts together with another test only.")


class StudentFailure(Exception):
    """Student code raised during a call; an ordinary exception, so that hypothesis finds the smallest such call."""


class _Ended(BaseException):
    """Ends a test at once, past hypothesis, which would otherwise repeat what crashed or hung.

    `text` may hold what the student's code says, and so whatever it was given; `bare` never does, for tests that do not
    show what they call.
    """

    def __init__(self, outcome: Outcome, text: str, bare: str = "") -> None:
        self.outcome = outcome
        self.text = text
        self.bare = bare or text
        super().__init__(text)


class Student:
    """Stands for the submission in a hidden test.

    ``student.f(...)`` calls its function ``f``; ``student(probe, ...)`` runs a probe beside it.
    """

    def __init__(self, submission: Submission | None, seed: int) -> None:
        self._submission = submission
        self._seed = seed
        self._test = ""
        self._exercise = ""
        self._deadline = 0.0
        self._seconds = 0.0
        self._slow: set[str] = set()
        self._calls = 0
        self.last_call = ""
        self._called = ""
        self.failure: tuple[Exception, str] | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self.last_call = describe_call(name, args, kwargs)
            self._called = name
            return self._ask(lambda s, **how: s.call(name, args, kwargs, **how))

        return call

    def __call__(self, probe: Probe, *args: Any, **kwargs: Any) -> Any:
        self.last_call = probe.describe(args, kwargs)
        self._called = ""
        bundle = probe.bundle()
        return self._ask(lambda s, **how: s.probe(bundle, args, kwargs, **how))

    def _begin(self, test: str, exercise: str, seconds: float) -> None:
        if exercise in self._slow:  # an endless loop need not take the full time of every test
            seconds /= 4
        assert self._submission is not None
        self._submission.make_ready()  # replaying the notebook after a crash must not cost this test its time
        self._test, self._exercise, self._seconds = test, exercise, seconds
        self._deadline = time.monotonic() + seconds
        self.failure = None
        self._begin_example()

    def _end(self) -> None:
        assert self._submission is not None
        try:
            self._submission.check()
        except Crashed as error:
            raise _Ended(Outcome.CRASHED, _("After this test {what}.").format(what=error)) from None

    def _begin_example(self) -> None:
        self._calls = 0
        self.last_call = ""
        torch.default_generator.manual_seed(_seed_of(self._seed, self._test))  # for what a test itself draws at random

    def _note(self, error: Exception) -> None:
        """Remember the latest failing example, in case time runs out while hypothesis looks for a smaller one."""
        self.failure = (error, self.last_call)

    def _ask(self, act: Callable[..., Any]) -> Any:
        assert self._submission is not None
        left = self._deadline - time.monotonic()
        if left <= 0:
            if self.failure is not None:
                raise _Ended(Outcome.FAILED, "")
            text = _("The test took longer than {seconds:g} s in all.")
            raise _Ended(Outcome.TIMED_OUT, text.format(seconds=self._seconds))
        self._calls += 1
        seed = _seed_of(self._seed, self._test, self._calls)
        try:
            return act(self._submission, seed=seed, seconds=left)
        except TimedOut:
            if self.failure is not None:
                raise _Ended(Outcome.FAILED, "") from None
            self._slow.add(self._exercise)
            text = _("{call} did not finish within {seconds:g} s.")
            texts = (text.format(call=call, seconds=self._seconds) for call in (self.last_call, _("A call")))
            raise _Ended(Outcome.TIMED_OUT, *texts) from None
        except Crashed as error:
            raise _Ended(Outcome.CRASHED, f"{self.last_call}: {error}.", _("A call ended the process.")) from None
        except Raised as error:
            raise self._of(error) from None

    def _of(self, error: Raised) -> BaseException:
        if "Undefined" in error.bases:
            # The name comes from the student's process, where anything could be put in its place: only ours is shown.
            return self._undefined(error.text if error.text in (self._exercise, self._called) else "")
        if "NotImplementedError" in error.bases:
            text = _("{function} is not written yet: it raises NotImplementedError.")
            return _Ended(Outcome.NOT_ATTEMPTED, text.format(function=self._exercise))
        if "PermissionError" in error.bases:
            text = _("{call} tried something that is not allowed: {error}")
            bare = _("A call tried something that is not allowed.")
            return _Ended(Outcome.BLOCKED, text.format(call=self.last_call, error=_shown(error)), bare)
        if "MemoryError" in error.bases:
            text = _("{call} ran out of memory.")
            return _Ended(Outcome.CRASHED, *(text.format(call=call) for call in (self.last_call, _("A call"))))
        return StudentFailure(_("{call} raised {error}").format(call=self.last_call, error=_shown(error)))

    def _undefined(self, name: str) -> _Ended:
        run = self._submission.run_of(self._exercise) if self._submission else None
        if run is None or run.ending == "finished":
            if name:
                text = _("The notebook defines no {name}.").format(name=name)
            else:
                text = _("The notebook does not define a function that is asked for.")
            return _Ended(Outcome.NOT_ATTEMPTED, text)
        return _Ended(*_of_cell(run, name or self._exercise))


class HiddenTests:
    """A pytest plugin that runs hidden tests against one submission and keeps their results.

    Without a submission (`absent` says why) every test is reported as not attempted, with that reason.
    """

    def __init__(
        self, submission: Submission | None, settings: Settings, *, store: Path | None, absent: str = ""
    ) -> None:
        self._student = Student(submission, settings.seed)
        self._absent = absent
        self._settings = settings
        self._judge = Judge(settings.seed, store, self._warn)
        self._results: dict[str, list[TestResult]] = {}
        self._idle: set[tuple[str, str]] = set()
        self._errors: list[str] = []
        self._warnings: list[str] = []
        self._expected = 0

    @property
    def complete(self) -> bool:
        """Whether every collected test, and at least one, has a result."""
        return 0 < self._expected == sum(len(tests) for tests in self._results.values())

    @property
    def exercises(self) -> dict[str, ExerciseResult]:
        """Each exercise's results, by the function's name."""
        return {name: ExerciseResult(self._counted(name, tests)) for name, tests in self._results.items()}

    def _counted(self, exercise: str, tests: list[TestResult]) -> tuple[TestResult, ...]:
        """Return the results, where a function that does nothing earns nothing."""
        active = [test for test in tests if (exercise, test.name) not in self._idle]
        if not active or any(test.passed for test in active):
            return tuple(tests)
        return tuple(dataclasses.replace(t, outcome=Outcome.FAILED, message=_(_IDLE)) if t.passed else t for t in tests)

    @property
    def errors(self) -> list[str]:
        """What went wrong on the grader's side, for the log."""
        return self._errors

    @property
    def warnings(self) -> list[str]:
        """What the instructor should know although grading went on."""
        return self._warnings

    def _warn(self, text: str) -> None:
        if text not in self._warnings:
            self._warnings.append(text)

    @pytest.fixture(scope="session")
    def student(self) -> Student:
        """The submission, see `Student`."""
        return self._student

    @pytest.fixture(scope="session")
    def judged(self) -> Judge:
        """``judged(experiment, run)`` trains and judges, see `autograder.grading.calibration`."""
        return self._judge

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line(
            "markers", "graded(points, shows, hint, seconds, idle, false_alarm): a hidden test and what it is worth"
        )
        hypothesis.settings.load_profile("grading" if self._settings.explain else "verdict")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._errors.append(str(report.longrepr))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: item.path.name)  # stable: the order within a file stays
        self._expected = len(items)
        for item in items:
            if _mark(item)["idle"]:
                self._idle.add((_exercise_of(item), item.name))
            if hasattr(handle := getattr(getattr(item, "obj", None), "hypothesis", None), "inner_test"):
                self._watch_examples(handle)

    def _watch_examples(self, handle: Any) -> None:
        """Wrap what hypothesis runs for each example, through the attribute it offers to test runners."""
        inner = getattr(handle.inner_test, "__autograder_inner__", handle.inner_test)

        @functools.wraps(inner)
        def watched(*args: Any, **kwargs: Any) -> None:
            self._student._begin_example()
            try:
                inner(*args, **kwargs)
            except (AssertionError, StudentFailure) as error:
                self._student._note(error)
                raise

        watched.__autograder_inner__ = inner  # type: ignore[attr-defined]
        handle.inner_test = watched

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        if self._absent:
            raise _Ended(Outcome.NOT_ATTEMPTED, self._absent)
        if not self._settings.explain and any(not test.passed for test in self._results.get(_exercise_of(item), [])):
            raise _Ended(Outcome.NOT_ATTEMPTED, _("Left out, since another test failed."))
        seconds = (_mark(item)["seconds"] or self._settings.test_seconds) * self._settings.time_factor
        self._student._begin(item.name, _exercise_of(item), seconds)
        with _alarm(seconds + _GRACE_SECONDS):
            try:
                yield
            except BaseException:
                with contextlib.suppress(_Ended):
                    self._student._end()
                raise
            self._student._end()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        error = call.excinfo.value if call.excinfo else None
        if call.when == "call" or error is not None:
            self._record(item, error, "" if error is None else str(report.longrepr))
        return report

    def _record(self, item: pytest.Item, error: BaseException | None, trace: str) -> None:
        mark = _mark(item)
        outcome, message = Outcome.PASSED, ""
        if error is not None:
            outcome, message = self._explain(item, error, mark)
            if outcome is Outcome.ERROR:
                self._errors.append(worded(trace))
        tests = self._results.setdefault(_exercise_of(item), [])
        if tests and tests[-1].name == item.name:  # its teardown failed too
            tests.pop()
        tests.append(TestResult(item.name, outcome, float(mark["points"]), message))

    def _explain(self, item: pytest.Item, error: BaseException, mark: dict[str, Any]) -> tuple[Outcome, str]:
        call = self._student.last_call
        unsettled = isinstance(error, FlakyFailure) or (isinstance(error, _Ended) and error.outcome is Outcome.FAILED)
        if unsettled and self._student.failure is not None:
            error, call = self._student.failure
        sentence = _sentence(item)
        if isinstance(error, _Ended):
            if mark["shows"] == "counterexample":
                return error.outcome, f"{sentence}\n{error.text}"
            return error.outcome, f"{sentence}\n{error.bare}" if mark["shows"] == "sentence" else error.bare
        if isinstance(error, (Mismatch, StudentFailure, AssertionError)):
            return Outcome.FAILED, _message(sentence, call, error, mark)
        return Outcome.ERROR, _(
            "The grader could not run this test. This is not your fault; your instructor can see it."
        )


def _message(sentence: str, call: str, error: Exception, mark: dict[str, Any]) -> str:
    if mark["shows"] == "nothing":
        return _(_NOTHING_SHOWN)
    second, parts = "", []
    if mark["shows"] == "counterexample":
        if isinstance(error, Mismatch):
            parts += [_("call"), call, _("expected"), error.expected, _("got"), error.got]
        else:
            second = f"  {first_line(str(error)) if str(error) else _('The check failed.')}"
    if isinstance(error, Mismatch):
        parts += [_("hint"), _(error.hint or mark["hint"])]
    return laid_out(sentence, second, *parts)


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """End a test whose trusted side hangs; calls into the submission have limits of their own, well below this."""

    def ring(*_args: Any) -> None:
        raise _Ended(Outcome.ERROR, _("The grader itself did not finish this test. Your instructor can see it."))

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _of_cell(run: CellRun, name: str) -> tuple[Outcome, str]:
    """Explain why `name` is missing when the cell that should define it did not finish."""
    if run.ending == "crashed":
        return Outcome.CRASHED, _("The cell of {name} ended the process: {how}.").format(name=name, how=run.text)
    if run.ending == "timed out":
        return Outcome.TIMED_OUT, _("The cell of {name} gave {what}.").format(name=name, what=run.text)
    assert run.error is not None
    if "PermissionError" in run.error.bases:
        text = _("The cell of {name} tried something that is not allowed: {error}")
        return Outcome.BLOCKED, text.format(name=name, error=_shown(run.error))
    text = _("The cell of {name} raised {error}, so there is no {name}.")
    return Outcome.FAILED, text.format(name=name, error=_shown(run.error))


def _seed_of(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256("/".join(map(str, parts)).encode()).digest()[:6], "big")


def _shown(error: Raised) -> str:
    return clean(f"{error.type_name}: {error.text}".splitlines()[0] if error.text else error.type_name, 300)


def _mark(item: pytest.Item) -> dict[str, Any]:
    mark = item.get_closest_marker("graded")
    return {**_DEFAULTS, **(mark.kwargs if mark else {})}


def _exercise_of(item: pytest.Item) -> str:
    return item.path.stem.removeprefix("test_")


def _sentence(item: pytest.Item) -> str:
    doc = getattr(getattr(item, "function", None), "__doc__", None) or ""
    return _(doc.strip().splitlines()[0] if doc.strip() else title(item.name))
