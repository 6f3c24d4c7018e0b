"""notebook: timestamp.txt, from which nbgrader reads when it was handed in, holds no date.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / "timestamp.txt").write_text("yesterday, shortly before midnight\n", encoding="ascii")
