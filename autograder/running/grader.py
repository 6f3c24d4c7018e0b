"""Grades many notebooks: something that works on tasks, and a store of what is known.

What comes of a task depends on the task alone, and in seldom cases on the kind of machine. So equal tasks are graded
once, and one that was asked for in advance serves whoever asks for it again: a class run starts all tasks at once, and
nbgrader, which goes through the submissions one by one, finds them done. A task is held until it is done, and then no
more: what a class of thousands needs of memory is what came of its tasks.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
class Asked:
    """What a notebook asks for, by the digests of its tasks.

    Attributes:
        verdicts: by exercise.
        rerun: of the whole notebook, where it is to be run as well.
        language: what its messages are worded in.
    """

    verdicts: Mapping[str, str]
    rerun: str | None
    language: str

    @property
    def digests(self) -> list[str]:
        """Those of all its tasks."""
        return [*self.verdicts.values(), *([self.rerun] if self.rerun else [])]


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
        """Those that are not done, by digest."""
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

    def start(self, work: Iterable[Work]) -> list[Asked]:
        """Start on all that notebooks ask for and is not known; `result` gives what came of each.

        They are taken one after the other, and what is asked for first is worked on while the next is looked for.

        Raises:
            SandboxUnavailable: student code cannot be isolated here, or, if strict, not by every layer there is.
        """
        self._words.clear()  # they may be others by now
        asked: list[Asked] = []
        reruns: dict[str, Rerun] = {}
        for each in work:
            self.counts.asked += len(each.tasks)
            digests, rerun = self._start_verdicts(each), None
            if each.rerun is not None:
                rerun = digest_of(each.rerun)
                reruns[rerun] = each.rerun
            asked.append(Asked(digests, rerun, each.language))
        for digest, whole in reruns.items():
            if digest not in self._futures and (known := self._known(digest, whole)) is not None:
                self._futures[digest] = _done(known)
        anew = reruns.keys() - self._futures.keys()
        shared = Counter(reruns[each.rerun].shared for each in asked if each.rerun in anew)
        for first, count in shared.items():
            if count > 1 and first.cells:
                self._workers.share(first, next(iter(reruns.values())).settings)
        for digest, whole in reruns.items():  # the verdicts first
            self._start(digest, whole)
        return asked

    def assume(self, task: Task, verdict: Verdict) -> None:
        """Take `verdict` for what comes of a task, which need not be graded then."""
        self._futures[digest_of(task)] = _done(verdict)

    def watch(self, asked: Sequence[Asked]) -> Callable[[], Progress]:
        """Return a function that says how far all this is; any thread may call it."""
        verdicts = {digest for each in asked for digest in each.verdicts.values()}

        def progress() -> Progress:
            futures = dict(self._futures)
            done = [futures[digest] for digest in verdicts if futures[digest].done()]
            faults = sum(not f.cancelled() and f.exception() is None and bool(f.result().errors) for f in done)
            finished = [all(futures[digest].done() for digest in each.digests) for each in asked]
            running = [n for n, each in enumerate(asked) if any(futures[digest].running() for digest in each.digests)]
            return Progress((len(verdicts), len(done)), faults, finished, running)

        return progress

    def known(self, asked: Asked) -> bool:
        """Say whether all that was started for a notebook is there, so that `result` need not wait."""
        return all(self._futures[digest].done() for digest in asked.digests)

    def result(self, asked: Asked) -> Graded:
        """Return what came of a notebook that was started; waits for it."""
        verdicts = {name: self._verdict(name, digest) for name, digest in asked.verdicts.items()}
        errors = [text for verdict in verdicts.values() for text in verdict.errors]
        runs: Sequence[CellRun] = ()
        if asked.rerun is not None:
            try:
                runs = self._value(asked.rerun)
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")
        warnings = {text for verdict in verdicts.values() for text in verdict.warnings}
        for text in sorted(warnings - self._warned):  # once, not once per submission
            self._warned.add(text)
            log.warning("%s", text)
        seconds = sum(verdict.seconds for verdict in verdicts.values())
        exercises = {name: verdict.result for name, verdict in verdicts.items()}
        return Graded(exercises, tuple(runs), seconds, tuple(errors), tuple(sorted(warnings)))

    def grade(self, work: Work) -> Graded:
        """Return what comes of a notebook, whose tasks are started now unless they were before."""
        self._words.clear()
        digests = self._start_verdicts(work)
        rerun = None if work.rerun is None else self._start(digest_of(work.rerun), work.rerun)
        return self.result(Asked(digests, rerun, work.language))

    def _verdict(self, exercise: str, digest: str) -> Verdict:
        try:
            verdict: Verdict = self._value(digest)
            return verdict
        except SandboxUnavailable:
            raise
        except Exception as error:
            return _our_fault(exercise, f"{type(error).__name__}: {error}")

    def _value(self, digest: str) -> Any:
        for _attempt in range(_ATTEMPTS):
            try:
                return self._futures[digest].result()
            except LOST as error:
                self._workers.mend(error)
                self._start_again(isinstance(error, ServerLost))
        raise RuntimeError("a grading process or the fork server ended twice while this submission was graded")

    def _start_verdicts(self, work: Work) -> dict[str, str]:
        """Start the tasks of a notebook's exercises, and return their digests."""
        for task in work.tasks.values():
            if self._suites.setdefault(task.module, task.suite) != task.suite:
                self._suites[task.module] = task.suite
                if self._workers.renew():  # they have imported the tests as they were
                    self._start_again(False)
        return {name: self._start(digest_of(task), task) for name, task in work.tasks.items()}

    def _start(self, digest: str, task: Task | Rerun) -> str:
        if digest not in self._futures:
            known = self._known(digest, task)
            if isinstance(task, Task):
                self.counts.different += 1
                self.counts.known += known is not None
            self._futures[digest] = self._submit(digest, task) if known is None else _done(known)
        return digest

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
                self._note(found, environment)
                return found
        return None

    def _note(self, value: Any, environment: str) -> None:
        if isinstance(value, Verdict):
            self.environments[environment] += 1

    def _words_of(self, task: Task) -> Wordings:
        if task.module not in self._words:
            self._words[task.module] = wordings(task.module, task.folders)
        return self._words[task.module]

    def _submit(self, digest: str, task: Task | Rerun) -> Future[Any]:
        words = self._words_of(task) if self._store is not None and isinstance(task, Task) else None
        future = self._workers.submit(task, functools.partial(self._keep, digest, words))
        self._tasks[digest] = task
        future.add_done_callback(functools.partial(self._forget, digest))
        return future

    def _keep(self, digest: str, words: Wordings | None, value: Any, environment: str) -> None:
        self._note(value, environment)
        if self._store is None:
            return
        try:
            if words is not None:
                self._store.put_verdict(digest_in(environment, digest), value, words)
            else:
                self._store.put_runs(digest_in(environment, digest), value)
        except OSError as error:
            log.warning("a verdict could not be kept: %s", error)

    def _forget(self, digest: str, future: Future[Any]) -> None:
        """Drop a task that is done; one that is started anew meanwhile may be needed again."""
        if not future.cancelled() and future.exception() is None and self._futures.get(digest) in (None, future):
            self._tasks.pop(digest, None)

    def _start_again(self, lost_server: bool) -> None:
        """Start anew what failed: for want of the fork server, or whatever is not there."""
        self._words.clear()
        for digest, task in self._tasks.copy().items():
            future = self._futures[digest]
            if lost_server:
                wanted = future.done() and not future.cancelled() and isinstance(future.exception(), ServerLost)
            else:
                wanted = not future.done() or future.cancelled() or future.exception() is not None
            if wanted:
                self._futures[digest] = self._submit(digest, task)


def close_shared() -> None:
    """Close what `Grader.shared` made."""
    while _shared:
        _shared.pop().close()


def _done(value: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(value)
    return future


def _our_fault(exercise: str, text: str) -> Verdict:
    message = "The grader could not run the tests. This is not your fault; your instructor can see it."
    result = ExerciseResult((TestResult(f"test_{exercise}", Outcome.ERROR, 0.0, message),))
    return Verdict(result, errors=(text,))
