"""notebook: two notebooks hold the right cells and neither has the right name; the answers in both are right.

Status: graded
Points: full
Says: it was recognised as regularization.ipynb
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    for name in ("regularization (1).ipynb", "regularization_final.ipynb"):
        (folder / name).write_text(json.dumps(released), encoding="utf-8")
