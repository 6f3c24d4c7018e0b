"""Grades many notebooks: something that works on tasks, and a store of what is known.

What comes of a task depends on the task alone, and in seldom cases on the kind of machine. So equal tasks are graded
once, and one that was asked for in advance serves whoever asks for it again: a class run starts all tasks at once, and
nbgrader, which goes through the submissions one by one, finds them done.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import logging
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from autograder.course.settings import Grading, Settings
from autograder.errors import CourseError, SandboxUnavailable, ServerLost
from autograder.grading.digests import digest_in, digest_of, wordings
from autograder.grading.jobs import Rerun, Shared, Task, Verdict, Work
from autograder.grading.store import Store
from autograder.results.model import CellRun, ExerciseResult, Graded, Outcome, TestResult
from autograder.running.machine import LOST, Kept, Machine
from autograder.sandbox.server import ForkServer
from autograder.translation.references import Wordings

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


class Workers(Protocol):
    """What works on tasks: a `Machine`, or many; the methods are explained there."""

    def environments(self) -> Sequence[str]: ...
    def open(self) -> object: ...
    def share(self, shared: Shared, settings: Settings) -> None: ...
    def submit(self, task: Task | Rerun, kept: Kept) -> Future[Any]: ...
    def renew(self) -> bool: ...
    def mend(self, error: BaseException) -> None: ...
    def close(self) -> None: ...


class Grader:
    """A store and, for what is not in it, something that works on tasks; a context manager."""

    def __init__(
        self,
        workers: int | Workers = 0,
        store: Store | None = None,
        strict: bool = False,
        fork_server: Callable[[], ForkServer] = ForkServer,
        again: bool = False,
    ) -> None:
        """Prepare to grade; nothing is started yet.

        Args:
            workers: how many tasks this machine works on at once, 0 for one per core; or what works on them instead.
            store: what is in it is not graded again, and what is graded is kept there at once.
            strict: grade only where every layer of isolation is there.
            fork_server: makes the fork server, for a course that wants more of it than the default.
            again: grade also what is in the store.
        """
        self.counts = Counts()
        self.environments: Counter[str] = Counter()
        """Where the verdicts were reached, now or before, and how many."""
        self._workers = Machine(workers, strict, fork_server) if isinstance(workers, int) else workers
        self._store = store
        self._again = again
        self._futures: dict[str, Future[Any]] = {}
        self._tasks: dict[str, Task | Rerun] = {}
        self._digests: dict[int, tuple[weakref.ref[Task | Rerun], str]] = {}
        """By the identity of tasks; those of recording are made anew and are not kept for it, or memory would grow."""
        self._suites: dict[Path, str] = {}
        self._words: dict[Path, Wordings] = {}
        self._warned: set[str] = set()

    @classmethod
    def of(cls, root: Path, grading: Grading, again: bool = False) -> Grader:
        """Return a new grader as the course in the folder `root` wants it."""
        store = Store.of(root, grading.store)
        workers: int | Workers = grading.workers
        if grading.scheduler:
            try:
                from autograder.running.cluster import Cluster
            except ModuleNotFoundError as error:
                raise CourseError(
                    f"a scheduler needs Dask, but {error.name} is not installed: pip install autograder[cluster]"
                ) from None
            workers = Cluster(grading.scheduler, root, grading)
        return cls(workers, store, grading.strict, grading.fork_server, again=again)

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
        """End what works on tasks, and every student's process."""
        self._workers.close()

    def expect(self, submitted: Iterable[Path]) -> None:
        """Start the processes if what was submitted seems to hold something new: they import for seconds.

        Meanwhile the caller can find out what there is to grade.
        """
        if self._again or self._store is None or not self._store.is_newer_than(submitted):
            with contextlib.suppress(SandboxUnavailable):  # `start` will say so, if it comes to that
                self._workers.open()

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
        shared = Counter(whole.shared for whole in reruns if self._known(self._digest(whole), whole) is None)
        for first, count in shared.items():
            if count > 1 and first.cells:
                self._workers.share(first, reruns[0].settings)
        for whole in reruns:  # the verdicts first
            self._start(whole)

    def assume(self, task: Task, verdict: Verdict) -> None:
        """Take `verdict` for what comes of a task, which need not be graded then."""
        self._futures[self._digest(task)] = _done(verdict)

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
            except LOST as error:
                self._workers.mend(error)
                self._start_again(isinstance(error, ServerLost))
        raise RuntimeError("a grading process or the fork server ended twice while this submission was graded")

    def _start(self, task: Task | Rerun) -> str:
        if isinstance(task, Task) and self._suites.setdefault(task.module, task.suite) != task.suite:
            self._suites[task.module] = task.suite
            if self._workers.renew():  # they have imported the tests as they were
                self._start_again(False)
        digest = self._digest(task)
        if digest not in self._futures:
            known = self._known(digest, task)
            if isinstance(task, Task):
                self.counts.different += 1
                self.counts.known += known is not None
            self._tasks[digest] = task
            self._futures[digest] = self._submit(digest, task) if known is None else _done(known)
        return digest

    def _digest(self, task: Task | Rerun) -> str:
        """Return a task's digest, which is asked for at each step, and found once."""
        known = self._digests.get(id(task))
        if known is None or known[0]() is not task:  # another one, which is gone, had this identity
            known = self._digests[id(task)] = weakref.ref(task), digest_of(task)
        return known[1]

    def _known(self, digest: str, task: Task | Rerun) -> Any:
        if self._store is None or self._again:
            return None
        for environment in self._workers.environments():
            name = digest_in(environment, digest)
            if isinstance(task, Task):
                found: Any = self._store.verdict(name, self._words_of(task))
            else:
                found = self._store.runs(name, task)
            if found is not None:
                self._note(task, environment)
                return found
        return None

    def _note(self, task: Task | Rerun, environment: str) -> None:
        if isinstance(task, Task):
            self.environments[environment] += 1

    def _words_of(self, task: Task) -> Wordings:
        if task.module not in self._words:
            self._words[task.module] = wordings(task.module, task.folders)
        return self._words[task.module]

    def _submit(self, digest: str, task: Task | Rerun) -> Future[Any]:
        words = self._words_of(task) if self._store is not None and isinstance(task, Task) else None
        return self._workers.submit(task, functools.partial(self._keep, digest, words))

    def _keep(self, digest: str, words: Wordings | None, value: Any, environment: str) -> None:
        self._note(self._tasks[digest], environment)
        if self._store is None:
            return
        try:
            if words is not None:
                self._store.put_verdict(digest_in(environment, digest), value, words)
            else:
                self._store.put_runs(digest_in(environment, digest), value)
        except OSError as error:
            log.warning("a verdict could not be kept: %s", error)

    def _start_again(self, lost_server: bool) -> None:
        """Start anew what failed: for want of the fork server, or whatever is not there."""
        for digest, future in list(self._futures.items()):
            if lost_server:
                wanted = future.done() and not future.cancelled() and isinstance(future.exception(), ServerLost)
            else:
                wanted = not future.done() or future.cancelled() or future.exception() is not None
            if wanted:
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


def _our_fault(task: Task, text: str) -> Verdict:
    message = "The grader could not run the tests. This is not your fault; your instructor can see it."
    result = ExerciseResult((TestResult(f"test_{task.exercise}", Outcome.ERROR, 0.0, message),))
    return Verdict(result, errors=(text,))
