"""notebook: it is a symbolic link to what another student handed in.

Status: unreadable
Points: none
Says: symbolic link
"""

from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").symlink_to("../../aaa_honest/regularization/regularization.ipynb")
