"""The fork server: imports torch once, knows no secret, and forks one process per submission.

Started by exec (`client.ForkServer`) so that it shares no memory with the grader. It runs one thread and no tensor
operation before a fork: a forked child of a process with live OpenMP threads hangs at its first parallel loop
(PyTorch issues 17199, 41197). Arguments: the numbers of two inherited descriptors, a listening Unix socket and a
lifeline at whose end the server exits, and a JSON object of settings.

A client connects, sends one JSON line and one end of a socket pair; the server forks, hands that end to the student's
process and keeps the connection. ``usage`` on it asks how much time the process has had, ``look`` besides whether it
has too much of something (`watch`); anything else, or its end, kills the process. When the process ends, its exit
status is sent there, and why, where the server itself ended it: it looks by itself as well, several times a second. A
client that sends a listening socket besides gets a process that runs the course's own cells and then serves in the same
way there (`stage`).
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from autograder.sandbox import watch
from autograder.sandbox.lockdown import Limits, Paths

_MADV_COLLAPSE = 25  # an advice that cannot be followed is not


def main() -> None:
    """Import what submissions need, say that we are ready, and serve until the lifeline ends."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    lifeline = socket.socket(fileno=int(sys.argv[2]))
    settings = json.loads(sys.argv[3])
    import torch

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    for name in settings["preload"]:
        if find_spec(name.partition(".")[0]) is not None:  # what is not installed, no submission here can use
            import_module(name)
    from autograder.sandbox.shell import CellShell

    shell = CellShell.create()
    if "matplotlib.pyplot" in sys.modules:  # as in a notebook, whose kernel shows figures without being asked to
        shell.enable_matplotlib("inline")
    gc.collect()
    gc.freeze()  # or each student's process would look through all that is imported, and so copy its memory
    _gather_memory()
    tasks = len(os.listdir("/proc/self/task"))
    lifeline.sendall(json.dumps({"threads": tasks}).encode() + b"\n")
    Server(listener, lifeline, shell, settings).serve()


def _gather_memory() -> None:
    """Have the kernel gather what is in memory in huge pages, where it can (Linux 6.1).

    A fork copies the list of pages, and its end goes through it: with torch and its like in 100,000 small ones both
    together take longer than locking a process down. Of a huge page that is written to, a small part is copied as ever.
    """
    libc = ctypes.CDLL(None)
    with open("/proc/self/maps") as file:
        for line in file:
            place, rights, _offset, _device, inode, *name = line.split()
            if rights == "rw-p" and inode == "0" and name in ([], ["[heap]"]):
                start, end = (int(part, 16) for part in place.split("-"))
                libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_COLLAPSE)


@dataclass(eq=False)
class _Child:
    pid: int
    pidfd: int
    control: socket.socket
    scratch: str
    limits: Limits
    why: tuple[str, int] | None = None
    next_look: float = 0.0
    gone: bool = False


class Server:
    """Forks processes for whoever connects to `listener`, until `lifeline` ends; `shell` is what they run cells in.

    Nothing that a process does may end or stall it: what goes wrong on behalf of one process ends that one.
    """

    def __init__(self, listener: socket.socket, lifeline: socket.socket, shell: Any, settings: dict[str, Any]) -> None:
        self.children: list[_Child] = []
        self._listener = listener
        self._shell = shell
        self._settings = settings
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ, (self._accept, None))
        self._selector.register(lifeline, selectors.EVENT_READ, (self._end, None))

    def serve(self) -> None:
        while True:
            self.serve_once()

    def serve_once(self) -> None:
        """Wait for something to happen, or for the next look, and deal with it."""
        for key, _ in self._selector.select(watch.INTERVAL if self.children else None):
            handle, child = key.data
            if child is None:
                handle()
            elif not child.gone:  # else it ended by an earlier event of this round
                self._for(child, handle)
        now = time.monotonic()
        for child in [child for child in self.children if child.next_look <= now]:
            self._for(child, self._look_at)

    def _for(self, child: _Child, do: Callable[[_Child], object]) -> None:
        try:
            do(child)
        except Exception:
            traceback.print_exc()  # into the server's log
            with contextlib.suppress(OSError):
                os.kill(child.pid, signal.SIGKILL)

    def _look_at(self, child: _Child) -> bool:
        """Say whether the process is well, or else end it."""
        if child.why is None:
            start = time.monotonic()
            child.why = watch.excess(child.pid, child.scratch, child.limits)
            now = time.monotonic()
            child.next_look = now + max(watch.INTERVAL, (now - start) / watch.SHARE)
            if child.why is not None:
                os.kill(child.pid, signal.SIGKILL)
        return child.why is None

    def _end(self) -> None:
        for child in self.children:
            os.kill(child.pid, signal.SIGKILL)
        os._exit(0)

    def _accept(self) -> None:
        control = None
        received: list[socket.socket] = []
        try:
            control, _address = self._listener.accept()
            control.settimeout(10)
            message, descriptors, *_ = socket.recv_fds(control, 1 << 16, 2)
            received = [socket.socket(fileno=number) for number in descriptors]
            request = json.loads(message)
            self._fork(control, received, request["scratch"], Limits(**request["limits"]))
        except (OSError, ValueError, LookupError, TypeError):
            traceback.print_exc()
            if control is not None:
                control.close()
        finally:
            for each in received:
                each.close()

    def _fork(self, control: socket.socket, received: list[socket.socket], scratch: str, limits: Limits) -> None:
        data, *listeners = received
        pid = os.fork()
        if pid == 0:
            if listeners:
                self._become_stage(data, listeners[0], scratch, limits)
            self._become_student(data, scratch, limits)
        child = _Child(pid, os.pidfd_open(pid), control, scratch, limits)
        self.children.append(child)
        self._selector.register(control, selectors.EVENT_READ, (self._heard, child))
        self._selector.register(child.pidfd, selectors.EVENT_READ, (self._reap, child))

    def _become_student(self, data: socket.socket, scratch: str, limits: Limits) -> None:
        from autograder.sandbox import worker

        # CUDA names its threads, and does not start where it may not.
        devices = [*self._settings["devices"], "/proc/self/task"] if limits.gpu else []
        paths = Paths(
            read=[*self._settings["read"], "/proc/self"],
            write=[scratch, "/dev/null", *devices],
            scratch=scratch,
            hide=self._settings["hide"],
        )
        worker.main(data, self._shell, scratch, limits, paths, self._settings.get("held", ()))

    def _become_stage(self, data: socket.socket, listener: socket.socket, scratch: str, limits: Limits) -> None:
        from autograder.sandbox import stage

        def fork_students(held: list[int]) -> None:
            Server(listener, data, self._shell, {**self._settings, "held": held}).serve()

        stage.main(data, listener, self._shell, scratch, limits, self._settings, fork_students)

    def _heard(self, child: _Child) -> None:
        with contextlib.suppress(OSError):
            asked = child.control.recv(64)
            if asked in (b"look\n", b"usage\n"):
                if asked == b"usage\n" or self._look_at(child):
                    usage = dataclasses.asdict(watch.usage(child.pid))
                    child.control.sendall(json.dumps({"well": usage}).encode() + b"\n")
                return
        self._selector.unregister(child.control)
        os.kill(child.pid, signal.SIGKILL)

    def _reap(self, child: _Child) -> None:
        child.gone = True
        self.children.remove(child)
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        with contextlib.suppress(KeyError):  # where the client has let go, it is not listened to any more
            self._selector.unregister(child.control)
        _, status = os.waitpid(child.pid, 0)
        with contextlib.suppress(OSError):  # the client may be gone
            ending = {"exit": os.waitstatus_to_exitcode(status), "why": child.why}
            child.control.sendall(json.dumps(ending).encode() + b"\n")
        child.control.close()


if __name__ == "__main__":
    main()
