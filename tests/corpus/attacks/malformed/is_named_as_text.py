"""notebook: a browser has saved it under the name regularization.ipynb.txt; the answers are right.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb.txt").write_text(json.dumps(released), encoding="utf-8")
