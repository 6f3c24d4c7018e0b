"""The folders that student code works in: made, and removed whatever became of them."""

from __future__ import annotations

import contextlib
import logging
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

log = logging.getLogger(__name__)


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
        yield folder
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder, whatever a student's process made of it: nested deeper than Python recurses, or unreadable."""
    for command in (["rm", "-rf"], ["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
        subprocess.run([*command, "--", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not folder.exists():
            return
    log.warning("%s could not be removed", folder)
