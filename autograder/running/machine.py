"""This machine's processes: a warm fork server for students' processes, and grading processes that share it."""

from __future__ import annotations

import logging
import multiprocessing
import multiprocessing.forkserver
import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

from autograder.course.settings import Settings
from autograder.errors import SandboxUnavailable, ServerLost
from autograder.grading.environment import environment
from autograder.grading.jobs import Rerun, Shared, Task
from autograder.running.process import end_with_parent, work
from autograder.sandbox.protections import in_one_line, layers
from autograder.sandbox.server import ForkServer
from autograder.student.language import deferring

if TYPE_CHECKING:
    from autograder.running.rerun import Stage

log = logging.getLogger(__name__)

LOST = (BrokenProcessPool, EOFError, ServerLost)  # EOFError: the pool could not start its processes
"""What becomes of tasks whose process, or whose fork server, has ended: `Machine.mend` helps."""

Kept = Callable[[Any, str], None]
"""Is called with what came of a task, and the environment it came of it in, before anybody else learns of it."""


class Machine:
    """What works on tasks here; started when it is needed."""

    def __init__(self, workers: int, strict: bool, fork_server: Callable[[], ForkServer]) -> None:
        """Prepare.

        Args:
            workers: how many tasks are worked on at once, 0 for one per core.
            strict: work only where every layer of isolation is there.
            fork_server: makes the fork server.
        """
        self._workers = workers or len(os.sched_getaffinity(0))
        self._strict = strict
        self._new_server = fork_server
        self._pool: ProcessPoolExecutor | None = None
        self._server: ForkServer | None = None
        self._stages: dict[Shared, Stage] = {}

    def environments(self) -> list[str]:
        """Return where verdicts are reached."""
        return [environment()]

    def open(self) -> ForkServer:
        """Start what is not running yet, and return the fork server.

        Raises:
            SandboxUnavailable: student code cannot be isolated here, or, if strict, not by every layer there is.
        """
        if self._server is None:
            server = self._new_server()
            server.start()
            found = layers(server.namespaces)
            missing = any(not layer.on for layer in found)
            if missing and self._strict:
                server.close()
                raise SandboxUnavailable(f"{in_one_line(found)} (c.Grading.missing_protections is set to error)")
            log.log(logging.WARNING if missing else logging.INFO, "%s", in_one_line(found))
            self._server = server
        if self._pool is None:
            self._pool = self._new_pool()
        return self._server

    def share(self, shared: Shared, settings: Settings) -> None:
        """Run the course's own first cells, from which each notebook that begins with them goes on."""
        from autograder.running.rerun import Stage

        if shared not in self._stages:
            server = self.open()
            stage = Stage(shared.cells, shared.files, settings, server.address, server.scratch_root)
            with deferring():
                self._stages[shared] = stage.__enter__()

    def submit(self, task: Task | Rerun, kept: Kept) -> Future[Any]:
        """Have a task worked on; the future gives a `Verdict`, or the `CellRun`s of a `Rerun`."""
        server = self.open()
        assert self._pool is not None
        stage = self._stages.get(task.shared) if isinstance(task, Rerun) else None
        staged = stage.staged if stage else None
        future = self._pool.submit(work, task, server.address, server.scratch_root, staged)

        def note(done: Future[Any]) -> None:
            if not done.cancelled() and done.exception() is None:
                kept(done.result(), environment())

        future.add_done_callback(note)
        return future

    def renew(self) -> bool:
        """Start new grading processes, which import the hidden tests as they are now; say whether there were any.

        What was submitted before is cancelled, or comes to its end as it was.
        """
        if self._pool is None:
            return False
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._new_pool()
        return True

    def mend(self, error: BaseException) -> None:
        """Replace what was lost, of which `error` came, one of `LOST`."""
        if isinstance(error, ServerLost):
            self._replace_server(error)
        else:
            log.warning("A grading process died; starting new ones.")
            self.renew()

    def close(self) -> None:
        """End the grading processes, the fork server and every student's process."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        for stage in self._stages.values():
            stage.close()
        if self._server is not None:
            self._server.close()

    def _new_pool(self) -> ProcessPoolExecutor:
        # For glibc, in the process that all others are forked from: large tensors give their memory back when freed.
        os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(256 << 10))
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["autograder.running.preloaded"])
        multiprocessing.forkserver.ensure_running()  # now, and not at the first task
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=end_with_parent)

    def _replace_server(self, lost: ServerLost) -> None:
        """Start another fork server in the place of one that is lost.

        With a stage its fork server counts as lost as well: it may be the cause, and starting another costs little.
        """
        ours = {stage.staged.address for stage in self._stages.values() if stage.staged}
        if self._server is not None and lost.address in {self._server.address, *ours}:
            log.warning("The process that starts students' processes ended or does not answer; starting another one.")
            for stage in self._stages.values():
                stage.close()
            self._stages.clear()
            self._server.close()
            self._server = None
