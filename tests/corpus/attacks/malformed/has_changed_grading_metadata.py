"""notebook: its nbgrader metadata says 500 points, read-only graded answers, grade cells that are none.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("solution"):
            meta.update(points=500, grade=True, locked=True, solution=False)
        elif meta.get("grade"):
            meta.update(points=500.5, grade=False, locked=False, solution=True, task=True)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
