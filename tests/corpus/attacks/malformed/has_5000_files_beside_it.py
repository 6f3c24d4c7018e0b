"""notebook: 5,000 other files lie beside it.

Status: graded
Points: full
Says: left out
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    (folder / "data").mkdir()
    for number in range(5000):
        (folder / "data" / f"{number:04}.txt").write_text(f"{number}\n", encoding="ascii")
