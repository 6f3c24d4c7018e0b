"""Grades many notebooks: worker processes that share one warm fork server, and a store of what is known.

What comes of a task depends on the task alone. So equal tasks are graded once, and one that was asked for in advance
serves whoever asks for it again: a class run starts all tasks at once, and nbgrader, which goes through the submissions
one by one, finds them done.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import logging
import multiprocessing
import multiprocessing.forkserver
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course.settings import Grading, Settings
from autograder.errors import SandboxUnavailable, ServerLost
from autograder.grading.digests import digest_of, wordings
from autograder.grading.jobs import Rerun, Shared, Task, Verdict, Work
from autograder.grading.store import Store
from autograder.results.model import CellRun, ExerciseResult, Graded, Outcome, TestResult
from autograder.running.process import end_with_parent, work
from autograder.sandbox.protections import in_one_line, layers
from autograder.sandbox.server import ForkServer
from autograder.student.language import deferring
from autograder.translation.references import Wordings

if TYPE_CHECKING:
    from autograder.running.rerun import Stage

log = logging.getLogger(__name__)

_ATTEMPTS = 2  # a worker that dies takes the tasks of its neighbours with it: each of them gets a second chance

_shared: list[Grader] = []


@dataclass
class Counts:
    """How many verdicts were asked for, how many of them are different, and how many of these were known before."""

    asked: int = 0
    different: int = 0
    known: int = 0

    def __str__(self) -> str:
        return f"{self.asked} verdicts asked for, {self.different} different, {self.known} of them known before"


@dataclass(frozen=True)
class Progress:
    """How far a class is.

    Attributes:
        verdicts: how many different verdicts there are in the end, and how many of them there are already.
        faults: how many of these are the grader's own fault.
        finished: for each notebook, in order, whether all of its verdicts are there.
        running: the positions of notebooks of which something is worked on now.
    """

    verdicts: tuple[int, int]
    faults: int
    finished: Sequence[bool]
    running: Sequence[int]


class Grader:
    """A store and, once something is not in it, a fork server and worker processes; a context manager."""

    def __init__(
        self,
        workers: int = 0,
        store: Store | None = None,
        strict: bool = False,
        fork_server: Callable[[], ForkServer] = ForkServer,
        executor: Executor | None = None,
        again: bool = False,
    ) -> None:
        """Prepare to grade; nothing is started yet.

        Args:
            workers: how many tasks are worked on at once, 0 for one per core.
            store: what is in it is not graded again, and what is graded is kept there at once.
            strict: grade only where every layer of isolation is there.
            fork_server: makes the fork server, for a course that wants more of it than the default.
            executor: what the tasks are handed to, in place of processes of our own.
            again: grade also what is in the store.
        """
        self.counts = Counts()
        self._workers = workers or len(os.sched_getaffinity(0))
        self._store = store
        self._again = again
        self._strict = strict
        self._new_server = fork_server
        self._given = executor
        self._executor: Executor | None = None
        self._server: ForkServer | None = None
        self._futures: dict[str, Future[Any]] = {}
        self._tasks: dict[str, Task | Rerun] = {}
        self._suites: dict[Path, str] = {}
        self._words: dict[Path, Wordings] = {}
        self._warned: set[str] = set()
        self._stages: dict[Shared, Stage] = {}

    @classmethod
    def of(cls, root: Path, grading: Grading, again: bool = False) -> Grader:
        """Return a new grader as the course in the folder `root` wants it."""
        store = Store.of(root, grading.store)
        return cls(grading.workers, store, grading.strict, grading.fork_server, again=again)

    @classmethod
    def shared(cls, root: Path, grading: Grading, again: bool = False) -> Grader:
        """Return this process's grader, made at the first call as `of` does it, and closed at exit."""
        if not _shared:
            _shared.append(cls.of(root, grading, again))
            atexit.register(close_shared)
        return _shared[0]

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, the fork server and every student's process."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
        for stage in self._stages.values():
            stage.close()
        if self._server is not None:
            self._server.close()

    def expect(self, submitted: Iterable[Path]) -> None:
        """Start the processes if what was submitted seems to hold something new: they import for seconds.

        Meanwhile the caller can find out what there is to grade.
        """
        if self._again or self._store is None or not self._store.is_newer_than(submitted):
            with contextlib.suppress(SandboxUnavailable):  # `start` will say so, if it comes to that
                self._open()

    def start(self, work: Sequence[Work]) -> None:
        """Start on all that is asked for and not known; `result` gives what came of each notebook.

        Raises:
            SandboxUnavailable: student code cannot be isolated here, or, if strict, not by every layer there is.
        """
        self._words.clear()  # they may be others by now
        for each in work:
            for task in each.tasks.values():
                self.counts.asked += 1
                self._start(task)
        reruns = [each.rerun for each in work if each.rerun is not None]
        shared = Counter(whole.shared for whole in reruns if self._known(digest_of(whole), whole) is None)
        for first, count in shared.items():
            if count > 1 and first not in self._stages and first.cells:
                self._set(first, reruns[0].settings)
        for whole in reruns:  # the verdicts first
            self._start(whole)

    def assume(self, task: Task, verdict: Verdict) -> None:
        """Take `verdict` for what comes of a task, which need not be graded then."""
        self._futures[digest_of(task)] = _done(verdict)

    def watch(self, work: Sequence[Work]) -> Callable[[], Progress]:
        """Return a function that says how far all this is, which was started before; any thread may call it."""
        digests = [[self._start(task) for task in _all(each)] for each in work]
        verdicts = {digest for each, mine in zip(work, digests, strict=True) for digest in mine[: len(each.tasks)]}

        def progress() -> Progress:
            futures = dict(self._futures)
            done = [futures[digest] for digest in verdicts if futures[digest].done()]
            faults = sum(not f.cancelled() and f.exception() is None and bool(f.result().errors) for f in done)
            finished = [all(futures[digest].done() for digest in mine) for mine in digests]
            running = [n for n, mine in enumerate(digests) if any(futures[digest].running() for digest in mine)]
            return Progress((len(verdicts), len(done)), faults, finished, running)

        return progress

    def known(self, work: Work) -> bool:
        """Say whether all that was started for a notebook is there, so that `result` need not wait."""
        return all(self._futures[self._start(task)].done() for task in _all(work))

    def result(self, work: Work) -> Graded:
        """Return what came of a notebook, whose tasks are started now unless they were before."""
        self._words.clear()
        verdicts = {name: self._result(task) for name, task in work.tasks.items()}
        errors = [text for verdict in verdicts.values() for text in verdict.errors]
        runs: Sequence[CellRun] = ()
        if work.rerun is not None:
            try:
                runs = self._value(work.rerun)
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")
        warnings = {text for verdict in verdicts.values() for text in verdict.warnings}
        for text in sorted(warnings - self._warned):  # once, not once per submission
            self._warned.add(text)
            log.warning("%s", text)
        seconds = sum(verdict.seconds for verdict in verdicts.values())
        exercises = {name: verdict.result for name, verdict in verdicts.items()}
        return Graded(exercises, tuple(runs), seconds, tuple(errors), tuple(sorted(warnings)))

    def _result(self, task: Task) -> Verdict:
        try:
            verdict: Verdict = self._value(task)
            return verdict
        except SandboxUnavailable:
            raise
        except Exception as error:
            return _our_fault(task, f"{type(error).__name__}: {error}")

    def _value(self, task: Task | Rerun) -> Any:
        for _attempt in range(_ATTEMPTS):
            try:
                return self._futures[self._start(task)].result()
            except (BrokenProcessPool, EOFError):  # EOFError: the pool could not start its processes
                log.warning("A grading process died; starting new ones.")
                self._restart()
            except ServerLost as lost:
                self._replace_server(lost)
        raise RuntimeError("a grading process or the fork server ended twice while this submission was graded")

    def _start(self, task: Task | Rerun) -> str:
        if isinstance(task, Task) and self._suites.setdefault(task.module, task.suite) != task.suite:
            self._suites[task.module] = task.suite
            if self._executor is not None:  # the workers have imported the tests as they were
                self._restart()
        digest = digest_of(task)
        if digest not in self._futures:
            known = self._known(digest, task)
            if isinstance(task, Task):
                self.counts.different += 1
                self.counts.known += known is not None
            self._tasks[digest] = task
            self._futures[digest] = self._submit(digest, task) if known is None else _done(known)
        return digest

    def _known(self, digest: str, task: Task | Rerun) -> Any:
        if self._store is None or self._again:
            return None
        if isinstance(task, Task):
            return self._store.verdict(digest, self._words_of(task))
        return self._store.runs(digest, task)

    def _set(self, shared: Shared, settings: Settings) -> None:
        """Run the course's own first cells, from which each notebook that begins with them goes on."""
        from autograder.running.rerun import Stage

        server = self._open()
        stage = Stage(shared.cells, shared.files, settings, server.address, server.scratch_root)
        with deferring():
            self._stages[shared] = stage.__enter__()

    def _words_of(self, task: Task) -> Wordings:
        if task.module not in self._words:
            self._words[task.module] = wordings(task.module, task.folders)
        return self._words[task.module]

    def _submit(self, digest: str, task: Task | Rerun) -> Future[Any]:
        server = self._open()
        assert self._executor is not None
        stage = self._stages.get(task.shared) if isinstance(task, Rerun) else None
        staged = stage.staged if stage else None
        future = self._executor.submit(work, task, server.address, server.scratch_root, staged)
        if self._store:
            words = self._words_of(task) if isinstance(task, Task) else None
            future.add_done_callback(functools.partial(_keep, self._store, digest, words))
        return future

    def _open(self) -> ForkServer:
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
        if self._executor is None:
            self._executor = self._given or self._new_pool()
        return self._server

    def _new_pool(self) -> ProcessPoolExecutor:
        # For glibc, in the process that all others are forked from: large tensors give their memory back when freed.
        os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(256 << 10))
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["autograder.running.preloaded"])
        multiprocessing.forkserver.ensure_running()  # now, and not at the first task
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=end_with_parent)

    def _restart(self) -> None:
        assert self._executor is not None
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._new_pool()
        for digest, future in list(self._futures.items()):
            if not future.done() or future.cancelled() or future.exception():
                self._futures[digest] = self._submit(digest, self._tasks[digest])

    def _replace_server(self, lost: ServerLost) -> None:
        """Start another fork server in the place of one that is lost, and again what failed for want of it.

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
        for digest, future in list(self._futures.items()):
            if future.done() and not future.cancelled() and isinstance(future.exception(), ServerLost):
                self._futures[digest] = self._submit(digest, self._tasks[digest])


def close_shared() -> None:
    """Close what `Grader.shared` made."""
    while _shared:
        _shared.pop().close()


def _all(work: Work) -> list[Task | Rerun]:
    """Return all that is to be done for a notebook, the verdicts first."""
    return [*work.tasks.values(), *([work.rerun] if work.rerun else [])]


def _done(value: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(value)
    return future


def _keep(store: Store, digest: str, words: Wordings | None, future: Future[Any]) -> None:
    if not future.cancelled() and future.exception() is None:
        try:
            if words is not None:
                store.put_verdict(digest, future.result(), words)
            else:
                store.put_runs(digest, future.result())
        except OSError as error:
            log.warning("a verdict could not be kept: %s", error)


def _our_fault(task: Task, text: str) -> Verdict:
    message = "The grader could not run the tests. This is not your fault; your instructor can see it."
    result = ExerciseResult((TestResult(f"test_{task.exercise}", Outcome.ERROR, 0.0, message),))
    return Verdict(result, errors=(text,))
