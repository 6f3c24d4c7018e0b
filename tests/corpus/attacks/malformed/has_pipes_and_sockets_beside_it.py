"""notebook: pipes and a socket lie beside it, which no copy of the folder can hold.

Status: graded
Points: full
Says: left out
"""

import json
import os
import stat
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / "data").mkdir()
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "data" / "pipe.csv")
    os.mknod(folder / "socket", stat.S_IFSOCK | 0o600)
