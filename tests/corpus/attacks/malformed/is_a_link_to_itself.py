"""notebook: it is a symbolic link to itself, and another link to a device lies beside it.

Status: unreadable
Points: none
Says: symbolic link
"""

from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").symlink_to("regularization.ipynb")
    (folder / "zeros.txt").symlink_to("/dev/zero")
    (folder / "nothing.txt").symlink_to("no such file")
