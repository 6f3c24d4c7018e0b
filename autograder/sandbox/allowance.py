"""How long a student's process may take for its answers, on a machine that others use as well.

A limit in seconds by the wall is one that a busy machine makes stricter: a process that waits for a processor answers
late through no fault of its own. So the clock runs only while an answer is waited for, and the time in which the
process could have run but had no processor does not count. Sleeping counts, and so does each thread's processor time.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

_LEAST_WAIT = 0.05  # seconds between two looks at a process that waits for a processor all the time


@dataclass(frozen=True)
class Usage:
    """What a process has had since it began, in seconds."""

    processor: float = 0.0
    """Processor time of all threads."""
    waited: float = 0.0
    """Time in which its main thread was ready to run and no processor was free; 0 where the kernel does not say."""


class Measured(Protocol):
    """A process whose usage can be asked for."""

    alive: bool
    usage: Usage
    """As it was at the latest look."""

    def measure(self) -> Usage:
        """Look at it now."""


class Allowance:
    """Seconds for the answers of one process, or of several, one after the other."""

    def __init__(self, seconds: float, latest: float = math.inf) -> None:
        """Allow `seconds`, and by the wall nothing after `latest`, on the clock of `time.monotonic`."""
        self.seconds = seconds
        self._latest = latest
        self._process: Measured | None = None
        self._start = Usage()
        self._before = 0.0  # that counts, of earlier processes
        self._counted = 0.0  # by the wall, of this process, except the running wait
        self._forgiven = 0.0
        self._since: float | None = None

    @property
    def spent(self) -> float:
        """The seconds that count so far, unless the process had to wait for a processor since they were looked at."""
        return self._before + self._by_the_wall() - self._forgiven

    def _by_the_wall(self) -> float:
        """Return for how long the present process has been waited for."""
        return self._counted + (0.0 if self._since is None else time.monotonic() - self._since)

    def is_over(self) -> bool:
        """Say whether nothing is left."""
        if self.spent >= self.seconds:
            self._forgive()
        return self.spent >= self.seconds or time.monotonic() >= self._latest

    @contextlib.contextmanager
    def running(self, process: Measured) -> Iterator[Callable[[], float]]:
        """Let the clock run; gives a function that says how long to wait, and raises `TimeoutError` at the end."""
        if process is not self._process:
            self._before, self._counted, self._forgiven = self.spent, 0.0, 0.0
            self._process, self._start = process, process.usage
        self._since = time.monotonic()
        try:
            yield self._left
        finally:
            self._counted += time.monotonic() - self._since
            self._since = None

    def _left(self) -> float:
        if self.is_over():
            raise TimeoutError
        return min(max(self.seconds - self.spent, _LEAST_WAIT), max(self._latest - time.monotonic(), 0.001))

    def _forgive(self) -> None:
        if self._process is None or not self._process.alive:
            return
        now, wall = self._process.measure(), self._by_the_wall()
        counts = max(wall - (now.waited - self._start.waited), now.processor - self._start.processor)
        self._forgiven = max(self._forgiven, wall - counts)
