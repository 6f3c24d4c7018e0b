"""One copy of each released file for all who hand it in as it was: data and checks cost no disk per student.

What a release brings comes back with each submission, and nbgrader copies it to the graded notebooks and to the
feedback. There, a file that is a released one byte for byte becomes a hard link to one copy of it, which nobody may
write to. That copy is made of the release, never of what a student sent.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from autograder.course.folders import files_in, folder_of

_STEP = 1 << 20
_READ_ONLY = 0o444
_SMALLEST = 4096  # bytes; what is smaller costs about as much as its name


def share_released_files(folder: Path, released: Path, place: Path) -> None:
    """Replace each file of `folder` that equals the released one of its name by a link; notebooks are left alone.

    Links are never followed. Where the file system cannot link, or `place` is on another one, all stays as it is.

    Args:
        folder: what a student handed in, or what nbgrader made of it.
        released: the assignment's release; where there is none, nothing is replaced.
        place: the folder of the copies.
    """
    for name, path in files_in(released).items():
        if path.suffix != ".ipynb" and path.stat().st_size >= _SMALLEST:
            try:
                with folder_of(folder, name) as (above, last):
                    if _equals(above, last, path):
                        _link(_copy_of(path, place), above, last)
            except OSError:  # it was not handed in, or cannot be linked
                continue


def _equals(above: int, name: str, path: Path) -> bool:
    """Say whether the file `name` in the open folder holds what `path` holds, and is not linked to it already."""
    with open(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=above), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size != path.stat().st_size or status.st_nlink > 1:
            return False
        with path.open("rb") as other:
            while (part := other.read(_STEP)) == file.read(_STEP):
                if not part:
                    return True
    return False


def _copy_of(path: Path, place: Path) -> Path:
    """Return the one copy of a released file, and make it if there is none yet."""
    copy = place / hashlib.sha256(path.read_bytes()).hexdigest()
    if not copy.exists():
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place, prefix=".new-", delete=False) as made:
            made.write(path.read_bytes())
        os.chmod(made.name, _READ_ONLY)
        os.replace(made.name, copy)
    return copy


def _link(copy: Path, above: int, name: str) -> None:
    """Put a link to `copy` in the place of the file `name`, in one step."""
    new = f".{copy.name[:32]}.new"
    os.link(copy, new, dst_dir_fd=above)
    try:
        os.replace(new, name, src_dir_fd=above, dst_dir_fd=above)
    except OSError:
        os.unlink(new, dir_fd=above)
        raise
