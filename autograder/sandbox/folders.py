"""Folders that live no longer than a process, among them those that student code works in: made, and removed."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

UNTOUCHED = 0
"""The time of last change of a folder, in nanoseconds, in which nothing was made since `scratch_folder` gave it."""

_STALE_SECONDS = 60.0  # a folder this young may not be locked yet


@contextlib.contextmanager
def scratch_folder(root: Path, files: Sequence[tuple[Path, str]]) -> Iterator[Path]:
    """Make a folder below `root` holding copies of `files` (path, name within), and remove it afterwards.

    Where a path is a folder's, an empty one is made.
    """
    folder = Path(tempfile.mkdtemp(prefix="s-", dir=root))
    try:
        for path, name in files:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                target.mkdir(exist_ok=True)
            else:
                shutil.copyfile(path, target)
        for place, _folders, _files in os.walk(folder):
            os.utime(place, ns=(UNTOUCHED, UNTOUCHED))
        yield folder
    finally:
        remove(folder)


@contextlib.contextmanager
def temporary_folder(place: Path, prefix: str) -> Iterator[Path]:
    """Make a folder in `place` and remove it afterwards; if this process is killed, the next one to come here does."""
    remove_stale(place, prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    descriptor = lock(folder)
    try:
        yield folder
    finally:
        remove(folder)
        os.close(descriptor)


def lock(folder: Path) -> int:
    """Lock a folder for as long as this process lives or the descriptor that is returned stays open.

    Raises:
        OSError: another process holds it, or the folder is not ours.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def remove_stale(place: Path, prefix: str) -> None:
    """Remove what killed processes left: a folder of ours in `place` that nobody holds locked any more."""
    for folder in place.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):  # somebody else's, or just removed by another one
            status = folder.stat()
            if status.st_uid != os.getuid() or time.time() - status.st_ctime < _STALE_SECONDS:
                continue
            descriptor = lock(folder)
            try:
                remove(folder)
            finally:
                os.close(descriptor)


def remove(folder: Path) -> None:
    """Remove a folder, whatever a student's process made of it: nested deeper than Python recurses, or unreadable."""
    with contextlib.suppress(OSError):  # most are empty, and starting a program takes milliseconds
        folder.rmdir()
        return
    for command in (["rm", "-rf"], ["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
        subprocess.run([*command, "--", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not folder.exists():
            return
    log.warning("%s could not be removed", folder)
