"""A process in which the course's own cells run once, and from which students' processes are then forked.

It runs no student's code, so that it need not be locked down as those are; it gives up what it can while it still
forks (`lockdown.hold_back`). A student's process that is forked here locks itself down as always. It has a copy of all
that the cells made in memory, and a scratch folder of its own, into which the client copied what they wrote.

Not everything survives a fork, or may be shared by those forked: then the stage does not open, and says why.
"""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn

from autograder.sandbox import wire, worker
from autograder.sandbox.lockdown import Limits, Paths, hold_back
from autograder.sandbox.shell import CellShell

_SECONDS_TO_END = 2.0  # for threads


def main(
    connection: socket.socket,
    listener: socket.socket,
    shell: CellShell,
    scratch: str,
    limits: Limits,
    settings: dict[str, Any],
    fork_students: Callable[[list[int]], None],
) -> NoReturn:
    """Run the cells that `connection` sends, then `fork_students` until `connection` ends; never returns.

    `fork_students` is given the descriptors of files that students' processes must find open.
    """
    paths = Paths(
        read=[*settings["read"], "/proc"],  # of its students' processes as well, to watch them
        write=[os.path.dirname(scratch), "/dev/null"],
        scratch=scratch,
    )
    shell.max_output = limits.output
    worker.live(
        connection,
        [listener.fileno()],
        scratch,
        lambda: hold_back(limits, paths),
        lambda: _work(connection, shell, fork_students),
    )


def _work(connection: socket.socket, shell: CellShell, fork_students: Callable[[list[int]], None]) -> None:
    folder, open_before, shared_before = os.getcwd(), _open_files(), _shared_memory()
    fork = os.fork
    vars(os)["fork"] = _refused  # as for a student: what cells do must not depend on where they run
    nonce = worker.serve(connection, shell)
    vars(os)["fork"] = fork
    gc.collect()  # closes what is only waiting to be closed
    _end_progress_monitors()
    held = sorted(_open_files() - open_before)
    obstacle = ""
    if not _is_single_threaded():
        obstacle = "they left threads running"
    elif not all(map(worker.is_open_to_read, held)):
        obstacle = "they left connections or files open that they write"
    elif _shared_memory() - shared_before:
        obstacle = "they made memory that processes share"
    elif os.getcwd() != folder:
        obstacle = "they went to another folder"
    wire.send_reply(connection, nonce, {"obstacle": obstacle}, lambda _: (0, ""))
    if not obstacle:
        fork_students(held)


def _refused() -> NoReturn:
    raise PermissionError(1, "Operation not permitted")


def _is_single_threaded() -> bool:
    """Say whether this process has one thread; one that was ended a moment ago may take another to go."""
    deadline = time.monotonic() + _SECONDS_TO_END
    while len(os.listdir("/proc/self/task")) > 1:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _end_progress_monitors() -> None:
    """End the threads that tqdm's first bar of each kind starts; another bar starts another."""
    for thread in threading.enumerate():
        if type(thread).__module__.startswith("tqdm."):
            thread.exit()  # type: ignore[attr-defined]


def _open_files() -> set[int]:
    """Return the descriptors that are open."""
    found = set()
    for number in map(int, os.listdir("/proc/self/fd")):
        with contextlib.suppress(OSError):  # the listing's own is closed by now
            os.fstat(number)
            found.add(number)
    return found


def _shared_memory() -> set[str]:
    """Return the mappings through which processes forked from this one could write to each other."""
    with open("/proc/self/maps") as file:
        return {line.split()[0] for line in file if line.split()[1].startswith("rw") and line.split()[1][3] == "s"}
