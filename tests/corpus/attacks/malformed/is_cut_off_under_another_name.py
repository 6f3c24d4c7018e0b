"""notebook: a browser has saved half of it, under the name that it gives to a second download.

Status: unreadable
Points: none
Says: regularization (1).ipynb was not graded: it is not JSON
"""

import json
from pathlib import Path


def make(released: dict, folder: Path) -> None:
    text = json.dumps(released)
    (folder / "regularization (1).ipynb").write_text(text[: len(text) // 2], encoding="utf-8")
