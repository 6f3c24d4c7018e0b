"""notebook: the number of its format is missing or text, but its cells are whole.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    released["nbformat"] = "4"
    released["nbformat_minor"] = None
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
