"""notebook: its last third is missing, as after an upload that broke off.

Status: unreadable
Points: none
Says: not JSON
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    text = json.dumps(released)
    (folder / "regularization.ipynb").write_text(text[: len(text) * 2 // 3], encoding="utf-8")
