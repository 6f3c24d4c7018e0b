"""notebook: git left its conflict markers in the file.

Status: unreadable
Points: none
Says: not JSON
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    lines = json.dumps(released, indent=1).splitlines()
    middle = len(lines) // 2
    lines[middle:middle] = ["<<<<<<< HEAD", lines[middle], "=======", lines[middle], ">>>>>>> mine"]
    (folder / "regularization.ipynb").write_text("\n".join(lines), encoding="utf-8")
