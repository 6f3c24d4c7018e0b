"""notebook: beside it lie the notebook as it was released, an autosaved one, and one that is broken.

Status: graded
Points: full
"""

import copy
import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    stub = copy.deepcopy(released)
    for cell in stub["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("solution"):
            cell["source"] = f"def {meta['grade_id']}(*arguments):\n    raise NotImplementedError()"
    (folder / ".ipynb_checkpoints").mkdir()
    for name in ("regularization (1).ipynb", "a.ipynb", ".ipynb_checkpoints/regularization-checkpoint.ipynb"):
        (folder / name).write_text(json.dumps(stub), encoding="utf-8")
    (folder / "broken.ipynb").write_text("{", encoding="utf-8")
