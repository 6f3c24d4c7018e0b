"""Forks processes as the fork server does, with all that it has imported, but locks none of them down.

    python -m tests.kit.bench.unlocked NUMBER

They run no student's code: each is greeted, answers and ends. Prints a JSON object, the seconds on the clock and of
processor time that all of them took together.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import socket
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import torch

from autograder.sandbox import wire
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.server import PRELOAD
from autograder.sandbox.shell import CellShell
from autograder.sandbox.worker import live, serve


def main() -> None:
    """Fork, and print what it took."""
    torch.set_num_threads(1)
    for name in PRELOAD:
        import_module(name)
    shell = CellShell.create()
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory() as root:
        _ask(shell, Path(root))  # what comes but once
        wall, processor = time.monotonic(), _processor_seconds()
        for _ in range(int(sys.argv[1])):
            _ask(shell, Path(root))
        print(json.dumps({"wall": time.monotonic() - wall, "processor": _processor_seconds() - processor}))


def _ask(shell: CellShell, root: Path) -> None:
    with scratch_folder(root, []) as scratch:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            live(theirs, [], str(scratch), lambda: None, lambda: serve(theirs, shell))
        theirs.close()
        wire.send_requests(ours, 1, [wire.encode_request({"op": "hello"})], lambda: 30.0)
        [reply] = wire.receive_replies(ours, 1, 1, lambda: 30.0)
        if reply.decode() != {}:
            sys.exit("a process that was forked did not answer its greeting")
        ours.close()
        os.waitpid(pid, 0)


def _processor_seconds() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    main()
