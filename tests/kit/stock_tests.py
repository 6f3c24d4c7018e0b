"""Hidden tests as one would run them with nbgrader alone: in a grade cell, in the student's own kernel.

The benchmark's measure of what that costs. The tests are those of `tests/hidden`, with as many examples; functions are
called directly, and a training test trains once. Nothing here keeps a submission from cheating.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import inspect
import io
import random
import warnings
from collections.abc import Callable
from statistics import fmean
from typing import Any

import hypothesis
import numpy as np
import torch

from autograder.grading import suite  # noqa: F401  registers hypothesis's profile "grading"
from autograder.grading.calibration import Experiment, Run, read_calibration
from autograder.grading.calls import Call, Student, StudentFailure, seed_of
from autograder.sandbox.worker import Functions


def run_hidden_tests(assignment: str, function: str, namespace: dict[str, Any]) -> None:
    """Run the hidden tests of a function on what a notebook defines.

    Raises:
        AssertionError: some of them fail.
    """
    hypothesis.settings.load_profile("grading")  # before the module is imported, whose tests change some settings
    module = importlib.import_module(f"tests.hidden.{assignment}.test_{function}")
    tests = {name: test for name, test in vars(module).items() if name.startswith("test_") and callable(test)}
    failures = {}
    for name, test in tests.items():
        try:
            with quietly():
                _run(name, test, namespace)
        except (AssertionError, StudentFailure) as error:
            failures[name] = error
    assert tests, f"there are no tests of {function}"
    assert not failures, "\n".join(f"{name}: {error}" for name, error in failures.items())


def _run(name: str, test: Callable[..., None], namespace: dict[str, Any]) -> None:
    fixtures = {"student": Student(Direct(name, namespace)), "judged": judged}
    wanted = inspect.signature(test).parameters
    if hasattr(test, "hypothesis"):
        test = hypothesis.seed(0)(test)
    test(**{name: value for name, value in fixtures.items() if name in wanted})


class Direct:
    """Answers a hidden test's calls in this process.

    Arguments are copied and tensors come back as plain data, as if they went to another process.
    """

    def __init__(self, test: str, namespace: dict[str, Any]) -> None:
        self._test = test
        self._namespace = namespace
        self._calls = 0
        self._returned: dict[int, Any] = {}

    def __call__(self, call: Call) -> Any:
        args, kwargs = copy.deepcopy((call.args, dict(call.kwargs)), dict(self._returned))
        self._calls += 1
        _seed(seed_of(0, self._test, self._calls))
        try:
            if call.probe is None:
                value = self._namespace[call.name](*args, **kwargs)
            else:
                value = call.probe.function(Functions(self._namespace), *args, **kwargs)
        except Exception as error:
            raise StudentFailure(f"{type(error).__name__}: {error}") from error
        return self._handed_back(value)

    def _handed_back(self, value: Any) -> Any:
        if type(value) in (torch.Tensor, torch.nn.Parameter):
            return value.detach().clone()
        if isinstance(value, np.generic):
            return np.asarray(value)
        if type(value) in (list, tuple):
            return type(value)(self._handed_back(item) for item in value)
        if type(value) is dict:
            return {key: self._handed_back(item) for key, item in value.items()}
        if not isinstance(value, (bool, int, float, str, type(None))):
            self._returned[id(value)] = value
        return value


def judged(experiment: Experiment, run: Run) -> None:
    """Train once, and compare with the baseline as it was when the thresholds were set; near misses pass."""
    calibration = read_calibration(experiment)
    baseline = tuple(fmean(side) for side in zip(*calibration.baseline, strict=True))
    effect = experiment.effect(run(0), baseline)
    assert calibration.thresholds.pass_(effect, -1), f"{experiment.name}: {effect}"


def _seed(seed: int) -> None:
    torch.default_generator.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed % (1 << 32))


@contextlib.contextmanager
def quietly() -> Any:
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield
