"""notebook: a folder has its name, and in it lies the notebook itself.

Status: unreadable
Points: none
Says: it is a folder
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    inner = folder / "regularization.ipynb"
    inner.mkdir()
    (inner / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
