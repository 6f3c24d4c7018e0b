"""The fork server: imports torch once, knows no secret, and forks one process per submission.

Started by exec (`client.ForkServer`) so that it shares no memory with the grader. It runs one thread and no tensor
operation before a fork: a forked child of a process with live OpenMP threads hangs at its first parallel loop
(PyTorch issues 17199, 41197). Arguments: the numbers of two inherited descriptors, a listening Unix socket and a
lifeline at whose end the server exits, and a JSON object of settings.

A client connects, sends one JSON line and one end of a socket pair; the server forks, hands that end to the student's
process and keeps the connection. ``look`` on it asks whether the process has too much of something (`watch`); anything
else, or its end, kills the process. When the process ends, its exit status is sent there, and why, where the server
itself ended it: it looks by itself as well, several times a second. A client that sends a listening socket besides gets
a process that runs the course's own cells and then serves in the same way there (`stage`).
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from autograder.sandbox import watch
from autograder.sandbox.lockdown import Limits, Paths


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
    tasks = len(os.listdir("/proc/self/task"))
    lifeline.sendall(json.dumps({"threads": tasks}).encode() + b"\n")
    Server(listener, lifeline, shell, settings).serve()


@dataclass
class _Child:
    pid: int
    pidfd: int
    scratch: str
    limits: Limits
    why: tuple[str, int] | None = None


class Server:
    """Forks processes for whoever connects to `listener`, until `lifeline` ends; `shell` is what they run cells in."""

    def __init__(self, listener: socket.socket, lifeline: socket.socket, shell: Any, settings: dict[str, Any]) -> None:
        self._listener = listener
        self._lifeline = lifeline
        self._shell = shell
        self._settings = settings
        self._selector = selectors.DefaultSelector()
        self._children: dict[socket.socket, _Child] = {}
        self._next_look = 0.0

    def serve(self) -> None:
        listen = self._selector.register
        listen(self._listener, selectors.EVENT_READ, self._accept)
        listen(self._lifeline, selectors.EVENT_READ, self._end)
        while True:
            for key, _ in self._selector.select(watch.INTERVAL if self._children else None):
                if key.fileobj in self._selector.get_map():  # not removed by an earlier event of this round
                    key.data(key.fileobj)
            self._look()

    def _look(self) -> None:
        """End the processes that have too much of something."""
        if time.monotonic() < self._next_look:
            return
        for child in self._children.values():
            self._look_at(child)
        self._next_look = time.monotonic() + watch.INTERVAL

    def _look_at(self, child: _Child) -> bool:
        """Say whether the process is well, or else end it."""
        if child.why is None and (why := watch.excess(child.pid, child.scratch, child.limits)):
            child.why = why
            os.kill(child.pid, signal.SIGKILL)
        return child.why is None

    def _end(self, _: Any) -> None:
        for child in self._children.values():
            os.kill(child.pid, signal.SIGKILL)
        os._exit(0)

    def _accept(self, _: Any) -> None:
        control, _address = self._listener.accept()
        try:
            control.settimeout(10)
            message, descriptors, *_ = socket.recv_fds(control, 1 << 16, 2)
            request = json.loads(message)
            scratch, limits = request["scratch"], Limits(**request["limits"])
            data, *listeners = (socket.socket(fileno=number) for number in descriptors)
        except (OSError, ValueError, LookupError, TypeError):
            control.close()
            return
        pid = os.fork()
        if pid == 0:
            if listeners:
                self._become_stage(data, listeners[0], scratch, limits)
            self._become_student(data, scratch, limits)
        for received in (data, *listeners):
            received.close()
        pidfd = os.pidfd_open(pid)
        self._children[control] = _Child(pid, pidfd, scratch, limits)
        self._selector.register(control, selectors.EVENT_READ, self._heard)
        self._selector.register(pidfd, selectors.EVENT_READ, lambda _: self._reap(control))

    def _become_student(self, data: socket.socket, scratch: str, limits: Limits) -> None:
        from autograder.sandbox import worker

        devices = self._settings["devices"] if limits.gpu else []
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

    def _heard(self, control: Any) -> None:
        child = self._children[control]
        with contextlib.suppress(OSError):
            if control.recv(64) == b"look\n":
                if self._look_at(child):
                    control.sendall(b'{"well": true}\n')
                return
        os.kill(child.pid, signal.SIGKILL)
        self._selector.unregister(control)

    def _reap(self, control: socket.socket) -> None:
        child = self._children.pop(control)
        _, status = os.waitpid(child.pid, 0)
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        if control in self._selector.get_map():
            self._selector.unregister(control)
        with contextlib.suppress(OSError):  # the client may be gone
            ending = {"exit": os.waitstatus_to_exitcode(status), "why": child.why}
            control.sendall(json.dumps(ending).encode() + b"\n")
        control.close()


if __name__ == "__main__":
    main()
