"""notebook: all cells have the same id, and new ones an id that is a number, a list or null.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        cell["id"] = "a"
    new = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [], "execution_count": None}
    released["cells"] += [{**new, "id": number} for number in (7, ["a"], None, {}, "a b/<c>", "a" * 1000)]
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
