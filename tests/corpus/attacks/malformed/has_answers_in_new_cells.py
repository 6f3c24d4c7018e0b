"""notebook: the right answers stand in cells that the student made, behind untouched solution cells.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    cells = []
    for cell in released["cells"]:
        cells.append(cell)
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("solution"):
            own = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1, "id": f"own{len(cells)}"}
            cells.append({**own, "source": cell["source"]})
            cell["source"] = f"def {meta['grade_id']}(*arguments):\n    raise NotImplementedError()"
    released["cells"] = cells
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
