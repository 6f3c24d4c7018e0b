"""Keeps what was graded in a class run, so that an interrupted run goes on where it was.

A result depends on its job alone, so it is kept under a digest of all that decides it: the notebook's cells, the files
beside it, the settings, the hidden suite, this engine, and the versions below it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder.grading.jobs import CellRun, Graded, Job, Raised
from autograder.results.model import ExerciseResult, Outcome, TestResult, write_json

log = logging.getLogger(__name__)

_LIBRARIES = ("torch", "torchvision", "numpy", "hypothesis", "pytest", "ipython", "safetensors")


class Store:
    """A folder with one file per graded job."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, job: Job) -> Graded | None:
        """Return what came of `job`, when it was graded before."""
        try:
            return _graded(json.loads(self._path(job).read_bytes()), job)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError) as error:
            log.warning("%s cannot be used and is made anew: %s", self._path(job), error)
            return None

    def put(self, job: Job, graded: Graded) -> None:
        """Keep a result, whole or not at all; a fault of the grader's own is not kept."""
        if not graded.errors and all(e.status is not Outcome.ERROR for e in graded.exercises.values()):
            self._folder.mkdir(parents=True, exist_ok=True)
            write_json(self._path(job), _data(graded))

    def count(self, jobs: Iterable[Job]) -> int:
        """Return how many of `jobs` were graded before."""
        return sum(self._path(job).exists() for job in jobs)

    def forget(self, all_but: Iterable[Job] = ()) -> None:
        """Remove everything but what came of some jobs."""
        keep = {self._path(job) for job in all_but}
        for path in self._folder.glob("*"):
            if path not in keep:
                path.unlink()

    def _path(self, job: Job) -> Path:
        return self._folder / f"{_digest(job)}.json"


@cache
def _digest(job: Job) -> str:
    digest = hashlib.sha256(_engine().encode())
    digest.update(repr((job.cells, job.hidden, job.exercises, job.settings, job.absent, job.suite)).encode())
    for path, name in job.files:
        digest.update(f"{name}\0{path.stat().st_size}\0".encode(errors="surrogateescape"))
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:32]


@cache
def _engine() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    versions = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"{digest.hexdigest()}, Python {platform.python_version()}, {versions}"


def _data(graded: Graded) -> dict[str, Any]:
    return {
        "seconds": graded.seconds,
        "warnings": list(graded.warnings),
        "exercises": {
            name: [(t.name, t.outcome, t.max_points, t.message, t.earned) for t in exercise.tests]
            for name, exercise in graded.exercises.items()
        },
        "runs": [
            {
                "index": run.cell.index,
                "outputs": run.outputs,
                "ending": run.ending,
                "error": run.error and (run.error.type_name, sorted(run.error.bases), run.error.text),
                "text": run.text,
            }
            for run in graded.runs
        ],
    }


def _graded(data: dict[str, Any], job: Job) -> Graded:
    cells = {cell.index: cell for cell in job.cells}
    runs = [
        CellRun(cells[r["index"]], r["outputs"], r["ending"], r["error"] and Raised(*r["error"]), r["text"])
        for r in data["runs"]
    ]
    exercises = {
        name: ExerciseResult(tuple(TestResult(name, Outcome(outcome), *rest) for name, outcome, *rest in tests))
        for name, tests in data["exercises"].items()
    }
    return Graded(exercises, tuple(runs), data["seconds"], warnings=tuple(data["warnings"]))
