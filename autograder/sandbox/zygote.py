"""The fork server: imports torch once, knows no secret, and forks one process per submission.

Started by exec (`client.ForkServer`) so that it shares no memory with the grader. It runs one thread and no tensor
operation before a fork: a forked child of a process with live OpenMP threads hangs at its first parallel loop
(PyTorch issues 17199, 41197). Arguments: the numbers of two inherited descriptors, a listening Unix socket and a
lifeline at whose end the server exits, and a JSON object of settings.

A client connects, sends one JSON line and one end of a socket pair; the server forks, hands that end to the student's
process and keeps the connection: anything more on it, or its end, kills the process; when the process ends, its exit
status is sent there.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import sys
from importlib import import_module
from typing import Any


def main() -> None:
    """Import what submissions need, say that we are ready, and serve until the lifeline ends."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    lifeline = socket.socket(fileno=int(sys.argv[2]))
    settings = json.loads(sys.argv[3])
    import torch

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    for name in settings["preload"]:
        import_module(name)
    from autograder.sandbox.shell import CellShell

    shell = CellShell.create()
    if "matplotlib.pyplot" in sys.modules:  # as in a notebook, whose kernel shows figures without being asked to
        shell.enable_matplotlib("inline")
    tasks = len(os.listdir("/proc/self/task"))
    lifeline.sendall(json.dumps({"threads": tasks}).encode() + b"\n")
    _Server(listener, lifeline, shell, settings).serve()


class _Server:
    def __init__(self, listener: socket.socket, lifeline: socket.socket, shell: Any, settings: dict[str, Any]) -> None:
        self._listener = listener
        self._lifeline = lifeline
        self._shell = shell
        self._settings = settings
        self._selector = selectors.DefaultSelector()
        self._children: dict[socket.socket, tuple[int, int]] = {}

    def serve(self) -> None:
        listen = self._selector.register
        listen(self._listener, selectors.EVENT_READ, self._accept)
        listen(self._lifeline, selectors.EVENT_READ, self._end)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj in self._selector.get_map():  # not removed by an earlier event of this round
                    key.data(key.fileobj)

    def _end(self, _: Any) -> None:
        for pid, _pidfd in self._children.values():
            os.kill(pid, signal.SIGKILL)
        os._exit(0)

    def _accept(self, _: Any) -> None:
        control, _address = self._listener.accept()
        try:
            control.settimeout(10)
            message, descriptors, *_ = socket.recv_fds(control, 1 << 16, 1)
            request = json.loads(message)
            data = socket.socket(fileno=descriptors[0])
        except (OSError, ValueError, IndexError):
            control.close()
            return
        pid = os.fork()
        if pid == 0:
            self._become_student(data, request)
        data.close()
        pidfd = os.pidfd_open(pid)
        self._children[control] = (pid, pidfd)
        self._selector.register(control, selectors.EVENT_READ, self._kill)
        self._selector.register(pidfd, selectors.EVENT_READ, lambda _: self._reap(control))

    def _become_student(self, data: socket.socket, request: dict[str, Any]) -> None:
        from autograder.sandbox import worker
        from autograder.sandbox.lockdown import Limits, Paths

        scratch = request["scratch"]
        devices = self._settings["devices"]
        paths = Paths(read=[*self._settings["read"], "/proc/self"], write=[scratch, "/dev/null", *devices])
        limits = Limits(**{**request["limits"], "gpu": bool(devices)})
        worker.main(data, self._shell, scratch, limits, paths)

    def _kill(self, control: Any) -> None:
        os.kill(self._children[control][0], signal.SIGKILL)
        self._selector.unregister(control)

    def _reap(self, control: socket.socket) -> None:
        pid, pidfd = self._children.pop(control)
        _, status = os.waitpid(pid, 0)
        self._selector.unregister(pidfd)
        os.close(pidfd)
        if control in self._selector.get_map():
            self._selector.unregister(control)
        with contextlib.suppress(OSError):  # the client may be gone
            control.sendall(json.dumps({"exit": os.waitstatus_to_exitcode(status)}).encode() + b"\n")
        control.close()


if __name__ == "__main__":
    main()
