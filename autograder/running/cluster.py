"""Hands tasks to a Dask cluster, whose workers reach the verdicts.

Dask brings the workers, starts them anew, and gives what a lost worker was at to another one. What is decided here is
who may work: those workers whose `Station` found that they have what the course demands. No more tasks are with Dask
than keep these busy, so that a worker that joins late finds something to do, and a hundred thousand tasks are no burden
for the scheduler.
"""

from __future__ import annotations

import itertools
import logging
import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import distributed

from autograder.course.settings import Grading, Settings
from autograder.course.state import seed_of
from autograder.errors import SandboxUnavailable, SchedulerLost, UsageError
from autograder.grading.digests import engine, versions
from autograder.grading.environment import environment
from autograder.grading.jobs import Rerun, Shared, Task
from autograder.running.machine import Kept
from autograder.running.parcels import Archive, Failed, Refused, job_of, pack, value_of
from autograder.running.station import Demands, Leaving, Station, reach

log = logging.getLogger(__name__)

_AHEAD = 2  # tasks with Dask for each that can be worked on: nobody waits for the next one to arrive
_ATTEMPTS = 3
_LOOK_SECONDS = 1.0
_MOST_FILES = 500  # whose contents are held for tasks to come


@dataclass(eq=False)
class _Errand:
    """A task on its way, to the workers that it was offered to."""

    task: Task | Rerun
    kept: Kept
    future: Future[Any] = field(default_factory=Future)
    remote: distributed.Future | None = None
    workers: frozenset[str] = frozenset()
    failures: int = 0


class Cluster:
    """The workers of a Dask cluster, used as a `Machine` is; the methods are explained there."""

    def __init__(self, address: str, root: Path, grading: Grading) -> None:
        """Prepare to use the scheduler at `address` for the course in the folder `root`; nothing is connected yet."""
        self._address = address
        self._folders = [(root / folder).resolve() for folder in (grading.hidden_tests, *grading.suite)]
        self._seed = seed_of(root, grading.seed)
        self._demands = Demands(
            versions(),
            engine(),
            grading.strict,
            grading.device == "cuda",
            grading.preloaded(),
            dict(grading.environment),
        )
        self._lock = threading.RLock()
        self._client: distributed.Client | None = None
        self._archive: Archive | None = None
        self._station = ""
        self._workers: dict[str, Mapping[str, Any]] = {}  # that take work, with what they said of themselves
        self._refused: dict[str, str] = {}
        self._had_workers = False
        self._waiting: deque[_Errand] = deque()
        self._under_way: set[_Errand] = set()
        self._files: OrderedDict[str, distributed.Future] = OrderedDict()
        self._number = itertools.count()
        self._closed = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._lost = ""

    def environments(self) -> Sequence[str]:
        self.open()
        with self._lock:
            return list(dict.fromkeys([environment(), *(said["environment"] for said in self._workers.values())]))

    def open(self) -> None:
        """Connect, and send every worker its station.

        Raises:
            UsageError: nobody answers at the address.
            SandboxUnavailable: there are workers, but none takes work.
        """
        if self._client is not None:
            self._expect_workers()
            return
        try:
            self._client = distributed.Client(self._address, set_as_default=False, name="autograder")
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(f"no Dask scheduler answers at {self._address}: {error}") from None
        self._archive = pack([folder for folder in self._folders if folder.is_dir()])
        self._settle()
        self._watcher.start()
        self._expect_workers()
        if not self._workers:
            log.warning("%s has no workers yet; waiting for them.", self._address)

    def share(self, shared: Shared, settings: Settings) -> None:
        """Do nothing: every notebook is run whole, wherever it comes to."""

    def submit(self, task: Task | Rerun, kept: Kept) -> Future[Any]:
        self.open()
        errand = _Errand(task, kept)
        with self._lock:
            if self._lost:
                raise SchedulerLost(self._lost)
            self._waiting.append(errand)
        self._send()
        return errand.future

    def renew(self) -> bool:
        """Send the workers the hidden tests as they are now, if these have changed; say whether they have."""
        if self._client is None or self._archive is None:
            return False
        archive = pack([folder for folder in self._folders if folder.is_dir()])
        if archive.digest == self._archive.digest:
            return False
        with self._lock:
            for errand in (*self._waiting, *self._under_way):
                self._take_back(errand)
                errand.future.cancel()
            self._waiting.clear()
            self._workers.clear()
            self._archive = archive
        self._settle()
        return True

    def mend(self, error: BaseException) -> None:
        """Do nothing: what is lost on a worker is replaced there."""

    def close(self) -> None:
        """Leave the cluster; its scheduler then has the stations closed."""
        self._closed.set()
        if self._client is not None:
            with self._lock:
                for errand in list(self._under_way):
                    self._take_back(errand)
                self._waiting.clear()
                self._files.clear()
            self._client.close(timeout=5)
            if self._watcher.is_alive():
                self._watcher.join(5)

    # ------------------------------------------------------------ who may work

    def _settle(self) -> None:
        """Send every worker, also those to come, a station for the suite as it is."""
        assert self._client is not None
        assert self._archive is not None
        self._station = f"autograder-{secrets.token_hex(8)}"
        self._client.subscribe_topic(self._station, self._hear)
        self._client.register_plugin(Leaving(self._client.id, self._station))
        self._client.register_plugin(Station(self._station, self._archive, self._seed, self._demands))
        for event in self._client.get_events(self._station) or ():  # what is on its way here may be late
            self._hear(event)

    def _expect_workers(self) -> None:
        """See that not all workers that there were up to now take no work."""
        if self._refused and not self._had_workers:
            raise SandboxUnavailable(f"no worker of {self._address} takes work: {'; '.join(self._refused.values())}")

    def _hear(self, event: tuple[float, Any]) -> None:
        """Note what a station says of its worker."""
        _time, said = event
        worker = said["worker"]
        with self._lock:
            if worker in self._workers or worker in self._refused:
                return
            if said["refusal"]:
                self._refused[worker] = f"{worker}: {said['refusal']}"
                log.warning("A worker takes no work. %s", self._refused[worker])
                return
            self._workers[worker] = said
            self._had_workers = True
            log.info("%s works on %d verdicts at once; %s.", worker, said["slots"], said["environment"])
        if not self._closed.is_set():
            self._send()

    def _watch(self) -> None:
        """See every second which workers are still there."""
        assert self._client is not None
        while not self._closed.wait(_LOOK_SECONDS):
            try:
                there = set(self._client.nthreads())
            except Exception as error:  # of whatever kind: there is nobody who could be asked
                if not self._closed.is_set():
                    self._lose(f"the scheduler at {self._address} is gone ({type(error).__name__})")
                return
            with self._lock:
                gone = self._workers.keys() - there
                self._refused = {worker: why for worker, why in self._refused.items() if worker in there}
            for worker in gone:
                self._drop(worker, "it is gone, and what it was at is given to others")

    def _drop(self, worker: str, why: str) -> None:
        """Give a worker no more work, and what only such workers could do back to those who wait."""
        with self._lock:
            if self._workers.pop(worker, None) is None:
                return
            log.warning("%s takes no work any more: %s.", worker, why)
            for errand in list(self._under_way):
                if not errand.workers & self._workers.keys():
                    self._take_back(errand)
                    self._waiting.appendleft(errand)
            if not self._workers:
                log.warning("No worker is left that takes work; waiting for one.")
        self._send()

    def _lose(self, why: str) -> None:
        with self._lock:
            self._lost = why
            errands = [*self._waiting, *self._under_way]
            self._waiting.clear()
            self._under_way.clear()
        for errand in errands:
            if not errand.future.done():
                errand.future.set_exception(SchedulerLost(why))

    # ------------------------------------------------------------ work

    def _send(self) -> None:
        """Hand Dask as many tasks as keep its workers busy."""
        with self._lock:
            room = _AHEAD * sum(said["slots"] for said in self._workers.values()) - len(self._under_way)
            while room > 0 and self._waiting:
                errand = self._waiting.popleft()
                if errand.future.running() or errand.future.set_running_or_notify_cancel():
                    try:
                        self._hand_over(errand)
                    except OSError as error:  # a file that is not there any more
                        errand.future.set_exception(error)
                        continue
                    room -= 1

    def _hand_over(self, errand: _Errand) -> None:
        assert self._client is not None
        assert self._archive is not None
        job, contents = job_of(errand.task, self._archive.root)
        errand.workers = frozenset(self._workers)
        errand.remote = self._client.submit(
            reach,
            self._station,
            job,
            *(self._file(digest, raw) for digest, raw in contents.items()),
            key=f"{self._station}-{next(self._number)}",
            workers=sorted(errand.workers),
            allow_other_workers=False,
            pure=False,
        )
        self._under_way.add(errand)
        errand.remote.add_done_callback(lambda remote: self._receive(errand, remote))

    def _file(self, digest: str, raw: bytes) -> distributed.Future:
        """Return a file's content as something that Dask brings to each worker that needs it, once."""
        assert self._client is not None
        if digest not in self._files:
            self._files[digest] = self._client.submit(bytes, raw, key=f"autograder-file-{digest}")
            while len(self._files) > _MOST_FILES:
                self._files.popitem(last=False)
        self._files.move_to_end(digest)
        return self._files[digest]

    def _take_back(self, errand: _Errand) -> None:
        self._under_way.discard(errand)
        remote, errand.remote = errand.remote, None
        if remote is not None:
            remote.cancel()

    def _receive(self, errand: _Errand, remote: distributed.Future) -> None:
        """Take in what came of a task."""
        if errand.remote is not remote:  # it was taken back
            return
        try:
            answer = remote.result() if remote.status == "finished" else Failed(_how(remote))
            if isinstance(answer, Failed):
                self._try_again(errand, answer)
                return
            found = value_of(answer, errand.task)
            if isinstance(found, Refused):
                with self._lock:
                    self._take_back(errand)
                    self._waiting.appendleft(errand)
                self._drop(found.worker, found.why)
                return
            with self._lock:
                self._under_way.discard(errand)
                errand.remote = None
            errand.kept(*found)
            errand.future.set_result(found[0])
        except Exception as error:  # of whatever kind: whoever waits for it must learn of it
            with self._lock:
                self._under_way.discard(errand)
            if not errand.future.done():
                errand.future.set_exception(error)
        finally:
            if not self._closed.is_set():
                self._send()

    def _try_again(self, errand: _Errand, error: Failed) -> None:
        """Hand a task over anew that Dask gave up, as it does when several workers in a row end at it."""
        with self._lock:
            self._take_back(errand)
            errand.failures += 1
            if errand.failures < _ATTEMPTS:
                self._waiting.appendleft(errand)
                return
        raise error


def _how(remote: distributed.Future) -> str:
    if remote.status == "error":
        error = remote.exception()
        return f"{type(error).__name__}: {error}"
    return f"Dask says that it is {remote.status}"
