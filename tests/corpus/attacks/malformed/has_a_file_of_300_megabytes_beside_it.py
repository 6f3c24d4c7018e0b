"""notebook: a file of 300 MB, most of it a hole, lies beside it.

Status: graded
Points: full
Says: left out
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    with (folder / "model.pt").open("wb") as file:
        file.truncate(300 << 20)
