"""notebook: its list of cells is empty.

Status: graded
Points: none
Says: put back
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    released["cells"] = []
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
