"""notebook: it claims a format that does not exist.

Status: unreadable
Points: none
Says: format 99
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    released["nbformat"] = 99
    (folder / "regularization.ipynb").write_text(json.dumps(released), encoding="utf-8")
