"""notebook: its cells have no ids, as format 4.4 did, though it says 4.5.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for cell in released["cells"]:
        cell.pop("id", None)
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
