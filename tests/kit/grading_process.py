"""Runs the grader in a process of its own: hidden tests are run by pytest, which must not run inside pytest."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from autograder.grading.jobs import Graded, Job
from autograder.results.wording import in_words
from autograder.sandbox.server import ForkServer


@cache
def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver"))


def grade_apart(job: Job, server: ForkServer) -> Graded:
    """Return `grade(job)` from another process, in English words."""
    return in_words(graded_apart(job, server))


def graded_apart(job: Job, server: ForkServer) -> Graded:
    """Return `grade(job)` from another process."""
    from autograder.grading.grade import grade

    return _pool().submit(grade, job, server.address, server.scratch_root).result()
