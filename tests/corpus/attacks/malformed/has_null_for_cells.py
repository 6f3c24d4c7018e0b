"""notebook: null stands in place of its cells.

Status: unreadable
Points: none
Says: no list of cells
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    released["cells"] = None
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
