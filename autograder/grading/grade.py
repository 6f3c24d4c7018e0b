"""Reaches the verdict on one exercise of one submission: what a worker process of a class run executes.

The cells that the function needs run in a process of their own, then the hidden tests put their questions to it: those
that stand on a question sheet in one go, the others, and those whose answers did not hold, with hypothesis.
"""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from autograder.grading.calibration import Judge
from autograder.grading.calls import Ended
from autograder.grading.examination import Examination
from autograder.grading.explain import result_of
from autograder.grading.jobs import Task, Verdict
from autograder.grading.kept import kept_folder
from autograder.grading.plugin import HiddenTests, alarm
from autograder.grading.sheets import Sheet, Sheets, sheets_folder
from autograder.grading.submission import Submission
from autograder.grading.suite import HiddenTest, HiddenTestsBroken, load, run
from autograder.results.model import ExerciseResult, Outcome, TestResult
from autograder.student.language import N_, _, deferring

_IDLE = N_("This holds, but also for a function that does nothing: it counts together with another test only.")


def grade(task: Task, address: str, scratch_root: Path) -> Verdict:
    """Reach the verdict with the fork server that listens at `address`.

    Its messages are not in words yet, since the same verdict serves students of every language: whoever shows them
    calls `autograder.results.wording.in_words`.

    Raises:
        HiddenTestsBroken: the hidden tests could not be run.
        ServerLost: the fork server ended meanwhile.
    """
    with deferring():
        return _grade(task, address, scratch_root)


def _grade(task: Task, address: str, scratch_root: Path) -> Verdict:
    torch.set_num_threads(1)  # one exercise per core beats many threads on one, and keeps results the same everywhere
    start = time.monotonic()
    tests = load(task.module, task.settings.seed)
    if task.absent:
        ended = Ended(Outcome.NOT_ATTEMPTED, task.absent)
        return Verdict(ExerciseResult(tuple(result_of(test, ended, "", None) for test in tests)))
    with Submission(address, scratch_root, task.cells, task.files, task.settings) as submission:
        grading = _Grading(task, tests, submission)
        try:
            submission.run_cells()
            results = grading.results()
        finally:
            if submission.lost is not None:  # whatever seems to have come of it
                raise submission.lost
    return Verdict(
        ExerciseResult(_counted(tests, results)),
        time.monotonic() - start,
        tuple(grading.errors),
        tuple(grading.warnings),
    )


class _Grading:
    """The tests of one exercise at work on one submission."""

    def __init__(self, task: Task, tests: Sequence[HiddenTest], submission: Submission) -> None:
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self._task = task
        self._tests = tests
        self._examination = Examination(submission, task.exercise, task.settings)
        self._judge = Judge(task.settings.seed, kept_folder(task.suite), self._warn)
        self._sheets = _sheets(sheets_folder(task.suite, task.settings.seed))

    def results(self) -> list[TestResult]:
        """Return each test's result, in their order."""
        found: dict[str, TestResult] = {}
        open_: list[HiddenTest] = []
        for test in self._tests:
            if self._decided(found):
                found[test.name] = result_of(test, _left_out(), "", None)
            elif (sheet := self._sheets.get(test.name) if test.plain else None) is None:
                open_.append(test)
            else:
                found[test.name] = self._replayed(test, sheet)
                if found[test.name].outcome is Outcome.ERROR or self._to_explain(test, found[test.name]):
                    open_.append(test)
        if open_ and not self._decided(found):
            for name, result in self._with_hypothesis(open_).items():
                before = found.get(name)
                if before is None or before.outcome is Outcome.ERROR or not result.passed:
                    found[name] = result  # else it fails now and then: the failure that was seen stands
        return [found.get(test.name) or result_of(test, _left_out(), "", None) for test in self._tests]

    def _decided(self, found: dict[str, TestResult]) -> bool:
        """Say whether the verdict is clear already, where nothing else is asked for."""
        failing = any(not result.passed and result.outcome is not Outcome.ERROR for result in found.values())
        return failing and not self._task.settings.explain

    def _to_explain(self, test: HiddenTest, result: TestResult) -> bool:
        """Say whether hypothesis is to look for a smaller counterexample, or for one at all."""
        return result.outcome is Outcome.FAILED and test.draws and self._task.settings.explain

    def _replayed(self, test: HiddenTest, sheet: Sheet) -> TestResult:
        error: BaseException | None = None
        try:
            with alarm(self._examination.seconds_for(test)):
                self._examination.replay(test, sheet, self._judge)
        except (Exception, Ended) as raised:
            error = raised
        result = result_of(test, error, self._examination.last_call, self._examination.failure)
        self._examination.patience.saw(result.outcome)
        return result

    def _with_hypothesis(self, tests: Sequence[HiddenTest]) -> dict[str, TestResult]:
        """Run tests by pytest, and keep the questions of those that pass."""
        plugin = HiddenTests(
            self._examination,
            self._judge,
            {test.name: test for test in tests},
            first_failure_ends=not self._task.settings.explain,
        )
        module = self._task.module
        nodes = [f"{module}::{test.name}" for test in tests]
        code = run(module.parent, self._task.settings.seed, nodes, plugin)
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or len(plugin.results) != len(tests):
            raise HiddenTestsBroken("\n".join(plugin.errors) or f"pytest ended with {code!r} on {module}")
        self.errors += plugin.errors
        for name, sheet in plugin.sheets.items():
            self._sheets.put(name, sheet)
        return plugin.results

    def _warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)


@functools.lru_cache(maxsize=64)
def _sheets(folder: Path) -> Sheets:
    return Sheets(folder)


def _left_out() -> Ended:
    return Ended(Outcome.NOT_ATTEMPTED, _("Left out, since another test failed."))


def _counted(tests: Sequence[HiddenTest], results: Sequence[TestResult]) -> tuple[TestResult, ...]:
    """Return the results, where a function that does nothing earns nothing."""
    idle = {test.name for test in tests if test.mark["idle"]}
    active = [result for result in results if result.name not in idle]
    if not active or any(result.passed for result in active):
        return tuple(results)
    return tuple(dataclasses.replace(r, outcome=Outcome.FAILED, message=_(_IDLE)) if r.passed else r for r in results)
