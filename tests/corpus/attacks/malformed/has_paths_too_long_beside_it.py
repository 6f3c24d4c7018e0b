"""notebook: folders beside it are nested so deep, and have such long names, that no path to their end can be named.

Status: graded
Points: full
Says: left out
"""

import json
import os
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    current = os.open(folder, os.O_RDONLY)
    for _ in range(40):
        os.mkdir("d" * 255, dir_fd=current)
        inner = os.open("d" * 255, os.O_RDONLY, dir_fd=current)
        os.close(current)
        current = inner
    os.close(os.open("EVIL.txt", os.O_CREAT | os.O_WRONLY, dir_fd=current))
    os.close(current)
