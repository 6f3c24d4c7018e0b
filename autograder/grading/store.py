"""Keeps what came of tasks under the digest of all that decides it, so that nothing is graded twice.

Equal answers of different students, resubmissions, later runs and other machines find it there. Messages are kept as
data, see `autograder.student.blocks`, and refer to the hidden tests' texts by number, so that they are shown in the
words and the language of the day.

A file holds the digest of its task, which is its name as well, and one of its content. What is damaged, cut off or
under another's name is not used. That keeps nobody from writing grades who may write there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.state import KEEP_DAYS, state_folder
from autograder.grading.forms import runs_data, runs_of, verdict_data, verdict_of
from autograder.grading.jobs import Rerun, Verdict
from autograder.grading.places import Folder, Place, place_of
from autograder.results.model import CellRun, Outcome
from autograder.translation.references import Wordings

log = logging.getLogger(__name__)

_DAY = 86400.0
_WRITE_SECONDS = 600.0
_SUFFIX = ".json"


@dataclass(frozen=True)
class Size:
    """How much a store holds: results and their bytes, and when the one that was unused longest was last used."""

    results: int
    bytes: int
    oldest: float


class Store:
    """One file for each task, by its digest, in a folder or another place."""

    def __init__(self, place: Path | Place) -> None:
        self._place = Folder(place) if isinstance(place, Path) else place

    @classmethod
    def of(cls, root: Path, shared: str) -> Store:
        """Return the store of the course in the folder `root`: its own, tidied up, or the `shared` one that it names.

        Raises:
            CourseError: that cannot be used here.
        """
        if shared:
            return cls(place_of(shared, root))
        store = cls(state_folder(root) / "verdicts")
        with contextlib.suppress(OSError):
            store.prune()
        return store

    def __str__(self) -> str:
        return str(self._place)

    def is_newer_than(self, paths: Iterable[Path]) -> bool:
        """Say whether something was kept since the last of these files was put where it is."""
        try:
            return self._place.changed() > max((path.stat().st_ctime for path in paths), default=0.0)
        except OSError:
            return False

    def verdict(self, digest: str, words: Wordings) -> Verdict | None:
        """Return the verdict that is kept under `digest`, if there is one, with its tests' words as they are now."""
        return self._read(digest, lambda data: verdict_of(data, words))

    def runs(self, digest: str, task: Rerun) -> list[CellRun] | None:
        """Return what came of the cells of `task`, when they were run before."""
        return self._read(digest, lambda data: runs_of(data, task))

    def put_verdict(self, digest: str, verdict: Verdict, words: Wordings) -> None:
        """Keep a verdict, whole or not at all; a fault of the grader's own is not kept."""
        if not verdict.errors and verdict.result.status is not Outcome.ERROR:
            self._write(digest, verdict_data(verdict, words))

    def put_runs(self, digest: str, runs: Sequence[CellRun]) -> None:
        """Keep what came of cells, whole or not at all."""
        self._write(digest, runs_data(runs))

    def size(self) -> Size:
        """Return how much there is.

        Raises:
            OSError: the place cannot be reached.
        """
        results = [file for file in self._place.files() if file.name.endswith(_SUFFIX)]
        oldest = min((file.time for file in results), default=0.0)
        return Size(len(results), sum(file.size for file in results), oldest)

    def prune(self, days: float = KEEP_DAYS) -> int:
        """Remove what nobody asked for in so many days, and what a run that was killed left half-written.

        Returns how many files that were. Where using a file leaves no mark, as in storage of objects, it is the time
        since it was written that counts.

        Raises:
            OSError: the place cannot be reached.
        """
        now, removed = time.time(), 0
        for file in list(self._place.files()):
            if now - file.time > (days * _DAY if file.name.endswith(_SUFFIX) else _WRITE_SECONDS):
                with contextlib.suppress(OSError):  # not ours to remove, or somebody else was faster
                    self._place.remove(file.name)
                    removed += 1
        return removed

    def _write(self, digest: str, value: Any) -> None:
        text = _text(value)
        whole = f'{{"task": "{digest}", "digest": "{_digest(text)}", "value": {text}}}\n'
        self._place.write(f"{digest}{_SUFFIX}", whole.encode())

    def _read(self, digest: str, read: Callable[[Any], Any]) -> Any:
        name = f"{digest}{_SUFFIX}"
        try:
            found = json.loads(self._place.read(name))
            if (found["task"], found["digest"]) != (digest, _digest(_text(found["value"]))):
                raise ValueError("it is not what was written under this name")
            return read(found["value"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            log.warning("%s in %s cannot be used and is made anew: %s", name, self, error)
            return None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
