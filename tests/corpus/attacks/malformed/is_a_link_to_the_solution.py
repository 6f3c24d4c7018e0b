"""notebook: it is a symbolic link to the course's own notebook, which holds the solutions.

Status: unreadable
Points: none
Says: symbolic link
"""

from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").symlink_to("../../../source/regularization/regularization.ipynb")
