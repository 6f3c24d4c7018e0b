"""The folder of a submission: walked without following a link, and rid of what is not graded.

Whatever a student has put there is a name in a folder that is open already (`dir_fd`), never a path to be followed, and
nothing has a meaning because of what it is called. What is set aside goes into the course's own folder, under names of
ours.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.files import write_json

MAX_DEPTH = 32
"""Folders within folders; a deeper one is set aside as a whole."""
MAX_NAME = 1024
"""Bytes of a name with the folders above it; with the course's own path before it, a path must stay below 4,096."""
_NAMES = "names.json"


@dataclass(frozen=True)
class Found:
    """What stands in a submission's folder.

    Attributes:
        name: its name, after the folders above it.
        size: bytes of a regular file that can be read; None for a link, a special file, a folder that is too deep, and
            whatever cannot be opened.
    """

    name: str
    size: int | None

    @property
    def is_notebook(self) -> bool:
        return self.name.endswith(".ipynb")


def files_in(folder: Path) -> dict[str, Path]:
    """Return the regular files below `folder` by their relative names; there are none where there is no folder."""
    return {found.name: folder / found.name for found in found_in(folder) if found.size is not None}


def found_in(folder: Path) -> list[Found]:
    """Return what stands below `folder`, folders left out; links are never followed."""
    try:
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError):
        return []
    try:
        return list(_below(top, "", 0))
    finally:
        os.close(top)


def _below(above: int, prefix: str, depth: int) -> Iterator[Found]:
    for name in sorted(os.listdir(above)):
        status = os.stat(name, dir_fd=above, follow_symlinks=False)
        relative = prefix + name
        short = len(os.fsencode(relative)) <= MAX_NAME
        if not stat.S_ISDIR(status.st_mode):
            usable = short and stat.S_ISREG(status.st_mode) and os.access(name, os.R_OK, dir_fd=above)
            yield Found(relative, status.st_size if usable else None)
        elif not short or depth == MAX_DEPTH:
            yield Found(relative, None)
        else:
            if status.st_mode & stat.S_IRWXU != stat.S_IRWXU:  # or nothing in it could be read or moved
                os.chmod(name, stat.S_IMODE(status.st_mode) | stat.S_IRWXU, dir_fd=above)
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)
            try:
                yield from _below(inner, f"{relative}/", depth + 1)
            finally:
                os.close(inner)


def set_surplus_aside(folder: Path, place: Path, max_bytes: int, max_files: int) -> None:
    """Move what is not to be graded beside the notebooks out of `folder`: links, special files, and what is too much.

    The smallest files stay, up to `max_files` of them and `max_bytes` together.

    Args:
        folder: a submission's.
        place: the folder that holds what was set aside of all submissions.
        max_bytes: how large all files besides notebooks may be together.
        max_files: how many files besides notebooks there may be.

    Raises:
        OSError: something could not be moved.
    """
    if surplus := _surplus(found_in(folder), max_bytes, max_files):
        _move(folder, _aside(folder, place), surplus)


def set_aside(folder: Path, place: Path, name: str) -> None:
    """Move one file, or a folder with all that is in it, out of `folder`, as `set_surplus_aside` does."""
    _move(folder, _aside(folder, place), [name])


def left_out(folder: Path, place: Path) -> list[str]:
    """Return the names of what was set aside of the submission that is in `folder` now."""
    return sorted(_names(_aside(folder, place)).values())


def _surplus(found: list[Found], max_bytes: int, max_files: int) -> list[str]:
    # A link in place of a notebook stays: reading it fails with a reason, and nbgrader copies no notebooks.
    names = [each.name for each in found if each.size is None and not each.is_notebook]
    sizes = sorted((each.size, each.name) for each in found if each.size is not None and not each.is_notebook)
    total = 0
    for count, (size, name) in enumerate(sizes, start=1):
        total += size
        if total > max_bytes or count > max_files:
            names.append(name)
    return names


def _aside(folder: Path, place: Path) -> Path:
    """Return where the surplus of this very submission belongs: another one in the same folder has another place."""
    with os.scandir(folder) as entries:
        notebooks = {
            entry.name: entry.stat(follow_symlinks=False) for entry in entries if entry.name.endswith(".ipynb")
        }
    states = sorted((name, status.st_size, status.st_mtime_ns) for name, status in notebooks.items())
    digest = hashlib.sha256(repr([str(folder), states]).encode(errors="surrogateescape")).hexdigest()
    return place / folder.parent.name / folder.name / digest[:12]


def _names(aside: Path) -> dict[str, str]:
    """Return the names of what is in `aside`, by the names it has there."""
    try:
        return dict(json.loads((aside / _NAMES).read_bytes()))
    except FileNotFoundError:
        return {}


def _move(folder: Path, aside: Path, surplus: list[str]) -> None:
    aside.mkdir(parents=True, exist_ok=True)
    names = _names(aside)
    for name in surplus:
        if name not in names.values():
            end = os.fsdecode(os.fsencode(name.rpartition("/")[2])[-100:])
            names[f"{len(names) + 1}-{end}"] = name
    write_json(aside / _NAMES, names)  # first, so that a run that is ended here forgets none
    here = {name: ours for ours, name in names.items()}
    target = os.open(aside, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in surplus:
            with folder_of(folder, name) as (above, last):
                _rename(above, last, target, here[name])
    finally:
        os.close(target)


@contextmanager
def folder_of(folder: Path, name: str) -> Iterator[tuple[int, str]]:
    """Open the folder that `name` stands in, step by step; yields it and the last part of the name.

    Raises:
        OSError: there is none, or a link stands in its way.
    """
    *above, last = name.split("/")
    current = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for part in above:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=current)
            os.close(current)
            current = inner
        yield current, last
    finally:
        os.close(current)


def _rename(above: int, name: str, target: int, ours: str) -> None:
    try:
        os.rename(name, ours, src_dir_fd=above, dst_dir_fd=target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        ends = [f"/proc/self/fd/{above}/{name}", f"/proc/self/fd/{target}/{ours}"]
        moved = subprocess.run(["mv", "--", *ends], pass_fds=[above, target], capture_output=True, text=True)
        if moved.returncode != 0:
            raise OSError(moved.stderr.strip()) from None
