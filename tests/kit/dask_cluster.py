"""A Dask cluster of processes on this machine, for tests and measurements."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


class Cluster:
    """A scheduler and workers, each a process of its own, without nannies."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self._folder = folder
        self._start("scheduler", "--port", "0", "--scheduler-file", str(self.file))
        wait_for(self.file.exists)
        self.address = json.loads(self.file.read_text())["address"]

    def worker(self, **variables: str) -> subprocess.Popen[bytes]:
        """Start a worker, with environment variables on top of ours."""
        place = self._folder / f"worker-{len(self.processes)}"
        arguments = ("--no-nanny", "--nthreads", "1", "--local-directory", str(place))
        return self._start("worker", self.address, *arguments, **variables)

    def _start(self, program: str, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        module = f"distributed.cli.dask_{program}"
        command = [sys.executable, "-m", module, *arguments, "--host", "127.0.0.1", "--no-dashboard"]
        environment = {**os.environ, **variables}
        environment.pop("CI", None)
        with (self._folder / f"log-{len(self.processes)}").open("wb") as log:
            process = subprocess.Popen(command, cwd=self._folder, env=environment, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def close(self) -> None:
        """End all of them."""
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(what: Callable[[], object], seconds: float = 90) -> None:
    """Wait until `what` holds."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)
