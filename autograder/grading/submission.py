"""A submission at work: its cells run once in a locked-down process, then its functions answer requests.

After a crash or a timeout a fresh process replays the cells, without the one that ended it, for what is still to come.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.course.cell import CodeCell
from autograder.course.outputs import MAX_ALL_OUTPUTS, checked_outputs
from autograder.course.settings import Settings
from autograder.errors import ServerLost
from autograder.grading.calls import seed_of
from autograder.results.model import CellRun, Raised
from autograder.sandbox import wire
from autograder.sandbox.allowance import Allowance
from autograder.sandbox.client import Process, ProcessEnded, Timeout
from autograder.sandbox.folders import scratch_folder
from autograder.student.language import _
from autograder.student.slices import fingerprint

_START_SECONDS = 120.0  # the fork server may still be importing


class Crashed(Exception):
    """Student code ended its process; the text says how."""


class TimedOut(Exception):
    """Student code took longer than `seconds`, in which waiting for a processor does not count."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(_("no answer within {seconds:.3g} s").format(seconds=seconds))


class Submission:
    """One submission's processes, one after the other; use it as a context manager."""

    def __init__(
        self,
        address: str,
        scratch_root: Path,
        cells: Sequence[CodeCell],
        files: Sequence[tuple[Path, str]],
        settings: Settings,
    ) -> None:
        """Prepare to run `cells` in a folder with copies of `files`, at the fork server that listens at `address`."""
        self._address = address
        self._scratch_root = scratch_root
        self._cells = list(cells)
        self._files = files
        self._settings = settings
        self._process: Process | None = None
        self._resources = contextlib.ExitStack()
        self._total_seconds = settings.total_seconds * settings.time_factor
        self._deadline = time.monotonic() + self._total_seconds
        self._room = MAX_ALL_OUTPUTS
        self.runs: list[CellRun] = []
        self.lost: ServerLost | None = None
        """Why nothing here counts, where the fork server has gone: whatever came of it is not the submission's."""

    def __enter__(self) -> Submission:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run_cells(self) -> list[CellRun]:
        """Run every cell in order and return what came of each; a cell that ends the process costs only itself."""
        for cell in self._cells:
            run = CellRun(cell, [], "finished")
            try:
                self.make_ready()
            except TimedOut as error:
                run.ending, run.text = "timed out", str(error)
            else:
                self._run(run)
            self.runs.append(run)
        return self.runs

    def run_of(self, grade_id: str) -> CellRun | None:
        """Return what came of the cell with this nbgrader id."""
        return next((run for run in self.runs if run.cell.grade_id == grade_id), None)

    def allow(self, seconds: float) -> Allowance:
        """Return an allowance of so many seconds, which ends with the submission's own time at the latest."""
        return Allowance(seconds, self._deadline)

    def send(self, requests: Sequence[bytes], allowance: Allowance) -> None:
        """Send encoded requests, whose answers `replies` gives in their order.

        Raises:
            Crashed: the process ended meanwhile.
            TimedOut: it did not even take them within the allowance.
        """
        self.make_ready()
        assert self._process is not None
        with self._watched(allowance.seconds):
            self._process.send(requests, allowance)

    def replies(self, count: int, allowance: Allowance) -> Iterator[wire.Reply]:
        """Read the answers to as many requests that were sent, to be looked at by `value`, each when it is there.

        Raises:
            Crashed: its process ended.
            TimedOut: one was not there within the allowance.
        """
        if self._process is None:
            raise Crashed(_("the process has ended"))
        with self._watched(allowance.seconds):
            yield from self._process.replies(count, allowance)

    def is_over(self, allowance: Allowance) -> bool:
        """Say whether nothing is left of an allowance; raises `Crashed` where the process ended meanwhile."""
        with self._watched(allowance.seconds):
            return allowance.is_over()

    def value(self, reply: wire.Reply) -> Any:
        """Return what a function returned.

        Raises:
            Raised: it raised; `bases` holds ``Undefined`` when there is no such function.
            Crashed: the answer is none, and its process was ended.
        """
        answer = self._decoded(reply)
        if "error" in answer:
            raise _raised(answer["error"])
        return answer.get("value")

    def _decoded(self, reply: wire.Reply) -> dict[str, Any]:
        try:
            answer = reply.decode()
        except wire.WireError:
            answer = None
        if not isinstance(answer, dict):
            self.stop()
            raise Crashed(_("the process answered in a way that is not allowed"))
        return answer

    def check(self) -> None:
        """See that what has run left no excess behind, which would end what comes next.

        Raises:
            Crashed: it did, and its process was ended.
        """
        if self._process is not None:
            with self._watched():
                self._process.check()

    def make_ready(self) -> None:
        """Start a process when there is none, and replay in it the cells that have run and did not end theirs.

        A cell may end its process the second time only; then it is left out as well, and all starts again.

        Raises:
            TimedOut: the submission has had all of its time.
            ServerLost: there is no fork server any more.
        """
        if self.lost is not None:
            raise self.lost
        while self._process is None:
            if time.monotonic() >= self._deadline:
                raise TimedOut(self._total_seconds)
            self._start()
            for run in self.runs:
                if run.ending in ("finished", "raised"):
                    again = CellRun(run.cell, [], "finished")
                    self._run(again)
                    if self._process is None:
                        run.ending, run.text = again.ending, again.text
                        break

    def stop(self) -> None:
        """End the process, if there is one; the next request gets a fresh one."""
        if self._process is not None:
            self._process.kill()
            self._process = None
        self._resources.close()

    def _run(self, run: CellRun) -> None:
        """Run a cell and note in `run` what came of it.

        The seed follows from what the cell says, so that it does not matter which other cells there are, nor how this
        one is laid out: the verdict must not depend on that.
        """
        seed = seed_of(self._settings.seed, "cell", fingerprint(run.cell.source))
        message = {"op": "cell", "source": run.cell.source, "seed": seed}
        try:
            allowance = self.allow(self._settings.cell_seconds * self._settings.time_factor)
            self.send([wire.encode_request(message)], allowance)
            [answer] = self.replies(1, allowance)
            reply = self._decoded(answer)
            self.check()
        except (Crashed, TimedOut) as error:
            run.ending = "crashed" if isinstance(error, Crashed) else "timed out"
            run.text = str(error)
            return
        run.outputs, self._room = checked_outputs(reply.get("outputs"), self._room)
        if reply.get("error"):
            run.ending, run.error = "raised", _raised(reply["error"])

    @contextlib.contextmanager
    def _watched(self, seconds: float = 0.0) -> Iterator[None]:
        try:
            yield
        except Timeout:
            self.stop()
            raise TimedOut(seconds if time.monotonic() < self._deadline else self._total_seconds) from None
        except ProcessEnded as error:
            self.stop()
            raise Crashed(str(error)) from None
        except ServerLost as error:
            self.lost = error
            self.stop()
            raise

    def _start(self) -> None:
        folder = self._resources.enter_context(scratch_folder(self._scratch_root, self._files))
        with self._watched():
            process = Process(self._address, folder, self._settings.limits)
            process.wait_ready(_START_SECONDS)
        self._process = process


def _raised(error: Any) -> Raised:
    error = error if isinstance(error, dict) else {}
    bases = error.get("bases")
    names = [name for name in bases if isinstance(name, str)] if isinstance(bases, list) else []
    return Raised(str(error.get("type", "Exception")), names, str(error.get("text", "")))
