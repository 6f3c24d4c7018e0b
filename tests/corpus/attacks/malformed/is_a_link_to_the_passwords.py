"""notebook: it is a symbolic link to /etc/passwd.

Status: unreadable
Points: none
Says: symbolic link
"""

from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").symlink_to("/etc/passwd")
