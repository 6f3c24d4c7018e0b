"""notebook: files lie beside it whose names are no UTF-8, or as long as a name can be, or look like options.

Status: graded
Points: full
"""

import json
import os
from pathlib import Path

NAMES = [b"l\xf6sung.txt", b"\xff\xfe.csv", b"x" * 255, b"--help", b" ", b"...", b"*", b"\x80.ipynb"]


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    for name in NAMES:
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(b"text")
