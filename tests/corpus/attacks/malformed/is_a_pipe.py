"""notebook: a pipe has its name, from which whoever opens it would read without end.

Status: unreadable
Points: none
Says: not a regular file
"""

import os
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    os.mkfifo(folder / "regularization.ipynb")
