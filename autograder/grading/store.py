"""Keeps what came of tasks under the digest of all that decides it, so that nothing is graded twice.

Equal answers of different students, resubmissions and later runs find it there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.grading.jobs import CellRun, Raised, Rerun, Verdict
from autograder.results.model import ExerciseResult, Outcome, TestResult, write_json

log = logging.getLogger(__name__)


class Store:
    """A folder with one file for each task, by its digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def verdict(self, digest: str) -> Verdict | None:
        """Return the verdict that is kept under `digest`, if there is one."""
        return self._read(digest, _verdict)

    def runs(self, digest: str, task: Rerun) -> list[CellRun] | None:
        """Return what came of the cells of `task`, when they were run before."""
        return self._read(digest, lambda data: _runs(data, task))

    def put(self, digest: str, value: Verdict | Sequence[CellRun]) -> None:
        """Keep a result, whole or not at all; a fault of the grader's own is not kept."""
        if isinstance(value, Verdict):
            if value.errors or value.result.status is Outcome.ERROR:
                return
            data: Any = _verdict_data(value)
        else:
            data = _runs_data(value)
        path = self._path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, data)

    def forget(self) -> None:
        """Remove everything."""
        for path in self._folder.glob("*.json"):
            path.unlink()

    def _read(self, digest: str, read: Any) -> Any:
        path = self._path(digest)
        try:
            return read(json.loads(path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError) as error:
            log.warning("%s cannot be used and is made anew: %s", path, error)
            return None

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.json"


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    tests = [(t.name, t.outcome, t.max_points, t.message, t.earned) for t in verdict.result.tests]
    return {"seconds": verdict.seconds, "warnings": list(verdict.warnings), "tests": tests}


def _verdict(data: dict[str, Any]) -> Verdict:
    tests = tuple(TestResult(name, Outcome(outcome), *rest) for name, outcome, *rest in data["tests"])
    return Verdict(ExerciseResult(tests), data["seconds"], warnings=tuple(data["warnings"]))


def _runs_data(runs: Sequence[CellRun]) -> list[dict[str, Any]]:
    return [
        {
            "index": run.cell.index,
            "outputs": run.outputs,
            "ending": run.ending,
            "error": run.error and (run.error.type_name, sorted(run.error.bases), run.error.text),
            "text": run.text,
        }
        for run in runs
    ]


def _runs(data: list[dict[str, Any]], task: Rerun) -> list[CellRun]:
    cells = {cell.index: cell for cell in task.cells}
    return [
        CellRun(cells[r["index"]], r["outputs"], r["ending"], r["error"] and Raised(*r["error"]), r["text"])
        for r in data
    ]
