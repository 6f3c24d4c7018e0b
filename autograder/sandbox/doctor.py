"""Tries each protection for real, on this machine: what student code must not manage is tried in its place."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from autograder.sandbox.client import Process, ProcessEnded, Timeout
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.lockdown import Limits
from autograder.sandbox.server import ForkServer


@dataclass(frozen=True)
class Attempt:
    """Something that student code must not manage.

    Attributes:
        what: what is prevented.
        source: a notebook cell that ends without an error only when it managed. ``{secret}`` is a file of the
            grader's, ``{sibling}`` one of another submission, ``{config}`` a folder that all submissions read,
            ``{pid}`` a process of the grader's, ``{net}`` and ``{pids}`` the grader's namespaces.
        by: which protections prevent it.
        limits: what the process may use.
        seconds: how long the cell may take.
        outside: whether it is tried outside the sandbox first, where it must work, or nothing would be shown.
    """

    what: str
    source: str
    by: str
    limits: Limits = field(default=Limits(memory=1 << 30))
    seconds: float = 20.0
    outside: bool = True


ATTEMPTS = [
    Attempt("reading files", "open({secret!r})", "Landlock, namespaces"),
    Attempt("writing files", "open({secret!r}, 'a')", "Landlock, namespaces"),
    Attempt("removing files", "import os; os.rename({secret!r}, {secret!r})", "Landlock, namespaces"),
    Attempt("changing modes", "import os; os.chmod({secret!r}, 0o600)", "seccomp, namespaces"),
    Attempt("seeing names of files", "import os; os.stat({secret!r})", "namespaces"),
    Attempt("reading others' files", "open({sibling!r})", "Landlock or own mounts"),
    Attempt("writing others' files", "open({sibling!r}, 'a')", "Landlock or own mounts"),
    Attempt("writing what all read", "open({config!r} + '/doctor', 'w').close()", "Landlock or own mounts"),
    Attempt("TCP", "import socket; socket.socket()", "seccomp, Landlock, namespaces"),
    Attempt("UDP", "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "seccomp, namespaces"),
    Attempt("Unix sockets", "import socket; socket.socket(socket.AF_UNIX)", "seccomp"),
    Attempt("the grader's network", "import os; assert os.readlink('/proc/self/ns/net') == {net!r}", "namespaces"),
    Attempt("the grader's processes", "import os; assert os.readlink('/proc/self/ns/pid') == {pids!r}", "namespaces"),
    Attempt("new processes", "import os\nif os.fork() == 0: os._exit(0)", "seccomp"),
    Attempt("other programs", "import os; os.posix_spawn('/bin/true', ['true'], {{}})", "seccomp, Landlock"),
    Attempt("signals to others", "import os; os.kill({pid}, 0)", "seccomp, Landlock, namespaces"),
    Attempt("others' memory", "open('/proc/{pid}/mem', 'rb')", "Landlock, namespaces"),
    Attempt("others' environment", "open('/proc/{pid}/environ', 'rb')", "Landlock, namespaces"),
    Attempt(
        "privileges",
        "s = open('/proc/self/status').read()\nassert 'NoNewPrivs:\\t0' in s",
        "no_new_privs, no capabilities",
    ),
    Attempt("too much memory", "x = bytearray(512 << 20)", "RLIMIT_AS", Limits(memory=256 << 20)),
    Attempt(
        "too much processor time",
        "import time\nwhile time.process_time() < 60: pass",
        "RLIMIT_CPU",
        Limits(cpu_seconds=1),
        outside=False,
    ),
    Attempt("endless loops", "while True: pass", "the grader's clock", seconds=0.5, outside=False),
    Attempt("large files", "open('big', 'wb').write(bytes(2 << 20))", "RLIMIT_FSIZE", Limits(file_size=1 << 20)),
    Attempt(
        "too many open files", "x = [open('/dev/null') for _ in range(100)]", "RLIMIT_NOFILE", Limits(open_files=64)
    ),
    Attempt(
        "full disks",
        "import time\nfor i in range(32): open(f'f{{i}}', 'wb').write(bytes(1 << 20))\ntime.sleep(2)",
        "the fork server's watch",
        Limits(disk=4 << 20),
    ),
    Attempt(
        "too many files",
        "import time\nfor i in range(500): open(f'f{{i}}', 'w').close()\ntime.sleep(2)",
        "the fork server's watch",
        Limits(files=100),
    ),
    Attempt(
        "too many threads",
        "import threading, time\nfor _ in range(60): threading.Thread(target=time.sleep, args=(2,)).start()\n"
        "time.sleep(2)",
        "the fork server's watch",
        Limits(threads=20),
    ),
]


@dataclass(frozen=True)
class Finding:
    """What came of an attempt: whether it was prevented, or None where it does not work here in any case."""

    attempt: Attempt
    prevented: bool | None
    how: str


def try_all(server: ForkServer, address: str = "") -> list[Finding]:
    """Try every attempt in a process of its own at `server`, and first outside, where it must succeed.

    With an `address`, that of a stage of the server's, the processes are forked there.
    """
    with (
        tempfile.TemporaryDirectory(prefix="autograder-doctor-") as folder,
        scratch_folder(server.scratch_root, []) as other,
    ):
        (other / "homework.txt").write_text("another submission's\n")
        secret = Path(folder) / f"secret-{secrets.token_hex(8)}"
        secret.write_text("a file of the grader's\n")
        namespaces = {name: os.readlink(f"/proc/self/ns/{name}") for name in ("net", "pid")}
        values = {
            "secret": str(secret),
            "sibling": str(other / "homework.txt"),
            "config": server.config,
            "pid": os.getpid(),
            "net": namespaces["net"],
            "pids": namespaces["pid"],
        }
        return [
            _try(server, address or server.address, attempt, attempt.source.format(**values)) for attempt in ATTEMPTS
        ]


def _try(server: ForkServer, address: str, attempt: Attempt, source: str) -> Finding:
    if attempt.outside:
        with tempfile.TemporaryDirectory(prefix="autograder-doctor-") as folder:
            done = subprocess.run([sys.executable, "-c", source], cwd=folder, capture_output=True, text=True)
        if done.returncode != 0:
            why = (done.stderr.strip().splitlines() or ["no message"])[-1]
            return Finding(attempt, None, f"does not work outside either: {why}")
    with scratch_folder(server.scratch_root, []) as scratch:
        process = Process(address, scratch, attempt.limits)
        process.wait_ready(60)
        try:
            error = process.request({"op": "cell", "source": source, "seed": 0}, attempt.seconds)["error"]
        except ProcessEnded as ended:
            return Finding(attempt, True, str(ended))
        except Timeout:
            return Finding(attempt, True, "the process was killed when its time was up")
        finally:
            process.kill()
    return Finding(attempt, error is not None, f"{error['type']}: {error['text']}" if error else "it worked")
