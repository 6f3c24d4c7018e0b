"""Runs whole notebooks for the outputs on their pages, once the verdicts are in.

The course's cells before the first that a student writes are the same in every notebook. A `Stage` runs them once for
the class; each student's process is forked from there and goes on with the next cell.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import secrets
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from autograder.course.cell import CodeCell
from autograder.course.outputs import MAX_ALL_OUTPUTS, checked_outputs
from autograder.course.settings import Settings
from autograder.errors import SandboxUnavailable, ServerLost
from autograder.grading.calls import seed_of
from autograder.grading.submission import Submission
from autograder.results.model import CellRun
from autograder.sandbox.client import Process, ProcessEnded, Timeout
from autograder.sandbox.folders import scratch_folder
from autograder.student.slices import fingerprint

log = logging.getLogger(__name__)

_START_SECONDS = 120.0  # the fork server may still be importing
Files = Sequence[tuple[Path, str]]


@dataclass(frozen=True)
class Staged:
    """What another process needs to know of an open stage.

    Attributes:
        address: where students' processes are forked, as at a fork server.
        runs: what came of the cells.
        given: the names of the files that the cells found in their folder.
        left: the files and folders that they left there, each with its name.
    """

    address: str
    runs: tuple[CellRun, ...]
    given: frozenset[str]
    left: tuple[tuple[Path, str], ...]

    def fits(self, cells: Sequence[CodeCell], files: Files) -> bool:
        """Say whether a notebook begins with the stage's cells, and no file beside it is in the way of theirs."""
        if [run.cell.source for run in self.runs] != [cell.source for cell in cells[: len(self.runs)]]:
            return False
        made = {name for _, name in self.left}
        documents = {name for path, name in self.left if not path.is_dir()}
        own = [name for _, name in files if name not in self.given]
        return not any(name in made or documents & set(map(str, PurePath(name).parents)) for name in own)

    def files(self, files: Files) -> list[tuple[Path, str]]:
        """Return what is in a student's folder after the stage's cells, when `files` were in it before."""
        return [*((path, name) for path, name in files if name not in self.given), *self.left]

    def is_open(self) -> bool:
        """Say whether the stage is there."""
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(self.address) == 0


class Stage:
    """A process that has run some cells of the course; use it as a context manager.

    `staged` describes it while it is open, and is None where it cannot be: a cell raised, crashed or took too long, or
    left behind what cannot be forked. Then `obstacle` says why, and `rerun` runs every notebook whole.
    """

    def __init__(
        self, cells: Sequence[CodeCell], files: Files, settings: Settings, address: str, scratch_root: Path
    ) -> None:
        """Prepare to run `cells`, which must be the course's own, to the letter, beside the course's own `files`."""
        self._cells = tuple(cells)
        self._files = files
        self._settings = settings
        self._server = address
        self._scratch_root = scratch_root
        self._resources = contextlib.ExitStack()
        self._process: Process | None = None
        self.staged: Staged | None = None
        self.obstacle = ""

    def __enter__(self) -> Stage:
        if not self._cells:
            self.obstacle = "there is no cell before the first that students write"
            return self
        if self._settings.limits.gpu:
            self.obstacle = "they may use a GPU, which no process can hand on to another"
            return self
        try:
            self.staged = self._open()
        except (_Obstacle, OSError) as obstacle:
            self.obstacle = str(obstacle)
            log.info("The course's first cells are run for each submission: %s", obstacle)
        finally:
            if self.staged is None:
                self._resources.close()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the stage, and every process that was forked there."""
        self.staged = None
        self._resources.close()

    def _open(self) -> Staged:
        folder = self._resources.enter_context(scratch_folder(self._scratch_root, self._files))
        address = Path(self._server).with_name(f"stage-{secrets.token_hex(8)}")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(address))
            self._resources.callback(address.unlink, missing_ok=True)
            listener.listen(64)
            self._process = process = Process(self._server, folder, self._settings.limits, listener)
        self._resources.callback(process.finish)
        try:
            process.wait_ready(_START_SECONDS)
            runs = self._run(process)
            if obstacle := process.request({"op": "open"}, _START_SECONDS)["obstacle"]:
                raise _Obstacle(obstacle)
        except (ProcessEnded, SandboxUnavailable, ServerLost) as error:
            raise _Obstacle(str(error)) from None
        except Timeout:
            raise _Obstacle("they take too long") from None
        given = frozenset(name for _, name in self._files)
        return Staged(str(address), tuple(runs), given, tuple(_contents(folder)))

    def _run(self, process: Process) -> list[CellRun]:
        settings, room, runs = self._settings, MAX_ALL_OUTPUTS, []
        deadline = time.monotonic() + settings.total_seconds * settings.time_factor
        for cell in self._cells:
            message = {
                "op": "cell",
                "source": cell.source,
                "seed": seed_of(settings.seed, "cell", fingerprint(cell.source)),
            }
            left = deadline - time.monotonic()
            reply = process.request(message, max(0.1, min(settings.cell_seconds * settings.time_factor, left)))
            process.check()
            if error := reply["error"]:
                raise _Obstacle(f"one raised {error['type']}: {error['text']}")
            outputs, room = checked_outputs(reply["outputs"], room)
            runs.append(CellRun(cell, outputs, "finished"))
        return runs


class _Obstacle(Exception):
    """Why there is no stage."""


def _contents(folder: Path) -> list[tuple[Path, str]]:
    """Return the folders and files below `folder` with their relative names, each folder before what is in it."""
    found = []
    for directory, folders, files in os.walk(folder):
        paths = [Path(directory, name) for name in sorted([*folders, *files])]
        found += [(path, str(path.relative_to(folder))) for path in paths]
    return found


def rerun(
    cells: Sequence[CodeCell],
    files: Files,
    settings: Settings,
    address: str,
    scratch_root: Path,
    staged: Staged | None = None,
) -> list[CellRun]:
    """Run a notebook's cells beside `files` and return what came of each.

    Args:
        cells: all of the cells to run, those of the stage among them.
        files: the files beside the notebook, the course's own among them.
        settings: what the notebook may use; its time is for the cells after the stage's.
        address: where the fork server listens.
        scratch_root: the fork server's.
        staged: an open stage, which is used where the notebook begins as it does.
    """
    if staged is not None and staged.fits(cells, files):
        rest = cells[len(staged.runs) :]
        with contextlib.suppress(OSError, SandboxUnavailable, ServerLost):  # the stage may have gone
            with Submission(staged.address, scratch_root, rest, staged.files(files), settings) as submission:
                runs = submission.run_cells()
            if staged.is_open() or all(run.ending != "crashed" for run in runs):
                before = zip(staged.runs, cells, strict=False)
                return [
                    *(dataclasses.replace(run, cell=cell, outputs=list(run.outputs)) for run, cell in before),
                    *runs,
                ]
        log.warning("The process that ran the course's first cells is gone; they are run anew.")
    with Submission(address, scratch_root, cells, files, settings) as submission:
        return submission.run_cells()
