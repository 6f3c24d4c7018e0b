"""notebook: nothing was handed in but an empty folder.

Status: unreadable
Points: none
Says: missing
"""

from pathlib import Path


def make(released: dict, folder: Path) -> None:
    pass
