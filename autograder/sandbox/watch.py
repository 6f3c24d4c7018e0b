"""What no resource limit of the kernel covers: the total disk use, files and threads of a student's process.

RLIMIT_FSIZE bounds one file, not their sum, and RLIMIT_NPROC does not bind root. So the fork server looks at each of
its processes several times a second and ends one that has too much. Between two looks a process can overshoot by what
it manages in that time; after its end all of it is removed.
"""

from __future__ import annotations

import contextlib
import os
import stat

from autograder.sandbox.allowance import Usage
from autograder.sandbox.folders import UNTOUCHED
from autograder.sandbox.lockdown import Limits
from autograder.student.language import N_

INTERVAL = 0.1
"""Seconds between two looks at a process, at least."""
SHARE = 0.05
"""The part of the server's time that looking at one process may take: a costly look is followed by a longer pause."""
MAX_DEPTH = 64
"""Folders within folders; honest notebooks stay far below, and deeper ones have paths too long to name."""
MAX_MAPS = 4 << 20
"""Bytes of the kernel's list of a process's mappings; with torch and all that courses use it has about 300,000."""

_TICKS = os.sysconf("SC_CLK_TCK")


class _Excess(Exception):
    """A process has too much of something; the arguments are a text and the number that goes into it."""


def excess(pid: int, scratch: str, limits: Limits) -> tuple[str, int] | None:
    """Return why a process that has too much of something is ended, as a text and the number that goes into it.

    What this costs does not grow with what the process makes beyond its limits.
    """
    try:
        _look_at(pid, scratch, limits)
    except _Excess as found:
        return found.args[0], found.args[1]
    except (FileNotFoundError, ProcessLookupError):  # it has ended by itself
        pass
    return None


def _look_at(pid: int, scratch: str, limits: Limits) -> None:
    threads = os.listdir(f"/proc/{pid}/task")
    if len(threads) > limits.threads:
        raise _Excess(N_("the process was ended because it started more than {} threads"), limits.threads)
    thread = _live_thread(pid, threads)
    if thread is None:
        return
    space = _deleted_but_open(thread)
    named, untouched = _look_into(scratch, limits)
    space += named
    if not untouched:  # else nothing of it can be mapped, and the list of mappings is long
        maps = _maps(thread)
        if len(maps) > MAX_MAPS:
            raise _Excess(N_("the process was ended because it mapped too many pieces of memory"), 0)
        space += _deleted_but_mapped(maps, scratch)
    if space > limits.disk:
        raise _Excess(N_("the process was ended because it wrote more than {} MiB in all"), limits.disk >> 20)


def usage(pid: int) -> Usage:
    """Return what a process has had so far; what the kernel does not say counts as nothing."""
    processor = waited = 0.0
    with contextlib.suppress(OSError, ValueError, IndexError):
        with open(f"/proc/{pid}/stat", "rb") as file:  # behind the name, which may hold anything
            fields = file.read().rpartition(b")")[2].split()
        processor = (int(fields[11]) + int(fields[12])) / _TICKS
        with open(f"/proc/{pid}/schedstat", "rb") as file:  # of the main thread: nanoseconds run and waited
            waited = int(file.read().split()[1]) / 1e9
    return Usage(processor, waited)


def _look_into(scratch: str, limits: Limits) -> tuple[int, bool]:
    """Return the bytes of what is in a folder, and whether all of it was there before the process.

    Whatever makes, renames or removes a file changes the time of the folder that it is in, and a process that is locked
    down cannot set it back.
    """
    files = space = 0
    untouched = True
    folders = [(scratch, 0)]
    while folders:
        folder, depth = folders.pop()
        if depth > MAX_DEPTH:
            raise _Excess(N_("the process was ended because it nested folders more than {} deep"), MAX_DEPTH)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    files += 1
                    if files > limits.files:
                        raise _Excess(N_("the process was ended because it made more than {} files"), limits.files)
                    try:
                        status = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:  # removed while we looked
                        continue
                    space += status.st_blocks * 512  # not st_size: a sparse file takes no space
                    if stat.S_ISDIR(status.st_mode):
                        folders.append((entry.path, depth + 1))
            untouched &= os.stat(folder).st_mtime_ns == UNTOUCHED  # behind the loop: what happened meanwhile counts
        except FileNotFoundError:
            untouched = False
        except OSError:  # of a folder or of what is in it: its path may be too long to name
            raise _Excess(N_("the process was ended because it made a folder that cannot be read"), 0) from None
    return space, untouched


def _live_thread(pid: int, threads: list[str]) -> str | None:
    """Return the folder in /proc of a thread that has the process's files and memory; its first one may have ended."""
    for thread in threads:
        folder = f"/proc/{pid}/task/{thread}"
        try:
            if os.listdir(f"{folder}/fd"):
                return folder
        except (FileNotFoundError, ProcessLookupError):
            continue
    return None


def _deleted_but_open(thread: str) -> int:
    """Return the bytes of files that have no name any more but are still open."""
    space = 0
    for name in os.listdir(f"{thread}/fd"):
        try:
            status = os.stat(f"{thread}/fd/{name}")
        except OSError:  # closed meanwhile
            continue
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
            space += status.st_blocks * 512
    return space


def _maps(thread: str) -> bytes:
    """Return the kernel's list of what is mapped, cut off behind `MAX_MAPS`."""
    with open(f"{thread}/maps", "rb") as file:
        return file.read(MAX_MAPS + 1)


def _deleted_but_mapped(maps: bytes, scratch: str) -> int:
    """Return the bytes that are mapped of files that have no name any more; they need not be open either."""
    space = 0
    for line in maps.splitlines() if b" (deleted)" in maps else ():  # nearly never, and it is long
        if line.endswith(b" (deleted)") and scratch.encode() in line:
            start, _, end = line.split(b" ", 1)[0].partition(b"-")
            space += int(end, 16) - int(start, 16)
    return space
