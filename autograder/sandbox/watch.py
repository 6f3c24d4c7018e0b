"""What no resource limit of the kernel covers: the total disk use, files and threads of a student's process.

RLIMIT_FSIZE bounds one file, not their sum, and RLIMIT_NPROC does not bind root. So the fork server looks at each of
its processes several times a second and ends one that has too much. Between two looks a process can overshoot by what
it manages in that time; after its end all of it is removed.
"""

from __future__ import annotations

import os
import stat

from autograder.sandbox.lockdown import Limits
from autograder.student.language import N_

INTERVAL = 0.1
"""Seconds between two looks."""
MAX_DEPTH = 64
"""Folders within folders; honest notebooks stay far below, and deeper ones have paths too long to name."""


def excess(pid: int, scratch: str, limits: Limits) -> tuple[str, int] | None:
    """Return why a process that has too much of something is ended, as a text and the number that goes into it."""
    try:
        if len(os.listdir(f"/proc/{pid}/task")) > limits.threads:
            return N_("the process was ended because it started more than {} threads"), limits.threads
        space, files = _deleted_but_open(pid) + _deleted_but_mapped(pid, scratch), 0
    except (FileNotFoundError, ProcessLookupError):  # it has ended by itself
        return None
    folders = [(scratch, 0)]
    while folders:
        folder, depth = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:  # removed while we looked
            continue
        except OSError:
            return N_("the process was ended because it made a folder that cannot be read"), 0
        files += len(entries)
        for entry in entries:
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            space += status.st_blocks * 512  # not st_size: a sparse file takes no space
            if stat.S_ISDIR(status.st_mode):
                folders.append((entry.path, depth + 1))
        if space > limits.disk:
            return N_("the process was ended because it wrote more than {} MiB in all"), limits.disk >> 20
        if files > limits.files:
            return N_("the process was ended because it made more than {} files"), limits.files
        if depth > MAX_DEPTH:
            return N_("the process was ended because it nested folders more than {} deep"), MAX_DEPTH
    return None


def _deleted_but_open(pid: int) -> int:
    """Return the bytes of files that have no name any more but are still open."""
    space = 0
    folder = f"/proc/{pid}/fd"
    for name in os.listdir(folder):
        try:
            status = os.stat(f"{folder}/{name}")
        except OSError:  # closed meanwhile
            continue
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
            space += status.st_blocks * 512
    return space


def _deleted_but_mapped(pid: int, scratch: str) -> int:
    """Return the bytes that are mapped of files that have no name any more; they need not be open either."""
    space = 0
    with open(f"/proc/{pid}/maps", "rb") as file:
        lines = file.read().splitlines()
    for line in lines:
        if line.endswith(b" (deleted)") and scratch.encode() in line:
            start, _, end = line.split(b" ", 1)[0].partition(b"-")
            space += int(end, 16) - int(start, 16)
    return space
