"""What a Dask worker does for a class run: it holds the suite, one fork server and grading processes of its own.

A `Station` is sent to every worker, also to those that join later. It sees first whether the worker has what the course
demands, and says so to whoever started the run; only workers that have it are sent tasks.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import SchedulerPlugin, WorkerPlugin, get_worker

from autograder.errors import SandboxUnavailable
from autograder.grading.digests import engine, versions
from autograder.grading.environment import environment
from autograder.running.contents import Contents
from autograder.running.machine import LOST, Machine
from autograder.running.parcels import Archive, answer_of, failure, refusal, task_of, unpack
from autograder.sandbox.folders import remove
from autograder.sandbox.server import ForkServer, gpu_devices, readable_paths

_ATTEMPTS = 2

_open: dict[str, Station] = {}
"""The stations of this process, by name."""


@dataclass(frozen=True)
class Demands:
    """What a worker must have.

    Attributes:
        versions: of Python and the libraries.
        engine: a digest of this package's part in a verdict, and of these versions.
        strict: whether every layer of isolation must be there.
        gpu: whether student code is to have a GPU.
        preload: what the fork server imports.
        variables: environment variables of the students' processes.
    """

    versions: Mapping[str, str]
    engine: str
    strict: bool
    gpu: bool
    preload: Sequence[str]
    variables: Mapping[str, str]


class Station(WorkerPlugin):
    """One class run's place on a worker."""

    def __init__(self, name: str, archive: Archive, seed: int, demands: Demands) -> None:
        """Describe a station; it is opened where it arrives.

        Args:
            name: of the station, and the topic of what it says.
            archive: the suite.
            seed: the course's, which goes with the suite and is in no task.
            demands: what a worker must have.
        """
        self.name = name
        self._archive = archive
        self._seed = seed
        self._demands = demands

    async def setup(self, worker: Any) -> None:
        """Open the station on a worker that has what is demanded, and say whether it does."""
        self._worker = worker.address
        self._slots = worker.state.nthreads
        self._lock = threading.Lock()
        self._door = threading.Lock()  # who started the run may leave while the station is being opened
        self._left = False
        self._losses = 0
        self._machine: Machine | None = None
        self._folder: Path | None = None
        self._contents: Contents | None = None
        why = ""
        try:
            await asyncio.to_thread(self._set_up, Path(worker.local_directory))
        except Exception as error:  # whatever it is, this worker is of no use, and the others are
            why = str(error) if isinstance(error, SandboxUnavailable) else f"{type(error).__name__}: {error}"
            await asyncio.to_thread(self._clear)
        said = {"worker": self._worker, "slots": self._slots, "environment": environment(), "refusal": why}
        worker.log_event(self.name, said)

    async def teardown(self, worker: Any) -> None:
        """Close the station."""
        await asyncio.to_thread(self._clear)

    def _set_up(self, place: Path) -> None:
        with self._door:
            if self._left:
                return
            self._check(place)
            self._folder = Path(tempfile.mkdtemp(prefix="autograder-", dir=place))
            unpack(self._archive, self._folder / "suite")
            self._contents = Contents(self._folder / "files")
            self._machine = Machine(self._slots, self._demands.strict, self._new_server)
            self._machine.open().wait_ready()
            _open[self.name] = self

    def _new_server(self) -> ForkServer:
        return ForkServer(self._demands.preload, self._demands.variables)

    def _check(self, place: Path) -> None:
        """See that the worker is as demanded.

        Raises:
            SandboxUnavailable: it is not; isolation itself is looked at when the fork server starts.
        """
        theirs, ours = self._demands.versions, versions()
        if wrong := [
            f"{n} {ours.get(n, 'none')} in the place of {theirs[n]}" for n in theirs if theirs[n] != ours.get(n)
        ]:
            raise SandboxUnavailable(f"it has {', '.join(wrong)}")
        if self._demands.engine != engine():
            raise SandboxUnavailable("it has another version of this kit")
        if self._demands.gpu and not gpu_devices():
            raise SandboxUnavailable("it has no NVIDIA GPU")
        if multiprocessing.current_process().daemon:
            raise SandboxUnavailable(
                "its nanny started it so that it may start no processes: set DASK_DISTRIBUTED__WORKER__DAEMON=False"
            )
        if any(place.resolve().is_relative_to(Path(path).resolve()) for path in readable_paths()):
            raise SandboxUnavailable(f"{place}, its folder, lies inside what student code can read")

    def _clear(self) -> None:
        with self._door:
            self._left = True
            _open.pop(self.name, None)
            if self._machine is not None:
                self._machine.close()
            if self._folder is not None:
                remove(self._folder)

    def reach(self, job: str, contents: Sequence[bytes]) -> bytes:
        """Work on a task and return what came of it, as JSON; `contents` are the files that it names."""
        try:
            assert self._folder is not None
            assert self._contents is not None
            with self._contents.holding(contents) as file_of:
                value = self._work(task_of(job, file_of, self._folder / "suite", self._seed))
            return answer_of(value, environment())
        except SandboxUnavailable as error:
            return refusal(self._worker, str(error))
        except Exception as error:
            return failure(error)

    def _work(self, task: Any) -> Any:
        assert self._machine is not None
        for _attempt in range(_ATTEMPTS):
            losses = self._losses
            try:
                with self._lock:
                    future = self._machine.submit(task, lambda *_: None)
                return future.result()
            except LOST as error:
                with self._lock:
                    if losses == self._losses:  # else a neighbour has seen the same loss and mended it
                        self._machine.mend(error)
                        self._losses += 1
        raise RuntimeError("a grading process or the fork server ended twice while this submission was graded")


def reach(station: str, job: str, *contents: bytes) -> bytes:
    """Work on a task at a station of this process; see `Station.reach`."""
    found = _open.get(station)
    return found.reach(job, contents) if found else refusal(get_worker().address, "its station is closed")


class Leaving(SchedulerPlugin):
    """Closes a run's stations once the one who started it is gone, however that came."""

    def __init__(self, client: str, station: str) -> None:
        self.name = f"{station}-leaving"
        self._client = client
        self._station = station

    def remove_client(self, scheduler: Any, client: str) -> None:
        if client == self._client:
            scheduler.loop.add_callback(self._close, scheduler)

    async def _close(self, scheduler: Any) -> None:
        scheduler.remove_plugin(self.name)
        await scheduler.unregister_worker_plugin(comm=None, name=self._station)
