"""Grades one notebook: run its cells in the sandbox, run the hidden tests against it, return plain results.

`grade` is what a worker process of a class run executes. A `Job` says everything that decides the result, so equal jobs
have equal results.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from autograder.grading.calibration import kept_folder
from autograder.grading.jobs import CellRun, Graded, Job
from autograder.grading.plugin import HiddenTests
from autograder.grading.submission import Submission
from autograder.student.language import deferring

log = logging.getLogger(__name__)


def grade(job: Job, address: str, scratch_root: Path) -> Graded:
    """Grade one notebook with the fork server that listens at `address`.

    Its messages are not in words yet: the same verdict serves students of every language. Whoever shows them calls
    `autograder.results.wording.in_words`.
    """
    with deferring():
        return _grade(job, address, scratch_root)


def _grade(job: Job, address: str, scratch_root: Path) -> Graded:
    torch.set_num_threads(1)  # one submission per core beats many threads on one, and keeps results the same everywhere
    start = time.monotonic()
    runs: Sequence[CellRun] = ()
    if job.absent:
        tests = _run_hidden_tests(job, None)
    else:
        with Submission(address, scratch_root, job.cells, job.files, job.settings) as submission:
            runs = submission.run_cells()
            tests = _run_hidden_tests(job, submission)
    exercises = tests.exercises if tests else {}
    errors = tuple(tests.errors) if tests else ()
    warnings = tuple(tests.warnings) if tests else ()
    return Graded(exercises, tuple(runs), time.monotonic() - start, errors, warnings)


class HiddenTestsBroken(RuntimeError):
    """The hidden tests could not be run at all; the grader's fault."""


def _run_hidden_tests(job: Job, submission: Submission | None) -> HiddenTests | None:
    if job.hidden is None or not job.exercises:
        return None
    store = kept_folder(job.suite)
    tests = HiddenTests(submission, job.settings, store=store, absent=job.absent)
    modules = [str(job.hidden / f"test_{name}.py") for name in job.exercises]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the machine's plugins must not change a grade
    code = pytest.main([*_options(job.hidden, job.settings.seed), *modules], plugins=[tests])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or not tests.complete:
        raise HiddenTestsBroken("\n".join(tests.errors) or f"pytest ended with {code!r} on {job.hidden}")
    return tests


def _options(hidden: Path, seed: int) -> list[str]:
    configuration = hidden.parent / "pytest.ini"
    return [
        f"--rootdir={hidden.parent}",
        *(["-c", str(configuration)] if configuration.exists() else ["-c", os.devnull]),
        "--import-mode=importlib",
        f"--hypothesis-seed={seed}",
        "-p", "_hypothesis_pytestplugin",
        "-p", "no:terminal",
        "-p", "no:cacheprovider",
        "-p", "no:faulthandler",
        "-p", "no:logging",
        "-p", "no:unraisableexception",  # collects garbage several times, 0.6 s a run
        "-p", "no:threadexception",
        "-W", "ignore",
    ]  # fmt: skip
