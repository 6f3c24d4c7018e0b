"""notebook: the answers stand in raw cells and the grade cells are Markdown, as one wrong key in Jupyter does it.

Status: graded
Points: full
Says: Cells had another type
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("solution") or meta.get("grade"):
            cell["cell_type"] = "raw" if meta["solution"] else "markdown"
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
