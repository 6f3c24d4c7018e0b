"""notebook: timestamp.txt is a folder.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / "timestamp.txt").mkdir()
    (folder / "timestamp.txt" / "file.txt").write_text("text", encoding="ascii")
