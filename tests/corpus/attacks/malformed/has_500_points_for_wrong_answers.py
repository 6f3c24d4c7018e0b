"""notebook: its metadata makes each exercise worth 500 points and its grade cells assert nothing; wrong answers.

Status: graded
Points: none
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        meta.update(points=500, locked=False)
        if meta.get("solution"):
            cell["source"] = f"def {meta['grade_id']}(*arguments, **options):\n    return None"
        else:
            cell["source"] = "500.0"
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
