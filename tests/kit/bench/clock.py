"""Measures what commands and processes take: wall-clock seconds, processor seconds, memory of their own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from tests.kit.conftest import REPO

_TICKS = os.sysconf("SC_CLK_TCK")
_SAMPLE_SECONDS = 0.05
_ENDING_SECONDS = 20.0
_GRADING = b"multiprocessing.forkserver"
_STUDENTS = b"autograder.sandbox.zygote"


@dataclass
class Cost:
    """What something took: seconds on the clock, and processor seconds of all processes that had a part in it.

    Of the latter, `own` are this process's, and `servers` those of living children, such as a fork server, without
    the processes that they waited for.
    """

    wall: float = 0.0
    processor: float = 0.0
    own: float = 0.0
    servers: float = 0.0

    def __truediv__(self, number: int) -> Cost:
        return Cost(*(seconds / number for seconds in astuple(self)))


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    cost: Cost
    output: str


def command(
    arguments: list[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    statuses: tuple[int, ...] = (0,),
    watch: Callable[[int], None] | None = None,
) -> Done:
    """Run one of the environment's programs in `folder`; end the benchmark with its output when it fails.

    Args:
        arguments: the program's name and its arguments.
        folder: where it runs.
        environment: variables on top of ours.
        statuses: the exit statuses that are no failure.
        watch: called with the process's number again and again while it runs.
    """
    _reap()
    with tempfile.TemporaryFile() as out:
        before, start = _reaped_seconds(), time.monotonic()
        process = subprocess.Popen(
            [f"{sys.prefix}/bin/{arguments[0]}", *arguments[1:]],
            cwd=folder,
            env={**_environment(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        while watch is not None and process.poll() is None:
            watch(process.pid)
            time.sleep(_SAMPLE_SECONDS)
        status = process.wait()
        wall = time.monotonic() - start
        _reap()
        cost = Cost(wall, _reaped_seconds() - before)
        out.seek(0)
        output = out.read().decode(errors="replace")
    if status not in statuses:
        sys.exit(f"{' '.join(arguments)} ended with status {status}:\n{output[-3000:]}")
    return Done(cost, output)


def _environment() -> dict[str, str]:
    path = f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}"  # nbgrader starts alembic by name
    inherited = {name: value for name, value in os.environ.items() if name != "CI"}  # see `tests.kit.conftest.run`
    return {**inherited, "PATH": path, "PYTHONPATH": str(REPO), "COLUMNS": "200"}


def _reap() -> None:
    """Wait for every child, also those that became ours when their parent ended."""
    end = time.monotonic() + _ENDING_SECONDS
    while time.monotonic() < end:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            time.sleep(0.01)
    print("a process that was started does not end: its processor time is missing", file=sys.stderr)


def _reaped_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@contextmanager
def measured() -> Iterator[Cost]:
    """Give a `Cost` that holds, after the block, what it took in this process and in all that it started."""
    cost = Cost()
    (servers, ended), own, start = _others_seconds(), time.process_time(), time.monotonic()
    yield cost
    cost.wall = time.monotonic() - start
    cost.own = time.process_time() - own
    servers_now, ended_now = _others_seconds()
    cost.servers = servers_now - servers
    cost.processor = cost.own + cost.servers + ended_now - ended


def _others_seconds() -> tuple[float, float]:
    """Return the processor seconds of the living descendants, and of all that they and this process have waited for."""
    ticks = [list(map(int, _stat(pid)[11:15])) for pid in descendants(os.getpid())]
    living, ended = sum(sum(each[:2]) for each in ticks), sum(sum(each[2:]) for each in ticks)
    return living / _TICKS, _reaped_seconds() + ended / _TICKS


def descendants(root: int) -> dict[int, int]:
    """Return the living descendants of a process, and the parent of each."""
    parents = {int(name): int((_stat(int(name)) or ["", "0"])[1]) for name in os.listdir("/proc") if name.isdigit()}
    found: dict[int, int] = {}
    grown = {root}
    while grown:
        new = {pid: parent for pid, parent in parents.items() if parent in grown and pid not in found}
        found |= new
        grown = set(new)
    return found


def fork_servers(root: int) -> set[int]:
    """Return the fork servers of students' processes that a process has started; with one of them, all below it end."""
    return {pid for pid, parent in descendants(root).items() if parent == root and _STUDENTS in _command_line(pid)}


def _stat(pid: int) -> list[str]:
    """Return the fields of ``/proc/PID/stat`` from the third one on; none when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


class Processes:
    """Samples what the processes of ``autograder grade`` take while it runs."""

    def __init__(self) -> None:
        self.peak = 0
        """The largest sum, in one sample, of the bytes that grading and students' processes share with nobody."""
        self.samples = 0
        self.unreadable = 0
        self._seconds: dict[tuple[str, int], float] = {}

    def __call__(self, pid: int) -> None:
        """Take a sample of a command's descendants."""
        tree = descendants(pid)
        lines = {one: _command_line(one) for one in [pid, *tree]}
        forked = {one for one, parent in tree.items() if _is_forked(lines[one], lines.get(parent, b""))}
        total = sum(map(self._own, forked))
        self.peak = max(self.peak, total)
        self.samples += total > 0
        self._note("the command itself", pid, slice(11, 13))
        for one in tree:
            if _GRADING in lines[one]:
                self._note("grading processes" if one in forked else "their start", one, slice(11, 13))
            elif _STUDENTS in lines[one] and one not in forked and not _is_bubblewrap(lines[one]):
                self._note("the fork server", one, slice(11, 13))
                self._note("students' processes", one, slice(13, 15))  # all that have ended

    def _note(self, role: str, pid: int, fields: slice) -> None:
        self._seconds[role, pid] = sum(map(int, _stat(pid)[fields])) / _TICKS or self._seconds.get((role, pid), 0.0)

    def seconds(self) -> dict[str, float]:
        """Return the processor seconds of each kind of process, the largest first."""
        found: Counter[str] = Counter()
        for (role, _pid), seconds in self._seconds.items():
            found[role] += seconds
        return dict(found.most_common())

    def _own(self, pid: int) -> int:
        try:
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            return 0
        except OSError:
            self.unreadable += 1
            return 0
        return sum(int(row.split()[1]) << 10 for row in rows if row.startswith(("Private_Clean:", "Private_Dirty:")))


def _is_forked(line: bytes, parents: bytes) -> bool:
    """Say whether a process was forked by one of the two fork servers: it has its parent's command line."""
    return line == parents and not _is_bubblewrap(line) and any(name in line for name in (_GRADING, _STUDENTS))


def _is_bubblewrap(line: bytes) -> bool:
    return line.split(b"\0")[0].endswith(b"bwrap")


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
