"""Grades many notebooks: worker processes that share one warm fork server.

A job's result depends on the job alone, so one that was asked for in advance serves whoever asks for it again: a class
run starts all jobs at once, and nbgrader, which goes through the submissions one by one, finds them done.
"""

from __future__ import annotations

import atexit
import functools
import logging
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from autograder.grading.jobs import Graded, Job
from autograder.grading.store import Store
from autograder.results.model import ExerciseResult, Outcome, TestResult
from autograder.sandbox.protections import in_one_line, layers
from autograder.sandbox.server import ForkServer, SandboxUnavailable

log = logging.getLogger(__name__)

_ATTEMPTS = 2  # a worker that dies takes the jobs of its neighbours with it: each of them gets a second chance

_shared: list[Grader] = []


class Grader:
    """A fork server and an executor for as long as it is open; use it as a context manager or through `shared`."""

    def __init__(
        self,
        workers: int = 0,
        executor: Executor | None = None,
        store: Store | None = None,
        strict: bool = False,
        fork_server: Callable[[], ForkServer] = ForkServer,
    ) -> None:
        """Start both; `workers` is how many submissions are graded at once, 0 for one per core.

        `fork_server` makes the fork server, for a course that wants more of it than the default.

        With a `store`, what is in it is not graded again, and what is graded is kept there at once.

        Raises:
            SandboxUnavailable: student code cannot be isolated here, or, if `strict`, not by every layer there is.
        """
        self._workers = workers or len(os.sched_getaffinity(0))
        self._server = fork_server()
        self._server.start()
        found = layers(self._server.namespaces)
        missing = any(not layer.on for layer in found)
        if missing and strict:
            self._server.close()
            raise SandboxUnavailable(f"{in_one_line(found)} (c.Grading.missing_protections is set to error)")
        log.log(logging.WARNING if missing else logging.INFO, "%s", in_one_line(found))
        self._executor = executor or self._new_pool()
        self._store = store
        self._futures: dict[Job, Future[Graded]] = {}
        self._suite = ""
        self._warned: set[str] = set()

    @classmethod
    def shared(
        cls,
        workers: int = 0,
        store: Store | None = None,
        strict: bool = False,
        fork_server: Callable[[], ForkServer] = ForkServer,
    ) -> Grader:
        """Return this process's grader, started at the first call and closed at exit."""
        if not _shared:
            _shared.append(cls(workers, store=store, strict=strict, fork_server=fork_server))
            atexit.register(close_shared)
        return _shared[0]

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, the fork server and every student's process."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._server.close()

    def start(self, jobs: Sequence[Job]) -> None:
        """Start grading `jobs`; `result` gives what came of each."""
        for job in jobs:
            if job.suite and job.suite != self._suite:
                if self._suite:  # the workers have imported the tests as they were
                    self._restart()
                self._suite = job.suite
            if job not in self._futures:
                self._futures[job] = self._submit(job)

    def result(self, job: Job) -> Graded:
        """Return what came of `job`, which is started now unless it was before. A fault of ours is in ``errors``."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self.start([job])
                graded = self._futures[job].result()
                for text in sorted(set(graded.warnings) - self._warned):  # once, not once per submission
                    self._warned.add(text)
                    log.warning("%s", text)
                return graded
            except (BrokenProcessPool, EOFError):  # EOFError: the pool could not start its processes
                log.warning("A grading process died; starting new ones (attempt %d of %d).", attempt, _ATTEMPTS)
                self._restart()
            except Exception as error:
                return _our_fault(job, f"{type(error).__name__}: {error}")
        return _our_fault(job, "a grading process died twice while grading this submission")

    def _submit(self, job: Job) -> Future[Graded]:
        if self._store and (graded := self._store.get(job)):
            done: Future[Graded] = Future()
            done.set_result(graded)
            return done
        future = self._executor.submit(_grade, job, self._server.address, self._server.scratch_root)
        if self._store:
            future.add_done_callback(functools.partial(_keep, self._store, job))
        return future

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(
            ["autograder.grading.grade", "torchvision.transforms.v2", "torchvision.datasets"]
        )
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=_end_with_parent)

    def _restart(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._new_pool()
        unfinished = [job for job, future in self._futures.items() if not future.done() or future.exception()]
        for job in unfinished:
            self._futures[job] = self._submit(job)


def close_shared() -> None:
    """Close what `Grader.shared` started."""
    while _shared:
        _shared.pop().close()


def _keep(store: Store, job: Job, future: Future[Graded]) -> None:
    if not future.cancelled() and future.exception() is None:
        store.put(job, future.result())


def _end_with_parent() -> None:
    """See that this grading process does not outlive the one that started it, however that one ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def wait() -> None:
            multiprocessing.connection.wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=wait, daemon=True).start()


def _grade(job: Job, address: str, scratch_root: Path) -> Graded:
    from autograder.grading.grade import grade  # here, since it imports torch, which this process need not wait for

    return grade(job, address, scratch_root)


def _our_fault(job: Job, text: str) -> Graded:
    message = "The grader could not run the tests. This is not your fault; your instructor can see it."
    exercises = {
        name: ExerciseResult((TestResult(f"test_{name}", Outcome.ERROR, 0.0, message),)) for name in job.exercises
    }
    return Graded(exercises, errors=(text,))
