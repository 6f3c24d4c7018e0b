"""Time limits on a machine that others use too: waiting for a processor costs a submission nothing, all else does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox import allowance
from autograder.sandbox.allowance import Allowance, Usage
from autograder.sandbox.client import Process, Timeout
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import ForkServer

WORK = "import time\nwhile time.process_time() < {}: pass"


@dataclass
class Clock:
    """A clock that tests turn, in place of the machine's."""

    now: float = 100.0

    def monotonic(self) -> float:
        return self.now


@dataclass
class Played:
    """A process of which a test says what it does."""

    clock: Clock
    alive: bool = True
    usage: Usage = field(default_factory=Usage)

    def measure(self) -> Usage:
        return self.usage

    def spend(self, running: float, waiting: float, asleep: float) -> None:
        self.usage = Usage(self.usage.processor + running, self.usage.waited + waiting)
        self.clock.now += running + waiting + asleep


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(allowance, "time", clock := Clock())
    return clock


seconds = st.floats(0, 5)
pieces = st.lists(st.tuples(seconds, seconds, seconds), max_size=6)


@given(before=pieces, waits=st.lists(pieces, max_size=4), pauses=seconds)
def test_only_running_and_sleeping_count_and_only_while_it_is_waited_for(
    before: list[tuple[float, float, float]], waits: list[list[tuple[float, float, float]]], pauses: float
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allowance, "time", clock := Clock())
        process = Played(clock)
        for piece in before:
            process.spend(*piece)
        allowed = Allowance(10.0)
        counted = 0.0
        for wait in waits:
            with allowed.running(process) as left:
                for piece in wait:
                    process.spend(*piece)
                    counted += piece[0] + piece[2]
                    if counted > 10.001:
                        with pytest.raises(TimeoutError):
                            left()
                    elif counted < 9.999:
                        assert left() > 0
            clock.now += pauses
        if abs(counted - 10) > 0.001:
            assert allowed.is_over() == (counted > 10)


def test_threads_that_keep_the_main_one_waiting_count(clock: Clock) -> None:
    process = Played(clock)
    allowed = Allowance(10.0)
    with allowed.running(process) as left:
        process.usage = Usage(processor=18.0, waited=9.5)  # two processors for ten seconds
        clock.now += 10.0
        with pytest.raises(TimeoutError):
            left()


def test_nothing_goes_on_after_the_latest_moment(clock: Clock) -> None:
    process = Played(clock)
    allowed = Allowance(10.0, latest=clock.now + 30)
    with allowed.running(process) as left:
        process.spend(0, 29, 0)
        assert 0 < left() <= 1
        process.spend(0, 1, 0)
        with pytest.raises(TimeoutError):
            left()


def test_another_process_goes_on_with_what_the_first_one_left(clock: Clock) -> None:
    allowed = Allowance(10.0)
    first, second = Played(clock), Played(clock, usage=Usage(processor=3.0, waited=2.0))
    with allowed.running(first):
        first.spend(6, 50, 0)
        assert not allowed.is_over()
    first.alive = False
    with allowed.running(second):
        second.spend(3.9, 50, 0)
        assert not allowed.is_over()
        second.spend(0.2, 0, 0)
        assert allowed.is_over()


@contextmanager
def busy_machine() -> Iterator[None]:
    """Keep each processor busy with three other processes."""
    others = [  # in sessions of their own: Linux shares the processors among sessions
        subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
        for _ in range(3 * (os.cpu_count() or 1))
    ]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@pytest.mark.slow
@pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(), reason="the kernel does not say how long a process waits"
)
def test_a_busy_machine_makes_no_limit_stricter(server: ForkServer) -> None:
    def run(source: str, seconds: float) -> float:
        with scratch_folder(server.scratch_root, []) as folder:
            process = Process(server.address, folder, Limits())
            process.wait_ready(60)
            process.check()
            start = time.monotonic()
            try:
                process.request({"op": "cell", "source": source, "seed": 0}, seconds)
            finally:
                process.kill()
            return time.monotonic() - start

    with busy_machine():
        assert run(WORK.format(1.0), 1.3) > 1.3  # by the wall it is late
        for source in ("while True: pass", "import time; time.sleep(60)"):
            with pytest.raises(Timeout):
                run(source, 0.5)
