"""The results of a class as they were recorded last, and what another run makes of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.files import write_parts
from autograder.results.model import Change, ExerciseResult, SubmissionResult, submission_of_json, submission_to_json

log = logging.getLogger(__name__)

Recorded = Mapping[tuple[str, str], Mapping[str, float | None]]
"""The points of each exercise in the gradebook, by student and notebook; None where nothing has scored it yet."""


class LastRun:
    """The results that were recorded last of one assignment, in a file of the course's ``.autograder`` folder.

    Each line of it is a submission's, in JSON: nowhere in memory need those of a large class all be in that form.
    """

    def __init__(self, root: Path, assignment: str) -> None:
        self._path = root / ".autograder" / f"results-{assignment}.jsonl"
        self._results: dict[tuple[str, str], SubmissionResult] = {}
        try:
            with self._path.open("rb") as file:
                self._results = {_place(result): result for result in map(_result, file)}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            log.warning("%s cannot be used: what the last run recorded is not compared: %s", self._path, error)

    @property
    def results(self) -> list[SubmissionResult]:
        """What was recorded last of every submission when this was made."""
        return list(self._results.values())

    @property
    def written(self) -> float:
        """When a run recorded anything last, in seconds since 1970."""
        return self._path.stat().st_mtime

    def exercise(self, student: str, notebook: str, name: str) -> ExerciseResult | None:
        """Return what was recorded of a student's exercise, if anything was."""
        result = self._results.get((student, notebook))
        return result.exercises.get(name) if result is not None else None

    def changes(self, recorded: Recorded, results: Sequence[SubmissionResult]) -> list[Change]:
        """Return in which exercises `results` have other points than the gradebook."""
        found = []
        for result in results:
            place = _place(result)
            before = recorded.get(place, {})
            for name, exercise in result.exercises.items():
                points = before.get(name)
                if points is None or abs(points - exercise.score) > 1e-9:
                    tests = self._tests(place, name, points, exercise)
                    found.append(Change(*place, name, points, exercise.score, tests))
        return found

    def _tests(
        self, place: tuple[str, str], name: str, points: float | None, after: ExerciseResult
    ) -> dict[str, float]:
        before = self.exercise(*place, name)
        if before is None or points is None or abs(before.score - points) > 1e-9:
            return {}  # the gradebook's points come from elsewhere
        old = {test.name: test.points for test in before.tests}
        new = {test.name: test.points for test in after.tests}
        moved = {test: new.get(test, 0.0) - old.get(test, 0.0) for test in [*new, *(old.keys() - new.keys())]}
        return {test: by for test, by in moved.items() if by}

    def write(self, results: Sequence[SubmissionResult]) -> None:
        """Put `results` in the place of what was recorded of the same notebooks before."""
        everything = {**self._results, **{_place(result): result for result in results}}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_parts(self._path, map(_line, everything.values()))


def _place(result: SubmissionResult) -> tuple[str, str]:
    return str(result.student), result.notebook


def _result(line: bytes) -> SubmissionResult:
    return submission_of_json(json.loads(line))


def _line(result: SubmissionResult) -> bytes:
    entry = submission_to_json(result)
    for name, exercise in result.exercises.items():
        for test, written in zip(exercise.tests, entry["exercises"][name]["tests"], strict=True):
            written["hint"] = test.hint  # the published form has it in the message only
    return json.dumps(entry).encode() + b"\n"
