"""What the kit keeps in a course's folder, in ``.autograder``; among it the seed of all hidden questions.

With the source of this kit in hand, whoever knows the seed can work out every hidden question. So each course has one
of its own, drawn at random, in a file that no release and no submission holds and that git leaves out.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from pathlib import Path

from autograder.errors import CourseError

KEEP_DAYS = 180.0
"""A verdict that nobody asked for in so many days is of no use any more."""

_BITS = 128  # student code sees hashes of it, which must not be enough to find it by trying
_FORM = re.compile(rf"[0-9a-f]{{{_BITS // 4}}}\n?")
_INSTEAD = "or set c.Grading.seed"


def state_folder(root: Path) -> Path:
    """Return the folder for what the kit keeps, made where that can be, with a note that git is to leave it out."""
    folder = root / ".autograder"
    with contextlib.suppress(OSError):  # where nothing can be made, whoever needs to keep something says so
        folder.mkdir(exist_ok=True)
        with (folder / ".gitignore").open("x", encoding="utf-8") as file:
            file.write("*\n")
    return folder


def seed_file(root: Path) -> Path:
    """Return where the course's seed is, or will be."""
    return root / ".autograder" / "seed"


def seed_of(root: Path, configured: int | None) -> int:
    """Return the seed of all hidden questions: `configured`, else the course's own secret one (`secret_seed`)."""
    return secret_seed(root) if configured is None else configured


def secret_seed(root: Path) -> int:
    """Return the course's own seed, which is made the first time.

    Raises:
        CourseError: there is none and none can be made, or it cannot be read. A seed for this one time would give
            grades that nobody can give again, so nothing is graded then.
    """
    path = seed_file(root)
    try:
        if not path.exists():
            _make(path)
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise CourseError(
            f"{path}, the seed of all hidden questions, can neither be read nor made ({error.strerror}): release or "
            f"grade once as somebody who may write there, let other graders read it, {_INSTEAD}"
        ) from None
    if not _FORM.fullmatch(text):
        raise CourseError(
            f"{path} does not hold a seed as it was made: put it back from a backup, remove it to get a new one, under "
            f"which everything is graded anew, {_INSTEAD}"
        )
    return int(text, 16)


def where_the_seed_is(root: Path, is_set: bool) -> str:
    """Return what an instructor should know of the course's seed, but for the seed; `is_set` by the configuration.

    Raises:
        CourseError: it cannot be read.
    """
    path = seed_file(root)
    if is_set:
        return f"The seed of all hidden questions is set in {root / 'nbgrader_config.py'}: who reads that knows them."
    if not os.path.exists(path):
        return f"The seed of all hidden questions will be made at the first release or grading, in {path}: keep it."
    secret_seed(root)  # so that one that cannot be used is told of
    return (
        f"The seed of all hidden questions is in {path}. Keep it, back it up and show it to nobody: only the same seed "
        "gives the same grades, and whoever knows it can work out the questions."
    )


def _make(path: Path) -> None:
    """Make the file whole or not at all; of several processes at once one makes it, and all others find it."""
    descriptor, temporary = tempfile.mkstemp(dir=state_folder(path.parents[1]), prefix=".seed-")  # for its owner alone
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{secrets.randbits(_BITS):0{_BITS // 4}x}\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        os.unlink(temporary)
