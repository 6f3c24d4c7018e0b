"""The results of a class as they were recorded last, and what another run makes of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.files import write_json
from autograder.results.model import Change, ExerciseResult, Report, SubmissionResult, submission_of_json, to_json

log = logging.getLogger(__name__)

Recorded = Mapping[tuple[str, str], Mapping[str, float | None]]
"""The points of each exercise in the gradebook, by student and notebook; None where nothing has scored it yet."""


class LastRun:
    """The results that were recorded last of one assignment, in a file of the course's ``.autograder`` folder."""

    def __init__(self, root: Path, assignment: str) -> None:
        self._path = root / ".autograder" / f"results-{assignment}.json"
        self._assignment = assignment
        self._entries: dict[tuple[str, str], dict[str, Any]] = {}
        self._results: dict[tuple[str, str], SubmissionResult] = {}
        try:
            entries = json.loads(self._path.read_bytes())["submissions"]
            self._entries = {(entry["student"], entry["notebook"]): entry for entry in entries}
            self._results = {place: submission_of_json(entry) for place, entry in self._entries.items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            log.warning("%s cannot be used: what the last run recorded is not compared: %s", self._path, error)
            self._entries, self._results = {}, {}

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
            place = (str(result.student), str(result.notebook))
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
        for result, entry in zip(results, to_json(Report(self._assignment, results))["submissions"], strict=True):
            for name, exercise in result.exercises.items():
                for test, written in zip(exercise.tests, entry["exercises"][name]["tests"], strict=True):
                    written["hint"] = test.hint  # the published form has it in the message only
            self._entries[entry["student"], entry["notebook"]] = entry
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_json(self._path, {"assignment": self._assignment, "submissions": list(self._entries.values())})
