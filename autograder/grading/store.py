"""Keeps what came of tasks under the digest of all that decides it, so that nothing is graded twice.

Equal answers of different students, resubmissions and later runs find it there. Messages are kept as data, see
`autograder.student.blocks`, and refer to the hidden tests' texts by number, so that they are shown in the words and the
language of the day.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from autograder.files import write_json
from autograder.grading.jobs import Rerun, Verdict
from autograder.results.model import CellRun, ExerciseResult, Outcome, Raised, TestResult
from autograder.translation.references import Wordings

log = logging.getLogger(__name__)

_KEEP_SECONDS = 180 * 86400.0
_WRITE_SECONDS = 600.0


class Store:
    """A folder with one file for each task, by its digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_newer_than(self, paths: Iterable[Path]) -> bool:
        """Say whether something was kept since the last of these files was put where it is."""
        try:
            return self._folder.stat().st_mtime > max((path.stat().st_ctime for path in paths), default=0.0)
        except OSError:
            return False

    def verdict(self, digest: str, words: Wordings) -> Verdict | None:
        """Return the verdict that is kept under `digest`, if there is one, with its tests' words as they are now."""
        return self._read(digest, lambda data: _verdict(data, words))

    def runs(self, digest: str, task: Rerun) -> list[CellRun] | None:
        """Return what came of the cells of `task`, when they were run before."""
        return self._read(digest, lambda data: _runs(data, task))

    def put_verdict(self, digest: str, verdict: Verdict, words: Wordings) -> None:
        """Keep a verdict, whole or not at all; a fault of the grader's own is not kept."""
        if not verdict.errors and verdict.result.status is not Outcome.ERROR:
            self._write(digest, _verdict_data(verdict, words))

    def put_runs(self, digest: str, runs: Sequence[CellRun]) -> None:
        """Keep what came of cells, whole or not at all."""
        self._write(digest, _runs_data(runs))

    def _write(self, digest: str, data: Any) -> None:
        path = self._path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, data)

    def tidy(self) -> None:
        """Remove what nobody asked for in half a year, and what a run that was killed left half-written."""
        now = time.time()
        for path in self._folder.glob("*"):
            with contextlib.suppress(OSError):  # somebody else was faster
                if now - path.stat().st_mtime > (_KEEP_SECONDS if path.suffix == ".json" else _WRITE_SECONDS):
                    path.unlink()

    def _read(self, digest: str, read: Any) -> Any:
        path = self._path(digest)
        try:
            value = read(json.loads(path.read_bytes()))
            os.utime(path)
            return value
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError) as error:
            log.warning("%s cannot be used and is made anew: %s", path, error)
            return None

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.json"


def _verdict_data(verdict: Verdict, words: Wordings) -> dict[str, Any]:
    tests = [
        (t.name, t.outcome, t.max_points, words.packed(t.message), t.earned, words.packed(t.hint))
        for t in verdict.result.tests
    ]
    return {"seconds": verdict.seconds, "warnings": list(verdict.warnings), "tests": tests}


def _verdict(data: dict[str, Any], words: Wordings) -> Verdict:
    tests = tuple(
        TestResult(name, Outcome(outcome), points, words.unpacked(message), earned, words.unpacked(hint))
        for name, outcome, points, message, earned, hint in data["tests"]
    )
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
