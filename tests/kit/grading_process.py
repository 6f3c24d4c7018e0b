"""Runs the grader in a process of its own: hidden tests are run by pytest, which must not run inside pytest."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from autograder.grading.jobs import Rerun, Work
from autograder.results.model import CellRun, Graded
from autograder.results.wording import in_words
from autograder.running.rerun import rerun
from autograder.sandbox.server import ForkServer
from autograder.student.language import deferring


@cache
def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver"))


def grade_apart(work: Work, server: ForkServer) -> Graded:
    """Return what comes of a notebook, graded in another process, in English words."""
    return in_words(graded_apart(work, server))


def _rerun(task: Rerun, address: str, scratch_root: Path) -> list[CellRun]:
    with deferring():
        return rerun(task.cells, task.files, task.settings, address, scratch_root)


def graded_apart(work: Work, server: ForkServer) -> Graded:
    """Return what comes of a notebook, graded in another process, not in words yet."""
    from autograder.grading.grade import grade

    where = (server.address, server.scratch_root)
    verdicts = {name: _pool().submit(grade, task, *where).result() for name, task in work.tasks.items()}
    runs = _pool().submit(_rerun, work.rerun, *where).result() if work.rerun else ()
    errors = tuple(error for verdict in verdicts.values() for error in verdict.errors)
    return Graded({name: verdict.result for name, verdict in verdicts.items()}, runs, errors=errors)
