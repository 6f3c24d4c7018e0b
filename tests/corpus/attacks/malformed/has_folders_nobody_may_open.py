"""notebook: folders and files beside it have modes with which nobody may open, read or empty them.

Status: graded
Points: full
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
    inner = folder / "closed" / "inner"
    inner.mkdir(parents=True)
    (inner / "data.txt").write_text("x", encoding="utf-8")
    (inner / "data.txt").chmod(0)
    inner.chmod(0)
    (folder / "closed").chmod(0o400)
