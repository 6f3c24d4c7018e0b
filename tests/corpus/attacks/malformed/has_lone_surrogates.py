"""notebook: halves of characters, which no encoding can write, stand in its sources, names and metadata.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        cell["source"] = "".join(cell["source"]) + "\n# half a smiley: \ud83d\n"
        cell["metadata"]["\ud83d"] = "\ude00"
    released["metadata"]["title"] = "\ud83d"
    meta = {"grade_id": "\ud83d", "grade": False, "solution": True, "locked": False, "schema_version": 3, "task": False}
    cell = {"cell_type": "code", "metadata": {"nbgrader": meta}, "source": "print('\ud83d')", "outputs": [], "id": "x"}
    released["cells"].append({**cell, "execution_count": None})
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="ascii")
